"""The first start: the publisher and the workers open a new house at the same moment, and none is turned away."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

from tests.conftest import ROOT

OPEN = """
import sys
from pathlib import Path
from tomoni.cli import home

home._setup_ = home._setup
home._setup = lambda: (home._setup_(), sys.stdout.write("ready\\n"), sys.stdout.flush(), sys.stdin.readline())
home.open_community(Path(sys.argv[1]))
from django.db import connection
with connection.cursor() as cursor:
    print(cursor.execute("PRAGMA journal_mode").fetchone()[0])
"""


def test_processes_that_open_a_new_house_together_all_get_in(tmp_path: Path, environment: dict[str, str]) -> None:
    shutil.copy(ROOT / "communities" / "mihon" / "community.toml", tmp_path)
    command = [sys.executable, "-c", OPEN, str(tmp_path)]
    several = [
        subprocess.Popen(
            command,
            cwd=ROOT,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(4)
    ]
    for one in several:
        assert one.stdout is not None
        one.stdout.readline()
    for one in several:
        assert one.stdin is not None
        one.stdin.write("\n")
        one.stdin.flush()
    for one in several:
        out, err = one.communicate()
        assert (one.returncode, out.strip()) == (0, "wal"), err


def test_a_connection_alone_does_not_change_how_the_file_is_kept() -> None:
    """Two connections that ask for it at once make SQLite refuse one of them, whatever its patience."""
    from tomoni.web.settings.database import databases

    assert "journal_mode" not in str(databases(Path("house")))


def test_a_worker_that_found_no_database_is_started_again(tmp_path: Path) -> None:
    """It ends with 1 when the database is away; that passes, and the jobs wait for it."""
    from tomoni.cli.address import address
    from tomoni.cli.serving import Keeping
    from tomoni.web.supervisor import Supervisor

    keeping = Keeping(Supervisor({}), tmp_path, tmp_path, address("127.0.0.1", 0, None, None, None))
    assert [worker.final for worker in keeping.workers] == [()]

"""`tomoni publish` killed (SIGKILL) at its turning points: the public sees a whole publication, and the next run finishes."""

from __future__ import annotations

import hashlib
import json
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tomoni.publish.tests.command import ENVIRONMENT, ROWS, TOMONI, small_community

RUN = """
import importlib, os, signal, sys
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tomoni.web.settings")
where, when, folder = sys.argv[1:]
from pathlib import Path
from tomoni.cli.home import open_community
scope = open_community(Path(folder))
owner, _, name = where.rpartition(".")
try:
    owner = importlib.import_module(owner)
except ModuleNotFoundError:
    module, _, cls = owner.rpartition(".")
    owner = getattr(importlib.import_module(module), cls)
function = getattr(owner, name)
def deadly(*args, **kwargs):
    if when == "before":
        os.kill(os.getpid(), signal.SIGKILL)
    function(*args, **kwargs)
    os.kill(os.getpid(), signal.SIGKILL)
setattr(owner, name, deadly)
from tomoni.publish import services
services.publish(scope)
"""


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A community with one publication, whose file has changed since."""
    folder = small_community(tmp_path_factory.mktemp("kill") / "city")
    publish(folder)
    (folder / "files" / "counts.csv").write_text(ROWS.replace(",3\n", ",4\n"), encoding="utf-8")
    return folder


def publish(folder: Path) -> None:
    run = subprocess.run(
        [*TOMONI, "publish", str(folder)], env=ENVIRONMENT, capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stderr


def seen(folder: Path) -> int:
    """The sequence number readers see; fails unless everything it names is there, whole and right."""
    base = folder / ".tomoni" / "public" / "data" / "counts"
    said = json.loads((base / "latest.json").read_text(encoding="utf-8"))
    for facts in said["files"].values():
        assert hashlib.sha256((base / facts["url"]).read_bytes()).hexdigest() == facts["sha256"]
    history = json.loads((base / "publications.json").read_text(encoding="utf-8"))
    assert [line["seq"] for line in history] == list(range(said["seq"], 0, -1))
    assert (folder / ".tomoni" / "public" / "index.html").stat().st_size > 0
    return int(said["seq"])


@pytest.mark.parametrize(
    ("where", "when", "shown"),
    [
        ("tomoni.publish.versions.write", "before", 1),
        ("tomoni.publish.versions.write", "after", 1),
        ("tomoni.registry.services.record_publication", "after", 1),
        ("tomoni.publish.storage.LocalStorage.replace", "before", 1),
        ("tomoni.publish.storage.LocalStorage.replace", "after", 2),
    ],
)
def test_readers_see_one_whole_publication_and_the_next_run_finishes(
    published: Path, tmp_path: Path, where: str, when: str, shown: int
) -> None:
    folder = tmp_path / "city"
    shutil.copytree(published, folder, symlinks=True)
    command = [sys.executable, "-c", RUN, where, when, str(folder)]
    killed = subprocess.run(command, env=ENVIRONMENT, capture_output=True, text=True, check=False)
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    assert seen(folder) == shown
    publish(folder)
    assert seen(folder) == 2
    assert list((folder / ".tomoni").rglob(".new-*")) == []

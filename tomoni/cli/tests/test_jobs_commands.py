"""`tomoni jobs`, `tomoni fetch` and `tomoni work` as an engineer on the server has them."""

from __future__ import annotations

import json
import signal
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from django.utils import timezone

from tests.services import need, new_database
from tomoni.publish.tests.command import ENVIRONMENT, ROWS, TOMONI, small_community
from tomoni.registry import jobs, queries
from tomoni.registry.community import load
from tomoni.registry.models import Job
from tomoni.registry.scope import Scope

City = Callable[..., Result]
ASK = """
import sys
from pathlib import Path
from tomoni.cli.home import open_community
open_community(Path(sys.argv[1]))
from tomoni.registry import jobs
jobs.ask("nobody's", "left over")
"""


@pytest.fixture
def scope(tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch, db: None) -> Scope:
    """A small community that `tomoni … DIR` opens in this process."""
    folder = small_community(tmp_path / "city")
    settings.COMMUNITY_DIR, settings.HOME = folder, folder / ".tomoni"
    settings.FETCH_ALLOW, settings.FETCH_PAUSE = ["127.0.0.1"], 0
    scope = Scope(None, load(folder))
    monkeypatch.setattr("tomoni.cli.home.open_community", lambda _: scope)
    monkeypatch.setattr("tomoni.registry.jobs.ticking._before", [])
    monkeypatch.setenv("TOMONI_LANG", "ja")
    return scope


@pytest.fixture
def city(scope: Scope) -> City:
    """city("jobs", code=0) → what the command said about the community."""
    from tomoni.cli.main import main

    def run(command: str, *words: str, code: int = 0) -> Result:
        result = CliRunner().invoke(main, [command, str(scope.community.dir), *words])
        assert result.exit_code == code, result.output
        return result

    return run


def given_up(key: str) -> None:
    """A job that no worker could do."""
    job = jobs.ask("nobody's", key)
    Job.objects.filter(pk=job.pk).update(dead_at=timezone.now(), attempts=5, error="表を\n読めません")


def test_an_empty_house_has_no_jobs(city: City) -> None:
    assert "仕事はありません" in city("jobs").stdout
    assert json.loads(city("jobs", "--json").stdout) == {"dead": [], "waiting": []}


def test_what_was_given_up_is_shown_first_and_the_exit_code_says_so(city: City) -> None:
    jobs.ask("nobody's", "later", timezone.now() + timedelta(days=1))
    assert city("jobs").stdout.startswith("● later")
    given_up("broken")
    first, second = city("jobs", code=1).stdout.splitlines()
    assert first.startswith("× broken") and "表を 読めません" in first
    assert second.startswith("● later")
    told = json.loads(city("jobs", "--json", code=1).stdout)
    assert [(job["key"], job["attempts"], job["error"]) for job in told["dead"]] == [("broken", 5, "表を\n読めません")]
    assert [(job["key"], job["running"]) for job in told["waiting"]] == [("later", False)]


def test_retry_drop_and_cancel(city: City) -> None:
    for key in ("a", "b"):
        given_up(key)
    jobs.ask("nobody's", "c")
    assert "× b" in city("jobs", "--retry", "a", code=1).stdout
    city("jobs", "--drop", "b")
    city("jobs", "--cancel", "c")
    states = {key: jobs.progress(key).state for key in "abc"}
    assert states == {"a": "again", "b": "cancelled", "c": "cancelled"}
    assert "「x」" in city("jobs", "--retry", "x", code=1).stderr


@pytest.fixture
def address(scope: Scope) -> Iterator[dict[str, Any]]:
    """A web server that gives out "/counts.csv", named by the source; `body` and `status` are what it answers."""
    answer: dict[str, Any] = {"body": ROWS.encode(), "status": 200}

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(answer["status"])
            self.send_header("Content-Length", str(len(answer["body"])))
            self.end_headers()
            self.wfile.write(answer["body"])

        def log_message(self, *_: Any) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        path = scope.community.dir / "sources" / "counts.toml"
        line = f'url = "http://127.0.0.1:{server.server_port}/counts.csv"\nschedule = "daily 18:00"\n'
        path.write_text(path.read_text().replace("[[file]]", f"{line}[[file]]"), encoding="utf-8")
        yield answer
        server.shutdown()


def test_fetch_says_what_is_new_what_is_not_and_what_next(scope: Scope, city: City, address: dict[str, Any]) -> None:
    assert "変わりありません" in city("fetch").stdout
    address["body"] = (ROWS + "2020-04-04,4\n").encode()
    said = city("fetch").stdout
    assert "新しい版を取り込みました" in said and "tomoni publish" in said
    newest = queries.source(scope, "counts").files[-1].path
    assert (scope.community.dir / newest).read_bytes() == address["body"]
    told = json.loads(city("fetch", "--json", "--dataset", "counts").stdout)["datasets"]
    assert told == [{"id": "counts", "status": "same", "file": told[0]["file"], "reasons": []}]


def test_fetch_of_what_is_no_table_changes_nothing_and_says_so(
    scope: Scope, city: City, address: dict[str, Any]
) -> None:
    before = queries.source(scope, "counts")
    address |= {"body": b"<html>maintenance</html>", "status": 503}
    assert "× counts" in city("fetch", code=1).stderr
    assert queries.source(scope, "counts") == before
    (told,) = json.loads(city("fetch", "--json", code=1).stdout)["datasets"]
    assert told["status"] == "refused"
    assert set(told["reasons"][0]) == {"ja", "en"}


def test_without_addresses_fetch_says_where_to_write_one(city: City) -> None:
    assert "sources/*.toml" in city("fetch").stdout
    assert city("fetch", "--dataset", "nothing", code=2).stderr


def test_a_worker_takes_what_is_due_and_ends_when_it_is_told(tmp_path: Path) -> None:
    folder = small_community(tmp_path / "city")
    subprocess.run([sys.executable, "-c", ASK, str(folder)], env=ENVIRONMENT, check=True)
    worker = subprocess.Popen([*TOMONI, "work", str(folder)], env=ENVIRONMENT, stderr=subprocess.PIPE, text=True)
    try:
        assert worker.stderr
        assert "ワーカーを始めました" in worker.stderr.readline()
        patience = threading.Event()
        for _ in range(600):
            with sqlite3.connect(folder / ".tomoni" / "tomoni.sqlite3") as rows:
                found = rows.execute("SELECT attempts, error FROM registry_job WHERE key = 'left over'").fetchone()
            if found[1]:
                break
            patience.wait(0.1)
        assert found[0] == 1
        assert "nobody's" in found[1]
        worker.send_signal(signal.SIGTERM)
        assert worker.wait(60) in (0, -signal.SIGTERM)
    finally:
        worker.kill()
        worker.communicate()


def test_two_machines_that_start_at_once_make_the_tables_once(tmp_path: Path) -> None:
    """Both on one PostgreSQL, each with a folder of its own, as after an upgrade."""
    import psycopg

    need("PostgreSQL")
    with new_database() as url:
        folders = [small_community(tmp_path / name / "city") for name in ("one", "two")]
        command = [*TOMONI, "people", "list"]
        machines = [
            subprocess.Popen(
                [*command, str(folder)], env=ENVIRONMENT | {"DATABASE_URL": url}, stderr=subprocess.PIPE, text=True
            )
            for folder in folders
        ]
        for machine in machines:
            _, said = machine.communicate(timeout=120)
            assert machine.returncode == 0, said
        with psycopg.connect(url) as rows:
            applied = rows.execute("SELECT app, name, count(*) FROM django_migrations GROUP BY 1, 2").fetchall()
            assert len(applied) > 20
            assert {count for *_, count in applied} == {1}
            assert rows.execute("SELECT count(*) FROM tomoni_migrated").fetchone() == (1,)


def test_reindex_makes_anew_what_another_tokeniser_made(city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    from tomoni.search import queries as found
    from tomoni.search import services, tokens

    services.index("test", [services.Entry("rent", "家賃の減免")])
    assert "今の切り分け方のまま" in city("reindex").stdout
    monkeypatch.setattr(tokens, "RULES", 99)
    assert "1件を作り直しました" in city("reindex").stdout
    assert json.loads(city("reindex", "--json").stdout) == {"documents": 0, "tokeniser": tokens.version()}
    assert json.loads(city("reindex", "--all", "--json").stdout)["documents"] == 1
    assert [hit.key for hit in found.search("test", "家賃").hits] == ["rent"]

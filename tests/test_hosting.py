"""Tonight's site keeps its memory: the workflow that `tomoni new` writes, run step by step by a shell, each time on an
empty machine, against a bare repository; and the same going on from the site's address.
"""

from __future__ import annotations

import functools
import http.server
import json
import os
import re
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from tomoni.publish.tests.command import ENVIRONMENT, TOMONI, small_community

SHRUNK = "日付,件数\n2020-04-04,1\n"
LONGER = "日付,件数\n" + "".join(f"2020-04-{day:02},{day}\n" for day in range(1, 21))


def sh(script: str, cwd: Path, code: int = 0) -> str:
    run = subprocess.run(
        ["bash", "-e", "-o", "pipefail", "-c", script],
        cwd=cwd,
        env=ENVIRONMENT | {"PATH": f"{cwd.parent / 'bin'}:{ENVIRONMENT['PATH']}", "GIT_CONFIG_GLOBAL": os.devnull},
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == code, run.stdout[-2000:] + run.stderr[-2000:]
    return run.stdout


class Host:
    """A bare repository that the folder was pushed to, and nights on which an empty machine runs the workflow."""

    def __init__(self, place: Path) -> None:
        self.place, self.nights = place, 0
        self.bin = place / "bin"
        self.bin.mkdir()
        tool = self.bin / "tomoni"
        tool.write_text(f'#!/bin/sh\nexec {sys.executable} -c "from tomoni.cli.main import main; main()" "$@"\n')
        tool.chmod(0o755)
        self.desk = place / "desk"
        subprocess.run([*TOMONI, "new", str(self.desk), "--code", "990019"], env=ENVIRONMENT, check=True)
        made = small_community(place / "made")
        for name in ("sources/counts.toml", "files/counts.csv"):
            shutil.copyfile(made / name, self.desk / name)
        sh("git init -q --bare -b main ../repo.git; git init -q -b main", self.desk)
        self.send("first")

    def send(self, words: str) -> None:
        sh(
            f"git add -A; git -c user.name=a -c user.email=a@example.jp commit -q -m {words}; "
            "git push -q ../repo.git HEAD:main",
            self.desk,
        )

    def night(self, code: int = 0) -> Path:
        """A fresh copy without .tomoni; gives the tree that is public afterwards. `code`: how the last step ends."""
        self.nights += 1
        machine = self.place / f"night{self.nights}"
        sh(f"git clone -q repo.git {machine.name}", self.place, 0)
        steps = yaml.safe_load((machine / ".github/workflows/site.yml").read_text(encoding="utf-8"))["jobs"]["site"]
        scripts = [step["run"] for step in steps["steps"] if "run" in step]
        assert "pip install" in scripts[0]
        for script in scripts[1:-1]:
            sh(script, machine)
        sh(scripts[-1], machine, code)
        shown = self.place / f"public{self.nights}"
        shown.mkdir()
        sh(f"git archive refs/heads/site | tar -x -C ../{shown.name}", self.place / "repo.git")
        return shown


@pytest.fixture(scope="module")
def host(tmp_path_factory: pytest.TempPathFactory) -> Host:
    return Host(tmp_path_factory.mktemp("hosting"))


def read(shown: Path, name: str) -> Any:
    return json.loads((shown / "data/counts" / name).read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def nights(host: Host) -> list[Path]:
    """Five: the first, an edition more, one that is held, nothing new, and one that is well again."""
    shown = [host.night()]
    source, file = host.desk / "sources/counts.toml", host.desk / "files/counts.csv"
    for words, rows, day, code in (
        ("more", LONGER, "2020-04-20", 0),
        ("shrunk", SHRUNK, "2020-04-21", 1),
        ("", "", "", 1),
        ("well", LONGER + "2020-04-21,21\n", "2020-04-21", 0),
    ):
        if words:
            file.write_text(rows, encoding="utf-8")
            text = source.read_text(encoding="utf-8")
            start = text.index('as_of = "') + len('as_of = "')
            source.write_text(text[:start] + day + text[start + 10 :], encoding="utf-8")
            host.send(words)
        shown.append(host.night(code))
    return shown


def test_history_goes_on_over_empty_machines(nights: list[Path]) -> None:
    assert [read(shown, "latest.json")["seq"] for shown in nights] == [1, 2, 2, 2, 3]
    history = read(nights[-1], "publications.json")
    assert sorted(line["seq"] for line in history) == [1, 2, 3]
    for line in history:
        assert (nights[-1] / "data/counts" / line["version"] / "data.csv").is_file()
    assert [line["parent"] for line in sorted(history, key=lambda line: line["seq"])] == [None, 1, 2]


def test_what_is_held_stays_held_since_the_same_moment(nights: list[Path]) -> None:
    second, third, fourth, last = (read(shown, "latest.json") for shown in nights[1:])
    assert third["version"] == second["version"], "the last good version stays up"
    assert third["held"]
    assert fourth["held"] == third["held"], "not a new hold on a new machine"
    assert last["held"] is None


def test_what_did_not_change_is_the_same_bytes(nights: list[Path]) -> None:
    former, later = (json.loads((shown / "tomoni-site.json").read_text())["files"] for shown in nights[2:4])
    assert former == later


def test_the_branch_does_not_grow_and_no_private_file_is_on_it(host: Host, nights: list[Path]) -> None:
    assert sh("git rev-list --count refs/heads/site", host.place / "repo.git").strip() == "1"
    assert not [path for path in nights[-1].rglob("*") if path.name in (".tomoni", "raw", "tomoni.sqlite3", "sources")]


def test_the_workflow_has_no_secret_and_a_version() -> None:
    from tomoni import __version__
    from tomoni.registry.founding_hosting import WORKFLOW

    assert "secrets." not in WORKFLOW
    assert "@VERSION@" in WORKFLOW
    read = yaml.safe_load(WORKFLOW.replace("@VERSION@", __version__))
    assert read["env"]["TOMONI"] == f"tomoni=={__version__}"
    used = [step["uses"] for step in read["jobs"]["site"]["steps"] if "uses" in step]
    assert used and all(re.fullmatch(r"[\w/-]+@[0-9a-f]{40}", name) for name in used), (
        "a tag can be moved, a commit not"
    )


@pytest.fixture
def served(nights: list[Path], tmp_path: Path) -> Iterator[tuple[str, Path]]:
    """The site as it was held, below a sub-path of a plain static server."""
    tree = tmp_path / "www" / "sub" / "site"
    shutil.copytree(nights[3], tree)

    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *_: object) -> None: ...

    handler = functools.partial(Quiet, directory=str(tmp_path / "www"))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/sub/site", tree
        server.shutdown()


def publish(host: Host, folder: Path, *more: str, allow: str = "127.0.0.1") -> tuple[int, str, str]:
    shutil.copytree(host.place / "night4", folder, ignore=shutil.ignore_patterns(".tomoni", "out", ".git"))
    run = subprocess.run(
        [*TOMONI, "publish", str(folder), "--json", *more],
        env=ENVIRONMENT | {"TOMONI_FETCH_ALLOW": allow},
        capture_output=True,
        text=True,
        check=False,
    )
    return run.returncode, run.stdout, run.stderr


def test_it_goes_on_from_an_address_and_releases_what_was_held(
    host: Host, served: tuple[str, Path], tmp_path: Path
) -> None:
    address, tree = served
    said = ["--release", "counts", "--reason", "集計のやり直し"]
    code, out, err = publish(host, tmp_path / "desk", "--onto", address, *said)
    assert (code, json.loads(out or "{}").get("datasets", [{}])[0].get("seq")) == (0, 3), err
    latest = json.loads((tmp_path / "desk/.tomoni/public/data/counts/latest.json").read_text(encoding="utf-8"))
    assert latest["reason"]["ja"] == "集計のやり直し"
    assert latest["held"] is None
    assert read(tree, "latest.json")["held"], "the served site is only read"


@pytest.mark.parametrize("harm", ["changed", "missing", "no list", "nobody there", "not allowed"])
def test_an_address_that_is_not_whole_is_not_believed(
    host: Host, served: tuple[str, Path], tmp_path: Path, harm: str
) -> None:
    address, tree = served
    csv = next((tree / "data/counts").glob("*/data.csv"))
    if harm == "changed":
        csv.write_text(csv.read_text(encoding="utf-8").replace(",2", ",9"), encoding="utf-8")
    elif harm == "missing":
        csv.unlink()
    elif harm == "no list":
        (tree / "tomoni-site.json").write_text("<!doctype html>")
    elif harm == "nobody there":
        address += "/elsewhere"
    code, out, err = publish(
        host, tmp_path / "desk", "--onto", address, allow="" if harm == "not allowed" else "127.0.0.1"
    )
    assert (code, out) == (2, "") or code == 1, err
    assert "Traceback" not in err
    assert "続けられません" in err or "取得しません" in err
    assert not (tmp_path / "desk/.tomoni/public").exists(), "no history is begun anew"

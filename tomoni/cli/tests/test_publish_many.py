"""Many sites by one process: each is what its own process would make, and one that is broken stops no other."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tomoni.publish.tests.command import ENVIRONMENT, TOMONI, small_community

STILL = """
import sys
from datetime import UTC, datetime
from django.utils import timezone
timezone.now = lambda: datetime(2026, 11, 1, 3, tzinfo=UTC)
from tomoni.cli.main import main
main()
"""
"""The command line at a clock that stands still."""


def run(*arguments: str) -> tuple[int, str, str]:
    done = subprocess.run(
        [sys.executable, "-c", STILL, *arguments], env=ENVIRONMENT, capture_output=True, text=True, check=False
    )
    return done.returncode, done.stdout, done.stderr


def community(folder: Path, name: str) -> Path:
    made = small_community(folder)
    path = made / "community.toml"
    lines = path.read_text(encoding="utf-8").splitlines()
    said = {"id": f'id = "{folder.name}"', "name": f'name = {{ ja = "{name}", en = "{folder.name}" }}'}
    said["contact"] = f'contact = "{folder.name}@example.jp"'
    lines = [said.pop(line.partition("=")[0].strip(), line) for line in lines]
    path.write_text("\n".join([*lines[:1], *said.values(), *lines[1:]]) + "\n", encoding="utf-8")
    return made


def tree(folder: Path) -> dict[str, Any]:
    """Path → hashes of all its forms."""
    said = json.loads((folder / ".tomoni" / "public" / ".manifest.json").read_text(encoding="utf-8"))["files"]
    return {path: facts["forms"] for path, facts in said.items()}


@pytest.fixture(scope="module")
def sites(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two sites that were published together, and one whose community.toml is no TOML."""
    folder = tmp_path_factory.mktemp("sites")
    for name, words in (("aoi", "あおい県"), ("bara", "ばら県")):
        community(folder / name, words)
    (folder / "broken").mkdir()
    (folder / "broken" / "community.toml").write_text("[community", encoding="utf-8")
    code, out, err = run("publish", "--sites", str(folder))
    assert code == 2, err
    assert [line.partition(":")[0] for line in out.splitlines()] == ["aoi", "bara"]
    assert "broken" in err and "community.toml" in err
    return folder


def test_each_is_what_its_own_process_makes(sites: Path, tmp_path: Path) -> None:
    for name in ("aoi", "bara"):
        alone = tmp_path / name
        shutil.copytree(sites / name, alone, ignore=shutil.ignore_patterns(".tomoni"))
        assert run("publish", str(alone))[0] == 0
        assert tree(alone) == tree(sites / name)
    texts = [path.read_text(encoding="utf-8") for path in (sites / "bara" / ".tomoni/public").rglob("*.html")]
    assert texts and not any("あおい県" in text or "aoi@" in text for text in texts)
    said = json.loads((sites / "bara/.tomoni/public/developers/openapi.json").read_text(encoding="utf-8"))
    assert said["info"]["contact"]["email"] == "bara@example.jp"


def test_a_database_that_was_copied_is_one_of_its_own(sites: Path) -> None:
    file, source = sites / "bara/files/counts.csv", sites / "bara/sources/counts.toml"
    file.write_text(file.read_text(encoding="utf-8") + "2020-04-04,4\n", encoding="utf-8")
    source.write_text(source.read_text(encoding="utf-8").replace("2020-04-03", "2020-04-04"), encoding="utf-8")
    before = tree(sites / "aoi")
    code, out, _ = run("publish", str(sites / "bara"), "--json")
    assert (code, json.loads(out)["datasets"][0]["seq"]) == (0, 2)
    code, out, _ = run("publish", str(sites / "aoi"), "--json")
    assert (code, json.loads(out)["datasets"][0]["seq"]) == (0, 1)
    assert tree(sites / "aoi") == before


def test_the_other_options_are_for_one_site(tmp_path: Path) -> None:
    for more in (("--dataset", "x"), ("--onto", str(tmp_path)), ("--release", "x", "--reason", "y")):
        done = subprocess.run(
            [*TOMONI, "publish", "--sites", str(tmp_path), *more], env=ENVIRONMENT, capture_output=True, check=False
        )
        assert done.returncode == 2
    assert run("publish", "--sites", str(tmp_path))[0] == 2, "no community there"

"""`tomoni new` and `tomoni add` as a person or a script has them: words, JSON, exit codes, never a traceback."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROWS = "日付,相談件数\n" + "".join(f"2020/4/{day},{day * 3}\n" for day in range(1, 13))


def tomoni(*args: object, lang: str = "ja", cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    keep = {name: value for name, value in os.environ.items() if not name.startswith(("TOMONI_", "DJANGO_"))}
    return subprocess.run(
        [sys.executable, "-c", "from tomoni.cli.main import main; main(prog_name='tomoni')", *map(str, args)],
        env={**keep, "TOMONI_LANG": lang, "PYTHONUTF8": "1"},
        capture_output=True,
        text=True,
        check=False,
        cwd=cwd,
    )


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("cli") / "kobe"
    run = tomoni("new", folder, "--name", "神戸市")
    assert run.returncode == 0, run.stderr
    assert "神戸市（281000）" in run.stdout
    (folder.parent / "soudan.csv").write_text(ROWS, encoding="utf-8")
    return folder


def test_add_prints_the_contract_and_nothing_else(site: Path) -> None:
    run = tomoni("add", site, site.parent / "soudan.csv", "--json")
    assert run.returncode == 0, run.stderr
    one = json.loads(run.stdout)["datasets"][0]
    assert {"id", "schema", "rows", "version", "seq", "as_of", "status", "reasons"} <= set(one)
    assert (one["rows"], one["status"], one["as_of"]) == (12, "added", "2020-04-12")
    assert (site / "sources" / f"{one['id']}.toml").is_file()
    assert (site / ".tomoni" / "tomoni.sqlite3").stat().st_mode & 0o077 == 0


def test_add_says_in_english_what_it_decided(site: Path) -> None:
    run = tomoni("add", site, site.parent / "soudan.csv", lang="en")
    assert run.returncode == 0
    assert "12 rows" in run.stdout
    assert "check:" in run.stdout
    assert run.stderr == ""


def test_some_inputs_unusable_is_1_and_none_usable_is_2(site: Path) -> None:
    (site.parent / "broken.xlsx").write_bytes(b"PK\x03\x04 not a workbook")
    some = tomoni("add", site, site.parent / "soudan.csv", site.parent / "broken.xlsx", "--json")
    assert some.returncode == 1
    assert [one["status"] for one in json.loads(some.stdout)["datasets"]] == ["added", "refused"]
    none = tomoni("add", site, site.parent / "broken.xlsx", site.parent / "missing.csv")
    assert none.returncode == 2
    assert "missing.csv" in none.stderr


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (["new", "x"], "--code か --name"),
        (["new", "x", "--code", "281001"], "見つかりません"),
        (["new", "x", "--name", "府中市"], "132063 東京都府中市"),
        (["add", "nowhere", "a.csv"], "tomoni new"),
        (["add"], "DIR"),
    ],
)
def test_wrong_usage_is_2_with_the_way_out(args: list[str], words: str, tmp_path: Path) -> None:
    run = tomoni(*args, cwd=tmp_path)
    assert run.returncode == 2
    assert words in run.stderr
    assert "Traceback" not in run.stderr
    assert not list(tmp_path.iterdir()), "nothing is left behind"


def test_a_mistake_in_the_folder_names_file_and_line(site: Path, tmp_path: Path) -> None:
    folder = tmp_path / "other"
    assert tomoni("new", folder, "--code", "281000").returncode == 0
    path = folder / "community.toml"
    path.write_text(path.read_text(encoding="utf-8").replace("official = false", 'official = "no"'), encoding="utf-8")
    run = tomoni("add", folder, site.parent / "soudan.csv")
    line = path.read_text(encoding="utf-8").splitlines().index('official = "no"') + 1
    assert run.returncode == 2
    assert f"community.toml {line}行目" in run.stderr

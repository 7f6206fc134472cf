"""Where a table lies, written by hand into a source entry: `new`, `add`, edit, `publish`, and what comes out obeys it."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path
from typing import Any

import pytest

from tomoni.cli.tests.test_community import tomoni
from tomoni.tables.tests.proofs import book

FIRST = ("施設利用状況", "館名|利用者数|貸出冊数", "中央館|12010|33000", "東館|5020|11000", "西館|4210|9800")
SECOND = ("職員配置", "館名|職員数|定員", "中央館|12|15", "東館|5|6", "西館|4|6")


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A community with one dataset, taken from the first of two tables of a sheet."""
    (tmp_path / "use.xlsx").write_bytes(book(*FIRST, "", *SECOND))
    assert tomoni("new", tmp_path / "site", "--name", "神戸市").returncode == 0
    run = tomoni("add", tmp_path / "site", tmp_path / "use.xlsx", "--dataset", "use")
    assert run.returncode == 0, run.stderr
    return tmp_path / "site"


def place(site: Path, *lines: str) -> None:
    """Writes these keys into the only [[file]], in place of what was said before."""
    entry = site / "sources" / "use.toml"
    text = re.sub(r"(?m)^(sheet|range|header_rows|table) = .*\n", "", entry.read_text(encoding="utf-8"))
    entry.write_text(text.rstrip("\n") + "\n" + "\n".join(lines) + "\n", encoding="utf-8")


def publish(site: Path, lang: str = "ja") -> dict[str, Any]:
    run = tomoni("publish", site, "--json", lang=lang)
    (dataset,) = json.loads(run.stdout)["datasets"]
    return dict(dataset)


def published(site: Path, version: str) -> tuple[list[list[str]], dict[str, Any]]:
    folder = next(site.rglob(f"data/use/{version}"))
    rows = list(csv.reader(io.StringIO((folder / "data.csv").read_text(encoding="utf-8-sig"))))
    return rows, json.loads((folder / "provenance.json").read_text(encoding="utf-8"))


def test_the_range_and_the_header_are_taken_at_their_word(site: Path) -> None:
    sheet = json.loads(tomoni("check", site.parent / "use.xlsx", "--format", "json").stdout)["files"][0]["tables"][0]
    place(site, f'sheet = "{sheet["sheet"]}"', 'range = "A8:C10"', "header_rows = [8]")
    done = publish(site)
    assert (done["status"], done["rows"]) == ("published", 2)
    rows, provenance = published(site, done["version"])
    assert rows == [["館名", "職員数", "定員"], ["中央館", "12", "15"], ["東館", "5", "6"]]
    assert [column["header"] for column in provenance["columns"]] == [["A8"], ["B8"], ["C8"]]
    assert provenance["rows"] == [[0, 9, 2]]


def test_no_header_is_said_with_an_empty_list(site: Path) -> None:
    place(site, 'range = "A9:C11"', "header_rows = []")
    done = publish(site)
    assert done["rows"] == 3
    rows, _ = published(site, done["version"])
    assert rows[1] == ["中央館", "12", "15"]


@pytest.mark.parametrize(
    ("lines", "ja", "en"),
    [
        (['range = "A50:C60"'], "範囲 A50:C60 に、セルがありません", "no cells in the range A50:C60"),
        (['range = "XA1:XC9"'], "範囲 XA1:XC9 に、セルがありません", "no cells in the range XA1:XC9"),
        (["header_rows = [99]"], "見出しの行 99 の下に、行がありません", "no rows below the header rows 99"),
        (['sheet = "ない"', "header_rows = [2]"], "「ない」という名のシートはありません", "no sheet “ない”"),
    ],
)
def test_a_place_that_is_not_there_is_named_and_nothing_changes(site: Path, lines: list[str], ja: str, en: str) -> None:
    before = publish(site)
    assert before["status"] == "published"
    place(site, *lines)
    refused = publish(site)
    assert (refused["status"], refused["version"]) == ("refused", before["version"])
    (reason,) = refused["reasons"]
    assert ja in reason["ja"]
    assert en in reason["en"]
    assert "A1:C11" in reason["ja"] or "シートはありません" in reason["ja"]


@pytest.mark.parametrize("line", ['range = "C:A"', 'range = "3 to 9"', 'header_rows = "3"'])
def test_what_is_no_place_names_file_and_key(site: Path, line: str) -> None:
    place(site, line)
    run = tomoni("publish", site)
    assert run.returncode
    assert "use.toml" in run.stdout + run.stderr
    assert line.split()[0] in run.stdout + run.stderr
    assert "Traceback" not in run.stderr

"""S06 accepted: sheets of one form become one table, and every value still names its sheet and cell."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner

from tomoni.cli.tables import repair, trace

COLUMNS = ["地区", "人口", "世帯"]


@pytest.fixture
def months(tmp_path: Path) -> Path:
    """Three months, with another number of rows each, and a sheet of another form."""
    book = openpyxl.Workbook()
    for number, sheet in enumerate(("4月", "5月", "6月")):
        page = book.active if number == 0 else book.create_sheet()
        page.title = sheet
        page.append(COLUMNS)
        for row in range(2 + number):
            page.append([f"地区{row}", f"{number}，{row:03}" if row else "１２", 10 * number + row])
    page = book.create_sheet("凡例")
    for line in (("記号", "意味"), ("x", "秘匿"), ("-", "なし")):
        page.append(line)
    path = tmp_path / "人口.xlsx"
    book.save(path)
    return path


def _repaired(path: Path, out: Path, *more: str) -> dict[str, bytes]:
    result = CliRunner().invoke(repair, [str(path), "-o", str(out), *more])
    assert result.exit_code == 0, result.output
    return {item.name: item.read_bytes() for item in out.iterdir()}


def test_one_yes_joins_all_sheets_of_one_form(months: Path, tmp_path: Path) -> None:
    made = _repaired(months, tmp_path / "out", "--accept", "S06")
    rows = list(csv.reader(io.StringIO(made["人口.csv"].decode())))
    assert rows[0] == ["シート", *COLUMNS]
    assert [row[0] for row in rows[1:]] == ["4月"] * 2 + ["5月"] * 3 + ["6月"] * 4
    assert {name for name in made if name.endswith(".csv")} == {"人口.csv", "人口.凡例.csv"}
    described = json.loads(made["人口.schema.json"])
    assert [field["name"] for field in described["fields"]] == rows[0]
    listed = json.loads(made["datapackage.json"])["resources"]
    assert {item["path"] for item in listed} == {"人口.csv", "人口.凡例.csv"}


@pytest.mark.parametrize(
    ("row", "sheet", "cell"), [(1, "4月", "B2"), (3, "5月", "B2"), (5, "5月", "B4"), (9, "6月", "B5")]
)
def test_every_value_names_its_sheet_and_cell(months: Path, tmp_path: Path, row: int, sheet: str, cell: str) -> None:
    _repaired(months, tmp_path / "out", "--accept", "S06")
    said = CliRunner().invoke(trace, [str(tmp_path / "out" / "人口.csv"), str(row), "人口", "--json"])
    answer = json.loads(said.output)
    assert (answer["sheet"], answer["cells"]) == (sheet, [cell])
    if cell == "B2":
        assert (answer["value"], answer["original"]) == ("12", "１２")


def test_a_row_that_is_not_there(months: Path, tmp_path: Path) -> None:
    _repaired(months, tmp_path / "out", "--accept", "S06")
    said = CliRunner().invoke(trace, [str(tmp_path / "out" / "人口.csv"), "10", "人口"])
    assert said.exit_code == 2


def test_its_recipe_makes_the_same_bytes(months: Path, tmp_path: Path) -> None:
    first = _repaired(months, tmp_path / "a", "--accept", "S06")
    again = _repaired(months, tmp_path / "b", "--from-recipe", str(tmp_path / "a" / "人口.recipe.json"))
    for name in ("人口.csv", "人口.recipe.json", "人口.schema.json"):
        assert again[name] == first[name]


def test_without_a_yes_sheets_stay_apart(months: Path, tmp_path: Path) -> None:
    assert {"人口.4月.csv", "人口.5月.csv", "人口.6月.csv"} <= set(_repaired(months, tmp_path / "out"))

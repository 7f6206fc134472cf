"""The real files: every one reads or is refused with a reason; what is known of some of them comes out."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from tomoni.tables.finding import Unreadable
from tomoni.tables.grid import Ref
from tomoni.tables.read import read

SHARED = Path(__file__).resolve().parents[3].parent / "shared" / "data"
FORMATS = {".csv", ".tsv", ".txt", ".xlsx", ".xls", ".ods", ".json", ".geojson"}

pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(not SHARED.is_dir(), reason="the real files (../shared/data) are not here"),
]


def files() -> list[Path]:
    return sorted(path for path in SHARED.rglob("*") if path.suffix in FORMATS) if SHARED.is_dir() else []


def test_every_file_gives_cells_or_a_reason() -> None:
    refused: dict[str, str] = {}
    for path in files():
        try:
            book = read(path)
        except Unreadable as error:
            refused[path.name] = error.rule
            assert error.message.ja and error.message.en
        else:
            assert any(grid.bottom >= grid.top for grid in book.grids), path.name
            assert len(book.sha256) == 64
    assert len(files()) > 150
    assert refused == {"error-empty.csv": "F03", "error-page-404-as-csv.csv": "F01", "error-page-500-as-csv.csv": "F01"}


def test_a_garbled_file_is_restored() -> None:
    book = read(SHARED / "papermap/170003_aed.csv")
    assert "E02" in [finding.rule for finding in book.findings]
    assert "石川県" in [book.grids[0].value(2, column) for column in range(1, 10)]


@pytest.mark.parametrize(
    ("name", "encoding"),
    [
        ("baddata/p01_pdf_extracted_saga_utf16.csv", "utf-16"),
        ("baddata/y01_yaizu_nouen_cp932.csv", "cp932"),
        ("dashboard/gunma/02kensa.csv", "cp932"),
        ("dashboard/gunma/01kanja.csv", "utf-8-sig"),
        ("dashboard/oita/440001_oita_covid19_inspections.csv", "utf-8"),
    ],
)
def test_encodings(name: str, encoding: str) -> None:
    assert read(SHARED / name).encoding == encoding


def test_preamble_lines_keep_their_numbers() -> None:
    grid = read(SHARED / "baddata/t01_takamatsu_afterschool_linkdata_header.csv").grids[0]
    assert str(grid.value(1, 1)).startswith("#")


def test_hidden_sheets_and_charts() -> None:
    book = read(SHARED / "baddata/x21_population_report_hidden_formulas_charts.xlsx")
    assert [grid.hidden for grid in book.grids] == [False, True, True, False]
    assert book.grids[0].marks.drawings > 5
    assert any(grid.marks.formulas for grid in book.grids)


def test_a_used_range_that_starts_in_column_b_and_ghosts_to_the_last_cell() -> None:
    book = read(SHARED / "baddata/x04_osaka_population_error_diffarea.xlsx")
    assert book.grids[0].rect.a1 == "B1:R103"
    assert [finding.rule for finding in book.findings] == ["S16"]


def test_merges_and_formats_of_old_workbooks() -> None:
    grid = read(SHARED / "baddata/x08_ipss_projection_1-9a_two_blocks.xls").grids[0]
    assert grid.rect.a1 == "A2:H60"
    assert len(grid.marks.merges) == 6
    assert grid.marks.formats[Ref(7, 2)] == "#,##0_ "


def test_bare_serials_and_dates_in_one_column_can_be_told_apart() -> None:
    """The release day of 88 patients is a number without a date format; the pipeline decides what it is."""
    grid = read(SHARED / "dashboard/osaka/patients_and_inspections.xlsx").grids[1]
    days = [(grid.value(row, 2), grid.marks.formats.get(Ref(row, 2))) for row in range(3, grid.bottom + 1)]
    assert sum(type(value) is date and form == 'm"月"d"日"' for value, form in days) == 1075
    assert sum(type(value) is int and form is None for value, form in days) == 88
    assert grid.value(131, 6) == 0  # a zero in a cell that is formatted as a day


def test_the_sites_data_json() -> None:
    book = read(SHARED / "dashboard/kobe/data.json")
    found = {grid.sheet: grid for grid in book.grids}
    assert {"contacts_summary", "patients", "patients_summary", "inspections_summary", "main_summary"} <= set(found)
    assert found["patients"].as_of == "2020-05-31 03:06"
    assert found["patients"].bottom == 83

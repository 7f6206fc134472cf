"""A long worksheet kept by column says the same as its rows do."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest

from tomoni.tables.grid import Marks
from tomoni.tables.read.longsheet import LongSheet, long_sheet
from tomoni.tables.textcolumns import TextColumns, text_columns

COLUMNS: dict[str, list[object]] = {
    "floats": [1.0, 2.5, 0.1 + 0.2, -0.0, 1e15, 1e300, "", 1e-9],
    "words and floats": ["件数", "", 3.0, "3.0", 4.25, "-", "", 0.0],
    "days": [date(2020, 4, 1), datetime(2020, 4, 1), datetime(2020, 4, 1, 9, 30, 0, 400_000), "", "x", 5.0, 1.5, ""],
    "times": [time(9, 30), timedelta(hours=25), timedelta(minutes=90), "", "レ", time(0, 0), 0.5, ""],
    "yes": [True, False, "", "TRUE", 1.0, 0.0, "", ""],
    "words": ["", "", "甲", "乙", "甲", " ", "0", "1"],
    "nothing": [""] * 8,
}


def sheet() -> LongSheet:
    rows = [list(row) for row in zip(*COLUMNS.values(), strict=True)]
    return long_sheet(rows, sheet="表", top=3, left=2, marks=Marks(), hidden=False)


def test_it_is_asked_for_columns_and_never_turned_round() -> None:
    grid = sheet()
    assert text_columns(grid) is grid


@pytest.mark.parametrize("place", range(len(COLUMNS)), ids=list(COLUMNS))
def test_columns_are_those_of_its_rows(place: int) -> None:
    grid = sheet()
    turned = TextColumns(grid)
    col = grid.left + place
    assert grid.texts(col, 4, 9).to_list() == turned.texts(col, 4, 9).to_list()
    assert grid.coded(col).counts.rows() == turned.coded(col).counts.rows()

"""A column that never falls is a running total, whatever its heading leaves open."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tomoni.tables import Table, repair, schema

DAILY = "covid19-daily-status"


def table(positive: list[int], *, heading: str = "陽性者数", newest_first: bool = False, more: str = "") -> Table:
    rows = [
        f"{date(2020, 4, 1) + timedelta(days=number)},{value},{(number * 7) % 11},{(number * 5) % 7}{',1' if more else ''}"
        for number, value in enumerate(positive)
    ]
    lines = [f"日付,{heading},入院中,重症{',' + more if more else ''}", *(rows[::-1] if newest_first else rows)]
    return repair("\n".join(lines).encode(), name="a.csv").tables[0]


def meaning(one: Table) -> str:
    """The field that the second column was matched to."""
    found = schema.match(one, only=[DAILY])[0].mapping
    return next(field for field, column in found.items() if column == one.columns[1].name)


RISING = [3, 3, 5, 9, 9, 14, 20, 20, 27, 31, 31, 40]


@pytest.mark.parametrize("newest_first", [False, True])
def test_what_never_falls_is_a_total(newest_first: bool) -> None:
    assert meaning(table(RISING, newest_first=newest_first)) == "陽性者数_累計"


@pytest.mark.parametrize(
    "figures",
    [
        [3, 5, 4, 9, 9, 14, 20, 20, 27, 31, 31, 40],
        RISING[:9],
        [0] * 20,
        [0] * 18 + [1, 2],
    ],
    ids=["falls once", "too few days", "never moves", "hardly moves"],
)
def test_anything_else_is_the_count_of_a_day(figures: list[int]) -> None:
    assert meaning(table(figures)) == "陽性者数"


def test_over_a_long_time_few_rises_do() -> None:
    assert meaning(table([0] * 20 + [1] * 10 + [2] * 5 + [3] * 5)) == "陽性者数_累計"


def test_a_heading_that_says_of_a_day_is_believed() -> None:
    assert meaning(table(RISING, heading="陽性者数（日別）")) == "陽性者数"


def test_a_total_that_has_its_own_column_keeps_it() -> None:
    assert meaning(table(RISING, more="陽性者数（累計）")) == "陽性者数"


def test_conform_takes_it_from_the_values_only_when_nothing_was_decided() -> None:
    one, daily = table(RISING), schema.load(DAILY)
    assert "陽性者数_累計" in schema.conform(one, daily).frame.columns
    assert "陽性者数" in schema.conform(one, daily, {"入院中": "入院中"}).frame.columns

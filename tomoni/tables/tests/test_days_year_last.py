"""Days with the year last, as programs of other countries write them, and the circle that is no zero."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from tomoni.tables import check, repair
from tomoni.tables.region import Override
from tomoni.tables.values import parse_boolean, parse_date, parse_number
from tomoni.tables.values.date import is_month_first


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("10/19/2020", date(2020, 10, 19)),
        ("19.10.2020", date(2020, 10, 19)),
        ("１０／１９／２０２０", date(2020, 10, 19)),
        ("4/4/2020", date(2020, 4, 4)),
    ],
)
def test_a_day_that_can_be_read_in_one_way_only(text: str, day: date) -> None:
    found = parse_date(text)
    assert found and found.value == day and found.rule == "D01"


@pytest.mark.parametrize(("text", "note"), [("10/02/2020", "day_or_month"), ("13/14/2020", "no_such_day"), ("2/30/2020", "no_such_day")])  # fmt: skip
def test_a_day_that_says_nothing_of_its_own_or_is_none(text: str, note: str) -> None:
    found = parse_date(text)
    assert found and found.value is None and found.note == note


@pytest.mark.parametrize("text", ["10/19/1620", "1/2/3/2020", "03-1234-2020", "10/19.2020"])
def test_what_is_no_day(text: str) -> None:
    assert parse_date(text) is None


def test_the_column_says_which_comes_first() -> None:
    assert is_month_first(["10/02/2020", "10/19/2020", ""]) is True
    assert is_month_first(["02.10.2020", "19.10.2020"]) is False
    assert is_month_first(["10/02/2020"]) is None and is_month_first(["10/19/2020", "19/10/2020"]) is None


def written(folder: Path, *days: str) -> Path:
    path = folder / "days.csv"
    rows = "".join(f"{nth},{day},{nth * 3}\n" for nth, day in enumerate(days, 1))
    path.write_text("番号,公表日,件数\n" + rows, encoding="utf-8")
    return path


def test_days_are_read_by_what_the_others_of_their_column_say(tmp_path: Path) -> None:
    (table,) = repair(written(tmp_path, "10/02/2020", "10/03/2020", "10/19/2020")).tables
    assert table.series(1).to_list() == ["2020-10-02", "2020-10-03", "2020-10-19"]


def test_a_column_that_does_not_tell_is_asked_about(tmp_path: Path) -> None:
    path = written(tmp_path, "01/02/2020", "03/04/2020", "05/06/2020")
    (report,) = check(path).tables
    (asked,) = [one for one in report.findings if one.rule == "V02"]
    assert "月と日のどちらが先か" in asked.message.ja and not asked.repaired
    assert asked.proposal and "V02:公表日=月日" in str(asked.proposal.override)
    for accept, days in (
        ("V02:公表日=月日", ["2020-01-02", "2020-03-04", "2020-05-06"]),
        ("V02:公表日=日月", ["2020-02-01", "2020-04-03", "2020-06-05"]),
        ("V02:公表日", ["01/02/2020", "03/04/2020", "05/06/2020"]),
    ):
        (table,) = repair(path, override=Override(accept=(accept,))).tables
        assert table.series(1).to_list() == days


@pytest.mark.parametrize("text", ["〇", "〇〇"])
def test_a_circle_is_ticked_and_never_zero(text: str) -> None:
    assert parse_number(text) is None
    found = parse_boolean("〇")
    assert found and found.value is True


def test_a_column_of_circles_stays_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "left.csv"
    path.write_text("番号,退院\n" + "".join(f"{n},{'〇' if n % 2 else ''}\n" for n in range(1, 9)), encoding="utf-8")
    (table,) = repair(path).tables
    assert set(table.series(1).drop_nulls()) == {"〇"}

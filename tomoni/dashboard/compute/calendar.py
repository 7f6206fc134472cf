"""The axis of time: whether a field holds days, weeks, months or years, and the places of the axis in their order.

Months and years are often written as words (2018-03, 平成30年3月, 2018年). They become their first day; `step` says what
each place stands for. Days a week or a month apart are told by their distances: a weekly report has no missing days.
"""

from __future__ import annotations

import itertools
import re
import unicodedata
from datetime import date, timedelta

import polars as pl

LONGEST = 3660
"""Days that an axis may span; a list with one impossible year must not make a chart of ten thousand years."""
ERAS = {"令和": 2018, "平成": 1988, "昭和": 1925, "大正": 1911, "明治": 1867, "R": 2018, "H": 1988, "S": 1925}
YEAR_NAMES = ("年", "西暦", "年次", "暦年", "年(西暦)", "year", "Year")
"""Fields whose bare numbers are years."""
_YEAR = re.compile(r"(?:(\d{4})|(令和|平成|昭和|大正|明治|[RHS])(\d{1,2}|元))(?:年)?")
_MONTH = re.compile(_YEAR.pattern.removesuffix("(?:年)?") + r"(?:年|[-/.])(\d{1,2})月?")
STEPS = ("day", "week", "month", "year")


def dated(column: pl.Series, name: str) -> tuple[pl.Series, str] | None:
    """The field as dates and what was written: "day", "month" or "year"; None for a field of categories."""
    if column.dtype == pl.Date or isinstance(column.dtype, pl.Datetime):
        return column.cast(pl.Date), "day"
    words = column.cast(pl.Utf8).drop_nulls().unique().to_list()
    bare = name in YEAR_NAMES
    for step, read in (("month", _month), ("year", lambda word: _year(word, bare))):
        found = {word: read(word) for word in words}
        if words and all(found.values()):
            return column.cast(pl.Utf8).replace_strict(found, return_dtype=pl.Date, default=None), step
    return None


def _month(word: str) -> date | None:
    found = _MONTH.fullmatch(_plain(word))
    return date(_number(found), int(found[4]), 1) if found and 1 <= int(found[4]) <= 12 else None


def _year(word: str, bare: bool) -> date | None:
    said = _plain(word)
    found = _YEAR.fullmatch(said)
    if not found or not (bare or said.endswith("年")):
        return None
    year = _number(found)
    return date(year, 1, 1) if 1868 <= year <= 2200 else None


def _plain(word: str) -> str:
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", word))


def _number(found: re.Match[str]) -> int:
    if found[1]:
        return max(1, int(found[1]))
    return ERAS[found[2]] + (1 if found[3] == "元" else int(found[3]))


def places(column: pl.Series, step: str, *, counted: bool) -> tuple[list[date], str]:
    """Every place from the first to the last, and the step between them. `counted`: rows of a list are counted, so each
    day is a place of its own whatever the distances."""
    days = sorted(set(column.drop_nulls().to_list()))
    if not days:
        return [], step
    step = step if counted or step != "day" else _rhythm(days)
    first, last = days[0], days[-1]
    if step in ("month", "year"):
        every = 12 if step == "year" else 1
        months = range(_ordinal(first), _ordinal(last) + 1, every)
        return [date(m // 12, m % 12 + 1, first.day) for m in months], step
    if (last - first).days > LONGEST:
        return days, step
    width = 7 if step == "week" else 1
    return [first + timedelta(days=n) for n in range(0, (last - first).days + 1, width)], step


def _ordinal(day: date) -> int:
    return day.year * 12 + day.month - 1


def _rhythm(days: list[date]) -> str:
    """Of three and more days: a week, a month or a year apart, or "day"."""
    gaps = [(after - before).days for before, after in itertools.pairwise(days)]
    if len(gaps) < 2:
        return "day"
    if min(gaps) >= 28 and len({day.day for day in days}) == 1 and days[0].day <= 28:
        apart = [_ordinal(day) - _ordinal(days[0]) for day in days]
        return "year" if all(months % 12 == 0 for months in apart) else "month"
    return "week" if min(gaps) == 7 and all(gap % 7 == 0 for gap in gaps) else "day"

"""shortdays: days in short after one in full (昭和29. 4. 1 / 33. 4. 1; 就任 昭和29.4.1 | 退任 33.3.31; 6月3日 / 4日), rule D03.

The era goes on while the days do; a day before the last one, or one the era never had, ends it. Without this a year 33
of 昭和 would be read as 2033.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache

from tomoni.tables.grid import Ref
from tomoni.tables.layout.kinds import plain, text
from tomoni.tables.layout.labels import Inherited
from tomoni.tables.layout.page import Page
from tomoni.tables.values.era import ERAS, western_year

_DAY = re.compile(
    r"(?P<era>明治|大正|昭和|平成|令和|[MTSHR])?\.? ?(?P<year>[0-9]{1,2}|元) ?(?P<sign>[年./-]) ?(?P<month>[0-9]{1,2}) ?[月./-] ?(?P<day>[0-9]{1,2}) ?日?"
)
_MOST = 2000
"""Longer bodies are exports, not tables typed by hand."""

_ALIKE = frozenset("年.")
"""平成20年4月1日 above 25.4.1: both are how years of an era are written."""
_When = tuple[int, int, int]
_Read = tuple[str, str, _When]
"""Era ("" when left out), sign behind the year, and year, month, day as written."""


def short_days(page: Page, rows: Sequence[int], cols: Sequence[int]) -> list[Inherited]:
    """Days without era that go on from one with its era: above in the same column, or to the left in the first rows."""
    if len(rows) > _MOST:
        return []
    dated = [c for c in cols if any((day := _read(page, r, c)) and not day[0] for r in rows)]
    return [item for col in dated for item in _column(page, rows, col, cols)]


_MONTH_DAY = re.compile(
    r"(?P<head>(?:.{1,8}年)? ?(?P<month>[0-9]{1,2}) ?月 ?)(?P<day>[0-9]{1,2}) ?日?(?P<rest> ?\(.{1,4}\))?"
)
_BARE = re.compile(r"(?P<day>[0-9]{1,2}) ?日(?P<rest> ?\(.{1,4}\))?")


def days_of_month(page: Page, rows: Sequence[int], col: int) -> list[Inherited]:
    """4日 and 10日 below 6月3日, in the first column, while the days go up."""
    if len(rows) > _MOST:
        return []
    found: list[Inherited] = []
    head, last, source = "", 0, Ref(0, 0)
    for row in rows:
        words = plain(text(page.value(row, col)))
        if not words:
            continue
        if len(words) <= 24 and (whole := _MONTH_DAY.fullmatch(words)):
            head, last, source = whole["head"], int(whole["day"]), Ref(row, col)
        elif head and (bare := _BARE.fullmatch(words)) and last < int(bare["day"]) <= 31:
            last = int(bare["day"])
            found.append(Inherited(row, col, source, "D03", f"{head}{words}", confidence=0.85))
        else:
            head = ""
    return found


_ERA_NAME = re.compile(r"(明治|大正|昭和|平成|令和)")


def days_under_era(page: Page, rows: Sequence[int], names: Mapping[int, Sequence[tuple[str, Ref]]]) -> list[Inherited]:
    """Days without era in a column whose name has it (契約日（令和） over 5.4.1). `names`: column → texts of its header."""
    if len(rows) > _MOST:
        return []
    found: list[Inherited] = []
    for col, levels in names.items():
        said = [
            (hit[1], cell)
            for words, cell in levels
            if (hit := _ERA_NAME.search(words)) and not re.search("[0-9０-９元]", words)
        ]
        if len(said) != 1:
            continue
        era, source = said[0]
        days = {r: day for r in rows if (day := _read(page, r, col))}
        held = sum(page.value(r, col) is not None for r in rows)
        if (
            not days
            or len(days) < 0.8 * held
            or any(day[0] or western_year(era, str(day[2][0])) is None for day in days.values())
        ):
            continue
        found += [
            Inherited(row, col, Ref(row, col), "D03", f"{era}{plain(text(page.value(row, col)))}", (source,), 0.85)
            for row in days
        ]
    return found


def _column(page: Page, rows: Sequence[int], col: int, cols: Sequence[int]) -> list[Inherited]:
    found: list[Inherited] = []
    last: _Read | None = None
    source = Ref(0, 0)
    for row in rows:
        day = _read(page, row, col)
        if day is None:
            continue
        if day[0]:
            last, source = day, Ref(row, col)
            continue
        if last is None and not found:
            last, source = _beside(page, row, col, cols)
        if last is None or not (day[1] == last[1] or {day[1], last[1]} <= _ALIKE) or not _goes_on(last, day):
            last = None
            continue
        written = plain(text(page.value(row, col)))
        found.append(Inherited(row, col, source, "D03", f"{last[0]}{written}", confidence=0.85))
        last = (last[0], *day[1:])
    return found


def _beside(page: Page, row: int, col: int, cols: Sequence[int]) -> tuple[_Read | None, Ref]:
    """The day with its era in the cell right before (就任 | 退任)."""
    at = list(cols).index(col)
    day = _read(page, row, cols[at - 1]) if at else None
    return (day, Ref(row, cols[at - 1])) if day and day[0] else (None, Ref(0, 0))


def _goes_on(last: _Read, day: _Read) -> bool:
    year = western_year(last[0], str(day[2][0]))
    era = next((e for e in ERAS if last[0] in (e.name, e.sign)), None)
    return year is not None and era is not None and year <= era.end.year and last[2] <= day[2]


def _read(page: Page, row: int, col: int) -> _Read | None:
    value = page.value(row, col)
    return _read_text(value) if isinstance(value, str) and 5 <= len(value) <= 16 else None


@lru_cache(maxsize=1 << 14)
def _read_text(value: str) -> _Read | None:
    found = _DAY.fullmatch(plain(value))
    if not found or not 1 <= int(found["month"]) <= 12 or not 1 <= int(found["day"]) <= 31:
        return None
    year = 1 if found["year"] == "元" else int(found["year"])
    return found["era"] or "", found["sign"], (year, int(found["month"]), int(found["day"]))

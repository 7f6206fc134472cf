"""calendar: lists of events in which a day is said once and holds for the rows beneath it (S02).

The first column holds days that only ever go on, with the weekday beside them perhaps; the rows between have neither,
but words of their own. A blank left by mistake in a table of figures is never filled.
"""

from __future__ import annotations

import re
from itertools import pairwise

from tomoni.tables.grid import Ref
from tomoni.tables.layout.kinds import Kind, text
from tomoni.tables.layout.labels import Inherited
from tomoni.tables.layout.page import Page
from tomoni.tables.layout.totals import is_total
from tomoni.tables.values.date import parse_date

_WEEKDAY = re.compile(r"[(（]?([月火水木金土日])(?:曜日?)?(?:[・･,、]?祝日?)?[)）]?")
_DAY = re.compile(r"([1-9]|[12][0-9]|3[01])日?")
_OFTEN = 0.2
"""Without weekdays that agree, so many rows must be without their day: one or two are gaps."""


def calendar(page: Page, body: list[int], cols: list[int]) -> list[Inherited]:
    """The day, and the weekday where there is one, of the rows that hold under it; [] when this is no calendar."""
    if len(cols) < 2 or not body or page.value(body[0], cols[0]) is None:
        return []
    named = [row for row in body if page.value(row, cols[0]) is not None]
    rest = [row for row in body if page.value(row, cols[0]) is None]
    if len(named) < 2 or not rest:
        return []
    beside = [cols[1]] if all(_weekday(page, row, cols[1]) is not None for row in named) else []
    lead, inside = [cols[0], *beside], cols[1 + len(beside) :]
    if any(page.value(row, c) is not None for row in rest for c in beside) or not all(
        any(page.kind(row, c) is Kind.WORDS for c in inside) for row in rest
    ):
        return []
    if any(is_total(text(page.value(row, c))) for row in rest for c in inside[:2]):
        return []
    sure = _goes_on(page, named, lead)
    if not sure or (sure < 1 and len(rest) < _OFTEN * len(body)):
        return []
    found: list[Inherited] = []
    day = body[0]
    for row in body:
        day = row if page.value(row, cols[0]) is not None else day
        if day != row:
            found += [Inherited(row, c, Ref(day, c), "S02", confidence=0.75 + 0.2 * (sure == 1)) for c in lead]
    return found


def _goes_on(page: Page, rows: list[int], lead: list[int]) -> float:
    """How sure it is that the first column holds one day after the other: 1 when the weekdays agree with them, 0 when
    it holds something else. Bare numbers are days only with weekdays that agree."""
    days = [_day(text(page.value(row, lead[0]))) for row in rows]
    bare = all(_DAY.fullmatch(text(page.value(row, lead[0])).strip()) for row in rows)
    known = [day for day in days if day is not None]
    if len(known) < len(days) or any(b <= a for a, b in pairwise(known)):
        return 0.0
    if len(lead) == 1:
        return 0.0 if bare else 0.5
    marks = [_weekday(page, row, lead[1]) for row in rows]
    agree = all(
        a is not None and b is not None and (b - a - (later - sooner)) % 7 == 0
        for (a, b), (sooner, later) in zip(pairwise(marks), pairwise(known), strict=True)
    )
    return 1.0 if agree else 0.0 if bare else 0.5


def _day(words: str) -> int | None:
    """A number that grows by one from day to day. Of a day without a year, that of a year without a 29 February, unless
    it is one."""
    words = words.strip()
    bare = _DAY.fullmatch(words)
    if bare:
        return int(bare[1])
    found = parse_date(words)
    if found is not None and found.note == "no_year":
        found = parse_date(words, year_hint=2021) or parse_date(words, year_hint=2020)
    return found.value.toordinal() if found is not None and found.value is not None else None


def _weekday(page: Page, row: int, col: int) -> int | None:
    found = _WEEKDAY.fullmatch(text(page.value(row, col)).strip())
    return "月火水木金土日".index(found[1]) if found else None

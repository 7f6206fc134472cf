"""eras: years and months in short after one in full (平成 29 年平均 / 30 / 令和 元 年平均 / 2; 令和3年1月 / 2 / 3), rule D03."""

from __future__ import annotations

import re

from tomoni.tables.grid import Ref
from tomoni.tables.layout.kinds import plain, text
from tomoni.tables.layout.labels import Inherited
from tomoni.tables.layout.page import Page
from tomoni.tables.layout.years import Year, is_bare, read_year, whole_year, with_ending

_MONTH = re.compile(r"(?P<year>.*年度? ?)(?P<month>\d{1,2}) ?月(?P<rest>.{0,4})")
_DOTTED = re.compile(
    r"(?P<year>([MTSHR]|明治|大正|昭和|平成|令和) ?(\d{1,2}|元)[./])(?P<month>1[0-2]|[1-9])(?P<rest>)", re.I
)
_SHORT_MONTH = re.compile(r"(?P<month>\d{1,2}) ?(?P<rest>(月.{0,4})?)")


def short_years(page: Page, rows: list[int], cols: list[int]) -> list[Inherited]:
    """Bare years in label columns, completed from the full year above; the count must go up, else it is left alone."""
    found: list[Inherited] = []
    for col in cols:
        last: Year | None = None
        source = Ref(0, 0)
        for row in rows:
            label = text(page.value(row, col))
            read = read_year(label) if label else None
            if read is None:
                last = last if not label or label.startswith(("(", "（", "※")) else None
            elif read.era:
                if last is not None and (ended := with_ending(last, read)):
                    found.append(Inherited(row, col, source, "D03", whole_year(ended, ended), confidence=0.9))
                    read = ended
                dated = "月" in read.rest or _DOTTED.fullmatch(_flat(label))
                last, source = (None, source) if dated else (read, Ref(row, col))
            elif last is not None and is_bare(read):
                steady = read.year == last.year + 1 or (last.era.isdecimal() and read.year == (last.year + 1) % 100)
                if not steady and (last.era.isdecimal() or not last.year < read.year <= last.year + 10):
                    last = None
                    continue
                sure = 0.95 if steady else 0.7
                found.append(Inherited(row, col, source, "D03", whole_year(last, read), confidence=sure))
                last = Year(last.era, read.year, last.rest)
    return found


def short_months(page: Page, rows: list[int], cols: list[int]) -> list[Inherited]:
    """Bare months below a year with its month (令和3年 1月 / 2 / 3 …): the year holds while the months go up."""
    found: list[Inherited] = []
    for col in cols:
        year, month, source = "", 0, Ref(0, 0)
        for row in rows:
            label = re.sub(r" +", " ", plain(text(page.value(row, col))))
            whole = (_MONTH.fullmatch(label) or _DOTTED.fullmatch(label)) if len(label) <= 20 else None
            if whole:
                year, month, source = whole["year"], int(whole["month"]), Ref(row, col)
                continue
            short = _SHORT_MONTH.fullmatch(label) if year and len(label) <= 8 else None
            if short and month < int(short["month"]) <= (12 if short["rest"] else min(12, month + 1)):
                month = int(short["month"])
                value = f"{year}{month}{short['rest'] or ('' if year[-1] in './' else '月')}"
                found.append(Inherited(row, col, source, "D03", value, confidence=0.9))
            elif label:
                year = ""
    return found


def months_below(page: Page, rows: list[int], cols: list[int]) -> list[Inherited]:
    """Months right below the row of their year (令和5年 / 1月 / 2月 …), one after the other from the first of the year."""
    found: list[Inherited] = []
    for col in cols:
        last: Year | None = None
        run: list[Inherited] = []
        source, month = Ref(0, 0), 0
        for row in rows:
            label = _flat(text(page.value(row, col)))
            if not label:
                continue
            if last is not None and (written := _MONTH_ALONE.fullmatch(label)):
                fiscal = last.rest.startswith("年度")
                number = int(written["month"])
                if number == (month % 12 + 1 if month else 4 if fiscal else 1) and (fiscal or number > month):
                    month = number
                    year = whole_year(Year(last.era, last.year, "年度" if fiscal else "年"), last)
                    run.append(Inherited(row, col, source, "D03", f"{year}{label}", confidence=0.75))
                    continue
            found += run if len(run) > 1 else []
            run, month = [], 0
            read = read_year(label)
            last = _year_alone(read, last)
            source = Ref(row, col) if read and read.era else source
        found += run if len(run) > 1 else []
    return found


_MONTH_ALONE = re.compile(r"(?P<month>1[0-2]|[1-9]) ?月(?:分|末|中)?")
_YEAR_ENDS = re.compile(r"(?:年度?)?(?:平均|計|合計|総数|[(].{1,8}[)])?")


def _year_alone(read: Year | None, last: Year | None) -> Year | None:
    """The year a label names and nothing else, in full or in short after `last`."""
    if read is None or not _YEAR_ENDS.fullmatch(read.rest):
        return None
    if read.era:
        return read
    return Year(last.era, read.year, last.rest) if last is not None and read.year == last.year + 1 else None


def is_full_year(label: str) -> bool:
    """Whether bare years or months below this label could be completed from it."""
    read = read_year(label.strip())
    return (read is not None and bool(read.era)) or any(p.fullmatch(_flat(label)) for p in (_MONTH, _DOTTED))


def is_short_year(label: str) -> bool:
    """Whether this label is a year or a month that could be completed from one above."""
    read = read_year(label.strip())
    bare = read is not None and not read.era and is_bare(read)
    return bare or _SHORT_MONTH.fullmatch(_flat(label)) is not None


def _flat(label: str) -> str:
    return re.sub(r" +", " ", plain(label))

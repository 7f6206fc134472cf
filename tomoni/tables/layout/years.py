"""years: a label read as a year, with or without its era, and years in short completed from the one before (D03).

Downwards in a label column this is `eras`' work; across a header row (令和元年度 | 2 | 3) it is done here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from tomoni.tables.layout.kinds import DATA, plain, text
from tomoni.tables.layout.page import Page

_FULL = re.compile(
    r"(?P<era>明治|大正|昭和|平成|令和|[MTSHR](?=\.?\d)) ?\.?(?P<year>\d{1,2}|元)(?P<rest> ?(年度|年|\.)?.*)?"
)
_WESTERN = re.compile(r"(?P<era>(18|19|20|21))(?P<year>\d{2})(?P<rest> ?(年度|年)?.*)?")
_SHORT = re.compile(r"(?:[〃″”々仝] ?)?'?(?P<year>\d{1,2}|元) ?(?P<rest>(年度|年)?.*)?")


_PRELIMINARY = re.compile(r"(?<=[0-9年度])[ ]?\(?[prPR速暫見推]\)?$")
"""5 p: a year whose figures are not final."""
_WESTERN_BESIDE = re.compile(r"\((?:18|19|20|21)\d{2}(?:年度?)?\)")


@dataclass(frozen=True, slots=True)
class Year:
    """A label read as a year: `era` is "" for a bare number, two digits for the century of a western year."""

    era: str
    year: int
    rest: str


_STEPS = (1, 2, 3, 5, 10)
"""Surveys are made every year, or every so many years."""


def years_across(page: Page, row: int, cols: list[int]) -> dict[int, tuple[str, int]]:
    """Column → (whole year, column of the year in full) for bare years of a header row; {} unless each counts up by the same step.

    Censuses come every fifth year (平成17年 | 22 | 27). Words among the years (計, 増減) end the run; two bare years are needed to believe it.
    """
    found: dict[int, tuple[str, int]] = {}
    last: Year | None = None
    source = step = 0
    for col in cols:
        label = text(page.value(row, col))
        if not label:
            continue
        read = read_year(label)
        if read is None:
            last = None
        elif read.era:
            if last is not None and (ended := with_ending(last, read)):
                found[col] = (whole_year(ended, ended), source)
                read = ended
            last, source, step = (read, col, 0) if "月" not in read.rest else (None, col, 0)
        elif last is not None and is_bare(read):
            step = step or read.year - last.year
            if last.era.isdecimal() or step not in _STEPS or read.year != last.year + step:
                last = None
                continue
            found[col] = (whole_year(last, read), source)
            last = Year(last.era, read.year, last.rest)
    return found if len(found) >= 2 else {}


def is_years(page: Page, row: int) -> bool:
    """Whether all figures of a row are years in short after one with its era: the row is a header."""
    held = page.held(row)
    data = [c for c, k in held.items() if k in DATA]
    return len(data) >= 2 and set(data) <= years_across(page, row, list(held)).keys()


@lru_cache(maxsize=1 << 14)
def read_year(label: str) -> Year | None:
    """A label as a year, in full (era or century) or in short; None when it says anything else."""
    flat = re.sub(r" +", " ", plain(label))
    if len(flat) > 24:
        return None
    whole = _FULL.fullmatch(flat) or _WESTERN.fullmatch(flat)
    if whole:
        return Year(whole["era"], _number(whole["year"]), (whole["rest"] or "").strip())
    short = _SHORT.fullmatch(_PRELIMINARY.sub("", flat))
    return Year("", _number(short["year"]), (short["rest"] or "").strip()) if short else None


def is_bare(read: Year) -> bool:
    """Whether a short year says nothing but the year: 29, 29年, 29（2017）."""
    return not read.rest or read.rest.startswith("年") or bool(_WESTERN_BESIDE.fullmatch(read.rest))


_ENDING = re.compile(r"年(?![0-9(])[^0-9()]{0,4}")


def with_ending(last: Year, read: Year) -> Year | None:
    """A year with its era and no more (令和元 after 平成30年産), with the ending of the year before that it goes on from."""
    follows = read.year == (last.year + 1 if read.era == last.era else 1)
    if read.rest or read.era.isdecimal() or not follows or not _ENDING.fullmatch(last.rest):
        return None
    return Year(read.era, read.year, last.rest)


def whole_year(last: Year, short: Year) -> str:
    """The short year with the era and the ending (年平均, 年度) of the one before."""
    rest = last.rest if last.rest.startswith(short.rest) else short.rest
    if _WESTERN_BESIDE.fullmatch(short.rest):
        rest = short.rest if not (ending := _WESTERN_BESIDE.sub("", last.rest)) else f"{ending}{short.rest}"
    elif _WESTERN_BESIDE.search(last.rest) and not short.rest:
        rest = _WESTERN_BESIDE.sub("", last.rest)  # 平成30年(2018) above a bare 31
    if last.era.isdecimal():
        return f"{last.era}{short.year:02d}{rest}"
    return f"{last.era}{'元' if short.year == 1 else short.year}{rest}"


def _number(year: str) -> int:
    return 1 if year == "元" else int(year)

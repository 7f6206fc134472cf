"""Era: Japanese calendar years ↔ western years.

Boundaries: 明治 from 1868, 大正 1912-07-30, 昭和 1926-12-25, 平成 1989-01-08, 令和 2019-05-01 (政令143号 of 2019).
Offices go on writing an era after its end (平成32年3月) and before its start; such years are counted on and noted.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

ERA = "明治|大正|昭和|平成|令和|[MTSHRmtshr明大昭平令]"
"""Regular expression (without group) of an era name or its sign."""


@dataclass(frozen=True, slots=True)
class Era:
    """`start` … `end` inclusive; year 1 is `start.year`; `most` is the highest year number still believed."""

    name: str
    sign: str
    start: date
    end: date
    most: int


ERAS = (
    Era("明治", "M", date(1868, 1, 25), date(1912, 7, 29), 45),
    Era("大正", "T", date(1912, 7, 30), date(1926, 12, 24), 15),
    Era("昭和", "S", date(1926, 12, 25), date(1989, 1, 7), 75),
    Era("平成", "H", date(1989, 1, 8), date(2019, 4, 30), 45),
    Era("令和", "R", date(2019, 5, 1), date(2099, 12, 31), 45),
)
_BY_NAME = {key: era for era in ERAS for key in (era.name, era.name[0], era.sign, era.sign.lower())}


def western_year(era: str, year: str) -> int | None:
    """``("令和", "2")`` → 2020, ``("H", "元")`` → 1989; None when the era never had such a year (令和99年)."""
    found = _BY_NAME.get(era)
    number = 1 if year == "元" else int(year) if year.isdecimal() and len(year) <= 2 else 0
    if found is None or not 1 <= number <= found.most:
        return None
    return found.start.year + number - 1


def era_note(era: str, day: date) -> str:
    """ "" when `day` lies in the era, else ``after_era_end`` or ``before_era_start``."""
    found = _BY_NAME[era]
    if day > found.end:
        return "after_era_end"
    return "before_era_start" if day < found.start else ""

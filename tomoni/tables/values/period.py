"""Periods: months, years, fiscal years, quarters and ranges of days — stretches of time that are not a day.

平成29年1月 → 2017-01, 令和2年度 → fiscal year 2020 (April 2020 – March 2021), 2020年 → 2020, 1月1日～1月31日 → two days.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from tomoni.tables.values.characters import DASHES, TILDES, dashes_in_figures, fold
from tomoni.tables.values.date import parse_date
from tomoni.tables.values.era import ERA, western_year
from tomoni.tables.values.parsed import Parsed, bad

PeriodKind = Literal["year", "fiscal_year", "month", "quarter", "half", "fiscal_quarter", "fiscal_half"]

_YEAR = rf"(?:(?:西暦)?([12][0-9]{{3}})|({ERA})\.?([0-9]{{1,2}}|元))"
_TAIL = r"(?:分|中|末|時点|現在|平均|計|末現在|速報|確定|確報|暫定)?"
_MONTH = re.compile(rf"{_YEAR}(?:年|[-/.])([0-9]{{1,2}})月?{_TAIL}")
_WHOLE = re.compile(rf"{_YEAR}(年度?|FY)?{_TAIL}")
_PART = re.compile(rf"{_YEAR}(年度?)(?:第?([1-4])四半期|(上|下|前|後)(?:半)?期){_TAIL}")
_COMPACT = re.compile(r"((?:19|20)[0-9]{2})(0[1-9]|1[0-2])")
_CANONICAL = re.compile(r"[12][0-9]{3}(-(0[1-9]|1[0-2]))?")
_BRACKET = re.compile(r"\((?:[12][0-9]{3}|(?:明治|大正|昭和|平成|令和)(?:[0-9]{1,2}|元))(?:年度?)?\)")
_SPLIT = re.compile(f"[{TILDES}]|から|より|(?<=[日0-9)])[{DASHES}](?=[0-9令平昭])|至")


@dataclass(frozen=True, slots=True)
class Period:
    """`number` is the month, quarter or half (1 = first); 0 for whole years. Fiscal years start in April."""

    kind: PeriodKind
    year: int
    number: int = 0

    @property
    def text(self) -> str:
        """Canonical: 2017, 2017-01, 2020年度, 2020-Q1, 2020年度-Q1."""
        base = f"{self.year}年度" if self.kind.startswith("fiscal") else str(self.year)
        if self.kind == "month":
            return f"{base}-{self.number:02}"
        if self.kind.endswith("quarter"):
            return f"{base}-Q{self.number}"
        return f"{base}-H{self.number}" if self.kind.endswith("half") else base

    @property
    def first(self) -> date:
        """The first day."""
        month = {"month": self.number, "quarter": self.number * 3 - 2, "half": self.number * 6 - 5}.get(self.kind, 1)
        if self.kind == "fiscal_year":
            month = 4
        elif self.kind in ("fiscal_quarter", "fiscal_half"):
            month = 4 + (self.number - 1) * (3 if self.kind == "fiscal_quarter" else 6)
        return date(self.year + (month - 1) // 12, (month - 1) % 12 + 1, 1)

    @property
    def last(self) -> date:
        """The last day."""
        months = {"month": 1, "quarter": 3, "fiscal_quarter": 3, "half": 6, "fiscal_half": 6}.get(self.kind, 12)
        after = self.first.month - 1 + months
        return date(self.first.year + after // 12, after % 12 + 1, 1) - timedelta(days=1)


def parse_period(text: str) -> Parsed[Period] | None:
    """Month, year, fiscal year, quarter or half. Rules D01, and D07 for fiscal years.

    A bare four-digit number is a year with confidence 0.5, ``201701`` a month with 0.5. Days are None (see `parse_date`).
    """
    if not 2 <= len(text) <= 30:
        return None
    folded = _BRACKET.sub("", dashes_in_figures(fold(text)))
    found = _MONTH.fullmatch(folded)
    if found:
        return _of(text, found, "month", int(found[4]))
    found = _PART.fullmatch(folded)
    if found:
        kind: PeriodKind = "quarter" if found[5] else "half"
        if found[4] == "年度":
            kind = "fiscal_quarter" if found[5] else "fiscal_half"
        return _of(text, found, kind, int(found[5]) if found[5] else 1 if found[6] in "上前" else 2)
    found = _WHOLE.fullmatch(folded)
    if found:
        if found[2] and not found[4] and len(found[2]) == 1 and not folded[1:].isdecimal():
            return None
        parsed = _of(text, found, "fiscal_year" if found[4] in ("年度", "FY") else "year", 0)
        unsaid = not found[4] and not (found[2] and len(found[2]) > 1)
        return parsed._replace(confidence=min(parsed.confidence, 0.5)) if unsaid else parsed
    found = _COMPACT.fullmatch(folded)
    if found:
        return Parsed(Period("month", int(found[1]), int(found[2])), text, "D01", "compact", 0.5)
    return None


def parse_range(text: str, *, year_hint: int | None = None) -> Parsed[tuple[date, date]] | None:
    """``1月1日～1月31日``, ``2020/4/1-4/5``, ``令和2年4月1日から5日まで``: first and last day (D04)."""
    if not 5 <= len(text) <= 60:
        return None
    folded = dashes_in_figures(fold(text)).removesuffix("まで").removeprefix("自")
    parts = _SPLIT.split(folded)
    if len(parts) != 2 or not all(parts):
        return None
    start = parse_date(parts[0], year_hint=year_hint)
    if start is None:
        return None
    if start.value is None:
        return bad(text, start.note, "D02" if start.note == "no_year" else "D08")
    end_text = f"{start.value.month}月{parts[1]}" if re.fullmatch("[0-9]{1,2}日", parts[1]) else parts[1]
    end = parse_date(end_text, year_hint=start.value.year)
    if end is None:
        return None
    if end.value is None:
        return bad(text, end.note)
    last = end.value
    if last < start.value and end.rule == "D02" and (last.month, last.day) != (2, 29):  # 12月28日～1月4日
        last = last.replace(year=last.year + 1)
    if last < start.value:
        return bad(text, "ends_before_start")
    return Parsed((start.value, last), text, "D04", "", min(start.confidence, end.confidence))


def _of(raw: str, found: re.Match[str], kind: PeriodKind, number: int) -> Parsed[Period]:
    year = int(found[1]) if found[1] else western_year(found[2], found[3])
    if year is None:
        return bad(raw, "no_such_era_year")
    if kind == "month" and not 1 <= number <= 12:
        return bad(raw, "no_such_month")
    rule = "" if _CANONICAL.fullmatch(raw) else "D07" if kind.startswith("fiscal") else "D01"
    return Parsed(Period(kind, year, number), raw, rule)

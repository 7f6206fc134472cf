"""eras: years written in short after a year in full (平成 29 年平均 / 30 / 令和 元 年平均 / 2; 2015 / 16 / 17), rule D03."""

from __future__ import annotations

import re

from tomoni.tables.grid import Ref
from tomoni.tables.layout.kinds import plain, text
from tomoni.tables.layout.labels import Inherited
from tomoni.tables.layout.page import Page

_FULL = re.compile(
    r"(?P<era>明治|大正|昭和|平成|令和|[MTSHR](?=\.?\d)) ?\.?(?P<year>\d{1,2}|元)(?P<rest> ?(年度|年|\.)?.*)?"
)
_WESTERN = re.compile(r"(?P<era>(18|19|20|21))(?P<year>\d{2})(?P<rest> ?(年度|年)?.*)?")
_SHORT = re.compile(r"'?(?P<year>\d{1,2}|元) ?(?P<rest>(年度|年)?.*)?")


def short_years(page: Page, rows: list[int], cols: list[int]) -> list[Inherited]:
    """Bare years in label columns, completed from the full year above; the count must go up, else it is left alone."""
    found: list[Inherited] = []
    for col in cols:
        full: tuple[str, int, str, Ref] | None = None
        for row in rows:
            flat = re.sub(r" +", " ", plain(text(page.value(row, col))))
            if not flat or len(flat) > 24:
                continue
            whole = _FULL.fullmatch(flat) or _WESTERN.fullmatch(flat)
            if whole:
                full = (whole["era"], _number(whole["year"]), (whole["rest"] or "").strip(), Ref(row, col))
                continue
            short = _SHORT.fullmatch(flat)
            if not short or full is None:
                if not short:
                    full = full if flat.startswith(("(", "※")) else None
                continue
            era, last, rest, source = full
            year, own = _number(short["year"]), (short["rest"] or "").strip()
            if own and not own.startswith("年"):
                continue
            ends = own if own and own not in ("年",) else rest if not own else _same(rest, own)
            steady = year == last + 1 or (era.isdecimal() and year == (last + 1) % 100)
            if not steady and not last < year <= last + 10:
                full = None
                continue
            value = f"{era}{year:02d}{ends}" if era.isdecimal() else f"{era}{'元' if year == 1 else year}{ends}"
            found.append(Inherited(row, col, source, "D03", value, confidence=0.95 if steady else 0.7))
            full = (era, year, rest, source)
    return found


def _same(rest: str, own: str) -> str:
    return rest if rest.startswith(own) else own


def _number(year: str) -> int:
    return 1 if year == "元" else int(year)

"""Names: look-alike characters in column names (E06), fiscal years called years (D07), and names a person gives (H01)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

import polars as pl

from tomoni.tables.evidence import hints_of
from tomoni.tables.proposals.edit import said
from tomoni.tables.proposals.values import DASH_IN_WORD
from tomoni.tables.region import Origin, Region

_YEAR = re.compile("年|西暦|和暦|年次")
_FISCAL = r"年度$"


def long_vowels(name: str) -> str:
    """都道府県コ―ド → 都道府県コード."""
    return DASH_IN_WORD.sub("ー", name)


def put_right(region: Region, raws: Sequence[pl.Series], decline: Iterable[str]) -> Region | None:
    """E06 and D07, which need no yes."""
    declined = frozenset(decline)
    columns = list(region.columns)
    wrong = [i for i, column in enumerate(columns) if "E06" not in declined and long_vowels(column.name) != column.name]
    fiscal = [
        i
        for i, column in enumerate(columns)
        if "D07" not in declined and _YEAR.fullmatch(column.name) and _all_fiscal(raws[i])
    ]
    days = _days(region, raws) if "D01" not in declined else {}
    if not wrong and not fiscal and not days:
        return None
    for i, day in days.items():
        columns[i] = replace(columns[i], name=day)
    for i in wrong:
        columns[i] = replace(columns[i], name=long_vowels(columns[i].name))
    for i in fiscal:
        columns[i] = replace(columns[i], name="年度")
    made = replace(region, columns=columns, findings=list(region.findings))
    if days:
        said(
            made,
            "D01",
            [cell for i in days for cell in columns[i].cells[-1:]],
            f"見出しの月日に、表題などにある年を補い、西暦の日付にしました（{region.columns[min(days)].name}→{days[min(days)]} など）。",
            f"Days in the header took the year the title tells and became ISO dates ({days[min(days)]} and so on).",
        )
    if wrong:
        names = "」「".join(columns[i].name for i in wrong)
        said(
            made,
            "E06",
            [cell for i in wrong for cell in columns[i].cells[-1:]],
            f"項目名に、長音と見た目の似た横線があります。「{names}」に直しました。",
            f"Column names hold a dash that looks like the long vowel mark; repaired ({', '.join(columns[i].name for i in wrong)}).",
        )
    if fiscal:
        said(
            made,
            "D07",
            [cell for i in fiscal for cell in columns[i].cells[-1:]],
            "「年」の列の値が年度です。項目名を「年度」にしました。",
            "A column called “year” holds fiscal years; it was renamed 年度.",
        )
    return made


_MONTH_DAY = re.compile(r"([0-9]{1,2})(?:/|月)([0-9]{1,2})日?")
FEWEST_DAYS = 3


def _days(region: Region, raws: Sequence[pl.Series]) -> dict[int, str]:
    """Columns named 4/1, 4/2 … and the ISO day each is, when the sheet says the year outside of its cells."""
    found = {
        i: (int(match[1]), int(match[2]))
        for i, column in enumerate(region.columns)
        if (match := _MONTH_DAY.fullmatch(unicodedata.normalize("NFKC", column.name)))
    }
    if len(found) < FEWEST_DAYS:
        return {}
    hints = hints_of(region, ())
    year, fiscal, until = hints.get("year"), hints.get("fiscal"), str(hints.get("until", ""))
    months = [month for month, _ in found.values()]
    turn = next((k for k in range(1, len(months)) if months[k] < months[k - 1]), len(months))
    if isinstance(fiscal, int):
        first = fiscal if months[0] >= 4 else fiscal + 1
    elif isinstance(year, int):
        first = year
    elif until:
        first = int(until[:4]) - (turn < len(months)) - (turn == len(months) and (months[-1] > int(until[5:7])))
    else:
        return {}
    out = {}
    for k, (i, (month, day)) in enumerate(found.items()):
        try:
            out[i] = date(first + (k >= turn), month, day).isoformat()
        except ValueError:
            return {}
    return out


def _all_fiscal(raw: pl.Series) -> bool:
    present = raw.drop_nulls()
    return len(present) >= 3 and bool(present.str.strip_chars(" \u3000").str.contains(_FISCAL).all())


def named(region: Region, raws: Sequence[pl.Series], names: Sequence[str], column: str, value: str) -> Region | None:
    """H01:列3=居住地 gives a column its name."""
    if column not in names or not value:
        return None
    col = names.index(column)
    columns = list(region.columns)
    columns[col] = replace(columns[col], name=value, origin=Origin.HEADER, confidence=1.0)
    made = replace(region, columns=columns, findings=list(region.findings))
    left = [c for c in columns if c.origin is Origin.GUESSED and c.confidence < 0.8]
    if left:
        return made
    return said(made, "H01", [], f"項目名を「{value}」としました。", f"The column was called “{value}”.")

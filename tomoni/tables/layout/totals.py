"""totals: which body rows add up others, by the word in their label (計, 合計, 総数, 小計, Total)."""

from __future__ import annotations

import re
from functools import lru_cache

from tomoni.tables.grid import Ref, text_of
from tomoni.tables.layout.kinds import Kind, squeeze
from tomoni.tables.layout.page import Page

_TOTAL = re.compile(
    r"[(\[〔【<〈]?((総|合|小|累|中|純|通|再)?計|総合計|合計数?|総数|全体|全国(計)?|年計|年度計|年間計|(市|町|村|区|郡|県|府|都|道|町村|市町村|市部|郡部)計"
    r"|.{1,8}(合計|小計)|(grand|sub)?-?totals?|再掲)[)\]〕】>〉]?",
    re.I,
)


_ENOUGH = 200
"""Rows that show what a column holds."""


@lru_cache(maxsize=1 << 16)
def is_total(label: str) -> bool:
    """Whether a label names a sum of other rows."""
    flat = squeeze(label)
    return 0 < len(flat) <= 14 and bool(_TOTAL.fullmatch(flat))


def total_rows(page: Page, rows: list[int], labels: list[int], skip: set[Ref]) -> set[int]:
    """The rows whose label is a total. None are told when nearly every second row is one: then 総数 is just a category.

    Cells in `skip` hold only a piece of a word (合 / 計 written downwards).
    """
    found: set[int] = set()
    if not _has_figures(page, rows, labels):
        return found
    for col in labels[:4]:
        mine = set()
        for row in rows:
            value = page.value(row, col)
            if (
                value.__class__ is str
                and not str(value)[:1].isdigit()
                and is_total(text_of(value))
                and Ref(row, col) not in skip
            ):
                mine.add(row)
        if len(mine) <= max(2, 0.45 * len(rows)) and len(mine) < len(rows):
            found |= mine
    return found


def _has_figures(page: Page, rows: list[int], labels: list[int]) -> bool:
    """Whether a column holds mostly numbers near the top: where there are none (names and their types, settings and their
    values), nothing is added up and "total" is a name."""
    for col in page.cols:
        if col not in labels:
            kinds = [page.kind(r, col) for r in rows[:_ENOUGH] if page.value(r, col) is not None]
            if sum(k is Kind.NUMBER for k in kinds) > 0.5 * len(kinds):
                return True
    return False

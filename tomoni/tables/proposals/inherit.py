"""Inherit: blanks that mean "same as above", filled down when a person says so (S02)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

import polars as pl

from tomoni.tables.grid import Ref
from tomoni.tables.proposals.edit import said, source
from tomoni.tables.region import Fill, Region

MIN_BLANK = 0.3


def left_blank(columns: Sequence[pl.Series]) -> list[int]:
    """The leading columns of words that are filled only where the word changes: blanks beneath words, and rows that are
    not empty beside them. At least two words and three in ten blank; the first row is never blank."""
    found = []
    height = len(columns[0]) if columns else 0
    for index, column in enumerate(columns[:4]):
        blank = column.null_count()
        words = column.drop_nulls()
        if height < 6 or column[0] is None or not MIN_BLANK * height <= blank <= height - 2:
            break
        if not bool(words.str.contains(r"\p{L}").all()) or words.n_unique() < 0.9 * len(words):
            break
        found.append(index)
    rest = columns[len(found) :]
    full = bool(rest) and sum(column.null_count() <= 0.1 * height for column in rest[:3]) >= min(2, len(rest))
    return found if full else []


def fill_down(
    region: Region, raws: Sequence[pl.Series], names: Sequence[str], column: str, value: str
) -> Region | None:
    """Every blank of the column takes the text of the nearest cell above that has one."""
    cols = [names.index(column)] if column in names else [] if column else left_blank(raws)
    fills: list[Fill] = []
    for col in cols:
        above: Ref | None = None
        held = {fill.row for fill in region.fills if fill.col == col}
        for row, text in enumerate(raws[col]):
            if text is not None and re.search(r"\S", text):
                above = source(region, row, col) if row not in held else above
            elif above is not None:
                fills.append(Fill(row, col, above, "S02", confidence=0.9))
    if not fills:
        return None
    made = replace(region, fills=[*region.fills, *fills], findings=list(region.findings))
    cells = list(dict.fromkeys(fill.source for fill in fills))
    return said(
        made, "S02", cells, "空白のセルに上の行の値を入れました。", "Blank cells took the value of the row above."
    )

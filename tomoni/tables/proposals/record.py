"""Record: labels beside their values (施設名称 | 中央図書館 / 所在地 | …) become one row a value column, when a person says so.

A form filled in by hand lists what is known about one thing from top to bottom. Its labels are the columns of a table
that has one row; with several value columns, one row each.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

import polars as pl

from tomoni.tables.grid import Ref
from tomoni.tables.layout.forms import ABOUT, NAMED
from tomoni.tables.proposals.edit import said, source
from tomoni.tables.region import Block, Column, Fill, Region, RowKind

_PLAIN = ("項目", "区分", "内容", "事項", "項目名")
MOST = 120


def is_record(names: Sequence[str], columns: Sequence[pl.Series]) -> bool:
    """Labels down the first column: all different words, at least three that say what is known about a thing (a name at
    the top counts as one), and few columns of values beside them."""
    if not 2 <= len(columns) <= 6 or not 3 <= len(columns[0]) <= MOST:
        return False
    below = columns[0].to_list()
    labels = [text for text in (names[0], *below) if text]
    if (
        None in below
        or len(set(labels)) < len(labels)
        or any(len(t) > 16 or re.search(r"[0-9０-９]", t) for t in labels)
    ):
        return False
    top = names[0] in _PLAIN or bool(NAMED.search(names[0]))
    known = sum(bool(ABOUT.search(text) or NAMED.search(text)) for text in labels)
    return top and known >= 3 and 2 * known >= len(labels)


def as_record(
    region: Region, raws: Sequence[pl.Series], names: Sequence[str], column: str, value: str
) -> Region | None:
    """S22 accepted."""
    if not is_record(names, raws):
        return None
    places = [
        [_header(region, col), *(source(region, row, col) for row in range(len(raws[0])))] for col in range(len(raws))
    ]
    texts = [names[0], *(str(text) for text in raws[0])]
    kept = range(1, len(texts)) if names[0] in _PLAIN and len(raws) == 2 else range(len(texts))
    height = len(raws) - 1
    fills = [
        Fill(out, at, ref, "S22")
        for out in range(height)
        for at, k in enumerate(kept)
        if (ref := places[out + 1][k]) is not None
    ]
    columns = [Column(texts[k], (texts[k],), tuple(ref for ref in [places[0][k]] if ref)) for k in kept]
    made = replace(
        region,
        columns=columns,
        blocks=[Block(region.range, [None] * len(columns))],
        rows=[(0, region.range.top + out) for out in range(height)],
        kinds=[RowKind.DATA] * height,
        fills=fills,
        findings=list(region.findings),
    )
    cells = [ref for ref in places[0] if ref]
    return said(made, "S22", cells, "縦に並んだ項目を列にしました。", "Labels down the side became the columns.")


def _header(region: Region, col: int) -> Ref | None:
    return region.columns[col].cells[-1] if region.columns[col].cells else None

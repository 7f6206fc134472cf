"""layout: where the tables of a sheet are — titles, headers, bodies, notes, totals — decided from evidence in the cells.

`regions` is the only thing other rooms call. It reads cells and gives positions; it never changes a value.
"""

from __future__ import annotations

import re

from tomoni.tables.grid import Grid, Rect, text_of
from tomoni.tables.region import Block, Column, Origin, Override, Region, RowKind

__all__ = ["regions"]

_NUMBER = re.compile(r"[-+▲△]?[\d,]+(\.\d+)?%?")


def _is_data(value: object) -> bool:
    return value is not None and (not isinstance(value, str) or bool(_NUMBER.fullmatch(value.strip())))


def regions(grid: Grid, override: Override = Override()) -> list[Region]:  # noqa: B008 (a frozen value)
    """The tables of one sheet, top to bottom; [] for a sheet without a table."""
    rect = Rect.parse(override.range) if override.range else grid.rect
    used = [r for r in range(rect.top, rect.bottom + 1) if any(_cells(grid, r, rect))]
    wide = [r for r in used if sum(v is not None for v in _cells(grid, r, rect)) > 1] or used
    if not used:
        return []
    if override.header_rows is not None:
        header = tuple(override.header_rows)
    else:
        first = wide[0]
        header = () if any(_is_data(v) for v in _cells(grid, first, rect)) else (first,)
    start = header[-1] + 1 if header else wide[0]
    body = [r for r in wide if r >= start]
    if not body:
        return []
    cols = [c for c in range(rect.left, rect.right + 1) if any(grid.value(r, c) is not None for r in (*header, *body))]
    columns = []
    for number, c in enumerate(cols, 1):
        levels = tuple(t for t in (text_of(grid.value(r, c)).strip() for r in header) if t)
        columns.append(
            Column("_".join(levels) or f"列{number}", levels, origin=Origin.HEADER if levels else Origin.GUESSED)
        )
    block = Block(Rect(body[0], cols[0], body[-1], cols[-1]), list(cols), header_rows=header)
    title = " ".join(
        text_of(v) for r in used if r < (header or (start,))[0] for v in _cells(grid, r, rect) if v is not None
    )
    notes = [
        (Rect(r, rect.left, r, rect.right), " ".join(text_of(v) for v in _cells(grid, r, rect) if v is not None))
        for r in used
        if r > start and r not in wide
    ]
    rows = [(0, r) for r in body]
    return [Region(grid, rect, header, columns, [block], rows, [RowKind.DATA] * len(rows), title, notes)]


def _cells(grid: Grid, row: int, rect: Rect) -> list[object]:
    return [grid.value(row, c) for c in range(rect.left, rect.right + 1)]

"""Rows: duplicates and hidden parts left out, running numbers and struck-out cells made columns — when a person says so."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import polars as pl

from tomoni.tables.grid import Ref
from tomoni.tables.proposals.edit import free, said, with_columns
from tomoni.tables.region import Block, Column, Origin, Region


def keep(region: Region, rows: Sequence[int], cols: Sequence[int]) -> Region:
    """A copy with only these output rows and columns, in this order."""
    new_row = {row: position for position, row in enumerate(rows)}
    new_col = {col: position for position, col in enumerate(cols)}
    return replace(
        region,
        columns=[region.columns[col] for col in cols],
        blocks=[
            Block(
                block.body,
                [block.columns[col] for col in cols],
                {new_col[col]: value for col, value in block.constants.items() if col in new_col},
                block.header_rows,
            )
            for block in region.blocks
        ],
        rows=[region.rows[row] for row in rows],
        kinds=[region.kinds[row] for row in rows],
        fills=[
            replace(fill, row=new_row[fill.row], col=new_col[fill.col])
            for fill in region.fills
            if fill.row in new_row and fill.col in new_col
        ],
        findings=list(region.findings),
    )


def without_duplicates(
    region: Region, raws: Sequence[pl.Series], names: Sequence[str], column: str, value: str
) -> Region | None:
    """K06: of rows that are the same in every column the first stays."""
    first: dict[tuple[str | None, ...], int] = {}
    rows = list(zip(*raws, strict=True))
    for row, texts in enumerate(rows):
        first.setdefault(texts, row)
    gone = [row for row, texts in enumerate(rows) if first[texts] != row]
    if not gone:
        return None
    made = keep(region, sorted(first.values()), range(len(names)))
    cells = [Ref(region.rows[row][1], region.blocks[region.rows[row][0]].body.left) for row in gone]
    return said(made, "K06", cells, f"同じ行{len(gone)}行を除きました。", f"{len(gone)} duplicate rows were left out.")


def without_hidden(
    region: Region, raws: Sequence[pl.Series], names: Sequence[str], column: str, value: str
) -> Region | None:
    """S13: hidden rows and columns do not go into the table."""
    marks = region.grid.marks
    rows = [r for r, (_, grid_row) in enumerate(region.rows) if grid_row not in marks.hidden_rows]
    cols = [
        c
        for c in range(len(names))
        if not any(block.columns[c] in marks.hidden_cols for block in region.blocks if block.columns[c] is not None)
    ]
    if (len(rows) == len(region.rows) and len(cols) == len(names)) or not rows or not cols:
        return None
    made = keep(region, rows, cols)
    return said(made, "S13", [], "非表示の行と列を除きました。", "Hidden rows and columns were left out.")


def numbered(region: Region, raws: Sequence[pl.Series], names: Sequence[str], column: str, value: str) -> Region | None:
    """K05: a column 連番 (1, 2, 3 …) behind the one whose numbers are not unique."""
    col = names.index(column) if column in names else 0
    texts = [str(number) for number in range(1, len(region.rows) + 1)]
    made = with_columns(region, col, [free("連番", names)], [texts], "K05")
    return said(made, "K05", [], "行ごとに違う番号の列「連番」を加えました。", "A column of unique numbers was added.")


def struck(region: Region, raws: Sequence[pl.Series], names: Sequence[str], column: str, value: str) -> Region | None:
    """S18: a column 書式_取消線 that says in which cells of the row the text is struck through."""
    marks = region.grid.marks.struck
    texts: list[str | None] = []
    for block, grid_row in region.rows:
        cols = [c for c, grid_col in enumerate(region.blocks[block].columns) if (grid_row, grid_col) in marks]
        texts.append("・".join(names[c] for c in cols) or None)
    if not any(texts):
        return None
    made = with_columns(region, len(names) - 1, [free("書式_取消線", names)], [texts], "S18")
    return said(
        made,
        "S18",
        sorted(marks),
        "取り消し線のある項目を、列「書式_取消線」に書きました。",
        "What is struck through is named in a column.",
    )


def sheet_as_column(
    region: Region, raws: Sequence[pl.Series], names: Sequence[str], column: str, value: str
) -> Region | None:
    """S06: the sheet's name as the first column, so that tables of one form can be put below each other."""
    if not region.grid.sheet:
        return None
    corner = Ref(region.range.top, region.range.left)
    made = replace(
        region,
        columns=[Column(free("シート", names), ("シート",), origin=Origin.SHEET, is_label=True), *region.columns],
        blocks=[
            Block(
                block.body,
                [None, *block.columns],
                {0: (region.grid.sheet, corner), **{col + 1: held for col, held in block.constants.items()}},
                block.header_rows,
            )
            for block in region.blocks
        ],
        fills=[replace(fill, col=fill.col + 1) for fill in region.fills],
        findings=list(region.findings),
    )
    return said(made, "S06", [corner], "シート名を列「シート」に入れました。", "The sheet's name became a column.")

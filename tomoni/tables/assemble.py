"""Region → columns of raw text: every output column read from its cells, with fills and constants in their places.

The text is `grid.text_of` of the cell, before any rule; an empty cell is null. Grids that hold columns (large CSV) give
them whole, other grids are walked once by row.
"""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from tomoni.tables.coded import LONG, Coded, all_coded, beside, coded, within
from tomoni.tables.grid import Ref, Scalar, text_of
from tomoni.tables.packed import Columns, Packed, joined, unpacked
from tomoni.tables.provenance import BlockMap, Filled, Provenance
from tomoni.tables.region import Fill, Region
from tomoni.tables.runs import RowMap
from tomoni.tables.runs import stretches as stretches_of
from tomoni.tables.textcolumns import Columnar, as_text, text_columns


def raw_columns(region: Region) -> Columns:
    """One column of text a column, one value an output row, named by position ("0", "1", …)."""
    held = text_columns(region.grid)
    columns = _from_columns(region, held) if held else unpacked(_from_rows(region)).packed
    for index, block in enumerate(region.blocks):
        if not block.constants:
            continue
        rows = [i for i, (b, _) in enumerate(region.rows) if b == index]
        for col, (text, _) in block.constants.items():
            columns[col] = Packed(columns[col].series().scatter(rows, text))
    fills: dict[int, tuple[list[int], list[str | None]]] = {}
    for fill in region.fills:
        text = fill.value if fill.value is not None else text_of(region.grid.value(*fill.source))
        rows, texts = fills.setdefault(fill.col, ([], []))
        rows.append(fill.row)
        texts.append(text or None)
    for col, (rows, texts) in fills.items():
        columns[col] = Packed(columns[col].series().scatter(rows, pl.Series(texts, dtype=pl.Utf8)))
    return Columns(columns)


def all_known(region: Region, raws: Columns) -> list[Coded]:
    """The distinct texts of all raw columns. What is known of the columns of the file is taken from there."""
    held = text_columns(region.grid) if len(region.rows) >= LONG and len(region.blocks) == 1 else None
    pieces = stretches_of(region.rows) if held else []
    touched = {fill.col for fill in region.fills}
    if held is None or len(pieces) != 1 or len(raws) != len(region.columns):
        return all_coded(raws)
    _, top, length = pieces[0]
    block = region.blocks[0]

    def known(col: int) -> Coded:
        place = block.columns[col]
        if place is None or col in touched or col in block.constants:
            return coded(raws[col])
        whole = held.packed(place, region.grid.top, region.grid.bottom)
        found = within(held.coded(place), whole, top - region.grid.top, length)
        return coded(raws[col]) if found is None else found

    return beside(known, range(len(raws)), at_once=True)


def _from_rows(region: Region) -> list[pl.Series]:
    """Row by row; one block of plain text, as a CSV gives it, is turned round as a whole."""
    grid, width = region.grid, len(region.columns)
    rows = [grid.row(row) for _, row in region.rows]
    lists: Sequence[Sequence[Scalar]]
    if len(region.blocks) == 1:
        picks = [None if col is None else col - grid.left for col in region.blocks[0].columns]
        turned = list(zip(*rows, strict=False)) if rows else []
        nothing = (None,) * len(rows)
        lists = [nothing if at is None or not 0 <= at < len(turned) else turned[at] for at in picks]
    else:
        by_block = [[None if col is None else col - grid.left for col in block.columns] for block in region.blocks]
        out: list[list[Scalar]] = [[] for _ in range(width)]
        for (block, _), cells in zip(region.rows, rows, strict=True):
            for values, at in zip(out, by_block[block], strict=True):
                values.append(None if at is None or not 0 <= at < len(cells) else cells[at])
        lists = out
    return [as_text(str(index), values) for index, values in enumerate(lists)]


def _from_columns(region: Region, held: Columnar) -> list[Packed]:
    stretches = stretches_of(region.rows)

    def part(col: int, block: int, top: int, length: int) -> Packed:
        grid_col = region.blocks[block].columns[col]
        if grid_col is None:
            return Packed(pl.Series([None] * length, dtype=pl.String))
        return held.packed(grid_col, top, top + length - 1)

    return [joined([part(col, *stretch) for stretch in stretches]) for col in range(len(region.columns))]


def provenance(region: Region, sha256: str) -> Provenance:
    """The row map, column map and fills of a region; changes are added by whoever makes them."""
    rows = region.rows if isinstance(region.rows, RowMap) else RowMap(stretches_of(region.rows))
    return Provenance(
        sha256=sha256,
        sheet=region.grid.sheet,
        blocks=[BlockMap(list(block.columns), dict(block.constants)) for block in region.blocks],
        block_of=rows.blocks,
        grid_row=rows.grid_rows,
        names=[column.name for column in region.columns],
        header=[column.cells for column in region.columns],
        fills={(fill.row, fill.col): filled(region, fill) for fill in region.fills},
        changes=[{} for _ in region.columns],
    )


def filled(region: Region, fill: Fill) -> Filled:
    """A fill with the texts it went from and to. The cell itself comes first when it holds a part of the value ("30")."""
    source = text_of(region.grid.value(*fill.source))
    own = _own_cell(region, fill.row, fill.col)
    exchanged = fill.rule == "G01"  # the other column's cell alone; what stands in its own place went there
    own_text = text_of(region.grid.value(*own)) if own and not exchanged else ""
    refs = [*([own] if own and own_text else []), fill.source, *fill.also]
    after = fill.value if fill.value is not None else source
    return Filled(tuple(dict.fromkeys(refs)), fill.rule, own_text or source, after, fill.confidence)


def _own_cell(region: Region, row: int, col: int) -> Ref | None:
    block, grid_row = region.rows[row]
    grid_col = region.blocks[block].columns[col]
    return None if grid_col is None else Ref(grid_row, grid_col)

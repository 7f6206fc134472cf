"""Edit: a region with columns added behind one of its own, and fills that say where their texts come from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from tomoni.tables.finding import Finding, Message, Severity
from tomoni.tables.grid import Ref
from tomoni.tables.region import Block, Column, Fill, Origin, Region


def source(region: Region, row: int, col: int) -> Ref | None:
    """The cell an output cell has its text from; None when it has none."""
    block, grid_row = region.rows[row]
    place = region.blocks[block]
    if col in place.constants:
        return place.constants[col][1]
    grid_col = place.columns[col]
    return None if grid_col is None else Ref(grid_row, grid_col)


def with_columns(
    region: Region, after: int, names: Sequence[str], texts: Sequence[Sequence[str | None]], rule: str
) -> Region:
    """A copy with columns `names` behind column `after`; `texts[k][row]` come from that column's own cells."""
    first, more = after + 1, len(names)
    parent = region.columns[after]
    added = [
        Column(name, (name,), parent.cells, origin=Origin.GUESSED, confidence=1.0, is_label=parent.is_label)
        for name in names
    ]

    def moved(col: int) -> int:
        return col + more if col >= first else col

    fills = [replace(fill, col=moved(fill.col)) for fill in region.fills]
    own = {(fill.row, fill.col): fill.source for fill in region.fills}
    for offset, column in enumerate(texts):
        for row, text in enumerate(column):
            cell = own.get((row, after)) or source(region, row, after)
            if text is not None and cell is not None:
                fills.append(Fill(row, first + offset, cell, rule, text))
    return replace(
        region,
        columns=[*region.columns[:first], *added, *region.columns[first:]],
        blocks=[
            Block(
                block.body,
                [*block.columns[:first], *[None] * more, *block.columns[first:]],
                {moved(col): value for col, value in block.constants.items()},
                block.header_rows,
            )
            for block in region.blocks
        ],
        fills=fills,
        findings=list(region.findings),
    )


def with_texts(region: Region, col: int, texts: dict[int, str], rule: str) -> Region:
    """A copy in which these rows of a column hold these texts instead of their cell's."""
    fills = [fill for fill in region.fills if not (fill.col == col and fill.row in texts)]
    own = {(fill.row, fill.col): fill.source for fill in region.fills}
    for row, text in texts.items():
        cell = own.get((row, col)) or source(region, row, col)
        if cell is not None:
            fills.append(Fill(row, col, cell, rule, text))
    return replace(region, fills=fills, findings=list(region.findings))


def free(name: str, taken: Sequence[str]) -> str:
    """`name`, or `name` with a number behind it that no column has yet."""
    number, wanted = 2, name
    while wanted in taken:
        wanted, number = f"{name}_{number}", number + 1
    return wanted


def said(region: Region, rule: str, cells: Sequence[Ref], ja: str, en: str) -> Region:
    """The region with the remark that a proposal was carried out, in the place of the proposal."""
    shown = tuple(cell.a1 for cell in cells[:20])
    done = Finding(rule, Severity.INFO, Message(ja, en), shown, max(len(cells), 1), repairable=True, repaired=True)
    region.findings = [item for item in region.findings if item.rule != rule] + [done]
    return region

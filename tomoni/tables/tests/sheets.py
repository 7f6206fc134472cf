"""Small sheets for layout tests: written as text, read back as the table a person would see."""

from __future__ import annotations

from tomoni.tables.grid import Grid, Marks, Rect, Scalar, text_of
from tomoni.tables.layout import regions
from tomoni.tables.region import Override, Region


def grid(text: str, *, merges: str = "", top: int = 1, left: int = 1, raw: bool = False, sheet: str = "表") -> Grid:
    """One row a line, cells between |. Whole numbers and decimals become numbers unless `raw` (as in a CSV)."""
    lines = text.strip("\n").split("\n")
    cells = [[_cell(cell, raw) for cell in line.split("|")] for line in lines]
    marks = Marks(merges=[Rect.parse(m) for m in merges.split()])
    return Grid(cells, sheet=sheet, top=top, left=left, marks=marks)


def _cell(text: str, raw: bool) -> Scalar:
    if not text:
        return None
    if not raw:
        for kind in (int, float):
            try:
                return kind(text)
            except ValueError:
                continue
    return text.replace("\\n", "\n")


def seen(region: Region) -> list[list[str]]:
    """Names, then rows, as they come out: fills and constants in their places."""
    fills = {(f.row, f.col): f for f in region.fills}
    rows = [[column.name for column in region.columns]]
    for i, (number, row) in enumerate(region.rows):
        block = region.blocks[number]
        out = []
        for j, col in enumerate(block.columns):
            text = text_of(region.grid.value(row, col)).strip() if col is not None else ""
            if j in block.constants:
                text = block.constants[j][0]
            if (i, j) in fills:
                fill = fills[i, j]
                text = fill.value if fill.value is not None else text_of(region.grid.value(*fill.source)).strip()
            out.append(text)
        rows.append(out)
    return rows


def tables(text: str, override: Override | None = None, **options: object) -> list[Region]:
    """The regions of a sheet written as text."""
    return regions(grid(text, **options), override)  # type: ignore[arg-type]


def one(text: str, override: Override | None = None, **options: object) -> Region:
    """The only region of a sheet."""
    found = tables(text, override, **options)
    assert len(found) == 1, [region.range.a1 for region in found]
    return found[0]


def rules(region: Region) -> set[str]:
    return {finding.rule for finding in region.findings}

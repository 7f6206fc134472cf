"""layout: where the tables of a sheet are — titles, headers, bodies, notes, totals — decided from evidence in the cells.

`regions` is the only thing other rooms call. It reads cells and gives positions; it never changes a value. The steps:
`page` counts, `lines` says what each row looks like, `segment` and `head` put rows in order, `sides` cuts columns,
`header`, `labels` and `groups` say what things are called, `build` makes the Region.
"""

from __future__ import annotations

from tomoni.tables.finding import Finding
from tomoni.tables.grid import Grid, Rect
from tomoni.tables.layout.build import build
from tomoni.tables.layout.findings import info
from tomoni.tables.layout.forms import form
from tomoni.tables.layout.kinds import text
from tomoni.tables.layout.listed import form_region
from tomoni.tables.layout.notes import as_of
from tomoni.tables.layout.page import Page
from tomoni.tables.layout.plan import understand
from tomoni.tables.layout.preamble import preamble
from tomoni.tables.layout.regular import LONG, regular
from tomoni.tables.layout.segment import segment
from tomoni.tables.layout.sides import Sides, apart, sides
from tomoni.tables.region import Override, Region

__all__ = ["regions"]

_DEPTH = 3
"""How often a sheet is cut into parts that are cut again; real sheets need two."""


def regions(grid: Grid, override: Override | None = None) -> list[Region]:
    """The tables of one sheet, top to bottom and left to right; [] for a sheet without a table.

    `override.range` and `override.header_rows` are taken at their word; with header rows the range is one table.
    """
    override = override or Override()
    rect = Rect.parse(override.range) if override.range else None
    whole = None
    if rect is None and override.header_rows is None and grid.bottom - grid.top >= LONG:
        whole = regular(grid, lambda page: _page(page, None, "", _DEPTH))
    found = [whole] if whole else _layout(grid, rect, override.header_rows, "", _DEPTH, told=bool(override.range))
    if grid.keyed and rect is None and override.header_rows is None and _misread(found):
        found = _layout(grid, None, (1,), "", _DEPTH)
    for region in found:
        region.as_of = region.as_of or grid.as_of  # what the file says beside the table (JSON)
    return found


def _misread(found: list[Region]) -> bool:
    """Whether row 1 was not taken for the header of one table: names that are figures (1018.0) look like data."""
    return len(found) != 1 or list(found[0].header_rows) != [1]


def _layout(
    grid: Grid, rect: Rect | None, header_rows: tuple[int, ...] | None, title: str, depth: int, *, told: bool = False
) -> list[Region]:
    return _page(Page(grid, rect), header_rows, title, depth, told=told)


def _page(
    page: Page, header_rows: tuple[int, ...] | None, title: str, depth: int, *, told: bool = False
) -> list[Region]:
    if page.rect is None:
        return []
    comments: list[tuple[Rect, str]] = []
    if header_rows is None:
        rows, header_rows = preamble(page)
        comments = [_line(page, row) for row in rows]
        page.drop(rows)
        if header_rows is None and depth and not told:
            parts = apart(page)
            if len(parts) > 1 and page.partial:
                return []
            if len(parts) > 1:
                return _apart(page, parts, title, depth)
        if listed := form(page):
            return [form_region(page, *listed, title)]
    drafts = segment(page, header_rows)
    out: list[Region] = []
    for number, draft in enumerate(drafts):
        plan = understand(page, draft)
        if not plan.cols:
            continue
        cut = sides(page, draft, plan.cols, plan.labels, plan.heads)
        if not cut.same and page.partial:
            return []
        if not cut.same and depth:
            beside: list[Region] = []
            rows = [*draft.above, *draft.header, *draft.units, *draft.body, *draft.groups, *draft.below]
            for part, after in zip(cut.parts, [*cut.parts[1:], None], strict=True):
                right = after[0] - 1 if after else page.rect.right
                sub = Rect(min(rows), part[0] if part is not cut.parts[0] else page.rect.left, max(rows), right)
                beside += _layout(page.grid, sub, None, title, depth - 1)
            out += beside
            for region in beside:
                region.findings.append(_beside(beside))
        else:
            out.append(build(plan, cut if cut.same else Sides([plan.cols]), title))
        if number == 0 and out:
            title = title or out[0].title
        elif out and not out[-1].as_of and drafts[0].above:
            out[-1].as_of, out[-1].as_of_cell = out[0].as_of, out[0].as_of_cell
    for region in out:
        region.notes[:0] = comments
        if comments:
            region.findings.insert(0, _commented(comments))
    if len(drafts) > 1 and depth == _DEPTH:
        for region in out:
            region.findings.append(_stacked(len(out), out))
    return out


def _apart(page: Page, parts: list[list[int]], title: str, depth: int) -> list[Region]:
    """Each part for itself; words of parts that hold no table go to the table at their left."""
    assert page.rect is not None
    out: list[Region] = []
    for part in parts:
        rect = Rect(page.rect.top, part[0], page.rect.bottom, part[-1])
        found = _layout(page.grid, rect, None, title, depth - 1)
        out += found
        if not found and out:
            _attach(page, part, out[-1])
    if len(out) > 1:
        for region in out:
            region.findings.append(_beside(out))
    return out


def _attach(page: Page, part: list[int], region: Region) -> None:
    for row in page.rows:
        cells = [c for c in part if c in page.held(row)]
        values = [page.value(row, c) for c in cells]
        if not cells:
            continue
        moment = as_of(values)
        if moment and not region.as_of:
            region.as_of = moment
        region.notes.append((Rect(row, cells[0], row, cells[-1]), " ".join(map(text, values))))


def _commented(comments: list[tuple[Rect, str]]) -> Finding:
    return info(
        "S17",
        [where.a1 for where, _ in comments],
        "表の前に「#」で始まる説明の行があります。説明として残し、表から除きました。",
        "Lines starting with # stand before the table. They were kept as remarks, outside the table.",
    )


def _stacked(number: int, found: list[Region]) -> Finding:
    return info(
        "S03",
        [region.range.a1 for region in found],
        f"1枚のシートに表が{number}つあります。別々の表に分けました。",
        f"The sheet holds {number} tables. They were taken apart.",
    )


def _beside(found: list[Region]) -> Finding:
    return info(
        "S04",
        [region.range.a1 for region in found],
        "別の表が横に並んでいます。別々の表に分けました。",
        "Different tables stand side by side. They were taken apart.",
    )


def _line(page: Page, row: int) -> tuple[Rect, str]:
    held = page.held(row)
    return Rect(row, min(held), row, max(held)), " ".join(text(page.value(row, c)) for c in held)

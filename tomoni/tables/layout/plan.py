"""understand: a draft of rows and columns → a Plan: the columns it uses, which are labels, what the header calls them."""

from __future__ import annotations

from dataclasses import dataclass, field

from tomoni.tables.layout.draft import Draft
from tomoni.tables.layout.header import Heading, headings
from tomoni.tables.layout.labels import label_columns
from tomoni.tables.layout.notes import is_stamp, moment_of
from tomoni.tables.layout.page import Page


@dataclass(slots=True)
class Plan:
    """A draft with its columns understood."""

    page: Page
    draft: Draft
    cols: list[int]
    labels: list[int]
    heads: dict[int, Heading]
    stamps: list[tuple[int, int]] = field(default_factory=list)
    """Cells of the header rows that are time stamps, not names."""


def understand(page: Page, draft: Draft, cols: list[int] | None = None) -> Plan:
    """Find the columns a draft uses, which of them are labels, and what the header calls them."""
    cols = cols or page.cols
    stamps = _stamps(page, draft, cols)
    filled = _filled(page, draft, cols)
    stamped = {c for _, c in stamps}
    cols = [c for c in cols if c in filled or (c not in stamped and any(_named(page, r, c) for r in draft.header))]
    labels = label_columns(page, draft, cols)
    heads = headings(page, draft.header, draft.units, cols, labels)
    keep = [c for c in cols if c in filled or (heads[c].own and not _corner(page, draft, labels, heads, c))]
    return Plan(page, draft, keep, [c for c in labels if c in keep], heads, stamps)


def _corner(page: Page, draft: Draft, labels: list[int], heads: dict[int, Heading], col: int) -> bool:
    """An empty column between the labels: its cells are merged into the labels, or its word belongs to the corner."""
    if col not in labels or col == labels[0]:
        return False
    covered = sum((m := page.merge(r, col)) is not None and m.left < col for r in draft.body)
    if covered >= 0.5 * len(draft.body):
        return True
    lowest = max((cell.row for c in labels if c != col for cell in heads[c].cells), default=0)
    return len(draft.header) > 1 and all(cell.row < lowest for cell in heads[col].cells)


def _named(page: Page, row: int, col: int) -> bool:
    return page.value(row, col) is not None


def _filled(page: Page, draft: Draft, cols: list[int]) -> set[int]:
    """Columns with something in the body; the walk ends when every column has been seen."""
    missing, found = set(cols), set()
    for row in (*draft.groups[:200], *draft.body):
        if not missing:
            break
        hit = {c for c in missing if page.value(row, c) is not None}
        found |= hit
        missing -= hit
    return found


def _stamps(page: Page, draft: Draft, cols: list[int]) -> list[tuple[int, int]]:
    """Time stamps beside the names (最終更新日時 | 2020/12/25 20:00) over columns that hold nothing."""
    found: list[tuple[int, int]] = []
    for row in draft.header:
        cells = [c for c in cols if page.value(row, c) is not None]
        for i, _col in enumerate(cells):
            pair = [page.value(row, c) for c in cells[i : i + 2]]
            if is_stamp(pair) and len(pair) == 2 and any(moment_of(v) for v in pair):
                empty = not any(page.value(r, c) is not None for r in draft.body[:200] for c in cells[i : i + 2])
                if empty:
                    found += [(row, c) for c in cells[i : i + 2]]
    return found

"""omitted: whether blanks in a column of labels were left out to be read from above, or are simply blank."""

from __future__ import annotations

import itertools

from tomoni.tables.grid import Ref
from tomoni.tables.layout.kinds import DATA, text
from tomoni.tables.layout.page import Page


def said_each_time(page: Page, rows: list[int], col: int, known: set[Ref]) -> bool:
    """A column that says its word again on the next row, or numbers every row: where it is blank, nothing was left out
    (特別区 | 特別区 | … | – beside 調査中 at the end of a list)."""
    cells = [page.value(r, col) for r in rows if Ref(r, col) not in known]
    blanks = sum(cell is None for cell in cells)
    again = sum(a is not None and a == b for a, b in itertools.pairwise(cells))
    said = [text(cell) for cell in cells if cell is not None]
    numbered = len(set(said)) == len(said) >= 10 * blanks and all(
        page.kind(r, col) in DATA for r in rows if page.value(r, col) is not None
    )
    return again > blanks or numbered

"""Page: the cells of a grid that layout looks at, with merged cells resolved and rows counted once.

One bulk pass notes for every row how many cells it has and where the first and last are; kinds of single rows are
worked out only when somebody asks, so that a long body costs little more than walking it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from tomoni.tables.grid import Grid, Rect, Scalar
from tomoni.tables.layout.kinds import Kind, kind_of


class Page:
    """A rectangle of a grid. `rect` is trimmed to what holds text; it is None when there is nothing."""

    partial = False
    """True when only some rows of the grid are looked at (see `regular`)."""

    def __init__(self, grid: Grid, rect: Rect | None = None) -> None:
        self.grid = grid
        bounds = rect or grid.rect
        self.probes: list[tuple[int, str]] = []
        """Which column told rows of a long body at a glance, and the header word that ends it, as segmenting found them."""
        self.merges = [m for m in grid.marks.merges if _meets(m, bounds)]
        self._anchor: dict[tuple[int, int], Rect] = {}
        for merge in self.merges:
            for row in range(merge.top, min(merge.bottom, bounds.bottom) + 1):
                for col in range(merge.left, min(merge.right, bounds.right) + 1):
                    self._anchor[row, col] = merge
        self.offset = max(bounds.left, grid.left)
        self.count: dict[int, int] = {}
        self.first: dict[int, int] = {}
        self.last: dict[int, int] = {}
        used: set[int] = set()
        left, right = bounds.left - grid.left, bounds.right - grid.left + 1
        for row in self._walk(max(bounds.top, grid.top), min(bounds.bottom, grid.bottom)):
            cells = self.row(row)[max(left, 0) : right]
            held = [i for i, v in enumerate(cells) if v is not None and (v.__class__ is not str or v.strip())]
            if held and self._anchor:
                held = [i for i in held if not self._covered(row, self.offset + i)]
            if held:
                self.count[row], self.first[row], self.last[row] = len(held), held[0], held[-1]
                used.update(held)
        self.cols = sorted(self.offset + i for i in used)
        self.rows = list(self.count)
        self.rect = Rect(self.rows[0], self.cols[0], self.rows[-1], self.cols[-1]) if self.rows else None
        self._kinds: dict[int, dict[int, Kind]] = {}

    def _walk(self, top: int, bottom: int) -> Iterable[int]:
        return range(top, bottom + 1)

    def row(self, row: int) -> list[Scalar]:
        """All cells of a row as the grid has them."""
        return self.grid.row(row)

    def drop(self, rows: list[int]) -> None:
        """Take rows out of sight: comment lines that were read already."""
        for row in rows:
            self.count.pop(row, None)
            self._kinds.pop(row, None)
        self.rows = list(self.count)

    def value(self, row: int, col: int) -> Scalar:
        """The cell's own value; None for the covered cells of a merge, even if the file keeps old values there."""
        if self._anchor and self._covered(row, col):
            return None
        value = self.grid.value(row, col)
        return None if value.__class__ is str and not str(value).strip() else value

    def _covered(self, row: int, col: int) -> bool:
        merge = self._anchor.get((row, col))
        return merge is not None and (row, col) != (merge.top, merge.left)

    def merge(self, row: int, col: int) -> Rect | None:
        return self._anchor.get((row, col))

    def held(self, row: int) -> dict[int, Kind]:
        """column → kind of the cells of a row that hold something, left to right."""
        known = self._kinds.get(row)
        if known is None:
            known = {}
            if row in self.count:
                for col in range(self.offset + self.first[row], self.offset + self.last[row] + 1):
                    kind = kind_of(self.value(row, col))
                    if kind is not Kind.BLANK:
                        known[col] = kind
            if len(self._kinds) < 20000:
                self._kinds[row] = known
        return known

    def kind(self, row: int, col: int) -> Kind:
        return kind_of(self.value(row, col))

    def span(self, row: int, col: int) -> int:
        """How many columns the cell covers: 1, or the width of its merge."""
        merge = self.merge(row, col)
        return merge.right - merge.left + 1 if merge else 1

    def bridged(self, upper: int, lower: int) -> bool:
        """Whether a merge reaches from `upper` or above down into the rows between, so that they belong together."""
        return any(m.top <= upper < m.bottom and m.bottom >= lower - 1 for m in self.merges)

    def between(self, top: int, bottom: int) -> Iterator[int]:
        """The rows with content from `top` to `bottom`, both inside."""
        return (row for row in range(top, bottom + 1) if row in self.count)


def _meets(merge: Rect, rect: Rect) -> bool:
    return (
        merge.top <= rect.bottom
        and merge.bottom >= rect.top
        and merge.left <= rect.right
        and merge.right >= rect.left
        and (merge.bottom - merge.top + 1) * (merge.right - merge.left + 1) <= 100_000
    )

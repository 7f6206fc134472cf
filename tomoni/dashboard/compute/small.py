"""Small numbers of a card are not told: 1 to `below` - 1 become None, and so do as many more as it takes that nobody can
work them out from totals (tables.small). What the data themselves hide (a source with `suppress`) stays hidden.
"""

from __future__ import annotations

from dataclasses import replace

from tomoni.dashboard.compute.series import Line, Number, Series
from tomoni.tables.small import Cell, protected

__all__ = ["Cell", "protected", "suppressed"]


def suppressed(made: Series, below: int) -> tuple[Series, Number | None]:
    """The series with its small numbers hidden, and their total as far as it may be told (None: not at all)."""
    cells = {
        (place, nth): value
        for nth, line in enumerate(made.lines)
        for place, value in enumerate(line.values)
        if value is not None
    }
    hidden, safe = protected(cells, below)
    lines = tuple(_without(line, nth, hidden) for nth, line in enumerate(made.lines))
    already = any(any(line.hidden) for line in made.lines)
    total = sum(line.total() for line in made.lines) if safe and not already else None
    return replace(made, lines=lines), total


def _without(line: Line, nth: int, hidden: set[Cell]) -> Line:
    before = line.hidden or (False,) * len(line.values)
    flags = tuple((place, nth) in hidden or before[place] for place in range(len(line.values)))
    values = tuple(None if flag else value for flag, value in zip(flags, line.values, strict=True))
    rows = tuple(() if flag else at for flag, at in zip(flags, line.rows, strict=True))
    return Line(line.name, line.field, values, rows, flags)

"""Which cells of a table must be hidden so that nobody can work a small number out from totals.

Readers are taken to know the total of every row and of every column, and which numbers are hidden; they must not be able
to derive one. A hidden number can be derived exactly when it is the only one of its row or column, or more generally when
it is a bridge of the graph whose nodes are rows and columns and whose edges are the hidden numbers (Fellegi; Gusfield
1988); and when the hidden rest of a row or column leaves no choice, because all of them must be 1 or all the largest small
number. Zero stays: that nobody is there is no secret of a person.
"""

from __future__ import annotations

Number = int | float
Cell = tuple[int, int]
"""(place, series)"""
Way = tuple[int, int]
"""A line of the table: (0, place) or (1, series)."""


def protected(cells: dict[Cell, Number], below: int) -> tuple[set[Cell], bool]:
    """The cells to hide, and whether totals may be told beside them: not where nothing is left to hide a number behind."""
    hidden = {cell for cell, value in cells.items() if 0 < value < below}
    alone: set[Way] = set()
    while weak := _weak(cells, hidden, below, alone):
        more = _companion(cells, hidden, weak)
        if more is None:
            alone.add(weak)
        else:
            hidden.add(more)
    return hidden, not alone


def _weak(cells: dict[Cell, Number], hidden: set[Cell], below: int, alone: set[Way]) -> Way | None:
    """A line of the table that gives something away; those in `alone` can't be helped."""
    several = len({series for _, series in cells}) > 1
    for direction in (0, 1) if several else (1,):
        groups: dict[int, list[Cell]] = {}
        for cell in hidden:
            groups.setdefault(cell[direction], []).append(cell)
        for index in sorted(groups):
            rest = sum(cells[cell] for cell in groups[index])
            count = len(groups[index])
            if (direction, index) not in alone and (count == 1 or rest in (count, count * (below - 1))):
                return direction, index
    bridge = _bridge(hidden) if several else None
    return next((line for line in enumerate(bridge) if line not in alone), None) if bridge else None


def _companion(cells: dict[Cell, Number], hidden: set[Cell], weak: Way) -> Cell | None:
    """The smallest told number of that line, one whose other line has a star already first. A zero hides nothing."""
    direction, index = weak
    starred = {cell[1 - direction] for cell in hidden}
    told = [cell for cell, value in cells.items() if cell[direction] == index and cell not in hidden and value > 0]
    return min(told, key=lambda cell: (cell[1 - direction] not in starred, cells[cell], cell), default=None)


def _bridge(hidden: set[Cell]) -> Cell | None:
    """A cell without which its row and its column are no longer connected by hidden cells; None when there is none."""
    edges = sorted(hidden)
    at: dict[tuple[int, int], list[tuple[int, tuple[int, int]]]] = {}
    for nth, (row, column) in enumerate(edges):
        at.setdefault((0, row), []).append((nth, (1, column)))
        at.setdefault((1, column), []).append((nth, (0, row)))
    order: dict[tuple[int, int], int] = {}
    low: dict[tuple[int, int], int] = {}
    for root in sorted(at):
        if root in order:
            continue
        order[root] = low[root] = len(order)
        stack = [(root, -1, iter(at[root]))]
        while stack:
            node, came, rest = stack[-1]
            step = next(rest, None)
            if step is None:
                stack.pop()
                if stack:
                    above = stack[-1][0]
                    low[above] = min(low[above], low[node])
                    if low[node] > order[above]:
                        return edges[came]
            elif step[0] != came:
                if step[1] in order:
                    low[node] = min(low[node], order[step[1]])
                else:
                    order[step[1]] = low[step[1]] = len(order)
                    stack.append((step[1], step[0], iter(at[step[1]])))
    return None

"""Which cells of a table must be hidden so that nobody can work a small number out from totals.

Readers are taken to know the total of every row and of every column, and which numbers are hidden; they must not be able
to derive one. A hidden number can be derived exactly when it is the only one of its row or column, or more generally when
it is a bridge of the graph whose nodes are rows and columns and whose edges are the hidden numbers (Fellegi; Gusfield
1988); and when the hidden rest of a row or column leaves no choice, because all of them must be 1 or all the largest small
number. Zero stays: that nobody is there is no secret of a person.

A table that grows (a row a day) is gone through in the order in which its rows came: what is hidden in one version is
hidden in every later one, so that two versions side by side tell nothing that each of them hides.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

Number = int | float
Cell = tuple[int, int]
"""(place, series)"""
Way = tuple[int, int]
"""A line of the table: (0, place) or (1, series)."""


def protected(
    cells: Mapping[Cell, Number], below: int, start: Iterable[Cell] = (), *, zeros: bool = False
) -> tuple[set[Cell], bool]:
    """The cells to hide, and whether totals may be told beside them: not where nothing is left to hide a number behind.
    Those of `start` are hidden already. `zeros`: a zero may be hidden, too, where nothing else helps."""
    hidden = {cell for cell, value in cells.items() if 0 < value < below} | set(start)
    alone: set[Way] = set()
    while weak := _weak(cells, hidden, below, alone):
        more = _companion(cells, hidden, weak, zeros)
        if more is None:
            alone.add(weak)
        else:
            hidden.add(more)
    return hidden, not alone


def protected_in_order(cells: Mapping[Cell, Number], below: int) -> tuple[set[Cell], bool]:
    """As `protected` with zeros, for a table whose places (from 0) came one after the other: each stage of it is safe by
    itself, and what an earlier stage hides stays hidden in the later ones. Zeros have to be among the cells."""
    rows: dict[int, dict[Cell, Number]] = {}
    for cell, value in cells.items():
        rows.setdefault(cell[0], {})[cell] = value
    so_far: dict[Cell, Number] = {}
    hidden: set[Cell] = set()
    safe, ways = True, Ways({})
    for place in sorted(rows):
        so_far |= rows[place]
        small = {cell for cell, value in rows[place].items() if 0 < value < below}
        if safe and not small:
            continue
        more = _of_new_row(ways, rows[place], small, below) if safe else None
        if more is None:
            found, safe = protected(so_far, below, hidden, zeros=True)
            hidden = found if safe else hidden | small  # where all is hidden, no choice has been shown to anybody
            ways = Ways({cell: so_far[cell] for cell in hidden})
        else:
            hidden |= more
            ways.add({cell: so_far[cell] for cell in more})
    return hidden, safe


class Ways:
    """Hidden cells as a net of rows and columns in which one person can be moved: a cell can have another value, with all
    totals as they are, exactly when there is a way around it (a ring on which cells go up and down by turns; no cell
    goes below zero)."""

    def __init__(self, hidden: Mapping[Cell, Number]) -> None:
        self.columns: dict[int, dict[int, Number]] = {}
        self.rows: dict[int, dict[int, Number]] = {}
        self.add(hidden)

    def add(self, hidden: Mapping[Cell, Number]) -> None:
        for (row, column), value in hidden.items():
            self.columns.setdefault(column, {})[row] = value
            self.rows.setdefault(row, {})[column] = value

    def leads(self, start: int, goal: int, without: int = -1) -> bool:
        """Whether a person more in column `start` can be made up for by one less in `goal`, without touching a row."""
        seen, waiting = {start}, [start]
        while waiting:
            for row, value in self.columns.get(waiting.pop(), {}).items():
                if not value or row == without:
                    continue
                if goal in self.rows[row]:
                    return True
                new = self.rows[row].keys() - seen
                seen |= new
                waiting += new
        return False

    def moves(self, cell: Cell, row: Mapping[int, Number]) -> bool:
        """Whether a cell of a row, whose hidden cells are `row` (column → value), can have another value."""
        place, column = cell
        for other, value in row.items():
            if other != column and (
                (row[column] and self.leads(other, column, place)) or (value and self.leads(column, other, place))
            ):
                return True
        return False


def _of_new_row(ways: Ways, row: Mapping[Cell, Number], small: set[Cell], below: int) -> set[Cell] | None:
    """What of a new row to hide so that none of its small numbers can be derived, when the row alone can do that."""
    chosen = {cell[1]: row[cell] for cell in small}
    told = [cell for cell in row if cell not in small and cell[1] in ways.columns]
    place = next(iter(small))[0]
    for cell in sorted(told, key=lambda cell: (not row[cell], row[cell], cell)):
        fixed = [one for one in chosen if 0 < chosen[one] < below and not ways.moves((place, one), chosen)]
        if not fixed:
            break
        if any(ways.moves((place, one), {one: chosen[one], cell[1]: row[cell]}) for one in fixed):
            chosen[cell[1]] = row[cell]
    if not all(ways.moves((place, one), chosen) for one in chosen if 0 < chosen[one] < below):
        return None
    lines = [list(chosen.values()), *([*ways.columns[one].values(), chosen[one]] for one in chosen)]
    return None if any(_no_choice(line, below) for line in lines) else {(place, one) for one in chosen}


def _no_choice(line: Sequence[Number], below: int) -> bool:
    """Hidden numbers of one line that can have one value only, when their sum is known."""
    count, rest = len(line), sum(line)
    return count == 1 or rest in (0, count, count * (below - 1))


def _weak(cells: Mapping[Cell, Number], hidden: set[Cell], below: int, alone: set[Way]) -> Way | None:
    """A line of the table that gives something away; those in `alone` can't be helped."""
    several = len({series for _, series in cells}) > 1
    for direction in (0, 1) if several else (1,):
        groups: dict[int, list[Cell]] = {}
        for cell in hidden:
            groups.setdefault(cell[direction], []).append(cell)
        for index in sorted(groups):
            line = [cells[cell] for cell in groups[index]]
            if (direction, index) not in alone and _no_choice(line, below):
                return direction, index
    derived = _derived(cells, hidden, below) if several else ()
    return next((line for cell in derived for line in enumerate(cell) if line not in alone), None)


def _derived(cells: Mapping[Cell, Number], hidden: set[Cell], below: int) -> Iterator[Cell]:
    """Hidden cells that the totals give away."""
    yield from _bridges(hidden)
    if all(cells[cell] for cell in hidden):
        return  # where each can go up and down, whatever is no bridge has a way around it
    ways = Ways({cell: cells[cell] for cell in hidden})
    for cell in sorted(hidden):
        if 0 < cells[cell] < below and not ways.moves(cell, ways.rows[cell[0]]):
            yield cell


def _companion(cells: Mapping[Cell, Number], hidden: set[Cell], weak: Way, zeros: bool) -> Cell | None:
    """The smallest told number of that line: one that closes a ring of hidden cells first, which helps all of them at
    once; then one whose other line has a star already. A zero, if at all, last."""
    direction, index = weak
    starred = {cell[1 - direction] for cell in hidden}
    near = _reached(hidden, weak)
    told = [
        cell
        for cell, value in cells.items()
        if cell[direction] == index and cell not in hidden and (value > 0 or zeros)
    ]

    def order(cell: Cell) -> tuple[bool, bool, bool, Number, Cell]:
        other = cell[1 - direction]
        return not cells[cell], (1 - direction, other) not in near, other not in starred, cells[cell], cell

    return min(told, key=order, default=None)


def _reached(hidden: set[Cell], start: Way) -> set[Way]:
    """The lines that hidden cells connect with this one."""
    at = _lines(sorted(hidden))
    reached, waiting = {start}, [start]
    while waiting:
        for _, other in at.get(waiting.pop(), ()):
            if other not in reached:
                reached.add(other)
                waiting.append(other)
    return reached


def _lines(edges: list[Cell]) -> dict[Way, list[tuple[int, Way]]]:
    """Line → (number of the hidden cell, the other line of that cell)."""
    at: dict[Way, list[tuple[int, Way]]] = {}
    for nth, (row, column) in enumerate(edges):
        at.setdefault((0, row), []).append((nth, (1, column)))
        at.setdefault((1, column), []).append((nth, (0, row)))
    return at


def _bridges(hidden: set[Cell]) -> list[Cell]:
    """Cells without which their row and their column are no longer connected by hidden cells (Tarjan 1974)."""
    edges = sorted(hidden)
    at = _lines(edges)
    found: list[Cell] = []
    order: dict[Way, int] = {}
    low: dict[Way, int] = {}
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
                        found.append(edges[came])
            elif step[0] != came:
                if step[1] in order:
                    low[node] = min(low[node], order[step[1]])
                else:
                    order[step[1]] = low[step[1]] = len(order)
                    stack.append((step[1], step[0], iter(at[step[1]])))
    return found

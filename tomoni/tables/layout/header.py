"""header: the header rows of a draft → what each column is called, level by level, and its unit.

A blank header cell takes the word to its left when a merge says so, or when both stand over names of the same level
(人口 | – | – over 総数 | 男 | 女); words of label columns never spread over figures.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from itertools import pairwise

from tomoni.tables.grid import Ref
from tomoni.tables.layout.kinds import squeeze, text
from tomoni.tables.layout.names import clean
from tomoni.tables.layout.notes import unit_in, unit_of
from tomoni.tables.layout.page import Page
from tomoni.tables.layout.years import years_across


@dataclass(slots=True)
class Heading:
    """The name of one grid column: texts from top to bottom with their cells; `own` when one stands in the column itself."""

    levels: list[str] = field(default_factory=list)
    cells: list[Ref] = field(default_factory=list)
    own: bool = False
    filled: bool = False
    unit: str = ""
    confidence: float = 1.0
    padded: bool = False
    """The text in the file had line breaks or spaces inside for looks."""


class _Matrix:
    """Texts of header cells with their source, row by row, before and after filling."""

    def __init__(self, page: Page, rows: list[int], cols: list[int]) -> None:
        self.page, self.rows, self.cols = page, rows, cols
        self.own: dict[Ref, str] = {}
        self.source: dict[Ref, Ref] = {}
        inside = set(rows)
        for row in rows:
            for col in cols:
                merge = page.merge(row, col)
                words = text(page.value(row, col))
                if words:
                    self.own[Ref(row, col)] = words
                    self.source[Ref(row, col)] = Ref(row, col)
                elif merge and merge.top in inside and merge.top == row and page.value(row, merge.left) is not None:
                    self.source[Ref(row, col)] = Ref(row, merge.left)

    def child(self, row: int, col: int) -> int | None:
        """The next header row below `row` with a word of its own in this column."""
        return next((r for r in self.rows if r > row and Ref(r, col) in self.own), None)

    def parents(self, row: int, col: int) -> tuple[Ref, ...]:
        return tuple(self.source[Ref(r, col)] for r in self.rows if r < row and Ref(r, col) in self.source)

    def spread(self, labels: set[int]) -> set[Ref]:
        """Fill blank cells from the left where both stand over the same level; returns the cells that were filled."""
        guessed: set[Ref] = set()
        for row in self.rows[:-1]:
            words = [squeeze(self.own[Ref(row, c)]) for c in self.cols if Ref(row, c) in self.own]
            if any(a == b for a, b in itertools.pairwise(words)):
                continue  # the publisher repeats the word in every column: blanks are meant
            guessed |= self._centred(row, labels)
            source: int | None = None
            for col in self.cols:
                cell = Ref(row, col)
                if cell in self.source:
                    merge = self.page.merge(row, col)
                    wide = merge is not None and (merge.right > merge.left or merge.bottom > merge.top)
                    source = None if wide else col
                elif source is not None and self._shares(row, source, col, labels):
                    self.source[cell] = Ref(row, source)
                    guessed.add(cell)
                else:
                    source = None
        return guessed

    def _centred(self, row: int, labels: set[int]) -> set[Ref]:
        """One word for each run of names that come again below (対象者 | 受診者 | 受診率, twice), wherever in the run it stands."""
        cols = [c for c in self.cols if c not in labels]
        below = self.rows[self.rows.index(row) + 1]
        names = [squeeze(self.own.get(Ref(below, c), "")) for c in cols]
        words = [c for c in cols if Ref(row, c) in self.own]
        runs = len(words)
        if runs < 2 or len(cols) % runs or len(cols) // runs < 2 or "" in names:
            return set()
        size = len(cols) // runs
        parts = [cols[i : i + size] for i in range(0, len(cols), size)]
        alike = all(names[i] == names[i % size] for i in range(len(names))) and len(set(names)) == size
        if not alike or any(word not in part for word, part in zip(words, parts, strict=True)):
            return set()
        if any(self.page.merge(row, c) for c in cols):
            return set()
        empty = {Ref(row, c): Ref(row, w) for w, part in zip(words, parts, strict=True) for c in part if c != w}
        self.source.update(empty)
        return set(empty)

    def _shares(self, row: int, source: int, col: int, labels: set[int]) -> bool:
        if (source in labels) != (col in labels):
            return False
        mine, theirs = self.child(row, col), self.child(row, source)
        if mine is None or (theirs is not None and theirs > mine):
            return False
        if theirs is not None and theirs < mine:  # the level between may spread as well, if nobody stands in its way
            between = [c for c in self.cols if source < c <= col]
            if any(Ref(theirs, c) in self.own for c in between) and not self._comes_again(mine, col):
                return False
        return self.parents(row, col) == self.parents(row, source)

    def _comes_again(self, row: int, col: int) -> bool:
        """A name that other columns have as well (世帯数 | 構成比 under 二人以上 and under 一人): only a group tells it apart."""
        word = squeeze(self.own[Ref(row, col)])
        return any(squeeze(self.own.get(Ref(row, c), "")) == word for c in self.cols if c != col)


def headings(page: Page, header: list[int], units: list[int], cols: list[int], labels: list[int]) -> dict[int, Heading]:
    """Column → its heading. `header` and `units` are grid rows, `labels` the columns of row labels."""
    matrix = _Matrix(page, header, cols)
    guessed = matrix.spread(set(labels))
    found: dict[int, Heading] = {}
    years = {row: years_across(page, row, [c for c in cols if c not in labels]) for row in header}
    for col in cols:
        heading = found[col] = Heading()
        for row in header:
            cell = Ref(row, col)
            source = matrix.source.get(cell)
            if source is None or (heading.cells and heading.cells[-1] == source):
                continue
            raw = text(page.value(*source))
            words = clean(_lower(str(page.value(*source)))) if col in labels else clean(raw)
            words, _ = years[row].get(source.col, (words, 0))
            if heading.levels and squeeze(heading.levels[-1]) == squeeze(words):
                continue
            heading.levels.append(words)
            heading.cells.append(source)
            heading.own = heading.own or source == cell
            heading.filled = heading.filled or source != cell
            heading.padded = heading.padded or raw != words
            if cell in guessed:
                heading.confidence = 0.85
        heading.unit = next((u for w in reversed(heading.levels) if (u := unit_in(w))), "")
    _centred(found, cols, set(labels))
    _diagonal(page, found, labels)
    _units(page, units, cols, found)
    _measured_in(page, units, found)
    return found


def _measured_in(page: Page, units: list[int], found: dict[int, Heading]) -> None:
    """One name over columns that only their units tell apart (避難者数 over 世帯 | 人): the units are the names of the parts."""
    alike: dict[tuple[str, ...], list[int]] = {}
    for col, heading in found.items():
        if heading.levels and heading.unit:
            alike.setdefault(tuple(map(squeeze, heading.levels)), []).append(col)
    for cols in alike.values():
        cells = [next((Ref(r, c) for r in units if unit_of(text(page.value(r, c)))), None) for c in cols]
        if len(cols) < 2 or None in cells or len({found[c].unit for c in cols}) < len(cols):
            continue
        for col, cell in zip(cols, cells, strict=True):
            found[col].levels.append(found[col].unit)
            found[col].cells += [cell] if cell else []


def _lower(raw: str) -> str:
    """A corner split in two inside one cell (the upper word pushed to the right): the lower word names the labels."""
    lines = raw.split("\n")
    indents = [len(line) - len(line.lstrip(" 　")) for line in lines]
    return lines[1] if len(lines) == 2 and lines[1].strip() and indents[0] >= indents[1] + 2 else raw


def _centred(found: dict[int, Heading], cols: list[int], labels: set[int]) -> None:
    """A group name written over the middle of its columns leaves the first one bare: it gets the group's name."""
    for col, right in pairwise(cols):
        bare, group = found[col], found[right]
        if bare.levels or col in labels or right != col + 1 or len(group.levels) < 2:
            continue
        bare.levels, bare.cells = group.levels[:1], group.cells[:1]
        bare.filled, bare.confidence = True, 0.5


def _diagonal(page: Page, found: dict[int, Heading], labels: list[int]) -> None:
    """Of a corner split in two (年 above, 年齢層 below) the lower word names the labels, the upper one the columns."""
    named = {c: found[c] for c in labels if found[c].levels}
    cells = {cell for h in named.values() for cell in h.cells}
    lowest = max((cell.row for cell in cells), default=0)
    if len({cell.row for cell in cells}) < 2 or len(labels) == len(found):
        return
    first = found[labels[0]]
    if not first.cells or first.cells[-1].row != lowest or any(page.span(*c) > 1 for c in cells if c.row < lowest):
        return
    said = len(first.levels) > 1  # the name of the columns stands over that of the labels
    for heading in named.values():
        if heading.levels[-1].isascii() and not heading.levels[0].isascii():
            continue  # the same name in two languages
        keep = [i for i, cell in enumerate(heading.cells) if cell.row == lowest]
        if not keep and said:
            continue  # a column of words beside the labels (不検出): the upper word is its own name
        heading.levels = [heading.levels[i] for i in keep]
        heading.cells = [heading.cells[i] for i in keep]
        heading.own = heading.own and bool(keep)


def _units(page: Page, rows: list[int], cols: list[int], found: dict[int, Heading]) -> None:
    """A row of units under the header: each holds to the right as long as the topmost name stays the same."""
    for row in rows:
        last, group = "", ""
        for col in cols:
            own = unit_of(text(page.value(row, col)))
            top = squeeze(found[col].levels[0]) if len(found[col].levels) > 1 else ""
            merge = page.merge(row, col)
            if own:
                last, group = own, top
            elif merge and merge.left < col and page.value(row, merge.left) is not None:
                pass
            elif not top or top != group:
                last, group = "", ""
            found[col].unit = last or found[col].unit

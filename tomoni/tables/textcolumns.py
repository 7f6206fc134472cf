"""Text columns: the cells of any grid as text, a column at a time, made once and kept while the grid lives.

A CSV read by Polars holds its columns already; the rows of a workbook are turned round as a whole and each column is
converted by the one kind of value it holds, value by value only where kinds are mixed. Empty cells are null.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from itertools import compress, count, repeat
from operator import is_not
from typing import Any, Protocol, runtime_checkable
from weakref import WeakKeyDictionary

import polars as pl

from tomoni.tables.coded import Coded, all_coded
from tomoni.tables.grid import Grid, Scalar, text_of
from tomoni.tables.packed import Packed

WORTHWHILE = 5_000
"""Rows; below, walking the rows is as quick."""


@runtime_checkable
class Columnar(Protocol):
    """A grid that can give a stretch of a column as text at once (rows `top` to `bottom`, both inside)."""

    def texts(self, col: int, top: int, bottom: int) -> pl.Series: ...

    def packed(self, col: int, top: int, bottom: int) -> Packed:
        """The same, by codes where they are known."""
        ...

    def coded(self, col: int) -> Coded:
        """The distinct texts of a whole column and, where it repeats itself, their places."""
        ...


class TextColumns:
    """The columns of a grid that holds rows."""

    def __init__(self, grid: Grid) -> None:
        self.top, self.left, self.height = grid.top, grid.left, grid.bottom - grid.top + 1
        width = grid.right - grid.left + 1
        even = all(len(row) == width for row in grid.cells)
        rows = grid.cells if even else [[*row, *[None] * (width - len(row))] for row in grid.cells]
        self._columns: list[pl.Series] = [as_text("", values) for values in zip(*rows, strict=True)]
        self._coded: list[Coded] | None = None

    def texts(self, col: int, top: int, bottom: int) -> pl.Series:
        place = col - self.left
        if not 0 <= place < len(self._columns):
            return pl.Series([None] * (bottom - top + 1), dtype=pl.String)
        return self._columns[place].slice(top - self.top, bottom - top + 1)

    def packed(self, col: int, top: int, bottom: int) -> Packed:
        return Packed(self.texts(col, top, bottom))

    def coded(self, col: int) -> Coded:
        if self._coded is None:
            self._coded = all_coded(self._columns)
        return self._coded[col - self.left]


_KEPT: WeakKeyDictionary[Grid, TextColumns] = WeakKeyDictionary()


def text_columns(grid: Grid) -> Columnar | None:
    """The columns of a long grid; None for a short one."""
    if isinstance(grid, Columnar):
        return grid
    if grid.bottom - grid.top + 1 < WORTHWHILE:
        return None
    kept = _KEPT.get(grid)
    if kept is None:
        kept = _KEPT[grid] = TextColumns(grid)
    return kept


def as_text(name: str, values: Sequence[Scalar], kinds: set[type] | None = None) -> pl.Series:
    """The canonical text (`text_of`) of each value, null for an empty cell. `kinds` are the types of the values, where they
    are known."""
    kinds = (set(map(type, values)) if kinds is None else kinds) - {type(None)}
    if kinds <= {str}:
        return pl.Series(name, values, dtype=pl.String)
    try:
        if kinds == {int}:
            return pl.Series(name, values, dtype=pl.Int64).cast(pl.String)
        if kinds == {str, int}:
            mixed = pl.Series(name, values, dtype=pl.String, strict=False)
            if mixed.null_count() == sum(value is None for value in values):
                return mixed
        if kinds == {date}:
            return pl.Series(name, values, dtype=pl.Date).dt.to_string("%Y-%m-%d")
        if float in kinds and kinds <= {str, int, float}:
            return _with_floats(name, values)
    except (OverflowError, TypeError, ValueError, pl.exceptions.PolarsError):
        pass  # a number that no column of whole numbers holds
    if kinds <= {str, int, date, datetime} or kinds <= {str, float, date, datetime}:  # 1 and 1.0 would be one key
        known = {value: text_of(value) for value in set(values) if value is not None and type(value) is not str}
        texts = [value if value is None or type(value) is str else known[value] for value in values]
    else:
        texts = [value if value is None or type(value) is str else text_of(value) for value in values]
    return pl.Series(name, texts, dtype=pl.String)


def _with_floats(name: str, values: Sequence[Scalar]) -> pl.Series:
    """Texts, whole and other numbers in one column; what is no whole number is written once per distinct value."""
    others = list(compress(count(), map(is_not, map(type, values), repeat(float))))
    numbers: list[Any] = list(values)
    for place in others:
        numbers[place] = None
    floats = pl.Series(numbers, dtype=pl.Float64)
    even = (floats.abs() < 1e15) & (floats == floats.floor())
    texts = floats.set(~even, None).cast(pl.Int64).cast(pl.String)
    rest = floats.filter(~even).unique()
    if len(rest):
        written = pl.Series([text_of(value) for value in rest.to_list()], dtype=pl.String)
        texts = texts.zip_with(texts.is_not_null(), floats.replace_strict(rest, written, default=None))
    if others:
        texts = texts.scatter(others, [None if v is None else text_of(v) for v in map(values.__getitem__, others)])
    return texts.alias(name)

"""LongSheet: a long worksheet kept by column, as calamine gave the values, until somebody asks.

The layout of a sheet of 100,000 rows looks at a few thousand rows and at whole columns as text; the rest never becomes
a Python object per cell a second time. `scalar` says what a value of calamine is in a Grid.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

import polars as pl

from tomoni.tables.coded import Coded, all_coded
from tomoni.tables.grid import CellError, Grid, Marks, Ref, Scalar
from tomoni.tables.packed import Packed
from tomoni.tables.textcolumns import as_text

LONG = 5_000
"""Rows; below, a list of rows is as quick."""
_CHUNK = 1024
_FEW = 1_000

CalamineValue = int | float | str | bool | time | date | datetime | timedelta


class LongSheet(Grid):
    """A Grid over columns of calamine's values ("" where a cell is empty). Rows are made when asked for and kept."""

    def __init__(
        self, columns: list[Sequence[Any]], *, sheet: str, top: int, left: int, marks: Marks, hidden: bool
    ) -> None:
        self._columns = columns
        self._kinds = [set(map(type, column)) for column in columns]
        self._chunks: dict[int, list[tuple[Scalar, ...]]] = {}
        self._texts: dict[int, pl.Series] = {}
        self._coded: list[Coded] | None = None
        super().__init__((), sheet=sheet, top=top, left=left, marks=marks, hidden=hidden)
        self.bottom = top + len(columns[0]) - 1
        self.right = left + len(columns) - 1

    @property
    def cells(self) -> Sequence[Sequence[Scalar]]:
        """All rows at once; for tests and for what has to walk every row."""
        return [self._row(row) for row in range(self.top, self.bottom + 1)]

    @cells.setter
    def cells(self, rows: Sequence[Sequence[Scalar]]) -> None:
        if rows:
            raise AttributeError("a LongSheet is changed by `put` and `cut`")

    def value(self, row: int, col: int) -> Scalar:
        if not (self.top <= row <= self.bottom and self.left <= col <= self.right):
            return None
        return self._row(row)[col - self.left]

    def row(self, row: int) -> list[Scalar]:
        if not self.top <= row <= self.bottom:
            return [None] * (self.right - self.left + 1)
        return list(self._row(row))

    def texts(self, col: int, top: int, bottom: int) -> pl.Series:
        """The cells of one column from row `top` to `bottom`, both inside, as text."""
        place = col - self.left
        if not 0 <= place < len(self._columns):
            return pl.Series([None] * (bottom - top + 1), dtype=pl.String)
        known = self._texts.get(place)
        if known is None:
            known = self._texts[place] = _text_column(self._columns[place], self._kinds[place])
        return known.slice(top - self.top, bottom - top + 1)

    def packed(self, col: int, top: int, bottom: int) -> Packed:
        return Packed(self.texts(col, top, bottom))

    def coded(self, col: int) -> Coded:
        """The distinct texts of a whole column and, where it repeats itself, their places; worked out for all at once."""
        if self._coded is None:
            self._coded = all_coded([self.texts(c, self.top, self.bottom) for c in range(self.left, self.right + 1)])
        return self._coded[col - self.left]

    def put(self, values: Mapping[Ref, Scalar]) -> None:
        """Set single cells; those outside are left alone. Only while nothing was read yet."""
        for place in {ref.col - self.left for ref in values if self.left <= ref.col <= self.right}:
            column = list(self._columns[place])
            for ref, value in values.items():
                if ref.col - self.left == place and self.top <= ref.row <= self.bottom:
                    column[ref.row - self.top] = value
            self._columns[place] = column
            self._kinds[place] = set(map(type, column))

    def cut(self, bottom: int, right: int) -> None:
        """Leave only the cells up to row `bottom` and column `right`. Only while nothing was read yet."""
        self._columns = [column[: bottom - self.top + 1] for column in self._columns[: right - self.left + 1]]
        self.bottom, self.right = min(self.bottom, bottom), min(self.right, right)

    def trim(self) -> None:
        """Drop empty rows at the end."""
        last = self.bottom
        while last >= self.top and all(column[last - self.top] in ("", None) for column in self._columns):
            last -= 1
        if last < self.bottom:
            self.cut(last, self.right)

    def places(self, value: time) -> list[Ref]:
        """Where this time of day stands."""
        found = []
        for across, (column, kinds) in enumerate(zip(self._columns, self._kinds, strict=True)):
            if time in kinds or timedelta in kinds:
                found += [Ref(self.top + i, self.left + across) for i, one in enumerate(column) if scalar(one) == value]
        return found

    def _row(self, row: int) -> tuple[Scalar, ...]:
        number, place = divmod(row - self.top, _CHUNK)
        found = self._chunks.get(number)
        if found is None:
            start = number * _CHUNK
            stretch = [[scalar(value) for value in column[start : start + _CHUNK]] for column in self._columns]
            found = self._chunks[number] = list(zip(*stretch, strict=True))
        return found[place]


def long_sheet(rows: list[list[Any]], *, sheet: str, top: int, left: int, marks: Marks, hidden: bool) -> LongSheet:
    """The sheet of rows of equal length. Equal texts of a column become one object."""
    columns: list[Sequence[Any]] = list(zip(*rows, strict=True))
    for number, column in enumerate(columns):
        if list(map(type, column)).count(str) > _FEW:
            known: dict[str, str] = {}
            columns[number] = [known.setdefault(v, v) if v.__class__ is str else v for v in column]
    return LongSheet(columns, sheet=sheet, top=top, left=left, marks=marks, hidden=hidden)


def _text_column(column: Sequence[Any], kinds: set[type]) -> pl.Series:
    if timedelta in kinds or datetime in kinds:
        column = [scalar(value) for value in column]
        kinds = set(map(type, column))
    series = as_text("", column, kinds)
    return series.set(series == "", None) if str in kinds else series


def scalar(value: CalamineValue | CellError | None) -> Scalar:
    """A calamine value as a Scalar: None for empty, int for whole floats, seconds for clock noise."""
    if isinstance(value, float):
        return int(value) if value.is_integer() and -1e15 < value < 1e15 else value
    if isinstance(value, str):
        return value or None
    if isinstance(value, timedelta):
        return _duration(value)
    if isinstance(value, datetime) and value.microsecond:
        return (value + timedelta(microseconds=500_000)).replace(microsecond=0)
    return value


def _duration(value: timedelta) -> Scalar:
    """[h]:mm under a day is a time; beyond it stays the text that the sheet shows."""
    seconds = round(value.total_seconds())
    hours, rest = divmod(abs(seconds), 3600)
    minutes, second = divmod(rest, 60)
    if 0 <= seconds < 86_400:
        return time(hours, minutes, second)
    return f"{'-' if seconds < 0 else ''}{hours}:{minutes:02}" + (f":{second:02}" if second else "")

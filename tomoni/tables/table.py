"""Table: one clean table and all that is known about it — the last word of the stream inside `tables`.

`check` and `repair` give a FileResult: the tables of one file and what is to be said about the file as a whole.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import polars as pl

from tomoni.tables.coded import shape_of
from tomoni.tables.finding import Finding
from tomoni.tables.grid import Book, Ref, column_letter
from tomoni.tables.packed import KEEP, Columns, Packed
from tomoni.tables.provenance import Provenance
from tomoni.tables.region import Origin, Region, RowKind
from tomoni.tables.runs import data_rows

if TYPE_CHECKING:
    from tomoni.tables.recipe import Recipe
    from tomoni.tables.schema import Conformed


_MANY = 5_000
"""Rows; below, looking at all of them is quick."""


@dataclass(slots=True)
class ColumnInfo:
    """One column of a clean table. `type` is what its values are, but for `exceptions` of them (counted by cell)."""

    name: str
    type: str = "string"
    """string, integer, number, date, datetime, year, time, boolean, code."""
    unit: str = ""
    source: tuple[str, ...] = ()
    """Letters of the grid columns it was put together from, e.g. ("C",) or ("C", "I") for side-by-side tables."""
    cells: tuple[Ref, ...] = ()
    origin: Origin = Origin.HEADER
    confidence: float = 1.0
    is_label: bool = False
    levels: tuple[str, ...] = ()
    missing: int = 0
    exceptions: int = 0

    def to_json(self) -> dict[str, object]:
        return {"name": self.name, "type": self.type, "unit": self.unit, "source": ",".join(self.source)}


@dataclass(slots=True)
class Table:
    """A clean table. Its cells are all text: ISO dates, 2456 not 2,456, codes with their zeros; null is an empty cell."""

    name: str
    sheet: str
    range: str
    header_rows: tuple[int, ...]
    title: str
    notes: list[str]
    as_of: str
    unit: str
    columns: list[ColumnInfo]
    cells: Columns
    """The rows by column; `frame` gives them as one frame, `series` a single column."""
    kinds: Sequence[RowKind]
    findings: list[Finding]
    score: int
    recipe: Recipe
    provenance: Provenance
    book: Book
    region: Region
    conformed: Conformed | None = None
    """The typed rows by the schema that was asked for, when one was."""
    _frame: pl.DataFrame | None = field(default=None, init=False, repr=False)
    _counts: dict[int, pl.DataFrame] = field(default_factory=dict, init=False, repr=False)
    _numbers: dict[int, pl.Series] = field(default_factory=dict, init=False, repr=False)
    _shapes: dict[int, str] = field(default_factory=dict, init=False, repr=False)
    _words: dict[int, pl.Series] = field(default_factory=dict, init=False, repr=False)
    _together: dict[tuple[tuple[int, ...], bool], pl.Series] = field(default_factory=dict, init=False, repr=False)
    _present: dict[int, pl.Series] = field(default_factory=dict, init=False, repr=False)

    @property
    def frame(self) -> pl.DataFrame:
        """All rows as one frame. Of a large table it is made anew each time: ask for a column (`series`) or for a stretch
        of rows (`cells.rows`) where that will do."""
        if self._frame is not None:
            return self._frame
        made = self.cells.rows()
        if self.small:
            self._frame = made
        return made

    @property
    def small(self) -> bool:
        """Whether texts and numbers made of the cells are kept."""
        return self.height * self.width <= KEEP

    @property
    def height(self) -> int:
        return self.cells.height

    @property
    def width(self) -> int:
        return len(self.cells)

    @property
    def names(self) -> list[str]:
        """The names of the columns, no two the same."""
        return self.cells.names

    def series(self, col: int) -> pl.Series:
        """One column, by its position."""
        return self.cells[col]

    def counts(self, col: int) -> pl.DataFrame:
        """The distinct values (`value`) of a column and how often each stands there (`count`), without total rows."""
        found = self._counts.get(col)
        if found is None:
            values = self.series(col)
            rows = data_rows(self.kinds)
            values = values if len(rows) == len(values) else values.gather(list(rows))
            frame = values.drop_nulls().alias("value").to_frame()
            found = self._counts[col] = frame.group_by("value").agg(pl.len().alias("count"))
        return found

    def present(self, col: int, without_placeholders: Callable[[pl.Series], pl.Series]) -> pl.Series:
        """The distinct values of a column that say something, worked out once; total rows and placeholders left out."""
        found = self._present.get(col)
        if found is None:
            values = self.counts(col)["value"]
            found = self._present[col] = values if self.shape(col) else without_placeholders(values)
        return found

    def texts(self, col: int) -> pl.Series:
        """The distinct values of a column, total rows included, in no order: patterns need not be tried on every row."""
        if self.height < _MANY or RowKind.TOTAL in self.kinds:
            return self.series(col).drop_nulls()
        return self.counts(col)["value"]

    def shape(self, col: int) -> str:
        """What `coded.shape_of` says of a column, worked out once."""
        found = self._shapes.get(col)
        if found is None:
            found = self._shapes[col] = shape_of(self.texts(col))
        return found

    def words(self, col: int) -> pl.Series:
        """The same without those that are digits alone, worked out once."""
        found = self._words.get(col)
        if found is None:
            texts = self.texts(col)
            whole = self.shape(col) == "whole"
            found = self._words[col] = texts.clear() if whole else texts.filter(~texts.str.contains("^[0-9]+$"))
        return found

    def together(self, cols: tuple[int, ...], *, digits: bool) -> pl.Series:
        """The distinct texts (`words` unless `digits`) of several columns below each other, put together once: a pattern
        is tried on all of them in one go."""
        found = self._together.get((cols, digits))
        if found is None:
            parts = [(self.texts(col) if digits else self.words(col)).alias("text") for col in cols]
            found = self._together[cols, digits] = pl.concat(parts)
        return found

    def rows_of(self, col: int, texts: pl.Series) -> list[int]:
        """The rows in which one of these texts stands."""
        held = self.coded(col)
        if held is None:
            here = self.series(col).is_in(texts.implode())
        else:
            here = held[1].is_in(texts.implode()).gather(held[0])
        return here.fill_null(value=False).arg_true().to_list()

    def coded(self, col: int) -> tuple[pl.Series, pl.Series] | None:
        """(codes, values) of a long column that repeats itself: row r holds values[codes[r]]; None when not known."""
        column = self.cells.packed[col]
        return None if column.codes is None else (column.codes, column.texts)

    def numbers(self, col: int) -> pl.Series:
        """A column as numbers, null for what is none."""
        found = self._numbers.get(col)
        if found is None:
            found = self._as_numbers(self.cells.packed[col])
            if self.small:
                self._numbers[col] = found
        return found

    def numbers_in(self, col: int, top: int, length: int) -> pl.Series:
        """The same of a stretch of rows."""
        if self.small:
            return self.numbers(col).slice(top, length)
        return self._as_numbers(self.cells.packed[col].slice(top, length))

    @staticmethod
    def _as_numbers(column: Packed) -> pl.Series:
        found = column.texts.cast(pl.Float64, strict=False)
        return found if column.codes is None else found.gather(column.codes)

    def forget(self) -> None:
        """Let go of what was worked out from the rows for the checks."""
        self._numbers.clear()
        self._words.clear()
        self._together.clear()

    def know(self, counts: Sequence[pl.DataFrame | None], shapes: Mapping[int, str] = MappingProxyType({})) -> None:
        """Take over the distinct values (`value`, `count`) of all rows, one frame a column, from whoever has them; and the
        shapes that are known."""
        self._shapes.update(shapes)
        if RowKind.TOTAL not in self.kinds:
            self._counts.update((col, frame) for col, frame in enumerate(counts) if frame is not None)

    def column(self, name: str) -> int | None:
        """The position of the column with this name, from 0."""
        return next((i for i, column in enumerate(self.columns) if column.name == name), None)

    def to_json(self) -> dict[str, object]:
        """One entry of `tables` in the contract of `check --format json`."""
        return {
            "sheet": self.sheet,
            "range": self.range,
            "header_rows": list(self.header_rows),
            "title": self.title,
            "as_of": self.as_of,
            "columns": [column.to_json() for column in self.columns],
            "rows": self.height,
            "score": self.score,
            "findings": [finding.to_json() for finding in self.findings],
        }


@dataclass(slots=True)
class FileResult:
    """What came of one file. `refused` tells that no table came out and `findings` say why."""

    path: str
    sha256: str
    format: str
    encoding: str | None
    tables: list[Table] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    book: Book | None = None

    @property
    def refused(self) -> bool:
        return not self.tables

    @property
    def all_findings(self) -> list[Finding]:
        return [*self.findings, *(finding for table in self.tables for finding in table.findings)]

    def to_json(self) -> dict[str, Any]:
        return {
            "path": self.path,
            "sha256": self.sha256,
            "format": self.format,
            "encoding": self.encoding,
            "findings": [finding.to_json() for finding in self.findings],
            "tables": [table.to_json() for table in self.tables],
        }


def source_letters(region: Region, col: int) -> tuple[str, ...]:
    """The letters of the grid columns that output column `col` is made of, each once, in order of the blocks."""
    seen: dict[str, None] = {}
    for block in region.blocks:
        grid_col = block.columns[col] if col < len(block.columns) else None
        if grid_col is not None:
            seen[column_letter(grid_col)] = None
    return tuple(seen)

"""What the values of a column say about the field it could be: dates do not make a count, names do not make a day."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import polars as pl

from tomoni.tables.coded import LONG, beside
from tomoni.tables.region import Origin
from tomoni.tables.schema.cast import cast
from tomoni.tables.schema.easy import NEVER_MISSING
from tomoni.tables.schema.model import Field
from tomoni.tables.table import ColumnInfo, Table
from tomoni.tables.values.missing import is_missing

SAMPLE = 400
"""Distinct values looked at in a column; the most frequent come first."""

_SAYS = re.compile(NEVER_MISSING)
_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")
_DATE_LIKE = re.compile(r"[0-9]{1,4}[-/.年][0-9]{1,2}[-/.月][0-9]{1,4}日?")
_ISO = re.compile(r"[12][0-9]{3}-[01][0-9]-[0-3][0-9]")


@dataclass(frozen=True)
class Evidence:
    """One column of a table: its name, and its distinct values with how often each stands there."""

    index: int
    name: str
    column: ColumnInfo
    counts: dict[str, int]

    @property
    def nameless(self) -> bool:
        """The file has no name for this column, so only its values can speak."""
        return self.column.origin in {Origin.GUESSED} or not self.name

    @property
    def empty(self) -> bool:
        return not self.counts

    @cached_property
    def total(self) -> int:
        return sum(self.counts.values())

    def share(self, values: Iterable[str]) -> float:
        return sum(self.counts[value] for value in values) / self.total if self.total else 0.0

    @cached_property
    def numeric(self) -> float:
        """Share of values that are numbers."""
        return self.share(value for value in self.counts if _NUMBER.fullmatch(value))

    @cached_property
    def dated(self) -> float:
        """Share of values that are days."""
        return self.share(value for value in self.counts if _ISO.fullmatch(value))

    def fit(self, field: Field) -> float:
        """How well the values are values of `field`, 0–1; 1 for an empty column, which says nothing."""
        if self.empty:
            return 1.0
        if field.codes:
            known = self.share(v for v in self.counts if not cast(v, field).problem)
            return known if not field.open_codes else max(known, 0.6 if self._wordy else 0.0)
        if field.type in {"date", "integer", "number", "time", "boolean", "year"}:
            good = self.share(v for v in self.counts if cast(v, field).problem in {"", "V05", "D02", "D08"})
            if field.type == "date":
                good = max(good, 0.6 * self.share(v for v in self.counts if _DATE_LIKE.fullmatch(v)))
            if field.type == "date" and self.dated < 0.5 <= self.numeric:
                good *= 0.8  # serials are numbers first
            return good
        if field.role == "code":
            return self.share(v for v in self.counts if re.fullmatch(r"[0-9]{4,6}", v))
        if field.role in {"prefecture", "city", "name", "kana", "address", "place"}:
            return 1 - max(self.numeric, self.dated)
        return 0.95 - 0.4 * self.dated  # any text is text: a little less than a list of codes that fits

    @cached_property
    def _wordy(self) -> bool:
        """Few distinct words again and again, as in a column with a code list of its own."""
        return max(self.numeric, self.dated) < 0.5 and len(self.counts) <= max(12, self.total / 5)


def _most(counts: pl.DataFrame) -> pl.DataFrame:
    """The most frequent values; among equals the last ones by their text."""
    if counts.height <= SAMPLE:
        return counts
    least = counts["count"].top_k(SAMPLE).min()
    above, level = counts.filter(pl.col("count") > least), counts.filter(pl.col("count") == least)
    rest = level["value"].top_k(SAMPLE - above.height).to_frame()
    return pl.concat([above, rest.select("value", pl.lit(least, dtype=level.schema["count"]).alias("count"))])


@dataclass(frozen=True)
class Values:
    """One column of a table with all its distinct values, in no order, without placeholders."""

    index: int
    name: str
    column: ColumnInfo
    texts: pl.Series
    shape: str = ""
    """What `coded.shape_of` says of them."""

    @property
    def empty(self) -> bool:
        return not len(self.texts)


def evidence(table: Table, *, without: Iterable[int] = ()) -> list[Evidence]:
    """The evidence of every column, without totals and placeholders (―).

    `without` are positions of columns that are not asked about.
    """
    skipped = set(without)
    asked = [index for index in range(len(table.columns)) if index not in skipped]

    def told(index: int) -> Evidence:
        column, counts = table.columns[index], table.counts(index)
        rows = _most(counts).sort(["count", "value"], descending=[True, False])
        pairs = {
            value: n
            for value, n in rows.iter_rows()
            if _SAYS.fullmatch(value) or (value.strip() and not is_missing(value))
        }
        return Evidence(index, column.name, column, pairs)

    return beside(told, asked, at_once=table.height >= LONG)


def _present(texts: pl.Series) -> pl.Series:
    """The texts without placeholders."""
    maybe = texts.filter(~texts.str.contains(NEVER_MISSING)).to_list()
    none = [value for value in maybe if not value.strip() or is_missing(value)]
    return texts.filter(~texts.is_in(none)) if none else texts


def all_values(table: Table, *, without: Iterable[int] = ()) -> list[Values]:
    """All distinct values of every column, without totals and placeholders."""
    skipped = set(without)
    asked = [index for index in range(len(table.columns)) if index not in skipped]

    def values(index: int) -> Values:
        column = table.columns[index]
        return Values(index, column.name, column, table.present(index, _present), table.shape(index))

    return beside(values, asked, at_once=table.height >= LONG)

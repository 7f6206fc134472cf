"""What the gates share for speaking: the schema behind a candidate, the cells of its values, and lists cut short."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

import polars as pl

from tomoni.i18n import Text
from tomoni.registry.gates.base import Candidate, Outcome, Verdict
from tomoni.tables import schema
from tomoni.tables.schema import Field, Schema

SHOWN = 5


class Seen:
    """A candidate with its schema's rules at hand."""

    def __init__(self, candidate: Candidate) -> None:
        self.candidate = candidate
        self.frame = candidate.frame

    @cached_property
    def schema(self) -> Schema:
        """The fields of the candidate and, where it follows a schema of the library, that schema's rules."""
        return Schema.from_json(dict(self.candidate.schema))

    @cached_property
    def rules(self) -> Schema | None:
        try:
            return schema.load(self.candidate.source.schema) if self.candidate.source.schema else None
        except LookupError:
            return None

    @cached_property
    def fields(self) -> dict[str, Field]:
        return {item.name: item for item in self.schema.fields if item.name in self.frame.columns}

    def with_role(self, role: str) -> list[str]:
        return [name for name, item in self.fields.items() if item.role == role]

    @property
    def numbers(self) -> list[str]:
        return [name for name, kind in self.frame.schema.items() if kind.is_numeric()]

    @cached_property
    def date_column(self) -> str | None:
        """The column a row's day stands in: the schema's, else the first date column that hardly repeats or is full."""
        if self.rules and self.rules.date_field in self.frame.columns:
            return self.rules.date_field
        dates = [name for name, kind in self.frame.schema.items() if kind == pl.Date]
        return next((name for name in dates if self.frame[name].null_count() * 10 <= self.frame.height), None)

    def cell(self, row: int, name: str) -> str:
        """Where a value stands in the file (B12), "" when it is not in the file."""
        provenance = self.candidate.provenance
        if provenance is None:
            return ""
        cells = provenance.cells(row, self.frame.columns.index(name))
        return cells[0].a1 if cells else ""

    def day(self, row: int) -> str:
        """The row in words: its day, or its number."""
        if self.date_column and (day := self.frame[self.date_column][row]):
            return str(day)
        return ""


def row_words(seen: Seen, row: int, name: str) -> Text:
    """「4月18日（C87）」: which row is spoken of."""
    cell, day = seen.cell(row, name), seen.day(row)
    if day and cell:
        return Text(f"{day}（{cell}）", f"{day} ({cell})")
    return Text(day or cell or f"{row + 1}行目", day or cell or f"row {row + 1}")


def listed(items: Sequence[Text], shown: int = SHOWN) -> Text:
    """The first few, and how many more there are."""
    more = len(items) - shown
    return Text(
        "、".join(item.ja for item in items[:shown]) + (f" ほか{more}件" if more > 0 else ""),
        ", ".join(item.en for item in items[:shown]) + (f" and {more} more" if more > 0 else ""),
    )


def number(value: float) -> str:
    """1163.0 → "1,163"; decimals as they are, without a binary tail."""
    return f"{value:,.0f}" if float(value).is_integer() else f"{value:,.10g}"


def held(gate: str, ja: str, en: str, **details: object) -> Verdict:
    return Verdict(gate, Outcome.HELD, Text(ja, en), details)


def refused(gate: str, ja: str, en: str, **details: object) -> Verdict:
    return Verdict(gate, Outcome.REFUSED, Text(ja, en), details)


def warned(gate: str, ja: str, en: str, **details: object) -> Verdict:
    return Verdict(gate, Outcome.WARNED, Text(ja, en), details)

"""What a form is, and how a row becomes a Measure by it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from tomoni.support import reading
from tomoni.support.measure import Measure, key_of

Row = Mapping[str, str]
"""Column → words of the cell, "" for an empty one."""
Read = Callable[[Row], Any]


@dataclass(frozen=True, slots=True)
class Form:
    """`schema`: id in the library. `fields`: our field → how to read it. `raw`: our field → columns whose words stay
    beside what was read. `name`: the column without which a row is no measure."""

    schema: str
    name: str
    fields: Mapping[str, Read]
    raw: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def measure(self, dataset: str, number: int, row: Row, written: Row) -> Measure | None:
        """The measure of a row (counted from 1); None when it has no name. `written`: the cells as they stand in the
        file, before any repair."""
        made = {name: read(row) for name, read in self.fields.items()}
        if not made.get("title"):
            return None
        raw = {name: words for name, columns in self.raw.items() if (words := _joined(written, columns))}
        key = key_of(
            dataset, made.get("source_id", ""), made["title"], made.get("provider", ""), made.get("detail_url", "")
        )
        return Measure(key=key, dataset=dataset, row=number, raw=raw, **made)


def _joined(row: Row, columns: tuple[str, ...]) -> str:
    return " / ".join(words for column in columns if (words := reading.text(row.get(column, ""), 500)))


def text(*columns: str) -> Read:
    """The words of the first of these columns that has any."""
    return lambda row: next((found for name in columns if (found := reading.text(row.get(name, "")))), "")


def line(*columns: str) -> Read:
    return lambda row: next((found for name in columns if (found := reading.line(row.get(name, "")))), "")


def several(*columns: str, comma: bool = False) -> Read:
    """The values of all these columns together."""
    return lambda row: tuple(
        dict.fromkeys(value for name in columns for value in reading.several(row.get(name, ""), comma=comma))
    )


def day(column: str) -> Read:
    return lambda row: reading.day(row.get(column, ""))


def number(column: str) -> Read:
    return lambda row: reading.number(row.get(column, ""))


def url(*columns: str) -> Read:
    return lambda row: next((found for name in columns if (found := reading.url(row.get(name, "")))), "")


def phones(*columns: str) -> Read:
    return lambda row: reading.phones(*(row.get(name, "") for name in columns))


def always(value: Any) -> Read:
    return lambda row: value

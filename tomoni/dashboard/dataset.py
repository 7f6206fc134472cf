"""Data: one published dataset as cards and pages see it: typed rows, titles of fields, and where each cell comes from.

A thin reading of `publish.queries.Published`; what is costly (rows, provenance, the source file) is read once, when
first asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from functools import cached_property
from typing import Any, TypeVar

import polars as pl

from tomoni.dashboard.compute.origin import Origin, origin
from tomoni.dashboard.compute.series import HIDES
from tomoni.i18n import Text
from tomoni.publish import changes
from tomoni.publish.queries import Published
from tomoni.registry.community import CommunityConfig
from tomoni.tables.grid import Grid
from tomoni.tables.provenance import Provenance

T = TypeVar("T")
PAGED_ROWS = 20_000
"""Rows of a dataset that have pages of their own. A site of millions of pages can be neither made nor copied: rows beyond
are in the files, and the API and provenance.json trace them."""
CHUNK = 25
"""Rows on one trace page."""
UNITS_EN = {
    "人": "people",
    "件": "",
    "床": "beds",
    "室": "rooms",
    "世帯": "households",
    "円": "yen",
    "日": "days",
    "か所": "places",
}


class Data:
    """`published` as given by `publish.queries.current`; `community` is the one whose site this is."""

    def __init__(self, published: Published, community: CommunityConfig) -> None:
        self.published = published
        self.dataset: str = published.dataset
        self.latest: Mapping[str, Any] = published.latest
        self.schema: Mapping[str, Any] = published.schema
        self.community = community
        self._known: dict[Any, Any] = {}
        self._origins: dict[tuple[tuple[int, ...], tuple[str, ...]], Origin] = {}

    def once(self, key: Hashable, make: Callable[[], T]) -> T:
        """What `make` gives, made once: the looks at a card, its page and its past ask for the same."""
        if key not in self._known:
            self._known[key] = make()
        found: T = self._known[key]
        return found

    @cached_property
    def frame(self) -> pl.DataFrame:
        return self.published.frame

    @cached_property
    def provenance(self) -> Provenance:
        return self.published.provenance

    @cached_property
    def grid(self) -> Grid | None:
        """The sheet the rows come from, as it is in the file; None when the file is not at hand here."""
        from tomoni.tables.read import read

        raw = self.published.raw(self.provenance.sha256)
        if raw is None:
            return None
        book = read(raw)
        return next((grid for grid in book.grids if grid.sheet == self.provenance.sheet), None)

    @cached_property
    def title(self) -> Text:
        return Text.of(self.published.source.title)

    @cached_property
    def fields(self) -> dict[str, Mapping[str, Any]]:
        """Field name → its Table Schema entry."""
        return {entry["name"]: entry for entry in self.schema.get("fields", [])}

    @property
    def columns(self) -> Sequence[str]:
        return self.frame.columns

    @cached_property
    def field_title(self) -> Callable[[str], Text]:
        """Field name → its title; the name itself where it has none."""
        return changes.labels(self.schema)

    def field_text(self, name: str) -> Text:
        """What the schema says the field means; empty when it says nothing."""
        ja = str(self.fields.get(name, {}).get("description") or "")
        return Text(ja, ja)

    def field_unit(self, name: str) -> Text:
        ja = str(self.fields.get(name, {}).get("tomoni:unit") or "")
        return Text(ja, UNITS_EN.get(ja, ja))

    def value_text(self, name: str, value: str) -> Text:
        """A value of a code list in both languages; any other value as it is."""
        for code in self.fields.get(name, {}).get("tomoni:codes", ()):
            if code.get("value") == value:
                return Text(value, str(code.get("en") or value))
        return Text(value, value)

    @property
    def paged_rows(self) -> int:
        """How many rows, from the first, have pages of their own."""
        return min(int(self.latest.get("rows") or 0), PAGED_ROWS)

    @property
    def suppress(self) -> int:
        """Numbers from 1 to below this one are not in the data; 0: all are."""
        return int(self.schema.get(HIDES) or 0)

    @property
    def masked(self) -> list[str]:
        """Fields in which an empty cell may be a number that is not told."""
        return [name for name, entry in self.fields.items() if entry.get(HIDES)]

    @property
    def provisional_days(self) -> int:
        """How many of the newest days are still completed: as the source entry says, else as the schema does."""
        return self.published.source.provisional_days or int(self.schema.get("tomoni:provisionalDays") or 0)

    def is_name(self, name: str) -> bool:
        """True for numbers that name something and are not counted: No, codes, years."""
        entry = self.fields.get(name, {})
        return entry.get("tomoni:role") in ("id", "code") or entry.get("type") == "year"

    def is_quantity(self, name: str) -> bool:
        """True for numbers that are counted or measured: they stand at the right of their column."""
        flag = self.fields.get(name, {}).get("tomoni:role") == "flag"
        return self.frame.schema[name].is_numeric() and not flag and not self.is_name(name)

    def fields_by_role(self, role: str) -> list[str]:
        """Names of the fields with a role of the schema library (date, count, place …), in their order."""
        return [name for name, entry in self.fields.items() if entry.get("tomoni:role") == role]

    def origin(self, rows: tuple[int, ...], fields: Iterable[str]) -> Origin:
        """The source cells behind some rows, remembered."""
        key = (rows, tuple(fields))
        if key not in self._origins:
            self._origins[key] = origin(self.provenance, self.columns, rows, key[1])
        return self._origins[key]

    def trace_path(self, row: int) -> str:
        """The trace page of a row (from 0), as a path of the site; for one without a page, where it is said how to trace it."""
        if row >= PAGED_ROWS:
            return f"datasets/{self.dataset}/#beyond"
        return f"trace/{self.dataset}/{row // CHUNK + 1}/#r{row + 1}"

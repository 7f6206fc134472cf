"""Figures along an axis of days or categories: the numbers of bar, stacked, line and map cards.

Days without a row are 0 where rows are counted (a list of cases is complete by its nature) and missing where values are
read or summed: a day nobody reported is not a day with nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import polars as pl

from tomoni.dashboard.compute.calendar import dated, places
from tomoni.dashboard.compute.order import listed, ordered
from tomoni.dashboard.compute.select import ROW, indexed, numeric, require, selected
from tomoni.dashboard.compute.wholes import parts
from tomoni.dashboard.config.model import Card, Value
from tomoni.tables.values import Missing, is_missing

Number = int | float
HIDES = "tomoni:suppress"
"""Of a schema and its fields: numbers from 1 to below this one are not in the data (registry.protect)."""
_NOTHING = (Missing.BLANK, Missing.DASH, Missing.ELLIPSIS, Missing.ERROR)


@dataclass(frozen=True, slots=True)
class Line:
    """One series. `values[i]` belongs to `x[i]` (None = missing); `rows[i]` are the dataset's rows behind it."""

    name: str
    field: str
    values: tuple[Number | None, ...]
    rows: tuple[tuple[int, ...], ...]
    hidden: tuple[bool, ...] = ()
    """Beside the values: True where a small number is not told (compute.small); its value is None."""

    def total(self) -> Number:
        return sum(value for value in self.values if value is not None)


@dataclass(frozen=True, slots=True)
class Series:
    """x: dates or categories in order; `unplaced`: rows without a day; `how`: "count", "sum" or "field"; `step`: what a
    date stands for ("day", "week" beginning with it, "month", "year"), "" for categories."""

    x: tuple[Any, ...]
    lines: tuple[Line, ...]
    how: str
    step: str
    unplaced: tuple[int, ...] = ()
    wholes: tuple[str, ...] = ()
    """Labels of rows that add up others and are not added to them (`compute.wholes`)."""

    @property
    def is_date(self) -> bool:
        return bool(self.step)

    def last(self, count: int) -> Series:
        """The last `count` places of the axis."""
        lines = tuple(Line(s.name, s.field, s.values[-count:], s.rows[-count:], s.hidden[-count:]) for s in self.lines)
        return replace(self, x=self.x[-count:], lines=lines)

    def running(self) -> Series:
        """Running totals; the rows stay those of the day itself, missing days stay missing."""
        return replace(self, lines=tuple(map(_running, self.lines)))


def series(frame: pl.DataFrame, card: Card, schema: Mapping[str, Any]) -> Series:
    """Compute a card's figures. CardError when it names a field that is not there or not a number."""
    require(frame, card.fields())
    rows, wholes = selected(indexed(frame), card.filter), ()
    if not card.series and card.value.kind == "sum":
        rows, wholes = parts(rows, card.value.field)
    found = dated(said(rows[card.x]).replace("", None) if frame.schema[card.x] == pl.Utf8 else rows[card.x], card.x)
    rows = rows.with_columns((found[0] if found else said(rows[card.x])).alias(card.x))
    placed = rows.filter(pl.col(card.x).is_not_null())
    unplaced = tuple(rows.filter(pl.col(card.x).is_null())[ROW].to_list())
    groups = _groups(placed, card, schema)
    how = "field" if card.series else card.value.kind
    x, step = places(placed[card.x], found[1], counted=how == "count") if found else ([], "")
    x = x if found else _categories(placed, card, schema, groups)
    fill = 0 if how == "count" else None
    masked = {field["name"] for field in schema.get("fields", []) if field.get(HIDES)}
    lines = tuple(_line(group, card.x, name, value, x, fill, masked) for name, value, group in groups)
    return Series(tuple(x), lines, "field" if how == "last" else how, step, unplaced, wholes)


def said(column: pl.Series) -> pl.Series:
    """A column as categories: text, with "" where nothing is said (empty, a dash, dots); 不明 and 調査中 are words."""
    text = column.cast(pl.Utf8).fill_null("")
    nothing = {value: "" for value in text.unique() if is_missing(value) in _NOTHING}
    return text.replace(nothing)


def mean(values: tuple[Number | None, ...], days: int = 7) -> list[float | None]:
    """Mean of a day and those before it, `days` in all; None until they are there and where one of them is missing."""
    out: list[float | None] = []
    for end in range(1, len(values) + 1):
        week = values[max(0, end - days) : end]
        known = [value for value in week if value is not None]
        out.append(sum(known) / days if len(known) == days else None)
    return out


def _groups(rows: pl.DataFrame, card: Card, schema: Mapping[str, Any]) -> list[tuple[str, Value, pl.DataFrame]]:
    """(name, what to take, rows) of each series: the listed fields, the values of the split field, or the one value."""
    if card.series:
        return [(name, Value("field", name), rows) for name in (*card.series, *card.lines)]
    if card.split:
        filled = rows.with_columns(said(rows[card.split]).alias(card.split))
        sizes = {str(key): n for key, n in filled[card.split].value_counts().iter_rows()}
        names = ordered(list(sizes), sizes, listed(schema, card.split))
        return [(name, card.value, filled.filter(pl.col(card.split) == name)) for name in names]
    own = [(card.value.field, card.value, rows)]
    return own + [(name, Value("field", name), rows) for name in card.lines]


def _categories(
    rows: pl.DataFrame, card: Card, schema: Mapping[str, Any], groups: list[tuple[str, Value, pl.DataFrame]]
) -> list[str]:
    sizes: dict[str, float] = {}
    for _, value, group in groups:
        for key, total, _rows in _totals(group, card.x, value).iter_rows():
            sizes[key] = sizes.get(key, 0) + (total or 0)
    seen = rows[card.x].unique(maintain_order=True).to_list()
    return ordered(seen, sizes, listed(schema, card.x), card.order)


def _totals(rows: pl.DataFrame, x: str, value: Value) -> pl.DataFrame:
    """(x, figure, row numbers) of each place, in order of appearance."""
    if value.kind == "count":
        figure: pl.Expr = pl.len()
    else:
        rows = rows.filter(pl.col(value.field).is_not_null())
        column = numeric(rows, value.field)
        figure = column.sum() if value.kind == "sum" else column.last()
    return rows.group_by(pl.col(x).alias("x"), maintain_order=True).agg(figure.alias("figure"), pl.col(ROW))


def _line(
    rows: pl.DataFrame, x: str, name: str, value: Value, places: list[Any], fill: int | None, masked: set[str]
) -> Line:
    single = value.kind in ("field", "last")
    found = {key: (total, tuple(at[-1:] if single else at)) for key, total, at in _totals(rows, x, value).iter_rows()}
    starred: set[Any] = set()
    if value.field in masked:  # a sum of what is told would mislead: it is not told either
        starred = set(rows.filter(pl.col(value.field).is_null())[x].to_list())
    pairs = [(None, ()) if place in starred else found.get(place, (fill, ())) for place in places]
    hidden = tuple(place in starred for place in places) if starred else ()
    return Line(name, value.field, tuple(pair[0] for pair in pairs), tuple(pair[1] for pair in pairs), hidden)


def _running(line: Line) -> Line:
    total: Number = 0
    out: list[Number | None] = []
    for value in line.values:
        if value is not None:
            total += value
        out.append(None if value is None else total)
    return Line(line.name, line.field, tuple(out), line.rows)

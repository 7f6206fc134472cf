"""One figure: the numbers of number and text cards and of the boxes of a tree."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

import polars as pl

from tomoni.dashboard.compute.calendar import dated
from tomoni.dashboard.compute.select import ROW, indexed, numeric, require, selected
from tomoni.dashboard.compute.wholes import parts
from tomoni.dashboard.config.model import Card, Node, Value

Number = int | float


@dataclass(frozen=True, slots=True)
class Single:
    """A figure (None = not known), how it was made, and the rows and field it rests on.

    `day`: the newest day among those rows, or the day of the value; `step`: what that day added (count, sum) or the
    difference to the value before it (last); `before`: the day of that earlier value.
    """

    value: Number | None
    how: str
    field: str
    rows: tuple[int, ...]
    day: date | None = None
    step: Number | None = None
    before: date | None = None
    period: str = ""
    """ "month" or "year" when `day` stands for one."""


def single(
    frame: pl.DataFrame,
    value: Value,
    conditions: Mapping[str, tuple[str, ...]],
    x: str = "",
    masked: Collection[str] = (),
) -> Single:
    """Compute one figure; of `masked` fields (numbers may be hidden in them) none that an empty cell belongs to. "field" and "last" take the newest row (by the date field `x`, else the lowest row)."""
    require(frame, [value.field, x, *conditions])
    rows = selected(indexed(frame), conditions)
    if value.kind == "sum":
        rows, _ = parts(rows, value.field)
    found = dated(rows[x], x) if x else None
    if value.field in masked and value.kind == "sum" and rows[value.field].null_count():
        return Single(None, value.kind, value.field, ())
    return replace(_figure(rows, value, x), period=found[1] if found else "")


def _figure(rows: pl.DataFrame, value: Value, x: str) -> Single:
    if value.kind == "count":
        return _whole(rows, _days(rows, x), value, rows.height)
    numbers = rows.with_columns(numeric(rows, value.field).alias("__value__"))
    known = numbers.filter(pl.col("__value__").is_not_null())
    if value.kind == "sum":
        return _whole(known, _days(known, x), value, known["__value__"].sum() if known.height else None)
    return _newest(known, value, x)


def card_single(frame: pl.DataFrame, card: Card, masked: Collection[str] = ()) -> Single:
    """The figure of a number or text card."""
    return single(frame, card.value, card.filter, card.x, masked)


def _days(rows: pl.DataFrame, x: str) -> pl.Series | None:
    found = dated(rows[x], x) if x else None
    return found[0] if found else None


def _whole(rows: pl.DataFrame, days: pl.Series | None, value: Value, total: Number | None) -> Single:
    """A count or sum over all rows, with what the newest day added."""
    at = tuple(rows[ROW].to_list())
    newest = days.max() if days is not None else None
    if days is None or not isinstance(newest, date):
        return Single(total, value.kind, value.field, at)
    added = rows.filter(days == newest)
    step = added.height if value.kind == "count" else added["__value__"].sum()
    return Single(total, value.kind, value.field, at, newest, step)


def _newest(rows: pl.DataFrame, value: Value, x: str) -> Single:
    days = _days(rows, x)
    if days is not None:
        rows = rows.with_columns(days.alias("__day__")).filter(pl.col("__day__").is_not_null())
        rows = rows.sort("__day__", maintain_order=True)
    if not rows.height:
        return Single(None, "last", value.field, ())
    last = rows.row(-1, named=True)
    earlier = rows.row(-2, named=True) if rows.height > 1 else None
    return Single(
        last["__value__"],
        "last",
        value.field,
        (last[ROW],),
        _as_date(last.get("__day__")),
        last["__value__"] - earlier["__value__"] if earlier and days is not None else None,
        _as_date(earlier.get("__day__")) if earlier else None,
    )


def _as_date(value: object) -> date | None:
    if isinstance(value, datetime):
        return value.date()
    return value if isinstance(value, date) else None


@dataclass(frozen=True, slots=True)
class Box:
    """A node of a tree with its figure; `gap` = its own figure minus the sum of its parts, None when it can't be said."""

    node: Node
    figure: Single
    children: tuple[Box, ...]
    gap: Number | None


def tree(frame: pl.DataFrame, card: Card, masked: Collection[str] = ()) -> list[Box]:
    """The boxes of a tree card, each computed by itself, so that parts that do not add up are seen and said."""
    return [_box(frame, node, card, masked) for node in card.nodes]


def _box(frame: pl.DataFrame, node: Node, card: Card, masked: Collection[str]) -> Box:
    figure = single(frame, node.value, {**card.filter, **node.filter}, card.x, masked)
    children = tuple(_box(frame, child, card, masked) for child in node.children)
    parts = [child.figure.value for child in children]
    known = [part for part in parts if part is not None]
    whole = figure.value
    whole_in_parts = len(parts) > 1 and len(known) == len(parts)  # one box alone is a part of it, not all its parts
    gap = whole - sum(known) if whole_in_parts and whole is not None else None
    return Box(node, figure, children, gap)

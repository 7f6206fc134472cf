"""table: rows of the dataset as they are, newest first when it has days; each row leads to its trace page. `filters` and
`sorts` offer some of the rows, or another order, by links to pages of their own."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import polars as pl

from tomoni.dashboard.cards.axis import STAR
from tomoni.dashboard.cards.base import UNKNOWN, Column, Fact, Headline, Row, Table, Variant, View
from tomoni.dashboard.compute.order import listed, ordered
from tomoni.dashboard.compute.select import ROW, CardError, indexed, require, selected
from tomoni.dashboard.compute.series import said
from tomoni.dashboard.config.model import Card
from tomoni.dashboard.dataset import Data
from tomoni.i18n import Text

UNIT = Text("行", "rows")
FLAGS = {0: Text("いいえ", "no"), 1: Text("はい", "yes")}
"""How 0 and 1 of a flag are shown; the dataset's own files keep the numbers."""


MOST = 40
"""Values of a field that a filter lists; of one with more, the largest."""
SORTED = Text("並べ替え", "Sorted by")


@dataclass(frozen=True, slots=True)
class Choice:
    """A filter that a page of its own answers: rows whose field says this (""/empty: nothing)."""

    field: str
    value: str

    @property
    def key(self) -> str:
        """Part of the address: the same for the same value on any day, whatever script it is in."""
        return "f-" + hashlib.sha256(f"{self.field}={self.value}".encode()).hexdigest()[:8]


class TableCard:
    """Rows as they are."""

    def variants(self, card: Card, data: Data) -> Sequence[Variant]:
        """One for each value of the fields in `filters`, one for each field in `sorts` and its reverse."""
        out = []
        for choice in choices(card, data):
            name = data.value_text(choice.field, choice.value) if choice.value else UNKNOWN
            out.append(Variant(choice.key, name, data.field_title(choice.field)))
        for nth, name in enumerate(card.sorts, 1):
            title = data.field_title(name)
            out.append(Variant(f"s-{nth}", Text(f"{title.ja}（小さい順）", f"{title.en} (rising)"), SORTED))
            out.append(Variant(f"s-{nth}-down", Text(f"{title.ja}（大きい順）", f"{title.en} (falling)"), SORTED))
        return out

    def build(self, card: Card, data: Data, variant: str = "") -> View:
        if card.suppress:
            raise CardError(
                "suppress",
                "行をそのまま出す表では、小さい数を伏せられません。数えるカード（bar・stacked・heat・map）にしてください。",
                "A table of rows can't hide small numbers. Use a card that counts: bar, stacked, heat or map.",
            )
        require(data.frame, card.fields())
        rows = selected(indexed(data.frame), card.filter)
        if variant.startswith("s-"):
            return build(card, data, _sorted(card, rows, variant), keep=True)
        if variant:
            choice = next((choice for choice in choices(card, data) if choice.key == variant), None)
            rows = rows.filter(said(rows[choice.field]) == choice.value) if choice else rows.head(0)
        return build(card, data, rows)


def choices(card: Card, data: Data) -> Iterator[Choice]:
    """What the filters offer, in the order of the schema, else the most frequent first."""
    rows = selected(indexed(data.frame), card.filter)
    for name in card.filters:
        require(data.frame, [name])
        sizes = {str(value): count for value, count in said(rows[name]).value_counts().iter_rows()}
        names = ordered(sorted(sizes), sizes, listed(data.schema, name))
        kept = set(sorted(names, key=lambda value: -sizes[value])[:MOST])
        yield from (Choice(name, value) for value in names if value in kept)


def _sorted(card: Card, rows: pl.DataFrame, variant: str) -> pl.DataFrame:
    nth = int(variant.split("-")[1])
    name, down = card.sorts[nth - 1], variant.endswith("down")
    return rows.sort(name, descending=down, nulls_last=True, maintain_order=True)


def build(card: Card, data: Data, rows: pl.DataFrame, keep: bool = False) -> View:
    """The view of some rows; `keep` leaves them in the order they have."""
    names = list(card.columns) or _columns(rows, data)
    day = card.x or next((name for name in names if data.frame.schema[name].is_temporal()), "")
    shown = rows
    if card.order != "source" and day and not keep:
        shown = rows.sort(day, descending=True, nulls_last=True, maintain_order=True)
    shown = shown.head(card.limit)
    at = shown[ROW].to_list()
    masked = [name in data.masked for name in names]
    flags = [name in data.fields_by_role("flag") for name in names]
    cells = [
        tuple(
            STAR if hides and value is None else FLAGS.get(value, value) if flag else value
            for flag, hides, value in zip(flags, masked, row, strict=True)
        )
        for row in shown.select(names).rows()
    ]
    columns = tuple(Column(name, data.field_title(name), data.is_quantity(name), data.is_name(name)) for name in names)
    everything = tuple(rows[ROW].to_list())
    return View(
        table=Table(columns, tuple(Row(values, at=row) for row, values in zip(at, cells, strict=True))),
        headline=Headline(Text("全体", "In all"), rows.height, card.unit if card.unit.ja else UNIT),
        facts=(
            Fact(
                "all",
                Text("行の数", "Rows"),
                rows.height,
                UNIT,
                "count",
                (day or names[0],) if names else (),
                everything,
            ),
        ),
        left_off=rows.height - shown.height,
    )


def _columns(rows: pl.DataFrame, data: Data) -> list[str]:
    """Columns with values; what says whose table it is (code, prefecture, city) only where it differs."""
    whose = {name for role in ("code", "prefecture", "city") for name in data.fields_by_role(role)}
    kept = []
    for name in data.frame.columns:
        values = rows[name].drop_nulls()
        if len(values) and not (name in whose and values.n_unique() == 1 and rows.height > 1):
            kept.append(name)
    return kept


TYPE = TableCard()

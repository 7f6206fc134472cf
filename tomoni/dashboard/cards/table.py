"""table: rows of the dataset as they are, newest first when it has days; each row leads to its trace page."""

from __future__ import annotations

import polars as pl

from tomoni.dashboard.cards.base import Column, Fact, Headline, Plain, Row, Table, View
from tomoni.dashboard.compute.select import ROW, indexed, require, selected
from tomoni.dashboard.config.model import Card
from tomoni.dashboard.dataset import Data
from tomoni.i18n import Text

UNIT = Text("行", "rows")
FLAGS = {0: Text("いいえ", "no"), 1: Text("はい", "yes")}
"""How 0 and 1 of a flag are shown; the dataset's own files keep the numbers."""


def build(card: Card, data: Data) -> View:
    require(data.frame, card.fields())
    rows = selected(indexed(data.frame), card.filter)
    names = list(card.columns) or _columns(rows, data)
    day = card.x or next((name for name in names if data.frame.schema[name].is_temporal()), "")
    shown = rows
    if card.order != "source" and day:
        shown = rows.sort(day, descending=True, nulls_last=True, maintain_order=True)
    shown = shown.head(card.limit)
    at = shown[ROW].to_list()
    flags = [name in data.fields_by_role("flag") for name in names]
    cells = [
        tuple(FLAGS.get(value, value) if flag else value for flag, value in zip(flags, row, strict=True))
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


TYPE = Plain(build)

"""table: rows of the dataset as they are, newest first when it has days; each row leads to its trace page."""

from __future__ import annotations

import polars as pl

from tomoni.dashboard.cards.base import Column, Fact, Headline, Plain, Row, Table, View
from tomoni.dashboard.compute.select import ROW, indexed, require, selected
from tomoni.dashboard.config.model import Card
from tomoni.dashboard.dataset import Data
from tomoni.i18n import Text

UNIT = Text("件", "rows")


def build(card: Card, data: Data) -> View:
    require(data.frame, card.fields())
    rows = selected(indexed(data.frame), card.filter)
    names = list(card.columns) or [name for name in data.frame.columns if not _empty(rows, name)]
    day = card.x or next((name for name in names if data.frame.schema[name].is_temporal()), "")
    shown = rows
    if card.order != "source" and day:
        shown = rows.sort(day, descending=True, nulls_last=True, maintain_order=True)
    shown = shown.head(card.limit)
    at = shown[ROW].to_list()
    cells = shown.select(names).rows()
    columns = tuple(
        Column(name, data.field_title(name), data.frame.schema[name].is_numeric(), data.is_name(name)) for name in names
    )
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


def _empty(rows: pl.DataFrame, name: str) -> bool:
    return name == ROW or rows[name].null_count() == rows.height


TYPE = Plain(build)

"""Running totals that are headed like the count of a day: 「陽性者数」 that never falls is the 累計.

Cities head both with the same words; a page that adds up running totals, or says that today had 419 new cases, is
wrong. The values tell: many days, never less than the day before, and growing now and then.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import polars as pl

from tomoni.tables.runs import data_rows
from tomoni.tables.schema.model import Schema
from tomoni.tables.table import Table

if TYPE_CHECKING:
    from tomoni.tables.schema.match import Mapped

FEWEST, STEPS = 10, 5
"""A column counts as running total from so many days on, with so many rises."""
LONG, FEW_STEPS = 30, 3
"""Over a longer time fewer rises do: deaths in a small city."""
OF_A_DAY = re.compile(r"日別|日計|当日|本日|新規|新たに|1日|１日|daily|new", re.IGNORECASE)


def as_totals(table: Table, schema: Schema, mapped: Sequence[Mapped]) -> list[Mapped]:
    """The assignment with the daily field of each pair (`tomoni:cumulative`) replaced by its total where the values
    run up; a name that says it is of the day, and a total that has its column, are left alone."""
    fields = {m.field for m in mapped}
    totals = {pair.daily: pair.total for pair in schema.cumulatives if pair.daily and pair.total not in fields}
    day = next((m.column for m in mapped if m.field == schema.date_field), "")
    return [
        replace(m, field=totals[m.field], how="running")
        if m.field in totals and not OF_A_DAY.search(m.column) and runs_up(table, m.column, day)
        else m
        for m in mapped
    ]


def runs_up(table: Table, column: str, day: str = "") -> bool:
    """Do the figures of a column never fall from day to day (`day`: the column of ISO dates; else row by row)?"""
    names = [column, day] if day and day != column else [column]
    places = [table.column(name) for name in names]
    found = [place for place in places if place is not None]
    if len(found) < len(names):
        return False
    kept = list(data_rows(table.kinds))
    frame = pl.DataFrame([table.series(place).gather(kept) for place in found])
    rows = pl.DataFrame(
        {"value": frame[column].cast(pl.Float64, strict=False), "day": frame[day] if day in names[1:] else None}
    ).drop_nulls("value")
    if day in names[1:]:
        rows = rows.drop_nulls("day").sort("day", maintain_order=True)
    steps = rows["value"].diff().drop_nulls()
    rises = int((steps > 0).sum())
    enough = (rows.height >= FEWEST and rises >= STEPS) or (rows.height >= LONG and rises >= FEW_STEPS)
    return enough and not bool((steps < 0).any())

"""Coded: a long column as its distinct texts and, for every row, which of them stands there.

What is done once for each distinct text is then brought to the rows by position, without comparing a text again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

LONG = 5_000
"""Rows; below, nothing is gained."""
_FEW, _MOST = 100, 0.6
"""Distinct texts, and distinct texts among rows, between which codes are made at once."""
_NEARLY = 0.97
"""From this share of distinct texts on, it is worth asking first whether no text stands there twice."""


@dataclass(frozen=True, slots=True)
class Coded:
    """`counts`: the distinct texts in order of appearance and how often they stand (`text`, `count`). `codes`: the place
    of each row's text among them, null for an empty cell; None where nobody is likely to ask."""

    counts: pl.DataFrame
    codes: pl.Series | None = None


def coded(series: pl.Series) -> Coded:
    """The distinct texts of a column; the order is that of appearance, so that recipes are the same everywhere."""
    about = 0 if len(series) < LONG else int(str(series.approx_n_unique()))
    if not _FEW < about < _MOST * len(series):
        if about > _NEARLY * max(len(series), LONG) and series.n_unique() == len(series) and not series.has_nulls():
            once = pl.Series([1], dtype=pl.get_index_type()).new_from_index(0, len(series))
            return Coded(pl.DataFrame({"text": series, "count": once}))
        frame = series.drop_nulls().alias("text").to_frame()
        return Coded(frame.group_by("text", maintain_order=True).agg(pl.len().alias("count")))
    codes = series.cast(pl.Categorical(pl.Categories.random())).to_physical().alias("code")
    first = codes.arg_unique().sort()
    order = pl.DataFrame({"code": codes.gather(first), "count": codes.unique_counts(), "row": first}).drop_nulls()
    places = pl.int_range(order.height, dtype=pl.UInt32, eager=True)
    if not (order["code"] == places).all():  # Polars does not promise the order of its codes
        codes = places.gather(order["code"].arg_sort()).gather(codes)
    return Coded(pl.DataFrame({"text": series.gather(order["row"]), "count": order["count"]}), codes.alias("code"))


def all_coded(columns: Sequence[pl.Series]) -> list[Coded]:
    """The same of all columns of a table, one after the other: Polars uses all cores for each of them."""
    return [coded(series) for series in columns]


def codes_of(series: pl.Series, texts: pl.Series) -> pl.Series:
    """The place of each row's text among `texts`; null for what is not there."""
    places = pl.int_range(len(texts), dtype=pl.UInt32, eager=True)
    return series.replace_strict(texts, places, default=None, return_dtype=pl.UInt32).alias("code")

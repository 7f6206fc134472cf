"""Coded: a long column as its distinct texts and, for every row, which of them stands there.

What is done once for each distinct text is then brought to the rows by position, without comparing a text again.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from os import cpu_count
from typing import TypeVar

import polars as pl

from tomoni.tables.packed import Packed, narrow

T = TypeVar("T")
R = TypeVar("R")

LONG = 5_000
"""Rows; below, nothing is gained."""
SOME, FEW = 8_000, 0.3
"""Rows looked at first, and the share of distinct texts among them that shows a column that repeats itself."""
MOST = 0.6
"""Distinct texts among rows from which on a column is kept without codes."""
_NEARLY = 0.97
"""From this share of distinct texts on, it is worth asking first whether no text stands there twice."""
_REST = 1_000
"""Rows outside of a stretch; with more, counting anew is as quick."""
_SEED = secrets.randbits(62)
"""Hashes differ from one process to the next, so that no file can be made whose texts share one."""


@dataclass(frozen=True, slots=True)
class Coded:
    """`counts`: the distinct texts in order of appearance and how often they stand (`text`, `count`). `codes`: the place
    of each row's text among them, in the smallest kind of number, null for an empty cell; None where nobody is likely
    to ask."""

    counts: pl.DataFrame
    codes: pl.Series | None = None

    def rows(self, column: Packed, test: Callable[[pl.Series], pl.Series]) -> pl.Series:
        """`test` of every row of `column`, asked once for each distinct text where rows are known by codes."""
        return test(column.series()) if self.codes is None else test(self.counts["text"]).gather(self.codes)


def coded(series: pl.Series) -> Coded:
    """The distinct texts of a column; the order is that of appearance, so that recipes are the same everywhere."""
    if len(series) < LONG:
        return Coded(_counted(series))
    some = series.head(SOME)
    if some.n_unique() < FEW * len(some):
        return by_codes(series)
    about = int(str(series.approx_n_unique()))
    if about < MOST * len(series):
        return by_codes(series)
    if about > _NEARLY * len(series) and series.n_unique() == len(series) and not series.has_nulls():
        once = pl.Series([1], dtype=pl.get_index_type()).new_from_index(0, len(series))
        return Coded(pl.DataFrame({"text": series, "count": once}))
    return Coded(_by_hash(series))


def by_codes(series: pl.Series) -> Coded:
    codes = series.cast(pl.Categorical(pl.Categories.random())).to_physical().alias("code")
    first = codes.arg_unique().sort()
    order = pl.DataFrame({"code": codes.gather(first), "count": codes.unique_counts(), "row": first}).drop_nulls()
    places = pl.int_range(order.height, dtype=pl.UInt32, eager=True)
    if not (order["code"] == places).all():  # Polars does not promise the order of its codes
        codes = places.gather(order["code"].arg_sort()).gather(codes)
    counts = pl.DataFrame({"text": series.gather(order["row"]), "count": order["count"]})
    return Coded(counts, narrow(codes, counts.height).alias("code"))


def _counted(series: pl.Series) -> pl.DataFrame:
    frame = series.drop_nulls().alias("text").to_frame()
    return frame.group_by("text", maintain_order=True).agg(pl.len().alias("count"))


def _by_hash(series: pl.Series) -> pl.DataFrame:
    """The same for many distinct texts. Two hashes of their own seeds tell the texts apart; that they agree in how many
    there are shows that none was taken for another."""
    hashes = series.hash(_SEED)
    first = hashes.arg_unique().sort()
    if series.hash(_SEED ^ 0x5DEECE66D).n_unique() != len(first):
        return _counted(series)
    found = pl.DataFrame({"text": series.gather(first), "count": hashes.unique_counts()})
    return found.drop_nulls("text") if series.has_nulls() else found


_DECIMAL = r"^(?:0|[1-9][0-9]{0,11})(?:\.[0-9]{1,12})?$"


def shape_of(texts: pl.Series) -> str:
    """ "whole" when every text is a number like 12, "decimal" when they are like 12 or 12.5, else "". Neither has a sign
    or more than twelve digits on a side. Known once, this spares many a pattern."""
    for some in (texts.head(100), texts):
        if not len(some) or not some.str.contains(_DECIMAL).all():
            return ""
    return (
        "decimal" if any(some.str.contains(".", literal=True).any() for some in (texts.head(100), texts)) else "whole"
    )


def all_coded(columns: Sequence[pl.Series]) -> list[Coded]:
    """The same of all columns of a table."""
    return beside(coded, columns, at_once=bool(columns) and len(columns[0]) >= LONG)


def beside(work: Callable[[T], R], items: Iterable[T], *, at_once: bool) -> list[R]:
    """`work` of each item, in order; on all cores where the items are large, as Polars leaves the interpreter free."""
    if not at_once:
        return [work(item) for item in items]
    with ThreadPoolExecutor(cpu_count() or 1) as threads:
        return list(threads.map(work, items))


def codes_of(series: pl.Series, texts: pl.Series) -> pl.Series:
    """The place of each row's text among `texts`; null for what is not there."""
    places = pl.int_range(len(texts), dtype=pl.UInt32, eager=True)
    return series.replace_strict(texts, places, default=None, return_dtype=pl.UInt32).alias("code")


def within(whole: Coded, column: Packed, top: int, length: int) -> Coded | None:
    """What `coded` gives for the `length` rows of `column` from `top` on, worked out from that of all its rows (`whole`);
    None when that is not much shorter."""
    above = column.slice(0, top).series().drop_nulls()
    if top + length == len(column):
        return _below(whole, above, top)
    rest = pl.concat([above, column.slice(top + length, len(column) - top - length).series()]).drop_nulls()
    if len(rest) > _REST:
        return None
    if not len(rest):
        return Coded(whole.counts, None if whole.codes is None else whole.codes.slice(top, length))
    gone = rest.alias("text").to_frame().group_by("text").agg(less=pl.len())
    counts = whole.counts.with_row_index("place")
    there = counts.filter(pl.col("text").is_in(gone["text"].implode())).join(gone, on="text")
    if (there["count"] > there["less"]).any():  # it also stands inside: perhaps not where it came first
        return None
    out = there["place"]
    kept = whole.counts.filter(~pl.int_range(pl.len()).is_in(out.implode()))
    if whole.codes is None:
        return Coded(kept)
    stays = pl.Series([1], dtype=pl.Int64).new_from_index(0, whole.counts.height).scatter(out, 0)
    places = (stays.cum_sum() - 1).cast(pl.UInt32, strict=False)
    return Coded(kept, narrow(places.gather(whole.codes.slice(top, length)), kept.height).alias("code"))


def _below(whole: Coded, above: pl.Series, top: int) -> Coded | None:
    """`within` for all rows from `top` on: in order of appearance, the texts `above` them are the first ones."""
    if len(above) > _REST:
        return None
    gone = _counted(above)["count"]
    if (whole.counts["count"].head(len(gone)) > gone).any():  # it also stands below: perhaps not where it came first
        return None
    codes = None if whole.codes is None else whole.codes.slice(top)
    if codes is not None and len(gone):
        codes = (codes - len(gone)).cast(codes.dtype).alias("code")
    return Coded(whole.counts.slice(len(gone)), codes)

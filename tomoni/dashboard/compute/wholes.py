"""Rows that add up others (計, 合計, Total): a sum that takes them in counts everybody twice.

A word alone proves nothing (a place may be called so): a row is left out where its label names a whole and its figure is
the sum of the rows it stands for, those that agree with it wherever it names something else than a whole.
"""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from tomoni.dashboard.compute.select import ROW, numeric
from tomoni.tables.layout.totals import is_total

MOST = 5_000
"""Different words of a column beyond which none is looked at: such a column names people or places, not parts."""
CLOSE = 1e-9


def parts(rows: pl.DataFrame, field: str) -> tuple[pl.DataFrame, tuple[str, ...]]:
    """Indexed rows without those whose `field` adds up others, and the words by which those were known."""
    names = [name for name, kind in rows.schema.items() if kind == pl.Utf8 and name != field]
    wholes = {name: found for name in names if (found := _wholes(rows[name]))}
    if not wholes:
        return rows, ()
    marked = pl.any_horizontal([pl.col(name).is_in(list(words)) for name, words in wholes.items()]).fill_null(False)
    figures = rows.with_columns(numeric(rows, field).cast(pl.Float64).alias("__part__"), marked.alias("__whole__"))
    others, candidates = figures.filter(~pl.col("__whole__")), figures.filter(pl.col("__whole__"))
    keys = [*names, *(name for name, kind in rows.schema.items() if kind in (pl.Date, pl.Datetime))]
    proven = _proven(candidates, others, keys, wholes)
    if not proven:
        return rows, ()
    left = candidates.filter(pl.col(ROW).is_in(proven))
    said = [word for name, words in wholes.items() for word in words if word in set(left[name].to_list())]
    return rows.filter(~pl.col(ROW).is_in(proven)), tuple(dict.fromkeys(said))


def _wholes(column: pl.Series) -> tuple[str, ...]:
    """Words of a column that name a whole, in their order."""
    words = column.drop_nulls().unique(maintain_order=True)
    return tuple(word for word in words if is_total(word)) if 1 < len(words) <= MOST else ()


def _proven(
    candidates: pl.DataFrame, others: pl.DataFrame, keys: Sequence[str], wholes: dict[str, tuple[str, ...]]
) -> list[int]:
    """Row numbers of candidates that are the sum of the other rows which agree with them."""
    if not others.height:
        return []
    open_ = [
        (pl.col(name).is_null() | pl.col(name).is_in(list(wholes.get(name, ())))).fill_null(True).alias(f"__open_{n}")
        for n, name in enumerate(keys)
    ]
    proven: list[int] = []
    asked = candidates.filter(pl.col("__part__").is_not_null()).with_columns(open_)
    for shape, some in asked.group_by([f"__open_{n}" for n in range(len(keys))], maintain_order=True):
        by = [name for name, free in zip(keys, shape, strict=True) if not free]
        if by:
            sums = others.group_by(by).agg(pl.col("__part__").sum().alias("__sum__"), pl.len().alias("__rows__"))
            some = some.join(sums, on=by, how="inner")
        else:
            some = some.with_columns(
                pl.lit(others["__part__"].sum()).alias("__sum__"), pl.lit(others.height).alias("__rows__")
            )
        equal = (pl.col("__part__") - pl.col("__sum__")).abs() <= CLOSE * pl.col("__part__").abs()
        proven += some.filter(equal & (pl.col("__rows__") > 1))[ROW].to_list()
    return proven

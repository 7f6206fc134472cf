"""A page of a version's rows: filtered, sorted, and gone on with exactly where the last page ended.

The key of a row is its number in the immutable version, so a cursor needs to hold no value: what the last row was
sorted by is looked up in the same version. Polars over the published Parquet (docs/decisions says why not DuckDB).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from tomoni.i18n import Text
from tomoni.publish.api import conditions, cursor
from tomoni.publish.api.site import ROW, Site
from tomoni.registry.api_problems import ApiProblem

NOT_YET = Text(
    "このデータはまだ公開していません（はじめての版が公開保留です）。",
    "This dataset is not published yet: its first version is held.",
)


@dataclass(frozen=True, slots=True)
class Asked:
    """A question about the rows of a dataset. `version` "" is the current one, or that of the cursor."""

    dataset: str
    version: str = ""
    where: Sequence[str] = ()
    sort: str = ""
    columns: Sequence[str] = ()
    limit: int = 100
    cursor: str = ""
    count: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """`frame` has the chosen columns only; `numbers` are the rows' numbers in the version, from 1."""

    version: str
    frame: pl.DataFrame
    numbers: list[int]
    next: str
    count: int | None


def answer(site: Site, asked: Asked) -> Answer:
    question = cursor.question(site.prefix, asked.dataset, asked.version, list(asked.where), asked.sort)
    version, after = _start(site, asked, question)
    everything = site.lazy(asked.dataset, version)
    schema = everything.collect_schema()
    names = [name for name in schema.names() if name != ROW]
    found = everything.filter(*conditions.conditions(schema, asked.where)) if asked.where else everything
    by, descending = conditions.order(names, asked.sort)
    columns = conditions.chosen(names, asked.columns)
    count = found.select(pl.len()).collect().item() if asked.count else None
    page = _page(everything, found, by, descending, after).head(asked.limit + 1).select(ROW, *columns).collect()
    more = page.height > asked.limit
    page = page.head(asked.limit)
    numbers = page[ROW].to_list()
    following = cursor.Cursor(version, question, numbers[-1]).encode() if more else ""
    return Answer(version, page.drop(ROW), numbers, following, count)


def current(site: Site, dataset: str) -> str:
    """The id of the current version. ApiProblem when the dataset has none: its first version is held."""
    version = site.latest(dataset)["version"]
    if not version:
        raise ApiProblem("not-found", NOT_YET, {"held": site.latest(dataset)["held"]})
    return str(version)


def _start(site: Site, asked: Asked, question: str) -> tuple[str, int]:
    """(version, number of the last row seen or 0)."""
    if not asked.cursor:
        version = asked.version or current(site, asked.dataset)
        site.check(asked.dataset, version)
        return version, 0
    given = cursor.decode(asked.cursor, question)
    if not isinstance(given.after, int) or isinstance(given.after, bool) or given.after < 1:
        raise ApiProblem("bad-cursor")
    try:
        site.check(asked.dataset, given.bound)
    except ApiProblem as problem:
        if problem.kind != "not-found":
            raise
        raise ApiProblem("cursor-expired") from None
    return given.bound, given.after


def _page(everything: pl.LazyFrame, found: pl.LazyFrame, by: str, descending: bool, after: int) -> pl.LazyFrame:
    """What comes after the row `after`, in order. Rows without a value of the sorting column come last."""
    if not by:
        return found.filter(pl.col(ROW) > after) if after else found
    if after:
        last = everything.filter(pl.col(ROW) == after).select(by).collect()
        if not last.height:
            raise ApiProblem("bad-cursor")
        found = found.filter(_beyond(pl.col(by), last[by], descending, after))
    return found.sort(by, ROW, descending=[descending, False], nulls_last=True)


def _beyond(column: pl.Expr, last: pl.Series, descending: bool, after: int) -> pl.Expr:
    later = pl.col(ROW) > after
    if last[0] is None:
        return column.is_null() & later
    value: Any = pl.lit(last).first()
    further = column < value if descending else column > value
    return further | ((column == value) & later) | column.is_null()

"""`search`: the same letters in titles, columns or rows of what is current; all words of the question must be there.

Plain and exact: NFKC and lower case on both sides, no stemming, no ranking: datasets first, then columns, then rows in
their order.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

import polars as pl

from tomoni.publish import files
from tomoni.publish.api import conditions, cursor
from tomoni.publish.api.site import ROW, Site
from tomoni.registry.api_problems import ApiProblem

HAY = "\x00hay"
BETWEEN = "\x1f"
"""Between the cells of a row, so that no word is found across two of them."""
Place = tuple[int, str, int]
"""(what: 0 dataset, 1 column, 2 row; dataset; number): the order of what is found."""


def search(site: Site, text: str, datasets: Sequence[str], limit: int, given: str) -> tuple[list[dict[str, Any]], str]:
    """(items, cursor of the next page or "")."""
    wanted = conditions.normalised(text).split()
    used = [name for name in site.datasets() if not datasets or name in datasets]
    question = cursor.question(site.prefix, wanted, sorted(datasets))
    bound = cursor.question([(name, site.latest(name)["version"]) for name in used])
    after = _after(given, question, bound)
    found = list(islice(_all(site, wanted, used, after, limit + 1), limit + 1)) if wanted else []
    page = found[:limit]
    following = cursor.Cursor(bound, question, list(page[-1][0])).encode() if len(found) > limit else ""
    return [item for _, item in page], following


def _after(text: str, question: str, bound: str) -> Place:
    if not text:
        return (0, "", 0)
    given = cursor.decode(text, question)
    if given.bound != bound:
        raise ApiProblem("cursor-expired")
    match given.after:
        case [int() as what, str() as dataset, int() as number]:
            return what, dataset, number
    raise ApiProblem("bad-cursor")


def _all(
    site: Site, wanted: list[str], used: list[str], after: Place, most: int
) -> Iterator[tuple[Place, dict[str, Any]]]:
    for name in used:
        if (0, name, 1) > after and _has(_titles(site.latest(name)["title"], name), wanted):
            yield (0, name, 1), {"kind": "dataset", "dataset": name, "title": site.latest(name)["title"]}
    for name in used:
        yield from (pair for pair in _columns(site, name, wanted) if pair[0] > after)
    for name in used:
        if site.latest(name)["version"] and (2, name, 2**62) > after:
            yield from _rows(site, name, wanted, after[2] if after[:2] == (2, name) else 0, most)


def _titles(title: dict[str, str], *more: str) -> str:
    return BETWEEN.join([*title.values(), *more])


def _has(text: str, wanted: list[str]) -> bool:
    hay = conditions.normalised(text)
    return all(word in hay for word in wanted)


def _columns(site: Site, name: str, wanted: list[str]) -> Iterator[tuple[Place, dict[str, Any]]]:
    version = site.latest(name)["version"]
    if not version:
        return
    for number, field in enumerate(site.schema(name, version).get("fields", []), 1):
        title = field.get("title") or field["name"]
        both = title if isinstance(title, dict) else {"ja": title, "en": title}
        if _has(_titles({key: str(text) for key, text in both.items()}, field["name"]), wanted):
            yield (
                (1, name, number),
                {"kind": "column", "dataset": name, "version": version, "column": field["name"], "title": both},
            )


def _rows(site: Site, name: str, wanted: list[str], after: int, most: int) -> Iterator[tuple[Place, dict[str, Any]]]:
    version = site.latest(name)["version"]
    rows = site.lazy(name, version)
    hay = site.derived("hay", name, version, lambda: _hay(rows))
    matching = [pl.col(HAY).str.contains(word, literal=True) for word in wanted]
    numbers = hay.lazy().filter(pl.col(ROW) > after, *matching).head(most).select(ROW).collect()[ROW]
    if not len(numbers):
        return
    frame = rows.filter(pl.col(ROW).is_in(numbers.implode())).collect()
    for number, values in zip(frame[ROW], files.records(frame.drop(ROW)), strict=True):
        yield (2, name, number), {"kind": "row", "dataset": name, "version": version, "row": number, "values": values}


def _hay(rows: pl.LazyFrame) -> pl.DataFrame:
    names = [name for name in rows.collect_schema().names() if name != ROW]
    text = pl.concat_str([pl.col(name).cast(pl.String) for name in names], separator=BETWEEN, ignore_nulls=True)
    return rows.select(ROW, conditions.normal(text).alias(HAY)).collect()

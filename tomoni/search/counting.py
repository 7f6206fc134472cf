"""How many hits have which facet: counted in columns of this process, ten times faster than the databases group strings.

The facets of a collection are read once for each stamp of it. Collections with more than MOST facets, and those that were
indexed before there were stamps, are counted by the database.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import polars as pl

from tomoni.search.backends import backend
from tomoni.search.remembered import Remembered

MOST = 500_000
Counted = list[tuple[str, str, int]]
"""(name, value, how many), unordered"""
_kept: Remembered[pl.DataFrame | None] = Remembered(4)
SCHEMA = {"document": pl.Int64, "name": pl.Categorical, "value": pl.Categorical}


def counted(cursor: Any, collection: str, stamp: str, matching: tuple[str, list[Any]], names: Sequence[str]) -> Counted:
    """`matching`: SQL of the ids of all hits, each once."""
    frame = _facets(cursor, collection, stamp) if stamp else None
    return _by_database(cursor, matching, names) if frame is None else _in_columns(cursor, frame, matching, names)


def _facets(cursor: Any, collection: str, stamp: str) -> pl.DataFrame | None:
    key = (collection, stamp)
    if key in _kept.kept:
        return _kept.get(key)
    cursor.execute(
        "SELECT f.document_id, f.name, f.value FROM search_document d JOIN search_facet f ON f.document_id = d.id "
        "WHERE d.collection = %s LIMIT %s",
        [collection, MOST + 1],
    )
    rows = cursor.fetchall()
    frame = pl.DataFrame(rows, schema=SCHEMA, orient="row") if len(rows) <= MOST else None
    return _kept.put(key, frame)


def _in_columns(cursor: Any, frame: pl.DataFrame, matching: tuple[str, list[Any]], names: Sequence[str]) -> Counted:
    sql, args = matching
    cursor.execute(f"SELECT {backend().joined} FROM ({sql}) m", args)
    ids = cursor.fetchone()[0]
    if not ids:
        return []
    hits = pl.DataFrame({"document": pl.Series([ids]).str.split(",").explode().cast(pl.Int64)})
    wanted = frame.filter(pl.col("name").is_in(list(names)))
    found = wanted.join(hits, on="document", how="semi").group_by("name", "value").len()
    return [(str(name), str(value), int(number)) for name, value, number in found.iter_rows()]


def _by_database(cursor: Any, matching: tuple[str, list[Any]], names: Sequence[str]) -> Counted:
    sql, args = matching
    marks = ", ".join(["%s"] * len(names))
    # by the document's own facets: || '' keeps SQLite from walking a whole name again for each document
    cursor.execute(
        f"SELECT f.name, f.value, COUNT(*) FROM ({sql}) m CROSS JOIN search_facet f "
        f"WHERE f.document_id = m.id AND f.name || '' IN ({marks}) GROUP BY f.name, f.value",
        [*args, *names],
    )
    return [(name, value, int(number)) for name, value, number in cursor.fetchall()]

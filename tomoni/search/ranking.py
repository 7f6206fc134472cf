"""Which documents, in which order: SQL over the place of tokens, from the best class of a term down.

One term: its classes exclude one another, so a page is filled class by class and the rest is never sorted. Several
terms: the rows where all match are scored together. Where a collection holds documents of several chunks, a document
counts once, by its best chunk, and several terms may stand in different chunks.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from tomoni.search.backends import backend
from tomoni.search.backends.base import CHUNK_BITS
from tomoni.search.query import All, Either, Expression, Term, score_of

MODULUS = 2_147_483_647
DOCUMENT = f"row >> {CHUNK_BITS}"
HITS_FIRST = "CROSS JOIN search_document d WHERE d.id = h.doc"
"""SQLite keeps the order of a CROSS JOIN: else it may ask the tokens again for every document of a filter."""
SCORE = f"CASE ways {' '.join(f'WHEN {ways} THEN {score_of(ways)}' for ways in range(1, 16))} END"
Row = tuple[int, str, int]
"""(document id, key, score)"""
Sql = tuple[str, list[Any]]


def turn(day: date) -> int:
    """The day's number, 1 … MODULUS − 1: a lot times it, modulo a prime, is another order of the same lots."""
    return int.from_bytes(hashlib.sha256(day.isoformat().encode()).digest()[:8], "big") % (MODULUS - 1) + 1


@dataclass(frozen=True, slots=True)
class Order:
    """How hits of one score follow each other: by these numbers of the document, small first, then by key.

    `turn` (1 … MODULUS − 1) puts `third` (in the same range) into another order: third × turn modulo a prime."""

    by: tuple[str, ...] = ("first", "second", "third")
    turn: int = 0

    def sql(self) -> str:
        known = {"first": "d.first", "second": "d.second", "third": "d.third"}
        if self.turn:
            known["third"] = f"(d.third * {self.turn % MODULUS}) %% {MODULUS}"
        return ", ".join([*(known[name] for name in self.by), "d.key"])


@dataclass(frozen=True, slots=True)
class Asked:
    """A query taken apart. `filters`: facet name → values, any of which will do. `least`: `first` is at least so much.
    `unless`: filters; what all of them hold for is left out. `several`: the collection has documents of several chunks."""

    collection: str
    terms: tuple[Term, ...]
    filters: Mapping[str, Sequence[str]]
    order: Order = field(default_factory=Order)
    least: int | None = None
    unless: Mapping[str, Sequence[str]] = field(default_factory=dict)
    several: bool = False


def page(cursor: Any, asked: Asked, limit: int, offset: int) -> list[Row]:
    """One page of hits, in order."""
    if len(asked.terms) == 1:
        return _class_by_class(cursor, asked, limit, offset)
    if asked.terms:
        found, args = _sums(asked)
        sql = f"SELECT d.id, d.key, h.score FROM ({found}) h {HITS_FIRST} AND "
        order = f"h.score DESC, {asked.order.sql()}"
    else:
        sql, args, order = "SELECT d.id, d.key, 0 FROM search_document d WHERE ", [], asked.order.sql()
    where, more = _narrowed(asked)
    cursor.execute(f"{sql}{where} ORDER BY {order} LIMIT %s OFFSET %s", [*args, *more, limit, offset])
    return list(cursor.fetchall())


def _class_by_class(cursor: Any, asked: Asked, limit: int, offset: int) -> list[Row]:
    rows: list[Row] = []
    where, more = _narrowed(asked)
    higher: list[Expression] = []
    for score, expression in asked.terms[0].classes:
        inner, args = _documents(expression, asked.several)
        if asked.several and higher:
            above, given = _documents(Either(tuple(higher)), asked.several)
            inner, args = f"{inner} EXCEPT {above}", args + given
        cursor.execute(
            f"SELECT d.id, d.key, {score} FROM ({inner}) h {HITS_FIRST} "
            f"AND {where} ORDER BY {asked.order.sql()} LIMIT %s",
            [*args, *more, offset + limit - len(rows)],
        )
        rows += cursor.fetchall()
        if len(rows) >= offset + limit:
            break
        higher.append(expression)
    return rows[offset:]


def count(cursor: Any, asked: Asked, cap: int | None) -> tuple[int, bool]:
    """(how many documents match, whether that is the cap and there are more)."""
    sql, args = matching(asked)
    most = f" LIMIT {cap + 1}" if cap is not None else ""
    cursor.execute(f"SELECT COUNT(*) FROM ({sql}{most}) n", args)
    total = int(cursor.fetchone()[0])
    return (cap, True) if cap is not None and total > cap else (total, False)


def matching(asked: Asked) -> Sql:
    """SQL that selects the ids of all that match, each once, unordered."""
    where, more = _narrowed(asked)
    if not asked.terms:
        return f"SELECT d.id FROM search_document d WHERE {where}", more
    parts = [term.matches for term in asked.terms]
    if asked.several:
        found = [_documents(part, True) for part in parts]
        inner, args = " INTERSECT ".join(sql for sql, _ in found), [arg for _, given in found for arg in given]
    else:
        inner, args = _documents(All(tuple(parts)) if len(parts) > 1 else parts[0], False)
    return f"SELECT d.id FROM ({inner}) h {HITS_FIRST} AND {where}", [*args, *more]


def _sums(asked: Asked) -> Sql:
    """SQL of (doc, score): the sum over the terms of the best class of each; every term must match. A row says in which
    ways it matches a term, and these make its class (query.score_of)."""
    every = None if asked.several else All(tuple(term.matches for term in asked.terms))
    some = [(number, way, expression) for number, term in enumerate(asked.terms) for way, expression in term.ways]
    found, args = backend().ways(every, some)
    ways = f"SELECT row, term, SUM(way) AS ways FROM ({found}) u GROUP BY row, term"
    best = f"SELECT {DOCUMENT} AS doc, term, MAX({SCORE}) AS s FROM ({ways}) w GROUP BY {DOCUMENT}, term"
    return f"SELECT doc, SUM(s) AS score FROM ({best}) t GROUP BY doc HAVING COUNT(*) = {len(asked.terms)}", args


def _documents(expression: Expression, several: bool) -> Sql:
    place = backend()
    distinct = "DISTINCT " if several else ""
    return f"SELECT {distinct}{DOCUMENT} AS doc FROM ({place.matching}) r", [place.match(expression)]


def several_chunks(cursor: Any, collection: str) -> bool:
    """Whether a collection has documents of several chunks."""
    cursor.execute("SELECT 1 FROM search_document WHERE collection = %s AND chunks > 1 LIMIT 1", [collection])
    return cursor.fetchone() is not None


def _narrowed(asked: Asked) -> Sql:
    sql, args = "d.collection = %s", [asked.collection]
    if asked.least is not None:
        sql, args = f"{sql} AND d.first >= %s", [*args, asked.least]
    for one, given in _facets(asked.filters):
        sql, args = f"{sql} AND {one}", [*args, *given]
    if asked.unless:
        parts = _facets(asked.unless)
        sql += f" AND NOT ({' AND '.join(one for one, _ in parts)})"
        args += [arg for _, given in parts for arg in given]
    return sql, args


def _facets(filters: Mapping[str, Sequence[str]]) -> list[Sql]:
    """For each facet: SQL that holds where a document has one of its values."""
    made: list[Sql] = []
    for name, values in filters.items():
        marks = ", ".join(["%s"] * len(values)) or "NULL"
        made.append(
            (f"d.id IN (SELECT document_id FROM search_facet WHERE name = %s AND value IN ({marks}))", [name, *values])
        )
    return made

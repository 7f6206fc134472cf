"""Which documents, in which order: SQL over the place of tokens, from the best class of a term down.

One term: its classes exclude one another, so a page is filled class by class and the rest is never sorted. Several
terms: the rows where all match are scored together. Where a collection holds documents of several chunks, a document
counts once, by its best chunk, and several terms may stand in different chunks.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from tomoni.search.backends import alias, backend
from tomoni.search.backends.base import CHUNK_BITS
from tomoni.search.models import Document
from tomoni.search.query import All, Either, Expression, Term

MODULUS = 2_147_483_647
DOCUMENT = f"row >> {CHUNK_BITS}"
Row = tuple[int, str, int]
"""(document id, key, score)"""
Sql = tuple[str, list[Any]]


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
    `unless`: filters; what all of them hold for is left out."""

    collection: str
    terms: tuple[Term, ...]
    filters: Mapping[str, Sequence[str]]
    order: Order = field(default_factory=Order)
    least: int | None = None
    unless: Mapping[str, Sequence[str]] = field(default_factory=dict)


def page(cursor: Any, asked: Asked, limit: int, offset: int) -> list[Row]:
    """One page of hits, in order."""
    if len(asked.terms) == 1:
        return _class_by_class(cursor, asked, limit, offset)
    if asked.terms:
        found, args = _sums(asked)
        sql = f"SELECT d.id, d.key, h.score FROM ({found}) h JOIN search_document d ON d.id = h.doc WHERE "
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
    several = _several_chunks(asked.collection)
    for score, expression in asked.terms[0].classes:
        inner, args = _documents(expression, several)
        if several and higher:
            above, given = _documents(Either(tuple(higher)), several)
            inner, args = f"{inner} EXCEPT {above}", args + given
        cursor.execute(
            f"SELECT d.id, d.key, {score} FROM ({inner}) h JOIN search_document d ON d.id = h.doc "
            f"WHERE {where} ORDER BY {asked.order.sql()} LIMIT %s",
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
    several = _several_chunks(asked.collection)
    parts = [term.matches for term in asked.terms]
    if several:
        found = [_documents(part, several) for part in parts]
        inner, args = " INTERSECT ".join(sql for sql, _ in found), [arg for _, given in found for arg in given]
    else:
        inner, args = _documents(All(tuple(parts)) if len(parts) > 1 else parts[0], several)
    return f"SELECT d.id FROM ({inner}) h JOIN search_document d ON d.id = h.doc WHERE {where}", [*args, *more]


def _sums(asked: Asked) -> Sql:
    """SQL of (doc, score): the sum over the terms of the best class of each; every term must match."""
    several = _several_chunks(asked.collection)
    everything = tuple(term.matches for term in asked.terms)
    parts, args = [], []
    for number, term in enumerate(asked.terms):
        others = () if several else everything[:number] + everything[number + 1 :]
        for score, expression in term.classes:
            sql, given = _documents(All((expression, *others)) if others else expression, several)
            parts.append(f"SELECT doc, {number} AS term, {score} AS s FROM ({sql}) c")
            args += given
    best = f"SELECT doc, term, MAX(s) AS s FROM ({' UNION ALL '.join(parts)}) u GROUP BY doc, term"
    return f"SELECT doc, SUM(s) AS score FROM ({best}) t GROUP BY doc HAVING COUNT(*) = {len(asked.terms)}", args


def _documents(expression: Expression, several: bool) -> Sql:
    place = backend()
    distinct = "DISTINCT " if several else ""
    return f"SELECT {distinct}{DOCUMENT} AS doc FROM ({place.matching}) r", [place.match(expression)]


def _several_chunks(collection: str) -> bool:
    return Document.objects.using(alias()).filter(collection=collection, chunks__gt=1).exists()


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

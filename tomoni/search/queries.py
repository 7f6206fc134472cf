"""All reads of search: hits in order, counts by facet, a suggestion when nothing was found.

The scores are fixed and summed in SQL (query.py), ties go by the document's own order, so that SQLite and PostgreSQL
give the same list. Counts stop at CAP unless asked for: nobody reads the 1,001st hit.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connections

from tomoni.search.backends import alias, backend
from tomoni.search.backends.base import CHUNK_BITS
from tomoni.search.models import Text, Word
from tomoni.search.normalise import normalise
from tomoni.search.query import BODY, BONUS, Term, parse

CAP = 1_000
ORDER = "score DESC, d.first, d.second, d.third, d.key"
Filters = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Hit:
    """A document that was found. `score` is 0 where nothing was typed."""

    key: str
    score: int
    title: str
    body: str
    url: str
    data: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Found:
    """One page of hits. `total` stops at CAP when `capped`. `also`: synonyms that were searched too."""

    terms: tuple[Term, ...]
    hits: tuple[Hit, ...]
    total: int
    capped: bool

    @property
    def also(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(word for term in self.terms for word in term.also))


def search(
    collection: str,
    text: str = "",
    filters: Filters | None = None,
    *,
    limit: int = 20,
    offset: int = 0,
    with_synonyms: bool = True,
    count_all: bool = False,
) -> Found:
    """Hits of a query in a collection. Nothing typed: everything, in its own order. A query of signs only: nothing.

    `filters`: facet name → values, any of which will do; all names must.
    """
    terms = parse(text, with_synonyms=with_synonyms)
    if text.strip() and not terms:
        return Found((), (), 0, False)
    sql, args = _matching(collection, terms, filters or {})
    with connections[alias()].cursor() as cursor:
        cursor.execute(f"{sql} ORDER BY {ORDER} LIMIT %s OFFSET %s", [*args, limit, offset])
        rows = cursor.fetchall()
        total, capped = _count(cursor, sql, args, offset, len(rows), limit, None if count_all else CAP)
    return Found(tuple(terms), _hits(rows), total, capped)


def _matching(collection: str, terms: Sequence[Term], filters: Filters) -> tuple[str, list[Any]]:
    """SQL that selects (id, key, score) of all that match, unordered."""
    args: list[Any] = []
    if terms:
        found, args = _scored(terms)
        sql = f"SELECT d.id, d.key, h.score AS score FROM ({found}) h JOIN search_document d ON d.id = h.doc"
    else:
        sql = "SELECT d.id, d.key, 0 AS score FROM search_document d"
    sql += " WHERE d.collection = %s"
    args.append(collection)
    for name, values in filters.items():
        marks = ", ".join(["%s"] * len(values))
        sql += f" AND d.id IN (SELECT document_id FROM search_facet WHERE name = %s AND value IN ({marks or 'NULL'}))"
        args += [name, *values]
    return sql, args


def _scored(terms: Sequence[Term]) -> tuple[str, list[Any]]:
    """SQL of (doc, score): for each term its best probe and the bonus, summed; every term must match."""
    parts, args = [], []
    for term in terms:
        probes = []
        for probe in term.probes:
            sql, given = backend().probe(probe)
            probes.append(
                f"SELECT row >> {CHUNK_BITS} AS doc, {probe.score} AS s, {int(probe.word)} AS w FROM ({sql}) p"
            )
            args += given
        both = f"CASE WHEN MAX(w) = 1 AND MAX(s) >= {BODY} THEN {BONUS} ELSE 0 END"
        parts.append(f"SELECT doc, MAX(s) + {both} AS best FROM ({' UNION ALL '.join(probes)}) u GROUP BY doc")
    if len(parts) == 1:
        return f"SELECT doc, best AS score FROM ({parts[0]}) t", args
    united = " UNION ALL ".join(f"SELECT doc, best FROM ({part}) t{number}" for number, part in enumerate(parts))
    return f"SELECT doc, SUM(best) AS score FROM ({united}) a GROUP BY doc HAVING COUNT(*) = {len(parts)}", args


def _count(
    cursor: Any, sql: str, args: list[Any], offset: int, shown: int, limit: int, cap: int | None
) -> tuple[int, bool]:
    if shown < limit and (shown or not offset):
        return offset + shown, False
    inner = f"SELECT id FROM ({sql}) m" + (f" LIMIT {cap + 1}" if cap is not None else "")
    cursor.execute(f"SELECT COUNT(*) FROM ({inner}) n", args)
    total = int(cursor.fetchone()[0])
    return (cap, True) if cap is not None and total > cap else (total, False)


def _hits(rows: Sequence[Sequence[Any]]) -> tuple[Hit, ...]:
    texts = Text.objects.using(alias()).in_bulk([row[0] for row in rows])
    return tuple(
        Hit(key, int(score), texts[pk].title, texts[pk].body, texts[pk].url, texts[pk].data) for pk, key, score in rows
    )


def facets(
    collection: str,
    text: str,
    names: Sequence[str],
    filters: Filters | None = None,
    *,
    with_synonyms: bool = True,
    most: int = 200,
) -> dict[str, list[tuple[str, int]]]:
    """For each name: (value, how many hits), most first. A name's own filter doesn't narrow its own counts."""
    chosen = dict(filters or {})
    terms = parse(text, with_synonyms=with_synonyms)
    out: dict[str, list[tuple[str, int]]] = {name: [] for name in names}
    if text.strip() and not terms:
        return out
    together = [name for name in names if name not in chosen]
    groups = [(together, chosen)] if together else []
    groups += [([name], {k: v for k, v in chosen.items() if k != name}) for name in names if name in chosen]
    with connections[alias()].cursor() as cursor:
        for wanted, narrowed in groups:
            sql, args = _matching(collection, terms, narrowed)
            marks = ", ".join(["%s"] * len(wanted))
            cursor.execute(
                "SELECT f.name, f.value, COUNT(*) FROM search_facet f JOIN "
                f"({sql}) m ON m.id = f.document_id WHERE f.name IN ({marks}) GROUP BY f.name, f.value",
                [*args, *wanted],
            )
            for name, value, number in cursor.fetchall():
                out[name].append((value, int(number)))
    return {name: sorted(found, key=lambda pair: (-pair[1], pair[0]))[:most] for name, found in out.items()}


def suggestion(collection: str, text: str, filters: Filters | None = None) -> str:
    """もしかして: the query with words that are in the documents, "" when there is nothing better that finds something."""
    from rapidfuzz import fuzz, process

    words = list(Word.objects.using(alias()).filter(collection=collection).values_list("word", flat=True))
    better = []
    for typed in text.split():
        plain = normalise(typed)
        best = process.extractOne(plain, words, scorer=fuzz.ratio, score_cutoff=60) if len(plain) > 1 else None
        better.append(best[0] if best and best[0] != plain else typed)
    offered = " ".join(better)
    if offered == " ".join(text.split()) or not search(collection, offered, filters, limit=1).hits:
        return ""
    return offered

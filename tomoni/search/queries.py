"""All reads of search: hits in order, counts by facet, a suggestion when nothing was found.

The scores are fixed and summed in SQL (query.py), ties go by the document's own order, so that SQLite and PostgreSQL
give the same list. Counts stop at CAP unless asked for: nobody reads the 1,001st hit.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connections

from tomoni.search import counting, ranking
from tomoni.search.backends import alias
from tomoni.search.models import Collection, Text, Word
from tomoni.search.normalise import normalise
from tomoni.search.query import Term, parse

CAP = 1_000
Filters = Mapping[str, Sequence[str]]
Order = ranking.Order


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
    order: Order | None = None,
    least: int | None = None,
    unless: Filters | None = None,
) -> Found:
    """Hits of a query in a collection. Nothing typed: everything, in order. A query of signs only: nothing.

    `filters`: facet name → values, any of which will do; all names must. `order` of hits with one score; the documents'
    own when None. `least`: only documents whose first number is at least this. `unless`: filters; what they all hold for
    is left out.
    """
    terms = parse(text, with_synonyms=with_synonyms)
    if text.strip() and not terms:
        return Found((), (), 0, False)
    with connections[alias()].cursor() as cursor:
        several = ranking.several_chunks(cursor, collection)
        asked = ranking.Asked(collection, tuple(terms), filters or {}, order or Order(), least, unless or {}, several)
        rows = ranking.page(cursor, asked, limit, offset)
        if len(rows) < limit and (rows or not offset):
            total, capped = offset + len(rows), False
        else:
            total, capped = ranking.count(cursor, asked, None if count_all else CAP)
    return Found(tuple(terms), _hits(rows), total, capped)


def _hits(rows: Sequence[Sequence[Any]]) -> tuple[Hit, ...]:
    texts = Text.objects.using(alias()).in_bulk([row[0] for row in rows])
    return tuple(
        Hit(key, int(score), texts[pk].title, texts[pk].body, texts[pk].url, texts[pk].data) for pk, key, score in rows
    )


def marks(collection: str, name: str) -> dict[str, Any]:
    """key → what each document's data say under `name`, None where they say nothing."""
    rows = Text.objects.using(alias()).filter(document__collection=collection)
    return dict(rows.values_list("document__key", f"data__{name}"))


def stamp(collection: str) -> str:
    """Another one after every write of documents to a collection; "" while nothing was written with stamps."""
    row = Collection.objects.using(alias()).filter(name=collection).values_list("stamp", flat=True).first()
    return row or ""


def data(collection: str, key: str) -> dict[str, Any] | None:
    """What the room wanted back with a document; None when there is no such document."""
    found: dict[str, Any] | None = (
        Text.objects.using(alias())
        .filter(document__collection=collection, document__key=key[:200])
        .values_list("data", flat=True)
        .first()
    )
    return found


def facets(
    collection: str,
    text: str,
    names: Sequence[str],
    filters: Filters | None = None,
    *,
    with_synonyms: bool = True,
    most: int = 200,
    least: int | None = None,
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
    marked = stamp(collection)
    with connections[alias()].cursor() as cursor:
        several = ranking.several_chunks(cursor, collection)
        for wanted, narrowed in groups:
            asked = ranking.Asked(collection, tuple(terms), narrowed, least=least, several=several)
            for name, value, number in counting.counted(cursor, collection, marked, ranking.matching(asked), wanted):
                out[name].append((value, number))
    return {name: sorted(found, key=lambda pair: (-pair[1], pair[0]))[:most] for name, found in out.items()}


def suggestion(collection: str, text: str, filters: Filters | None = None, *, least: int | None = None) -> str:
    """もしかして: the query with words that are in the documents, "" when there is nothing better that finds something."""
    from rapidfuzz import fuzz, process

    words = list(Word.objects.using(alias()).filter(collection=collection).values_list("word", flat=True))
    better = []
    for typed in text.split():
        plain = normalise(typed)
        best = process.extractOne(plain, words, scorer=fuzz.ratio, score_cutoff=60) if len(plain) > 1 else None
        better.append(best[0] if best and best[0] != plain else typed)
    offered = " ".join(better)
    if offered == " ".join(text.split()) or not search(collection, offered, filters, limit=1, least=least).hits:
        return ""
    return offered

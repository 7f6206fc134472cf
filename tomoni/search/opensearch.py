"""The seam to OpenSearch, for collections that outgrow one database: the same tokens, the same classes and scores.

Nothing here speaks to a server. `INDEX` is what an index is made with, `bulk` the lines that put documents in, `question`
the body of a search, `rows` what its answer says. Whoever runs a cluster sends these with the client they have. A
document is one document there (no chunks); tokens are cut at spaces only, so that a phrase of tokens is the phrase that
SQLite looks for.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from tomoni.search import tokens
from tomoni.search.normalise import normalise
from tomoni.search.query import All, Either, Expression, Probe
from tomoni.search.ranking import MODULUS, Asked, Row
from tomoni.search.services import Entry

FIELDS = {"t": "title_grams", "b": "body_grams", "w": "words"}
_TOKENS = {"type": "text", "analyzer": "whitespace", "norms": False, "index_options": "positions"}
INDEX: Mapping[str, Any] = {
    "mappings": {
        "dynamic": "strict",
        "_source": {"excludes": list(FIELDS.values())},
        "properties": {
            **dict.fromkeys(FIELDS.values(), _TOKENS),
            **{key: {"type": "keyword"} for key in ("collection", "key", "facets", "tokens")},
            **{key: {"type": "long"} for key in ("first", "second", "third")},
            "title": {"type": "keyword", "index": False, "doc_values": False},
            "body": {"type": "keyword", "index": False, "doc_values": False},
            "url": {"type": "keyword", "index": False, "doc_values": False},
            "data": {"type": "object", "enabled": False},
        },
    }
}
"""Mappings of an index. `tokens` is the tokeniser's version, to find what must be put in again."""


def source(collection: str, entry: Entry) -> dict[str, Any]:
    """A document as OpenSearch keeps it."""
    words = [*tokens.word_tokens(entry.title), tokens.GAP, *tokens.word_tokens(entry.body)]
    return {
        "collection": collection,
        "key": entry.key,
        "title_grams": " ".join(tokens.grams(normalise(entry.title))),
        "body_grams": " ".join(tokens.grams(normalise(entry.body))),
        "words": " ".join(words),
        "facets": [facet(name, value) for name, values in entry.facets.items() for value in values],
        "first": entry.order[0],
        "second": entry.order[1],
        "third": entry.order[2],
        "tokens": tokens.version(),
        "title": entry.title,
        "body": entry.body,
        "url": entry.url,
        "data": entry.data,
    }


def facet(name: str, value: str) -> str:
    """A property as one keyword."""
    return f"{name}={value}"


def bulk(index: str, collection: str, entries: Iterable[Entry]) -> Iterator[str]:
    """Lines for `_bulk`, each with its line feed: every document in place of the one with its key."""
    for entry in entries:
        for line in (
            {"index": {"_index": index, "_id": f"{collection}/{entry.key}"}},
            source(collection, entry),
        ):
            yield json.dumps(line, ensure_ascii=False) + "\n"


def question(asked: Asked, limit: int, offset: int, cap: int) -> dict[str, Any]:
    """The body of `_search`: one page in order, and the count up to `cap` + 1."""
    kept: list[dict[str, Any]] = [{"term": {"collection": asked.collection}}]
    kept += _facets(asked.filters)
    if asked.least is not None:
        kept.append({"range": {"first": {"gte": asked.least}}})
    query: dict[str, Any] = {"filter": kept}
    if asked.terms:
        query["must"] = [
            {
                "dis_max": {
                    "queries": [
                        {"constant_score": {"filter": matching(expression), "boost": score}}
                        for score, expression in term.classes
                    ]
                }
            }
            for term in asked.terms
        ]
    if asked.unless:
        query["must_not"] = [{"bool": {"filter": _facets(asked.unless)}}]
    return {
        "query": {"bool": query},
        "sort": [{"_score": "desc"}, *_order(asked), {"key": "asc"}],
        "from": offset,
        "size": limit,
        "track_total_hits": cap + 1,
        "track_scores": True,
    }


def _facets(filters: Mapping[str, Iterable[str]]) -> list[dict[str, Any]]:
    return [{"terms": {"facets": [facet(name, value) for value in values]}} for name, values in filters.items()]


def _order(asked: Asked) -> list[dict[str, Any]]:
    made: list[dict[str, Any]] = []
    for name in asked.order.by:
        if name == "third" and asked.order.turn:
            turned = {
                "lang": "painless",
                "source": "doc['third'].value * params.turn % params.modulus",
                "params": {"turn": asked.order.turn % MODULUS, "modulus": MODULUS},
            }
            made.append({"_script": {"type": "number", "script": turned, "order": "asc"}})
        else:
            made.append({name: "asc"})
    return made


def matching(expression: Expression) -> dict[str, Any]:
    """An expression as a query that only filters."""
    if isinstance(expression, Probe):
        return _phrase(expression)
    if isinstance(expression, Either):
        return {"bool": {"should": [matching(part) for part in expression.parts], "minimum_should_match": 1}}
    made: dict[str, Any] = {"filter": [matching(part) for part in expression.parts]}
    if isinstance(expression, All) and expression.none:
        made["must_not"] = [matching(part) for part in expression.none]
    return {"bool": made}


def _phrase(probe: Probe) -> dict[str, Any]:
    name = FIELDS[probe.column]
    if not probe.opens:
        return {"match_phrase": {name: " ".join(probe.tokens)}}
    last = {"prefix": {name: {"value": probe.tokens[-1]}}}
    if len(probe.tokens) == 1:
        return last
    before: list[dict[str, Any]] = [{"span_term": {name: token}} for token in probe.tokens[:-1]]
    return {"span_near": {"clauses": [*before, {"span_multi": {"match": last}}], "slop": 0, "in_order": True}}


def rows(answer: Mapping[str, Any], cap: int) -> tuple[list[Row], int, bool]:
    """(hits as (place, key, score), how many, whether there are more than that) from the answer to `question`."""
    found = answer["hits"]
    total = int(found["total"]["value"])
    hits = [(at, str(hit["_source"]["key"]), round(hit["_score"] or 0)) for at, hit in enumerate(found["hits"])]
    return hits, min(total, cap), total > cap

"""Looking for measures in the search: hits in fair order, those that don't say after those that fit, counts by facet."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from threading import Lock

from tomoni.registry.scope import Scope
from tomoni.search import queries as search
from tomoni.search.query import Term
from tomoni.support import order, services
from tomoni.support.asking import Wanted
from tomoni.support.documents import FACETS, UNKNOWN, around, shown
from tomoni.support.measure import Measure
from tomoni.support.models import Indexed

A_PAGE = 20
SILENT = ("area", "lang", "residence")
"""Facets whose silence is no reason to hide a measure."""
COUNTED = tuple(name for name in FACETS)
MOST_COUNTED = 60
KEPT = 256
Filters = dict[str, tuple[str, ...]]
Counts = Mapping[str, list[tuple[str, int]]]


@dataclass(frozen=True, slots=True)
class Found:
    """One page. `fitting` of the hits fit every filter; the rest are silent about a place, language or status.

    `total` of both together, `silent` of the second; they stop at the search's cap when `capped`."""

    terms: tuple[Term, ...]
    measures: tuple[Measure, ...]
    fitting: int
    total: int
    silent: int
    capped: bool
    also: tuple[str, ...]
    suggestion: str


def stamp(scope: Scope) -> str:
    """What the index was made from; "" when there is none yet."""
    row = Indexed.objects.filter(collection=services.collection_name(scope)).values_list("stamp", flat=True).first()
    return row or ""


def filters_of(wanted: Wanted) -> tuple[Filters, Filters]:
    """(filters that fit, the same where silence fits too); the second is {} when nothing can be silent."""
    strict: Filters = dict(wanted.filters)
    if place := strict.get("area"):
        strict["area"] = (
            (*place, *(code for code in around(place[0]) if code not in place)) if place[0] != UNKNOWN else place
        )
    asked = [name for name in SILENT if strict.get(name) and UNKNOWN not in strict[name]]
    if not asked:
        return strict, {}
    return strict, {name: (*values, UNKNOWN) if name in asked else values for name, values in strict.items()}


def find(scope: Scope, wanted: Wanted, today: date, a_page: int = A_PAGE, offset: int | None = None) -> Found:
    """One page of hits."""
    collection = services.collection_name(scope)
    strict, wide = filters_of(wanted)
    by_deadline = (wanted.sort or ("" if wanted.text else "deadline")) == "deadline"
    way = order.by_deadline(today) if by_deadline else order.by_relevance(today)
    least = None if wanted.ended else services.day_number(today)
    start = (wanted.page - 1) * a_page if offset is None else offset

    def look(filters: Filters, unless: Filters | None, limit: int, at: int) -> search.Found:
        return search.search(
            collection,
            wanted.text,
            filters,
            limit=limit,
            offset=at,
            with_synonyms=wanted.synonyms,
            order=way,
            least=least,
            unless=unless,
        )

    first = look(strict, None, a_page, start)
    hits, total, silent, capped = list(first.hits), first.total, 0, first.capped
    fitting = len(hits)
    if wide and not first.capped:
        rest = look(wide, strict, max(1, a_page - len(hits)), max(0, start - first.total))
        if len(hits) < a_page:
            hits += rest.hits[: a_page - len(hits)]
        silent, capped, total = rest.total, rest.capped, first.total + rest.total
    offered = ""
    if not hits and wanted.text and not start:
        offered = search.suggestion(collection, wanted.text, wide or strict, least=least)
    return Found(
        first.terms,
        tuple(shown(hit.data) for hit in hits),
        fitting,
        total,
        silent,
        capped,
        first.also,
        offered,
    )


def total(scope: Scope, wanted: Wanted, today: date) -> int:
    """How many there are, counted to the last."""
    strict, wide = filters_of(wanted)
    least = None if wanted.ended else services.day_number(today)
    collection = services.collection_name(scope)
    return search.search(collection, wanted.text, wide or strict, limit=1, least=least, count_all=True).total


def by_key(scope: Scope, key: str) -> Measure | None:
    """One measure of the index; None when there is none with this key."""
    data = search.data(services.collection_name(scope), key)
    return shown(data) if data else None


class _Memory:
    """The counts of the last few questions, for as long as index and day are the same."""

    def __init__(self) -> None:
        self.kept: OrderedDict[tuple[object, ...], Counts] = OrderedDict()
        self.lock = Lock()

    def get(self, key: tuple[object, ...]) -> Counts | None:
        with self.lock:
            return self.kept.get(key)

    def put(self, key: tuple[object, ...], counts: Counts) -> None:
        with self.lock:
            self.kept[key] = counts
            while len(self.kept) > KEPT:
                self.kept.popitem(last=False)


_memory = _Memory()


def counts(scope: Scope, wanted: Wanted, today: date, marked: str) -> Counts:
    """Facet → (value, how many), most first. `marked`: the index's stamp."""
    strict, wide = filters_of(wanted)
    filters = wide or strict
    least = None if wanted.ended else services.day_number(today)
    key = (
        services.collection_name(scope),
        marked,
        today,
        wanted.text,
        wanted.synonyms,
        least,
        tuple(sorted(filters.items())),
    )
    known = _memory.get(key)
    if known is None:
        known = search.facets(
            services.collection_name(scope),
            wanted.text,
            COUNTED,
            filters,
            with_synonyms=wanted.synonyms,
            most=MOST_COUNTED,
            least=least,
        )
        _memory.put(key, known)
    return known

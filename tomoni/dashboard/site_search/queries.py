"""All reads: a page of what was found, how many of each kind, a suggestion when there is nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tomoni.dashboard.site_search.asking import Wanted
from tomoni.dashboard.site_search.services import collection_name
from tomoni.i18n import Text
from tomoni.registry.findable import offered
from tomoni.registry.scope import Scope
from tomoni.search import queries as search
from tomoni.search.query import Term
from tomoni.search.ranking import Order, turn
from tomoni.search.remembered import Remembered

A_PAGE = 20
Counts = list[tuple[str, int]]
_counts: Remembered[Counts] = Remembered(256)


@dataclass(frozen=True, slots=True)
class Hit:
    """One thing that was found. `words` in the language that was asked for; `over`: it has ended."""

    kind: str
    path: str
    title: Text
    words: Text
    of: Text
    until: str
    over: bool
    spoken: bool


@dataclass(frozen=True, slots=True)
class Found:
    """One page. `total` stops at the search's cap when `capped`. `also`: synonyms that were searched too."""

    terms: tuple[Term, ...]
    hits: tuple[Hit, ...]
    total: int
    capped: bool
    also: tuple[str, ...]
    suggestion: str


def kinds() -> dict[str, Text]:
    """Every kind that the rooms of this house have, in order."""
    return {kind: name for room in offered() for kind, name in room.kinds.items()}


def stamp(scope: Scope) -> str:
    """Another one whenever the index is; "" while there is none."""
    return search.stamp(collection_name(scope))


def find(scope: Scope, wanted: Wanted, today: date, a_page: int = A_PAGE, offset: int | None = None) -> Found:
    """One page of hits; nothing typed: everything, kind by kind."""
    collection = collection_name(scope)
    filters = {"kind": wanted.kinds} if wanted.kinds else {}
    least = None if wanted.ended else number(today)
    start = (wanted.page - 1) * a_page if offset is None else offset
    found = search.search(
        collection,
        wanted.text,
        filters,
        limit=a_page,
        offset=start,
        with_synonyms=wanted.synonyms,
        order=Order(("second", "third"), turn(today)),
        least=least,
    )
    offered = ""
    if not found.hits and wanted.text and not start:
        offered = search.suggestion(collection, wanted.text, filters, least=least)
    hits = tuple(_hit(one, today) for one in found.hits)
    return Found(found.terms, hits, found.total, found.capped, found.also, offered)


def _hit(one: search.Hit, today: date) -> Hit:
    said = one.data
    ja, en = said["cut"]
    words = Text.of({"ja": one.body[:ja], "en": one.body[ja + 1 : ja + 1 + en]})
    until = str(said["until"])
    over = bool(until) and until < today.isoformat()
    title, of = Text.of(said["title"]), Text.of(said["of"])
    return Hit(str(said["kind"]), one.url, title, words, of, until, over, bool(said["spoken"]))


def counts(scope: Scope, wanted: Wanted, today: date, marked: str) -> Counts:
    """(kind, how many), in the order of the rooms; those chosen stay even with nothing in them. `marked`: the index's
    stamp. All kinds are counted, whichever are chosen."""
    least = None if wanted.ended else number(today)
    collection = collection_name(scope)
    key = (collection, marked, wanted.text, wanted.synonyms, least)
    known = _counts.get(key)
    if known is None:
        told = search.facets(collection, wanted.text, ["kind"], with_synonyms=wanted.synonyms, least=least)
        known = _counts.put(key, told["kind"])
    many = dict(known)
    listed = [*kinds(), *(kind for kind in many if kind not in kinds())]
    return [(kind, many.get(kind, 0)) for kind in listed if kind in many or kind in wanted.kinds]


def number(day: date) -> int:
    return int(day.strftime("%Y%m%d"))

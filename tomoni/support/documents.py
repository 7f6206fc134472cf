"""A measure as a document of the search: what is looked through, what is filtered and counted by, what a list shows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from tomoni.search.services import Entry
from tomoni.support import places
from tomoni.support.measure import NATIONWIDE, Measure, to_json
from tomoni.tables import codes

UNKNOWN = "-"
"""The facet value of a measure that says nothing about a matter: it stays visible."""
FACETS = ("who", "area", "need", "life", "kind", "industry", "fee", "by", "lang", "residence", "list")
SEARCHED = (
    "subtitle",
    "catch",
    "summary",
    "body",
    "provider",
    "authority",
    "audience_text",
    "area_text",
    "amount",
    "rate",
    "period_note",
    "how",
    "inquiry",
    "law",
    "fee_text",
    "title_en",
    "summary_en",
    "origin",
)
LISTS = ("audience", "need", "life_event", "kind", "industry", "stage", "keywords", "documents", "disaster")


def entry(measure: Measure, digest: str, place: tuple[int, int, int]) -> Entry:
    return Entry(
        measure.key,
        measure.title,
        "\n".join(_texts(measure)),
        f"support/m/{measure.key}/",
        facets(measure),
        place,
        to_json(measure) | {"digest": digest},
    )


def _texts(measure: Measure) -> Iterator[str]:
    for name in SEARCHED:
        if words := getattr(measure, name):
            yield words
    for name in LISTS:
        if values := getattr(measure, name):
            yield "、".join(values)
    if names := [places.name(code).ja for code in measure.area if code != NATIONWIDE]:
        yield "、".join(names)


def facets(measure: Measure) -> dict[str, Sequence[str]]:
    """Facet → values. Of a matter that people filter by while most lists are silent about it, silence is a value."""
    found: dict[str, Sequence[str]] = {
        "who": measure.audience,
        "area": measure.area or (UNKNOWN,),
        "need": measure.need,
        "life": measure.life_event,
        "kind": measure.kind,
        "industry": measure.industry,
        "fee": (measure.fee,) if measure.fee else (UNKNOWN,),
        "by": (measure.provider_kind,) if measure.provider_kind else (UNKNOWN,),
        "lang": measure.languages or (UNKNOWN,),
        "residence": measure.residence or (UNKNOWN,),
        "list": (measure.dataset,),
    }
    return {name: values for name, values in found.items() if values}


def around(code: str) -> tuple[str, ...]:
    """The values of the facet that hold for a place: itself, its prefecture, everywhere, and those that don't say."""
    prefecture = codes.prefecture_of(code)
    wider = (prefecture.code,) if prefecture and prefecture.code != code else ()
    return (code, *wider, NATIONWIDE)


def shown(data: Mapping[str, object]) -> Measure:
    """The measure that a hit carries."""
    from tomoni.support.measure import from_json

    return from_json(data)

"""What the room offers to the site-wide search: every measure that is published, found as in the room's own search."""

from __future__ import annotations

from collections.abc import Iterator

from tomoni.i18n import Text
from tomoni.registry.findable import NOTHING, Findable
from tomoni.registry.scope import Scope
from tomoni.support import documents, queries, services
from tomoni.support.measure import Measure

KINDS = {"support": Text("支援制度", "Help and support")}


def entries(scope: Scope) -> Iterator[Findable]:
    """In fair order: every provider's first measure before anybody's second, the providers by lot."""
    found = queries.collection(scope)
    places = services.places(found.measures)
    for one in found.measures:
        yield findable(one, places[one.key])


def findable(one: Measure, place: tuple[int, int, int]) -> Findable:
    entry = documents.entry(one, "", place)
    title = Text(one.title, one.title_en or one.title)
    _, number, lot = place
    return Findable(
        "support",
        f"support/m/{one.key}/",
        title,
        Text(entry.body, one.summary_en),
        Text.of(one.provider) if one.provider else NOTHING,
        one.last_day,
        number,
        lot,
    )

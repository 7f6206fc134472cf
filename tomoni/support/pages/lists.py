"""Lists as files: everything one can still apply for, and the same by trouble, life event, person, kind, provider.

Sorted by deadline; equals in fair order (order.py). What has ended has a list of its own, the last to end first.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from tomoni.i18n import Text
from tomoni.look import page as look
from tomoni.registry.rooms import Page
from tomoni.support import order, services, showing, wording
from tomoni.support.documents import UNKNOWN, facets
from tomoni.support.measure import Measure
from tomoni.support.pages.base import Site, qr

A_PAGE = 40
ENDED = "support/ended/"
BY = ("need", "life", "who", "area", "kind", "by", "lang")
FEWEST, MOST = 1, 60
"""How many measures a value must have to get a list, and how many values of a facet get one."""


@dataclass(frozen=True, slots=True)
class Shelf:
    """One value of a facet and its list."""

    facet: str
    value: str
    words: Text
    path: str
    measures: tuple[Measure, ...]


def sorted_fairly(measures: Sequence[Measure], site: Site) -> list[Measure]:
    """By deadline; equals round by round, providers by the day's lot, as the search sorts them."""
    places = services.places(site.found.measures)
    turn = order.turn(site.found.today)

    def place(one: Measure) -> tuple[int, int, int, str]:
        first, second, third = places[one.key]
        return first, second, third * turn % order.PRIME, one.key

    return sorted(measures, key=place)


def slug(value: str) -> str:
    return hashlib.sha256(value.encode()).hexdigest()[:8]


def shelves(site: Site, measures: Sequence[Measure]) -> dict[str, list[Shelf]]:
    """Facet → its values, the fullest first."""
    found: dict[str, dict[str, list[Measure]]] = {facet: {} for facet in BY}
    for one in measures:
        values = facets(one)
        for facet in BY:
            for value in values.get(facet, ()):
                if value != UNKNOWN:
                    found[facet].setdefault(value, []).append(one)
    made: dict[str, list[Shelf]] = {}
    for facet, by_value in found.items():
        fullest = sorted(by_value.items(), key=lambda pair: (-len(pair[1]), pair[0]))[:MOST]
        made[facet] = [
            Shelf(facet, value, wording.of_value(facet, value), f"support/by/{facet}/{slug(value)}/", tuple(some))
            for value, some in fullest
            if len(some) >= FEWEST
        ]
    return {facet: some for facet, some in made.items() if some}


def pages(site: Site) -> Iterator[Page]:
    everything = sorted_fairly(site.found.open, site)
    yield from _list(site, "support/all/", Text("いま使える支援のすべて", "All help that is open now"), everything, ())
    for facet, some in shelves(site, everything).items():
        for shelf in some:
            trail = ((wording.FACETS[facet], ""),)
            yield from _list(site, shelf.path, shelf.words, shelf.measures, trail)
    if ended := gone(site):
        yield from _list(site, ENDED, Text("受付が終わった支援", "Help that has ended"), ended, ())


def gone(site: Site) -> list[Measure]:
    """What one can't apply for any more, the last to end first."""
    still = {one.key for one in site.found.open}
    some = [one for one in site.found.measures if one.key not in still]
    return sorted(some, key=lambda one: (-(one.last_day or date.min).toordinal(), one.title, one.key))


def _list(
    site: Site, path: str, title: Text, measures: Sequence[Measure], trail: Sequence[tuple[Text, str]]
) -> Iterator[Page]:
    count, address = max(1, -(-len(measures) // A_PAGE)), site.found.scope.community.address
    for number in range(1, count + 1):
        here = measures[(number - 1) * A_PAGE : number * A_PAGE]
        target = path if number == 1 else f"{path}{number}/"

        def context(
            lang: str, here: Sequence[Measure] = here, number: int = number, target: str = target
        ) -> Mapping[str, Any]:
            today, days = site.found.today, site.found.config.unverified_days
            return {
                "title": title,
                "kind_of": trail[0][0] if trail else None,
                "items": [showing.shown(one, today, lang, days) for one in here],
                "total": len(measures),
                "ended": path == ENDED,
                "pager": pager(path, number, count),
                "qr": qr(f"{address}/{look.localised(target, lang)}") if address else "",
                "trail": [(Text("支援をさがす", "Find help"), "support/"), (title, "")],
            }

        keys = [(one.key, one.state(site.found.today)) for one in here]
        yield from site.html(
            target,
            "support/list.html",
            context,
            depends=[site.found.digest, site.found.today, keys, len(measures), count],
            description=Text(f"{title.ja}（{len(measures)}件）", f"{title.en} ({len(measures)})"),
        )


def pager(path: str, here: int, count: int) -> list[tuple[str, str, bool]]:
    """(text, path, is this page) for look/pager.html: the first, the last, two around this one."""
    shown = sorted({n for n in (1, count, *range(here - 2, here + 3)) if 1 <= n <= count})
    out: list[tuple[str, str, bool]] = []
    for n, before in zip(shown, [0, *shown], strict=False):
        if n - before > 1:
            out.append(("…", "", False))
        out.append((str(n), path if n == 1 else f"{path}{n}/", n == here))
    return out

"""What the front fills in of the room's pages, without Django: the list near somebody, with ages as of this moment."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, Protocol
from urllib.parse import parse_qsl, urlencode

from tomoni.publish import live_find
from tomoni.publish.live_find import Places
from tomoni.stock.feed import listing
from tomoni.stock.feed.listing import BEGIN, END, View


class State(Protocol):
    """What the front has of a feed (tomoni.web.live.State)."""

    head: Mapping[str, Any]
    places: Places


JAPANESE = ("stock", "easy")
"""First folders of the pages that are in Japanese; those of languages that have no words of their own here are in English."""
SHOWN = 50
MOST_AREAS = 400


def fill(shell: bytes, path: str, state: State, query: str, now: datetime | None = None) -> bytes | None:
    """The page with its list for this question; None when the page has no list."""
    start, end = shell.find(BEGIN), shell.find(END)
    if start < 0 or end < start:
        return None
    folder = path.partition("/")[0]
    lang = "ja" if folder in JAPANESE else "en"
    view = replace(answer(state, query), root="../" * path.count("/"))
    made = listing.region(state.head, view, lang, now or datetime.now(UTC))
    if lang == "en" and folder != "en":
        made = b'<div lang="en">' + made + b"</div>"
    return shell[:start] + made + shell[end + len(END) :]


def answer(state: State, query: str) -> View:
    """What the question finds; one that can't be read is answered with the whole list."""
    given = dict(parse_qsl(query[:2000]))
    places = state.places
    areas = areas_of(places.areas)
    area = given.get("area", "") if given.get("area") in areas else ""
    item = given.get("item", "") if given.get("item") in {one["id"] for one in state.head["items"]} else ""
    try:
        asked = live_find.read(_question(given, area, item))
    except live_find.Wrong:
        asked = live_find.Asked(area=area, item=item, states=("on_sale",) if item else (), limit=SHOWN)
    middle = False
    if asked.point is None and area and (spot := _middle(places, area)):
        asked, middle = replace(asked, point=spot), True
    found, more, _ = live_find.page(places, asked)
    return View(
        [(away if asked.point else None, places.site(number)) for away, number in found],
        len(places.ids),
        areas,
        area,
        asked.point,
        middle,
        item,
        live_find.cursor(found[-1], places) if more else "",
    )


def _question(given: Mapping[str, str], area: str, item: str) -> str:
    asked: dict[str, Any] = {key: given[key] for key in ("lat", "lon", "cursor") if given.get(key)}
    asked |= {"area": area} if area else {}
    asked |= {"item": item, "state": "on_sale"} if item else {}
    return urlencode(asked | {"limit": SHOWN})


def areas_of(areas: list[str]) -> list[str]:
    """The areas to choose from, each once; none when there are too many to choose."""
    found = sorted(set(filter(None, areas)))
    return found if len(found) <= MOST_AREAS else []


def _middle(places: Places, area: str) -> tuple[float, float] | None:
    """The middle of an area's sites: the median, which one site far off does not move."""
    spots = [
        spot for spot, name in zip(places.near.positions, places.areas, strict=True) if spot and name.startswith(area)
    ]
    if not spots:
        return None
    half = len(spots) // 2
    return sorted(lat for lat, _ in spots)[half], sorted(lon for _, lon in spots)[half]

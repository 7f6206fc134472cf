"""What the list says of one item: hours, what to bring, how long ago that was known, how far it is from a landmark."""

from __future__ import annotations

from tomoni.geo.sphere import bearing, compass, distance
from tomoni.papermap import permission, wording
from tomoni.papermap.model import Item, plain
from tomoni.papermap.order import Order
from tomoni.papermap.trimming import trim

NAME, DETAIL, TITLE = 34, 74, 40
"""Letters of a name, of what stands below it, of a title."""


def detail(item: Item, order: Order) -> str:
    """Hours, what to bring, the time it is known from: what the order's list of fields allows, cut between words."""
    said = permission.printed_fields(item, order.permission)
    parts = [value for name, value in said if name != "as_of" and plain(value) not in plain(item.name)]
    text = trim(" · ".join(parts), DETAIL)
    told = item.as_of if "as_of" in order.permission.fields and item.as_of != order.as_of else ""
    if where := " ".join(filter(None, (item.origin, trim(told, 24)))):
        text += (" " if text else "") + f"[{where}]"
    if order.landmark:
        text += (" " if text else "") + f"（{from_landmark(item, order, order.lang)}）"
    return text


def from_landmark(item: Item, order: Order, lang: str) -> str:
    """ "尾道駅から350 m・北東"; "" without a landmark."""
    mark = order.landmark
    if mark is None:
        return ""
    lon, lat = item.anchor
    metres = distance(mark.lat, mark.lon, lat, lon)
    towards = wording.way(compass(bearing(mark.lat, mark.lon, lat, lon)), lang)
    return wording.word("distance", lang, place=mark.name, far=wording.far(metres, lang), way=towards)

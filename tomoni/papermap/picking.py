"""Choosing the area of a sheet on a screen: a picture that answers to a click, steps to the sides, closer, wider, a place's name.

Everything works as a form without a script; the picture is drawn here, from the same base map that will be printed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from tomoni import geo
from tomoni.geo.names import find
from tomoni.geo.sphere import is_position
from tomoni.papermap.base import drawing, outline
from tomoni.papermap.categories import category
from tomoni.papermap.model import Item, Outcome, Reading, plain
from tomoni.papermap.order import Order
from tomoni.papermap.sheet.overlay import EDGE
from tomoni.papermap.sheet.paper import Box, Frame, bounds, fitting
from tomoni.registry.errors import problem

WIDE, HIGH = 150.0, 110.0
"""mm of the picture's map; it has the overlay's margin around."""
AROUND = 0.01
"""Degrees to each side of a place that was typed: about a kilometre."""
STEPS = {"closer": 0.6, "wider": 1 / 0.6}
MOVES = {"north": (0.0, 0.4), "south": (0.0, -0.4), "east": (0.4, 0.0), "west": (-0.4, 0.0)}


@dataclass(frozen=True, slots=True)
class Picture:
    """`svg` of the map to click on; `frame` says what its millimetres mean."""

    svg: str
    frame: Frame

    @property
    def ratio(self) -> float:
        return (HIGH + 2 * EDGE) / (WIDE + 2 * EDGE)


def picture(order: Order, reading: Reading) -> Picture:
    """All places, those to be printed dark, and the area as it is now."""
    items = [item for item in reading.items if item.paths]
    box = _everything(items, order)
    frame = fitting(box, WIDE, HIGH, 6.0)
    base = order.base
    if base.empty:
        base = outline.base(box, order.lang)
    under = drawing.draw(base, frame, order.look)
    marks = "".join(_mark(frame, item, order) for item in items)
    now = order.area or bounds([item.anchor for item in items])
    wide, high = WIDE + 2 * EDGE, HIGH + 2 * EDGE
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{wide * 4:.0f}" height="{high * 4:.0f}" viewBox="{-EDGE} {-EDGE} {wide} {high}">'
        f'<rect x="{-EDGE}" y="{-EDGE}" width="{wide}" height="{high}" fill="#fff"/>{_inside(under)}{marks}{_rectangle(frame, now, bool(order.area))}</svg>'
    )
    return Picture(svg, frame)


def _inside(svg: str) -> str:
    """The drawing without its own root: the same millimetres."""
    return svg[svg.index(">") + 1 : svg.rindex("</svg>")] if svg else ""


def _everything(items: Sequence[Item], order: Order) -> Box:
    spots = [item.anchor for item in items]
    if order.area:
        spots += [order.area[:2], order.area[2:]]
    found = bounds(spots) or (135.0, 34.0, 137.0, 36.0)
    west, south, east, north = found
    pad = max(east - west, north - south, 0.004) * 0.03
    return west - pad, south - pad, east + pad, north + pad


def _mark(frame: Frame, item: Item, order: Order) -> str:
    x, y = frame.spot(*item.anchor)
    placed = item.outcome is Outcome.PLACED
    ink = category(item.category, order.titles).colour if placed else "#767676"
    fill = ink if placed else "#fff"
    return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="1.4" fill="{fill}" stroke="{ink}" stroke-width=".5"><title>{escape(item.name)}</title></circle>'


def _rectangle(frame: Frame, box: Box | None, chosen: bool) -> str:
    if box is None:
        return ""
    x, y = frame.spot(box[0], box[3])
    u, v = frame.spot(box[2], box[1])
    dashes = "" if chosen else ' stroke-dasharray="2 1.5"'
    return f'<rect x="{x:.1f}" y="{y:.1f}" width="{max(u - x, 1):.1f}" height="{max(v - y, 1):.1f}" fill="none" stroke="#b00020" stroke-width=".9"{dashes}/>'


def clicked(order: Order, reading: Reading, x: float, y: float) -> Box:
    """`x`, `y`: parts of the picture's width and height. The area as large as it was (half of everything when there was
    none) around the place that was touched."""
    frame = picture(order, reading).frame
    lon, lat = frame.degrees(x * (WIDE + 2 * EDGE) - EDGE, y * (HIGH + 2 * EDGE) - EDGE)
    wide, high = _size(order, reading) if order.area else [one / 2 for one in _size(order, reading)]
    return _around(lon, lat, wide, high)


def dragged(order: Order, reading: Reading, corners: Sequence[float]) -> Box:
    """The area between two corners, given as parts of the picture's width and height."""
    frame = picture(order, reading).frame
    x, y, u, v = corners
    one = frame.degrees(x * (WIDE + 2 * EDGE) - EDGE, y * (HIGH + 2 * EDGE) - EDGE)
    other = frame.degrees(u * (WIDE + 2 * EDGE) - EDGE, v * (HIGH + 2 * EDGE) - EDGE)
    (west, east), (south, north) = sorted((one[0], other[0])), sorted((one[1], other[1]))
    return _around((west + east) / 2, (south + north) / 2, max(east - west, 1e-4), max(north - south, 1e-4))


def stepped(order: Order, reading: Reading, step: str) -> Box:
    """Closer, wider, or to one side."""
    west, south, east, north = order.area or _everything([item for item in reading.items if item.paths], order)
    lon, lat, wide, high = (west + east) / 2, (south + north) / 2, east - west, north - south
    if step in STEPS:
        return _around(lon, lat, wide * STEPS[step], high * STEPS[step])
    right, up = MOVES[step]
    return _around(lon + right * wide, lat + up * high, wide, high)


def typed(order: Order, reading: Reading, words: str, code: str) -> Box:
    """Around what was typed: a place of the lists, a municipality, or "latitude,longitude"."""
    words = words.strip()[:80]
    parts = words.split(",")
    if len(parts) == 2:
        try:
            lat, lon = (float(one) for one in parts)
        except ValueError:
            lat = lon = 1e9
        if is_position(lat, lon):
            return _around(lon, lat, 2 * AROUND, 2 * AROUND)
    wanted = plain(words)
    found = [item for item in reading.items if item.paths and wanted and (wanted in plain(item.name) or wanted in plain(item.address))]  # fmt: skip
    if found:
        west, south, east, north = bounds([item.anchor for item in found]) or (0, 0, 0, 0)
        return _around((west + east) / 2, (south + north) / 2, max(east - west, AROUND) * 1.3, max(north - south, AROUND) * 1.3)  # fmt: skip
    area = find(words, code[:2]) or find(words)
    if area:
        shape = next((one for one in geo.outlines(area[:2] if len(area) > 2 else "00") if one.code == area), None)
        box = bounds([spot for polygon in shape.polygons for spot in polygon[0]]) if shape else None
        if box:
            return box
    raise problem(
        f"「{words}」が見つかりません。一覧にある場所の名前・住所、市町村の名前、または 緯度,経度 を入れてください。",
        f'"{words}" was not found. Type a place or address of the lists, a municipality, or latitude,longitude.',
    )


def _size(order: Order, reading: Reading) -> list[float]:
    box = order.area or _everything([item for item in reading.items if item.paths], order)
    return [box[2] - box[0], box[3] - box[1]]


def _around(lon: float, lat: float, wide: float, high: float) -> Box:
    wide, high = min(max(wide, 0.002), 20.0), min(max(high, 0.002), 16.0)
    lon, lat = min(max(lon, -180 + wide), 180 - wide), min(max(lat, -80 + high), 80 - high)
    box = lon - wide / 2, lat - high / 2, lon + wide / 2, lat + high / 2
    west, south, east, north = (round(one, 5) for one in box)
    return west, south, east, north

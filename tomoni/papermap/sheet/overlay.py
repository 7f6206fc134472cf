"""What lies over the base map: hazards (areas and lines with patterns that work in grey), markers with their numbers and
leader lines, grid, graticule, distance rings, page arrows. SVG, 1 unit = 1 mm, with a margin for the grid's letters."""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html import escape

from tomoni.papermap.categories import Category
from tomoni.papermap.model import Item, Kind
from tomoni.papermap.sheet import clip, declutter, symbols
from tomoni.papermap.sheet.grid import Grid, letter
from tomoni.papermap.sheet.look import Look
from tomoni.papermap.sheet.paper import Frame, nice

EDGE = 5.0
"""mm around the frame for letters and degrees."""
FONT = "BIZ UDPGothic, Noto Sans JP"
NUMBER = 2.35
"""Height of a marker's number in mm (6.7 pt) in the plain edition."""
_STEPS = (
    1 / 3600,
    2 / 3600,
    5 / 3600,
    10 / 3600,
    15 / 3600,
    30 / 3600,
    1 / 60,
    2 / 60,
    5 / 60,
    10 / 60,
    15 / 60,
    0.5,
    1.0,
    2.0,
    5.0,
)


@dataclass(slots=True)
class Drawn:
    """`svg` of the overlay; `hidden`: numbers that found no room; `shown`: numbers on this map."""

    svg: str
    shown: list[int] = field(default_factory=list)
    hidden: list[int] = field(default_factory=list)


def draw(
    grid: Grid,
    items: Sequence[Item],
    kinds: Mapping[str, Category],
    look: Look,
    *,
    landmark: tuple[float, float] | None = None,
    pages: Sequence[tuple[str, tuple[float, float, float, float]]] = (),
    core: float = 0.0,
) -> Drawn:
    """The overlay of one map. `items` outside the frame are left out. `pages`: (id, box in degrees) of the detail maps, for an
    overview; `core`: mm of each edge that also belong to the neighbour's map."""
    frame = grid.frame
    out = [_defs(look)]
    out.append(_shapes(frame, items, kinds, look))
    out.append(_graticule(grid, look))
    if landmark:
        out.append(_rings(frame, landmark, look))
    if core:
        out.append(f'<path d="M{core} {core}H{frame.wide - core}V{frame.high - core}H{core}Z" fill="none" stroke="#555" stroke-width=".25" stroke-dasharray="1.5 1"/>')  # fmt: skip
    markers, shown, hidden = _markers(frame, items, kinds, look)
    out.append(_pages(frame, pages, look))
    if not pages:
        out.append(markers)
    out.append(_frame(grid, look))
    width, height = frame.wide + 2 * EDGE, frame.high + 2 * EDGE
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}mm" height="{height}mm" '
        f'viewBox="{-EDGE} {-EDGE} {width} {height}" font-family="{FONT}">{"".join(out)}</svg>'
    )
    return Drawn(svg, shown, hidden)


def _defs(look: Look) -> str:
    blue, grey, red = look.ink("#0b5cab"), look.ink("#37474f"), look.ink("#b00020")
    heavy = 0.5 if look.id == "tactile" else 0.3
    return (
        "<defs>"
        f'<pattern id="flooded" width="4" height="2.4" patternUnits="userSpaceOnUse"><path d="M0 1.2q1-1 2 0t2 0" fill="none" stroke="{blue}" stroke-width="{heavy}"/></pattern>'
        f'<pattern id="blackout" width="2.4" height="2.4" patternUnits="userSpaceOnUse"><path d="M0 2.4L2.4 0" stroke="{grey}" stroke-width="{heavy}"/></pattern>'
        f'<pattern id="plain" width="2" height="2" patternUnits="userSpaceOnUse"><circle cx="1" cy="1" r=".3" fill="{grey}"/></pattern>'
        f'<pattern id="closed" width="2.4" height="2.4" patternUnits="userSpaceOnUse"><path d="M0 0L2.4 2.4M0 2.4L2.4 0" stroke="{red}" stroke-width="{heavy}"/></pattern>'
        "</defs>"
    )


def _shapes(frame: Frame, items: Sequence[Item], kinds: Mapping[str, Category], look: Look) -> str:
    box = (0.0, 0.0, frame.wide, frame.high)
    areas, lines = [], []
    for item in items:
        if item.kind is Kind.POINT:
            continue
        kind = kinds[item.category]
        ink, style = look.ink(kind.colour), kind.style or "plain"
        for path in item.paths:
            points = [frame.spot(x, y) for x, y in path]
            if item.kind is Kind.AREA:
                cut = clip.ring(points, box)
                if len(cut) > 2:
                    areas.append((style, ink, item.number, clip.path(cut, 20, closed=True)))
            else:
                for piece in clip.line(points, box):
                    lines.append(_line(piece, style, ink, look))
    gathered: dict[tuple[str, str, int], str] = {}
    for style, ink, number, data in areas:
        gathered[style, ink, number] = gathered.get((style, ink, number), "") + data
    filled = "".join(
        f'<g transform="scale(.05)"><path d="{data}" fill="none" stroke="{ink}" stroke-width="9" stroke-dasharray="30 12"/></g>'
        f'<path transform="scale(.05)" d="{data}" fill="url(#{style if style != "passable" else "plain"}-20)" fill-rule="evenodd"/>'
        for (style, ink, _), data in gathered.items()
    )
    return _scaled_patterns(look) + filled + "".join(lines)


def _scaled_patterns(look: Look) -> str:
    """The patterns again for paths in twentieths of a millimetre."""
    return _defs(look).replace('patternUnits="userSpaceOnUse"', 'patternUnits="userSpaceOnUse" patternTransform="scale(20)"').replace('id="flooded"', 'id="flooded-20"').replace('id="blackout"', 'id="blackout-20"').replace('id="plain"', 'id="plain-20"').replace('id="closed"', 'id="closed-20"')  # fmt: skip


def _line(points: list[tuple[float, float]], style: str, ink: str, look: Look) -> str:
    data = clip.path(points, 20)
    wide = 36 if look.id == "tactile" else 26
    if not data:
        return ""
    base = f'<g transform="scale(.05)" fill="none" stroke-linejoin="round" stroke-linecap="round"><path d="{data}" stroke="#fff" stroke-width="{wide + 16}"/>'
    if style == "passable":
        return (
            base
            + f'<path d="{data}" stroke="{ink}" stroke-width="{wide}"/><path d="{data}" stroke="#fff" stroke-width="{wide - 14}"/></g>'
        )
    if style == "closed":
        return (
            base
            + f'<path d="{data}" stroke="{ink}" stroke-width="12" stroke-dasharray="36 20"/></g>'
            + _crosses(points, ink)
        )
    dashes = (
        ' stroke-dasharray="60 24"' if style == "flooded" else ' stroke-dasharray="8 24"' if style == "blackout" else ""
    )
    return base + f'<path d="{data}" stroke="{ink}" stroke-width="{wide - 8}"{dashes}/></g>'


def _crosses(points: list[tuple[float, float]], ink: str) -> str:
    """An X every 6 mm: closed, in grey as well."""
    out, left = [], 3.0
    for (ax, ay), (bx, by) in itertools.pairwise(points):
        long = math.hypot(bx - ax, by - ay)
        at = left
        while at <= long:
            x, y = ax + (bx - ax) * at / long, ay + (by - ay) * at / long
            out.append(f"M{x - 1:.2f} {y - 1:.2f}l2 2m0-2l-2 2")
            at += 6.0
        left = at - long
    return f'<path d="{"".join(out)}" fill="none" stroke="{ink}" stroke-width=".6"/>' if out else ""


def _markers(
    frame: Frame, items: Sequence[Item], kinds: Mapping[str, Category], look: Look
) -> tuple[str, list[int], list[int]]:
    inside = [item for item in items if frame.holds(*item.anchor)]
    figure = NUMBER * look.size
    anchors = [frame.spot(*item.anchor) for item in inside]
    marks = [(max(len(str(item.number)), 1) * figure * 0.6 + figure * 0.75, figure * 1.5) for item in inside]
    rooms = [symbols.room(kinds[item.category].shape, *mark) for item, mark in zip(inside, marks, strict=True)]
    placed = declutter.place(anchors, rooms, (frame.wide, frame.high))
    leaders, dots, shapes, numbers, hidden = [], [], [], [], []
    for item, (w, h), spot in zip(inside, marks, placed, strict=True):
        kind = kinds[item.category]
        ink = look.ink(kind.colour)
        (ax, ay) = spot.anchor
        if spot.hidden:
            hidden.append(item.number)
            dots.append(f'<circle cx="{ax:.2f}" cy="{ay:.2f}" r=".7" fill="{ink}" stroke="#fff" stroke-width=".2"/>')
            continue
        if spot.moved:
            leaders.append(f"M{ax:.2f} {ay:.2f}L{spot.x:.2f} {spot.y:.2f}")
            dots.append(f'<circle cx="{ax:.2f}" cy="{ay:.2f}" r=".65" fill="{ink}" stroke="#fff" stroke-width=".2"/>')
        new = ' stroke-width=".75"' if item.change else ""
        shapes.append(
            f'<path d="{symbols.draw(kind.shape, spot.x, spot.y, w, h)}" fill="{look.paint(kind.colour)}" stroke="{ink}"{new}/>'
        )
        numbers.append(f'<text x="{spot.x:.2f}" y="{spot.y + figure * 0.36:.2f}">{item.number}</text>')
    data = "".join(leaders)
    svg = (
        f'<path d="{data}" fill="none" stroke="#fff" stroke-width=".7"/><path d="{data}" fill="none" stroke="#000" stroke-width=".22"/>'
        if data
        else ""
    )
    svg += "".join(dots) + f'<g stroke-width=".35" stroke-linejoin="round">{"".join(shapes)}</g>'
    svg += f'<g font-size="{figure:.2f}" font-weight="700" text-anchor="middle" fill="#000">{"".join(numbers)}</g>'
    return svg, [item.number for item in inside], hidden


def _graticule(grid: Grid, look: Look) -> str:
    """Grid squares, thin; degrees as ticks on the frame with their figures outside."""
    frame = grid.frame
    w, h = grid.size
    data = "".join(f"M{w * nth:.2f} 0V{frame.high:.2f}" for nth in range(1, grid.across))
    data += "".join(f"M0 {h * nth:.2f}H{frame.wide:.2f}" for nth in range(1, grid.down))
    if look.id == "tactile":
        return ""
    return f'<path d="{data}" fill="none" stroke="#8a8a8a" stroke-width=".12"/>'


def _degree_ticks(frame: Frame) -> str:
    west, south, east, north = frame.box
    out = []
    step = next((one for one in _STEPS if (east - west) / one <= 4), _STEPS[-1])
    for nth in range(math.ceil(west / step), math.floor(east / step) + 1):
        x, _ = frame.spot(nth * step, frame.lat)
        if 12 <= x <= frame.wide - 12:
            out.append(f'<path d="M{x:.2f} {frame.high}v1.6" stroke="#000" stroke-width=".2"/><text x="{x:.2f}" y="{frame.high + 4:.2f}">{_dms(nth * step)}E</text>')  # fmt: skip
    for nth in range(math.ceil(south / step), math.floor(north / step) + 1):
        _, y = frame.spot(frame.lon, nth * step)
        if 12 <= y <= frame.high - 12:
            out.append(f'<path d="M{frame.wide} {y:.2f}h1.6" stroke="#000" stroke-width=".2"/><text transform="translate({frame.wide + 3.9:.2f} {y:.2f}) rotate(-90)">{_dms(nth * step)}N</text>')  # fmt: skip
    return f'<g font-size="1.9" text-anchor="middle" fill="#333">{"".join(out)}</g>'


def _dms(degrees: float) -> str:
    seconds = round(abs(degrees) * 3600)
    d, m, s = seconds // 3600, seconds // 60 % 60, seconds % 60
    return f"{d}°{m:02d}′" + (f"{s:02d}″" if s else "")


def _rings(frame: Frame, landmark: tuple[float, float], look: Look) -> str:
    """Circles of round distances around the landmark, with their metres."""
    x, y = frame.spot(*landmark)
    step = nice(min(frame.metres) / 4)
    out = []
    for nth in range(1, 5):
        r = step * nth * 1000 / frame.scale
        said = f"{step * nth / 1000:g} km" if step * nth >= 1000 else f"{step * nth:g} m"
        out.append(
            f'<circle cx="{x:.2f}" cy="{y:.2f}" r="{r:.2f}" fill="none" stroke="#555" stroke-width=".2" stroke-dasharray=".6 .8"/>'
        )
        if 4 <= y - r <= frame.high and 4 <= x <= frame.wide - 4:
            out.append(f'<text x="{x:.2f}" y="{y - r - 0.5:.2f}" font-size="2" fill="#444" text-anchor="middle" stroke="#fff" stroke-width=".5" paint-order="stroke">{said}</text>')  # fmt: skip
    star = f'<path d="M{x - 2:.2f} {y:.2f}h4m-2-2v4" stroke="#000" stroke-width=".5"/>'
    return f'<svg x="0" y="0" width="{frame.wide}" height="{frame.high}" viewBox="0 0 {frame.wide} {frame.high}">{"".join(out)}{star}</svg>'


def _pages(frame: Frame, pages: Sequence[tuple[str, tuple[float, float, float, float]]], look: Look) -> str:
    out = []
    for name, (west, south, east, north) in pages:
        x, y = frame.spot(west, north)
        u, v = frame.spot(east, south)
        size = min(7.0, max(2.6, min(u - x, v - y) * 0.55))
        out.append(f'<rect x="{x:.2f}" y="{y:.2f}" width="{u - x:.2f}" height="{v - y:.2f}" fill="#fff" fill-opacity=".45" stroke="#000" stroke-width=".4"/>')  # fmt: skip
        out.append(f'<text x="{(x + u) / 2:.2f}" y="{(y + v) / 2 + size * 0.36:.2f}" font-size="{size:.2f}" font-weight="700" text-anchor="middle">{escape(name)}</text>')  # fmt: skip
    return "".join(out)


def _frame(grid: Grid, look: Look) -> str:
    frame = grid.frame
    w, h = grid.size
    edge = f"M0 0H{frame.wide}V{frame.high}H0Z"
    mask = f'<path d="M{-EDGE} {-EDGE}H{frame.wide + EDGE}V{frame.high + EDGE}H{-EDGE}Z{edge}" fill="#fff" fill-rule="evenodd"/>'
    letters = "".join(f'<text x="{w * (nth + 0.5):.2f}" y="-1.3">{letter(nth)}</text>' for nth in range(grid.across))
    letters += "".join(f'<text x="-2.6" y="{h * (nth + 0.5) + 1:.2f}">{nth + 1}</text>' for nth in range(grid.down))
    border = 0.6 if look.id == "tactile" else 0.4
    return (
        f'{mask}<path d="{edge}" fill="none" stroke="#000" stroke-width="{border}"/>'
        f'<g font-size="3" font-weight="700" text-anchor="middle" fill="#000">{letters}</g>{_degree_ticks(frame)}'
    )


def symbol(kind: Category, look: Look, number: str = "") -> str:
    """The sign of a category for legend and list, 8 × 6 mm."""
    ink = look.ink(kind.colour)
    body = ""
    if kind.style and kind.style != "plain":
        points = [(0.6, 3.0), (7.4, 3.0)]
        body = _line(points, kind.style, ink, look)
        if kind.style in ("flooded", "blackout"):
            body = f'<path d="M.5 .5h7v5h-7z" fill="url(#{kind.style})" stroke="{ink}" stroke-width=".35" stroke-dasharray="1.2 .6"/>'
    else:
        body = f'<path d="{symbols.draw(kind.shape, 4, 3, 4.2, 3.3)}" fill="{look.paint(kind.colour)}" stroke="{ink}" stroke-width=".4"/>'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="8mm" height="6mm" viewBox="0 0 8 6">{_defs(look)}{body}</svg>'
    )


def scale_bar(frame: Frame) -> tuple[str, float, str]:
    """(SVG, its width in mm, what it says) of a bar of a round length, at most 50 mm."""
    metres = nice(frame.scale * 0.05)
    long = metres * 1000 / frame.scale
    said = f"{metres / 1000:g} km" if metres >= 1000 else f"{metres:g} m"
    half = f"{metres / 2000:g}" if metres >= 1000 else f"{metres / 2:g}"
    quarter = long / 4
    fills = "".join(f'<rect x="{1 + quarter * n:.2f}" y="3.2" width="{quarter:.2f}" height="1.4" fill="{"#000" if n % 2 == 0 else "#fff"}" stroke="#000" stroke-width=".2"/>' for n in range(4))  # fmt: skip
    texts = f'<text x="1" y="2.6">0</text><text x="{1 + long / 2:.2f}" y="2.6" text-anchor="middle">{half}</text><text x="{1 + long:.2f}" y="2.6" text-anchor="middle">{said}</text>'
    width = long + 10
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:.2f}mm" height="5mm" viewBox="0 0 {width:.2f} 5" font-family="{FONT}" font-size="2.4">{fills}{texts}</svg>',
        width,
        said,
    )


NORTH = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="6mm" height="9mm" viewBox="0 0 6 9">'
    '<path d="M3 2.6L5 8.6L3 7.2L1 8.6Z" fill="#000"/><path d="M2 2.2V.3L4 2.2V.3" fill="none" stroke="#000" stroke-width=".45"/></svg>'
)

"""From outlines to SVG paths: a local equal-area projection, and boxes for islands too far to fit.

The plane is in whole units, 1000 along the larger side, so paths are short integers. What lies far from the largest
land (Tokyo's islands, Okinawa's Sakishima, 奄美) is drawn in boxes below; of an area far away and scattered over the
sea only the part around its largest island is drawn.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from tomoni.geo.outlines import Outline, Ring, outlines

UNITS = 1000
SPECK = 14
"""An area smaller than this (units) also gets a dot of this size, so that its colour can be seen."""


@dataclass(frozen=True, slots=True)
class Shape:
    """One area's path, in units of the picture."""

    code: str
    name: str
    path: str


@dataclass(frozen=True, slots=True)
class Picture:
    """Shapes in a plane of `size` (width, height) units; `frames` are paths of lines around insets."""

    shapes: tuple[Shape, ...]
    size: tuple[int, int]
    frames: tuple[str, ...] = ()


@dataclass(slots=True)
class _Part:
    """One polygon on the plane (km, y down), and whose it is."""

    owner: int
    rings: list[list[tuple[float, float]]]
    box: tuple[float, float, float, float]
    size: float


Box = tuple[float, float, float, float]


def picture(code: str, *, wards: bool = False) -> Picture:
    """The map of a prefecture's municipalities, a city's wards, or ("00") the prefectures. UnknownAreaError when unknown."""
    return draw(outlines(code, wards=wards))


def draw(areas: list[Outline]) -> Picture:
    """Project, gather what belongs together, place far islands in boxes, and write paths."""
    parts = _project(areas)
    groups = _groups(parts)
    home, away = _split(groups)
    left, top, right, bottom = _around(home)
    scale = UNITS / max(right - left, bottom - top)
    wide, high = (right - left) * scale, (bottom - top) * scale
    placed = {id(part): (scale, -left * scale, -top * scale) for part in home}
    frames: list[str] = []
    height = high
    if away:
        boxes, height = _boxes(away, scale, wide, high)
        for group, (zoom, dx, dy), frame in boxes:
            placed |= {id(part): (zoom, dx, dy) for part in group}
            frames.append(frame)
    shapes = []
    for nth, area in enumerate(areas):
        own = [part for part in parts if part.owner == nth and id(part) in placed]
        if own:
            shapes.append(Shape(area.code, area.full_name, _path(own, placed)))
    return Picture(tuple(shapes), (math.ceil(wide), math.ceil(height)), tuple(frames))


def _project(areas: list[Outline]) -> list[_Part]:
    """Sinusoidal around the middle meridian of the largest land, km: equal-area, and true in shape near the middle."""
    every = [point for area in areas for polygon in area.polygons for point in max(area.polygons, key=_extent)[0][:1]]
    middle = sorted(x for x, _ in every)[len(every) // 2]
    parts = []
    for nth, area in enumerate(areas):
        for polygon in area.polygons:
            rings = [[((x - middle) * 111.32 * math.cos(math.radians(y)), -y * 110.57) for x, y in r] for r in polygon]
            xs, ys = [x for x, _ in rings[0]], [y for _, y in rings[0]]
            box = (min(xs), min(ys), max(xs), max(ys))
            parts.append(_Part(nth, rings, box, abs(_area(rings[0]))))
    return parts


def _extent(polygon: tuple[Ring, ...]) -> float:
    return abs(_area(list(polygon[0])))


def _area(ring: list[tuple[float, float]]) -> float:
    return sum(ax * by - bx * ay for (ax, ay), (bx, by) in pairwise(ring)) / 2


def _around(parts: Iterable[_Part]) -> Box:
    boxes = [part.box for part in parts]
    return min(b[0] for b in boxes), min(b[1] for b in boxes), max(b[2] for b in boxes), max(b[3] for b in boxes)


def _gap(a: Box, b: Box) -> float:
    dx, dy = max(a[0] - b[2], b[0] - a[2], 0.0), max(a[1] - b[3], b[1] - a[3], 0.0)
    return math.hypot(dx, dy)


def _groups(parts: list[_Part]) -> list[list[_Part]]:
    """Parts gathered so that groups lie further apart than a third of the root of all land (at most 100 km); largest group first."""
    near = min(100.0, math.sqrt(sum(part.size for part in parts)) / 3)
    groups: list[list[_Part]] = []
    for part in sorted(parts, key=lambda p: -p.size):
        touching = [g for g in groups if any(_gap(part.box, other.box) <= near for other in g)]
        joined = [part] if not touching else [*(p for g in touching for p in g), part]
        groups = [g for g in groups if g not in touching] + [joined]
    return sorted(groups, key=lambda g: -sum(part.size for part in g))


def _split(groups: list[list[_Part]]) -> tuple[list[_Part], list[list[_Part]]]:
    """The home land, with every group that is worth the room it takes in the picture; and what stays away."""
    land = sum(part.size for group in groups for part in group)
    home, away = list(groups[0]), []
    for group in sorted(groups[1:], key=lambda g: _gap(_around(groups[0]), _around(g))):
        whole, now = _around([*home, *group]), _around(home)
        grows = (whole[2] - whole[0]) * (whole[3] - whole[1]) / ((now[2] - now[0]) * (now[3] - now[1]))
        worth = sum(part.size for part in group) / land
        if grows <= 1.15 + 2 * worth:
            home += group
        else:
            away.append(group)
    largest: dict[int, float] = {}
    for group in (home, *away):
        for part in group:
            largest[part.owner] = max(largest.get(part.owner, 0.0), part.size)
    return home, [g for g in away if any(part.size == largest[part.owner] for part in g)]


def _boxes(
    away: list[list[_Part]], scale: float, wide: float, high: float
) -> tuple[list[tuple[list[_Part], tuple[float, float, float], str]], float]:
    """Boxes in rows under the map, at the scale of the map or as much smaller as they need to fit."""
    gap, pad = 20.0, 18.0
    out = []
    x, y, tallest = 0.0, high + gap, 0.0
    for group in sorted(away, key=lambda g: (_around(g)[1], _around(g)[0])):
        left, top, right, bottom = _around(group)
        zoom = min(scale, 0.4 * wide / max(right - left, 1e-6), 0.2 * UNITS / max(bottom - top, 1e-6))
        w, h = (right - left) * zoom + 2 * pad, (bottom - top) * zoom + 2 * pad
        w, h = max(w, 70.0), max(h, 70.0)
        if x and x + w > wide:
            x, y, tallest = 0.0, y + tallest + gap, 0.0
        dx = x + (w - (right - left) * zoom) / 2 - left * zoom
        dy = y + (h - (bottom - top) * zoom) / 2 - top * zoom
        out.append((group, (zoom, dx, dy), f"M{x:.0f} {y:.0f}h{w:.0f}v{h:.0f}h-{w:.0f}z"))
        x, tallest = x + w + gap, max(tallest, h)
    return out, y + tallest + 1


def _path(parts: list[_Part], placed: dict[int, tuple[float, float, float]]) -> str:
    """Whole units, relative moves; rings that shrink to nothing are left out; a speck gets a dot."""
    data, box = "", [math.inf, math.inf, -math.inf, -math.inf]
    for part in sorted(parts, key=lambda p: -p.size):
        zoom, dx, dy = placed[id(part)]
        for nth, ring in enumerate(part.rings):
            points = [(round(x * zoom + dx), round(y * zoom + dy)) for x, y in ring]
            if not nth:
                xs, ys = [x for x, _ in points], [y for _, y in points]
                box = [min(box[0], *xs), min(box[1], *ys), max(box[2], *xs), max(box[3], *ys)]
            data += _loop(points)
    if max(box[2] - box[0], box[3] - box[1]) < SPECK:
        r = SPECK // 2
        x, y = round((box[0] + box[2]) / 2), round((box[1] + box[3]) / 2)
        data += f"M{x - r} {y}a{r} {r} 0 1 0 {2 * r} 0a{r} {r} 0 1 0-{2 * r} 0z"
    return data


def _loop(points: list[tuple[int, int]]) -> str:
    """One closed ring; points on a straight line between their neighbours are left out."""
    kept: list[tuple[int, int]] = []
    for point in points[:-1]:
        if kept and point == kept[-1]:
            continue
        if len(kept) > 1 and _straight(kept[-2], kept[-1], point):
            kept.pop()
        kept.append(point)
    if len(kept) < 3:
        return ""
    out, (x, y) = f"M{kept[0][0]} {kept[0][1]}l", kept[0]
    for px, py in kept[1:]:
        out += f"{px - x} {py - y} "
        x, y = px, py
    return out.rstrip().replace(" -", "-") + "z"


def _straight(a: tuple[int, int], b: tuple[int, int], c: tuple[int, int]) -> bool:
    return (b[0] - a[0]) * (c[1] - a[1]) == (b[1] - a[1]) * (c[0] - a[0])

"""Drawing a base map in print: about ten rules, widths in mm. The same base in the same frame is drawn once."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable
from html import escape

from tomoni.papermap.base.model import Base, Path
from tomoni.papermap.sheet import clip
from tomoni.papermap.sheet.look import Look
from tomoni.papermap.sheet.overlay import EDGE, FONT
from tomoni.papermap.sheet.paper import Frame

UNIT = 20
"""Parts of a millimetre that positions are rounded to."""
# class → (largest 1:n it is drawn at, line width, colour, casing colour, dashes)
LINES: dict[str, tuple[float, float, str, str, str]] = {
    "path": (15_000, 0.15, "#9a9a9a", "", "1 .8"),
    "contour": (30_000, 0.1, "#c9c2b4", "", ""),
    "river": (400_000, 0.3, "#8fb4cf", "", ""),
    "minor": (40_000, 0.3, "#b5b5b5", "", ""),
    "road": (120_000, 0.55, "#ffffff", "#8c8c8c", ""),
    "major": (600_000, 0.85, "#f3e3b8", "#77705c", ""),
    "motorway": (2_000_000, 1.0, "#cfe0cf", "#55705c", ""),
    "rail": (600_000, 0.4, "#444444", "", "2 1.2"),
    "coast": (5_000_000, 0.25, "#5f8fb0", "", ""),
    "border": (5_000_000, 0.25, "#666666", "", "2.2 .8 .4 .8"),
}
AREAS = {"water": (5_000_000, "#d9e8f2"), "green": (60_000, "#e6f0de"), "land": (5_000_000, "#fbfaf5"), "building": (12_500, "#dedbd5")}  # fmt: skip
FEW = ("coast", "motorway", "major", "road", "rail", "river", "border")
_drawn: OrderedDict[tuple, str] = OrderedDict()
KEPT = 64


def draw(base: Base, frame: Frame, look: Look) -> str:
    """The SVG of the base in the frame (mm, with the overlay's margin); "" when there is nothing of it there."""
    if frame.scale < base.least:
        return ""
    key = (base.key, frame, look)
    if base.key and key in _drawn:
        _drawn.move_to_end(key)
        return _drawn[key]
    made = _draw(base.at(frame) if base.at else base, frame, look)
    if base.key:
        _drawn[key] = made
        while len(_drawn) > KEPT:
            _drawn.popitem(last=False)
    return made


def forget() -> None:
    """Drops what was drawn (for measuring)."""
    _drawn.clear()


def _draw(base: Base, frame: Frame, look: Look) -> str:
    box = (-1.0, -1.0, frame.wide + 1, frame.high + 1)
    body = []
    for name, (most, fill) in AREAS.items():
        if frame.scale <= most and (paths := base.areas.get(name)):
            data = "".join(_areas(paths, frame, box))
            if data:
                body.append(f'<path d="{data}" fill="{_fill(name, fill, look)}" fill-rule="evenodd"/>')
    for name, (most, width, colour, casing, dashes) in LINES.items():
        if frame.scale > most or (look.id == "tactile" and name not in FEW) or not (paths := base.lines.get(name)):
            continue
        data = "".join(_lines(paths, frame, box))
        if data:
            body.append(_stroke(data, width, colour, casing, dashes, look))
    labels = _labels(base, frame, look)
    if not body and not labels:
        return ""
    width, height = frame.wide + 2 * EDGE, frame.high + 2 * EDGE
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}mm" height="{height}mm" viewBox="{-EDGE} {-EDGE} {width} {height}">'
        f'<g transform="scale({1 / UNIT})" fill="none" stroke-linejoin="round">{"".join(body)}</g>{labels}</svg>'
    )


def _fill(name: str, colour: str, look: Look) -> str:
    if not look.grey:
        return colour
    return {"water": "#e4e4e4", "building": "#e8e8e8"}.get(name, "#ffffff") if look.id == "bw" else "#ffffff"


def _stroke(data: str, width: float, colour: str, casing: str, dashes: str, look: Look) -> str:
    if look.id == "tactile":
        return f'<path d="{data}" stroke="#000" stroke-width="{max(width, 0.6) * UNIT:.0f}"/>'
    if look.id == "bw":
        colour, casing = ("#ffffff", "#777777") if casing else ("#999999", "")
    dash = f' stroke-dasharray="{" ".join(f"{float(one) * UNIT:g}" for one in dashes.split())}"' if dashes else ""
    under = f'<path d="{data}" stroke="{casing}" stroke-width="{(width + 0.22) * UNIT:.0f}"/>' if casing else ""
    return f'{under}<path d="{data}" stroke="{colour}" stroke-width="{width * UNIT:.0f}"{dash}/>'


def _lines(paths: Iterable[Path], frame: Frame, box: clip.Box) -> Iterable[str]:
    kx, ky = frame.per_degree
    ox, oy = frame.wide / 2 - frame.lon * kx, frame.high / 2 + frame.lat * ky
    left, top, right, bottom = box
    for path in paths:
        points = [(ox + lon * kx, oy - lat * ky) for lon, lat in path]
        xs, ys = [p[0] for p in points], [p[1] for p in points]
        if not points or max(xs) < left or min(xs) > right or max(ys) < top or min(ys) > bottom:
            continue
        for piece in clip.line(points, box):
            yield clip.path(piece, UNIT)


def _areas(paths: Iterable[Path], frame: Frame, box: clip.Box) -> Iterable[str]:
    for path in paths:
        cut = clip.ring([frame.spot(lon, lat) for lon, lat in path], box)
        if len(cut) > 2:
            yield clip.path(cut, UNIT, closed=True)


def _labels(base: Base, frame: Frame, look: Look) -> str:
    """Names of places, the weightier first, where no other name stands."""
    if look.id == "tactile":
        return ""
    taken: list[tuple[float, float, float, float]] = []
    out = []
    for text, lon, lat, weight in sorted(base.labels, key=lambda one: -one[3]):
        if not frame.holds(lon, lat, 3):
            continue
        size = 2.1 + 0.3 * min(weight, 4)
        x, y = frame.spot(lon, lat)
        w, h = len(text) * size * 0.5 + 1, size * 0.8
        if x - w < 0 or x + w > frame.wide or any(abs(x - u) < w + a and abs(y - v) < h + b for u, v, a, b in taken):
            continue
        taken.append((x, y, w, h))
        out.append(f'<text x="{x:.1f}" y="{y + size * 0.36:.1f}" font-size="{size:.1f}">{escape(text)}</text>')
    return (
        f'<g font-family="{FONT}" text-anchor="middle" fill="#555" stroke="#fff" stroke-width=".5" paint-order="stroke">{"".join(out)}</g>'
        if out
        else ""
    )

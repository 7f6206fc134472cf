"""Cutting lines and rings at a rectangle, so that a page holds only what it shows."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

XY = tuple[float, float]
Box = tuple[float, float, float, float]


def line(points: Sequence[XY], box: Box) -> list[list[XY]]:
    """The pieces of a line inside the box (Liang–Barsky, piece by piece)."""
    left, top, right, bottom = box
    if all(left <= x <= right and top <= y <= bottom for x, y in points):
        return [list(points)]
    pieces: list[list[XY]] = []
    now: list[XY] = []
    for (ax, ay), (bx, by) in itertools.pairwise(points):
        if (
            (ax < left and bx < left)
            or (ax > right and bx > right)
            or (ay < top and by < top)
            or (ay > bottom and by > bottom)
        ):
            if len(now) > 1:
                pieces.append(now)
            now = []
            continue
        cut = _segment(ax, ay, bx, by, box)
        if cut is None:
            if len(now) > 1:
                pieces.append(now)
            now = []
            continue
        start, end = cut
        if not now or now[-1] != start:
            if len(now) > 1:
                pieces.append(now)
            now = [start]
        now.append(end)
        if end != (bx, by):
            pieces.append(now)
            now = []
    if len(now) > 1:
        pieces.append(now)
    return pieces


def _segment(ax: float, ay: float, bx: float, by: float, box: Box) -> tuple[XY, XY] | None:
    t0, t1 = 0.0, 1.0
    dx, dy = bx - ax, by - ay
    for p, q in ((-dx, ax - box[0]), (dx, box[2] - ax), (-dy, ay - box[1]), (dy, box[3] - ay)):
        if p == 0:
            if q < 0:
                return None
            continue
        r = q / p
        if p < 0:
            t0 = max(t0, r)
        else:
            t1 = min(t1, r)
        if t0 > t1:
            return None
    start = (ax, ay) if t0 == 0 else (ax + t0 * dx, ay + t0 * dy)
    end = (bx, by) if t1 == 1 else (ax + t1 * dx, ay + t1 * dy)
    return start, end


def ring(points: Sequence[XY], box: Box) -> list[XY]:
    """The ring cut at the box (Sutherland–Hodgman); [] when nothing of it is inside. Self-crossing rings stay as drawn."""
    left, top, right, bottom = box
    found = list(points[:-1]) if len(points) > 1 and points[0] == points[-1] else list(points)
    if all(left <= x <= right and top <= y <= bottom for x, y in found):
        return found
    for axis, bound, keep_above in ((0, left, True), (0, right, False), (1, top, True), (1, bottom, False)):
        if not found:
            return []
        out: list[XY] = []
        for nth, point in enumerate(found):
            before = found[nth - 1]
            inside = point[axis] >= bound if keep_above else point[axis] <= bound
            was = before[axis] >= bound if keep_above else before[axis] <= bound
            if inside != was:
                t = (bound - before[axis]) / (point[axis] - before[axis])
                out.append((before[0] + t * (point[0] - before[0]), before[1] + t * (point[1] - before[1])))
            if inside:
                out.append(point)
        found = out
    return found


def path(points: Sequence[XY], unit: float, closed: bool = False) -> str:
    """SVG path in whole units of 1/`unit` mm, relative moves; points that fall together are left out."""
    px, py = round(points[0][0] * unit), round(points[0][1] * unit)
    out = [f"M{px} {py}l"]
    for x, y in points[1:]:
        qx, qy = round(x * unit), round(y * unit)
        if qx != px or qy != py:
            out.append(f"{qx - px} {qy - py} ")
            px, py = qx, qy
    if len(out) == 1:
        return ""
    return "".join(out).rstrip().replace(" -", "-") + ("z" if closed else "")

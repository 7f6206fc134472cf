"""Declutter: where numbers stand when places lie close together. Markers' anchors never move: a number that finds no
room at its place stands beside it, with a leader line back to the anchor."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

STEPS = 16
RINGS = 9


@dataclass(frozen=True, slots=True)
class Placed:
    """A label: its anchor (as given), and the middle of its box. `moved`: it needs a leader line. `hidden`: no room at all."""

    anchor: tuple[float, float]
    x: float
    y: float
    moved: bool = False
    hidden: bool = False


class _Cells:
    """Boxes (middle, half sizes) found by the squares they touch."""

    def __init__(self, size: float) -> None:
        self.size = size
        self.cells: dict[tuple[int, int], list[tuple[float, float, float, float]]] = {}

    def _keys(self, x: float, y: float, w: float, h: float) -> Iterator[tuple[int, int]]:
        for column in range(int((x - w) // self.size), int((x + w) // self.size) + 1):
            for row in range(int((y - h) // self.size), int((y + h) // self.size) + 1):
                yield column, row

    def add(self, x: float, y: float, w: float, h: float) -> None:
        for key in self._keys(x, y, w, h):
            self.cells.setdefault(key, []).append((x, y, w, h))

    def free(self, x: float, y: float, w: float, h: float) -> bool:
        for key in self._keys(x, y, w, h):
            for u, v, a, b in self.cells.get(key, ()):
                if abs(x - u) < w + a and abs(y - v) < h + b:
                    return False
        return True


def place(
    anchors: Sequence[tuple[float, float]],
    sizes: Sequence[tuple[float, float]],
    area: tuple[float, float],
    gap: float = 0.25,
) -> list[Placed]:
    """Boxes of `sizes` (width, height, mm) for anchors in an area (mm), one for one. Boxes never overlap and stay inside
    the area; who stands alone stays on its anchor; the others go round it in growing rings, at most nine boxes away."""
    if not anchors:
        return []
    biggest = max(max(size) for size in sizes)
    cells, dots = _Cells(biggest), _Cells(biggest)
    for x, y in anchors:
        dots.add(x, y, 0.01, 0.01)
    found: list[Placed | None] = [None] * len(anchors)
    crowd = sorted(range(len(anchors)), key=lambda nth: (_neighbours(dots, anchors[nth], sizes[nth]), nth))
    for nth in crowd:
        (ax, ay), (w, h) = anchors[nth], sizes[nth]
        w, h = w / 2 + gap / 2, h / 2 + gap / 2
        found[nth] = _try(cells, dots, (ax, ay), (w, h), area)
        chosen = found[nth]
        if chosen and not chosen.hidden:
            cells.add(chosen.x, chosen.y, w, h)
    return [one for one in found if one is not None]


def _neighbours(dots: _Cells, anchor: tuple[float, float], size: tuple[float, float]) -> int:
    x, y = anchor
    near = {
        (u, v)
        for key in dots._keys(x, y, size[0], size[1])
        for u, v, _, _ in dots.cells.get(key, ())
        if abs(u - x) < size[0] and abs(v - y) < size[1]
    }
    return len(near)


def _try(
    cells: _Cells, dots: _Cells, anchor: tuple[float, float], half: tuple[float, float], area: tuple[float, float]
) -> Placed:
    (ax, ay), (w, h) = anchor, half
    if _inside(ax, ay, w, h, area) and cells.free(ax, ay, w, h):
        return Placed(anchor, ax, ay)
    spare = None
    for ring in range(1, RINGS + 1):
        far = max(w, h) * (1.1 + ring * 0.9)
        for step in range(STEPS):
            angle = math.pi * 2 * (step / STEPS) + ring * 0.37
            x, y = ax + far * math.cos(angle), ay + far * math.sin(angle)
            if not _inside(x, y, w, h, area) or not cells.free(x, y, w, h):
                continue
            if dots.free(x, y, w, h):
                return Placed(anchor, x, y, moved=True)
            spare = spare or Placed(anchor, x, y, moved=True)
        if spare and ring >= 4:
            return spare
    return spare or Placed(anchor, ax, ay, hidden=True)


def _inside(x: float, y: float, w: float, h: float, area: tuple[float, float]) -> bool:
    return w <= x <= area[0] - w and h <= y <= area[1] - h

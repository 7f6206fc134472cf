"""An atlas: one overview and as many overlapping detail maps as the items need, at one scale. Each item belongs to exactly one
detail map (its core, the map without the overlap); neighbours are named at the edges."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

from tomoni.papermap.model import Item
from tomoni.papermap.sheet.paper import SCALES, Frame, bounds

OVERLAP = 10.0
"""mm of each edge that the neighbour's map shows too."""


@dataclass(slots=True)
class Leaf:
    """One detail map. `own`: items of its core; `neighbours`: side (N, E, S, W) → the id of the map there."""

    id: str
    frame: Frame
    column: int
    row: int
    own: list[Item] = field(default_factory=list)
    neighbours: dict[str, str] = field(default_factory=dict)


def leaves(items: Sequence[Item], scale: float, wide: float, high: float) -> list[Leaf]:
    """The detail maps at 1:`scale`, row by row from the north-west; squares without items get none."""
    box = bounds([item.anchor for item in items])
    if box is None:
        return []
    step_x, step_y = wide - 2 * OVERLAP, high - 2 * OVERLAP
    whole = Frame((box[0] + box[2]) / 2, (box[1] + box[3]) / 2, scale, wide, high)
    spots = [whole.spot(*item.anchor) for item in items]
    left, top = min(x for x, _ in spots), min(y for _, y in spots)
    span_x, span_y = max(x for x, _ in spots) - left, max(y for _, y in spots) - top
    across, down = max(1, math.ceil((span_x + 0.01) / step_x)), max(1, math.ceil((span_y + 0.01) / step_y))
    left -= (across * step_x - span_x) / 2
    top -= (down * step_y - span_y) / 2
    cells: dict[tuple[int, int], list[Item]] = {}
    for item, (x, y) in zip(items, spots, strict=True):
        cell = min(int((x - left) / step_x), across - 1), min(int((y - top) / step_y), down - 1)
        cells.setdefault(cell, []).append(item)
    found = []
    for nth, (column, row) in enumerate(sorted(cells, key=lambda one: (one[1], one[0])), 1):
        middle_x, middle_y = left + (column + 0.5) * step_x, top + (row + 0.5) * step_y
        lon, lat = whole.degrees(middle_x, middle_y)
        found.append(Leaf(str(nth), Frame(lon, lat, scale, wide, high), column, row, cells[column, row]))
    _neighbours(found)
    return found


def _neighbours(found: Sequence[Leaf]) -> None:
    ids = {(leaf.column, leaf.row): leaf.id for leaf in found}
    for leaf in found:
        for side, dx, dy in (("N", 0, -1), ("E", 1, 0), ("S", 0, 1), ("W", -1, 0)):
            if other := ids.get((leaf.column + dx, leaf.row + dy)):
                leaf.neighbours[side] = other


def plan(items: Sequence[Item], maps: int, wide: float, high: float, least: float = 2000) -> list[Leaf]:
    """The detail maps at the largest scale that needs `maps` of them at most."""
    best: list[Leaf] = []
    for scale in SCALES:
        if scale < least:
            continue
        best = leaves(items, scale, wide, high)
        if len(best) <= max(1, maps):
            return best
    return best

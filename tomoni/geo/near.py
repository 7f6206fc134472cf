"""The nearest of many points, exactly and quickly, and those in a box: an index in memory, built once, never changed.

Points are unit vectors sorted into cells of at most LEAF points, each cell with its box in space (a balanced tree, so
that crowded towns and empty mountains cost alike). A search takes cells in the order in which they could hold
something nearer and stops when none can. Nothing is special at the 180° meridian or the poles.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from heapq import heappop, heappush

from tomoni.geo.sphere import Box, chord2, is_position, metres, unit

LEAF = 24
Point = tuple[float, float, float, int]
Bounds = tuple[float, float, float, float, float, float]
Node = tuple[Bounds, "list[Point] | None", "Node | None", "Node | None"]
"""A cell: its box, its points (a leaf) or its two halves."""


class Near:
    """`positions`: (latitude, longitude) in degrees by index; None, or what is no position, is never found."""

    def __init__(self, positions: Sequence[tuple[float, float] | None]) -> None:
        self.positions = positions
        known = [
            (*unit(*place), number)
            for number, place in enumerate(positions)
            if place is not None and is_position(*place)
        ]
        self.count = len(known)
        self._root = _build(known) if known else None

    def by_distance(self, latitude: float, longitude: float, within: float = math.inf) -> Iterator[tuple[float, int]]:
        """(metres, index) of all points, nearest first, equal ones by index; none further than `within` metres.

        Lazy: what is not asked for is not looked at."""
        if self._root is None or not is_position(latitude, longitude):
            return
        x, y, z = unit(latitude, longitude)
        limit = chord2(within) if within < math.inf else math.inf
        # one queue of cells (-1 before any index: a cell must be opened before a point as far away is given)
        queue: list[tuple[float, int, int, Node | None]] = [(0.0, -1, 0, self._root)]
        serial = 0
        while queue:
            away, number, _, node = heappop(queue)
            if away > limit:
                return
            if node is None:
                yield metres(away), number
                continue
            _, points, low, high = node
            if points is not None:
                for px, py, pz, index in points:
                    px -= x
                    py -= y
                    pz -= z
                    heappush(queue, (px * px + py * py + pz * pz, index, 0, None))
                continue
            for half in (low, high):
                assert half is not None
                serial += 1
                heappush(queue, (_away(half[0], x, y, z), -1, serial, half))

    def nearest(
        self,
        latitude: float,
        longitude: float,
        count: int,
        within: float = math.inf,
        where: Callable[[int], bool] | None = None,
    ) -> list[tuple[float, int]]:
        """The first `count` of `by_distance` for which `where(index)` holds."""
        if where is None:
            return self._nearest(latitude, longitude, count, within)
        found: list[tuple[float, int]] = []
        for item in self.by_distance(latitude, longitude, within):
            if where(item[1]):
                found.append(item)
                if len(found) >= count:
                    break
        return found

    def _nearest(self, latitude: float, longitude: float, count: int, within: float) -> list[tuple[float, int]]:
        """The same as taking `count` of `by_distance`, with the points of a cell sorted at once."""
        if self._root is None or count < 1 or not is_position(latitude, longitude):
            return []
        x, y, z = unit(latitude, longitude)
        limit = chord2(within) if within < math.inf else math.inf
        best: list[tuple[float, int]] = []
        queue: list[tuple[float, int, Node]] = [(0.0, 0, self._root)]
        serial = 0
        while queue:
            away, _, node = heappop(queue)
            if away > limit:
                break
            points = node[1]
            if points is None:
                for half in (node[2], node[3]):
                    assert half is not None
                    far = _away(half[0], x, y, z)
                    if far <= limit:
                        serial += 1
                        heappush(queue, (far, serial, half))
                continue
            best += [
                (far, index)
                for px, py, pz, index in points
                if (far := (px - x) * (px - x) + (py - y) * (py - y) + (pz - z) * (pz - z)) <= limit
            ]
            if len(best) > count + LEAF * 3 or (len(best) > count and limit == math.inf):
                best.sort()
                del best[count:]
                limit = best[-1][0]
        best.sort()
        return [(metres(far), index) for far, index in best[:count]]

    def inside(self, box: Box) -> list[int]:
        """Indices of the points in the box, ascending."""
        return [
            number
            for number, place in enumerate(self.positions)
            if place is not None and is_position(*place) and box.holds(*place)
        ]


def _build(points: list[Point]) -> Node:
    """Halves at the median of the longest side until a cell is small; depth is log2(n / LEAF)."""
    xs, ys, zs = [p[0] for p in points], [p[1] for p in points], [p[2] for p in points]
    bounds = (min(xs), min(ys), min(zs), max(xs), max(ys), max(zs))
    if len(points) <= LEAF:
        return bounds, points, None, None
    sides = (bounds[3] - bounds[0], bounds[4] - bounds[1], bounds[5] - bounds[2])
    axis = sides.index(max(sides))
    points.sort(key=lambda point: point[axis])
    middle = len(points) // 2
    return bounds, None, _build(points[:middle]), _build(points[middle:])


def _away(bounds: Bounds, x: float, y: float, z: float) -> float:
    """The straight distance squared to the nearest corner, edge or face of a box; 0 inside."""
    x0, y0, z0, x1, y1, z1 = bounds
    dx = x0 - x if x < x0 else x - x1 if x > x1 else 0.0
    dy = y0 - y if y < y0 else y - y1 if y > y1 else 0.0
    dz = z0 - z if z < z0 else z - z1 if z > z1 else 0.0
    return dx * dx + dy * dy + dz * dz

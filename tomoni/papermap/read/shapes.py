"""Positions as files give them → paths, or the reason why not. Nothing here raises for what a file says."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import Any

from tomoni.geo.sphere import is_position
from tomoni.i18n import Text
from tomoni.papermap.model import Item, Kind, Outcome, Path

MOST_POINTS = 2_000_000
"""Positions of all shapes of one source together."""
_JAPAN = (20.0, 46.5, 122.0, 154.5)


class TooMuch(Exception):
    """More than this house reads at once."""


def set_shape(item: Item, kind: Kind | None, paths: Sequence[Iterable[Sequence[Any]]]) -> int:
    """Gives the item its shape; REFUSED for numbers that are none or lie nowhere, UNPLACED for no shape at all.

    Latitude and longitude the wrong way round are put right when only that can be meant (a latitude above 90), and
    marked. Returns the number of positions."""
    if kind is None or not any(paths):
        item.end(Outcome.UNPLACED, "位置（緯度・経度）がありません。", "It has no position (latitude, longitude).")
        if item.address:
            item.why = Text(
                f"住所だけで、位置がありません: {item.address[:80]}",
                f"Only an address, no position: {item.address[:80]}",
            )
        return 0
    item.kind = kind
    total = 0
    for path in paths:
        points: Path = []
        for one in path:
            spot = _spot(item, one)
            if spot is None:
                item.paths = []
                item.end(
                    Outcome.REFUSED,
                    f"座標が正しくありません: {str(list(one[:2]))[:60]}",
                    f"Not a position on the earth: {str(list(one[:2]))[:60]}",
                )
                return total
            if kind is Kind.POINT or not points or points[-1] != spot:
                points.append(spot)
        total += len(points)
        if total > MOST_POINTS:
            raise TooMuch
        if kind is Kind.AREA and len(points) > 2 and points[0] != points[-1]:
            points.append(points[0])
        if len(points) >= {Kind.POINT: 1, Kind.LINE: 2, Kind.AREA: 4}[kind]:
            item.paths.append(points)
    if not item.paths:
        item.end(Outcome.REFUSED, "線や面に必要な数の点がありません。", "Too few positions for a line or an area.")
    return total


def _spot(item: Item, one: Sequence[Any]) -> tuple[float, float] | None:
    try:
        x, y = float(one[0]), float(one[1])
    except (TypeError, ValueError, IndexError, OverflowError):
        return None
    if not (math.isfinite(x) and math.isfinite(y)) or (x == 0.0 and y == 0.0):
        return None
    if is_position(y, x):
        return x, y
    south, north, west, east = _JAPAN
    if south <= x <= north and west <= y <= east:
        item.marks.add("swapped")
        return y, x
    return None

"""How the paper is shared: head and foot, the map, the columns of the list beside or below it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from tomoni.papermap.lines import detail
from tomoni.papermap.model import Item
from tomoni.papermap.order import Order
from tomoni.papermap.sheet import overlay

MARGIN, HEAD, FOOT = 10.0, 25.0, 15.0
"""mm: left and right, above, below the page's body."""
LIST, GUTTER, UNDER = 80.0, 5.0, 30.0
"""mm: a column of the list beside a map, between columns, what stands above and below a map beside the list."""


def head(order: Order) -> float:
    """Height (mm) kept for the head of a page: it says the edition in every language."""
    return HEAD + 6.5 * (len(order.languages) - 1)


def body(order: Order) -> tuple[float, float]:
    """Width and height (mm) that a page's body has."""
    wide, high = order.size
    return wide - 2 * MARGIN, high - head(order) - FOOT


def _share(items: Sequence[Item], order: Order, high: float) -> float:
    """How much of the page the map takes so that the list fits below, between 42 and 72 %."""
    columns = columns_of(order)
    points = 2.95 * order.look.size
    lines = sum(
        1 + bool(detail(item, order)) * math.ceil(len(detail(item, order)) / (34 * 2 / columns)) for item in items
    )
    lines += 2 * len({item.category for item in items}) + 9
    return min(0.72, max(0.42, 1 - lines * points * 1.42 / columns / high - 0.06))


def columns_of(order: Order) -> int:
    wide = order.size[0]
    return max(1, round(wide / (95 * order.look.size) / (1 if len(order.languages) < 3 else 1.15)))


@dataclass(frozen=True, slots=True)
class Plan:
    """How a page is shared between map and list. `wide`, `high`: mm of the map's frame; `columns` of the list; `side`: mm that
    the map takes at the left of the list on landscape paper, 0 when it stands above."""

    wide: float
    high: float
    columns: int
    side: float = 0.0

    def room(self, whole: float, size: float) -> tuple[float, float]:
        """Lines of the list on a page with a map, and on one without."""
        line = 4.2 * size
        if self.side:
            return whole * self.columns / line, whole * self.columns / line
        return (whole * 0.42 - 12) * self.columns / line, whole * self.columns / line


def plan(items: Sequence[Item], order: Order, share: float) -> Plan:
    wide, high = body(order)
    if not order.landscape:
        part = 0.58 if order.pages and items else share or _share(items, order, high)
        return Plan(wide - 2 * overlay.EDGE, high * part - 2 * overlay.EDGE, columns_of(order))
    column = LIST * order.look.size + GUTTER
    most = max(1, int(wide * 0.6 / column))
    lines = sum(1 + bool(detail(item, order)) * math.ceil(len(detail(item, order)) / 34) for item in items)
    lines += 2 * len({item.category for item in items}) + 12
    fitting_ones = [n for n in range(1, most + 1) if lines * 4.2 * order.look.size <= n * high]
    columns = 1 if order.pages else fitting_ones[0] if fitting_ones else most
    if share:  # it just spilled over
        columns = min(columns + 1, most)
    side = wide - columns * column + GUTTER
    return Plan(side - GUTTER - 2 * overlay.EDGE, high - UNDER * order.look.size - 2 * overlay.EDGE, columns, side)

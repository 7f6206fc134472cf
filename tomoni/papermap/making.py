"""Making a sheet: sources in, files out. The one way the command, the job and the page go."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from tomoni.papermap import composing, editions, listing, permission, planning, press, read, report, screening
from tomoni.papermap.base import outline
from tomoni.papermap.composing import Composition
from tomoni.papermap.model import Item, Reading
from tomoni.papermap.order import Order
from tomoni.papermap.read.shapes import MOST_POINTS
from tomoni.papermap.sheet.paper import bounds
from tomoni.registry.errors import problem

Report = Callable[[int, int], None]
MOST_ON_PAPER = 20_000
"""Items of one print: more fill hundreds of pages that nobody hangs up."""


@dataclass(slots=True)
class Made:
    """`files`: name ending → bytes of each page (one PDF; one PNG or SVG a page). `edition` is to be kept for the next one."""

    reading: Reading
    composition: Composition
    edition: editions.Edition
    pages: list[bytes] = field(default_factory=list)
    page_count: int = 0

    def summary(self) -> dict[str, Any]:
        waiting = [{"source": s, "layer": name, "count": count} for s, name, count in self.waiting]
        return {
            **report.summary(self.reading),
            "pages": self.page_count,
            "edition": self.edition.edition,
            "outside": len(self.composition.outside),
            "waiting": waiting,
        }

    waiting: list[tuple[str, str, int]] = field(default_factory=list)


def gather(parts: Sequence[Reading], layers: Mapping[str, str] | None = None) -> Reading:
    """Several readings as one, screened together: duplicates are found across files. Source ids are made unique."""
    whole = Reading()
    used: set[str] = set()
    for part in parts:
        for source in part.sources:
            name, nth = source.id, 1
            while source.id in used:
                nth += 1
                source.id = f"{name}-{nth}"
            used.add(source.id)
            whole.sources.append(source)
            for item in part.items:
                if item.source == name:
                    item.source = source.id
        whole.items += part.items
    screening.screen(whole, dict(layers or {}))
    return whole


def make(
    reading: Reading,
    order: Order,
    form: str = "pdf",
    last: editions.Edition | None = None,
    outlines: bool = True,
    tell: Report | None = None,
    ppi: int = press.PPI,
) -> Made:
    """Permits, numbers, composes and presses a screened reading. `tell(done, total)` is called between the steps and may raise
    to stop. Problem when there is too much; CannotPrint when a letter has no glyph."""
    permission.permit(reading, order.permission)
    items = reading.placed()
    if len(items) > MOST_ON_PAPER:
        raise problem(
            f"印刷する場所が {len(items):,} あります（{MOST_ON_PAPER:,}まで）。地域か層をしぼってください。",
            f"There are {len(items):,} places to print ({MOST_ON_PAPER:,} at most). Choose an area or fewer layers.",
        )
    numbered = editions.number(_in_order(items), last)
    base = order.base
    if outlines and order.outlines and base.empty and items:
        box = order.area or bounds([item.anchor for item in items])
        base = outline.base(box, order.lang) if box else base
    order = replace(
        order,
        base=base,
        edition=numbered.edition.edition,
        left=tuple((old.number, old.name) for old in numbered.left),
    )
    made = Made(reading, _composed(reading, order, tell), numbered.edition)
    made.waiting = permission.missing(reading, order.permission)
    if form == "html":
        made.pages = [listing.html(made.composition, order).encode()]
    elif form == "json":
        made.pages = [json.dumps(made.composition.document, ensure_ascii=False).encode()]
    else:
        made.pages, made.composition = _pressed(reading, order, form, made.composition, ppi, tell)
    made.page_count = press.pages(made.pages[0]) if form == "pdf" else len(made.pages)
    return made


def pressed(made: Made, form: str) -> list[bytes]:
    """The same edition in another form: PNG or SVG, one picture a page."""
    return press.press(made.composition, form)


def listed(made: Made, order: Order) -> bytes:
    """The same edition as an accessible list."""
    return listing.html(made.composition, replace(order, edition=made.edition.edition)).encode()


def _composed(reading: Reading, order: Order, tell: Report | None) -> Composition:
    return composing.compose(reading, order, report=tell)


def _pressed(
    reading: Reading, order: Order, form: str, first: Composition, ppi: int, tell: Report | None
) -> tuple[list[bytes], Composition]:
    """A single sheet whose list just spills over is set again with a smaller map, so that it stays one sheet."""
    beat = (lambda: tell(1, 1)) if tell else None
    made = press.press(first, form, ppi, beat)
    count = press.pages(made[0]) if form == "pdf" else len(made)
    if order.pages or count != 2 or not first.sheets:
        return made, first
    _wide, high = planning.body(order)
    share = (first.sheets[0].grid.frame.high + 10) / high
    for smaller in (share,) if order.landscape else (share * 0.88, share * 0.76, share * 0.64):
        if smaller < 0.34:
            break
        again = composing.compose(reading, order, smaller)
        pages = press.press(again, form, ppi, beat)
        if (press.pages(pages[0]) if form == "pdf" else len(pages)) == 1:
            return pages, again
    return made, first


def _in_order(items: list[Item]) -> list[Item]:
    """The order new numbers are given in: by category, in each from north to south, so that neighbours have near numbers."""
    kinds = composing._sorted_kinds({item.category for item in items})
    place = {kind: nth for nth, kind in enumerate(kinds)}
    return sorted(items, key=lambda one: (place[one.category], -round(one.anchor[1], 2), one.anchor[0], one.nth))


__all__ = ["MOST_ON_PAPER", "MOST_POINTS", "Made", "gather", "make", "read"]

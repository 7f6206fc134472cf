"""A card as it was: what each of its last publications showed, and which points of the past were corrected since.

Computed from the immutable version folders; what was withdrawn is no longer there and is not shown. Cards that hide
small numbers are left out: two versions of a starred table may tell what one does not.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from tomoni.dashboard.cards.base import Column, Number, View
from tomoni.dashboard.config.model import Card
from tomoni.i18n import Text
from tomoni.publish import reasons
from tomoni.publish.queries import Published

LAST = 8
"""Publications that a card's page of versions shows."""
DERIVED = ("mean", "total")
Point = tuple[Any, str]
"""(place of the axis or name of the row, key of the column)"""


@dataclass(frozen=True, slots=True)
class Vintage:
    """One publication of a card's dataset: its number, its days, why it changed the past, and its version."""

    seq: int
    as_of: str
    released: str
    version: str
    why: Text | None
    current: bool


@dataclass(frozen=True, slots=True)
class Change:
    """A point that was published with another value before. None: it was not there, or is gone."""

    place: Any
    column: str
    before: Number | None
    after: Number | None
    vintage: Vintage
    open: bool = False
    """Whether the source still completed the day when the version before came out: such a change says why by itself."""


def vintages(published: Sequence[Published], released: Any) -> list[Vintage]:
    """Newest first. `published`: the publications that are still there, newest first; `released` words a moment."""
    return [
        Vintage(
            item.publication.seq,
            item.publication.as_of,
            released(item.publication.released_at),
            item.version,
            reasons.said(item.publication.notices),
            nth == 0,
        )
        for nth, item in enumerate(published[:LAST])
    ]


def told_columns(view: View) -> list[Column]:
    """The columns of a card's table with figures of its own; computed ones (a mean) are left out."""
    return [head for head in view.table.columns[1:] if head.numeric and not head.key.startswith(DERIVED)]


def figures(view: View) -> dict[Point, Number | None]:
    """The figures of a card's table by place and column, of its `told_columns`."""
    heads, told = view.table.columns, set(told_columns(view))
    out: dict[Point, Number | None] = {}
    for row in view.table.rows:
        for head, value in zip(heads[1:], row.cells[1:], strict=False):
            if head in told and (value is None or isinstance(value, int | float)):
                out[row.cells[0], head.key] = value
    return out


def changed(before: Mapping[Point, Number | None], after: Mapping[Point, Number | None]) -> list[Point]:
    """Points of `before` that have another value in `after`, or none."""
    return [point for point, value in before.items() if after.get(point) != value and value is not None]


def corrections(
    shown: Sequence[tuple[Vintage, Mapping[Point, Number | None]]], provisional_days: int = 0
) -> Iterator[Change]:
    """Newest first: each day whose published value was changed by a later publication. `shown`: newest first."""
    for (vintage, after), (_, before) in itertools.pairwise(shown):
        newest = max((place for place, _ in before if isinstance(place, date)), default=date.min)
        for place, column in sorted(changed(before, after), key=lambda point: (str(point[0]), point[1]), reverse=True):
            if isinstance(place, date):
                open_ = (newest - place).days < provisional_days
                yield Change(place, column, before[place, column], after.get((place, column)), vintage, open_)


def compared(card: Card) -> bool:
    """Cards whose versions are shown: those with figures of one dataset, none of them hidden."""
    return card.type != "table" and not card.compare and bool(card.dataset) and not card.suppress

"""The past of a board's cards: reads of what the last publications of a dataset showed. Computed when first asked for.

A publication does not change any more, so what a card made of it is kept beyond the board: whoever publishes again in the
same process reads only the newest.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from tomoni.dashboard.cards.base import Number, View
from tomoni.dashboard.compute.select import CardError
from tomoni.dashboard.compute.vintages import LAST, Change, Point, Vintage, compared, corrections, figures
from tomoni.dashboard.compute.vintages import vintages as listed
from tomoni.dashboard.config.model import Card
from tomoni.dashboard.dataset import Data
from tomoni.publish import queries as publish
from tomoni.publish.latest import moment
from tomoni.publish.versions import folder_of, storage
from tomoni.registry import queries as registry

if TYPE_CHECKING:
    from tomoni.dashboard.queries import Board

Figures = Mapping[Point, Number | None]
Shown = list[tuple[Vintage, Figures]]
KEPT = 1_000
"""How many (card, publication) are kept, those asked for last."""
_kept: OrderedDict[str, Figures | None] = OrderedDict()
"""Digest of all that a card's figures are made of → the figures; None where there are none."""


class Past:
    """The past of one board, remembered while the board lives."""

    def __init__(self, board: Board) -> None:
        self.board = board
        self._sets: dict[str, dict[int, Data]] = {}
        self._views: dict[tuple[str, int], View | None] = {}
        self._shown: dict[str, Shown] = {}
        self._corrections: dict[tuple[str, int], list[Change]] = {}
        self._vintages: dict[str, list[Vintage]] = {}

    def _listed(self, card: Card) -> list[Vintage]:
        current = self.board.sets.get(card.dataset)
        if not compared(card) or (current and current.suppress):
            return []
        return listed([data.published for data in self._data(card.dataset).values()], moment)

    def view(self, card: Card, seq: int) -> View | None:
        """The card as a publication showed it; None where it can't be made from the data of then."""
        if (card.id, seq) not in self._views:
            self._views[card.id, seq] = self._view(card, seq)
        return self._views[card.id, seq]

    def shown(self, card: Card) -> Shown:
        """(publication, its figures), newest first; publications that did not know the card's fields are left out."""
        if card.id not in self._shown:
            found = [(vintage, self._figures(card, vintage)) for vintage in self.vintages(card)]
            self._shown[card.id] = [(vintage, figures) for vintage, figures in found if figures is not None]
        return self._shown[card.id]

    def corrections(self, card: Card, provisional_days: int) -> list[Change]:
        """What later publications changed, newest first."""
        if (card.id, provisional_days) not in self._corrections:
            self._corrections[card.id, provisional_days] = list(corrections(self.shown(card), provisional_days))
        return self._corrections[card.id, provisional_days]

    def vintages(self, card: Card) -> list[Vintage]:
        """The last publications of a card's dataset, newest first; nothing for cards whose past is not shown."""
        if card.id not in self._vintages:
            self._vintages[card.id] = self._listed(card)
        return self._vintages[card.id]

    def _figures(self, card: Card, vintage: Vintage) -> Figures | None:
        declared = replace(self._data(card.dataset)[vintage.seq].published.source, files=())
        key = self.board.digest((), card, declared, vintage.version)
        if key not in _kept:
            view = self.view(card, vintage.seq)
            _kept[key] = figures(view) if view else None
            if len(_kept) > KEPT:
                _kept.popitem(last=False)
        _kept.move_to_end(key)
        return _kept[key]

    def _view(self, card: Card, seq: int) -> View | None:
        from tomoni.dashboard.queries import card_type

        try:
            return card_type(card).build(card, self._data(card.dataset)[seq], "")
        except CardError:
            return None

    def _data(self, dataset: str) -> dict[int, Data]:
        if dataset not in self._sets:
            self._sets[dataset] = {}
            current = self.board.sets.get(dataset)
            if current:
                own = current.published
                for row in self._rows(dataset):
                    item = publish.Published(own.scope, own.source, row, own.holds)
                    same = row.seq == own.publication.seq
                    self._sets[dataset][row.seq] = current if same else Data(item, self.board.community)
        return self._sets[dataset]

    def _rows(self, dataset: str) -> list[Any]:
        """The last publications that are still there, each version once, the current one first."""
        kept: list[Any] = []
        for row in registry.publications(self.board.scope, dataset):
            known = {item.version.digest for item in kept}
            there = storage().exists(folder_of(dataset, row.version.digest))
            if there and not row.back_filled and row.version.digest not in known:
                kept.append(row)
        return kept[:LAST]


def of(board: Board) -> Past:
    """The past of a board: one for each board."""
    if board.past is None:
        board.past = Past(board)
    return board.past

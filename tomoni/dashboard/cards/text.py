"""text: words of the author; with a dataset, `{value}` in them is the card's figure."""

from __future__ import annotations

from tomoni.dashboard.cards.base import Plain, Table, View
from tomoni.dashboard.cards.number import build as build_number
from tomoni.dashboard.config.model import Card
from tomoni.dashboard.dataset import Data


def build(card: Card, data: Data) -> View:
    if "{value}" not in card.text.ja + card.text.en:
        return View(Table((), ()), body=card.text)
    made = build_number(card, data)
    return View(made.table, facts=made.facts, body=made.body)


TYPE = Plain(build)

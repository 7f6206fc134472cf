"""What each figure counts, for machines: metrics.json (the quantities of metrics.toml and the cards that show them) and
cards/<id>/card.csv-metadata.json (W3C CSV on the Web, found beside the file by its name). The API answers from the first.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from tomoni.dashboard.cards.axis import unit_of
from tomoni.dashboard.cards.base import View, title_of
from tomoni.dashboard.config.model import Card
from tomoni.dashboard.config.shared import metrics
from tomoni.dashboard.dataset import Data
from tomoni.dashboard.pages.cards import definition
from tomoni.dashboard.queries import Board
from tomoni.i18n import Text
from tomoni.publish.canonical import indented
from tomoni.registry.rooms import Page

PATH = "metrics.json"


def pages(board: Board) -> Iterator[Page]:
    shown = [(card, data) for card in board.deck.cards if (data := board.data(card)) and _stands(board, card)]
    if not shown:
        return
    made = document(board, shown)
    yield Page(PATH, lambda: _json(made), "application/json", board.digest((), made))
    for card, data in shown:
        told = of_file(card, data, board)
        path = f"cards/{card.id}/card.csv-metadata.json"
        yield Page(path, lambda told=told: _json(told), "application/csvm+json", board.digest((), told))


def _stands(board: Board, card: Card) -> bool:
    return isinstance(board.view(card), View)


def document(board: Board, shown: list[tuple[Card, Data]]) -> dict[str, Any]:
    """{metrics: [{id, title, definition, unit, source, cards}], cards: [{id, metric, title, dataset, unit, definition,
    address}]}; only what is said. A card without a metric says its own definition, or its schema's."""
    known, _ = metrics(board.community.dir)
    listed = [
        {"id": name, **one.to_json(), "cards": [card.id for card, _ in shown if card.metric == name]}
        for name, one in sorted(known.items())
    ]
    cards = [
        {
            "id": card.id,
            "metric": card.metric or None,
            "title": title_of(card, data).to_json(),
            "dataset": card.dataset,
            **_said(unit=unit_of(card, data), definition=definition(card, data)),
            "address": f"cards/{card.id}/",
        }
        for card, data in shown
    ]
    return {"metrics": listed, "cards": cards}


def of_file(card: Card, data: Data, board: Board) -> dict[str, Any]:
    """What card.csv holds, as CSV on the Web says it."""
    view = board.view(card)
    assert isinstance(view, View)
    suppressed = {"tomoni:suppressed": {"mark": "*", "from": 1, "to": card.suppress - 1}} if card.suppress else {}
    return {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "ja"}],
        "url": "card.csv",
        "dc:title": _spoken(title_of(card, data)),
        "dc:description": _spoken(definition(card, data)),
        "dc:license": data.latest.get("license"),
        "dc:publisher": data.latest.get("attribution"),
        "dc:issued": data.latest.get("as_of"),
        "tomoni:metric": card.metric or None,
        "tomoni:unit": unit_of(card, data).to_json(),
        "tomoni:version": data.published.version,
        **suppressed,
        "tableSchema": {
            "columns": [
                {"name": column.key, "titles": _spoken(column.title), **_field(data, column.key)}
                for column in view.table.columns
            ]
        },
    }


def _field(data: Data, name: str) -> dict[str, str]:
    said = data.field_text(name).ja if name in data.fields else ""
    return {"dc:description": said} if said else {}


def _spoken(text: Text) -> dict[str, str]:
    return {lang: said for lang, said in text.to_json().items() if said}


def _said(**texts: Text) -> dict[str, Any]:
    return {name: text.to_json() for name, text in texts.items() if text.ja}


def _json(made: Mapping[str, Any]) -> bytes:
    return indented(made, default=str).encode()

"""What the situation site itself offers to the search: its cards, figures, data, pages, guides and news, and the ways into
every room that the menu shows."""

from __future__ import annotations

from collections.abc import Iterator

from tomoni.dashboard import queries
from tomoni.dashboard.config.shared import metrics
from tomoni.dashboard.pages import base, finding
from tomoni.dashboard.queries import Board
from tomoni.i18n import Text
from tomoni.registry.findable import NOTHING, Findable
from tomoni.registry.scope import Scope
from tomoni.registry.steady import remembered

METRIC = "metric"
KINDS = {**finding.KINDS, METRIC: Text("数字の定義", "What figures count")}
LONGEST = 20_000
"""Characters of a page's own text that can be found."""


def entries(scope: Scope) -> Iterator[Findable]:
    board = remembered(("board", scope.community.id), lambda: queries.board(scope))
    for place, one in enumerate(finding.entries(board, LONGEST)):
        of = _of(board, one)
        yield Findable(one.kind, one.path, one.title, Text(*one.words), of, place=place)
    yield from _metrics(board)
    yield from _banners(board)
    for place, (path, title) in enumerate(base.nav(board)):
        if path not in ("", finding.PATH):
            yield Findable("page", path, title, place=place)


def _of(board: Board, one: finding.Entry) -> Text:
    """The dataset of a card, and what else tells it from another of the same title."""
    apart = NOTHING if one.apart in finding.KINDS.values() else one.apart  # its kind stands there already
    card = next((card for card in board.deck.cards if one.path == f"cards/{card.id}/"), None)
    data = board.data(card) if card else None
    if data is None or not apart.ja or data.title.ja in apart.ja:
        named = apart if apart.ja or data is None else data.title
        return NOTHING if named == one.title else named
    return Text(f"{data.title.ja}・{apart.ja}", f"{data.title.en}, {apart.en}")


def _metrics(board: Board) -> Iterator[Findable]:
    """Each quantity leads to the first card that shows it, where its definition stands."""
    known, _ = metrics(board.community.dir)
    for place, (name, one) in enumerate(sorted(known.items())):
        card = next((card for card in board.deck.cards if card.metric == name and board.data(card)), None)
        if card and one.title.ja:
            words = [one.definition, one.unit, one.source]
            said = Text(" ".join(text.ja for text in words).strip(), " ".join(text.en for text in words).strip())
            yield Findable(METRIC, f"cards/{card.id}/#definition", one.title, said, place=place)


def _banners(board: Board) -> Iterator[Findable]:
    """What stands on top of every page now; it leads to what it speaks of, else to the first page."""
    for place, banner in enumerate(board.banners):
        if banner.state(board.now) == "on":
            path = banner.link.partition("#")[0] if banner.is_path else ""
            until = banner.ends.date() if banner.ends else None
            yield Findable(
                "news", f"{path}#banner-{banner.id}", banner.text, NOTHING, banner.level_name, until, place=place
            )

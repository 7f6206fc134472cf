"""The first page: key figures with their day, the cards, the newest news."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.safestring import SafeString

from tomoni.dashboard.config.model import Problem
from tomoni.dashboard.pages import base
from tomoni.dashboard.pages.cards import summary
from tomoni.dashboard.pages.paper import path_of as path_of_notice
from tomoni.dashboard.pages.start import DOORS
from tomoni.dashboard.pages.start import is_shown as has_start
from tomoni.dashboard.pages.told import of_banners
from tomoni.dashboard.queries import Board
from tomoni.i18n import Text
from tomoni.registry.rooms import Page


def pages(board: Board) -> Iterator[Page]:
    def context(lang: str) -> Mapping[str, Any]:
        path = base.file_path("", lang)
        made = [summary(board, card, lang, path) for card in board.home_cards]
        here = {card.dataset for card in board.home_cards}
        days = sorted(str(data.latest.get("as_of") or "") for name, data in board.sets.items() if name in here)
        return {
            "keys": [item for item in made if item["card"].key and not item.get("problem")],
            "cards": [item for item in made if not item["card"].key or item.get("problem")],
            "news": board.news[:3],
            "notice": path_of_notice(lang) if board.sets else "",
            "telephones": board.announcements.telephones,
            "json_ld": SafeString(of_banners(board, [b for b in board.banners if b.state(board.now) == "on"], lang)),
            "as_of": days[-1] if days else "",
            "problems": [problem.to_text() for problem in board.deck.problems],
            "doors": DOORS if has_start(board) else (),
            "empty": not board.sets,
            "others": None if board.sets else board.others,
            "others_path": base.NEIGHBOURS,
        }

    shown = [card for card in board.home_cards if not isinstance(board.view(card), Problem)]
    first = next((card for card in shown if card.key), shown[0] if shown else None)
    name = board.community.name
    yield from base.html(
        board,
        "",
        "dashboard/home.html",
        context,
        datasets=list(board.sets),
        depends=[
            board.deck,
            board.announcements.telephones,
            [(a.slug, a.title) for a in board.news[:3]],
            None if board.sets else board.others,
        ],
        description=Text(f"{name.ja}の最新の状況とデータ", f"The situation in {name.en}, with its data"),
        image=f"cards/{first.id}/share.png" if first else "",
    )

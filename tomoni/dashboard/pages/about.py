"""Who runs the site, whether it is official, under which licence the data stand, how figures are made and corrected."""

from __future__ import annotations

from collections.abc import Iterator

from tomoni.dashboard.pages import base
from tomoni.dashboard.queries import Board
from tomoni.i18n import Text
from tomoni.registry.rooms import Page


def pages(board: Board) -> Iterator[Page]:
    yield from base.html(
        board,
        "about/",
        "dashboard/about.html",
        lambda lang: {"sets": list(board.sets.values()), "start": board.community.synthetic},
        description=Text("このサイトについて", "About this site"),
    )

"""Who runs the site, whether it is official, under which licence the data stand, how figures are made and corrected."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.safestring import SafeString

from tomoni.dashboard.pages import base
from tomoni.dashboard.pages.start import is_shown
from tomoni.dashboard.queries import Board
from tomoni.i18n import Text, speaking
from tomoni.registry.inbox.queries import thanked
from tomoni.registry.rooms import Page
from tomoni.registry.sharing import helped


def pages(board: Board) -> Iterator[Page]:
    own = next((article for article in board.documents if article.slug == base.ABOUT), None)

    reporters, helpers = thanked(board.scope), helped()

    def context(lang: str) -> Mapping[str, Any]:
        html, really = own.body(lang) if own else ("", lang)
        return {
            "start": is_shown(board),
            "reporters": reporters,
            "helpers": helpers,
            "html": SafeString(html),
            "really": really,
            "falls_back": really != speaking.really(lang),
        }

    yield from base.html(
        board,
        "about/",
        "dashboard/about.html",
        context,
        depends=[own, reporters, helpers],
        description=Text("このサイトについて", "About this site"),
    )

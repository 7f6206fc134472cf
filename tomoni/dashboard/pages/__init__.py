"""The public pages of the room, one file for each kind of page; `all_pages` is what the room registers.

A page module gives `pages(board)`: rooms.Page for each language the community speaks. Paths are those of the site tree:
Japanese at the root, another language under its code; files that have no language stand once, at the root.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tomoni.dashboard import queries
from tomoni.dashboard.pages import (
    about,
    base,
    cards,
    catalogue,
    compat,
    datasets,
    downloads,
    finding,
    flows,
    home,
    metrics,
    news,
    paper,
    row_traces,
    start,
    statics,
    told,
    updates,
)
from tomoni.registry.rooms import Page
from tomoni.registry.scope import Scope
from tomoni.registry.steady import remembered

MODULES = (
    downloads,
    home,
    cards,
    metrics,
    datasets,
    row_traces,
    news,
    about,
    catalogue,
    compat,
    start,
    statics,
    flows,
    told,
    updates,
    paper,
    finding,
)
"""Pictures first: they are drawn while the pages are made."""


def all_pages(scope: Scope) -> Iterator[Page]:
    """Every public page of the situation site."""
    board = _board(scope)
    for module in MODULES:
        yield from module.pages(board)


def furniture(scope: Scope) -> dict[str, Any]:
    """The menu and the style sheet of this site, for public pages that others make."""
    board = _board(scope)
    return {
        "nav": base.nav(board),
        "search": base.SEARCH,
        "held": base.held(board, ()),
        "banners": base.banners(board),
        "dashboard_css": statics.STYLE.path,
    }


def _board(scope: Scope) -> queries.Board:
    """One board for all who ask while a site is made."""
    return remembered(("board", scope.community.id), lambda: queries.board(scope))

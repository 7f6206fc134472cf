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

MODULES = (
    home,
    cards,
    downloads,
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


def all_pages(scope: Scope) -> Iterator[Page]:
    """Every public page of the situation site."""
    board = queries.board(scope)
    for module in MODULES:
        yield from module.pages(board)


def furniture(scope: Scope) -> dict[str, Any]:
    """The menu and the style sheet of this site, for public pages that others make."""
    board = queries.board(scope)
    return {
        "nav": base.nav(board),
        "held": base.held(board, ()),
        "banners": base.banners(board),
        "dashboard_css": statics.STYLE.path,
    }

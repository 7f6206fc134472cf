"""neighbours/: figures of other communities' sites beside each other, each with its own day, and who has none yet."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urljoin

from tomoni.dashboard import queries
from tomoni.dashboard.federation import config, visiting
from tomoni.dashboard.pages import base
from tomoni.dashboard.queries import Board
from tomoni.i18n import Text
from tomoni.registry.errors import Problem
from tomoni.registry.rooms import Page
from tomoni.registry.scope import Scope

PATH = "neighbours/"


def all_pages(scope: Scope) -> Iterator[Page]:
    """What the room registers; nothing for a community without a federation.toml, or with one that can't be read."""
    try:
        federation = config.load(scope.community.dir)
    except Problem:
        return
    if federation:
        yield from pages(queries.board(scope), federation)


def check(scope: Scope) -> list[Text]:
    """What is wrong in federation.toml, in words."""
    try:
        config.load(scope.community.dir)
    except Problem as problem:
        return [problem.text]
    return []


def pages(board: Board, federation: config.Federation) -> Iterator[Page]:
    known = visiting.visits(board.scope)
    rows = [(site, visiting.of(known, site)) for site in federation.sites]
    values = [seen.value for _, seen in rows]
    days = sorted({seen.as_of[:10] for _, seen in rows if seen.value is not None})

    def context(lang: str) -> Mapping[str, Any]:
        return {
            "federation": federation,
            "rows": [
                {
                    "name": site.name,
                    "seen": seen,
                    "away": Text(**seen.away) if seen.away else None,
                    "link": urljoin(site.latest, "../../"),
                }
                for site, seen in rows
            ],
            "missing": federation.missing(),
            "total": sum(value for value in values if value is not None) if None not in values and rows else None,
            "days": days,
        }

    yield from base.html(
        board,
        PATH,
        "dashboard/neighbours.html",
        context,
        datasets=[""],
        depends=[visiting.state(board.scope, federation)],
        description=federation.title,
    )

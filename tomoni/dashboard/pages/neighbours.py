"""neighbours/: figures and cards of other communities' sites beside each other, each with its own day, and who has none yet."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any
from urllib.parse import urljoin

from tomoni.dashboard import queries
from tomoni.dashboard.federation import config, distant, keeping, visiting
from tomoni.dashboard.pages import base, cards, pictures, tables
from tomoni.dashboard.queries import Board
from tomoni.i18n import Text
from tomoni.registry.errors import Problem
from tomoni.registry.rooms import Page
from tomoni.registry.scope import Scope

PATH = base.NEIGHBOURS
ROWS = 14
"""Rows of a card's table here; all of them are on the site of the data."""


def all_pages(scope: Scope) -> Iterator[Page]:
    """What the room registers; nothing for a community without a federation.toml, or with one that can't be read."""
    try:
        federation = config.load(scope.community.dir)
    except Problem:
        return
    if federation:
        yield from pages(queries.board(scope), federation)
        yield from keeping.pages(scope, federation)


def check(scope: Scope) -> list[Text]:
    """What is wrong in federation.toml, in words."""
    try:
        federation = config.load(scope.community.dir)
    except Problem as problem:
        return [problem.text]
    return [problem.to_text() for problem in federation.problems()] if federation else []


def instead(scope: Scope) -> list[Text]:
    """What is said after publication in place of "no data yet": a site may be one of other places' figures alone."""
    try:
        federation = config.load(scope.community.dir)
    except Problem:
        return []
    if federation is None or not federation.sites:
        return []
    known = visiting.visits(scope)
    read = [site for site in federation.sites if visiting.of(known, site).value is not None]
    return [
        Text(
            f"この地域だけのデータはありません。ほかの{len(federation.sites)}か所の数字を載せています（取り込み済み {len(read)}）。取り込みは tomoni fetch です。",
            f"No data of this place alone. It shows figures of {len(federation.sites)} others, {len(read)} of them fetched; "
            "`tomoni fetch` fetches.",
        )
    ]


def pages(board: Board, federation: config.Federation) -> Iterator[Page]:
    known = visiting.visits(board.scope)
    rows = [(site, visiting.of(known, site)) for site in federation.sites]
    values = [seen.value for _, seen in rows]
    days = sorted({seen.as_of[:10] for _, seen in rows if seen.value is not None})

    found = cache(lambda: list(distant.shown(board, federation)))

    def context(lang: str) -> Mapping[str, Any]:
        return {
            "federation": federation,
            "cards": [_card(one, lang, base.file_path(PATH, lang)) for one in found()],
            "rows": [
                {
                    "name": site.name,
                    "seen": seen,
                    "away": visiting.words(seen),
                    "link": urljoin(site.latest, "../../"),
                }
                for site, seen in rows
            ],
            "missing": federation.missing(board.community.code),
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


def _card(one: distant.Shown, lang: str, path: str) -> dict[str, Any]:
    """What the box of a card shows: as on our own pages, without traces, which are on the site of the data."""
    about = {
        "card": one.card,
        "title": one.title,
        "definition": one.card.definition,
        "sites": [
            {
                "name": site.name,
                "link": urljoin(site.latest, "../../"),
                "seen": seen,
                "away": visiting.words(seen),
                "credit": Text(seen.credit["ja"], seen.credit.get("en") or seen.credit["ja"]) if seen.credit else None,
            }
            for site, seen in one.sites
        ],
    }
    if isinstance(one.view, config.CardProblem):
        return about | {"problem": one.view.to_text()}
    made = one.view.table
    return about | {
        "headline": cards.headline(one.view, lang),
        "chart": pictures.chart(one.view, lang),
        "body": one.view.body,
        "notes": one.view.notes,
        "table": tables.table(made, one.title, lambda row: "", path, lang, ROWS),
        "left": max(0, len(made.rows) - ROWS) + one.view.left_off,
    }

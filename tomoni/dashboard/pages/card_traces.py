"""The traces of a card, `cards/<id>/trace/`, `/trace/2/` …: each of its figures in a sentence, with the file around the cells
behind it.

A card of a year has hundreds of figures, and all these pages differ with each new version, so their middle is written by
hand here and each value escaped.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from html import escape
from itertools import groupby
from typing import Any

from django.utils.safestring import SafeString

from tomoni.dashboard.cards.base import Fact, View, title_of
from tomoni.dashboard.compute.origin import Origin
from tomoni.dashboard.config.model import Card
from tomoni.dashboard.dataset import Data
from tomoni.dashboard.pages import base, excerpt
from tomoni.dashboard.pages.sentences import figure, of_fact
from tomoni.dashboard.pages.sources import source
from tomoni.dashboard.queries import Board
from tomoni.i18n import Text, format
from tomoni.look.page import localised, marked_ja, relative
from tomoni.registry.rooms import Page

FACTS = 25
"""Figures on one page."""
RANGES, ROWS = 50, 12
"""Ranges of cells and links to rows that one figure shows at most."""
FEW = 3
"""So many ranges the sentence tells by itself."""
WORDS = {
    "ranges": Text("元の範囲:", "Ranges:"),
    "rows": Text("行ごとの元:", "Row by row:"),
    "row": Text("行", "row"),
    "more": Text("ほか{n}行:", "and {n} more:"),
    "all": Text("すべての行", "all rows"),
}


def path_of(card: Card, number: int) -> str:
    return f"cards/{card.id}/trace/" + (f"{number}/" if number > 1 else "")


def fact_path(card: Card, view: View, anchor: str) -> str:
    """Where a figure stands: its page and its place there."""
    place = next((n for n, fact in enumerate(view.facts) if fact.anchor == anchor), 0)
    return f"{path_of(card, place // FACTS + 1)}#{anchor}"


def pages(board: Board, card: Card, data: Data, view: View) -> Iterator[Page]:
    if not view.facts:
        return
    count = max(1, -(-len(view.facts) // FACTS))
    for number in range(1, count + 1):
        facts = view.facts[(number - 1) * FACTS : number * FACTS]
        path = path_of(card, number)
        origins = cache(lambda facts=facts: [data.origin(fact.rows, fact.fields) for fact in facts])

        def context(lang: str, facts: Any = facts, origins: Any = origins, number: int = number) -> Mapping[str, Any]:
            found, here = list(zip(facts, origins(), strict=True)), path_of(card, number)
            return {
                "title": title_of(card, data),
                "trail": [
                    (Text("最新の状況", "Latest"), ""),
                    (title_of(card, data), f"cards/{card.id}/"),
                    (Text("この数字の元", "Trace"), ""),
                ],
                "here": here,
                "places": SafeString("".join(_places(board, data, found, base.file_path(here, lang), lang))),
                "pager": base.pager(lambda n: path_of(card, n), number, count),
                "source": source(board, data),
            }

        yield from base.html(
            board, path, "dashboard/card_trace.html", context, datasets=card.datasets(), depends=[card, number]
        )


def _places(board: Board, data: Data, facts: Iterable[tuple[Fact, Origin]], page_path: str, lang: str) -> Iterator[str]:
    """A section for each place of the axis: its figures."""
    for anchor, some in groupby(facts, key=lambda one: one[0].anchor):
        named = f' id="{escape(anchor)}"' if anchor else ""
        told = "".join(_told(board, data, fact, found, page_path, lang) for fact, found in some)
        yield f'<section{named} class="facts">\n{told}</section>\n'


def _told(board: Board, data: Data, fact: Fact, found: Origin, page_path: str, lang: str) -> str:
    sentence = of_fact(fact, found, data, board.community)
    return (
        f"<h2>{marked_ja(fact.label[lang], lang)} <b>{escape(figure(fact.value, fact.unit)[lang])}</b></h2>\n"
        f'<p class="lead">{marked_ja(sentence[lang], lang)}</p>\n'
        f"{_excerpt(data, fact, found, lang)}{_ranges(found, lang)}{_rows(data, fact, page_path, lang)}"
    )


def _excerpt(data: Data, fact: Fact, found: Origin, lang: str) -> str:
    """Wide for the figure of the whole card and for a figure that is one cell, narrow for each place of an axis."""
    if fact.how == "total" or not fact.rows:  # a total of a card that hides numbers: the file around would tell them
        return ""
    rows = excerpt.AROUND if fact.anchor == "all" or len(found.cells) == 1 else 1
    return excerpt.of(data).around(found.cells, escape(fact.label[lang]), lang, rows)


def _ranges(found: Origin, lang: str) -> str:
    if len(found.ranges) <= FEW:
        return ""
    more = " …" if len(found.ranges) > RANGES else ""
    told = ", ".join(found.ranges[:RANGES])
    return f'<p class="small">{WORDS["ranges"][lang]} <code>{escape(told)}{more}</code></p>\n'


def _rows(data: Data, fact: Fact, page_path: str, lang: str) -> str:
    if not fact.rows:
        return ""
    name = WORDS["row"][lang]
    links = "".join(f"{_link(data.trace_path(row), f'{name} {row + 1}', page_path, lang)} " for row in fact.rows[:ROWS])
    left = len(fact.rows) - ROWS
    more = ""
    if left > 0:
        said = WORDS["more"].format(n=format.number(left))[lang]
        more = f"{said} {_link(f'datasets/{data.dataset}/rows/1/', WORDS['all'][lang], page_path, lang)}"
    return f'<p class="small">{WORDS["rows"][lang]} {links}{more}</p>\n'


def _link(target: str, words: str, page_path: str, lang: str) -> str:
    return f'<a href="{escape(relative(localised(target, lang), page_path))}">{words}</a>'

"""search/: finding a page of the site, in the browser alone. A static export on any host has it, and so has a site without
connection: the list of pages is in the HTML, and a script beside it holds what each page is about.

Without JavaScript the page says so and is the list. Texts are compared by pairs of characters (bigrams), as Japanese has
no blanks between words; the script makes them from the texts, so that what is sent stays small.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from html import unescape
from pathlib import Path
from typing import Any

from tomoni.dashboard.cards.base import View, title_of
from tomoni.dashboard.config.flows import Flow
from tomoni.dashboard.pages import base, elsewhere
from tomoni.dashboard.pages.cards import definition
from tomoni.dashboard.queries import Board
from tomoni.i18n import Text, format
from tomoni.registry.rooms import Page

PATH = base.SEARCH
LONGEST = 400
"""Characters of a page's own text that are looked through, beside its title."""
SCRIPT = (Path(__file__).parents[1] / "static" / "dashboard" / "search.js").read_bytes()
SCRIPT_PATH = f"assets/search.{hashlib.sha256(SCRIPT).hexdigest()[:10]}.js"
NOTHING = Text("", "")
KINDS = {
    "card": Text("グラフ・表", "Charts and tables"),
    "page": Text("ページ", "Pages"),
    "flow": Text("ご案内", "Guides"),
    "news": Text("お知らせ", "News"),
    "data": Text("データ", "Data"),
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One page: where it is, what it is called, and words that it is found by besides, in each language."""

    kind: str
    path: str
    title: Text
    words: tuple[str, str]
    apart: Text = NOTHING
    """What tells it from another of the same title; empty where there is none."""


def pages(board: Board) -> Iterator[Page]:
    found = entries(board)
    groups = [(name, [one for one in found if one.kind == kind]) for kind, name in KINDS.items()]

    def context(lang: str) -> Mapping[str, Any]:
        return {
            "groups": [group for group in groups if group[1]],
            "count": len(found),
            "script": SCRIPT_PATH,
            "index": base.in_language(f"{PATH}index.js", lang),
            "more": base.in_language(elsewhere.PATH, lang),
        }

    title = Text("さがす", "Search")
    yield from base.html(
        board, PATH, "dashboard/search.html", context, datasets=[""], depends=[found], description=title
    )
    yield Page(SCRIPT_PATH, lambda: SCRIPT, "text/javascript; charset=utf-8", SCRIPT_PATH)
    for nth, lang in enumerate(("ja", "en")):
        if lang in board.community.languages:
            path = base.in_language(f"{PATH}index.js", lang)
            yield Page(
                path,
                lambda nth=nth: _index(found, nth),
                "text/javascript; charset=utf-8",
                board.digest((), found, lang),
            )
    yield from elsewhere.pages(board.scope, board.community.languages)


def entries(board: Board, longest: int = LONGEST) -> list[Entry]:
    """Every page that says something of its own; not the traces, versions and rows that are reached from these."""
    made = []
    for card in board.deck.cards:
        data = board.data(card)
        if data is None or not isinstance(board.view(card), View):
            continue
        fields = [data.field_title(name) for name in card.fields()]
        texts = [card.note, card.text, definition(card, data), data.title, *fields]
        made.append(Entry("card", f"cards/{card.id}/", title_of(card, data), _words(texts, longest)))
    for article in board.documents:
        path = "about/" if article.slug == base.ABOUT else f"pages/{article.slug}/"
        made.append(Entry("page", path, article.title, _of_html(longest, article.body("ja")[0], article.body("en")[0])))
    made += [Entry("flow", f"flow/{one.slug}/", one.title, _words(_of_flow(one), longest)) for one in board.flows.flows]
    for article in board.news:
        body = _of_html(longest, article.body("ja")[0], article.body("en")[0])
        made.append(Entry("news", article.news_path, article.title, body))
    for name, data in board.sets.items():
        made.append(
            Entry("data", f"datasets/{name}/", data.title, _words([data.field_title(n) for n in data.columns], longest))
        )
    return _told_apart(made, board)


def _told_apart(made: list[Entry], board: Board) -> list[Entry]:
    """Several of one title, in either language, each say what tells them apart. Of one kind: the first that differs in all
    of them (a card its dataset, or what it counts by, or both; news its day; at last the name in the address). Else what
    kind they are of."""
    told: dict[str, Text] = {}
    for lang in ("en", "ja"):
        groups: dict[tuple[str, str], list[Entry]] = {}
        kinds: dict[str, set[str]] = {}
        for one in made:
            groups.setdefault((one.kind, one.title[lang]), []).append(one)
            kinds.setdefault(one.title[lang], set()).add(one.kind)
        told |= {one.path: KINDS[one.kind] for one in made if len(kinds[one.title[lang]]) > 1 and one.path not in told}
        for (_, title), alike in groups.items():
            if len(alike) > 1:
                told |= _differing(alike, title, lang, board)
    return [replace(one, apart=told.get(one.path, NOTHING)) for one in made]


def _differing(alike: list[Entry], title: str, lang: str, board: Board) -> dict[str, Text]:
    for choice in zip(*(_marks(one.path, board) for one in alike), strict=False):
        if len({text[lang] for text in choice} - {"", title}) == len(alike):
            return {one.path: text for one, text in zip(alike, choice, strict=True)}
    return {}


def _marks(path: str, board: Board) -> Iterator[Text]:
    """What may tell a page from others, in the order of what says most; always as many."""
    kind, _, name = path.rstrip("/").rpartition("/")
    card = next((card for card in board.deck.cards if kind == "cards" and card.id == name), None)
    data = board.data(card) if card else None
    if card and data:
        titles = [data.field_title(key) for key in (card.x, card.split) if key in data.fields]
        by = Text("・".join(title.ja for title in titles), ", ".join(title.en for title in titles))
        yield from (data.title, by, Text(f"{data.title.ja}・{by.ja}", f"{data.title.en}, {by.en}"))
    else:
        article = next((one for one in board.news if one.news_path == path), None)
        day = article.day if article else None
        yield from [format.day_text(day) if day else NOTHING] * 3
    yield Text.of(name)


def _of_flow(flow: Flow) -> list[Text]:
    """All that a guide asks and advises."""
    asked = [text for step in flow.steps for text in (step.question, step.note, *(one.text for one in step.answers))]
    return [flow.intro, *asked, *(text for one in flow.outcomes for text in (one.title, one.text))]


def _words(texts: list[Text], longest: int) -> tuple[str, str]:
    ja, en = (" ".join(dict.fromkeys(filter(None, (text[lang] for text in texts)))) for lang in ("ja", "en"))
    return ja[:longest], en[:longest]


def _of_html(longest: int, *bodies: str) -> tuple[str, str]:
    ja, en = (" ".join(unescape(re.sub(r"<[^>]+>", " ", body)).split())[:longest] for body in bodies)
    return ja, en


def _index(found: list[Entry], nth: int) -> bytes:
    """A script that leaves {path: words} for search.js: loaded so, it works without a server, from a folder."""
    said = {one.path: one.words[nth] for one in found}
    text = json.dumps(said, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
    return f'"use strict";self.tomoniPages={text};\n'.encode()

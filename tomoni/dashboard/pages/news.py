"""News and the author's own pages, from Markdown; a language that is missing shows the other and says so."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.safestring import SafeString

from tomoni.dashboard.config.articles import Article
from tomoni.dashboard.pages import base
from tomoni.dashboard.queries import Board
from tomoni.i18n import Text
from tomoni.registry.rooms import Page


def pages(board: Board) -> Iterator[Page]:
    if board.news:
        depends = [[(a.slug, a.title, a.day) for a in board.news]]
        yield from base.html(
            board,
            "news/",
            "dashboard/news.html",
            lambda lang: {"news": board.news},
            datasets=[""],
            depends=depends,
            description=Text("お知らせ", "News"),
        )
    for article in board.news:
        yield from _article(board, article, f"news/{article.slug}/")
    for article in board.documents:
        if article.slug == base.ABOUT:
            continue
        yield from _article(board, article, f"pages/{article.slug}/")


def _article(board: Board, article: Article, path: str) -> Iterator[Page]:
    def context(lang: str) -> Mapping[str, Any]:
        html, really = article.body(lang)
        return {"article": article, "html": SafeString(html), "really": really, "falls_back": really != lang}

    yield from base.html(
        board, path, "dashboard/article.html", context, datasets=[""], depends=[article], description=article.title
    )

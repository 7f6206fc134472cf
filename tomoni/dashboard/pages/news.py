"""News and the author's own pages, from Markdown; a language that is missing shows the other and says so."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.safestring import SafeString

from tomoni.dashboard.config.articles import Article
from tomoni.dashboard.pages import base
from tomoni.dashboard.pages.told import of_article
from tomoni.dashboard.queries import Board
from tomoni.i18n import Text, speaking
from tomoni.registry.rooms import Page


def pages(board: Board) -> Iterator[Page]:
    if board.news:
        categories = sorted({a.category for a in board.news if a.category})
        depends = [[(a.slug, a.title, a.day, a.category) for a in board.news]]
        yield from base.html(
            board,
            "news/",
            "dashboard/news.html",
            lambda lang: {
                "news": board.news,
                "categories": categories,
                "by_category": _by_category(board.news, categories),
            },
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


def _by_category(news: list[Article], categories: list[str]) -> list[tuple[str, list[Article]]]:
    """The news of each category; none when there is one kind only."""
    if not categories:
        return []
    groups = [(name, [article for article in news if article.category == name]) for name in (*categories, "")]
    return [(name, found) for name, found in groups if found]


def _article(board: Board, article: Article, path: str) -> Iterator[Page]:
    def context(lang: str) -> Mapping[str, Any]:
        html, really = article.body(lang)
        return {
            "article": article,
            "html": SafeString(html),
            "really": really,
            "falls_back": really != speaking.really(lang),
            "stale": speaking.really(lang) in article.stale,
            "json_ld": SafeString(of_article(board, article, lang)) if article.day else "",
        }

    yield from base.html(
        board, path, "dashboard/article.html", context, datasets=[""], depends=[article], description=article.title
    )

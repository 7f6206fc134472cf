"""News for machines: news.atom (RFC 4287), and schema.org/SpecialAnnouncement on the pages of news and banners.

JSON-LD stands in a data block, which browsers never run: the strict content security policy lets it be.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, time
from html import escape
from typing import Any

from django.utils import timezone
from django.utils.html import strip_tags

from tomoni.dashboard.config.announcements import Banner
from tomoni.dashboard.config.articles import Article
from tomoni.dashboard.queries import Board
from tomoni.i18n import Text, speaking
from tomoni.publish import feed
from tomoni.registry.rooms import Page

START = datetime(2020, 1, 1, tzinfo=UTC)


def pages(board: Board) -> Iterator[Page]:
    digest = board.digest([""], board.news, board.announcements.banners)
    yield Page("news.atom", lambda: atom(board), "application/atom+xml", digest)


def atom(board: Board) -> bytes:
    """News and banners, newest first; ids are made from community and name, so nothing is told twice."""
    who = board.community
    entries = [(_moment(a.day), f"news/{a.slug}", a.title, a.news_path, a.category) for a in board.news if a.day]
    entries += [(b.starts or START, f"banner/{b.id}", b.text, "./", b.level) for b in board.announcements.banners]
    entries.sort(key=lambda entry: (entry[0], entry[1]), reverse=True)
    base = f' xml:base="{escape(who.address)}/"' if who.address else ""
    mark = "" if who.official else "（有志による非公式サイト）"
    lines = [
        '<?xml version="1.0" encoding="utf-8"?>',
        f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="ja"{base}>',
        f"<id>{feed.identity(who.code, who.id, 'news')}</id>",
        f"<title>{escape(who.name.ja)} お知らせ{mark} / {escape(who.name.en)} news</title>",
        f"<updated>{(entries[0][0] if entries else START).isoformat()}</updated>",
        f"<author><name>{escape(who.operator.ja or who.name.ja)}</name></author>",
        '<link rel="self" type="application/atom+xml" href="news.atom"/>',
    ]
    for at, name, title, path, category in entries[: feed.NEWEST]:
        tag = f'<category term="{escape(category)}"/>' if category else ""
        lines.append(
            f"<entry><id>{feed.identity(who.code, who.id, *name.split('/'))}</id><title>{_both(title)}</title>"
            f'<updated>{at.isoformat()}</updated>{tag}<link rel="alternate" type="text/html" href="{escape(path)}"/>'
            f'<content type="text">{_both(title)}</content></entry>'
        )
    return ("\n".join([*lines, "</feed>"]) + "\n").encode()


def _both(text: Text) -> str:
    return escape(text.ja if text.ja == text.en else f"{text.ja} / {text.en}")


def _moment(day: Any) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()), timezone.get_default_timezone())


def of_article(board: Board, article: Article, lang: str) -> str:
    said = {"datePosted": article.day.isoformat()} if article.day else {}
    if article.category:
        said["category"] = article.category
    body, spoken = article.body(lang)
    said |= _url(board, article.news_path)
    return block([_announcement(board, article.title[lang], strip_tags(body).strip(), said, lang, spoken)])


def of_banners(board: Board, banners: list[Banner], lang: str) -> str:
    """Those that say from when they hold: the day of its posting is what an announcement has to have."""
    made = []
    for banner in banners:
        if banner.starts:
            said = _url(board, "") | {"datePosted": banner.starts.isoformat(), "category": banner.level_name[lang]}
            said |= {"expires": banner.ends.isoformat()} if banner.ends else {}
            text = banner.text[lang]
            spoken = speaking.really(lang) if speaking.was_said(text) else lang
            made.append(_announcement(board, text, text, said, lang, spoken))
    return block(made)


def _url(board: Board, path: str) -> dict[str, Any]:
    return {"url": f"{board.community.address}/{path}"} if board.community.address else {}


def _announcement(board: Board, name: str, text: str, said: dict[str, Any], lang: str, spoken: str) -> dict[str, Any]:
    """schema.org/SpecialAnnouncement; `spoken` is the language of the text, which may not be that of the page."""
    who = board.community
    return {
        "@context": "https://schema.org",
        "@type": "SpecialAnnouncement",
        "name": name,
        "text": text or name,
        "inLanguage": speaking.html_lang(spoken),
        "spatialCoverage": {"@type": "AdministrativeArea", "name": who.name[lang], "identifier": who.code},
        "publisher": {"@type": "Organization", "name": who.operator[lang] or who.name[lang]},
        **said,
    }


def block(made: list[dict[str, Any]]) -> str:
    """JSON that is safe inside a <script type="application/ld+json">; "" for nothing."""
    if not made:
        return ""
    text = json.dumps(made[0] if len(made) == 1 else made, ensure_ascii=False)
    return text.replace("<", "\\u003c").replace("&", "\\u0026")

"""What all pages share: their context, their path in each language, and the digest that lets a rebuild skip them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from django.utils import timezone

from tomoni.dashboard.dataset import Data
from tomoni.dashboard.federation import config as federation
from tomoni.dashboard.pages.statics import STYLE
from tomoni.dashboard.queries import Board
from tomoni.i18n import Text, speaking
from tomoni.look import page as look
from tomoni.registry.models import Hold
from tomoni.registry.rooms import Page

SEARCH = "search/"
NEIGHBOURS = "neighbours/"
ABOUT = "about"
"""The author's page that becomes part of the room's own about page."""
Context = Callable[[str], Mapping[str, Any]]
"""lang → what the template gets besides the furniture."""


def file_path(path: str, lang: str) -> str:
    """A page's file: ("cards/x/", "en") → "en/cards/x/index.html", for "ja-easy" → "easy/cards/x/index.html"."""
    return look.localised(path, lang) + "index.html"


def in_language(path: str, lang: str) -> str:
    """A file that stands in Japanese and English: ("cards/x/card.svg", "en") → "en/cards/x/card.svg"; other languages
    use that of their base."""
    return speaking.folder_of(speaking.base_of(lang)) + path


def html(
    board: Board,
    path: str,
    template: str,
    context: Context,
    *,
    datasets: Iterable[str] = (),
    depends: Iterable[object] = (),
    description: Text | None = None,
    image: str = "",
    wide: bool = False,
    draft: Callable[[], bytes] | None = None,
) -> Iterator[Page]:
    """One page in every language. `path` is "" or ends in "/"; `image` is a path that stands once for each language;
    `draft` tells all it is made from more narrowly than the state of its datasets does."""
    used = tuple(datasets)
    digest = board.digest(used, path, template, *depends)

    def render(lang: str, target: str) -> bytes:
        page = {
            "path": path,
            "description": description,
            "image": in_language(image, lang) if image else "",
            "wide": wide,
        }
        with speaking.speaking(lang, board.community.dir, board.headings(lang)) as spoken:
            return look.render(template, {**furniture(page), **context(spoken)}, target, lang)

    def furniture(page: Mapping[str, Any]) -> dict[str, Any]:
        return {
            "community": board.community,
            "page": page,
            "nav": nav(board),
            "search": SEARCH,
            "held": held(board, used),
            "banners": banners(board),
            "sources": credits(board, used),
            "dashboard_css": STYLE.path,
            "report": look.report(board.community.inbox, path, dataset=used[0] if len(used) == 1 else ""),
        }

    for lang in look.languages_of(path, board.community.languages):
        target = file_path(path, lang)
        yield Page(target, lambda lang=lang, target=target: render(lang, target), depends=digest, draft=draft)


def nav(board: Board) -> list[tuple[str, Text]]:
    """The main menu: only what is there."""
    items = [("", Text("最新の状況", "Latest"))]
    items += [(f"pages/{article.slug}/", article.title) for article in board.documents if article.slug != ABOUT]
    items += [(f"flow/{flow.slug}/", flow.title) for flow in board.flows.flows]
    if board.news:
        items.append(("news/", Text("お知らせ", "News")))
    if (board.community.dir / federation.FILE).is_file():
        items.append((NEIGHBOURS, Text("ほかの地域", "Other places")))
    items += board.menu
    items.append(("data/", Text("データ", "Data")))
    items.append((SEARCH, Text("さがす", "Search")))
    items.append(("about/", Text("このサイトについて", "About")))
    return items


def banners(board: Board) -> list[dict[str, Any]]:
    """What stands on top of every page, as the look's banners.html wants it."""
    return [
        {
            "id": f"banner-{banner.id}",
            "level": banner.level,
            "level_name": banner.level_name,
            "text": banner.text,
            "link": banner.link,
            "is_path": banner.is_path,
            "starts": banner.starts and timezone.localtime(banner.starts),
            "ends": banner.ends and timezone.localtime(banner.ends),
            "later": banner.state(board.now) == "before",
        }
        for banner in board.banners
    ]


def held(board: Board, datasets: tuple[str, ...]) -> list[dict[str, Any]]:
    """The banner on top: holds of the datasets on this page (of all, on pages that are of none)."""
    titles = {entry.dataset: entry.title for entry in board.sources}
    who = board.community.operator if board.community.operator.ja else board.community.name
    return [
        {
            "title": titles.get(hold.dataset.slug, hold.dataset.slug),
            "since": moment(hold.since),
            "reason": reason(hold),
            "who": who,
        }
        for hold in board.holds
        if not datasets or hold.dataset.slug in datasets
    ]


def reason(hold: Hold) -> Text:
    return Text(hold.reason_ja, hold.reason_en or hold.reason_ja)


def credits(board: Board, datasets: tuple[str, ...]) -> list[dict[str, Any]]:
    """出典: who published each dataset of the page, and under which licence."""
    names = datasets or tuple(board.sets)
    return [
        {
            "title": board.sets[name].title,
            "name": board.community.attribution,
            "url": source_url(board.sets[name]),
            "license": board.community.license,
        }
        for name in names
        if name in board.sets
    ]


def source_url(data: Data) -> str:
    """Where the newest file was got from, when its entry says so and it is an address of the web."""
    url = next((file.url for file in reversed(data.published.source.files) if file.url), "")
    return url if url.startswith(("https://", "http://")) else ""


def moment(value: datetime | None) -> str:
    """A time in Japan, ISO to the minute."""
    return timezone.localtime(value).isoformat(timespec="minutes") if value else ""


def times(data: Data) -> dict[str, str]:
    """The four times, kept apart; "" where one is not known."""
    return {name: str(data.latest.get(name) or "") for name in ("as_of", "published", "fetched", "released")}


def pager(path: Callable[[int], str], here: int, count: int) -> list[tuple[str, str, bool]]:
    """(text, path, is this page): the first, the last, two around this one; gaps have no path."""
    shown = sorted({n for n in (1, count, *range(here - 2, here + 3)) if 1 <= n <= count})
    out: list[tuple[str, str, bool]] = []
    for n, before in zip(shown, [0, *shown], strict=False):
        if n - before > 1:
            out.append(("…", "", False))
        out.append((str(n), path(n), n == here))
    return out

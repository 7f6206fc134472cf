"""What the room offers to the site-wide search: each feed, and the places it speaks of. Counts are not searched: they
are another minute's every minute, and stand on the feed's own page."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import quote, urlencode

from tomoni.i18n import Text
from tomoni.publish import live, versions
from tomoni.registry.findable import Findable
from tomoni.registry.scope import Scope
from tomoni.stock import config as feeds
from tomoni.stock.config import FeedConfig
from tomoni.stock.feed import documents

FEED, SITE = "stock", "stock-site"
KINDS = {FEED: Text("在庫", "Stock"), SITE: Text("在庫のある場所", "Places with stock")}


def entries(scope: Scope) -> Iterator[Findable]:
    for place, config in enumerate(feeds.feeds(scope)):
        titles = [item.title for item in config.items]
        words = Text("、".join(text.ja for text in titles), ", ".join(text.en for text in titles))
        yield Findable(FEED, f"stock/{config.id}/", config.title, words, place=place)
        yield from _sites(config)


def _sites(config: FeedConfig) -> Iterator[Findable]:
    storage = versions.storage()
    shown = live.shown(storage, config.id)
    if shown is None:
        return
    for site in documents.sites_with_stock(documents.read(shown.read(storage, documents.DATA))):
        said = [str(site.get(name) or "") for name in ("address", "area", "phone", "hours", "note")]
        words = Text.of("\n".join(filter(None, said)))
        yield Findable(SITE, _address(config, site), Text.of(site["name"]), words, config.title)


def _address(config: FeedConfig, site: dict[str, Any]) -> str:
    """The list around the site, so that it stands first."""
    near = {"lat": site["lat"], "lon": site["lon"]} if _has_place(site) else {"area": site.get("area") or ""}
    asked = urlencode({key: value for key, value in near.items() if value != ""})
    return f"stock/{config.id}/{f'?{asked}' if asked else ''}#s-{quote(str(site['id']))}"


def _has_place(site: dict[str, Any]) -> bool:
    return site.get("lat") is not None and site.get("lon") is not None

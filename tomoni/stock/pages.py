"""The room's public pages: all feeds, one feed's list (the front fills it in), its map, its apps; in every language."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.utils import timezone
from django.utils.safestring import SafeString

from tomoni.i18n import Text
from tomoni.look import page as look
from tomoni.publish import canonical, live, versions
from tomoni.registry import resting
from tomoni.registry.rooms import Page, rooms
from tomoni.registry.scope import Scope
from tomoni.stock import config as feeds
from tomoni.stock import queries, wording
from tomoni.stock.config import FeedConfig
from tomoni.stock.feed import documents, listing
from tomoni.stock.feed.listing import BEGIN, END, View
from tomoni.stock.openapi import document

STATIC = Path(__file__).parent / "static" / "stock"
CSS, JS = "text/css; charset=utf-8", "text/javascript; charset=utf-8"
SHOWN = 50
JS_WORDS = json.dumps(
    {
        "words": {key: text.to_json() for key, text in listing.WORDS.items()},
        "shapes": listing.SHAPES,
        "late": listing.LATE_SAID.to_json(),
    },
    ensure_ascii=False,
)
LEGEND = [(step, listing.SHAPES[step], text) for step, text in listing.WORDS.items()]


def all_pages(scope: Scope) -> Iterator[Page]:
    every = feeds.feeds(scope)
    if not every:
        return
    yield from _assets(any(config.tiles for config in every))
    said = resting.depends(scope, every)
    yield Page("stock/openapi.json", lambda: canonical.pretty(document(every)), "application/json", said)
    shown = _feeds(every)
    yield from _page(scope, "stock/", "stock/feeds.html", lambda lang: {"feeds": shown}, of=[shown])
    for config in every:
        yield from _of_feed(scope, config)


def _of_feed(scope: Scope, config: FeedConfig) -> Iterator[Page]:
    base = f"stock/{config.id}/"
    about = {"feed": config, "base": base, "map": bool(config.tiles)}

    def of_list(lang: str) -> dict[str, Any]:
        return {**about, "region": _region(config, lang, base), "js_words": JS_WORDS}

    yield from _page(scope, base, "stock/list.html", of_list)
    apps = _apps(scope, config)
    rows = [{**vars(app), "_state": None} for app, _ in apps["apps"]]
    yield from _page(scope, f"{base}apps/", "stock/apps.html", lambda lang: {**about, **apps}, of=[config, rows])
    if config.tiles:
        origin = "{0.scheme}://{0.netloc}".format(urlsplit(config.tiles))
        own = {
            "map_js": asset("map.js"),
            "maplibre_js": asset("maplibre-gl.js"),
            "maplibre_css": asset("maplibre-gl.css"),
        }
        context = {**about, **own, "js_words": JS_WORDS, "legend": LEGEND}
        yield from _page(scope, f"{base}map/", "stock/map.html", lambda lang: context, (origin,), of=[config, own])


def _page(
    scope: Scope,
    path: str,
    template: str,
    context: Any,
    allow: tuple[str, ...] = (),
    of: Sequence[object] = (),
) -> Iterator[Page]:
    """One page in every language. `of`: all it is made of beside the furniture; none when it speaks of the time it was
    made at."""
    digest = resting.depends(scope, path, template, *of) if of else ""
    for lang in look.languages_of(path, scope.community.languages):
        target = look.localised(path, lang) + "index.html"

        def render(lang: str = lang, target: str = target) -> bytes:
            said = {**_furniture(scope, path), **context(lang)}
            return look.render(template, said, target, lang)

        yield Page(target, render, allow=allow, depends=digest)


def _furniture(scope: Scope, path: str) -> dict[str, Any]:
    """The menu of the site, when a room has one, and our own styles."""
    return rooms.furniture(scope) | {
        "community": scope.community,
        "page": {"path": path},
        "report": look.report(scope.community.inbox, path),
        "stock_css": asset("stock.css"),
        "stock_js": asset("stock.js"),
    }


def _head(config: FeedConfig) -> Mapping[str, Any] | None:
    storage = versions.storage()
    shown = live.shown(storage, config.id)
    return canonical.loads(shown.read(storage, live.LATEST)) if shown else None


def _feeds(every: list[FeedConfig]) -> list[dict[str, Any]]:
    return [{"config": config, "head": _head(config)} for config in every]


def _region(config: FeedConfig, lang: str, base: str) -> SafeString:
    """The list as of this publication of the site: what copies on static hosts show, and readers before the front."""
    storage = versions.storage()
    shown = live.shown(storage, config.id)
    if shown is None:
        words = Text("まだ在庫の知らせがありません。", "Nothing is known yet.")
        return SafeString(f'{BEGIN.decode()}<p class="empty">{words[lang]}</p>{END.decode()}')
    head = canonical.loads(shown.read(storage, live.LATEST))
    state = documents.read(shown.read(storage, documents.DATA))
    sites = list(documents.sites_with_stock(state))
    really = "en" if lang not in ("ja", "ja-easy") else "ja"
    depth = look.localised(base, lang).count("/")
    view = View([(None, site) for site in sites[:SHOWN]], len(sites), [], root="../" * depth, live=False)
    made = listing.region(head, view, really, timezone.now()).decode()
    return SafeString(BEGIN.decode() + made + END.decode())


def _apps(scope: Scope, config: FeedConfig) -> dict[str, Any]:
    feed = queries.row(scope, config)
    rows = [(app, wording.APP_STATES[app.state]) for app in queries.apps(feed)]
    asked = urlencode({"kind": "stock-app", "feed": config.id})
    return {"apps": rows, "register": f"{scope.community.inbox}inbox/new/?{asked}"}


@cache
def _known() -> dict[str, tuple[str, bytes, str]]:
    """name → (path in the tree, bytes, type). MapLibre comes from a locked package (maplibre, MIT) and is not committed."""
    found = {}
    for name in ("stock.css", "stock.js", "map.js", "maplibre-gl.js", "maplibre-gl.css"):
        if name.startswith("maplibre"):
            data = (_package("maplibre") / "srcjs" / name).read_bytes()
        else:
            data = (STATIC / name).read_bytes()
        stem, _, ending = name.rpartition(".")
        path = f"assets/{stem}.{hashlib.sha256(data).hexdigest()[:10]}.{ending}"
        found[name] = (path, data, CSS if ending == "css" else JS)
    return found


def _package(name: str) -> Path:
    """Where a package lies, without importing it: only its files are wanted."""
    found = find_spec(name)
    assert found and found.origin  # it is among the locked ones
    return Path(found.origin).parent


def asset(name: str) -> str:
    return _known()[name][0]


def _assets(with_map: bool) -> Iterator[Page]:
    for name, (path, data, kind) in _known().items():
        if with_map or name.startswith("stock"):
            yield Page(path, lambda data=data: data, kind, path)

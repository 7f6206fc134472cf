"""The whole public site of a community as one tree: data documents, the rooms' pages, assets; shown all at once.

Rooms write pages anywhere but below `data/<dataset>/`, which is publish's own. Where no room has a first page or a list
of the data, plain ones stand in, so that a community without a single card still shows what it has.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from html import escape
from typing import Any
from urllib.parse import quote

from tomoni.charts import drawing
from tomoni.i18n import Text
from tomoni.look import page as look
from tomoni.look import theme
from tomoni.publish import canonical, catalog, feed, latest, live, offline, queries, tombstones, versions
from tomoni.publish import report as report_of_version
from tomoni.publish.tree import File, Manifest, Tree
from tomoni.registry import queries as registry
from tomoni.registry import raw_store
from tomoni.registry.errors import Problem
from tomoni.registry.resting import depends
from tomoni.registry.rooms import Page, rooms
from tomoni.registry.scope import Scope
from tomoni.registry.steady import steady

WRITING = Text("ページを作っています", "Writing the pages")
MOST_IN_SITEMAP = 50_000
NOT_LISTED = ("data/", "trace/", "en/trace/")
OWN = ("catalog.jsonld", "feed.atom", "data/current.parquet")


def show(scope: Scope, report: Callable[[Text, int, int], None] | None = None) -> bool:
    """Makes the tree of now and shows it; True when readers see something new. Problem (and the old site stays) when a
    page can't be made."""
    with steady():
        with drawing.beside():
            new = _show(scope, report)
        for follow in rooms.extras_of("shown").values():
            follow(scope)
    return new


def _show(scope: Scope, report: Callable[[Text, int, int], None] | None) -> bool:
    everything = queries.published(scope)
    folders = {
        f"data/{item.dataset}/{version}": versions.folder_of(item.dataset, version)
        for item in everything
        for version in queries.versions(scope, item.dataset)
    }
    about: dict[str, Any] = {
        "community": scope.community.id,
        "languages": list(scope.community.languages),
        "dynamic": rooms.dynamic(scope.community.languages),
        "gone": tombstones.gone(scope),
    }
    if feeds := live.feeds(scope):
        about["live"] = feeds
    tree = Tree.begin(versions.storage(), about)
    files = _counted(_with_sitemap(_files(scope, everything), scope.community.address), report)
    return tree.show(files, folders, {f"data/{feed}": live.folder_of(feed) for feed in feeds})


def _counted(files: Iterator[File], report: Callable[[Text, int, int], None] | None) -> Iterator[File]:
    """Tells how far the writing is. How many there will be isn't known before the last; 0 says so."""
    number = 0
    for number, file in enumerate(files, 1):
        yield file
        if report and number % 20 == 0:
            report(WRITING, number, 0)
    if report:
        report(WRITING, number, number)


def _files(scope: Scope, everything: list[queries.Published]) -> Iterator[File]:
    yield from _documents(scope, everything)
    own = [theme.asset(scope.community.theme)] if scope.community.theme else []
    assets = [*look.assets(), *own]
    for path, data, kind in assets:
        yield File(path, lambda data=data: data, kind)
    yield _worker(scope, [path for path, *_ in assets])
    for page in rooms.all_pages(scope):
        yield _room_page(page)
    yield from _plain(scope, everything)


def _with_sitemap(files: Iterator[File], address: str) -> Iterator[File]:
    """sitemap.xml (sitemaps.org) of all pages, when the site's address is known: it may hold whole addresses only."""
    pages: dict[str, None] = {}
    for file in files:
        if f"/{file.path}".endswith("/index.html") and not file.status and not file.path.startswith(NOT_LISTED):
            pages[file.path.removesuffix("index.html")] = None
        yield file
    if address:
        yield File("sitemap.xml", lambda: sitemap(address, list(pages)[:MOST_IN_SITEMAP]), "application/xml")


def sitemap(address: str, pages: list[str]) -> bytes:
    lines = "".join(f"<url><loc>{escape(f'{address}/{quote(page)}')}</loc></url>\n" for page in sorted(pages))
    head = '<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'
    return f"{head}{lines}</urlset>\n".encode()


def _documents(scope: Scope, everything: list[queries.Published]) -> Iterator[File]:
    for item in everything:
        base = f"data/{item.dataset}"
        rows = registry.publications(scope, item.dataset, withdrawn=True)
        history = latest.history(
            rows, {row.version.digest: _manifest(item.dataset, row.version.digest) for row in rows}
        )
        yield File(f"{base}/latest.json", lambda item=item: canonical.pretty(item.latest), ttl=latest.TTL)
        yield File(f"{base}/publications.json", lambda history=history: canonical.pretty(history), ttl=latest.TTL)
        for original in item.latest["originals"]:
            yield File(f"{base}/{original['url']}", _original(original["sha256"]), original["type"], original["sha256"])
    for entry, holds in queries.waiting(scope):
        said = latest.document(scope, entry, None, Manifest(), holds)
        yield File(f"data/{entry.dataset}/latest.json", lambda said=said: canonical.pretty(said), ttl=latest.TTL)
    yield from tombstones.files(scope)
    yield File(f"data/{report_of_version.STYLE}", report_of_version.style)
    yield File("data/current.parquet", lambda: catalog.current_parquet(scope, everything), ttl=latest.TTL)
    yield File("catalog.jsonld", lambda: catalog.jsonld(scope, everything), ttl=latest.TTL)
    yield File("feed.atom", lambda: feed.atom(scope, everything), ttl=latest.TTL)


def _original(sha256: str) -> Callable[[], bytes]:
    return lambda: raw_store.path_of(sha256).read_bytes()


def _manifest(dataset: str, version: str) -> Manifest:
    return Manifest.read(versions.storage(), versions.folder_of(dataset, version))


def _room_page(page: Page) -> File:
    if page.path in OWN or (page.path.startswith("data/") and page.path.count("/") > 1):
        raise ValueError(f"a room may not write {page.path}: publish alone writes under data/")
    made = File(page.path, lambda: _rendered(page), page.type, page.depends, allow=page.allow)
    return replace(made, draft=page.draft, aside=page.aside)


def _rendered(page: Page) -> bytes:
    try:
        return page.render()
    except Problem:
        raise
    except Exception as error:
        raise Problem(
            Text(
                f"ページ {page.path} を作れませんでした（{error}）。公開中のサイトは前のままです。",
                f"The page {page.path} could not be made ({error}). The public site is as it was before.",
            ),
            code=3,
        ) from error


def _plain(scope: Scope, everything: list[queries.Published]) -> Iterator[File]:
    """A first page, a list of the data and a 404 page for when no room has them (the first to claim a path has it)."""
    said = depends(scope)
    for path in ("index.html", "data/index.html"):
        yield File(path, lambda path=path: _plain_list(scope, everything, path))
    yield File("404.html", lambda: _not_found(scope), depends=said)
    yield File(offline.PAGE, lambda: offline.page(scope.community), depends=said)


def _worker(scope: Scope, assets: list[str]) -> File:
    gone = tombstones.gone(scope)
    return File(offline.WORKER, lambda: offline.worker(assets, gone), "text/javascript; charset=utf-8")


def _plain_list(scope: Scope, everything: list[queries.Published], path: str) -> bytes:
    items = [
        {
            "title": item.source.title,
            "latest": f"data/{item.dataset}/latest.json",
            "csv": f"data/{item.dataset}/{item.version}/data.csv",
            "rows": f"{item.latest['rows']:,}",
        }
        for item in everything
    ]
    return look.render("publish/plain.html", {"community": scope.community, "items": items}, path)


def _not_found(scope: Scope) -> bytes:
    """The page for addresses that lead nowhere; the front sets its links right for the depth at which it is shown."""
    english = "en/" if "en" in scope.community.languages else ""
    return look.render("publish/not_found.html", {"community": scope.community, "english": english}, "404.html")

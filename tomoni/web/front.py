"""The front: a plain ASGI app that answers reads from the published tree and hands the rest to Django.

Strong ETag for each encoding (from the SHA-256 of the bytes sent), 304, HEAD, br/gzip by quality, immutable addresses
for versions. It needs neither database nor Django to answer a read, so those may be down, busy or broken. New content
is taken up when the pointer moves, without a restart.
"""

from __future__ import annotations

import asyncio
import gzip
import json
import re
from collections.abc import Callable, Iterable, MutableMapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from tomoni.web import fills, words
from tomoni.web import headers as rules
from tomoni.web.answers import (
    HTML,
    PROBLEM,
    App,
    Receive,
    Scope,
    Send,
    headers_of,
    lifespan,
    readable,
    redirect,
    root_of,
    say,
    send_answer,
    send_file,
    send_whole,
)
from tomoni.web.live import Feeds
from tomoni.web.negotiation import best_form, has_it
from tomoni.web.ready import Answer, Ready, form_of
from tomoni.web.shelf import Found, Shelf

DYNAMIC = frozenset({"api", "desk", "accounts", "inbox", "static"})
WARMING: dict[str, Any] = {
    "type": "http",
    "asgi": {"version": "3.0"},
    "http_version": "1.1",
    "method": "GET",
    "scheme": "http",
    "path": "/api/v1/datasets",
    "raw_path": b"/api/v1/datasets",
    "root_path": "",
    "query_string": b"",
    "headers": [(b"host", b"localhost")],
    "client": ("127.0.0.1", 0),
    "server": ("127.0.0.1", 0),
}
"""A question to ourselves, asked once at the start."""
ASKED = ("find", "search")
"""Last parts of the addresses of search pages."""
NO_FEEDS: dict[str, Any] = {}
READY_KEPT = 2000
READY_SIZE = 256 * 1024  # bytes of all forms of a page that is kept ready
RELATIVE = re.compile(rb'(href|src)="(?![#/]|[a-z]+:)')


class Front:
    """`home`: the state folder. `django`: loads the rest of the house when it is first asked for (may fail)."""

    def __init__(self, home: Path, django: Callable[[], App] | None = None) -> None:
        self.shelf = Shelf(home)
        self.feeds = Feeds(self.shelf.storage)
        self.dynamic = Dynamic(django)
        self._ready: dict[str, Ready] = {}
        self._ready_of = ""
        self._feed_pages: dict[str, str] = {}
        self._pages_of = ""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await lifespan(receive, send)
        elif scope["type"] == "http":
            await self.answer(scope, receive, send)
        else:
            await send({"type": "websocket.close", "code": 1000})

    def look(self) -> None:
        """Takes up what was published since: the site's tree, and its feeds."""
        self.shelf.look()
        self.feeds.look(self.shelf.manifest.about.get("live", NO_FEEDS))

    def searches(self) -> list[str]:
        """The pages of the tree that Django answers in its place and that are asked with words (`q`)."""
        named = self.shelf.manifest.about.get("dynamic", ())
        return [f"{one}/" for one in named if one.endswith(ASKED) and self.shelf.find(f"{one}/")]

    def quick(self, path: str, query: str, accept_encoding: str, if_none_match: str) -> Answer | None:
        """The answer to a GET of a file that is ready, or of a question to a feed; None: go the long way. `path` is
        decoded."""
        self.look()
        if path.endswith("/") and (filled := self._filled(path[1:], query, accept_encoding)):
            return filled
        if not query:
            ready = self.feeds.table.get(path) or self._ready_at(path)
            return ready.answer(accept_encoding, if_none_match) if ready else None
        if not path.startswith("/data/") or not readable(path):
            return None
        return self.feeds.answer(path[1:], query, accept_encoding, if_none_match)

    def _filled(self, path: str, query: str, accept_encoding: str) -> Answer | None:
        """A page of a feed with its list for this question and this moment; None when it is none."""
        feed = self._pages().get(path)
        state = self.feeds.states.get(feed) if feed else None
        found = self.shelf.find(path) if state else None
        if state is None or found is None:
            return None
        try:
            shell = self.shelf.body(found, "")
        except FileNotFoundError:
            return None
        made = fills.fill(shell or b"", path, state, query)
        if made is None:
            return None
        sent = {
            "cache-control": f"public, max-age={min(state.ttl, 60)}",
            "content-type": HTML,
            "vary": "Accept-Encoding",
        }
        if best_form(accept_encoding, ("gzip",)):
            sent["content-encoding"], made = "gzip", gzip.compress(made, 1, mtime=0)
        return Answer(200, [*rules.security(found.path, HTML).items(), *sent.items()], made)

    def _pages(self) -> dict[str, str]:
        """Path of a page → the feed it lists, in every language of the site; made once for each tree."""
        if self._pages_of != self.shelf.tree:
            self._feed_pages, self._pages_of = {}, self.shelf.tree
            for feed, said in self.shelf.manifest.about.get("live", NO_FEEDS).items():
                for lang in ("", *(f"{one}/" for one in self.shelf.manifest.about.get("languages", ()))):
                    self._feed_pages[f"{lang}{said.get('page', '')}"] = feed
        return self._feed_pages

    def _ready_at(self, path: str) -> Ready | None:
        """A small file of the site's tree; made ready when it is first asked for, forgotten with its tree."""
        if self._ready_of != self.shelf.tree:
            self._ready, self._ready_of = {}, self.shelf.tree
        found = self._ready.get(path)
        if found is None and len(self._ready) < READY_KEPT and readable(path):
            found = self._make_ready(path[1:])
            if found:
                self._ready[path] = found
        return found

    def _make_ready(self, path: str) -> Ready | None:
        if self._is_dynamic(path):
            return None
        found = self.shelf.find(path)
        if found is None or found.facts.get("status", 200) != 200 or found.immutable:
            return None
        forms = found.facts["forms"]
        if sum(size for _, size in forms.values()) > READY_SIZE:
            return None
        caching = rules.caching(found.path, ttl=found.facts.get("ttl", 0))
        made = {}
        for form, (sha256, _) in forms.items():
            try:
                body = self.shelf.body(found, form)
            except FileNotFoundError:
                return None
            etag, media = f'"{sha256[:40]}"', found.facts["type"]
            made[form] = form_of(
                found.path, media, form, etag, body or b"", caching, len(forms) > 1, found.facts.get("allow", ())
            )
        return Ready(made)

    async def answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.look()
        address: str = scope["path"]
        if not readable(address):
            await say(send, scope, 400, words.BAD_ADDRESS)
            return
        path = address[1:]
        if self._is_dynamic(path):
            stand_in = self.shelf.find(path) if scope["method"] in ("GET", "HEAD") else None
            if stand_in is None or await self.dynamic.is_there():
                await self.dynamic(scope, receive, send)
            else:  # a page made for copies of the site says where to go while Django is away
                await self._show(scope, send, stand_in)
            return
        method = scope["method"]
        if method == "OPTIONS" and rules.is_open(path):
            await send_whole(send, 204, rules.PREFLIGHT)
        elif method not in ("GET", "HEAD"):
            await say(send, scope, 405, words.NOT_ALLOWED, {"allow": "GET, HEAD"})
        elif said := self._of_feed(scope, path):
            await send_answer(scope, send, said)
        elif found := self.shelf.find(path):
            await self._show(scope, send, found)
        elif self.shelf.find(path + "/"):
            await redirect(scope, send, path)
        elif gone := self.shelf.gone(path):
            await self._gone(scope, send, path, gone)
        elif not self.shelf.ready:
            await say(send, scope, 503, words.NOT_YET, {"retry-after": "3", "refresh": "3"})
        else:
            await self._not_found(scope, send)

    def _of_feed(self, scope: Scope, path: str) -> Answer | None:
        asked = headers_of(scope)
        query = scope.get("query_string", b"").decode("latin-1")
        if path.endswith("/") and (filled := self._filled(path, query, asked.get("accept-encoding", ""))):
            return filled
        return self.feeds.answer(path, query, asked.get("accept-encoding", ""), asked.get("if-none-match", ""))

    def _is_dynamic(self, path: str) -> bool:
        """Whether Django answers: by the first part of the path, or below a prefix that a room named ("support/find")."""
        if path.split("/", 1)[0] in DYNAMIC:
            return True
        named = self.shelf.manifest.about.get("dynamic", ())
        return any(path == prefix or path.startswith(prefix + "/") for prefix in named)

    async def _show(self, scope: Scope, send: Send, found: Found) -> None:
        status = found.facts.get("status", 200)
        asked = headers_of(scope)
        facts = found.facts
        form = best_form(asked.get("accept-encoding", ""), facts["forms"].keys())
        sha256, size, _ = found.form(form)
        etag = f'"{sha256[:40]}"'
        sent = {
            "etag": etag,
            "cache-control": rules.caching(found.path, immutable=found.immutable, ttl=facts.get("ttl", 0)),
            **rules.security(found.path, facts["type"], facts.get("allow", ())),
        }
        if len(facts["forms"]) > 1:
            sent["vary"] = "Accept-Encoding"
        if status == 200 and has_it(asked.get("if-none-match", ""), etag):
            await send_whole(send, 304, sent)
            return
        sent |= {"content-type": facts["type"], "content-length": str(size)}
        if form:
            sent["content-encoding"] = form
        if scope["method"] == "HEAD":
            await send_whole(send, status, sent)
            return
        try:
            body = self.shelf.body(found, form)
        except FileNotFoundError:  # swapped twice while we looked away
            await self._once_more(scope, send, found)
            return
        if body is not None:
            await send_whole(send, status, sent, body)
        else:
            await send_file(send, status, sent, self.shelf.file(found, form))

    async def _once_more(self, scope: Scope, send: Send, found: Found) -> None:
        before = self.shelf.tree
        self.shelf.look(again=True)
        again = self.shelf.find(found.path)
        if again and self.shelf.tree != before:
            await self._show(scope, send, again)
        else:
            await say(send, scope, 503, words.NOT_YET, {"retry-after": "3"})

    async def _not_found(self, scope: Scope, send: Send) -> None:
        """The site's own 404 page, else the plain one."""
        await self._from_root(scope, send, 404, "404.html", words.NOT_FOUND)

    async def _gone(self, scope: Scope, send: Send, path: str, told: dict[str, Any]) -> None:
        """What was withdrawn: 410, for machines as problem details (RFC 9457), for people as the page with the reason."""
        if not path.startswith("data/"):
            await self._from_root(scope, send, 410, told["page"], words.GONE)
            return
        body = json.dumps(words.gone_details(told), ensure_ascii=False).encode()
        sent = rules.security(path, PROBLEM) | {"content-type": PROBLEM, "cache-control": "public, max-age=300"}
        await send_whole(
            send, 410, sent | {"content-length": str(len(body))}, b"" if scope["method"] == "HEAD" else body
        )

    async def _from_root(self, scope: Scope, send: Send, status: int, name: str, plain: words.Words) -> None:
        """A page of the site's root with its links made right for this depth, else the plain one."""
        found = self.shelf.find(name)
        body = None
        if found:
            try:
                body = self.shelf.body(found, "")
            except FileNotFoundError:
                body = None
        if body is None:
            await say(send, scope, status, plain)
            return
        body = RELATIVE.sub(rb'\1="' + root_of(scope).encode(), body)
        sent = rules.security(name, HTML) | {"content-type": HTML, "cache-control": "no-cache"}
        await send_whole(
            send, status, sent | {"content-length": str(len(body))}, b"" if scope["method"] == "HEAD" else body
        )


class Dynamic:
    """Django, loaded in a thread when first needed. While it can't be loaded, its paths say so and reads go on."""

    def __init__(self, load: Callable[[], App] | None) -> None:
        self._load = load
        self._app: App | None = None
        self._lock = asyncio.Lock()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        app = await self._ready()
        if app is None:
            await say(send, scope, 503, words.DESK_AWAY, {"retry-after": "30"})
            return
        started = False

        async def watched(message: MutableMapping[str, Any]) -> None:
            nonlocal started
            started = True
            await send(message)

        try:
            await app(scope, receive, watched)
        except Exception:
            if started:
                raise
            await say(send, scope, 503, words.DESK_AWAY, {"retry-after": "30"})

    async def warm(self, pages: Iterable[str] = ()) -> None:
        """Loads Django and what the API and these pages need before anybody asks: the first request would wait for
        seconds. A page is asked with a word and without."""
        app = await self._ready()
        if app is None:
            return
        for path, query in [
            (WARMING["path"], b""),
            *((f"/{page}", query) for page in pages for query in (b"", b"q=a")),
        ]:
            asked = {**WARMING, "path": path, "raw_path": path.encode(), "query_string": query, "state": {}}
            with suppress(Exception):
                await app(asked, _once(), _unheard)

    @property
    def is_loaded(self) -> bool:
        """Whether Django is there without loading it."""
        return self._app is not None

    async def is_there(self) -> bool:
        """Whether there is a Django to ask."""
        return await self._ready() is not None

    async def _ready(self) -> App | None:
        if self._app is None and self._load is not None:
            async with self._lock:
                if self._app is None:
                    try:
                        self._app = await asyncio.to_thread(self._load)
                    except Exception:
                        return None
        return self._app


def _once() -> Receive:
    """An empty body, and then nobody who leaves: a second message would end the answer before it is made."""
    asked = False

    async def receive() -> MutableMapping[str, Any]:
        nonlocal asked
        if asked:
            await asyncio.Event().wait()
        asked = True
        return {"type": "http.request", "body": b"", "more_body": False}

    return receive


async def _unheard(message: MutableMapping[str, Any]) -> None:
    """Nobody hears it."""

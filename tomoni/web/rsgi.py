"""The front as granian speaks it natively (RSGI): what is ready is answered at once, the rest goes the ASGI way.

Measured (benchmarks/stock.py), a file that is ready costs half of what the same answer costs through ASGI's messages.
Nothing is decided here: `Front.quick` has the answers, `Front.__call__` everything else.
"""

from __future__ import annotations

import asyncio
from collections.abc import MutableMapping
from pathlib import Path
from typing import Any
from urllib.parse import quote

from tomoni.web.answers import App
from tomoni.web.front import Front
from tomoni.web.ready import Answer

ASGI = {"version": "3.0", "spec_version": "2.3"}
Message = MutableMapping[str, Any]


class Native:
    """The RSGI application. `app`: a Front, or anything that speaks ASGI."""

    def __init__(self, app: App) -> None:
        self.app = app
        self.quick = app.quick if isinstance(app, Front) else None

    async def __rsgi__(self, scope: Any, proto: Any) -> None:
        if scope.proto != "http":
            proto.close(404)
            return
        if self.quick is not None and scope.method == "GET":
            ask = scope.headers.get
            answer = self.quick(scope.path, scope.query_string, ask("accept-encoding", ""), ask("if-none-match", ""))
            if answer is not None:
                send(proto, answer)
                return
        await Bridge(scope, proto).run(self.app)


def send(proto: Any, answer: Answer) -> None:
    if isinstance(answer.body, Path):
        proto.response_file(answer.status, answer.headers, str(answer.body))
    elif answer.body:
        proto.response_bytes(answer.status, answer.headers, answer.body)
    else:
        proto.response_empty(answer.status, answer.headers)


class Bridge:
    """One request of RSGI as ASGI: its scope, its body in pieces, its answer whole, in pieces or as a file."""

    def __init__(self, scope: Any, proto: Any) -> None:
        self.rsgi, self.proto = scope, proto
        self._body: Any = None
        self._over = False
        self._start: tuple[int, list[tuple[str, str]]] | None = None
        self._stream: Any = None
        self._answered = False

    def scope(self) -> dict[str, Any]:
        one = self.rsgi
        headers = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in one.headers.items()]
        if one.authority and "host" not in one.headers:
            headers.insert(0, (b"host", one.authority.encode("latin-1")))
        return {
            "type": "http",
            "asgi": ASGI,
            "http_version": one.http_version,
            "method": one.method,
            "scheme": one.scheme,
            "path": one.path,  # decoded already
            "raw_path": quote(one.path).encode("ascii"),
            "query_string": one.query_string.encode("latin-1", "replace"),
            "root_path": "",
            "headers": headers,
            "client": address(one.client),
            "server": address(one.server),
            "extensions": {"http.response.pathsend": {}},
            "state": {},
        }

    async def run(self, app: App) -> None:
        try:
            await app(self.scope(), self.receive, self.send)
        finally:
            if not self._answered and self._stream is None:
                self.proto.response_empty(500, [])

    async def receive(self) -> Message:
        if self._over:
            await self.proto.client_disconnect()
            return {"type": "http.disconnect"}
        if self._body is None:
            self._body = self.proto.__aiter__()
        try:
            piece = await self._body.__anext__()
        except StopAsyncIteration:
            self._over = True
            return {"type": "http.request", "body": b"", "more_body": False}
        return {"type": "http.request", "body": bytes(piece), "more_body": True}

    async def send(self, message: Message) -> None:
        kind = message["type"]
        if kind == "http.response.start":
            headers = [
                (bytes(name).decode("latin-1"), bytes(value).decode("latin-1")) for name, value in message["headers"]
            ]
            self._start = (message["status"], headers)
            return
        assert self._start is not None
        status, headers = self._start
        if kind == "http.response.pathsend":
            self._answered = True
            self.proto.response_file(status, headers, message["path"])
            return
        body, more = message.get("body", b""), message.get("more_body", False)
        if self._answered:
            return
        if self._stream is None and not more:
            self._answered = True
            if body:
                self.proto.response_bytes(status, headers, bytes(body))
            else:
                self.proto.response_empty(status, headers)
            return
        if self._stream is None:
            self._stream = self.proto.response_stream(status, headers)
        if body:
            await self._stream.send_bytes(bytes(body))
        if not more:
            self._answered = True


def address(text: str | None) -> tuple[str, int | None] | None:
    """ "127.0.0.1:8000" or "[::1]:8000" as ASGI says it."""
    if not text:
        return None
    host, _, port = text.rpartition(":")
    return (host.strip("[]"), int(port)) if port.isdigit() else (text, None)


def run(main: Any) -> None:
    """Runs the coroutine in uvloop's event loop where there is one: it has the faster sockets and queues."""
    try:
        import uvloop
    except ImportError:  # Windows
        asyncio.run(main)
        return
    uvloop.run(main)

"""The front's connections: uvicorn's HTTP/1.1 protocol, with the answers that are ready written at once.

A GET whose answer is ready (`Front.quick`) is written from the parser's call-back, without task, scope or messages; all
else goes uvicorn's way over ASGI. Nothing is decided here. Measured in benchmarks/stock.py; why: docs/decisions/020.

A connection is closed when it says nothing for KEEP seconds, takes longer than HEAD_TIME to send its headers, sends more
than LARGEST_HEAD bytes of them (431), or stops reading what it asked for.
"""

from __future__ import annotations

import asyncio
import logging
from http import HTTPStatus
from typing import Any
from urllib.parse import unquote

from uvicorn.config import Config
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol
from uvicorn.server import ServerState

from tomoni.web.front import Front
from tomoni.web.ready import Answer

KEEP = 75.0  # seconds
HEAD_TIME = 30.0  # seconds
LARGEST_HEAD = 64 * 1024  # bytes
LOOK = 5.0  # seconds between looks at a connection
WHOLE = 1024 * 1024  # bytes of a body up to which head and body are kept in one piece while the second lasts
NOT_QUICK = frozenset({b"content-length", b"transfer-encoding", b"expect", b"upgrade"})
log = logging.getLogger(__name__)


class Connection(HttpToolsProtocol):
    """One connection. The application is a Front, or anything that speaks ASGI (then nothing is quick)."""

    def __init__(
        self,
        config: Config,
        server_state: ServerState,
        app_state: dict[str, Any],
        _loop: asyncio.AbstractEventLoop | None = None,
    ) -> None:
        super().__init__(config, server_state, app_state, _loop)
        self._quick = self.app.quick if isinstance(self.app, Front) else None
        self._answered = False
        self._in_head = False
        self._head_size = 0
        self._began = self._heard = 0.0
        self._unread = 0
        self._watch: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._heard = self.loop.time()
        self._watch = self.loop.call_later(LOOK, self._look_after)

    def connection_lost(self, exc: Exception | None) -> None:
        if self._watch:
            self._watch.cancel()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        self._heard = self.loop.time()
        super().data_received(data)
        if self._in_head:
            self._head_size += len(data)
            if self._head_size > LARGEST_HEAD and not self.transport.is_closing():
                self._end(431)

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._in_head, self._answered = True, False
        self._head_size, self._began = 0, self._heard

    def on_headers_complete(self) -> None:
        self._in_head = False
        if self.transport.is_closing():  # more was asked after the last answer
            self._answered = True
            return
        if self._quick is not None and self.parser.get_method() == b"GET":
            answer = self._ready()
            if answer is not None:
                self._answered = True
                self._write(answer)
                return
        super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        if not self._answered:
            super().on_body(body)

    def on_message_complete(self) -> None:
        if not self._answered:
            super().on_message_complete()

    def _ready(self) -> Answer | None:
        """The answer that can be written now; None: the long way. An answer never overtakes the one before it."""
        before = self.cycle
        if self.flow.write_paused or (before is not None and not before.response_complete):
            return None
        encodings = known = b""
        for name, value in self.headers:
            if name == b"accept-encoding":
                encodings = encodings + b"," + value if encodings else value
            elif name == b"if-none-match":
                known = known + b"," + value if known else value
            elif name in NOT_QUICK:
                return None
        url, _, query = self.url.partition(b"?")
        if url[:1] != b"/" or b"#" in self.url:
            return None
        try:
            path = url.decode("ascii")
            if "%" in path:
                path = unquote(path)
            answer = self._quick(path, query.decode("latin-1"), encodings.decode("latin-1"), known.decode("latin-1"))  # type: ignore[misc]
        except Exception:  # the long way says what is wrong
            log.debug("not quick: %r", self.url, exc_info=True)
            return None
        return answer if answer is not None and isinstance(answer.body, bytes) else None

    def _write(self, answer: Answer) -> None:
        stamp = self.server_state.default_headers  # another list each second, with the date
        if self.parser.get_http_version() != "1.0" and self.parser.should_keep_alive():
            if answer.stamp is not stamp:
                answer.stamp, answer.whole = stamp, b"".join(pieces(answer, stamp))
            self.transport.write(answer.whole)
            if len(answer.body) > WHOLE:
                answer.whole, answer.stamp = b"", None
        else:
            self.transport.write(b"".join(pieces(answer, stamp, b"connection: close\r\n")))
            self.transport.close()
        self.server_state.total_requests += 1

    def _end(self, status: int) -> None:
        """Says why in one line and closes."""
        said = HTTPStatus(status).phrase.encode()
        self.transport.write(
            b"HTTP/1.1 %d %s\r\ncontent-type: text/plain; charset=utf-8\r\ncontent-length: %d\r\nconnection: close\r\n\r\n%s"
            % (status, said, len(said), said)
        )
        self.transport.close()

    def _look_after(self) -> None:
        """Closes a connection that keeps others from being served."""
        if self.transport.is_closing():
            return
        now, waiting = self.loop.time(), self.transport.get_write_buffer_size()
        busy = self.cycle is not None and not self.cycle.response_complete
        if waiting and waiting != self._unread:
            self._heard = now  # it reads, slowly
        self._unread = waiting
        if self._in_head and now - self._began > HEAD_TIME:
            self._end(408)
        elif now - self._heard > KEEP and (waiting or not busy):
            self.transport.abort() if waiting else self.transport.close()
        else:
            self._watch = self.loop.call_later(LOOK, self._look_after)


def pieces(answer: Answer, dated: list[tuple[bytes, bytes]], more: bytes = b"") -> tuple[bytes, ...]:
    """An answer as it goes over the wire: its own head, made once, the headers of this second, its body."""
    assert isinstance(answer.body, bytes)
    if not answer.head:
        lines = [f"HTTP/1.1 {answer.status} {HTTPStatus(answer.status).phrase}"]
        lines += [f"{name}: {value}" for name, value in answer.headers]
        if answer.status != 304:
            lines.append(f"content-length: {len(answer.body)}")
        answer.head = "\r\n".join([*lines, ""]).encode("latin-1")
    return (answer.head, *(b"%s: %s\r\n" % one for one in dated), more, b"\r\n", answer.body)

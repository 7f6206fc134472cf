"""Connections: what is ready goes out at once and in order, the rest over ASGI; nobody can hold one open for nothing."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

import pytest
import uvicorn
from uvicorn.server import ServerState

from tomoni.web import wire
from tomoni.web.front import Front
from tomoni.web.ready import Answer
from tomoni.web.wire import Connection

DATE = [(b"date", b"Thu, 01 Jan 2026 00:00:00 GMT")]


@dataclass
class Said:
    status: int
    headers: dict[str, str]
    body: bytes


@dataclass
class Line:
    """A transport that keeps what is written. `stuck`: bytes that the other side has not taken."""

    written: bytearray = field(default_factory=bytearray)
    closed: bool = False
    aborted: bool = False
    reading: bool = True
    stuck: int = 0

    def write(self, data: bytes) -> None:
        assert not self.closed
        self.written += data

    def close(self) -> None:
        self.closed = True

    def abort(self) -> None:
        self.closed = self.aborted = True

    def is_closing(self) -> bool:
        return self.closed

    def pause_reading(self) -> None:
        self.reading = False

    def resume_reading(self) -> None:
        self.reading = True

    def get_write_buffer_size(self) -> int:
        return self.stuck

    def get_extra_info(self, name: str) -> Any:
        return {"peername": ("127.0.0.1", 1), "sockname": ("127.0.0.1", 2)}.get(name)


class Clock:
    """Stands in for the loop's time; timers are run by hand."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self.loop, self.now = loop, 100.0

    def time(self) -> float:
        return self.now

    def call_later(self, _: float, call: Callable[[], None]) -> asyncio.TimerHandle:
        return self.loop.call_later(3600, call)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.loop, name)


def connect(app: Any) -> tuple[Connection, Line, Clock]:
    config = uvicorn.Config(
        app, ws="none", interface="asgi3", lifespan="off", log_config=None, access_log=False, proxy_headers=False
    )
    state = ServerState()
    state.default_headers = DATE
    clock, line = Clock(asyncio.get_running_loop()), Line()
    made = Connection(config, state, {}, cast(asyncio.AbstractEventLoop, clock))
    made.connection_made(cast(asyncio.Transport, line))
    return made, line, clock


async def _talk(app: Any, sent: tuple[bytes, ...]) -> bytes:
    made, line, _ = connect(app)
    for piece in sent:
        if not line.closed:
            made.data_received(piece)
    while made.server_state.tasks:
        await asyncio.gather(*made.server_state.tasks)
        await asyncio.sleep(0)
    written = bytes(line.written)
    made.connection_lost(None)
    return written


def talk(app: Any, *sent: bytes, heads: bool = False) -> list[Said]:
    """What a connection says to these bytes. `heads`: the answers have no bodies."""
    return list(answers(asyncio.run(_talk(app, sent)), heads))


def answers(data: bytes, heads: bool = False) -> Iterator[Said]:
    while data:
        head, _, data = data.partition(b"\r\n\r\n")
        first, *rest = head.decode().split("\r\n")
        headers = {name.lower(): value for name, value in (line.split(": ", 1) for line in rest)}
        status, body = int(first.split()[1]), b""
        if headers.get("transfer-encoding") == "chunked" and not heads:
            while (size := int(data.partition(b"\r\n")[0], 16)) or not data.startswith(b"0\r\n\r\n"):
                data = data.partition(b"\r\n")[2]
                body, data = body + data[:size], data[size + 2 :]
            data = data[5:]
        elif not heads and status not in (304, 204):
            size = int(headers["content-length"])
            body, data = data[:size], data[size:]
        yield Said(status, headers, body)


def request(path: str, method: str = "GET", *lines: str, version: str = "1.1", body: bytes = b"") -> bytes:
    return "\r\n".join([f"{method} {path} HTTP/{version}", "Host: x", *lines, "", ""]).encode() + body


class House(Front):
    """A front with one file that is ready, one question that takes its time, and one that goes wrong."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str, str, str]] = []
        self.slow = asyncio.Event()
        self.large = b"x" * (wire.WHOLE + 1)

    def quick(self, path: str, query: str, accept_encoding: str, if_none_match: str) -> Answer | None:
        self.asked.append((path, query, accept_encoding, if_none_match))
        if path == "/broken":
            raise ValueError(path)
        if path == "/file":
            return Answer(200, [("content-type", "text/plain")], Path(__file__))
        if path == "/large":
            return Answer(200, [("etag", '"l"')], self.large)
        if if_none_match == '"e"':
            return Answer(304, [("etag", '"e"')])
        return Answer(200, [("etag", '"e"'), ("vary", "Accept-Encoding")], b"ready") if path == "/ready" else None

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        whole = b""
        while True:
            message = await receive()
            whole += message["body"]
            if not message["more_body"]:
                break
        if scope["path"] == "/slow":
            await self.slow.wait()
        told = json.dumps({"long": scope["path"], "got": whole.decode()}).encode()
        await send({"type": "http.response.start", "status": 200, "headers": [(b"x-way", b"asgi")]})
        await send({"type": "http.response.body", "body": told})


def long_way(said: Said) -> bool:
    return said.headers.get("x-way") == "asgi"


def test_what_is_ready_is_written_with_its_length_and_date() -> None:
    house = House()
    [said] = talk(house, request("/ready?a=%20b", "GET", "Accept-Encoding: br", "accept-encoding: gzip"))
    assert (said.status, said.body) == (200, b"ready")
    assert said.headers == {
        "etag": '"e"', "vary": "Accept-Encoding", "content-length": "5", "date": DATE[0][1].decode(),
    }  # fmt: skip
    assert house.asked == [("/ready", "a=%20b", "br,gzip", "")]
    [said] = talk(house, request("/%E5%9C%B0?x", "GET", 'If-None-Match: "e"'))
    assert (said.status, said.body, "content-length" in said.headers) == (304, b"", False)
    assert house.asked[-1] == ("/地", "x", "", '"e"')


@pytest.mark.parametrize(
    "sent",
    [
        request("/ready", "HEAD"),
        request("/ready", "POST", "Content-Length: 0"),
        request("/ready", "GET", "Content-Length: 2", body=b"ab"),
        request("/ready", "GET", "Transfer-Encoding: chunked", body=b"2\r\nab\r\n0\r\n\r\n"),
        request("http://x/ready"),
        request("/none"),
        request("/file"),
        request("/broken"),
    ],
)
def test_all_else_goes_the_long_way(sent: bytes) -> None:
    [said] = talk(House(), sent, heads=sent.startswith(b"HEAD"))
    assert said.status == 200
    assert long_way(said)


def test_bodies_arrive_whole_in_any_pieces() -> None:
    sent = request("/none", "POST", "Content-Length: 6", body=b"abcdef")
    for size in (1, 7, 1000):
        [said] = talk(House(), *(sent[at : at + size] for at in range(0, len(sent), size)))
        assert json.loads(said.body) == {"long": "/none", "got": "abcdef"}


def test_a_client_is_asked_to_go_on() -> None:
    sent = request("/none", "POST", "Content-Length: 2", "Expect: 100-continue")
    assert asyncio.run(_talk(House(), (sent, b"ab"))).endswith(b'"got": "ab"}\r\n0\r\n\r\n')


def test_answers_keep_the_order_of_the_questions() -> None:
    async def run() -> list[Said]:
        house = House()
        made, line, _ = connect(house)
        made.data_received(request("/ready") + request("/slow"))
        await asyncio.sleep(0)
        made.data_received(request("/ready") + request("/ready"))
        assert [one.body for one in answers(bytes(line.written))] == [b"ready"]
        assert not line.reading  # it does not take in more than it can answer
        house.slow.set()
        while made.server_state.tasks:
            await asyncio.gather(*made.server_state.tasks)
            await asyncio.sleep(0)
        made.data_received(request("/ready"))
        return list(answers(bytes(line.written)))

    said = asyncio.run(run())
    assert [long_way(one) for one in said] == [False, True, True, True, False]
    assert b"/slow" in said[1].body


def test_nothing_is_piled_up_for_a_reader_who_does_not_read() -> None:
    async def run() -> None:
        made, line, clock = connect(House())
        made.pause_writing()
        made.data_received(request("/large"))
        await asyncio.sleep(0)
        made.data_received(request("/large") * 5)
        assert not line.written
        assert not line.reading
        line.stuck = 7
        made._look_after()
        clock.now += wire.KEEP + 1
        line.stuck = 6
        made._look_after()
        assert not line.closed, "a slow reader is not cut off"
        clock.now += wire.KEEP + 1
        made._look_after()
        assert line.aborted
        made.connection_lost(None)
        await asyncio.gather(*made.server_state.tasks)

    asyncio.run(run())


@pytest.mark.parametrize(
    ("version", "lines", "stays"),
    [
        ("1.1", (), True),
        ("1.1", ("Connection: close",), False),
        ("1.0", (), False),
        ("1.0", ("Connection: keep-alive",), False),
    ],
)
@pytest.mark.parametrize("path", ["/ready", "/none"])
def test_a_connection_is_kept_as_asked(path: str, version: str, lines: tuple[str, ...], stays: bool) -> None:
    async def run() -> tuple[Line, list[Said]]:
        made, line, _ = connect(House())
        made.data_received(request(path, "GET", *lines, version=version))
        await asyncio.gather(*made.server_state.tasks)
        return line, list(answers(bytes(line.written)))

    line, [said] = asyncio.run(run())
    assert (line.closed, said.headers.get("connection")) == (not stays, None if stays else "close")


@pytest.mark.parametrize("after", [request("/ready"), request("/none", "POST", "Content-Length: 1", body=b"a")])
def test_nothing_follows_the_last_answer(after: bytes) -> None:
    [said] = talk(House(), request("/ready", "GET", "Connection: close") + after)
    assert said.body == b"ready"


def test_the_date_is_that_of_the_second() -> None:
    async def run() -> list[str]:
        house, found = House(), []
        one = Answer(200, [], b"same")
        house.quick = lambda *_: one  # type: ignore[method-assign]
        made, line, _ = connect(house)
        for second in (DATE, DATE, [(b"date", b"later")]):
            made.server_state.default_headers = second
            made.data_received(request("/ready"))
            found.append([said.headers["date"] for said in answers(bytes(line.written))][-1])
        return found

    assert asyncio.run(run()) == [DATE[0][1].decode(), DATE[0][1].decode(), "later"]


@pytest.mark.parametrize(
    "sent",
    [
        b"\x00\x01\x02",
        b"GET / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nContent-Length: 2\r\n\r\n",
        b"GET /\xff HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost x\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00",
        "GET /地 HTTP/1.1\r\n\r\n".encode(),
    ],
)
def test_what_is_no_request_ends_the_connection(sent: bytes) -> None:
    async def run() -> tuple[Line, bytes]:
        made, line, _ = connect(House())
        made.data_received(sent)
        return line, bytes(line.written)

    line, written = asyncio.run(run())
    assert written.startswith(b"HTTP/1.1 400 ")
    assert line.closed


def test_endless_headers_are_refused() -> None:
    async def run() -> tuple[Line, bytes, int]:
        made, line, _ = connect(House())
        made.data_received(b"GET / HTTP/1.1\r\n")
        pieces = 0
        while not line.closed:
            made.data_received(b"a: " + b"x" * 4000 + b"\r\n")
            pieces += 1
        return line, bytes(line.written), pieces

    _, written, pieces = asyncio.run(run())
    assert written.startswith(b"HTTP/1.1 431 Request Header Fields Too Large")
    assert pieces * 4000 < 2 * wire.LARGEST_HEAD


def test_who_says_nothing_or_dawdles_is_let_go() -> None:
    async def run(first: bytes, wait: float) -> tuple[Line, bytes]:
        made, line, clock = connect(House())
        if first:
            made.data_received(first)
        clock.now += wait
        made._look_after()
        return line, bytes(line.written)

    assert not asyncio.run(run(b"", wire.KEEP - 1))[0].closed
    assert asyncio.run(run(b"", wire.KEEP + 1))[0].closed
    assert not asyncio.run(run(request("/ready"), wire.KEEP - 1))[0].closed
    assert asyncio.run(run(request("/ready"), wire.KEEP + 1))[0].closed
    assert not asyncio.run(run(b"GET / HT", wire.HEAD_TIME - 1))[0].closed
    line, written = asyncio.run(run(b"GET / HT", wire.HEAD_TIME + 1))
    assert line.closed
    assert written.startswith(b"HTTP/1.1 408 ")


def test_an_answer_under_way_may_take_its_time() -> None:
    async def run() -> None:
        house = House()
        made, line, clock = connect(house)
        made.data_received(request("/slow"))
        await asyncio.sleep(0)
        clock.now += wire.KEEP * 3
        made._look_after()
        assert not line.closed
        house.slow.set()
        await asyncio.gather(*made.server_state.tasks)
        [said] = answers(bytes(line.written))
        assert long_way(said)

    asyncio.run(run())


def test_a_large_body_is_not_kept_twice() -> None:
    house = House()
    one = Answer(200, [], house.large)
    house.quick = lambda *_: one  # type: ignore[method-assign]
    [said] = talk(house, request("/large"))
    assert (said.body, one.whole) == (house.large, b"")

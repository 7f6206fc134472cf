"""Answers over ASGI: what the front, its many sites and its watched pages say with, and what they read of a request."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping
from pathlib import Path
from typing import Any
from urllib.parse import quote

from tomoni.web import headers as rules
from tomoni.web import words
from tomoni.web.ready import Answer

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]
Headers = dict[str, str]

LONGEST_PATH = 2048
PIECE = 256 * 1024
HTML = "text/html; charset=utf-8"
PROBLEM = "application/problem+json"


def readable(address: str) -> bool:
    """Whether an address can name anything here: no control characters, back-slashes, dot segments; not overlong."""
    return (
        address.startswith("/")
        and len(address) <= LONGEST_PATH
        and address.isprintable()
        and "\\" not in address
        and "�" not in address
        and not any(part in (".", "..") for part in address.split("/"))
    )


def headers_of(scope: Scope) -> Headers:
    found: Headers = {}
    for name, value in scope["headers"]:
        key = name.decode("latin-1").lower()
        found[key] = f"{found[key]},{value.decode('latin-1')}" if key in found else value.decode("latin-1")
    return found


def root_of(scope: Scope) -> str:
    """The way from the requested address to the first page."""
    return "../" * (scope["path"].count("/") - 1) or "./"


async def redirect(scope: Scope, send: Send, path: str) -> None:
    """To the same folder with its slash; relative, so that it is right below any path and leads nowhere else."""
    query = scope.get("query_string", b"").decode("latin-1")
    target = "./" + quote(path.rsplit("/", 1)[-1]) + "/" + (f"?{query}" if query else "")
    await send_whole(send, 301, {"location": target, "cache-control": "public, max-age=60", "content-length": "0"})


async def say(
    send: Send, scope: Scope, status: int, text: tuple[str, str, str, str], extra: Headers | None = None
) -> None:
    if scope["path"].startswith("/api/"):
        body, media = words.problem(status, text), PROBLEM
    else:
        body, media = words.page(text, root_of(scope) if scope["path"].startswith("/") else "/"), HTML
    sent = rules.security(scope["path"][1:], media) | {"content-type": media, "cache-control": "no-store"}
    sent |= {"content-length": str(len(body)), **(extra or {})}
    await send_whole(send, status, sent, b"" if scope["method"] == "HEAD" else body)


async def send_whole(send: Send, status: int, sent: Headers, body: bytes = b"") -> None:
    encoded = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in sent.items()]
    await send({"type": "http.response.start", "status": status, "headers": encoded})
    await send({"type": "http.response.body", "body": body})


async def send_answer(scope: Scope, send: Send, answer: Answer) -> None:
    """An answer that was ready, with its length."""
    sent = dict(answer.headers)
    if answer.status != 304:
        size = len(answer.body) if isinstance(answer.body, bytes) else answer.body.stat().st_size
        sent["content-length"] = str(size)
    if isinstance(answer.body, bytes) or scope["method"] == "HEAD":
        body = answer.body if isinstance(answer.body, bytes) and scope["method"] != "HEAD" else b""
        await send_whole(send, answer.status, sent, body)
    else:
        await send_file(send, answer.status, sent, answer.body)


async def send_file(send: Send, status: int, sent: Headers, file: Path) -> None:
    """A large file, in pieces."""
    encoded = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in sent.items()]
    with file.open("rb") as stream:
        await send({"type": "http.response.start", "status": status, "headers": encoded})
        while piece := await asyncio.to_thread(stream.read, PIECE):
            await send({"type": "http.response.body", "body": piece, "more_body": True})
    await send({"type": "http.response.body", "body": b""})


async def lifespan(receive: Receive, send: Send) -> None:
    while True:
        message = await receive()
        await send({"type": f"{message['type']}.complete"})
        if message["type"] == "lifespan.shutdown":
            return

"""Drives an ASGI application in the test's own process: one request in, one answer out."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes


async def _ask(app: Any, method: str, target: str, headers: dict[str, str]) -> Answer:
    address, _, query = target.partition("?")
    scope = {
        "type": "http",
        "method": method,
        "path": unquote(address),
        "raw_path": address.encode(),
        "query_string": query.encode(),
        "headers": [(name.lower().encode(), value.encode()) for name, value in headers.items()],
    }
    sent: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    await app(scope, receive, send)
    start, *rest = sent
    found = {name.decode(): value.decode() for name, value in start["headers"]}
    return Answer(start["status"], found, b"".join(part.get("body", b"") for part in rest))


def ask(app: Any, target: str, method: str = "GET", **headers: str) -> Answer:
    """Header names with _ for -: ask(app, "/", accept_encoding="br")."""
    return asyncio.run(_ask(app, method, target, {name.replace("_", "-"): value for name, value in headers.items()}))

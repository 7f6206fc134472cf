"""What a request may bring: refused in words before Django has it, whether announced or not."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from tomoni.web.uploads import SMALL, Bounded


def ask(path: str, pieces: list[bytes], cookie: str = "", announced: int | None = None) -> tuple[int, int]:
    """(status, bytes the app was given) for a request with this body."""
    given, sent = 0, []
    headers = [(b"cookie", cookie.encode())] if cookie else []
    if announced is not None:
        headers.append((b"content-length", str(announced).encode()))

    async def app(scope: Any, receive: Any, send: Any) -> None:
        nonlocal given
        more = True
        while more:
            message = await receive()
            given += len(message["body"])
            more = message["more_body"]
        await send({"type": "http.response.start", "status": 200, "headers": []})

    async def receive() -> Any:
        piece = pieces.pop(0) if pieces else b""
        return {"type": "http.request", "body": piece, "more_body": bool(pieces)}

    async def send(message: Any) -> None:
        sent.append(message)

    scope = {"type": "http", "path": path, "headers": headers}
    asyncio.run(Bounded(app, files=3 * SMALL, cookie="sessionid")(scope, receive, send))
    return sent[0]["status"], given


@pytest.mark.parametrize(
    ("path", "cookie", "size", "status"),
    [
        ("/desk/files/", "sessionid=x", 2 * SMALL, 200),
        ("/desk/files/", "sessionid=x", 4 * SMALL, 413),
        ("/desk/files/", "", 2 * SMALL, 413),
        ("/accounts/login/", "sessionid=x", 2 * SMALL, 413),
        ("/accounts/login/", "", 1000, 200),
    ],
)
@pytest.mark.parametrize("announced", [True, False])
def test_the_limit_holds(path: str, cookie: str, size: int, status: int, announced: bool) -> None:
    piece = SMALL // 4
    pieces = [b"0" * min(piece, size - at) for at in range(0, size, piece)]
    assert ask(path, pieces, cookie, size if announced else None)[0] == status


def test_what_was_announced_too_large_is_not_even_begun() -> None:
    assert ask("/api/v1/x", [b"0" * 100], announced=SMALL + 1) == (413, 0)

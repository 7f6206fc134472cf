"""How much a request may bring: checked while the body comes in, before Django has any of it.

Only staff pages of the desk, for somebody with a session, may be given files; everything else is small.
"""

from __future__ import annotations

from typing import Any

from tomoni.web import headers as rules
from tomoni.web import words
from tomoni.web.answers import App, Receive, Scope, Send

SMALL = 12_000_000
"""Bytes of an ordinary request: forms, API calls."""
AROUND = 1_000_000
"""Bytes of a form around its files."""

TOO_LARGE = (
    "大きすぎるため受け取りませんでした",
    "公開中のデータは変わっていません。必要な表だけのファイルに分けるか、何回かに分けて入れ直してください。",
    "Too large to be taken",
    "The published data are unchanged. Please split the file, or give the files in several turns.",
)


class TooMuch(Exception):
    """The body went over the limit on its way."""


class Bounded:
    """An app behind a limit. `files`: bytes that one upload to the desk may bring, all its files together."""

    def __init__(self, app: App, files: int, cookie: str) -> None:
        self.app, self.files, self.cookie = app, files, cookie.encode()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        most, came, started = self._most(scope), 0, False

        async def counted() -> Any:
            nonlocal came
            message = await receive()
            came += len(message.get("body", b""))
            if came > most:
                raise TooMuch
            return message

        async def watched(message: Any) -> None:
            nonlocal started
            started = True
            await send(message)

        if _announced(scope) > most:
            await _refuse(send)
            return
        try:
            await self.app(scope, counted, watched)
        except TooMuch:
            if not started:
                await _refuse(send)

    def _most(self, scope: Scope) -> int:
        signed_in = any(name == b"cookie" and self.cookie + b"=" in value for name, value in scope["headers"])
        return self.files + AROUND if signed_in and scope["path"].startswith("/desk/") else SMALL


def _announced(scope: Scope) -> int:
    value = next((value for name, value in scope["headers"] if name == b"content-length"), b"0")
    return int(value) if value.isdigit() and len(value) < 19 else 0


async def _refuse(send: Send) -> None:
    body = words.page(TOO_LARGE, "/")
    sent = rules.security("", "text/html") | {"content-type": "text/html; charset=utf-8", "cache-control": "no-store"}
    sent |= {"content-length": str(len(body)), "connection": "close"}
    encoded = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in sent.items()]
    await send({"type": "http.response.start", "status": 413, "headers": encoded})
    await send({"type": "http.response.body", "body": body})

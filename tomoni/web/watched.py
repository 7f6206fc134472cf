"""The front for authors (`tomoni up --watch`): pages load anew when what they show was made anew, and say on top what is
wrong in the files of the folder. The published tree is untouched: the one script tag is added while a page is sent.

/watch.js    the script, of the site's own like every other (the policy on scripts stays as strict)
/watch.json  {"page": a mark of the page at ?page=, "faults": what is wrong now, in Japanese and English}
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

from tomoni.web import headers as rules
from tomoni.web.answers import HTML, Receive, Scope, Send, send_whole
from tomoni.web.front import Front
from tomoni.web.ready import Answer
from tomoni.web.shelf import Found

SCRIPT = Path(__file__).parent / "static" / "web" / "watch.js"
STATE = "watch.json"
"""In the state folder; written by tomoni.cli.watching."""
TAG = b'<script src="/watch.js" defer></script>'


class Watched(Front):
    """A front whose pages watch themselves; nothing of it is kept by a browser."""

    def quick(self, path: str, query: str, accept_encoding: str, if_none_match: str) -> Answer | None:
        self.look()
        found = self.shelf.find(path[1:]) if path.startswith("/") else None
        if path.startswith("/watch.") or (found and found.path.endswith(".html")):
            return None
        return super().quick(path, query, accept_encoding, if_none_match)

    async def answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["path"] == "/watch.js":
            await self._plain(scope, send, "text/javascript; charset=utf-8", SCRIPT.read_bytes())
        elif scope["path"] == "/watch.json":
            await self._plain(scope, send, "application/json", json.dumps(self._state(scope)).encode())
        else:
            await super().answer(scope, receive, send)

    def _state(self, scope: Scope) -> dict[str, Any]:
        self.look()
        asked = parse_qs(scope.get("query_string", b"").decode("latin-1")).get("page", [""])[0]
        found = self.shelf.find(asked.lstrip("/"))
        try:
            known = json.loads((self.shelf.home / STATE).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            known = {}
        faults = known.get("faults", []) if isinstance(known, dict) else []
        return {"page": found.form("")[0] if found else "", "faults": faults}

    async def _show(self, scope: Scope, send: Send, found: Found) -> None:
        body = self.shelf.body(found, "") if found.path.endswith(".html") else None
        if body is None:
            await super()._show(scope, send, found)
            return
        body = body.replace(b"</body>", TAG + b"</body>", 1)
        more = rules.security(found.path, HTML, found.facts.get("allow", ()))
        await self._plain(scope, send, HTML, body, found.facts.get("status", 200), more)

    async def _plain(
        self, scope: Scope, send: Send, media: str, body: bytes, status: int = 200, more: dict[str, str] | None = None
    ) -> None:
        sent = {**rules.EVERYWHERE, **(more or {}), "content-type": media, "cache-control": "no-store"}
        await send_whole(
            send, status, sent | {"content-length": str(len(body))}, b"" if scope["method"] == "HEAD" else body
        )

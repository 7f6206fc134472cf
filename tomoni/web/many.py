"""Many sites from one process: `tomoni up --sites DIR`, where DIR holds community folders.

A site is asked for by its name as the first part of the path (/<community>/…), or by its host when a community's
`address` names one. Only what was published is served: the desk, the API and the inbox belong to a server of one's own.
Each site keeps its own shelf, so that one that is published anew, or broken, changes nothing for the others.
"""

from __future__ import annotations

import html
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from tomoni.i18n import Text
from tomoni.registry.community import FILE, load
from tomoni.registry.errors import Problem
from tomoni.web import headers as rules
from tomoni.web import words
from tomoni.web.answers import HTML, Receive, Scope, Send, lifespan, readable, redirect, say, send_whole
from tomoni.web.front import Front

BUDGET = 256 * 1024 * 1024
"""Bytes of bodies that all sites together keep in memory."""


@dataclass(frozen=True, slots=True)
class Site:
    """One community: its id, its name for the list, its host ("" when it has none of its own)."""

    id: str
    name: str
    host: str
    front: Front


@dataclass(slots=True)
class Sites:
    """The ASGI application. `folders`: community folders, published or not."""

    by_id: dict[str, Site] = field(default_factory=dict)
    by_host: dict[str, Site] = field(default_factory=dict)

    @classmethod
    def of(cls, folders: list[Path]) -> Sites:
        """Reads every community.toml. Problem for a folder that can't be read or two sites of one name or host."""
        made = cls()
        for folder in folders:
            community = load(folder)
            address = urlsplit(community.address)
            host = address.netloc.lower() if not address.path.strip("/") else ""
            site = Site(community.id, community.name.ja, host, Front(community.home))
            site.front.shelf.budget = max(BUDGET // len(folders), 1 << 20)
            if community.id in made.by_id or (host and host in made.by_host):
                raise Problem(
                    Text(
                        f"{folder}: 「{community.id}」という名前か、宛先「{host}」のサイトがもうあります。community.toml の id か address を変えてください。",
                        f'{folder}: there is a site "{community.id}" or at "{host}" already. Change id or address in its community.toml.',
                    )
                )
            made.by_id[community.id] = site
            if host:
                made.by_host[host] = site
        return made

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await lifespan(receive, send)
            return
        if scope["type"] != "http":
            await send({"type": "websocket.close", "code": 1000})
            return
        address: str = scope["path"]
        if not readable(address):
            await say(send, scope, 400, words.BAD_ADDRESS)
            return
        if site := self.by_host.get(_host(scope)):
            await site.front(scope, receive, send)
            return
        name, slash, rest = address[1:].partition("/")
        if not name:
            await self._list(scope, send)
        elif (site := self.by_id.get(name)) is None:
            await say(send, scope, 404, words.NOT_FOUND)
        elif not slash:
            await redirect(scope, send, name)
        else:
            await site.front({**scope, "path": f"/{rest}"}, receive, send)

    async def _list(self, scope: Scope, send: Send) -> None:
        """All sites, each with its link; those without anything published say so."""
        if scope["method"] not in ("GET", "HEAD"):
            await say(send, scope, 405, words.NOT_ALLOWED, {"allow": "GET, HEAD"})
            return
        lines = []
        for site in sorted(self.by_id.values(), key=lambda site: site.id):
            site.front.shelf.look()
            name = html.escape(site.name)
            shown = f'<a href="{site.id}/">{name}</a>' if site.front.shelf.ready else f"{name}（準備中 / not yet）"
            lines.append(f"<li>{shown}</li>")
        body = (
            '<!doctype html><html lang="ja"><meta charset="utf-8">'
            '<meta name="viewport" content="width=device-width"><title>サイトの一覧 / Sites</title>'
            f"<h1>サイトの一覧 / Sites（{len(lines)}）</h1><ul>{''.join(lines)}</ul></html>"
        ).encode()
        sent = rules.security("index.html", HTML) | {"content-type": HTML, "cache-control": "no-cache"}
        await send_whole(
            send, 200, sent | {"content-length": str(len(body))}, b"" if scope["method"] == "HEAD" else body
        )


def _host(scope: Scope) -> str:
    return next((value.decode("latin-1").lower() for name, value in scope["headers"] if name == b"host"), "")


def communities(folder: Path) -> list[Path]:
    """The community folders right below `folder`, by name."""
    return [path.parent for path in sorted(folder.glob(f"*/{FILE}"))]

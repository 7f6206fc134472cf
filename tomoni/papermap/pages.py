"""The room's public pages as files: which maps hang where, and each map's newest published edition as an accessible list with
its paper. The QR of a sheet leads here."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from django.utils import timezone
from django.utils.safestring import SafeString

from tomoni.i18n import Text
from tomoni.look import page as look
from tomoni.papermap import queries
from tomoni.papermap.models import Edition
from tomoni.registry.community import CommunityConfig
from tomoni.registry.rooms import Page, rooms
from tomoni.registry.scope import Scope

BASE = "papermap/"
TITLE = Text("紙マップ", "Paper maps")
STYLE = Path(__file__).parent / "static" / "papermap" / "public.css"


def all_pages(scope: Scope) -> Iterator[Page]:
    """Nothing for a community without a published edition."""
    rows = queries.shown(scope)
    if not rows:
        return
    yield Page(style(), STYLE.read_bytes, "text/css; charset=utf-8", style())
    yield from _html(scope, BASE, "papermap/public_list.html", {"editions": [_row(one) for one in rows]})
    for row in rows:
        path = f"{BASE}{row.page}/"
        told = {"row": _row(row), "body": SafeString(_body(row)), "lang_of_body": "ja"}
        yield from _html(scope, path, "papermap/public_one.html", told)
        for name in ("map.pdf",):
            digest = row.files[name][0]
            yield Page(
                f"{path}{name}", lambda row=row, name=name: queries.file(row, name) or b"", "application/pdf", digest
            )


def menu(community: CommunityConfig) -> list[tuple[str, Text]]:
    """The site's menu leads to the maps once one is published."""
    return [(BASE, TITLE)] if queries.shown(Scope(None, community)) else []


@cache
def style() -> str:
    return f"assets/papermap.{hashlib.sha256(STYLE.read_bytes()).hexdigest()[:10]}.css"


def _row(row: Edition) -> dict[str, Any]:
    made = timezone.localtime(row.made_at)
    return {
        "id": row.page,
        "title": row.title,
        "number": row.number,
        "made": made,
        "until": row.until,
        "ends": row.ends,
        "over": row.is_over,
        "as_of": row.as_of,
        "placed": row.summary.get("placed", 0),
        "pages": row.summary.get("pages", 0),
        "bytes": row.files["map.pdf"][1],
    }


def _body(row: Edition) -> str:
    """What the edition's list says, as it was made: nothing of it is escaped twice, for it was escaped when it was made."""
    document = (queries.file(row, "list.html") or b"").decode()
    inside = document.partition("</h1>")[2].rpartition("</main>")[0]
    return inside or "<p>—</p>"


def _html(scope: Scope, path: str, template: str, context: dict[str, Any]) -> Iterator[Page]:
    for lang in look.languages_of(path, scope.community.languages):
        target = look.localised(path, lang) + "index.html"

        def render(lang: str = lang, target: str = target) -> bytes:
            told = {**_furniture(scope, path), **context}
            return look.render(template, told, target, lang)

        yield Page(target, render)


def _furniture(scope: Scope, path: str) -> dict[str, Any]:
    return rooms.furniture(scope) | {
        "community": scope.community,
        "page": {"path": path},
        "report": look.report(scope.community.inbox, path),
        "papermap_css": style(),
    }

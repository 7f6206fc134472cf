"""All reads of the room: pages, what their sources hold now, editions and their files."""

from __future__ import annotations

import hashlib
import pickle
import time
from collections import OrderedDict
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tomoni.papermap import asking, editions, making, permission
from tomoni.papermap.model import Reading
from tomoni.papermap.models import Edition
from tomoni.papermap.order import Order
from tomoni.papermap.page import FOLDER, ID, Page
from tomoni.publish import queries as published
from tomoni.registry import raw_store
from tomoni.registry.errors import Problem, problem
from tomoni.registry.scope import Scope

KEPT = 4
FRESH = 300
"""Seconds for which what an address answered is looked at again without asking."""
_read: OrderedDict[tuple[Any, ...], bytes] = OrderedDict()


def path_of(scope: Scope, page: str) -> Path:
    return scope.community.dir / FOLDER / f"{page}.toml"


def page(scope: Scope, page: str) -> Page:
    """Problem when there is none."""
    if not ID.fullmatch(page) or not path_of(scope, page).is_file():
        raise problem("その地図はありません。", "There is no such map.")
    return Page.of(path_of(scope, page))


def revision(scope: Scope, page: str) -> str:
    """Changes whenever the file does: a form says which one its person saw."""
    return hashlib.sha256(path_of(scope, page).read_bytes()).hexdigest()[:16]


def pages(scope: Scope) -> list[tuple[str, Page | Problem]]:
    """(id, page, or what is wrong with its file) by id."""
    found: list[tuple[str, Page | Problem]] = []
    for path in sorted((scope.community.dir / FOLDER).glob("*.toml")):
        try:
            found.append((path.stem, Page.of(path)))
        except Problem as fault:
            found.append((path.stem, fault))
    return found


def reading(scope: Scope, page: Page) -> Reading:
    """What the page's sources hold now, screened; a fresh copy each time, because printing marks its items."""
    key = (page.id, repr(page.layers), *(_stamp(scope, page, one) for one in page.sources))
    if key not in _read:
        _read[key] = pickle.dumps(making.gather(page.readings(), page.layers), pickle.HIGHEST_PROTOCOL)
        while len(_read) > KEPT:
            _read.popitem(last=False)
    _read.move_to_end(key)
    found: Reading = pickle.loads(_read[key])  # noqa: S301 — bytes this process wrote itself
    return found


def _stamp(scope: Scope, page: Page, source: Mapping[str, Any]) -> tuple[Any, ...]:
    said = tuple(sorted((key, str(value)) for key, value in source.items()))
    if source.get("dataset"):
        current = published.current(scope, str(source["dataset"]))
        return (*said, current.version if current else "")
    if source.get("path"):
        path = page.folder / str(source["path"])
        return (*said, path.stat().st_mtime_ns if path.is_file() else 0)
    return (*said, int(time.time() // FRESH))


def state(scope: Scope, page: Page) -> str:
    """A digest of the page's file and what its sources hold: the same again means the same sheet. Addresses are not asked."""
    parts = [revision(scope, page.id), *(repr(_stamp(scope, page, one)) for one in page.sources if not one.get("url"))]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def prepared(scope: Scope, page: Page, asked: Mapping[str, Any] | None = None) -> tuple[Order, Reading]:
    """The order of the page's sheet with its reading."""
    return asking.from_page(page, asked or {}, reading(scope, page))


def judged(order: Order, found: Reading) -> Reading:
    """What would be printed now, and why the rest would not."""
    permission.permit(found, order.permission)
    return found


def rows(scope: Scope, page: str | None = None) -> list[Edition]:
    """Editions, the newest first."""
    found = Edition.objects.filter(community=scope.community.id)
    return list((found.filter(page=page) if page else found).order_by("page", "-number"))


def edition(scope: Scope, page: str, number: int) -> Edition | None:
    return Edition.objects.filter(community=scope.community.id, page=page, number=number).first()


def last(scope: Scope, page: str) -> editions.Edition | None:
    """What the newest edition remembers, for the next one."""
    row = Edition.objects.filter(community=scope.community.id, page=page).order_by("-number").first()
    return editions.of_json(row.memory) if row else None


def shown(scope: Scope) -> list[Edition]:
    """The newest published edition of each page."""
    found: dict[str, Edition] = {}
    rows = Edition.objects.filter(community=scope.community.id, removed_at=None).exclude(published_at=None)
    for row in rows.order_by("page", "-number"):
        found.setdefault(row.page, row)
    return list(found.values())


def file(row: Edition, name: str) -> bytes | None:
    """A file of an edition; None when it has none of this name, or its files are gone."""
    entry = row.files.get(name)
    path = raw_store.find(entry[0]) if entry and row.removed_at is None else None
    return path.read_bytes() if path else None


def forget() -> None:
    """Drops what this process has read."""
    _read.clear()

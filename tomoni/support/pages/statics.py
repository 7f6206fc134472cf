"""The room's style sheet and script, under names that carry their hash."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from tomoni.registry.rooms import Page

FOLDER = Path(__file__).parents[1] / "static" / "support"
TYPES = {".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8"}

STAFF = "staff.css"
"""Of the desk's pages, which are Django's and never exported."""


@cache
def path_of(name: str) -> str:
    """ "support.css" → "assets/support.1a2b3c4d5e.css"."""
    stem, _, suffix = name.partition(".")
    return f"assets/{stem}.{hashlib.sha256((FOLDER / name).read_bytes()).hexdigest()[:10]}.{suffix}"


def pages() -> Iterator[Page]:
    for file in sorted(FOLDER.iterdir()):
        if file.suffix in TYPES and file.name != STAFF:
            path = path_of(file.name)
            yield Page(path, file.read_bytes, TYPES[file.suffix], path)

"""The room's own style sheet, under a name that carries its hash."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from tomoni.registry.rooms import Page

if TYPE_CHECKING:
    from tomoni.dashboard.queries import Board


@dataclass
class Style:
    """One CSS file; `path` is where it stands in the site."""

    source: Path

    @cached_property
    def data(self) -> bytes:
        return self.source.read_bytes()

    @cached_property
    def path(self) -> str:
        return f"assets/{self.source.stem}.{hashlib.sha256(self.data).hexdigest()[:10]}.css"


STYLE = Style(Path(__file__).parents[1] / "static" / "dashboard" / "dashboard.css")


def pages(board: Board) -> Iterator[Page]:
    yield Page(STYLE.path, lambda: STYLE.data, "text/css; charset=utf-8", STYLE.path)

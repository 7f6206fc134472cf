"""The room's own style sheets, under names that carry their hash: one for all pages, one for the trace pages of rows."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from tomoni.dashboard.dataset import CHUNK
from tomoni.registry.rooms import Page

if TYPE_CHECKING:
    from tomoni.dashboard.queries import Board


@dataclass(frozen=True)
class Style:
    """One CSS file; `path` is where it stands in the site."""

    name: str
    data: bytes

    @cached_property
    def path(self) -> str:
        return f"assets/{self.name}.{hashlib.sha256(self.data).hexdigest()[:10]}.css"


def trace_style(rows: int) -> str:
    """Rules for a page of `rows` traces that share one excerpt: when the address names one of them (#r1160), only its
    sentence, its steps and the lines around its cells are shown, and its cells marked. A browser that does not know
    :has() shows them all."""
    mark = "background:var(--mark);color:var(--ink)"
    frame = "font-weight:700;outline:.1875rem solid var(--mark-line);outline-offset:-.1875rem"
    rules = [
        f".trace :is(tr[class*=k]>td,td[class*=k]){{{mark}}}",
        ".trace:has(:target) :is(section,tr[class]){display:none}",
        ".trace:has(:target) :is(tr[class*=k]>td,td[class*=k]){background:none}",
    ]
    for n in range(1, rows + 1):
        here = f".trace:has(.k{n}:target)"
        rules.append(f"{here} :is(section.k{n},tr.n{n}){{display:revert}}")
        rules.append(f"{here} :is(tr.k{n}>td,td.k{n}){{{mark};{frame}}}")
    return "\n".join(rules) + "\n"


STYLE = Style("dashboard", (Path(__file__).parents[1] / "static" / "dashboard" / "dashboard.css").read_bytes())
TRACE = Style("trace", trace_style(CHUNK).encode())


def pages(board: Board) -> Iterator[Page]:
    for style in (STYLE, TRACE):
        yield Page(style.path, lambda style=style: style.data, "text/css; charset=utf-8", style.path)

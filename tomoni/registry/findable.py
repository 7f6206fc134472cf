"""What a room offers to the site-wide search: its kinds of things, and every thing of each as people may look for it.

A room announces `rooms.extra("searchable", room, Searchable(kinds, entries))`; whoever keeps the search asks all of them each
time readers are shown a new site. Only what stands on public pages belongs here: what `entries` gives can be found by
anybody, and what it no longer gives leaves the search.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from tomoni.i18n import Text
from tomoni.registry.rooms import rooms

if TYPE_CHECKING:
    from tomoni.registry.scope import Scope

SEAM = "searchable"
NOTHING = Text("", "")


@dataclass(frozen=True, slots=True)
class Findable:
    """One thing to find. `path`: its page, unique among all things, perhaps with "#part"."""

    kind: str
    path: str
    title: Text
    words: Text = NOTHING
    """What it is found by beside its title; the passage around what matched is shown."""
    of: Text = NOTHING
    """Whose or what it is of (its dataset, its provider): stands beside the title and tells equal ones apart."""
    until: date | None = None
    """Its last day: from the next on it is found only by whoever asks for what has ended."""
    place: int = 0
    """Among equal hits of its kind, small comes first."""
    lot: int = 0
    """Mixed anew each day among those of one place, so that nobody stands first for good; from 1 to 2,147,483,646,
    0: not mixed."""
    spoken: bool = True
    """Whether its page stands in every language of the site; else only in Japanese."""


@dataclass(frozen=True, slots=True)
class Searchable:
    """`kinds`: id → name, in the order in which equal hits come. `entries` gives things of these kinds only."""

    kinds: Mapping[str, Text]
    entries: Callable[[Scope], Iterable[Findable]]
    last: bool = False
    """Whether its kinds come after those of all other rooms."""


def offered() -> list[Searchable]:
    """What the rooms of this house announced, in order."""
    return sorted(rooms.extras_of(SEAM).values(), key=lambda one: one.last)

"""The registration seam: how a room joins the house. Our own rooms use nothing else.

A room's `AppConfig.ready()` calls `rooms.gate(…)`, `rooms.pages(…)`, `rooms.command(…)` and so on; the floors below
ask `rooms` what there is and never import a room. Taking a room out is deleting its folder and its name from
INSTALLED_ROOMS.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tomoni.i18n import Text, speaking

if TYPE_CHECKING:
    import click
    from ninja import Router

    from tomoni.registry.gates.base import Gate
    from tomoni.registry.scope import Scope


@dataclass(frozen=True, slots=True)
class Page:
    """One file of the public site: `path` is relative to the site's root and ends with a file name
    ("cards/patients/index.html", "en/index.html", "cards/patients/card.svg"); `render()` gives its bytes.

    `depends` is a digest of all it is made from (versions, configuration, code): equal digest, equal bytes, so that a
    rebuild can skip it. "" means: always render. `draft()` gives what `render` works from, for files that take much longer
    to make than to describe (pictures, PDF): where `depends` differs and the draft does not, the former bytes stay.
    `aside`: after `draft`, `render` needs nothing but what the draft told and may run in another thread.
    `allow`: origins that the page may load pictures and data from.
    """

    path: str
    render: Callable[[], bytes]
    type: str = "text/html; charset=utf-8"
    depends: str = ""
    allow: tuple[str, ...] = ()
    draft: Callable[[], bytes] | None = None
    aside: bool = False


@dataclass(slots=True)
class Rooms:
    """What the installed rooms have registered, in order of registration."""

    gates: dict[str, Gate] = field(default_factory=dict)
    page_sources: dict[str, Callable[[Scope], Iterable[Page]]] = field(default_factory=dict)
    dataset_hooks: list[Callable[[Scope, str], list[Text]]] = field(default_factory=list)
    commands: dict[str, click.Command] = field(default_factory=dict)
    urlconfs: dict[str, str] = field(default_factory=dict)
    spoken: set[str] = field(default_factory=set)
    config_sections: dict[str, Callable[[Scope], list[Text]]] = field(default_factory=dict)
    api_routers: dict[str, Callable[[], Router]] = field(default_factory=dict)
    extras: dict[str, dict[str, Any]] = field(default_factory=dict)

    def gate(self, gate: Gate) -> None:
        """A check that may hold or refuse a version before publication."""
        self.gates[gate.id] = gate

    def pages(self, room: str, source: Callable[[Scope], Iterable[Page]]) -> None:
        """All public pages of a room for one community, every language."""
        self.page_sources[room] = source

    def on_dataset_added(self, hook: Callable[[Scope, str], list[Text]]) -> None:
        """Called after `tomoni add` wrote a source: (scope, dataset id) → what the room did about it, for people."""
        self.dataset_hooks.append(hook)

    def command(self, name: str, command: click.Command) -> None:
        """A top-level command of `tomoni`."""
        self.commands[name] = command

    def urls(self, prefix: str, urlconf: str, *, spoken: bool = False) -> None:
        """Django URLs under `prefix` (dynamic pages and API; public pages are `pages`). `spoken`: also below the folder of
        each further language ("en/search/"), which the views are given as `folder`."""
        self.urlconfs[prefix] = urlconf
        if spoken:
            self.spoken.add(prefix)

    def dynamic(self, languages: Iterable[str]) -> list[str]:
        """The prefixes that Django answers on a site of these languages."""
        folders = [speaking.folder_of(lang) for lang in languages]
        return sorted({*self.urlconfs, *(f"{folder}{prefix}" for folder in folders for prefix in self.spoken)})

    def api(self, prefix: str, make: Callable[[], Router]) -> None:
        """A django-ninja router below /api/v1/`prefix` ("" = at its root), made when the API is first needed. Errors
        are raised as `tomoni.registry.api_problems.ApiProblem`; every address must be open for reading."""
        self.api_routers[prefix.strip("/")] = make

    def check_config(self, room: str, check: Callable[[Scope], list[Text]]) -> None:
        """A room's own look at its files in the community folder: problems in words, never an exception."""
        self.config_sections[room] = check

    def extra(self, kind: str, name: str, value: Any) -> None:
        """A kind of thing that one room defines and others may add to, e.g. ("card-type", "bar", BarCard)."""
        self.extras.setdefault(kind, {})[name] = value

    def all_pages(self, scope: Scope) -> Iterator[Page]:
        for source in self.page_sources.values():
            yield from source(scope)

    def furniture(self, scope: Scope) -> dict[str, Any]:
        """What the rooms put on every page of the site (menu, banners, notices): rooms.extra("furniture", name, make)."""
        found: dict[str, Any] = {}
        for make in self.extras_of("furniture").values():
            found |= make(scope)
        return found

    def extras_of(self, kind: str) -> Mapping[str, Any]:
        return self.extras.get(kind, {})


rooms = Rooms()

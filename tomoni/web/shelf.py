"""What the front can show right now: the published tree's manifest, looked at again when the pointer has moved.

Only paths that a manifest names are ever opened, so no request can reach another file. Small bodies stay in memory,
counted by bytes; large ones are read in pieces from the immutable files.
"""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tomoni.publish.encodings import SUFFIXES
from tomoni.publish.storage import LocalStorage, storage_at
from tomoni.publish.tree import PUBLIC, Manifest
from tomoni.registry.objects import from_environment

LOOK_AGAIN = 0.5  # seconds between looks at the pointer
SMALL = 512 * 1024  # bytes up to which a body may stay in memory
BUDGET = 96 * 1024 * 1024  # bytes of bodies kept in memory, unless the shelf is one of many
VERSIONS_KNOWN = 256  # manifests of version folders kept


@dataclass(frozen=True, slots=True)
class Found:
    """A file that may be shown: its manifest line and where its forms lie. `immutable`: its address never changes."""

    path: str
    place: str
    facts: dict[str, Any]
    immutable: bool

    def form(self, name: str) -> tuple[str, int, str]:
        """(SHA-256, bytes, path in the storage) of a form."""
        sha256, size = self.facts["forms"][name]
        return sha256, size, self.place + SUFFIXES.get(name, "")


@dataclass(slots=True)
class Shelf:
    """One per process. `home` is the state folder."""

    home: Path
    storage: LocalStorage = field(init=False)
    budget: int = BUDGET
    tree: str = ""
    manifest: Manifest = field(default_factory=Manifest)
    _looked: float = float("-inf")
    _versions: OrderedDict[str, Manifest] = field(default_factory=OrderedDict)
    _bodies: OrderedDict[str, bytes] = field(default_factory=OrderedDict)
    _held: int = 0

    def __post_init__(self) -> None:
        self.storage = storage_at(self.home, from_environment())

    @property
    def ready(self) -> bool:
        """Whether anything was ever published here."""
        return bool(self.tree)

    def look(self, again: bool = False) -> None:
        """Takes up a tree that was swapped in; at most one look every LOOK_AGAIN seconds unless `again` or none is known yet."""
        now = time.monotonic()
        if self.tree and not again and now - self._looked < LOOK_AGAIN:
            return
        self._looked = now
        pointed = self.storage.pointed(PUBLIC)
        if pointed and pointed != self.tree:
            manifest = Manifest.read(self.storage, pointed)
            if manifest.files:
                if manifest.about.get("gone") != self.manifest.about.get("gone"):
                    self._forget()  # what was withdrawn is not even remembered
                    self.storage.clear_away(_versions_among(manifest.about.get("gone", {})))
                self.manifest, self.tree = manifest, pointed

    def _forget(self) -> None:
        self._versions.clear()
        self._bodies.clear()
        self._held = 0

    def gone(self, path: str) -> dict[str, Any] | None:
        """What to say of an address below a folder that was withdrawn; None for any other."""
        folders: dict[str, dict[str, Any]] = self.manifest.about.get("gone", {})
        parts = path.split("/")
        for length in range(min(len(parts), 5), 0, -1):
            if told := folders.get("/".join(parts[:length]).rstrip("/") + "/"):
                return told
        return None

    def find(self, path: str) -> Found | None:
        """The file at a path of the site ("" is the first page), None when there is none."""
        if path == "" or path.endswith("/"):
            path += "index.html"
        facts = self.manifest.files.get(path)
        if facts:
            return Found(path, f"{self.tree}/{path}", facts, path.startswith("assets/"))
        parts = path.split("/")
        if len(parts) == 4 and parts[0] == "data":
            return self._in_version(path, "/".join(parts[:3]), parts[3])
        return None

    def _in_version(self, path: str, address: str, name: str) -> Found | None:
        place = self.manifest.about.get("folders", {}).get(address)
        if not place:
            return None
        manifest = self._versions.get(place)
        if manifest is None:
            manifest = self._versions[place] = Manifest.read(self.storage, place)
            if len(self._versions) > VERSIONS_KNOWN:
                self._versions.popitem(last=False)
        facts = manifest.files.get(name)
        return Found(path, f"{place}/{name}", facts, True) if facts else None

    def body(self, found: Found, form: str) -> bytes | None:
        """The bytes of a small file, None for one that must be sent in pieces. FileNotFoundError when the tree went
        away under us (look again, then)."""
        sha256, size, place = found.form(form)
        if size > SMALL:
            return None
        known = self._bodies.get(sha256)
        if known is None:
            known = self.storage.path(place).read_bytes()
            self._bodies[sha256] = known
            self._held += size
            while self._held > self.budget:
                self._held -= len(self._bodies.popitem(last=False)[1])
        else:
            self._bodies.move_to_end(sha256)
        return known

    def file(self, found: Found, form: str) -> Path:
        return self.storage.path(found.form(form)[2])


def _versions_among(gone: Iterable[str]) -> Iterator[str]:
    """The folders in the storage of those addresses that are a version's: data/<dataset>/<version>/."""
    for address in gone:
        parts = address.rstrip("/").split("/")
        if len(parts) == 3 and parts[0] == "data":
            yield "/".join(["versions", *parts[1:]])

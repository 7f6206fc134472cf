"""A site tree: every public file of one moment in one folder, with a manifest of hashes, swapped in by one pointer.

`trees/<id>/` holds pages, latest.json and the feeds; `data/<dataset>/<version>` in it leads to the immutable folder
`versions/<dataset>/<version>`. `.manifest.json` says for each file its type and, for each form ("" as it is, "br",
"gzip"), SHA-256 and size: the front needs nothing else. `public` points at the tree that readers see.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from tomoni import __version__
from tomoni.publish import canonical
from tomoni.publish.encodings import GOOD_LEVELS, SUFFIXES, encode, type_of
from tomoni.publish.storage import Entry, Folder, Same, Storage

PUBLIC = "public"
TREES = "trees"
MANIFEST = ".manifest.json"
KEPT = 2  # trees besides the one that is shown: readers that are still inside an older one finish there
FORMAT = 1
NOTHING: Mapping[str, str] = {}


@dataclass(frozen=True, slots=True)
class File:
    """One file to be shown at `path`. `depends`: see rooms.Page; `ttl` in seconds, 0 = the front's usual one; `status`:
    what the front answers with, 0 = 200; `allow`: see rooms.Page."""

    path: str
    render: Callable[[], bytes]
    type: str = ""
    depends: str = ""
    ttl: int = 0
    status: int = 0
    allow: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Manifest:
    """`files`: path → {"type", "depends", "ttl", "forms": {form: [sha256, bytes]}}; `about`: what the front must know."""

    files: dict[str, Any] = field(default_factory=dict)
    about: dict[str, Any] = field(default_factory=dict)

    def to_bytes(self) -> bytes:
        return canonical.dumps({"format": FORMAT, "about": self.about, "files": self.files})

    @classmethod
    def read(cls, storage: Storage, folder: str) -> Manifest:
        """The manifest of a folder; an empty one when there is none that can be read."""
        try:
            with storage.open(f"{folder}/{MANIFEST}") as stream:
                found = json.load(stream)
        except (OSError, ValueError):
            return cls()
        return cls(found["files"], found["about"]) if found.get("format") == FORMAT else cls()


def describe(
    path: str,
    sums: dict[str, Any],
    *,
    type: str = "",
    depends: str = "",
    ttl: int = 0,
    status: int = 0,
    allow: tuple[str, ...] = (),
) -> dict[str, Any]:
    """A manifest line; empty facts are left out."""
    facts: dict[str, Any] = {"type": type or type_of(path), "forms": sums}
    more = {"depends": depends, "ttl": ttl, "status": status, "allow": list(allow)}
    return facts | {name: value for name, value in more.items() if value}


def _facts(file: File, sums: dict[str, Any]) -> dict[str, Any]:
    return describe(
        file.path, sums, type=file.type, depends=file.depends, ttl=file.ttl, status=file.status, allow=file.allow
    )


def packed(everything: dict[str, bytes]) -> Iterator[Entry]:
    """An immutable folder: its files (name → bytes) with their packed forms, and the manifest."""
    manifest = Manifest()
    for name, data in everything.items():
        encoded = encode(name, data, GOOD_LEVELS)
        manifest.files[name] = describe(name, encoded.sums)
        for form, body in encoded.forms.items():
            yield name + SUFFIXES.get(form, ""), body
    yield MANIFEST, manifest.to_bytes()


@dataclass(slots=True)
class Tree:
    """Builds one tree beside the one that is shown, taking over from it what has not changed."""

    storage: Storage
    about: dict[str, Any]
    former: str = ""
    known: Manifest = field(default_factory=Manifest)
    made: Manifest = field(default_factory=Manifest)

    @classmethod
    def begin(cls, storage: Storage, about: dict[str, Any]) -> Tree:
        former = storage.pointed(PUBLIC)
        known = Manifest.read(storage, former) if former else Manifest()
        about = about | {"made_by": __version__}
        if known.about.get("made_by") != __version__:
            known = Manifest()  # another release renders and packs differently: nothing is taken over
        return cls(storage, about, former, known, Manifest({}, about))

    def show(self, files: Iterable[File], folders: dict[str, str], live: Mapping[str, str] = NOTHING) -> bool:
        """Writes the tree and moves the pointer. `folders`: path in the tree → immutable folder of the storage; `live`:
        path → folder that moves by itself (publish.live). False when readers already see exactly this."""
        name = f"{TREES}/{uuid.uuid4().hex}"
        self.storage.put(name, self._entries(files, folders, live))
        if self.former and self.made == self.known:
            self.storage.remove(name)
            return False
        self.storage.replace(PUBLIC, name)
        self._prune(name)
        return True

    def _entries(self, files: Iterable[File], folders: dict[str, str], live: Mapping[str, str]) -> Iterator[Entry]:
        for file in files:
            if file.path in self.made.files:
                continue  # the first one who claims a path has it: rooms come before the house's own plain pages
            yield from self._file(file)
        for path, target in (folders | dict(live)).items():
            yield path, Folder(target)
        self.made.about["folders"] = folders
        yield MANIFEST, self.made.to_bytes()

    def _file(self, file: File) -> Iterator[Entry]:
        before = self.known.files.get(file.path)
        if before and file.depends and before.get("depends") == file.depends:
            self.made.files[file.path] = before
            yield from self._taken_over(file.path, before)
            return
        data = file.render()
        if before and before["forms"][""][0] == canonical.sha256(data):
            facts = _facts(file, before["forms"])
            self.made.files[file.path] = facts
            yield from self._taken_over(file.path, before)
            return
        encoded = encode(file.path, data)
        facts = _facts(file, encoded.sums)
        self.made.files[file.path] = facts
        for form, body in encoded.forms.items():
            yield file.path + SUFFIXES.get(form, ""), body

    def _taken_over(self, path: str, before: dict[str, Any]) -> Iterator[Entry]:
        for form in before["forms"]:
            name = path + SUFFIXES.get(form, "")
            yield name, Same(f"{self.former}/{name}")

    def _prune(self, shown: str) -> None:
        """Removes trees nobody can be inside any more; the newest few stay."""
        others = [f"{TREES}/{name}" for name in self.storage.list(TREES) if f"{TREES}/{name}" != shown]
        newest = sorted(others, key=self.storage.written_at, reverse=True)
        for old in newest[KEPT:]:
            self.storage.remove(old)

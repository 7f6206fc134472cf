"""A site tree: every public file of one moment in one folder, with a manifest of hashes, swapped in by one pointer.

`trees/<id>/` holds pages, latest.json and the feeds; `data/<dataset>/<version>` in it leads to the immutable folder
`versions/<dataset>/<version>`. `.manifest.json` says for each file its type and, for each form ("" as it is, "br",
"gzip"), SHA-256 and size: the front needs nothing else. `public` points at the tree that readers see.
"""

from __future__ import annotations

import json
import uuid
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from tomoni import __version__
from tomoni.publish import canonical
from tomoni.publish.encodings import GOOD_LEVELS, SUFFIXES, Encoded, encode, type_of
from tomoni.publish.storage import Entry, Folder, Same, Storage

PUBLIC = "public"
TREES = "trees"
MANIFEST = ".manifest.json"
KEPT = 2  # trees besides the one that is shown: readers that are still inside an older one finish there
FORMAT = 1
THREADS = 3
MOST_WAITING = 200
"""Files that are packed or drawn while the next are made: what may lie in memory at once."""
NOTHING: Mapping[str, str] = {}


@dataclass(frozen=True, slots=True)
class File:
    """One file to be shown at `path`. `depends`, `draft`, `aside`: see rooms.Page; `ttl` in seconds, 0 = the front's usual one; `status`:
    what the front answers with, 0 = 200; `allow`: see rooms.Page."""

    path: str
    render: Callable[[], bytes]
    type: str = ""
    depends: str = ""
    ttl: int = 0
    status: int = 0
    allow: tuple[str, ...] = ()
    draft: Callable[[], bytes] | None = None
    aside: bool = False


@dataclass(frozen=True, slots=True)
class _Waiting:
    """A file that is being packed, or drawn and packed, in another thread. `made` is None where it came out as before."""

    file: File
    draft: str
    made: Future[Encoded | None]


@dataclass(frozen=True, slots=True)
class Manifest:
    """`files`: path → {"type", "depends", "draft", "ttl", "forms": {form: [sha256, bytes]}}; `about`: what the front must know."""

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
    draft: str = "",
) -> dict[str, Any]:
    """A manifest line; empty facts are left out."""
    facts: dict[str, Any] = {"type": type or type_of(path), "forms": sums}
    more = {"depends": depends, "draft": draft, "ttl": ttl, "status": status, "allow": list(allow)}
    return facts | {name: value for name, value in more.items() if value}


def _facts(file: File, sums: dict[str, Any], draft: str) -> dict[str, Any]:
    return describe(
        file.path,
        sums,
        type=file.type,
        depends=file.depends,
        ttl=file.ttl,
        status=file.status,
        allow=file.allow,
        draft=draft,
    )


def _made(file: File, former: str) -> Encoded | None:
    """The file, drawn and packed; None when its bytes are those whose SHA-256 is `former`."""
    data = file.render()
    return None if canonical.sha256(data) == former else encode(file.path, data)


@contextmanager
def _threads() -> Iterator[Executor]:
    """For drawing and packing, which leave the interpreter to others. After an error nothing more is begun."""
    pool = ThreadPoolExecutor(THREADS)
    try:
        yield pool
    finally:
        pool.shutdown(cancel_futures=True)


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
            self.storage.remove(name, later=True)
            return False
        self.storage.replace(PUBLIC, name)
        self._prune(name)
        return True

    def _entries(self, files: Iterable[File], folders: dict[str, str], live: Mapping[str, str]) -> Iterator[Entry]:
        with _threads() as pool:
            waiting: deque[_Waiting] = deque()
            claimed: set[str] = set()
            for file in files:
                if file.path in claimed:
                    continue  # the first one who claims a path has it: rooms come before the house's own plain pages
                claimed.add(file.path)
                yield from self._file(file, pool, waiting)
                while waiting and (len(waiting) > MOST_WAITING or waiting[0].made.done()):
                    yield from self._finished(waiting.popleft())
            for one in waiting:
                yield from self._finished(one)
        for path, target in (folders | dict(live)).items():
            yield path, Folder(target)
        self.made.about["folders"] = folders
        yield MANIFEST, self.made.to_bytes()

    def _file(self, file: File, pool: Executor, waiting: deque[_Waiting]) -> Iterator[Entry]:
        """What is as before is taken over at once; anything else goes among those that wait."""
        before = self.known.files.get(file.path)
        if before and file.depends and before.get("depends") == file.depends:
            self.made.files[file.path] = before
            yield from self._taken_over(file.path, before)
            return
        draft = canonical.sha256(file.draft()) if file.draft else ""
        former = before["forms"][""][0] if before else ""
        if before and draft and before.get("draft") == draft:
            yield from self._as_before(file, draft)
        elif file.aside:
            waiting.append(_Waiting(file, draft, pool.submit(_made, file, former)))
        else:
            data = file.render()
            if former == canonical.sha256(data):
                yield from self._as_before(file, draft)
            else:
                waiting.append(_Waiting(file, draft, pool.submit(encode, file.path, data)))

    def _as_before(self, file: File, draft: str) -> Iterator[Entry]:
        before = self.known.files[file.path]
        self.made.files[file.path] = _facts(file, before["forms"], draft)
        yield from self._taken_over(file.path, before)

    def _finished(self, one: _Waiting) -> Iterator[Entry]:
        encoded = one.made.result()
        if encoded is None:
            yield from self._as_before(one.file, one.draft)
            return
        self.made.files[one.file.path] = _facts(one.file, encoded.sums, one.draft)
        for form, body in encoded.forms.items():
            yield one.file.path + SUFFIXES.get(form, ""), body

    def _taken_over(self, path: str, before: dict[str, Any]) -> Iterator[Entry]:
        for form in before["forms"]:
            name = path + SUFFIXES.get(form, "")
            yield name, Same(f"{self.former}/{name}")

    def _prune(self, shown: str) -> None:
        """Removes trees nobody can be inside any more; the newest few stay."""
        others = [f"{TREES}/{name}" for name in self.storage.list(TREES) if f"{TREES}/{name}" != shown]
        newest = sorted(others, key=self.storage.written_at, reverse=True)
        for old in newest[KEPT:]:
            self.storage.remove(old, later=True)

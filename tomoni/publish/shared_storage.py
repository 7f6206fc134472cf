"""Public folders in an S3-compatible store, with the local disk as everybody's copy.

What is written goes to the disk and then to the store; a folder is there when its index (`<folder>/.whole`, names and
links) is, which is written last, and a pointer is one small object. A machine that lacks a folder fetches it whole when
it is first asked for. So fronts on other machines show a publication a moment after it, and go on with what they have
when the store is away.
"""

from __future__ import annotations

import contextlib
import json
import logging
import os
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any, BinaryIO

from botocore.exceptions import BotoCoreError, ClientError

from tomoni.publish.storage import Entry, Folder, LocalStorage, Same, clean
from tomoni.registry.objects import Objects

INDEX = ".whole"
POINTERS = "pointers"
DEPTH = {"trees": 2, "versions": 3, "live": 3}
LOOK_AGAIN = 2.0  # seconds between looks at a pointer
AWAY = (BotoCoreError, ClientError, OSError)
log = logging.getLogger(__name__)


def folder_of(path: str) -> str:
    """The immutable folder that a path lies in ("" when in none)."""
    parts = clean(path).parts
    depth = DEPTH.get(parts[0], 0)
    return "/".join(parts[:depth]) if depth and len(parts) >= depth else ""


class SharedStorage(LocalStorage):
    """The same verbs as LocalStorage. Writing raises when the store is away (nothing is shown then); reading does not."""

    def __init__(self, root: Path, objects: Objects) -> None:
        super().__init__(root)
        self.objects = objects
        self._seen: dict[str, tuple[float, str]] = {}

    def path(self, path: str) -> Path:
        local = self.place(path)
        if not local.exists() and (folder := folder_of(path)):
            with contextlib.suppress(*AWAY):
                self._fetch(folder)
        return local

    def _source(self, path: str) -> str:
        return str(self.path(path))

    def exists(self, path: str) -> bool:
        return self.path(path).exists()

    def open(self, path: str) -> BinaryIO:
        return self.path(path).open("rb")

    def list(self, path: str) -> list[str]:
        found = set(super().list(path))
        if len(clean(path).parts) < DEPTH.get(clean(path).parts[0], 0):
            found |= set(self.objects.names(f"{path}/"))
        return sorted(found)

    def put(self, path: str, entries: Iterable[Entry]) -> None:
        known: dict[str, str] = {}  # name → where the same bytes lie already
        links: dict[str, str] = {}

        def noting() -> Iterable[Entry]:
            for name, content in entries:
                if isinstance(content, Same):
                    known[name] = content.path
                elif isinstance(content, Folder):
                    links[name] = content.path
                yield name, content

        super().put(path, noting())
        if self.objects.has(f"{path}/{INDEX}"):
            return
        self._send(path, known, links)

    def _send(self, path: str, known: dict[str, str], links: dict[str, str]) -> None:
        local = self.place(path)
        names, found = [], dict(links)
        for folder, folders, files in os.walk(local):
            here = Path(folder)
            names += [(here / name).relative_to(local).as_posix() for name in files]
            for name in (name for name in folders if (here / name).is_symlink()):
                target = Path(os.path.normpath(here / (here / name).readlink()))
                found.setdefault((here / name).relative_to(local).as_posix(), target.relative_to(self.root).as_posix())

        def send(name: str) -> None:
            source = known.get(name)
            if source and self._copied(source, f"{path}/{name}"):
                return
            self.objects.put(f"{path}/{name}", (local / name).read_bytes())

        self.objects.each(send, names)
        index = {"files": sorted(names), "links": dict(sorted(found.items())), "made": time.time()}
        self.objects.put(f"{path}/{INDEX}", json.dumps(index).encode())

    def _copied(self, source: str, key: str) -> bool:
        try:
            self.objects.copy(source, key)
        except ClientError:  # the former tree was never sent: the store is new
            return False
        return True

    def _fetch(self, folder: str) -> None:
        """Brings a whole folder from the store to the disk, and the folders that it leads to."""
        if self.place(folder).exists():
            return
        said = self.objects.get(f"{folder}/{INDEX}")
        if said is None:
            return
        index: dict[str, Any] = json.loads(said)
        for target in set(index["links"].values()):
            self._fetch(target)

        def one(name: str) -> Entry:
            data = self.objects.get(f"{folder}/{name}")
            if data is None:
                raise FileNotFoundError(f"{folder}/{name} went away while it was fetched")
            return name, data

        entries: list[Entry] = self.objects.each(one, index["files"])
        super().put(folder, [*entries, *((name, Folder(target)) for name, target in index["links"].items())])

    def replace(self, name: str, target: str) -> None:
        self.objects.put(f"{POINTERS}/{name}", target.encode())
        self._seen.pop(name, None)
        super().replace(name, target)

    def pointed(self, name: str) -> str:
        """What the store points at, taken over here first; what was last known when the store is away."""
        now = time.monotonic()
        looked, known = self._seen.get(name, (float("-inf"), ""))
        if now - looked < LOOK_AGAIN:
            return known
        here = super().pointed(name)
        try:
            target = (self.objects.get(f"{POINTERS}/{name}") or b"").decode()
            if target and target != here:
                self._fetch(target)
                if self.place(target).exists():
                    super().replace(name, target)
                    here = target
        except AWAY as error:
            log.warning("the store is away, going on with what is here: %s", error)
        self._seen[name] = (now, here)
        return here

    def remove(self, path: str, *, later: bool = False) -> None:
        self.objects.delete([f"{path}/{INDEX}"])  # from here on nobody finds the folder
        self.objects.delete(list(self.objects.below(f"{path}/")))
        super().remove(path, later=later)

    def clear_away(self, gone: Iterable[str]) -> None:
        """The trees from before go with them: their pages tell what was withdrawn. A tree that is being made is newer."""
        for path in gone:
            super().remove(path)
        shown = self.place(target) if (target := self.pointed("public")) else None
        for tree in self.root.glob("trees/[!.]*") if shown else ():
            if tree != shown and tree.stat().st_mtime < shown.stat().st_mtime:
                super().remove(self._named(tree))

    def gather(self) -> None:
        for pointer in self.objects.below(f"{POINTERS}/"):
            self._fetch((self.objects.get(pointer) or b"").decode())
        for key in self.objects.below("versions/"):
            if key.endswith(f"/{INDEX}"):
                self._fetch(key.removesuffix(f"/{INDEX}"))

    def send_all(self) -> None:
        pointers = {name: target for name in self._pointers() if (target := LocalStorage.pointed(self, name))}
        versions = (self._named(place) for place in sorted(self.root.glob("versions/*/*")) if place.is_dir())
        for path in (*versions, *pointers.values()):
            if not self.objects.has(f"{path}/{INDEX}"):
                self._send(path, {}, {})
        for name, target in pointers.items():
            self.objects.put(f"{POINTERS}/{name}", target.encode())
        self._seen.clear()

    def _pointers(self) -> list[str]:
        links = (path for pattern in ("*", "live/*/*") for path in sorted(self.root.glob(pattern)))
        return [self._named(path) for path in links if path.is_symlink()]

    def _named(self, place: Path) -> str:
        return place.relative_to(self.root).as_posix()

    def recover(self) -> None:
        super().recover()
        for name in self.objects.names("trees/"):
            if not self.objects.has(f"trees/{name}/{INDEX}"):
                self.objects.delete(list(self.objects.below(f"trees/{name}/")))

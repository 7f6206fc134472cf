"""The one seam to where public bytes lie: folders that appear whole or not at all, and pointers that move in one step.

Local files here; an S3-compatible store fits the same six verbs (its pointer is a small object). Nothing is ever
changed in place: a new folder is written beside, flushed to disk and renamed, so kill -9 at any moment leaves the old
state or the new one and at worst a `.new-*` leftover, which `recover` removes.
"""

from __future__ import annotations

import os
import re
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from threading import Thread
from typing import BinaryIO, Protocol

TEMPORARY = ".new-"
FLUSHERS = 8  # fsyncs in flight; journals commit them together


_leaving: set[Path] = set()
"""What a thread of this process is taking away just now."""


@dataclass(frozen=True, slots=True)
class Same:
    """In a new folder: the file that already lies at `path` of the storage, without copying where that is possible."""

    path: str


@dataclass(frozen=True, slots=True)
class Folder:
    """In a new folder: the whole immutable folder that lies at `path` of the storage."""

    path: str


Entry = tuple[str, bytes | Same | Folder]


class Storage(Protocol):
    """Paths are relative, with "/", without "." or "..": anything else is a ValueError."""

    def exists(self, path: str) -> bool: ...

    def open(self, path: str) -> BinaryIO: ...

    def list(self, path: str) -> list[str]:
        """Names in a folder, sorted; [] when there is none."""
        ...

    def written_at(self, path: str) -> float:
        """When a folder appeared, in seconds; 0 when it is not there."""
        ...

    def put(self, path: str, entries: Iterable[Entry]) -> None:
        """Makes the folder `path` with these files, whole or not at all. One that exists stays as it is."""
        ...

    def replace(self, name: str, target: str) -> None:
        """Points `name` at the folder `target`, in one step."""
        ...

    def pointed(self, name: str) -> str:
        """The folder `name` points at, "" when it points nowhere."""
        ...

    def remove(self, path: str, *, later: bool = False) -> None:
        """Takes a folder away (never one that is pointed at). `later`: it is out of sight at once, and its bytes go while
        other work goes on."""
        ...

    def recover(self) -> None:
        """Removes what an interrupted run left behind. Only for the one who holds the writer's lock."""
        ...

    def clear_away(self, gone: Iterable[str]) -> None:
        """Takes away what this machine alone still keeps of folders that were withdrawn on another one."""
        ...

    def gather(self) -> None:
        """Brings here every folder that is kept elsewhere only, for a backup. Raises when they can't be had."""
        ...

    def send_all(self) -> None:
        """Sends everything that is here to whatever stands behind it, for a house that was restored."""
        ...


_PART = r"(?!\.{1,2}(?:/|\Z))[^/\\\x00-\x1f]+"
_SAFE = re.compile(f"{_PART}(?:/{_PART})*")


def checked(path: str) -> str:
    """`path`, when it is a safe relative one; ValueError for "", absolute paths, "..", back-slashes and control characters."""
    if not _SAFE.fullmatch(path):
        raise ValueError(f"not a safe path: {path!r}")
    return path


def clean(path: str) -> PurePosixPath:
    """The same as a path."""
    return PurePosixPath(checked(path))


class LocalStorage:
    """A folder of the file system. Pointers are symbolic links, equal files are hard links."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def place(self, path: str) -> Path:
        """Where it lies on the disk, or would lie."""
        return self.root / clean(path)

    def path(self, path: str) -> Path:
        """The same, for reading: a storage with something behind it brings it here first."""
        return self.place(path)

    def exists(self, path: str) -> bool:
        return self.path(path).exists()

    def open(self, path: str) -> BinaryIO:
        return self.path(path).open("rb")

    def list(self, path: str) -> list[str]:
        try:
            return sorted(entry.name for entry in self.place(path).iterdir() if not entry.name.startswith("."))
        except (FileNotFoundError, NotADirectoryError):
            return []

    def written_at(self, path: str) -> float:
        try:
            return self.place(path).stat().st_mtime
        except FileNotFoundError:
            return 0.0

    def put(self, path: str, entries: Iterable[Entry]) -> None:
        target = self.place(path)
        if target.exists():
            return
        target.parent.mkdir(parents=True, exist_ok=True)
        temporary = Path(tempfile.mkdtemp(prefix=TEMPORARY, dir=target.parent))
        try:
            temporary.chmod(0o755)
            with ThreadPoolExecutor(FLUSHERS) as pool:  # the disk writes while the next entries are made
                flushed = [pool.submit(_flush, path) for path in self._fill(temporary, target.parent, entries)]
                for one in flushed:
                    one.result()
            _flush(temporary)
            temporary.rename(target)
        except BaseException:
            shutil.rmtree(temporary, ignore_errors=True)
            if target.exists():  # another process wrote the same folder first: same name, same bytes
                return
            raise
        _flush(target.parent)

    def _fill(self, folder: Path, home: Path, entries: Iterable[Entry]) -> Iterator[Path]:
        """Writes the entries and yields what must be flushed: new files, and the folders that hold them. Most entries are
        links to what was there before, thousands in a large site: of those no path is made."""
        made: dict[str, Path] = {"": folder}
        for name, content in entries:
            place = checked(name).rpartition("/")[0]
            if place not in made:
                _make(made, folder, place)
            if isinstance(content, Same):
                _link(self._source(content.path), f"{folder}/{name}")
                continue
            file = folder / name
            if isinstance(content, bytes):
                file.write_bytes(content)
                yield file
            else:
                final = home / "x" / name  # any name as deep as the final one gives the same relative link
                file.symlink_to(os.path.relpath(self.place(content.path), final.parent), target_is_directory=True)
        yield from made.values()

    def _source(self, path: str) -> str:
        """Where the file lies that a new folder shares."""
        return f"{self.root}/{checked(path)}"

    def replace(self, name: str, target: str) -> None:
        link = self.place(name)
        temporary = link.with_name(f"{TEMPORARY}{os.getpid()}-{link.name}")
        temporary.unlink(missing_ok=True)
        temporary.symlink_to(os.path.relpath(self.place(target), link.parent), target_is_directory=True)
        temporary.replace(link)
        _flush(link.parent)

    def pointed(self, name: str) -> str:
        link = self.place(name)
        try:
            target = Path(os.path.normpath(link.parent / link.readlink()))
        except OSError:
            return ""
        return target.relative_to(self.root).as_posix() if target.is_relative_to(self.root) else ""

    def remove(self, path: str, *, later: bool = False) -> None:
        target = self.place(path)
        doomed = target.with_name(f"{TEMPORARY}old-{target.name}")
        try:
            target.rename(doomed)  # so that a kill in the middle never leaves half a folder under a good name
        except FileNotFoundError:
            return
        if later:
            _leaving.add(doomed)
            Thread(target=_discard, args=(doomed,)).start()  # the process ends when it is done, not before
        else:
            shutil.rmtree(doomed, ignore_errors=True)

    def clear_away(self, gone: Iterable[str]) -> None:
        """There is no other machine."""

    def gather(self) -> None:
        """Nothing is elsewhere."""

    def send_all(self) -> None:
        """Nothing stands behind it."""

    def recover(self) -> None:
        for folder in ("", "trees/", "versions/*/"):
            clear(self.root.glob(f"{folder}{TEMPORARY}*"))


def storage_at(home: Path, s3: Mapping[str, str]) -> LocalStorage:
    """The storage of a state folder; `s3` as in web.settings.storage. Needs no Django: the front asks too."""
    from tomoni.registry.objects import objects

    if (store := objects(s3)) is None:
        return LocalStorage(home)
    from tomoni.publish.shared_storage import SharedStorage

    return SharedStorage(home, store)


def clear(leftovers: Iterable[Path]) -> None:
    """Takes away what an interrupted run left. Only for the one who holds the lock of that folder."""
    for leftover in leftovers:
        if leftover not in _leaving:
            _discard(leftover)


def _discard(leftover: Path) -> None:
    if leftover.is_symlink() or leftover.is_file():
        leftover.unlink(missing_ok=True)
    else:
        try:
            _empty(leftover)
        except OSError:  # somebody else is at it, or may be: what can be taken away is
            shutil.rmtree(leftover, ignore_errors=True)
        _leaving.discard(leftover)


def _empty(folder: Path) -> None:
    """Takes a folder of ours away, without the steps that shutil.rmtree takes against others who move folders meanwhile."""
    with os.scandir(folder) as found:
        entries = list(found)
    for entry in entries:
        if entry.is_dir(follow_symlinks=False):
            _empty(Path(entry.path))
        else:
            os.unlink(entry.path)  # noqa: PTH108 (thousands)
    folder.rmdir()


def _make(made: dict[str, Path], folder: Path, place: str) -> None:
    """The folder `place` below `folder`, and those above it that are not there yet."""
    above = place.rpartition("/")[0]
    if above not in made:
        _make(made, folder, above)
    os.mkdir(f"{folder}/{place}")  # noqa: PTH102 (hundreds)
    made[place] = folder / place


def _link(source: str, target: str) -> None:
    try:
        os.link(source, target)
    except OSError:  # file systems without hard links, or too many of them
        shutil.copyfile(source, target)


def _flush(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)

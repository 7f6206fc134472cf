"""The private store of files as they came: `raw/<aa>/<sha256>` under the state folder, readable by the owner only.

The name is the content, so writing twice is writing once and a torn write can't be mistaken for a file: bytes go to a
temporary name in the same folder, are flushed to disk and renamed.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Iterable
from pathlib import Path

from django.conf import settings

from tomoni.registry.objects import Objects, objects

PIECE = 1 << 20


def folder() -> Path:
    return Path(settings.HOME) / "raw"


def path_of(sha256: str) -> Path:
    """Where the bytes with this hash lie, or would lie."""
    return folder() / sha256[:2] / sha256


def find(sha256: str) -> Path | None:
    path = path_of(sha256)
    if path.is_file():
        return path
    store = _store()
    data = store.get(_key(sha256)) if store else None
    if data is None or hashlib.sha256(data).hexdigest() != sha256:
        return None
    _write(path, [data])
    return path


def keep(data: bytes) -> str:
    """Stores the bytes privately (0600) and gives their SHA-256. Safe to call again and under kill -9."""
    sha256 = hashlib.sha256(data).hexdigest()
    path = path_of(sha256)
    if not (path.is_file() and path.stat().st_size == len(data)):
        if store := _store():
            store.put(_key(sha256), data)
        _write(path, [data])
    return sha256


def keep_file(source: Path, sha256: str) -> None:
    """As `keep`, of a file on disk whose SHA-256 is known: piece by piece, never whole in memory. ValueError when the
    file is no longer the one with this hash."""
    path = path_of(sha256)
    if path.is_file() and path.stat().st_size == source.stat().st_size:
        return
    with source.open("rb") as stream:
        if hashlib.file_digest(stream, "sha256").hexdigest() != sha256:
            raise ValueError(f"{source.name} has changed")
    if store := _store():
        with source.open("rb") as stream:
            store.upload(_key(sha256), stream)
    with source.open("rb") as stream:
        _write(path, iter(lambda: stream.read(PIECE), b""))


def _store() -> Objects | None:
    """The store behind the folder, when there is one: each original lies there too."""
    return objects(getattr(settings, "S3", {}))


def _key(sha256: str) -> str:
    return f"raw/{sha256[:2]}/{sha256}"


def _write(path: Path, data: Iterable[bytes]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".new-")  # mkstemp makes it 0600
    try:
        with os.fdopen(handle, "wb") as out:
            for piece in data:
                out.write(piece)
            out.flush()
            os.fsync(out.fileno())
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def remove(sha256: str) -> None:
    """Takes an original away for good. Nothing happens when it is not there."""
    if store := _store():
        store.delete([_key(sha256)])
    path_of(sha256).unlink(missing_ok=True)


def forget(sha256: str) -> None:
    """Takes away this machine's own copy of an original that is gone elsewhere."""
    path_of(sha256).unlink(missing_ok=True)


def gather() -> None:
    """Brings here the originals that only the store has, for a backup. Raises when they can't be had."""
    if store := _store():
        store.each(find, [key.rpartition("/")[2] for key in store.below("raw/")])


def send_all() -> None:
    """Sends the originals that are here to the store behind the folder, for a house that was restored."""
    if store := _store():
        there = set(store.below("raw/"))
        for path in sorted(folder().glob("??/*")):
            if not path.name.startswith(".") and _key(path.name) not in there:
                with path.open("rb") as stream:
                    store.upload(_key(path.name), stream)

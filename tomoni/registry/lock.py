"""One writer at a time per house: `with writing(home):` around whatever changes folder, database or public tree.

Two locks, both gone when the process dies, however it dies: the open file DIR/.tomoni/lock, for the processes of one
machine, and on PostgreSQL an advisory lock of the session, for those of several.
"""

from __future__ import annotations

import os
import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from tomoni.i18n import Text
from tomoni.registry.errors import Problem

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]

FILE = "lock"
SPACE = 0x746F6D6F  # "tomo": keeps our advisory locks apart from those of others in the same database
GLANCE = 0.1


def _take(handle: IO[str]) -> bool:
    try:
        if fcntl is not None:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        else:
            import msvcrt

            msvcrt.locking(handle.fileno(), msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined]
    except OSError:
        return False
    return True


@contextmanager
def writing(home: Path, wait: float = 10.0, name: str = FILE) -> Iterator[None]:
    """Holds the folder's writing lock. Waits up to `wait` seconds, then raises Problem that names the other process."""
    home.mkdir(parents=True, exist_ok=True)
    until = time.monotonic() + wait
    with (home / name).open("a+", encoding="ascii") as handle:
        if not _in_time(lambda: _take(handle), until):
            handle.seek(0)
            raise _busy(home, handle.read().strip())
        handle.seek(0)
        handle.truncate()
        handle.write(str(os.getpid()))
        handle.flush()
        with _across_machines(home, name, until):
            yield


def _in_time(take: Callable[[], bool], until: float) -> bool:
    while not take():
        if time.monotonic() >= until:
            return False
        time.sleep(GLANCE)
    return True


@contextmanager
def _across_machines(home: Path, name: str, until: float) -> Iterator[None]:
    """On PostgreSQL the lock of the database, on a connection of its own so that nothing else can end it."""
    from django.db import connection

    if connection.vendor != "postgresql":
        yield
        return
    own = connection.copy()
    try:
        with own.cursor() as cursor:

            def take() -> bool:
                cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [SPACE, _number(home, name)])
                return bool(cursor.fetchone()[0])

            if not _in_time(take, until):
                raise _busy(home, "")
            yield
    finally:
        own.close()


def _number(home: Path, name: str) -> int:
    """The same 31 bits for one house on every machine: the community's id, which its folder says everywhere alike."""
    from tomoni.registry.community import load

    try:
        house = load(home.parent).id
    except Problem:
        house = home.parent.name
    return zlib.crc32(f"{house}/{name}".encode()) & 0x7FFFFFFF


def _busy(home: Path, pid: str) -> Problem:
    ja, en = (f"（プロセス {pid}）", f" (process {pid})") if pid else ("", "")
    return Problem(
        Text(
            f"別の tomoni{ja}が {home.parent} に書き込み中です。何も変えていません。終わってからもう一度実行してください。",
            f"Another tomoni{en} is writing to {home.parent}. Nothing was changed. Run it again when that has finished.",
        ),
        code=2,
    )

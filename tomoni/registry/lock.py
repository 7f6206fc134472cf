"""One writer at a time per state folder: `with writing(home):` around whatever changes folder, database or public tree.

The lock belongs to the open file, so it is gone when the process dies, however it dies.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from tomoni.i18n import Text
from tomoni.registry.errors import Problem

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]


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
def writing(home: Path, wait: float = 10.0) -> Iterator[None]:
    """Holds the folder's writing lock. Waits up to `wait` seconds, then raises Problem that names the other process."""
    home.mkdir(parents=True, exist_ok=True)
    until = time.monotonic() + wait
    with (home / "lock").open("a+", encoding="ascii") as handle:
        while not _take(handle):
            if time.monotonic() >= until:
                handle.seek(0)
                raise _busy(home, handle.read().strip())
            time.sleep(0.1)
        handle.seek(0)
        handle.truncate()
        handle.write(str(os.getpid()))
        handle.flush()
        yield


def _busy(home: Path, pid: str) -> Problem:
    return Problem(
        Text(
            f"別の tomoni（プロセス {pid or '?'}）が {home.parent} に書き込み中です。何も変えていません。終わってからもう一度実行してください。",
            f"Another tomoni (process {pid or '?'}) is writing to {home.parent}. Nothing was changed. Run it again when that has finished.",
        ),
        code=2,
    )

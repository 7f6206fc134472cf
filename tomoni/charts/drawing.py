"""The rasteriser, here or beside: resvg keeps the interpreter to itself while it draws, so that a build which makes pages and
pictures at once has them drawn by processes of their own, as many as there are cores to spare.

`with beside():` around the making of a site; the processes start with the first picture and end with the block. They get
SVG and give PNG, and nothing else: no file is opened but the font. Where none can be started, drawing goes on here.
"""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from queue import SimpleQueue
from typing import IO, Any

import resvg_py

MOST = 4
"""Processes at most."""
HEAD = 8
"""Bytes that say how long what follows is."""
WORKER = f"""
import json, sys
sys.path.insert(0, sys.argv[1])
import resvg_py
asked, told = sys.stdin.buffer, sys.stdout.buffer
while head := asked.read({HEAD}):
    try:
        made = bytes(resvg_py.svg_to_bytes(**json.loads(asked.read(int.from_bytes(head, "big")))))
    except Exception:
        made = b""
    told.write(len(made).to_bytes({HEAD}, "big") + made)
    told.flush()
"""
Drawer = subprocess.Popen[bytes]


def here(asked: Mapping[str, Any]) -> bytes:
    """PNG of what is asked for, as the arguments of resvg_py.svg_to_bytes."""
    return bytes(resvg_py.svg_to_bytes(**asked))


def drawn(asked: Mapping[str, Any]) -> bytes:
    """The same, by a process beside this one when there are any: the same bytes."""
    if _beside is None or (drawer := _beside.lend()) is None:
        return here(asked)
    try:
        made = _told(drawer, json.dumps(asked).encode())
    except OSError:
        _ended(drawer)
        _beside.gone()
        return here(asked)
    _beside.back(drawer)
    return made or here(asked)  # what can't be drawn says so here


def spare() -> int:
    """How many processes may draw beside this one."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return min(cores - 1, MOST)


class _Drawers:
    """The processes of one block. Safe to be asked from several threads."""

    def __init__(self, most: int) -> None:
        self.idle: SimpleQueue[Drawer | None] = SimpleQueue()
        self.alive: list[Drawer] = []
        for _ in range(most):
            self.idle.put(None)  # one that has not started yet

    def lend(self) -> Drawer | None:
        """A process that draws nothing now; waits for one. None when it can't be started."""
        drawer = self.idle.get()
        if drawer is None:
            try:
                drawer = _started()
            except OSError:
                self.gone()
                return None
            self.alive.append(drawer)
        return drawer

    def back(self, drawer: Drawer) -> None:
        self.idle.put(drawer)

    def gone(self) -> None:
        """In the place of one that ended another may start."""
        self.idle.put(None)

    def end(self) -> None:
        for drawer in self.alive:
            _ended(drawer)


_beside: _Drawers | None = None


@contextlib.contextmanager
def beside() -> Iterator[None]:
    """Pictures that are asked for in this block, from any thread, are drawn by processes beside this one."""
    global _beside
    if _beside is not None or spare() < 1:
        yield
        return
    _beside = drawers = _Drawers(spare())
    try:
        yield
    finally:
        _beside = None
        drawers.end()


def _started() -> Drawer:
    package = str(Path(resvg_py.__file__).parent.parent)
    return subprocess.Popen(  # noqa: S603
        [sys.executable, "-I", "-S", "-c", WORKER, package],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )


def _told(drawer: Drawer, asked: bytes) -> bytes:
    """The answer; OSError when the process ended before."""
    ask, answer = drawer.stdin, drawer.stdout
    assert ask is not None and answer is not None
    ask.write(len(asked).to_bytes(HEAD, "big") + asked)
    ask.flush()
    return _read(answer, int.from_bytes(_read(answer, HEAD), "big"))


def _read(answer: IO[bytes], count: int) -> bytes:
    found = answer.read(count)
    if len(found) < count:
        raise BrokenPipeError
    return found


def _ended(drawer: Drawer) -> None:
    """Both ends closed, so that it ends by itself, and waited for."""
    for end in (drawer.stdin, drawer.stdout):
        if end is not None:
            with contextlib.suppress(OSError):
                end.close()
    drawer.wait()

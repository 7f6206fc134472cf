"""Stretches: the bytes of a file a stretch of whole lines at a time, hashed on the way, so that a large file never
stands in memory as a whole."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Protocol

STRETCH = 2_000_000
"""Bytes taken in one go: few enough to stay near the processor."""
_ENDLESS = 50_000_000
"""Bytes without a line end that are still waited for; such a file is no regular table."""


class Stretches(Protocol):
    """`head` is the beginning, whole lines or not; each pass over it gives everything from the first byte on."""

    head: bytes

    def __iter__(self) -> Iterator[bytes]: ...


class OfBytes:
    """Those of bytes that stand in memory already."""

    def __init__(self, data: bytes) -> None:
        self.head = data

    def __iter__(self) -> Iterator[bytes]:
        data, start = self.head, 0
        while start < len(data):
            end = data.find(b"\n", start + STRETCH) + 1 or len(data)
            yield data[start:end]
            start = end


class OfFile:
    """Those of a file. `sha256` is that of the last pass that went through to the end."""

    def __init__(self, path: Path, head: int) -> None:
        self.path = path
        self.sha256 = ""
        with path.open("rb") as file:
            self.head = file.read(head)

    def __iter__(self) -> Iterator[bytes]:
        digest = hashlib.sha256()
        self.sha256 = ""
        with self.path.open("rb") as file, ThreadPoolExecutor(1) as beside:  # hashing leaves the interpreter free
            hashed: Future[None] | None = None
            while stretch := file.read(STRETCH):
                stretch += file.readline(_ENDLESS)
                if hashed is not None:
                    hashed.result()
                hashed = beside.submit(digest.update, stretch)
                yield stretch
        self.sha256 = digest.hexdigest()

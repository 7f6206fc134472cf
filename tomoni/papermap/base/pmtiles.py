"""PMTiles version 3: one file (or one address that answers ranges) with all tiles of a map; read, and cut to an area.

https://github.com/protomaps/PMTiles/blob/main/spec/v3/spec.md — header and directories are read once and kept, so that a
tile costs one range; what is packed is unpacked up to a limit.
"""

from __future__ import annotations

import gzip
import json
import struct
import zlib
from bisect import bisect_right
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from tomoni.registry.errors import Problem, problem

Ranges = Callable[[int, int], bytes]
"""(offset, length) → those bytes."""
HEADER = struct.Struct("<7sB11Q6B4iB2i")
MOST = 16_000_000
"""Bytes of a directory, of metadata or of a tile after unpacking."""
MVT = 1


def broken() -> Problem:
    return problem("PMTiles として読めません（版3のベクトルタイルだけを使えます）。", "This is no PMTiles archive of version 3 with vector tiles.")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Entry:
    tile: int
    run: int
    length: int
    offset: int


@dataclass(slots=True)
class Archive:
    """An open archive. `least`, `most`: its zooms; `about`: its metadata."""

    ranges: Ranges
    root: tuple[int, int] = (0, 0)
    leaves: int = 0
    tiles: int = 0
    packed: tuple[int, int] = (1, 1)
    least: int = 0
    most: int = 0
    about: Mapping[str, Any] = field(default_factory=dict)
    _known: dict[int, list[Entry]] = field(default_factory=dict)

    @classmethod
    def open(cls, ranges: Ranges) -> Archive:
        """Problem when it is no archive of vector tiles."""
        head = ranges(0, HEADER.size)
        if len(head) < HEADER.size:
            raise broken()
        said = HEADER.unpack(head[: HEADER.size])
        if said[0] != b"PMTiles" or said[1] != 3 or said[16] != MVT:
            raise broken()
        made = cls(ranges, (said[2], said[3]), said[6], said[8], (said[14], said[15]), said[17], said[18])
        if said[5]:
            try:
                found = json.loads(unpacked(ranges(said[4], said[5]), made.packed[0]))
            except ValueError:
                found = {}
            made.about = found if isinstance(found, dict) else {}
        return made

    def tile(self, z: int, x: int, y: int) -> bytes | None:
        """The tile as MVT; None where the archive has nothing."""
        wanted = number(z, x, y)
        offset, length = self.root
        for _ in range(4):
            entry = _find(self._directory(offset, length), wanted)
            if entry is None:
                return None
            if entry.run:
                return unpacked(self.ranges(self.tiles + entry.offset, entry.length), self.packed[1])
            offset, length = self.leaves + entry.offset, entry.length
        return None

    def _directory(self, offset: int, length: int) -> list[Entry]:
        if offset not in self._known:
            if len(self._known) > 256:
                self._known.clear()
            self._known[offset] = _entries(unpacked(self.ranges(offset, length), self.packed[0]))
        return self._known[offset]


def unpacked(data: bytes, how: int) -> bytes:
    """`how` as the header says: 1 not packed, 2 gzip."""
    if how == 1:
        return data
    if how != 2:
        raise broken()
    engine = zlib.decompressobj(31)
    try:
        made = engine.decompress(data, MOST)
    except zlib.error as fault:
        raise broken() from fault
    if engine.unconsumed_tail:
        raise problem("下絵のタイルが大きすぎます。", "A tile of the base map is too large.")
    return made


def number(z: int, x: int, y: int) -> int:
    """The tile's place on the Hilbert curve, after all tiles of smaller zooms."""
    place = (4**z - 1) // 3
    half = 1 << z >> 1
    while half:
        right, low = int(bool(x & half)), int(bool(y & half))
        place += half * half * ((3 * right) ^ low)
        if not low:
            if right:
                x, y = half - 1 - x & (half - 1), half - 1 - y & (half - 1)
            x, y = y, x
        half >>= 1
    return place


def _find(entries: list[Entry], wanted: int) -> Entry | None:
    at = bisect_right(entries, wanted, key=lambda one: one.tile) - 1
    if at < 0:
        return None
    found = entries[at]
    return found if not found.run or wanted - found.tile < found.run else None


def _entries(data: bytes) -> list[Entry]:
    at = 0

    def varint() -> int:
        nonlocal at
        value = shift = 0
        while True:
            byte = data[at]
            at += 1
            value |= (byte & 127) << shift
            if byte < 128:
                return value
            shift += 7

    try:
        count = varint()
        if count > len(data):
            raise IndexError
        tiles, last = [], 0
        for _ in range(count):
            last += varint()
            tiles.append(last)
        runs = [varint() for _ in range(count)]
        lengths = [varint() for _ in range(count)]
        offsets: list[int] = []
        for nth in range(count):
            said = varint()
            offsets.append(said - 1 if said else offsets[-1] + lengths[nth - 1])
    except IndexError as fault:
        raise broken() from fault
    return [Entry(*one) for one in zip(tiles, runs, lengths, offsets, strict=True)]


def write(tiles: Mapping[tuple[int, int, int], bytes], about: Mapping[str, Any]) -> bytes:
    """An archive of these tiles ((z, x, y) → MVT). For a part of a larger one: one directory, so up to some 10,000 tiles."""
    ordered = sorted((number(*place), data) for place, data in tiles.items())
    body, entries = bytearray(), []
    for place, data in ordered:
        packed = gzip.compress(data, 6, mtime=0)
        entries.append((place, len(packed), len(body)))
        body += packed
    directory = bytearray(_varint(len(entries)))
    last = 0
    for place, _, _ in entries:
        directory += _varint(place - last)
        last = place
    directory += b"".join(_varint(1) for _ in entries)
    directory += b"".join(_varint(length) for _, length, _ in entries)
    directory += b"".join(_varint(offset + 1) for _, _, offset in entries)
    root = gzip.compress(bytes(directory), 6, mtime=0)
    words = gzip.compress(json.dumps(about, ensure_ascii=False).encode(), 6, mtime=0)
    zooms = [z for z, _, _ in tiles] or [0]
    start = HEADER.size
    after = start + len(root)
    n = len(entries)
    places = (start, len(root), after, len(words), after + len(words), 0, after + len(words), len(body), n, n, n)
    head = HEADER.pack(b"PMTiles", 3, *places, 1, 2, 2, MVT, min(zooms), max(zooms), -1_800_000_000, -850_000_000, 1_800_000_000, 850_000_000, 0, 0, 0)  # fmt: skip
    return head + root + words + bytes(body)


def _varint(value: int) -> bytes:
    out = bytearray()
    while value > 127:
        out.append(value & 127 | 128)
        value >>= 7
    out.append(value)
    return bytes(out)

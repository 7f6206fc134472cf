"""OLE: the streams of a compound file (the container of .xls), found by following its sector chains.

Source: [MS-CFB]. Every chain is bounded by the number of sectors, so a loop in the file ends.
"""

from __future__ import annotations

import struct

from tomoni.tables.read.sniff import damaged

_END, _MOST_SECTOR = 0xFFFFFFFE, 0xFFFFFFFA


class OleFile:
    """Streams by name. Raises `Unreadable` F03 when the structure does not hold."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        try:
            (shift, short_shift) = struct.unpack_from("<HH", data, 30)
            (fat_count, first_directory, _, self.cutoff, first_short, _) = struct.unpack_from("<IIIIII", data, 44)
            first_difat, difat_count = struct.unpack_from("<II", data, 68)
        except struct.error:
            raise damaged("途中で切れています", "the header is cut off") from None
        if shift not in (9, 12) or short_shift != 6:
            raise damaged("中身の並びが読めません", "unknown sector size")
        self.size, self.short_size = 1 << shift, 1 << short_shift
        self.fat = self._fat(fat_count, first_difat, difat_count)
        self.short_fat = self._numbers(self._chain(first_short))
        self.entries = self._directory(self._chain(first_directory))
        root = self.entries.get("Root Entry", (0, 0))
        self.short_stream = self._chain(root[0]) if root[1] else b""

    def stream(self, name: str) -> bytes:
        """The bytes of a stream, b"" when there is none."""
        start, length = self.entries.get(name, (0, 0))
        if not length:
            return b""
        content = self._short_chain(start) if length < self.cutoff else self._chain(start)
        return content[:length]

    def _sector(self, number: int) -> bytes:
        at = (number + 1) * self.size
        return self.data[at : at + self.size]

    def _numbers(self, content: bytes) -> tuple[int, ...]:
        return struct.unpack(f"<{len(content) // 4}I", content[: len(content) // 4 * 4])

    def _fat(self, count: int, sector: int, difat_count: int) -> tuple[int, ...]:
        sectors = list(struct.unpack_from("<109I", self.data.ljust(512, b"\xff"), 76))
        seen = 0
        while sector <= _MOST_SECTOR and seen <= difat_count and seen < 10_000:
            numbers = self._numbers(self._sector(sector))
            if not numbers:
                break
            sectors.extend(numbers[:-1])
            sector, seen = numbers[-1], seen + 1
        used = [number for number in sectors if number <= _MOST_SECTOR][: min(count, len(self.data) // self.size + 1)]
        return self._numbers(b"".join(self._sector(number) for number in used))

    def _chain(self, sector: int) -> bytes:
        parts: list[bytes] = []
        while sector < len(self.fat) and len(parts) <= len(self.fat):
            parts.append(self._sector(sector))
            sector = self.fat[sector]
        return b"".join(parts)

    def _short_chain(self, sector: int) -> bytes:
        parts: list[bytes] = []
        while sector < len(self.short_fat) and len(parts) <= len(self.short_fat):
            parts.append(self.short_stream[sector * self.short_size : (sector + 1) * self.short_size])
            sector = self.short_fat[sector]
        return b"".join(parts)

    def _directory(self, content: bytes) -> dict[str, tuple[int, int]]:
        entries: dict[str, tuple[int, int]] = {}
        for at in range(0, len(content) - 127, 128):
            length, kind = struct.unpack_from("<HB", content, at + 64)
            if kind in (1, 2, 5) and 2 <= length <= 64:
                name = content[at : at + length - 2].decode("utf-16-le", "replace")
                start, size = struct.unpack_from("<II", content, at + 116)
                entries.setdefault(name, (start, size if kind != 1 else 0))
        return entries

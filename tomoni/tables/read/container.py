"""Container: the parts of a zip-based file (xlsx, ods, zip), unpacked within limits.

Nothing is believed that the directory says about sizes: a part is inflated step by step and stops at the limit.
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib

from tomoni.tables.finding import Unreadable
from tomoni.tables.read.limits import Limits, too_large
from tomoni.tables.read.sniff import damaged

_RATIO_FROM = 10_000_000
_STEP = 1_000_000


class Container:
    """The parts of one packed file. Raises `Unreadable` F03 (damaged) or F06 (over a limit) on opening and reading."""

    def __init__(self, data: bytes, limits: Limits) -> None:
        self.data = data
        self.limits = limits
        self.unpacked = 0
        try:
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                self._parts = {info.filename: info for info in archive.infolist() if not info.filename.endswith("/")}
        except (zipfile.BadZipFile, NotImplementedError, OSError, ValueError, EOFError, struct.error) as error:
            raise damaged("圧縮の目次が読めません", f"unreadable zip directory: {type(error).__name__}") from None
        if len(self._parts) > limits.parts:
            raise too_large(f"中に{len(self._parts):,}ファイル", f"{len(self._parts):,} files inside")
        total = sum(info.file_size for info in self._parts.values())
        if total > limits.unpacked_bytes:
            raise too_large(f"展開すると{total:,}バイト", f"{total:,} bytes when unpacked")
        for info in self._parts.values():
            if info.file_size > self._most(info.compress_size):
                raise _swollen(info.filename, info.file_size)

    def __contains__(self, name: str) -> bool:
        return name in self._parts

    @property
    def names(self) -> list[str]:
        return list(self._parts)

    def locked(self, name: str) -> bool:
        """True when the part needs a password."""
        return bool(self._parts[name].flag_bits & 1)

    def read(self, name: str) -> bytes:
        """The bytes of a part, b"" when there is none."""
        info = self._parts.get(name)
        if info is None:
            return b""
        packed = self._packed(info)
        if info.compress_type == zipfile.ZIP_STORED:
            content = packed
        elif info.compress_type == zipfile.ZIP_DEFLATED:
            content = self._inflate(name, packed)
        else:
            raise damaged("知らない圧縮方式です", f"compression method {info.compress_type} of {name}")
        self.unpacked += len(content)
        if self.unpacked > self.limits.unpacked_bytes * 3:  # parts are looked at up to three times
            raise too_large("展開後の大きさ", "the unpacked size")
        if zlib.crc32(content) != info.CRC:
            raise damaged(f"{name} の検査値が合いません", f"checksum of {name} differs")
        return content

    def _packed(self, info: zipfile.ZipInfo) -> bytes:
        head = self.data[info.header_offset : info.header_offset + 30]
        if len(head) < 30 or not head.startswith(b"PK\x03\x04"):
            raise damaged("圧縮された中身が読めません", f"no local header for {info.filename}")
        name_length, extra_length = struct.unpack("<HH", head[26:30])
        start = info.header_offset + 30 + name_length + extra_length
        return self.data[start : start + info.compress_size]

    def _most(self, packed: int) -> int:
        """Bytes that a part of `packed` bytes may become."""
        return min(self.limits.unpacked_bytes, max(packed * self.limits.ratio, _RATIO_FROM))

    def _inflate(self, name: str, packed: bytes) -> bytes:
        """Megabyte by megabyte: what swells beyond the ratio is left off where that shows, not where the part ends."""
        engine = zlib.decompressobj(-15)
        pieces: list[bytes] = []
        length, rest = 0, packed
        try:
            while not engine.eof:
                piece = engine.decompress(rest, _STEP)
                rest = engine.unconsumed_tail
                pieces.append(piece)
                length += len(piece)
                if length > self._most(len(packed) - len(rest)):
                    raise _swollen(name, length)
                if not piece and not rest:
                    break
        except zlib.error as error:
            raise damaged("圧縮された中身が読めません", f"{name}: {error}") from None
        if not engine.eof:
            raise damaged("途中で切れています", f"{name} ends early")
        return b"".join(pieces)


def _swollen(name: str, length: int) -> Unreadable:
    return too_large(f"{name}が展開すると{length:,}バイト以上", f"{name} unpacks to {length:,} bytes or more")

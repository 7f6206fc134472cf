"""Which characters a font has: its `cmap` table (OpenType, formats 4 and 12), read without a font library."""

from __future__ import annotations

import struct
import unicodedata
from collections.abc import Set as AbstractSet


def characters(data: bytes) -> set[int]:
    """Code points of a TrueType, OpenType or collection file; empty for anything else."""
    try:
        if data[:4] == b"ttcf":
            (count,) = struct.unpack_from(">I", data, 8)
            starts = struct.unpack_from(f">{min(count, 64)}I", data, 12)
            return set().union(*(_face(data, start) for start in starts))
        return _face(data, 0)
    except struct.error:
        return set()


def missing(text: str, known: AbstractSet[int]) -> str:
    """The characters of the text that are not known, each once; what is never drawn (line ends, joiners) is not counted."""
    found = dict.fromkeys(text)
    return "".join(
        one for one in found if ord(one) not in known and unicodedata.category(one) not in ("Cc", "Cf", "Zl", "Zp")
    )


def _face(data: bytes, start: int) -> set[int]:
    (tables,) = struct.unpack_from(">H", data, start + 4)
    for nth in range(tables):
        tag, _, offset, _ = struct.unpack_from(">4sIII", data, start + 12 + 16 * nth)
        if tag == b"cmap":
            return _cmap(data, offset)
    return set()


def _cmap(data: bytes, at: int) -> set[int]:
    (count,) = struct.unpack_from(">H", data, at + 2)
    found: set[int] = set()
    for nth in range(count):
        platform, encoding, offset = struct.unpack_from(">HHI", data, at + 4 + 8 * nth)
        if platform == 0 or (platform == 3 and encoding in (1, 10)):
            (form,) = struct.unpack_from(">H", data, at + offset)
            if form == 4:
                found |= _format4(data, at + offset)
            elif form == 12:
                found |= _format12(data, at + offset)
    return found


def _format4(data: bytes, at: int) -> set[int]:
    (double,) = struct.unpack_from(">H", data, at + 6)
    n = double // 2
    ends = struct.unpack_from(f">{n}H", data, at + 14)
    starts = struct.unpack_from(f">{n}H", data, at + 16 + double)
    deltas = struct.unpack_from(f">{n}H", data, at + 16 + 2 * double)
    ranges_at = at + 16 + 3 * double
    ranges = struct.unpack_from(f">{n}H", data, ranges_at)
    found: set[int] = set()
    for nth, (first, last) in enumerate(zip(starts, ends, strict=True)):
        for code in range(first, min(last, 0xFFFE) + 1):
            glyph = code
            if ranges[nth]:
                (glyph,) = struct.unpack_from(">H", data, ranges_at + 2 * nth + ranges[nth] + 2 * (code - first))
                if glyph == 0:
                    continue
            if (glyph + deltas[nth]) & 0xFFFF:
                found.add(code)
    return found


def _format12(data: bytes, at: int) -> set[int]:
    (groups,) = struct.unpack_from(">I", data, at + 12)
    found: set[int] = set()
    for nth in range(groups):
        first, last, glyph = struct.unpack_from(">III", data, at + 16 + 12 * nth)
        found.update(range(first if glyph else first + 1, last + 1))
    return found

"""Bytes for the wire: which files are worth compressing, and their gzip and brotli forms, the same on any machine.

No time and no file name go into the gzip header, levels are fixed. A form that saves less than a twentieth is not kept.
"""

from __future__ import annotations

import hashlib
import struct
import zlib
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import brotli

SIDE_BY_SIDE = 1_000_000
SMALLEST = 1024  # below this the headers of the answer weigh more than what compression saves
GOOD_LEVELS = (9, 9)  # gzip, brotli: for versions, written once and read for years
FAST_LEVELS = (6, 5)  # for pages, written at every publication
BY_SIZE = ((64_000_000, (4, 3)), (8_000_000, (6, 5)))
"""(bytes, levels): a file of that size or more gets no higher ones. brotli 9 does 6 MB a second, and half a gigabyte of JSON
would keep a publication waiting for minutes; at 3 it is a fifth larger and twelve times as fast."""
BROTLI_WINDOW = 22
SUFFIXES = {"br": ".br", "gzip": ".gz"}

TYPES = {
    "html": "text/html; charset=utf-8",
    "css": "text/css; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
    "csv": "text/csv; charset=utf-8; header=present",
    "txt": "text/plain; charset=utf-8",
    "md": "text/markdown; charset=utf-8",
    "json": "application/json",
    "jsonld": "application/ld+json",
    "geojson": "application/geo+json",
    "atom": "application/atom+xml; charset=utf-8",
    "xml": "application/xml; charset=utf-8",
    "svg": "image/svg+xml; charset=utf-8",
    "webmanifest": "application/manifest+json",
    "parquet": "application/vnd.apache.parquet",
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "webp": "image/webp",
    "ico": "image/vnd.microsoft.icon",
    "woff2": "font/woff2",
    "pdf": "application/pdf",
    "zip": "application/zip",
}
ALREADY_SMALL = {"parquet", "png", "jpg", "jpeg", "webp", "woff2", "zip", "pdf"}


def type_of(path: str) -> str:
    """The media type by the file name's ending; unknown endings are plain bytes, never guessed."""
    return TYPES.get(ending(path), "application/octet-stream")


def ending(path: str) -> str:
    return path.rsplit(".", 1)[-1].lower() if "." in path.rsplit("/", 1)[-1] else ""


@dataclass(frozen=True, slots=True)
class Encoded:
    """One file's forms: "" is the file itself, then "br" and "gzip" where they pay."""

    forms: dict[str, bytes]

    @property
    def sums(self) -> dict[str, list[str | int]]:
        """form → [sha256, bytes]"""
        return {form: [hashlib.sha256(data).hexdigest(), len(data)] for form, data in self.forms.items()}


def _gzip(data: bytes, level: int) -> bytes:
    """RFC 1952 with no time, no name and "unknown" as the system, which zlib would write differently by platform."""
    packer = zlib.compressobj(level, zlib.DEFLATED, -zlib.MAX_WBITS)
    header = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\xff"
    return (
        header + packer.compress(data) + packer.flush() + struct.pack("<II", zlib.crc32(data), len(data) & 0xFFFFFFFF)
    )


def encode(path: str, data: bytes, levels: tuple[int, int] = FAST_LEVELS) -> Encoded:
    """All forms worth keeping of `data`, whose name `path` says whether it can be compressed."""
    forms = {"": data}
    if len(data) > SMALLEST and ending(path) not in ALREADY_SMALL:
        limit = len(data) - len(data) // 20
        for size, most in BY_SIZE:
            if len(data) >= size:
                levels = (min(levels[0], most[0]), min(levels[1], most[1]))
        packed = _packed(data, levels)
        forms |= {form: body for form, body in packed.items() if len(body) < limit}
    return Encoded(forms)


def _packed(data: bytes, levels: tuple[int, int]) -> dict[str, bytes]:
    """Both forms; of a large file side by side, since neither compressor needs the interpreter."""

    def br() -> bytes:
        return bytes(brotli.compress(data, quality=levels[1], lgwin=BROTLI_WINDOW))

    if len(data) < SIDE_BY_SIDE:
        return {"br": br(), "gzip": _gzip(data, levels[0])}
    with ThreadPoolExecutor(1) as other:
        gzip = other.submit(_gzip, data, levels[0])
        return {"br": br(), "gzip": gzip.result()}

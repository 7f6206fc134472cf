"""Targets: what must hold for any bytes at all. Used by the fuzzers (`make fuzz`) and by `tests/test_fuzz.py`.

A target returns, or the input has found a bug. Files end in tables or in a reason in both languages; a value parser
gives a parsed value or none, and never an exception.
"""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Callable
from typing import Any

from tests.fuzz import seeds
from tomoni.tables import values
from tomoni.tables.finding import Unreadable
from tomoni.tables.pipeline import check
from tomoni.tables.read import Limits, read

LIMITS = Limits(
    file_bytes=5_000_000, unpacked_bytes=20_000_000, cells=300_000, book_cells=600_000, json_bytes=2_000_000
)
BOOK, ODS = seeds.parts(seeds.workbook()), seeds.parts(seeds.ods())
XML = sorted(name for name in BOOK if name.startswith("xl/") and "theme" not in name)


def text(data: bytes) -> None:
    """Bytes as a file of text, JSON or an archive, all the way to its tables."""
    try:
        read(data, limits=LIMITS)
    except Unreadable as reason:
        assert reason.message.ja
        assert reason.message.en
        return
    if len(data) < 4000:
        for table in check(data, name="表.csv").tables:
            assert 0 <= table.score <= 100


def workbook(data: bytes) -> None:
    """The first byte chooses a part of a good workbook; the rest takes that part's place (or is the whole file)."""
    if not data:
        return
    choice, content = data[0], data[1:]
    if choice < len(XML):
        file = seeds.packed({**BOOK, XML[choice]: content})
    elif choice == 254:
        file = seeds.packed({**ODS, "content.xml": content})
    else:
        file = content
    try:
        read(file, limits=LIMITS)
    except Unreadable as reason:
        assert reason.message.ja
        assert reason.message.en


def parsers() -> dict[str, Callable[[str], Any]]:
    """Every public `parse_…` of the value parsers that needs nothing but a text."""
    found: dict[str, Callable[[str], Any]] = {}
    for info in pkgutil.iter_modules(values.__path__):
        module = importlib.import_module(f"{values.__name__}.{info.name}")
        for name, function in vars(module).items():
            if (
                not name.startswith("parse")
                or not inspect.isfunction(function)
                or function.__module__ != module.__name__
            ):
                continue
            needed = [p for p in inspect.signature(function).parameters.values() if p.default is p.empty]
            if len(needed) == 1:
                found[f"{info.name}.{name}"] = function
    return found


def value(data: bytes) -> None:
    """One text through every value parser."""
    given = data.decode("utf-8", "replace")
    for parse in parsers().values():
        parse(given)


TARGETS: dict[str, Callable[[bytes], None]] = {"text": text, "workbook": workbook, "value": value}


def corpus(name: str) -> list[bytes]:
    """Seeds of a target."""
    if name == "text":
        return [seed.encode(codec, "replace") for seed in seeds.TEXTS for codec in ("utf-8-sig", "cp932", "utf-16")]
    if name == "value":
        return [seed.encode() for seed in seeds.VALUES]
    inside = [bytes([number]) + BOOK[part] for number, part in enumerate(XML)]
    return [*inside, b"\xfe" + ODS["content.xml"], b"\xff" + seeds.workbook(), b"\xff" + seeds.ods()]

"""Read: the bytes of a file → a Book of Grids, cells as they are, before anyone interprets them.

What a file is, its bytes decide (`sniff`), never its name. One file per format; every way a file can be unreadable is
an `Unreadable` with the reason and the way out, and nothing else is raised, however broken or hostile the bytes are.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

from tomoni.tables.grid import Book, Grid
from tomoni.tables.read.encoding import decode
from tomoni.tables.read.json import json_grids
from tomoni.tables.read.limits import DEFAULT, Limits, too_large
from tomoni.tables.read.sniff import Kind, empty_file, extension_finding, kind_of
from tomoni.tables.read.text import text_grid
from tomoni.tables.read.workbook import workbook_grids
from tomoni.tables.read.xlsx import mark, open_package

__all__ = ["DEFAULT", "Limits", "read"]


def read(source: Path | bytes, *, name: str = "", limits: Limits = DEFAULT) -> Book:
    """The Book of `source`. Raises `Unreadable` (F01 no table, F03 empty or damaged, F05 locked, F06 too large).

    `name` is used in messages and to notice a name that says another format (F02); a Path brings its own.
    """
    if isinstance(source, Path):
        name = name or source.name
        if source.stat().st_size > limits.file_bytes:
            raise too_large(f"{source.stat().st_size:,}バイト", f"{source.stat().st_size:,} bytes")
        data = source.read_bytes()
    else:
        data = source
    if len(data) > limits.file_bytes:
        raise too_large(f"{len(data):,}バイト", f"{len(data):,} bytes")
    book = _book(data, name, limits)
    book.sha256 = hashlib.sha256(data).hexdigest()
    return book


def _book(data: bytes, name: str, limits: Limits) -> Book:
    kind = kind_of(data)
    book = _open(kind, data, limits)
    lie = extension_finding(book.format, name)
    book.findings[:0] = [lie] if lie else []
    book.name = name
    if not any(_has_cells(grid) for grid in book.grids):
        raise empty_file()
    return book


def _open(kind: Kind, data: bytes, limits: Limits) -> Book:
    if kind is Kind.TEXT:
        return _text_book(data, limits)
    if kind is Kind.JSON:
        decoded = decode(data)
        return Book("", "json", decoded.codec, json_grids(decoded.text, limits), decoded.findings)
    if kind is Kind.XLSX:
        return _xlsx_book(data, limits)
    return Book("", str(kind), None, workbook_grids(data, limits))


def _xlsx_book(data: bytes, limits: Limits) -> Book:
    package = open_package(data, limits)
    grids = workbook_grids(package.data, limits)
    return Book("", "xlsx", None, grids, [*package.findings, *mark(package, grids)])


def _text_book(data: bytes, limits: Limits) -> Book:
    decoded = decode(data)
    form, grid, findings = text_grid(decoded.text, limits)
    return Book("", form, decoded.codec, [grid], [*decoded.findings, *findings])


def _has_cells(grid: Grid) -> bool:
    return grid.bottom >= grid.top and grid.right >= grid.left

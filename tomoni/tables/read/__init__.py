"""Read: the bytes of a file → a Book of Grids, cells as they are, before anyone interprets them.

What a file is, its bytes decide (`sniff`), never its name. One file per format; every way a file can be unreadable is
an `Unreadable` with the reason and the way out, and nothing else is raised, however broken or hostile the bytes are.
"""

from __future__ import annotations

import hashlib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path, PurePath

from tomoni.tables.grid import Book
from tomoni.tables.read import columns, notes, text
from tomoni.tables.read.archive import unpack
from tomoni.tables.read.encoding import decode
from tomoni.tables.read.html import html_grids
from tomoni.tables.read.json import json_grids
from tomoni.tables.read.limits import DEFAULT, Limits, current, too_large
from tomoni.tables.read.ods import mark_ods, scan_ods
from tomoni.tables.read.sniff import Kind, empty_file, extension_finding, kind_of, no_table, plainly_text
from tomoni.tables.read.stretches import OfBytes, OfFile
from tomoni.tables.read.text import regular_text, text_grid
from tomoni.tables.read.workbook import bound_merges, trim_grid, workbook_grids
from tomoni.tables.read.xls import mark_xls, scan_xls
from tomoni.tables.read.xlsb import mark_xlsb, scan_xlsb
from tomoni.tables.read.xlsx import mark, open_package

__all__ = ["DEFAULT", "Limits", "read"]

WHERE_PAGES_ARE_ERRORS = (".csv", ".tsv", ".txt", ".json", ".geojson")
"""A page under such a name is what a server sends in place of a file that is gone, not an export of a system."""


def read(source: Path | bytes, *, name: str = "", limits: Limits | None = None) -> Book:
    """The Book of `source`. Raises `Unreadable` (F01 no table, F03 empty or damaged, F05 locked, F06 too large), or OSError
    when a path cannot be opened.

    `name` is used in messages and to notice a name that says another format (F02); a Path brings its own. `limits` are
    those of the process (docs/limits.md) unless given.
    """
    limits = limits or current()
    if isinstance(source, Path):
        name = name or source.name
        if source.stat().st_size > limits.file_bytes:
            raise too_large(f"{source.stat().st_size:,}バイト", f"{source.stat().st_size:,} bytes")
        book = _regular_file(source, name, limits)
        if book is not None:
            return book
        data = source.read_bytes()
    else:
        data = source
    if len(data) > limits.file_bytes:
        raise too_large(f"{len(data):,}バイト", f"{len(data):,} bytes")
    with ThreadPoolExecutor(1) as beside:  # hashing leaves the interpreter free
        digest = beside.submit(_sha256, data)
        book = _book(data, name, limits)
        book.sha256 = digest.result()
    return book


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _regular_file(path: Path, name: str, limits: Limits) -> Book | None:
    """The Book of a large regular text table, whose bytes never stand in memory as a whole; None for any other file."""
    if path.stat().st_size < columns.WORTHWHILE:
        return None
    stretches = OfFile(path, text.SAMPLE)
    if not plainly_text(stretches.head):
        return None
    regular = regular_text(stretches, limits)
    if regular is None:
        return None
    about, form, grid = regular
    book = Book("", form, about.codec, [grid], about.findings)
    book.sha256 = stretches.sha256
    return _named(book, name)


def _book(data: bytes, name: str, limits: Limits, *, packed: bool = False) -> Book:
    kind = kind_of(data)
    if kind in (Kind.ZIP, Kind.GZIP):
        return _packed_book(kind, data, name, limits, packed)
    if kind is Kind.HTML and PurePath(name.lower()).suffix in WHERE_PAGES_ARE_ERRORS:
        raise no_table("ウェブページ（HTML）", "a web page (HTML)")
    book = _open(kind, data, limits)
    if book.encoding is None:  # a workbook
        for grid in book.grids:
            trim_grid(grid)
            bound_merges(grid, limits)
    return _named(book, name)


def _named(book: Book, name: str) -> Book:
    """The book under its name. Raises F03 when nothing stands in it."""
    lie = extension_finding(book.format, name)
    book.findings[:0] = [lie] if lie else []
    book.name = name
    if not any(grid.bottom >= grid.top and grid.right >= grid.left for grid in book.grids):
        raise empty_file()
    return book


def _packed_book(kind: Kind, data: bytes, name: str, limits: Limits, packed: bool) -> Book:
    """The one table file inside an archive; archives inside archives are not followed."""
    if packed:
        raise no_table("圧縮ファイルの中の圧縮ファイル", "an archive inside an archive")
    member, content = unpack(kind, data, limits)
    book = _book(content, member or PurePath(name).stem, limits, packed=True)
    book.findings.insert(0, notes.in_archive(member or "gzip"))
    return book


def _open(kind: Kind, data: bytes, limits: Limits) -> Book:
    if kind is Kind.TEXT:
        return _text_book(data, limits)
    if kind is Kind.JSON:
        decoded = decode(data)
        return Book("", "json", decoded.codec, json_grids(decoded.text, limits), decoded.findings)
    if kind is Kind.HTML:
        decoded = decode(data)
        return Book("", "html", decoded.codec, html_grids(decoded.text, limits), decoded.findings)
    if kind is Kind.XLSX:
        return _xlsx_book(data, limits)
    if kind is Kind.ODS:
        sheets = scan_ods(data, limits)
        grids = workbook_grids(data, limits)
        mark_ods(sheets, grids)
        return Book("", "ods", None, grids)
    if kind is Kind.XLS:
        old, findings = scan_xls(data, limits)
        grids = workbook_grids(data, limits)
        return Book("", "xls", None, grids, [*findings, *mark_xls(old, grids), notes.not_told("xls")])
    binary, findings = scan_xlsb(data, limits)
    grids = workbook_grids(data, limits)
    mark_xlsb(binary, grids)
    return Book("", str(kind), None, grids, findings)


def _xlsx_book(data: bytes, limits: Limits) -> Book:
    beside = ThreadPoolExecutor(1)
    try:
        package = open_package(data, limits, beside)
        grids = workbook_grids(package.data, limits)
        return Book("", "xlsx", None, grids, [*package.findings, *mark(package, grids)])
    finally:
        beside.shutdown(wait=False, cancel_futures=True)


def _text_book(data: bytes, limits: Limits) -> Book:
    regular = regular_text(OfBytes(data), limits)
    if regular:
        about, form, grid = regular
        return Book("", form, about.codec, [grid], about.findings)
    decoded = decode(data)
    form, grid, findings = text_grid(decoded.text, limits)
    return Book("", form, decoded.codec, [grid], [*decoded.findings, *findings])

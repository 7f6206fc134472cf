"""xlsb: guards before calamine reads it, and what it does not tell: error values, number formats, hidden lines, merges.

Walks the records of each sheet once. Source: [MS-XLSB]; record numbers as named there. Formulas, comments and drawings
stay in the file unread, and the reader is told so.
"""

from __future__ import annotations

import posixpath
import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.etree.ElementTree import ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from tomoni.tables.finding import Finding
from tomoni.tables.grid import Grid, Rect, Ref
from tomoni.tables.read import notes
from tomoni.tables.read.container import Container
from tomoni.tables.read.limits import Limits, too_large
from tomoni.tables.read.sniff import damaged
from tomoni.tables.read.styles import BUILT_IN
from tomoni.tables.read.workbook import put_errors, put_zeros
from tomoni.tables.read.xls import ERRORS

_ROW, _FIRST_CELL, _ERROR, _FORMULA_ERROR, _LAST_CELL = 0, 1, 3, 11, 11
_FORMAT, _STYLE, _COLUMNS, _SHEET, _MERGE, _STYLES, _STYLES_END = 44, 47, 60, 156, 176, 617, 618
_LAST_COLUMN = 16_384


@dataclass(slots=True)
class XlsbSheet:
    """What the records say about one sheet; `used` is the rectangle of cells that hold something."""

    name: str
    used: Rect | None = None
    errors: dict[Ref, str] = field(default_factory=dict)
    formats: dict[Ref, str] = field(default_factory=dict)
    merges: list[Rect] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)


def scan_xlsb(data: bytes, limits: Limits) -> tuple[list[XlsbSheet], list[Finding]]:
    """Check an xlsb file against the limits. Raises `Unreadable` F03 or F06."""
    container = Container(data, limits)
    targets = _targets(container.read("xl/_rels/workbook.bin.rels"))
    formats = _formats(container.read("xl/styles.bin"))
    bounds = [_bound(content) for kind, content in _records(container.read("xl/workbook.bin")) if kind == _SHEET]
    if len(bounds) > limits.sheets:
        raise too_large(f"シートが{len(bounds)}枚", f"{len(bounds)} sheets")
    sheets, total = [], 0
    for identity, name in bounds:
        sheet = _sheet(name, container.read(targets.get(identity, "")), formats)
        sheets.append(sheet)
        used = sheet.used
        area = (used.bottom - used.top + 1) * (used.right - used.left + 1) if used else 0
        total += area
        if used and (area > limits.cells or total > limits.book_cells):
            raise too_large(f"シート「{name}」の範囲が{used.a1}", f"sheet {name} spans {used.a1}")
    findings = [notes.macros()] if any(name.lower().endswith("vbaproject.bin") for name in container.names) else []
    return sheets, [*findings, notes.not_told("xlsb")]


def mark_xlsb(sheets: list[XlsbSheet], grids: list[Grid]) -> None:
    """Put error values, formats, merges and hidden lines on the grids of the same name."""
    by_name = {sheet.name: sheet for sheet in sheets}
    for grid in grids:
        sheet = by_name.get(grid.sheet)
        if sheet is None:
            continue
        put_errors(grid, sheet.errors)
        marks = grid.marks
        marks.formats = sheet.formats
        put_zeros(grid)
        marks.merges = sheet.merges
        marks.hidden_rows, marks.hidden_cols = frozenset(sheet.hidden_rows), frozenset(sheet.hidden_columns)


def _records(content: bytes) -> Iterator[tuple[int, bytes]]:
    """(record number, content). Numbers take one or two bytes, lengths up to four, seven bits each."""
    at, end = 0, len(content)
    while at < end:
        kind = content[at]
        at += 1
        if kind & 0x80:
            kind = (kind & 0x7F) | ((content[at] & 0x7F) << 7 if at < end else 0)
            at += 1
        length = 0
        for shift in (0, 7, 14, 21):
            if at >= end:
                break
            byte = content[at]
            at += 1
            length |= (byte & 0x7F) << shift
            if not byte & 0x80:
                break
        yield kind, content[at : at + length]
        at += length


def _text(content: bytes, at: int) -> tuple[str, int]:
    """A wide string (32-bit count of characters) and where it ends."""
    count = int.from_bytes(content[at : at + 4], "little")
    end = at + 4 + 2 * (0 if count == 0xFFFFFFFF else count)
    return content[at + 4 : end].decode("utf-16-le", "replace"), end


def _bound(content: bytes) -> tuple[str, str]:
    """(relationship id, sheet name) of a sheet in the workbook."""
    identity, end = _text(content, 8)
    return identity, _text(content, end)[0]


def _targets(rels: bytes) -> dict[str, str]:
    """Relationship id → part name."""
    try:
        root = fromstring(rels) if rels else ()
    except (ParseError, DefusedXmlException, ValueError, LookupError) as error:
        raise damaged("ブックの目次が読めません", f"workbook.bin.rels: {type(error).__name__}") from None
    found = {}
    for element in root:
        target = element.get("Target", "")
        path = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join("xl", target))
        found[element.get("Id", "")] = re.sub(r"^/+", "", path)
    return found


def _formats(content: bytes) -> dict[int, str]:
    """The number format of every cell style that is not General."""
    own: dict[int, str] = {}
    styles: list[int] = []
    inside = False
    for kind, record in _records(content):
        if kind in (_STYLES, _STYLES_END):
            inside = kind == _STYLES
        elif kind == _FORMAT and len(record) >= 6:
            own[struct.unpack_from("<H", record)[0]] = _text(record, 2)[0]
        elif kind == _STYLE and inside and len(record) >= 4:
            styles.append(struct.unpack_from("<H", record, 2)[0])
    codes = {index: own.get(number) or BUILT_IN.get(number, "") for index, number in enumerate(styles)}
    return {i: code for i, code in codes.items() if code and code.lower() not in ("general", "g/標準")}


def _sheet(name: str, content: bytes, formats: dict[int, str]) -> XlsbSheet:
    sheet = XlsbSheet(name)
    row, rows, columns = 0, set[int](), set[int]()
    for kind, record in _records(content):
        if kind == _ROW and len(record) >= 12:
            row = int.from_bytes(record[:4], "little") + 1
            if record[11] & 0x10:
                sheet.hidden_rows.add(row)
        elif _FIRST_CELL <= kind <= _LAST_CELL and len(record) >= 8:
            at = Ref(row, int.from_bytes(record[:4], "little") + 1)
            style = int.from_bytes(record[4:7], "little")
            if style in formats:
                sheet.formats[at] = formats[style]
            if kind != _FIRST_CELL:  # which is a blank
                rows.add(row)
                columns.add(at.col)
            if kind in (_ERROR, _FORMULA_ERROR) and len(record) > 8:
                sheet.errors[at] = ERRORS.get(record[8], "#ERROR!")
        elif kind == _MERGE and len(record) >= 16:
            top, bottom, left, right = struct.unpack_from("<4I", record)
            sheet.merges.append(Rect(top + 1, left + 1, bottom + 1, right + 1))
        elif kind == _COLUMNS and len(record) >= 18 and record[16] & 1:
            first, last = struct.unpack_from("<II", record)
            sheet.hidden_columns.update(range(min(first, _LAST_COLUMN) + 1, min(last + 1, _LAST_COLUMN) + 1))
    if rows:
        sheet.used = Rect(min(rows), min(columns), max(rows), max(columns))
    return sheet

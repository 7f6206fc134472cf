"""xls (BIFF8): guards before calamine reads it, and what it does not tell: error values, number formats, hidden lines.

Walks the records of the workbook stream once. Source: [MS-XLS]; record numbers as named there.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from tomoni.tables.finding import Finding
from tomoni.tables.grid import Grid, Rect, Ref
from tomoni.tables.read import notes
from tomoni.tables.read.limits import Limits, too_large
from tomoni.tables.read.ole import OleFile
from tomoni.tables.read.sniff import damaged, locked
from tomoni.tables.read.styles import BUILT_IN
from tomoni.tables.read.workbook import cut_grid, near_range, put_errors, put_zeros

_BOF, _EOF, _BOUNDSHEET, _FILEPASS, _FORMAT, _XF = 0x0809, 0x000A, 0x0085, 0x002F, 0x041E, 0x00E0
_NUMBER, _RK, _LABELSST, _LABEL, _RSTRING, _BOOLERR, _FORMULA = 0x0203, 0x027E, 0x00FD, 0x0204, 0x00D6, 0x0205, 0x0006
_MULRK, _ROW, _COLINFO = 0x00BD, 0x0208, 0x007D
_CELLS = frozenset((_NUMBER, _RK, _LABELSST, _LABEL, _RSTRING, _BOOLERR, _FORMULA, _MULRK))
ERRORS = {
    0: "#NULL!",
    7: "#DIV/0!",
    15: "#VALUE!",
    23: "#REF!",
    29: "#NAME?",
    36: "#NUM!",
    42: "#N/A",
    43: "#GETTING_DATA",
}


@dataclass(slots=True)
class XlsSheet:
    """What the records say about one sheet."""

    name: str
    used: Rect | None = None
    keep: Rect | None = None
    """`used` without cells that lie far away, when there are some."""
    errors: dict[Ref, str] = field(default_factory=dict)
    formats: dict[Ref, str] = field(default_factory=dict)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)


def scan_xls(data: bytes, limits: Limits) -> tuple[list[XlsSheet], list[Finding]]:
    """Check an xls file against the limits. Raises `Unreadable` F03, F05 or F06. Empty list: older than BIFF8."""
    ole = OleFile(data)
    stream = ole.stream("Workbook") or ole.stream("Book")
    findings = [notes.macros()] if "_VBA_PROJECT_CUR" in ole.entries or "VBA" in ole.entries else []
    records = _records(stream, 0)
    kind, first = next(records, (0, b""))
    if kind != _BOF:
        raise damaged("ブックの先頭がありません", "no workbook stream")
    if struct.unpack_from("<H", first.ljust(2, b"\0"))[0] != 0x0600:
        return [], findings
    bounds, formats = _globals(records)
    if len(bounds) > limits.sheets:
        raise too_large(f"シートが{len(bounds)}枚", f"{len(bounds)} sheets")
    sheets, total = [], 0
    for name, offset in bounds:
        sheet = _sheet(name, _records(stream, offset), formats)
        sheets.append(sheet)
        used = sheet.used
        total += (used.bottom - used.top + 1) * (used.right - used.left + 1) if used else 0
        if total > limits.cells:
            raise too_large(f"シート「{name}」までで{total:,}セル", f"{total:,} cells up to sheet {name}")
    return sheets, findings


def mark_xls(sheets: list[XlsSheet], grids: list[Grid]) -> list[Finding]:
    """Put error values, formats and hidden lines on the grids of the same name; cut off far cells (S16)."""
    by_name = {sheet.name: sheet for sheet in sheets}
    findings: list[Finding] = []
    for grid in grids:
        sheet = by_name.get(grid.sheet)
        if sheet is None:
            continue
        grid.marks.formats = sheet.formats
        put_zeros(grid)
        grid.marks.hidden_rows = frozenset(sheet.hidden_rows)
        grid.marks.hidden_cols = frozenset(sheet.hidden_columns)
        if sheet.errors:
            put_errors(grid, sheet.errors)
        if sheet.keep and sheet.used:
            cut_grid(grid, sheet.keep)
            findings.append(notes.far_cells(grid.sheet, sheet.used, sheet.keep))
    return findings


def _records(stream: bytes, at: int) -> Iterator[tuple[int, bytes]]:
    """(record number, content) from `at` to the end of the substream."""
    depth = 0
    while at + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, at)
        yield kind, stream[at + 4 : at + 4 + length]
        at += 4 + length
        depth += (kind == _BOF) - (kind == _EOF)
        if kind == _EOF and depth <= 0:
            return


def _globals(records: Iterator[tuple[int, bytes]]) -> tuple[list[tuple[str, int]], dict[int, str]]:
    """Sheets (name, offset) and the number format of every cell style that is not General."""
    bounds: list[tuple[str, int]] = []
    own: dict[int, str] = {}
    styles: list[int] = []
    for kind, content in records:
        if kind == _FILEPASS:
            raise locked()
        if kind == _BOUNDSHEET and len(content) >= 8 and content[5] == 0:  # 0: a worksheet
            bounds.append((_string(content[6:], short=True), struct.unpack_from("<I", content)[0]))
        elif kind == _FORMAT and len(content) >= 5:
            own[struct.unpack_from("<H", content)[0]] = _string(content[2:], short=False)
        elif kind == _XF and len(content) >= 4:
            styles.append(struct.unpack_from("<H", content, 2)[0])
        elif kind == _EOF:
            break
    codes = {index: own.get(number) or BUILT_IN.get(number, "") for index, number in enumerate(styles)}
    return bounds, {i: code for i, code in codes.items() if code and code.lower() not in ("general", "g/標準")}


def _string(content: bytes, *, short: bool) -> str:
    """A BIFF8 string with an 8-bit (short) or 16-bit count of characters."""
    size = 1 if short else 2
    count = int.from_bytes(content[:size], "little")
    body = content[size + 1 :]
    if content[size : size + 1] and content[size] & 1:
        return body[: count * 2].decode("utf-16-le", "replace")
    return body[:count].decode("latin-1")


def _sheet(name: str, records: Iterator[tuple[int, bytes]], formats: dict[int, str]) -> XlsSheet:
    sheet = XlsSheet(name)
    rows: list[int] = []
    columns: set[int] = set()
    for kind, content in records:
        if kind in _CELLS and len(content) >= 6:
            row, column, style = struct.unpack_from("<HHH", content)
            last = struct.unpack_from("<H", content, len(content) - 2)[0] if kind == _MULRK else column
            rows.append(row)
            columns.update((column, min(last, 16_383)))
            at = Ref(row + 1, column + 1)
            if kind != _MULRK and style in formats:
                sheet.formats[at] = formats[style]
            elif kind == _MULRK:
                for index in range(min(last - column + 1, (len(content) - 6) // 6)):
                    style = struct.unpack_from("<H", content, 4 + index * 6)[0]
                    if style in formats:
                        sheet.formats[Ref(row + 1, column + index + 1)] = formats[style]
            error = _error(kind, content)
            if error:
                sheet.errors[at] = error
        elif kind == _ROW and len(content) >= 14 and content[12] & 0x20:
            sheet.hidden_rows.add(struct.unpack_from("<H", content)[0] + 1)
        elif kind == _COLINFO and len(content) >= 10 and content[8] & 0x01:
            first, last = struct.unpack_from("<HH", content)
            sheet.hidden_columns.update(range(first + 1, min(last, 16_383) + 2))
    if rows:
        sheet.used = Rect(min(rows) + 1, min(columns) + 1, max(rows) + 1, max(columns) + 1)
        near = near_range([row + 1 for row in rows], [column + 1 for column in columns], len(rows))
        sheet.keep = near if near != sheet.used else None
    return sheet


def _error(kind: int, content: bytes) -> str:
    if kind == _BOOLERR and len(content) >= 8 and content[7] == 1:
        return ERRORS.get(content[6], "#ERROR!")
    if kind == _FORMULA and len(content) >= 14 and content[12:14] == b"\xff\xff" and content[6] == 2:
        return ERRORS.get(content[8], "#ERROR!")
    return ""

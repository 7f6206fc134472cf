"""ods: guards before calamine reads it, and what it does not tell (merges, formulas, hidden rows).

An ods file repeats cells and rows by count (``number-columns-repeated="16384"``), so a few bytes can claim billions of
cells: the rectangle that really holds values is counted first.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.parsers import expat

from tomoni.tables.grid import Grid, Rect, Ref
from tomoni.tables.read.container import Container
from tomoni.tables.read.limits import Limits, too_large
from tomoni.tables.read.sniff import damaged, locked

_TOKEN = re.compile(
    rb"<(/?)(?:[A-Za-z_][\w.-]*:)?(table|table-row|table-cell|covered-table-cell)(?=[\s/>])((?:[^<>\"']++|\"[^\"<]*+\"|'[^'<]*+')*+)>"
)
_HIDDEN = re.compile(rb"visibility\s*=\s*[\"'](?:collapse|filter)")
_MOST_ROWS, _MOST_COLUMNS = 1_048_576, 16_384


@dataclass(slots=True)
class OdsSheet:
    """What was found in one sheet; `used` is the rectangle of cells with values."""

    name: str
    used: Rect | None = None
    merges: list[Rect] = field(default_factory=list)
    formulas: dict[Ref, str] = field(default_factory=dict)
    hidden_rows: set[int] = field(default_factory=set)


def scan_ods(data: bytes, limits: Limits) -> list[OdsSheet]:
    """Check an ods file against the limits. Raises `Unreadable` F03, F05 or F06."""
    container = Container(data, limits)
    if b"encryption-data" in container.read("META-INF/manifest.xml"):
        raise locked()
    content = container.read("content.xml")
    if not content:
        raise damaged("中身がありません", "no content.xml")
    _well_formed(content)
    sheets = list(_sheets(content))
    if len(sheets) > limits.sheets:
        raise too_large(f"シートが{len(sheets)}枚", f"{len(sheets)} sheets")
    total = 0
    for sheet in sheets:
        area = (sheet.used.bottom - sheet.used.top + 1) * (sheet.used.right - sheet.used.left + 1) if sheet.used else 0
        total += area
        if area > limits.cells or total > limits.book_cells:
            span = sheet.used.a1 if sheet.used else ""
            raise too_large(f"シート「{sheet.name}」の範囲が{span}", f"sheet {sheet.name} spans {span}")
    return sheets


def mark_ods(sheets: list[OdsSheet], grids: list[Grid]) -> None:
    """Put merges, formulas and hidden rows on the grids (same order)."""
    for sheet, grid in zip(sheets, grids, strict=False):
        grid.marks.merges = sheet.merges
        grid.marks.formulas = sheet.formulas
        grid.marks.hidden_rows = frozenset(sheet.hidden_rows)


def _well_formed(content: bytes) -> None:
    """Raises `Unreadable` F03 for XML that ends early or declares entities: calamine reads on for ever in the former."""
    parser = expat.ParserCreate()

    def refuse(*_: object) -> None:
        raise damaged("中身が読めません", "content.xml declares entities")

    parser.EntityDeclHandler = refuse
    try:
        parser.Parse(content, True)
    except expat.ExpatError as error:
        raise damaged("中身が読めません", f"content.xml: {error}") from None


def _sheets(content: bytes) -> Iterator[OdsSheet]:
    sheet: OdsSheet | None = None
    row, column, rows = 0, 0, 1
    for token in _TOKEN.finditer(content):
        closing, kind, attributes = token[1], token[2], token[3]
        if kind == b"table":
            if sheet is not None:
                yield sheet
            sheet = None if closing else OdsSheet(_text(attributes, b"name"))
            row, column, rows = 0, 0, 1
        elif sheet is None or closing:
            continue
        elif kind == b"table-row":
            row, column = row + rows, 0
            rows = min(_count(attributes, b"number-rows-repeated"), _MOST_ROWS)
            if b"visibility" in attributes and _HIDDEN.search(attributes) and rows < 10_000 and row < _MOST_ROWS:
                sheet.hidden_rows.update(range(row, row + rows))
            row += 0 if row else 1
        else:
            width = min(_count(attributes, b"number-columns-repeated"), _MOST_COLUMNS)
            _note_cell(sheet, attributes, Rect(row, column + 1, row + rows - 1, column + width))
            column += width
    if sheet is not None:
        yield sheet


def _note_cell(sheet: OdsSheet, attributes: bytes, at: Rect) -> None:
    if b"value-type" in attributes:
        old = sheet.used or at
        sheet.used = Rect(
            min(old.top, at.top), min(old.left, at.left), max(old.bottom, at.bottom), max(old.right, at.right)
        )
    if b"spanned" in attributes:
        down = _count(attributes, b"number-rows-spanned")
        across = _count(attributes, b"number-columns-spanned")
        if down * across > 1:
            sheet.merges.append(Rect(at.top, at.left, at.top + down - 1, at.left + across - 1))
    if b":formula" in attributes:
        sheet.formulas[Ref(at.top, at.left)] = _text(attributes, b"formula")


def _count(attributes: bytes, name: bytes) -> int:
    found = re.search(name + rb"\s*=\s*[\"']([0-9]{1,9})[\"']", attributes)
    return max(int(found[1]), 1) if found else 1


def _text(attributes: bytes, name: bytes) -> str:
    found = re.search(rb":" + name + rb"\s*=\s*(?:\"([^\"]*)\"|'([^']*)')", attributes)
    return (found[1] or found[2] or b"").decode("utf-8", "replace") if found else ""

"""Workbooks for the officer: their own file with marked and commented cells, and a repaired one.

A marked XLSX is their workbook with a sheet of findings in front; what can't be carried over (pictures, shapes, macros)
is counted there. Other formats are written into a new workbook cell by cell. Texts are always written as texts, never as
formulas, so leading zeros stay and nothing that a file holds is run.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterable
from datetime import date
from pathlib import PurePath
from typing import Any

import polars as pl
from django.http import HttpResponse
from django.utils.http import content_disposition_header
from openpyxl import Workbook, load_workbook
from openpyxl.cell import Cell, MergedCell, WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.worksheet.worksheet import Worksheet

from tomoni.desk.excerpt import marks_of
from tomoni.registry import intake
from tomoni.registry.errors import Problem, problem
from tomoni.tables import FileResult, Table
from tomoni.tables.grid import Grid, Ref, column_letter, text_of
from tomoni.tables.outputs import safe
from tomoni.tables.region import Override

Json = dict[str, Any]
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_ROWS, MOST_CELLS, LONGEST = 1_048_576, 3_000_000, 32_767
CHANGED_SHOWN = 2_000
"""Repaired cells of a column that are coloured; the list in front tells the whole number."""
FILLS = {"stop": "FFC7CE", "note": "FFEB9C", "auto": "DDEBF7"}
GROUPS = {"stop": "公開を止めるもの", "auto": "自動で直すもの", "note": "参考"}
FRONT = "確認結果"
CHART, DRAWING = re.compile(r"xl/charts/chart\d+\.xml"), re.compile(r"xl/drawings/drawing\d+\.xml")
MOST_DRAWN = 2_000_000
OTHERS = dict.fromkeys(("xls", "xlsb", "ods"), "グラフ・画像・図形")
"""What is not carried over from formats in which it is not counted."""


def answer(data: bytes, name: str, word: str) -> HttpResponse:
    """The workbook as a download: 患者.csv → 患者_確認.xlsx."""
    said = content_disposition_header(True, f"{PurePath(name).stem}_{word}.xlsx")
    return HttpResponse(data, content_type=XLSX, headers={"Content-Disposition": said or "attachment"})


def marked(data: bytes, name: str, reading: Json) -> bytes:
    """The person's own workbook with the findings of `reading` in front and at their cells."""
    result = intake.result_of(data, name, Override())
    _small_enough(result)
    own = _own(data) if result.format == "xlsx" else None
    book = own or _copied(result)
    lost = (
        _lost(data, book)
        if zipfile.is_zipfile(io.BytesIO(data)) and result.format not in OTHERS
        else OTHERS.get(result.format, "")
    )
    for number, table in enumerate(reading["tables"]):
        sheet = book[table["sheet"]] if table["sheet"] in book.sheetnames else book.worksheets[0]
        _colour_changes(sheet, result.tables[number] if number < len(result.tables) else None)
        _mark(sheet, table["findings"])
    _front(book, reading, lost)
    return _bytes(book)


def repaired(data: bytes, name: str) -> bytes:
    """One sheet a table, as the repairs leave it: codes and texts as text, numbers and days as such."""
    result = intake.result_of(data, name, Override())
    _small_enough(result)
    book = Workbook(write_only=True)
    taken: set[str] = set()
    for table in result.tables:
        sheet = book.create_sheet(_sheet_name(table, taken))
        sheet.append([_text(sheet, column.name, bold=True) for column in table.columns])
        writers = [_writer(sheet, column.type if not column.exceptions else "string") for column in table.columns]
        for row in table.frame.iter_rows():
            sheet.append([None if v is None else write(v) for write, v in zip(writers, row, strict=True)])
    return _bytes(book)


def _small_enough(result: FileResult) -> None:
    cells = sum(table.frame.height * max(1, table.frame.width) for table in result.tables)
    if cells > MOST_CELLS or any(table.frame.height >= MOST_ROWS for table in result.tables):
        raise problem(
            "この表はExcelで開くには大きすぎるため、Excelのファイルは作れません。確認箇所は画面で見られ、このまま公開もできます。公開中のデータは変わっていません。",
            "The table is too large to be opened in Excel, so no workbook is made. The findings are on the page, and it can be published as it is. What is public has not changed.",
            1,
        )


def _own(data: bytes) -> Workbook | None:
    """The workbook itself; None when it can be read but not written again."""
    try:
        return load_workbook(io.BytesIO(data))
    except Problem:
        raise
    except Exception:  # whatever a foreign program wrote that openpyxl does not know
        return None


def _copied(result: FileResult) -> Workbook:
    book = Workbook()
    book.remove(book.worksheets[0])
    for grid in result.book.grids if result.book else []:
        sheet = book.create_sheet(safe(grid.sheet)[:31] or "Sheet1")
        sheet.sheet_state = "hidden" if grid.hidden else "visible"
        for offset, row in enumerate(grid.cells):
            for step, value in enumerate(row):
                if value is not None:
                    _put(sheet.cell(grid.top + offset, grid.left + step), value)
        _widths(sheet, grid)
    return book


def _put(cell: Cell, value: Any) -> None:
    if isinstance(value, bool | int | float):
        cell.value = value
    else:
        _as_text(cell, text_of(value))


def _as_text(cell: Cell, text: str) -> None:
    """Text that stays text, whatever it begins with."""
    cell.value = ILLEGAL_CHARACTERS_RE.sub("", text)[:LONGEST]
    cell.data_type = "s"
    cell.number_format = "@"
    if text[:1] in "=+-@\t":
        cell.quotePrefix = True  # type: ignore[attr-defined]


def _widths(sheet: Worksheet, grid: Grid) -> None:
    for col in range(grid.left, grid.right + 1):
        texts = [text_of(grid.value(row, col)) for row in range(grid.top, min(grid.bottom, grid.top + 40) + 1)]
        width = max((sum(2 if ord(char) > 0x2E80 else 1 for char in text) for text in texts), default=8)
        sheet.column_dimensions[column_letter(col)].width = min(40, max(8, width + 2))


def _cell(sheet: Worksheet, place: Ref) -> Cell | None:
    """The cell to mark: of merged cells the first."""
    if place.row > MOST_ROWS or place.col > 16_384:
        return None
    found = sheet.cell(place.row, place.col)
    if not isinstance(found, MergedCell):
        return found
    for area in sheet.merged_cells.ranges:
        if found.coordinate in area:
            first = sheet.cell(area.min_row, area.min_col)
            return first if isinstance(first, Cell) else None
    return None


def _fill(group: str) -> PatternFill:
    return PatternFill("solid", start_color=FILLS[group], end_color=FILLS[group])


def _colour_changes(sheet: Worksheet, table: Table | None) -> None:
    """Every cell whose value is repaired, in the colour of repairs."""
    if table is None:
        return
    for col, texts in table.provenance.raw.items():
        changes = table.provenance.changes[col]
        if not changes:
            continue
        rows = pl.Series(texts, dtype=pl.String).is_in(list(changes)).fill_null(False).arg_true().to_list()
        for row in rows[:CHANGED_SHOWN]:
            for place in table.provenance.cells(row, col)[:1]:
                if cell := _cell(sheet, place):
                    cell.fill = _fill("auto")


def _mark(sheet: Worksheet, findings: Iterable[Json]) -> None:
    by_number = {finding["number"]: finding for finding in findings}
    for place, (group, numbers) in marks_of(list(by_number.values())).items():
        cell = _cell(sheet, place)
        if cell is None:
            continue
        cell.fill = _fill(group)
        words = "\n\n".join(
            f"[{number}] {GROUPS[by_number[number]['group']]}\n{by_number[number]['text']['ja']}"
            for number in dict.fromkeys(numbers)
        )
        before = f"{cell.comment.text}\n\n" if cell.comment else ""
        note = Comment(ILLEGAL_CHARACTERS_RE.sub("", before + words)[:4000], "ともに")
        note.width, note.height = 340, 140
        cell.comment = note


def _lost(data: bytes, book: Workbook) -> str:
    """What the file holds that its marked copy does not, counted: グラフ2個、画像1枚."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as parts:
            names = parts.namelist()
            drawn = b"".join(_start(parts, name) for name in names if DRAWING.fullmatch(name))
    except (zipfile.BadZipFile, OSError, NotImplementedError, zlib.error):
        return ""
    held = {
        "グラフ{}個": sum(bool(CHART.fullmatch(name)) for name in names)
        - sum(len(getattr(sheet, "_charts", ())) for sheet in book.worksheets),
        "画像{}枚": len(re.findall(rb"</(?:\w+:)?pic>", drawn))
        - sum(len(getattr(sheet, "_images", ())) for sheet in book.worksheets),
        "図形・テキストボックス{}個": len(re.findall(rb"</(?:\w+:)?(?:sp|cxnSp)>", drawn)),
        "ボタンなどの部品{}個": sum(name.startswith("xl/ctrlProps/") for name in names),
        "マクロ": sum(name == "xl/vbaProject.bin" for name in names),
    }
    return "、".join(words.format(count) for words, count in held.items() if count > 0)


def _start(parts: zipfile.ZipFile, name: str) -> bytes:
    """The beginning of a part; drawings are small."""
    with parts.open(name) as stream:
        return stream.read(MOST_DRAWN)


def _front(book: Workbook, reading: Json, lost: str) -> None:
    """The list of findings, as the first sheet."""
    name = FRONT if FRONT not in book.sheetnames else f"{FRONT}（ともに）"
    sheet = book.create_sheet(name, 0)
    head = ["番号", "区分", "シート", "セル", "件数", "内容"]
    lines = [
        [f"{reading['name']} の確認結果"],
        [
            "色: 赤＝公開を止めるもの　黄＝参考　青＝自動で直すもの。元の値は変えていません。"
            + (f"この写しに入らないもの: {lost}。元のファイルには残っています。" if lost else "")
        ],
        [],
        head,
    ]
    for table in reading["tables"]:
        for found in table["findings"]:
            cells = "、".join(found["cells"][:6])
            lines.append(
                [found["number"], GROUPS[found["group"]], table["sheet"], cells, found["count"], found["text"]["ja"]]
            )
    for found in reading["findings"]:
        lines.append(["", GROUPS[found["group"]], "", "", found["count"], found["text"]["ja"]])
    for row, line in enumerate(lines, 1):
        for col, value in enumerate(line, 1):
            cell = sheet.cell(row, col)
            _put(cell, value)
            cell.alignment = Alignment(vertical="top", wrap_text=row > 3 and col == 6)
            if row in (1, 4):
                cell.font = Font(bold=True)
    for letter, width in zip("ABCDEF", (6, 18, 18, 24, 8, 90), strict=True):
        sheet.column_dimensions[letter].width = width
    sheet.freeze_panes = "A5"
    for other in book.worksheets:
        other.sheet_view.tabSelected = other is sheet
    book.active = 0


def _sheet_name(table: Table, taken: set[str]) -> str:
    base = safe(table.sheet or table.title or "データ").replace("[", "_").replace("]", "_")[:27] or "データ"
    name, number = base, 2
    while name.casefold() in taken:
        name, number = f"{base}_{number}", number + 1
    taken.add(name.casefold())
    return name


def _text(sheet: Worksheet, text: str, *, bold: bool = False) -> WriteOnlyCell:
    cell = WriteOnlyCell(sheet, value="")
    _as_text(cell, text)
    if bold:
        cell.font = Font(bold=True)
    return cell


def _writer(sheet: Worksheet, kind: str) -> Any:
    """How a column's texts are written: numbers that Excel keeps exactly as numbers, days as days, the rest as text."""

    def number(text: str) -> Any:
        try:
            value: float = int(text) if kind == "integer" else float(text)
        except ValueError:
            return _text(sheet, text)
        return value if len(text.strip("-").replace(".", "")) <= 15 else _text(sheet, text)

    def day(text: str) -> Any:
        try:
            found = date.fromisoformat(text)
        except ValueError:
            return _text(sheet, text)
        if found.year < 1900:
            return _text(sheet, text)
        cell = WriteOnlyCell(sheet, value=found)
        cell.number_format = "yyyy-mm-dd"
        return cell

    if kind in ("integer", "number"):
        return number
    return day if kind == "date" else lambda text: _text(sheet, text)


def _bytes(book: Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()

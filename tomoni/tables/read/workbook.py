"""Workbooks through calamine: xlsx, xlsb, xls, ods → Grids, in file order, hidden sheets included.

Keeps where the used range starts, merges and visibility. Whole floats become int, times over 24 hours the text people
see ("36:00"). Everything calamine cannot tell (formulas, formats, error values …) comes from `xlsx.py` for xlsx.
"""

from __future__ import annotations

import io
import re
from collections.abc import Mapping, Sequence
from datetime import time
from itertools import islice, pairwise

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
    ZipError,
)

from tomoni.tables.finding import Unreadable
from tomoni.tables.grid import CellError, Grid, Marks, Rect, Ref
from tomoni.tables.read.limits import Limits, too_large
from tomoni.tables.read.longsheet import LONG, LongSheet, long_sheet, scalar
from tomoni.tables.read.sniff import damaged, locked

SPARSE = 500_000
"""Cells of a rectangle beyond which it is asked whether it is mostly empty."""
_WIDE_GAP, _LONG_GAP = 200, 5_000

_LITERAL = re.compile(r'"[^"]*"|\\.|\[\$[^\]]*\]')
_CLOCK = re.compile("[hs]")


def workbook_grids(data: bytes, limits: Limits) -> list[Grid]:
    """One Grid per worksheet (chart sheets are left out). Raises `Unreadable` (F03, F05, F06)."""
    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(data)) as book:
            sheets = [meta for meta in book.sheets_metadata if meta.typ == SheetTypeEnum.WorkSheet]
            if len(sheets) > limits.sheets:
                raise too_large(f"シートが{len(sheets)}枚", f"{len(sheets)} sheets")
            return [
                sheet_grid(book.get_sheet_by_name(meta.name), limits, hidden=meta.visible != SheetVisibleEnum.Visible)
                for meta in sheets
            ]
    except Unreadable:
        raise
    except PasswordError:
        raise locked() from None
    except ZipError as error:
        raise damaged("圧縮された中身が読めません", f"zip: {_short(error)}") from None
    except (CalamineError, OSError, ValueError) as error:
        raise damaged("ブックの中身が読めません", f"workbook: {_short(error)}") from None
    except BaseException as error:  # a Rust panic arrives as PanicException, which is no Exception
        if type(error).__name__ != "PanicException":
            raise
        raise damaged("ブックの中身が読めません", "workbook: invalid structure") from None


def sheet_grid(sheet: CalamineSheet, limits: Limits, *, hidden: bool) -> Grid:
    """The cells of one sheet at their place in the file."""
    if sheet.start is None or sheet.end is None:
        return Grid([], sheet=sheet.name, hidden=hidden)
    (top, left), (bottom, right) = sheet.start, sheet.end
    if (bottom - top + 1) * (right - left + 1) > limits.cells:
        raise too_large(
            f"シート「{sheet.name}」が{bottom - top + 1:,}行×{right - left + 1:,}列",
            f"sheet {sheet.name}: {bottom - top + 1:,} rows × {right - left + 1:,} columns",
        )
    merges = [Rect(a + 1, b + 1, c + 1, d + 1) for (a, b), (c, d) in sheet.merged_cell_ranges or ()]
    marks = Marks(merges=merges)
    if bottom - top + 1 >= LONG:
        rows = sheet.to_python(skip_empty_area=True)
        return long_sheet(rows, sheet=sheet.name, top=top + 1, left=left + 1, marks=marks, hidden=hidden)
    texts: dict[str, str] = {}  # equal texts are one object: a shared string of a million cells costs its length once
    # iter_rows gives the empty rows above the used range, though not the empty columns beside it
    cells = [
        [(texts.setdefault(v, v) if v else None) if v.__class__ is str else scalar(v) for v in row]
        for row in islice(sheet.iter_rows(), top, None)
    ]
    return Grid(cells, sheet=sheet.name, top=top + 1, left=left + 1, marks=marks, hidden=hidden)


def near_range(rows: Sequence[int], columns: Sequence[int], cells: int) -> Rect:
    """The rectangle of all cells; in a sparse sheet without what lies beyond 200 empty columns or 5,000 empty rows.

    `rows` and `columns` (any order, repeats allowed) are those that hold something, `cells` how many cells do.
    """
    downs, acrosses = sorted(set(rows)), sorted(set(columns))
    whole = Rect(downs[0], acrosses[0], downs[-1], acrosses[-1])
    area = (whole.bottom - whole.top + 1) * (whole.right - whole.left + 1)
    if area <= SPARSE or area <= 50 * cells:
        return whole
    right = next((a for a, b in pairwise(acrosses) if b - a > _WIDE_GAP), whole.right)
    bottom = next((a for a, b in pairwise(downs) if b - a > _LONG_GAP), whole.bottom)
    return Rect(whole.top, whole.left, bottom, right)


def trim_grid(grid: Grid) -> None:
    """Drop empty rows at the end (cells that hold an empty text)."""
    if isinstance(grid, LongSheet):
        grid.trim()
        return
    rows = list(grid.cells)
    while rows and all(value is None for value in rows[-1]):
        rows.pop()
    grid.cells = rows
    grid.bottom = grid.top + len(rows) - 1


def cut_grid(grid: Grid, keep: Rect) -> None:
    """Leave only the cells inside `keep`, whose top left corner is the grid's."""
    if isinstance(grid, LongSheet):
        grid.cut(keep.bottom, keep.right)
        return
    grid.cells = [row[: keep.right - grid.left + 1] for row in grid.cells[: keep.bottom - grid.top + 1]]
    grid.bottom = grid.top + len(grid.cells) - 1
    grid.right = grid.left + max((len(row) for row in grid.cells), default=0) - 1


def bound_merges(grid: Grid, limits: Limits) -> None:
    """Raises `Unreadable` F06 when merges, which may overlap in a hostile file, cover too many cells of the grid."""
    covered = 0
    for merge in grid.marks.merges:
        down = min(merge.bottom, grid.bottom) - max(merge.top, grid.top) + 1
        across = min(merge.right, grid.right) - max(merge.left, grid.left) + 1
        covered += max(down, 0) * max(across, 0)
        if covered > limits.merged_cells:
            raise too_large(f"シート「{grid.sheet}」の結合されたセル", f"the merged cells of sheet {grid.sheet}")


def put_errors(grid: Grid, errors: Mapping[Ref, str]) -> None:
    """Set the error values that calamine leaves empty."""
    if not errors:
        return
    if isinstance(grid, LongSheet):
        grid.put({ref: CellError(code) for ref, code in errors.items()})
        return
    rows = [list(row) for row in grid.cells]
    for ref, code in errors.items():
        down, across = ref.row - grid.top, ref.col - grid.left
        if 0 <= down < len(rows) and 0 <= across < len(rows[down]):
            rows[down][across] = CellError(code)
    grid.cells = rows


def put_zeros(grid: Grid) -> None:
    """A zero in a cell formatted as a day comes from calamine as midnight; it is the number 0 (Excel shows 1月0日)."""
    midnight = time(0)
    if isinstance(grid, LongSheet):
        grid.put({ref: 0 for ref in grid.places(midnight) if _is_day(grid, ref)})
        return
    for down, row in enumerate(grid.cells):
        if midnight not in row:
            continue
        top = grid.top + down
        changed = [
            0 if value == midnight and _is_day(grid, Ref(top, grid.left + across)) else value
            for across, value in enumerate(row)
        ]
        cells = list(grid.cells)
        cells[down] = changed
        grid.cells = cells


def _is_day(grid: Grid, ref: Ref) -> bool:
    """Whether the cell's number format shows a day and no time."""
    code = grid.marks.formats.get(ref, "")
    return bool(code) and not _CLOCK.search(_LITERAL.sub("", code.lower()))


def _short(error: BaseException) -> str:
    return str(error).splitlines()[0][:120] if str(error) else type(error).__name__

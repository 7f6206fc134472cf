"""Grid: the cells of one sheet as they are in the file, before anyone interprets them.

`read/` makes grids from bytes, `layout/` finds the tables in them. Rows and columns count from 1, as people and
spreadsheets count, and keep their place in the file: if the used range starts at C5, row 5 and column 3 are its first.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from tomoni.tables.finding import Finding


@dataclass(frozen=True, slots=True)
class CellError:
    """An error value of a spreadsheet, e.g. ``#REF!``."""

    code: str

    def __str__(self) -> str:
        return self.code


Scalar = None | bool | int | float | str | date | datetime | time | CellError
"""What a cell can hold. Empty cells are None, never ""; whole floats from workbooks are int."""

_A1 = re.compile(r"\$?([A-Za-z]{1,3})\$?([0-9]{1,7})")


@cache
def column_letter(col: int) -> str:
    """1 → "A", 27 → "AA"."""
    letters = ""
    while col > 0:
        col, rest = divmod(col - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def column_number(letters: str) -> int:
    """ "A" → 1, "AA" → 27."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number


class Ref(NamedTuple):
    """One cell: row and column, counted from 1."""

    row: int
    col: int

    @property
    def a1(self) -> str:
        return f"{column_letter(self.col)}{self.row}"

    @classmethod
    def parse(cls, a1: str) -> Ref:
        found = _A1.fullmatch(a1.strip())
        if not found:
            raise ValueError(f"not a cell address: {a1!r}")
        return cls(int(found[2]), column_number(found[1]))


class Rect(NamedTuple):
    """A block of cells, both corners inside, counted from 1."""

    top: int
    left: int
    bottom: int
    right: int

    @property
    def a1(self) -> str:
        first, last = Ref(self.top, self.left).a1, Ref(self.bottom, self.right).a1
        return first if first == last else f"{first}:{last}"

    @classmethod
    def parse(cls, a1: str) -> Rect:
        first, _, last = a1.partition(":")
        start, end = Ref.parse(first), Ref.parse(last or first)
        return cls(min(start.row, end.row), min(start.col, end.col), max(start.row, end.row), max(start.col, end.col))

    def __contains__(self, ref: object) -> bool:
        return (
            isinstance(ref, tuple)
            and len(ref) == 2
            and self.top <= ref[0] <= self.bottom
            and self.left <= ref[1] <= self.right
        )


@dataclass(slots=True)
class Marks:
    """What a workbook says about cells besides their values. All optional, all by 1-based position."""

    merges: Sequence[Rect] = ()
    hidden_rows: frozenset[int] = frozenset()
    hidden_cols: frozenset[int] = frozenset()
    formulas: Mapping[Ref, str] = field(default_factory=dict)
    comments: Mapping[Ref, str] = field(default_factory=dict)
    formats: Mapping[Ref, str] = field(default_factory=dict)
    """Number formats other than General, e.g. ``yyyy/m/d`` or ``000``."""
    struck: frozenset[Ref] = frozenset()
    filtered: bool = False
    drawings: int = 0


class Grid:
    """Cells by position. Reading a cell outside the used range gives None."""

    def __init__(
        self,
        cells: Sequence[Sequence[Scalar]],
        *,
        sheet: str = "",
        top: int = 1,
        left: int = 1,
        marks: Marks | None = None,
        hidden: bool = False,
    ) -> None:
        """`cells[i][j]` is row `top + i`, column `left + j`; rows may be ragged. `sheet` is "" for text files."""
        self.cells = cells
        self.sheet = sheet
        self.top = top
        self.left = left
        self.marks = marks or Marks()
        self.hidden = hidden
        self.about: Mapping[str, str] = {}
        """What the file says about this grid outside of its cells, e.g. the plain values beside a table in JSON."""
        self.keyed = False
        """Every cell was written under the name of its column (records of JSON): row 1 holds the names, whatever they look like,
        and an empty cell means nothing else."""
        self.notes: tuple[str, ...] = ()
        """`key: value` of the plain values right beside a table in JSON: what a footnote would say on a sheet."""
        self.as_of = ""
        """ISO date or date-time from `about`, when it names one."""
        self.bottom = top + len(cells) - 1
        self.right = left + max((len(row) for row in cells), default=0) - 1

    @property
    def rect(self) -> Rect:
        """The used range; bottom < top when the sheet is empty."""
        return Rect(self.top, self.left, self.bottom, self.right)

    def value(self, row: int, col: int) -> Scalar:
        if row < self.top or row > self.bottom or col < self.left:
            return None
        cells = self.cells[row - self.top]
        index = col - self.left
        return cells[index] if index < len(cells) else None

    def row(self, row: int) -> list[Scalar]:
        """The values of one row from column `left` to `right`."""
        if row < self.top or row > self.bottom:
            return [None] * (self.right - self.left + 1)
        cells = list(self.cells[row - self.top])
        return cells + [None] * (self.right - self.left + 1 - len(cells))


@dataclass(slots=True)
class Book:
    """One file, read: its grids in file order, and what was noticed on the way in."""

    sha256: str
    """Of the bytes as they came."""
    format: str
    """csv, tsv, xlsx, xls, ods, json, …: what the bytes are, not what the name says."""
    encoding: str | None
    """Python codec name for text formats (``cp932``, ``utf-8-sig`` …), None for workbooks."""
    grids: list[Grid]
    findings: list[Finding] = field(default_factory=list)
    name: str = ""
    """File name as given, for messages only: nothing keys on it."""


def text_of(value: Scalar) -> str:
    """The canonical text of a cell: ISO dates, whole numbers without ``.0``, shortest exact decimals, "" for empty."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        if value.is_integer() and abs(value) < 1e15:
            return str(int(value))
        rounded = f"{value:.15g}"  # what the spreadsheet shows: 15 significant digits, not the binary tail
        return str(float(rounded)) if "e" not in rounded else rounded
    if isinstance(value, datetime):
        if value.time() == time(0):
            return value.date().isoformat()
        return value.isoformat(sep=" ", timespec="seconds" if value.second else "minutes")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time):
        return value.isoformat(timespec="seconds" if value.second else "minutes")
    return str(value)

"""Region: one logical table inside a grid — where its header, body, notes and totals are, and how to put it together.

`layout/` decides regions; `pipeline` turns a region into a Table and never looks at layout again. A region says for
every output column where its cells lie in the grid, so that provenance costs a row map and a column map, not an
address per cell. Rows and columns count from 1 in the grid, output rows and columns from 0.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from tomoni.tables.finding import Finding
from tomoni.tables.grid import Grid, Rect, Ref


class RowKind(StrEnum):
    """What a body row is: data, a (sub)total, or a group line (大阪市 above its wards) that carries its own figures."""

    DATA = "data"
    TOTAL = "total"


class Origin(StrEnum):
    """Why a column has its name, or a cell its value."""

    HEADER = "header"  # stands in one header cell
    JOINED = "joined"  # several header rows, joined with _
    FILLED = "filled"  # a merged or blank header cell took its neighbour's text
    SHEET = "sheet"  # from the sheet name or the title
    GUESSED = "guessed"  # not in the file: named by us (列3) or inferred
    CONSTANT = "constant"  # one value for the whole block, from a cell outside the body


@dataclass(slots=True)
class Column:
    """One output column. `levels` are the texts of the header rows it was joined from; `cells` their addresses."""

    name: str
    levels: tuple[str, ...] = ()
    cells: tuple[Ref, ...] = ()
    unit: str = ""
    origin: Origin = Origin.HEADER
    confidence: float = 1.0
    is_label: bool = False
    """A dimension (place, date, item …) rather than a measure."""


@dataclass(slots=True)
class Block:
    """A rectangle of body rows that share one column map. Side-by-side and folded tables have several.

    `columns[i]` is the grid column of output column i, or None when this block has no such column.
    `constants[i]` gives output column i one value for the whole block, and the cell it stands in.
    """

    body: Rect
    columns: list[int | None]
    constants: dict[int, tuple[str, Ref]] = field(default_factory=dict)
    header_rows: tuple[int, ...] = ()


@dataclass(slots=True)
class Fill:
    """An output cell that is empty in its own place and takes its value from another cell (merge, 同上, era year)."""

    row: int
    col: int
    source: Ref
    rule: str
    value: str | None = None
    """When the value is not the source cell's text as it is (e.g. 令和2年 from "2" and "令和")."""
    also: tuple[Ref, ...] = ()
    """Further cells that took part."""
    confidence: float = 1.0


@dataclass(slots=True)
class Region:
    """One table. Output row i is grid row `rows[i][1]` of block `rows[i][0]`; `kinds[i]` says what it is."""

    grid: Grid
    range: Rect
    header_rows: tuple[int, ...]
    columns: list[Column]
    blocks: list[Block]
    rows: Sequence[tuple[int, int]]
    kinds: Sequence[RowKind]
    title: str = ""
    """Title lines above (or the block label), joined with a space; never a data row."""
    notes: list[tuple[Rect, str]] = field(default_factory=list)
    """Notes, sources, legends, units, time stamps: text that belongs to the table and to no cell."""
    as_of: str = ""
    """ISO date or date-time the table speaks of, when the sheet says so (○月○日現在), else ""."""
    as_of_cell: Ref | None = None
    unit: str = ""
    fills: list[Fill] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class Override:
    """What a person said about a file, instead of detection. Same words on the command line and in a source entry."""

    sheet: str | None = None
    range: str | None = None
    header_rows: tuple[int, ...] | None = None
    """Grid rows, e.g. (3, 4); () means: there is no header."""
    columns: tuple[str, ...] | None = None
    """Only these columns leave the house (by clean name)."""
    accept: tuple[str, ...] = ()
    """Rule ids whose proposals are accepted."""
    decline: tuple[str, ...] = ()
    """Rule ids whose repairs are not wanted."""

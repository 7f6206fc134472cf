"""Facts: the few figures of a dataset that others are compared with, small enough to keep beside every edition.

Taken from the clean table before it is conformed (only columns that leave the house), so that sheets of one workbook
can be compared in their own words: sums, last values, totals as written, counts per category, and a sketch of the rows.
"""

from __future__ import annotations

import hashlib
import re
from collections import deque
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

import polars as pl

from tomoni.tables import Table
from tomoni.tables.region import RowKind

FEW = 40
"""A text column with at most so many different values is a category; a table with at most so many rows is a summary."""
SKETCH = 128
RUN = 5
PLACE_NAMED = re.compile(r"居住地|住所|所在地|市区町村|都道府県|自治体|団体|保健所|地域")
PLACE_ENDS = r"[都道府県市区町村郡内外]$"


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure: `label` in the table's words, what `kind` of figure it is, and where it stands.

    kinds: "rows" (number of rows), "sum" (of a column), "total" (as written in a total row), "last" (of a column that
    runs by date), "count" (rows with this value in `column`), "value" (beside this label in a summary table).
    """

    label: str
    value: float
    kind: str
    column: str = ""
    cells: str = ""


@dataclass(frozen=True, slots=True)
class Facts:
    """The figures of one edition of one dataset. `sketch` are hashes of rows, the smallest `SKETCH` of them; `runs` are
    hashes of rows that follow each other, without what names a place, so that a relabelled copy has the same."""

    dataset: str
    community: str = ""
    sheet: str = ""
    as_of: str = ""
    sha256: str = ""
    rows: int = 0
    figures: tuple[Figure, ...] = ()
    sketch: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    runs: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        return {
            "sheet": self.sheet,
            "rows": self.rows,
            "columns": list(self.columns),
            "figures": [asdict(figure) for figure in self.figures],
            "sketch": list(self.sketch),
            "runs": list(self.runs),
        }

    @classmethod
    def from_json(cls, raw: Mapping[str, Any], **known: Any) -> Facts:
        return cls(
            sheet=raw.get("sheet", ""),
            rows=raw.get("rows", 0),
            figures=tuple(Figure(**item) for item in raw.get("figures", ())),
            sketch=tuple(raw.get("sketch", ())),
            columns=tuple(raw.get("columns", ())),
            runs=tuple(raw.get("runs", ())),
            **known,
        )


def of_table(
    table: Table, *, dataset: str, community: str, as_of: str, sha256: str, columns: Collection[str] | None = None
) -> Facts:
    """The facts of a clean table; `columns` are those that leave the house (None: all)."""
    names = [column.name for column in table.columns if columns is None or column.name in columns]
    data_rows = [i for i, kind in enumerate(table.kinds) if kind == RowKind.DATA]
    data = table.frame[data_rows]
    numbers = {name: numeric(data[name]) for name in names if _is_number(table, name)}
    numbers = {name: series for name, series in numbers.items() if series.len() > series.null_count()}
    words = [name for name in names if name not in numbers]
    figures = [Figure("", data.height, "rows")]
    figures += _sums(table, data_rows, numbers)
    figures += _totals(table, numbers)
    figures += _lasts(table, data, data_rows, numbers)
    figures += _categories(table, data, words)
    figures += _values(table, data, data_rows, words, numbers)
    return Facts(
        dataset,
        community,
        table.sheet,
        as_of,
        sha256,
        data.height,
        tuple(figures),
        sketch(data.select(names)),
        tuple(names),
        runs(data.select(names)),
    )


def numeric(series: pl.Series) -> pl.Series:
    """Text to numbers; what is not a number is null."""
    return series.cast(pl.Float64, strict=False)


def _is_number(table: Table, name: str) -> bool:
    info = next(column for column in table.columns if column.name == name)
    return info.type in ("integer", "number")


def address(table: Table, rows: list[int], name: str) -> str:
    """The cells of a column's rows, e.g. "C4:C87"; "" for values that are not in the file."""
    col = table.column(name)
    if col is None or not rows:
        return ""
    ends = [table.provenance.cells(row, col) for row in (rows[0], rows[-1])]
    if not all(ends):
        return ""
    first, last = ends[0][0].a1, ends[1][-1].a1
    return first if first == last else f"{first}:{last}"


def _sums(table: Table, rows: list[int], numbers: Mapping[str, pl.Series]) -> list[Figure]:
    return [Figure(n, float(s.sum()), "sum", n, address(table, rows, n)) for n, s in numbers.items()]


def _totals(table: Table, numbers: Mapping[str, pl.Series]) -> list[Figure]:
    """Figures of the last total row, as written."""
    totals = [i for i, kind in enumerate(table.kinds) if kind == RowKind.TOTAL]
    if not totals:
        return []
    row = totals[-1]
    found = [(name, numeric(table.frame[name])[row]) for name in numbers]
    return [Figure(n, float(v), "total", n, address(table, [row], n)) for n, v in found if v is not None]


def _lasts(table: Table, data: pl.DataFrame, rows: list[int], numbers: Mapping[str, pl.Series]) -> list[Figure]:
    """The last value of each number column of a table that runs by date."""
    dated = next((c.name for c in table.columns if c.type == "date" and c.name in data.columns), None)
    if dated is None or data[dated].drop_nulls().n_unique() * 10 < data.height * 9:
        return []
    out = []
    for name, series in numbers.items():
        filled = [i for i, value in enumerate(series) if value is not None]
        if filled:
            out.append(Figure(name, float(series[filled[-1]]), "last", name, address(table, [rows[filled[-1]]], name)))
    return out


def _categories(table: Table, data: pl.DataFrame, words: list[str]) -> list[Figure]:
    """How many rows have each value, for the categories of a longer list."""
    out = []
    for name in words if data.height >= FEW else ():
        counts = data[name].drop_nulls().value_counts(sort=True)
        if not 2 <= counts.height <= FEW:
            continue
        out += [Figure(str(value), float(count), "count", name) for value, count in counts.iter_rows()]
    return out


def _values(
    table: Table, data: pl.DataFrame, rows: list[int], words: list[str], numbers: Mapping[str, pl.Series]
) -> list[Figure]:
    """The labelled figures of a summary table: first text column → each number beside it."""
    if not words or not 1 < data.height <= FEW:
        return []
    labels = data[words[0]]
    out = []
    for name, series in numbers.items():
        for index, (label, value) in enumerate(zip(labels, series, strict=True)):
            if label and value is not None:
                out.append(Figure(str(label), float(value), "value", name, address(table, [rows[index]], name)))
    return out


def sketch(data: pl.DataFrame) -> tuple[str, ...]:
    """Hashes of rows, the smallest SKETCH of them: two tables share rows as far as their sketches do.

    Columns that hardly vary (area codes and names, the first things a copy changes) and running numbers are left out.
    """
    kept = [name for name in data.columns if data[name].n_unique() > 1 and not running(data[name])]
    if data.height < 30 or len(kept) < 2:
        return ()
    return _smallest(_lines(data.select(kept)))


def runs(data: pl.DataFrame) -> tuple[str, ...]:
    """Hashes of `RUN` rows in a row, the smallest SKETCH of them: what stays equal when every place's name in a list is
    replaced. Days and one figure alone are no mark (zeros of two places look alike): three columns that vary are needed
    besides places and running numbers."""
    kept = [
        name
        for name in data.columns
        if data[name].n_unique() > 1 and not running(data[name]) and not places(data[name])
    ]
    if data.height < 30 or len(kept) < 3:
        return ()
    last = deque[str](maxlen=RUN)
    windows = ("\x1e".join(last) for line in _lines(data.select(kept)) if last.append(line) or len(last) == RUN)
    return _smallest(windows)


def _lines(data: pl.DataFrame) -> Iterator[str]:
    return ("\x1f".join("" if v is None else str(v) for v in row) for row in data.iter_rows())


def _smallest(texts: Iterable[str]) -> tuple[str, ...]:
    """The smallest SKETCH of their distinct hashes, 16 hex digits each; holds few at a time, however many come."""
    kept: set[bytes] = set()
    largest = b"\xff" * 9
    for text in texts:
        mark = hashlib.sha256(text.encode()).digest()[:8]
        if mark < largest:
            kept.add(mark)
            if len(kept) > 4 * SKETCH:
                kept = set(sorted(kept)[:SKETCH])
                largest = max(kept)
    return tuple(mark.hex() for mark in sorted(kept)[:SKETCH])


def places(series: pl.Series) -> bool:
    """A column of places: most values end as the names of places do (都内, 甲市, 県外), or its name says so."""
    known = series.drop_nulls().cast(pl.Utf8)
    named = PLACE_NAMED.search(series.name) is not None
    return named or (known.len() > 0 and int(known.str.contains(PLACE_ENDS).sum()) * 2 > known.len())


def running(series: pl.Series) -> bool:
    """1, 2, 3 … as in a No. column."""
    numbers = numeric(series).drop_nulls()
    steps = numbers.diff().drop_nulls()
    ones = int((steps == 1).sum())
    return numbers.len() * 10 >= series.len() * 9 and steps.len() > 0 and ones * 10 > steps.len() * 9

"""Columns: a large, regular text table read by Polars, so that 200,000 rows never become Python lists.

`blocks` proves that the text is regular — every record one line, every line equally wide, every quote where a quote
belongs; otherwise there is None here, and `text.py` reads record by record. Both readings give the same cells.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Sequence

import polars as pl

from tomoni.tables.coded import Coded, all_coded
from tomoni.tables.grid import Grid, Marks, Scalar
from tomoni.tables.read import blocks
from tomoni.tables.read.limits import Limits

WORTHWHILE = 500_000
"""Characters or bytes; below, reading record by record is as fast."""
_CHUNK, _CHUNKS = 2048, 8


class ColumnGrid(Grid):
    """A Grid over a frame of text columns (null where a cell is empty).

    Python texts are made when asked for: a column at a time for `value`, a stretch of rows at a time for `row`.
    """

    def __init__(self, frame: pl.DataFrame) -> None:
        self.frame = frame
        self._columns: list[list[str | None] | None] = [None] * frame.width
        self._coded: list[Coded] | None = None
        self._stretches: OrderedDict[int, list[tuple[str | None, ...]]] = OrderedDict()
        super().__init__((), marks=Marks())
        self.bottom, self.right = frame.height, frame.width

    @property
    def cells(self) -> Sequence[Sequence[Scalar]]:
        """All rows at once: for small tables and tests, the rest goes through `row`."""
        return self.frame.rows()

    @cells.setter
    def cells(self, rows: Sequence[Sequence[Scalar]]) -> None:
        if rows:
            raise AttributeError("a ColumnGrid is not written to")

    def value(self, row: int, col: int) -> Scalar:
        if not (1 <= row <= self.bottom and 1 <= col <= self.right):
            return None
        column = self._columns[col - 1]
        if column is None:
            column = self._columns[col - 1] = _shared_texts(self.frame.to_series(col - 1))
        return column[row - 1]

    def row(self, row: int) -> list[Scalar]:
        if not 1 <= row <= self.bottom:
            return [None] * self.right
        return list(self._row(row))

    def texts(self, col: int, top: int, bottom: int) -> pl.Series:
        """The cells of one column from row `top` to `bottom`, both inside, as text."""
        if not 1 <= col <= self.right:
            return pl.Series([None] * (bottom - top + 1), dtype=pl.Utf8)
        return self.frame.to_series(col - 1).slice(top - 1, bottom - top + 1)

    def coded(self, col: int) -> Coded:
        """The distinct texts of a whole column and, where it repeats itself, their places; worked out for all at once."""
        if self._coded is None:
            self._coded = all_coded(self.frame.get_columns())
        return self._coded[col - 1]

    def holds(self, sign: str) -> bool:
        """Whether any cell holds this sign."""
        texts = (self.coded(col).counts["text"] for col in range(1, self.right + 1))
        return any(text.str.contains(sign, literal=True).any() for text in texts)

    def _row(self, row: int) -> tuple[str | None, ...]:
        number, place = divmod(row - 1, _CHUNK)
        found = self._stretches.get(number)
        if found is None:
            found = self._stretches[number] = self.frame.slice(number * _CHUNK, _CHUNK).rows()
            if len(self._stretches) > _CHUNKS:
                self._stretches.popitem(last=False)
        return found[place]


def _shared_texts(series: pl.Series) -> list[str | None]:
    """The values as a list in which equal texts are one object: columns repeat themselves, memory should not."""
    known: dict[str | None, str | None] = {}
    return [known.setdefault(text, text) for text in series.to_list()]


def columnar(text: str, delimiter: str, limits: Limits) -> ColumnGrid | None:
    """The grid of a regular text table; None when the text is small, irregular or over a limit."""
    if len(text) < WORTHWHILE or text.isspace():
        return None
    return _of_blocks([text.encode()], delimiter, limits, blocks.Quotes(careful=True))


def by_blocks(data: bytes, codec: str, delimiter: str, limits: Limits) -> ColumnGrid | None:
    """The same of bytes, decoded a stretch of lines at a time. `codec` is one in which a line end is no part of another
    sign. None when anything is unusual: then the file is read as a whole."""
    if len(data) < WORTHWHILE:
        return None
    proof = blocks.Quotes()
    grid = _of_blocks(blocks.decoded(data, codec), delimiter, limits, proof)
    if grid is not None and proof.open and grid.holds('"'):
        return _of_blocks(blocks.decoded(data, codec), delimiter, limits, blocks.Quotes(careful=True))
    return grid


def _of_blocks(
    stretches: Iterable[bytes | None], delimiter: str, limits: Limits, proof: blocks.Quotes
) -> ColumnGrid | None:
    frames: list[pl.DataFrame] = []
    rows = 0
    for frame in blocks.frames(stretches, delimiter, limits, proof):
        if frame is None:
            return None
        frames.append(frame)
        rows += frame.height
        if rows > limits.rows or rows * frame.width > limits.text_cells:
            return None
    if not frames:
        return None
    whole = [pl.concat(frames, rechunk=False)]
    frames.clear()
    return _grid(whole)


def _grid(held: list[pl.DataFrame]) -> ColumnGrid | None:
    """The grid of the only frame in `held`, which is taken out of it, without empty rows at its end."""
    frame = held.pop()
    last = _last_row(frame)
    if last < frame.height and last <= blocks.HEAD_LINES:  # next to nothing is left: its width is that of the rows left
        return None
    columns = frame.head(last).get_columns()
    del frame
    for place, column in enumerate(
        columns
    ):  # in one piece, a column is walked and gathered from far quicker; one after
        columns[place] = column.rechunk()  # the other, so that a large file never stands in memory twice
        del column
    return ColumnGrid(pl.DataFrame(columns))


def _last_row(frame: pl.DataFrame) -> int:
    if any(value is not None for value in frame.row(-1)):
        return frame.height
    last = frame.select(pl.any_horizontal(pl.all().is_not_null()).arg_true().max()).item()
    return 0 if last is None else int(last) + 1

"""Columns: a large, regular text table read by Polars, so that 200,000 rows never become Python lists.

`blocks` proves that the text is regular — every record one line, every line equally wide, every quote where a quote
belongs; otherwise there is None here, and `text.py` reads record by record. Both readings give the same cells.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Sequence

import polars as pl

from tomoni.tables.coded import LONG, Coded, all_coded, beside
from tomoni.tables.grid import Grid, Marks, Scalar
from tomoni.tables.packed import KEEP, Columns, Packed
from tomoni.tables.read import blocks
from tomoni.tables.read.carried import carries
from tomoni.tables.read.coder import Coder
from tomoni.tables.read.limits import Limits
from tomoni.tables.read.stretches import Stretches

WORTHWHILE = 500_000
"""Characters or bytes; below, reading record by record is as fast."""
_CHUNK, _CHUNKS = 2048, 8
_TOGETHER = 60_000
"""Rows put into codes in one go."""
_TALL = 1_000_000
"""Rows from which on no column becomes a list of Python's."""


class ColumnGrid(Grid):
    """A Grid over columns of text (null where a cell is empty).

    Python texts are made when asked for: a column at a time for `value`, a stretch of rows at a time for `row`.
    """

    def __init__(self, columns: Columns, known: list[Coded] | None = None) -> None:
        self.columns = columns
        self._lists: list[list[str | None] | None] = [None] * len(columns)
        self._coded = known
        self._stretches: OrderedDict[int, list[tuple[str | None, ...]]] = OrderedDict()
        super().__init__((), marks=Marks())
        self.bottom, self.right = columns.height, len(columns)

    @property
    def cells(self) -> Sequence[Sequence[Scalar]]:
        """All rows at once: for small tables and tests, the rest goes through `row`."""
        return self.columns.rows().rows()

    @cells.setter
    def cells(self, rows: Sequence[Sequence[Scalar]]) -> None:
        if rows:
            raise AttributeError("a ColumnGrid is not written to")

    def value(self, row: int, col: int) -> Scalar:
        if not (1 <= row <= self.bottom and 1 <= col <= self.right):
            return None
        if self.bottom > _TALL:
            return self._row(row)[col - 1]
        column = self._lists[col - 1]
        if column is None:
            column = self._lists[col - 1] = _shared_texts(self.columns[col - 1])
        return column[row - 1]

    def row(self, row: int) -> list[Scalar]:
        if not 1 <= row <= self.bottom:
            return [None] * self.right
        return list(self._row(row))

    def texts(self, col: int, top: int, bottom: int) -> pl.Series:
        """The cells of one column from row `top` to `bottom`, both inside, as text."""
        return self.packed(col, top, bottom).series()

    def packed(self, col: int, top: int, bottom: int) -> Packed:
        """The same, by codes where they are known."""
        if not 1 <= col <= self.right:
            return Packed(pl.Series([None] * (bottom - top + 1), dtype=pl.String))
        return self.columns.packed[col - 1].slice(top - 1, bottom - top + 1)

    def coded(self, col: int) -> Coded:
        """The distinct texts of a whole column and, where it repeats itself, their places; worked out for all at once."""
        if self._coded is None:
            self._coded = all_coded(self.columns)
        return self._coded[col - 1]

    def holds(self, sign: str) -> bool:
        """Whether any cell holds this sign."""
        texts = (self.coded(col).counts["text"] for col in range(1, self.right + 1))
        return any(text.str.contains(sign, literal=True).any() for text in texts)

    def _row(self, row: int) -> tuple[str | None, ...]:
        number, place = divmod(row - 1, _CHUNK)
        found = self._stretches.get(number)
        if found is None:
            top = number * _CHUNK
            found = self.columns.rows(top, min(_CHUNK, self.bottom - top)).rows()
            self._stretches[number] = found
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


def by_blocks(stretches: Stretches, codec: str, delimiter: str, limits: Limits) -> ColumnGrid | None:
    """The same of bytes, decoded a stretch of lines at a time. `codec` is one in which a line end is no part of another
    sign. None when anything is unusual: then the file is read as a whole."""
    if len(stretches.head) < WORTHWHILE:
        return None
    proof = blocks.Quotes()
    later = codec if carries(codec, delimiter) else ""
    grid = _of_blocks(blocks.decoded(stretches, codec, later=bool(later)), delimiter, limits, proof, later)
    if grid is not None and proof.open and grid.holds('"'):
        again = blocks.decoded(stretches, codec, later=bool(later))
        return _of_blocks(again, delimiter, limits, blocks.Quotes(careful=True), later)
    return grid


def _of_blocks(
    stretches: Iterable[bytes | None], delimiter: str, limits: Limits, proof: blocks.Quotes, codec: str = ""
) -> ColumnGrid | None:
    """`codec` is that of texts that are to be decoded yet."""
    coders: list[Coder] = []
    waiting: list[pl.DataFrame] = []
    rows = last = coded_rows = 0
    for frame in blocks.frames(stretches, delimiter, limits, proof):
        if frame is None:
            return None
        held = _last_row(frame)
        last = rows + held if held else last
        rows += frame.height
        if rows > limits.rows or rows * frame.width > limits.text_cells:
            return None
        waiting.append(frame)
        coders = coders or [Coder() for _ in range(frame.width)]
        if rows - coded_rows >= _TOGETHER:
            coded_rows = rows
            _add(coders, waiting)
    if not coders:
        return None
    _add(coders, waiting)
    if last < rows and last <= blocks.HEAD_LINES:  # next to nothing is left: its width is that of the rows left
        return None
    ended = beside(lambda coder: coder.done(last, codec), coders, at_once=last >= LONG)
    made = [one for one in ended if one is not None]
    if len(made) < len(ended):
        return None
    keep = last * len(made) <= KEEP
    for one, _ in made:
        one.keep = keep
    return ColumnGrid(Columns([one for one, _ in made]), [known for _, known in made])


def _add(coders: list[Coder], waiting: list[pl.DataFrame]) -> None:
    """Put the frames that wait into codes, and let go of them."""
    if waiting:
        together = pl.concat(waiting)
        waiting.clear()
        pairs = zip(coders, together.iter_columns(), strict=True)
        beside(lambda pair: pair[0].add(pair[1]), pairs, at_once=together.height >= LONG)


def _last_row(frame: pl.DataFrame) -> int:
    """The number of the last row of a frame that is not empty; 0 when all are."""
    if any(value is not None for value in frame.row(-1)):
        return frame.height
    last = frame.select(pl.any_horizontal(pl.all().is_not_null()).arg_true().max()).item()
    return 0 if last is None else int(last) + 1

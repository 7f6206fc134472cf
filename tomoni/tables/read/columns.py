"""Columns: a large, regular text table read by Polars, so that 200,000 rows never become Python lists.

`columnar` proves first that the text is regular — every record one line, every line equally wide, every quote where a
quote belongs — and gives None otherwise: then `text.py` reads record by record. Both readings give the same cells.
"""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Iterator, Sequence

import polars as pl

from tomoni.tables.grid import Grid, Marks, Scalar
from tomoni.tables.read.limits import Limits

WORTHWHILE = 500_000
"""Characters; below, reading record by record is as fast."""
_HEAD_LINES = 50
_CHUNK, _CHUNKS = 2048, 8
_UNUSUAL = ("\x00", "\x1a", "\ufffd")
_BLOCK = 32_000_000
"""Bytes that a proof looks at in one go."""


class ColumnGrid(Grid):
    """A Grid over a frame of text columns (null where a cell is empty).

    Python texts are made when asked for: a column at a time for `value`, a stretch of rows at a time for `row`.
    """

    def __init__(self, frame: pl.DataFrame) -> None:
        self.frame = frame
        self._columns: list[list[str | None] | None] = [None] * frame.width
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
    return _columnar(text, delimiter, limits)


def by_blocks(data: bytes, codec: str, delimiter: str, limits: Limits) -> ColumnGrid | None:
    """The grid of a very large regular text table, decoded a stretch of lines at a time, so that its text never stands
    in memory as a whole. `codec` is one in which a line end is no part of another sign. None when anything is unusual:
    then the file is read as a whole."""
    frames: list[pl.DataFrame] = []
    lines = 0
    for block in _blocks(data):
        if frames and frames[-1].height != lines:
            return None  # empty rows in the middle
        try:
            text = block.decode(codec)
        except UnicodeDecodeError:
            return None
        codec = "utf-8" if codec == "utf-8-sig" else codec
        grid = None if any(sign in text for sign in _UNUSUAL) else _columnar(text, delimiter, limits)
        if grid is None:
            return None
        narrow = min(_width(line, delimiter) for line in text.split("\n", _HEAD_LINES)[:_HEAD_LINES] if line)
        if frames and not grid.right == frames[0].width == narrow:
            return None
        frames.append(grid.frame)
        lines = block.count(b"\n")
        if sum(frame.height for frame in frames) * frames[0].width > limits.text_cells:
            return None
    return ColumnGrid(pl.concat(frames, rechunk=False)) if frames else None


def _columnar(text: str, delimiter: str, limits: Limits) -> ColumnGrid | None:
    data = text.encode()
    if b"\r" in data:
        data = data.replace(b"\r\n", b"\n")
        if b"\r" in data:
            return None
    if not data.endswith(b"\n"):
        data += b"\n"
    elif data.endswith(b"\n\n"):
        data = data.rstrip(b"\n") + b"\n"
    lines = data.count(b"\n")
    if lines > limits.rows:
        return None
    head = [line.decode() for line in data.split(b"\n", _HEAD_LINES)[: min(lines, _HEAD_LINES)]]
    widths = [_width(line, delimiter) for line in head]
    width = max(widths)
    if "" in head or width < 2 or width > limits.columns or lines * width > limits.text_cells:
        return None
    if any(one < width for one in widths):  # Polars takes the first line for the width of the file
        rest = data[sum(len(line.encode()) + 1 for line in head) :]
        padded = [line + delimiter * (width - one) for line, one in zip(head, widths, strict=True)]
        data = "\n".join([*padded, ""]).encode() + rest
    frame = _frame(data, delimiter, width)
    if frame is None or frame.height != lines:
        return None
    lengths = pl.all().str.len_bytes()
    longest, cells = frame.select(
        longest=pl.max_horizontal(lengths.max()), cells=pl.sum_horizontal(lengths.cast(pl.Int64).sum())
    ).row(0)
    if longest is None or longest > limits.cell_chars:
        return None
    comma = delimiter.encode()
    return _grid(frame) if _accounted(frame, data, comma, int(cells)) or _even(data, comma, width) else None


def _accounted(frame: pl.DataFrame, data: bytes, delimiter: bytes, cells: int) -> bool:
    """Whether the bytes of all cells, the delimiters and line ends of an even table and the quotes around whole cells
    make up the file: then no record was short."""
    quotes = data.count(b'"')
    if cells + frame.height * frame.width + quotes != len(data):
        return False
    return not quotes or 2 * sum(_pairs(block, delimiter) for block in _blocks(data)) == quotes


def _pairs(data: bytes, delimiter: bytes) -> int:
    """How many cells stand in quotes, without quotes inside."""
    around = re.escape(delimiter)
    return len(re.findall(rb'"(?<![^%b\n]")[^"\n]*"(?=[%b\n])' % (around, around), data))


def _blocks(data: bytes) -> Iterator[bytes]:
    """The data in stretches of whole lines."""
    start = 0
    while start < len(data):
        end = data.find(b"\n", start + _BLOCK) + 1 or len(data)
        yield data if end - start == len(data) else data[start:end]
        start = end


def _even(data: bytes, delimiter: bytes, width: int) -> bool:
    """The same proof for texts that hold quotes themselves: every quote and every delimiter is looked at."""
    quoted = _quoted(data, delimiter) if b'"' in data else 0
    return quoted is not None and data.count(delimiter) - quoted == (width - 1) * data.count(b"\n")


def _quoted(data: bytes, delimiter: bytes) -> int | None:
    """How many delimiters stand inside quotes; None when a quote stands where it does not belong."""
    pieces = data.split(b'"')
    if len(pieces) % 2 == 0:
        return None
    before, after = (delimiter, b"\n"), (delimiter, b"\n")
    outside, last = pieces[::2], len(pieces) // 2
    for number, piece in enumerate(outside):
        if piece == b"":  # two quotes in a row: a quote inside a text, or the edge of the file
            continue
        if (number and not piece.startswith(after)) or (number < last and not piece.endswith(before)):
            return None
    inside = 0
    for piece in pieces[1::2]:
        if b"\n" in piece:
            return None
        inside += piece.count(delimiter)
    return inside


def _width(line: str, delimiter: str) -> int:
    return sum(piece.count(delimiter) for piece in line.split('"')[::2]) + 1


def _frame(data: bytes, delimiter: str, width: int) -> pl.DataFrame | None:
    names = [str(number) for number in range(width)]
    try:
        return pl.read_csv(
            data,
            has_header=False,
            separator=delimiter,
            quote_char='"' if b'"' in data else None,
            schema=dict.fromkeys(names, pl.String),
            infer_schema=False,
        )
    except pl.exceptions.PolarsError:
        return None


def _grid(frame: pl.DataFrame) -> ColumnGrid | None:
    """The grid without empty rows at its end."""
    if frame.select(pl.any_horizontal((pl.all() == "").any())).item():  # "" in the file
        frame = frame.with_columns(pl.all().replace("", None))
    last = _last_row(frame)
    if last < frame.height and last <= _HEAD_LINES:  # next to nothing is left: its width is that of the rows left
        return None
    return ColumnGrid(frame.head(last).rechunk())  # in one piece, a column is walked and gathered from far quicker


def _last_row(frame: pl.DataFrame) -> int:
    last = frame.select(pl.any_horizontal(pl.all().is_not_null()).arg_true().max()).item()
    return 0 if last is None else int(last) + 1

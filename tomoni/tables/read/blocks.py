"""Blocks: a regular text table read a stretch of lines at a time, one being decoded while another is parsed.

What is proven for every stretch: each record is one line, each line as wide as the first ones, each quote where a quote
belongs. Any doubt gives None, and the file is read record by record. The text as a whole never stands in memory.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass

import polars as pl

from tomoni.tables.read.carried import carried
from tomoni.tables.read.limits import Limits

HEAD_LINES = 50
"""Lines in which titles may stand that are narrower than the table."""
_AHEAD = 2
_UNUSUAL = (b"\x00", b"\x1a")
_LOST = "\ufffd"


@dataclass(slots=True)
class Quotes:
    """What is known about quotes. Where the first stretch has none inside its cells, the proof that the others have none
    is left `open` (unless we are `careful`): whoever has the distinct texts of the columns gives it far quicker."""

    careful: bool = False
    later: bool = False
    open: bool = False


@dataclass(frozen=True, slots=True)
class Shape:
    """What all stretches of a file have in common."""

    delimiter: str
    width: int
    limits: Limits
    proof: Quotes


def decoded(stretches: Iterable[bytes], codec: str, *, later: bool = False) -> Iterator[bytes | None]:
    """The stretches (of whole lines) as UTF-8, `carried` when they are to be decoded `later`. `codec` is one in which a
    line end is no part of another sign. None, and no more, where a byte is not of the codec or a sign is unusual."""
    mark = b"\xef\xbb\xbf" if codec == "utf-8-sig" else b""
    same = codec in ("utf-8", "utf-8-sig", "ascii")
    codec = "utf-8" if codec == "utf-8-sig" else codec
    for block in stretches:
        block, mark = block.removeprefix(mark), b""
        if any(sign in block for sign in _UNUSUAL):
            yield None
            return
        if later:
            yield carried(block)
            continue
        try:
            text = block.decode(codec)
        except UnicodeDecodeError:
            yield None
            return
        if not same:
            block = text.encode()
        elif _LOST in text:
            yield None
            return
        del text
        yield block


def frames(
    blocks: Iterable[bytes | None], delimiter: str, limits: Limits, proof: Quotes
) -> Iterator[pl.DataFrame | None]:
    """The rows of each stretch as columns of text, null where a cell is empty; None, and no more, where a stretch is
    not regular. Each is parsed in another thread while the caller takes the next one from `blocks`."""
    shape: Shape | None = None
    with ThreadPoolExecutor(2) as parser:
        waiting: deque[Future[pl.DataFrame | None]] = deque()
        try:
            for last, block in _even_ends(blocks):
                if block is None:
                    yield None
                    return
                if shape is None:
                    opened = _opened(block, delimiter, limits, proof)
                    if opened is None:
                        yield None
                        return
                    shape, block = opened
                waiting.append(parser.submit(parse, block, shape))
                del block
                while waiting and (last or len(waiting) > _AHEAD):
                    frame = waiting.popleft().result()
                    yield frame
                    if frame is None:
                        return
        finally:
            for future in waiting:
                future.cancel()


def _even_ends(blocks: Iterable[bytes | None]) -> Iterator[tuple[bool, bytes | None]]:
    """(whether it is the last, block) with lines that all end in a line feed; empty lines at the end are gone."""
    held: bytes | None = None
    for block in blocks:
        if held is not None:
            yield False, held
        if block is not None and b"\r" in block:
            block = block.replace(b"\r\n", b"\n")
            if b"\r" in block:
                block = None
        if block is None:
            yield True, None
            return
        held = block
    if held is not None:
        if not held.endswith(b"\n"):
            held += b"\n"
        elif held.endswith(b"\n\n"):
            held = held.rstrip(b"\n") + b"\n"
        yield True, held


def _opened(block: bytes, delimiter: str, limits: Limits, proof: Quotes) -> tuple[Shape, bytes] | None:
    """The shape that the first lines have, and the first stretch with its narrow lines filled up: Polars takes the first
    line for the width of the file."""
    lines = block.split(b"\n", HEAD_LINES)
    head = [line.decode() for line in lines[:HEAD_LINES] if line or len(lines) > HEAD_LINES]
    if len(lines) <= HEAD_LINES:
        head = [line.decode() for line in lines[:-1]]
    widths = [_width(line, delimiter) for line in head]
    width = max(widths, default=0)
    if "" in head or width < 2 or width > limits.columns:
        return None
    if any('"' in line and _quoted(line.encode(), delimiter.encode()) is None for line in head):
        return None  # what stands inside such quotes decides how wide the line is
    if any(one < width for one in widths):
        rest = block[sum(len(line.encode()) + 1 for line in head) :]
        padded = [line + delimiter * (width - one) for line, one in zip(head, widths, strict=True)]
        block = "\n".join([*padded, ""]).encode() + rest
    return Shape(delimiter, width, limits, proof), block


def _width(line: str, delimiter: str) -> int:
    return sum(piece.count(delimiter) for piece in line.split('"')[::2]) + 1


def parse(data: bytes, shape: Shape) -> pl.DataFrame | None:
    """The columns of one stretch, or None when it is not proven to be regular."""
    quotes = data.count(b'"') if b'"' in data else 0  # to look for one byte is far quicker than to count it
    frame = _read(data, shape, quoted=quotes > 0)
    if frame is None or not frame.height:
        return None
    if quotes and frame.height != data.count(b"\n"):
        return None
    lengths = pl.all().str.len_bytes()
    shortest, longest, cells = frame.select(
        shortest=pl.min_horizontal(lengths.min()),
        longest=pl.max_horizontal(lengths.max()),
        cells=pl.sum_horizontal(lengths.cast(pl.Int64).sum()),
    ).row(0)
    if (longest or 0) > shape.limits.cell_chars:
        return None
    # the bytes of all cells, the delimiters and line ends of an even table and the quotes around whole cells make up the
    # file: then no record was short, and when no cell holds a quote itself, every quote stands around a whole cell
    accounted = int(cells or 0) + frame.height * shape.width + quotes == len(data)
    regular = accounted and not (quotes and _inside(frame, shape.proof))
    if not regular and not _even(data, shape.delimiter.encode(), shape.width, frame.height):
        return None
    if shortest == 0:  # "" in the file
        frame = frame.with_columns(pl.all().replace("", None))
    return frame


def _inside(frame: pl.DataFrame, proof: Quotes) -> bool:
    """Whether a cell holds a quote; False when that is left to be proven later."""
    if proof.later:
        proof.open = True
        return False
    found = bool(frame.select(pl.any_horizontal(pl.all().str.contains('"', literal=True).any())).item())
    proof.later = not (found or proof.careful)
    return found


def _read(data: bytes, shape: Shape, *, quoted: bool) -> pl.DataFrame | None:
    names = [str(number) for number in range(shape.width)]
    try:
        return pl.read_csv(
            data,
            has_header=False,
            separator=shape.delimiter,
            quote_char='"' if quoted else None,
            schema=dict.fromkeys(names, pl.String),
            infer_schema=False,
        )
    except pl.exceptions.PolarsError:
        return None


def _even(data: bytes, delimiter: bytes, width: int, height: int) -> bool:
    """The same proof for texts that hold quotes themselves: every quote and every delimiter is looked at."""
    if height != data.count(b"\n"):
        return False
    quoted = _quoted(data, delimiter) if b'"' in data else 0
    return quoted is not None and data.count(delimiter) - quoted == (width - 1) * height


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

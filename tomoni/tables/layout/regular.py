"""regular: a long, even table laid out from its first and last rows and from every row that looks different.

The middle of a table of 200,000 rows says nothing new. `regular` looks at a window of rows with the ordinary code, proves
with Polars that all other rows are plain rows of the same body (a cell of data where the body has one, no header word,
no total, no ditto, no new column), and puts them in. Wherever proof is missing it gives None and every row is read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import compress, pairwise

import polars as pl

from tomoni.tables.coded import Coded, beside, coded
from tomoni.tables.grid import Grid, Scalar
from tomoni.tables.layout.eras import is_full_year, is_short_year
from tomoni.tables.layout.kinds import DATA, kind_of_text, text
from tomoni.tables.layout.labels import DITTO
from tomoni.tables.layout.lines import Line, line_of
from tomoni.tables.layout.page import Page
from tomoni.tables.layout.totals import is_total
from tomoni.tables.packed import Packed
from tomoni.tables.region import Region
from tomoni.tables.runs import Kinds, RowMap, totals
from tomoni.tables.textcolumns import text_columns

LONG = 6_000
"""Rows; below, reading every row is quick."""
_HEAD, _TAIL = 2_600, 300
_HEADS = 100
"""Rows in which headers may stand."""
_SURE = 2_000
"""How deep `labels` looks for blanks under a group."""
_BEFORE, _AFTER = 40, 60
_MOST = 1_000
"""Rows that may look different; more are no regular table."""
_SPACES = "".join(chr(c) for c in range(0x3001) if chr(c).isspace())
_DATA_TEXT = r"^(?:[0-9]{1,15}(?:\.[0-9]{1,15})?|[12][0-9]{3}-[0-9]{2}-[0-9]{2})$"
_STYLED = r"\x{2090}-\x{2fff}\x{3200}-\x{33ff}\x{1d400}-\x{1d7ff}\x{1f100}-\x{1f1ff}"
"""Letters and signs that NFKC turns into others."""
_MAYBE_TOTAL = rf"[計数体掲tTｔＴᵀᵗﬅﬆ{_STYLED}]"
_MAYBE_YEAR = (
    rf"^[^\p{{L}}\p{{N}}]*[明大昭平令元\p{{N}}mtshrMTSHRｍｔｓｈｒＭＴＳＨＲſʰ-ˢᴬ-ᵪ豈-ﬆ{_STYLED}]|[年\x{{f98e}}]"
)

Pages = Callable[[Page], list[Region]]


class Window(Page):
    """A page of which only some rows are walked; it answers for single cells of any row."""

    partial = True

    def __init__(self, grid: Grid, rows: Sequence[int]) -> None:
        self.wanted = rows
        self._rows_read: dict[int, list[Scalar]] = {}
        super().__init__(grid)

    def _walk(self, top: int, bottom: int) -> Iterable[int]:
        return self.wanted

    def value(self, row: int, col: int) -> Scalar:
        if self._anchor and self._covered(row, col):
            return None
        cells = self.row(row)
        place = col - self.grid.left
        value = cells[place] if 0 <= place < len(cells) else None
        return None if value.__class__ is str and not str(value).strip() else value

    def row(self, row: int) -> list[Scalar]:
        cells = self._rows_read.get(row)
        if cells is None:
            cells = self._rows_read[row] = self.grid.row(row)
        return cells


def regular(grid: Grid, lay_out: Pages) -> Region | None:
    """The one region of a long and regular grid, exactly as reading every row gives it; None when that is not proven."""
    held = _held(grid)
    if held is None:
        return None
    ends = [*range(1, _HEAD + 1), *range(held.height - _TAIL + 1, held.height + 1)]
    first = Window(grid, ends)
    region = _only(lay_out(first), first)
    if region is None:
        return None
    places = [col for col in region.blocks[0].columns if col is not None]
    labels = [c for c, column in zip(places, region.columns, strict=True) if column.is_label]
    odd = _different(held, first, places, labels or places[:1])
    if odd is None:
        return None
    page = first
    if odd:
        around = {r for row in odd for r in range(row - _BEFORE, row + _AFTER + 1)}
        rows = sorted({*ends, *(r for r in around if 1 <= r <= held.height)})
        page = Window(grid, rows)
        region = _only(lay_out(page), page)
        if region is None or page.probes != first.probes or [c for c in region.blocks[0].columns if c] != places:
            return None
    if not _settled(page, region) or not _quiet(held, page, region, labels, places):
        return None
    return _whole(region, page, held.height)


@dataclass(frozen=True, slots=True)
class Held:
    """The cells as text by column (1, 2, …), null where a cell holds nothing or only blanks; and each column by its
    distinct texts."""

    columns: dict[int, Packed]
    coded: dict[int, Coded]
    height: int

    def texts(self, col: int) -> pl.Series:
        """The distinct texts of a column."""
        return self.coded[col].counts["text"]

    def rows(self, col: int, test: Callable[[pl.Series], pl.Series]) -> pl.Series:
        """A test of every row, false for empty cells."""
        return self.coded[col].rows(self.columns[col], test).fill_null(value=False)


def _held(grid: Grid) -> Held | None:
    """None when a grid has no columns of text, or merges inside."""
    if grid.top != 1 or grid.left != 1 or any(m.bottom > _HEAD // 2 for m in grid.marks.merges):
        return None
    held = text_columns(grid)
    if held is None:
        return None
    columns = {col: held.packed(col, 1, grid.bottom) for col in range(1, grid.right + 1)}
    known = {col: held.coded(col) for col in range(1, grid.right + 1)}
    blanks = beside(lambda col: _blanks(known[col].counts["text"]), known, at_once=grid.bottom >= LONG)
    for col in compress(known, blanks):
        series = columns[col].series()
        blank = series.str.strip_chars(_SPACES) == ""
        columns[col] = Packed(pl.select(pl.when(blank).then(None).otherwise(series)).to_series())
        known[col] = coded(columns[col].texts)
    return Held(columns, known, grid.bottom)


def _blanks(texts: pl.Series) -> bool:
    """Whether any text starts with a blank. Blanks sort before all that is visible in ASCII: texts that start with no
    other sign need no second look."""
    top, body = texts.head(_HEADS), texts.slice(_HEADS)
    least, most = body.min(), body.max()
    starts = r"^[\s\x1c-\x1f]"
    if least is not None and (str(least) < "!" or str(most) > "\x7f") and body.str.contains(starts).any():
        return True
    return bool(top.str.contains(starts).any())


def _only(found: list[Region], page: Window) -> Region | None:
    """The region, when there is one of the plainest kind: one block, every column in its place."""
    if len(found) != 1 or len(page.probes) != 1 or page.probes[0][0] < 1:
        return None
    region = found[0]
    plain = len(region.blocks) == 1 and not region.blocks[0].constants and None not in region.blocks[0].columns
    gaps = page.rect is None or page.cols != list(range(page.rect.left, page.rect.right + 1))
    rising = all(a < b for (_, a), (_, b) in pairwise(region.rows))
    deep = len(region.rows) > _SURE and region.rows[_SURE][1] <= _HEAD
    return region if plain and not gaps and rising and deep else None


def _different(held: Held, page: Window, places: list[int], labels: list[int]) -> list[int] | None:
    """The rows of the middle that a look at every row could take for something else than data; None when too many."""
    probe, head = page.probes[0]
    height = held.height
    firm = pl.Series(_texts_where(held, probe, _is_data), dtype=pl.String)
    told = held.rows(probe, lambda texts: texts.str.contains(_DATA_TEXT) | texts.is_in(firm.implode()))
    odd = ~told
    if sum(column.null_count() == 0 for column in held.columns.values()) < 2:
        filled = pl.Series([0], dtype=pl.UInt16).new_from_index(0, height)
        for column in held.columns.values():
            filled += column.held().cast(pl.UInt16)
        odd |= filled < 2
    if head:
        odd |= _opens_with(held, head)
    for col in labels[:4]:
        sums = pl.Series(_texts_where(held, col, _is_sum, _MAYBE_TOTAL), dtype=pl.String)
        if len(sums):
            here = held.rows(col, lambda texts, sums=sums: texts.is_in(sums.implode()))  # type: ignore[misc]
            if int(here.sum()) > _MOST:
                return None
            odd |= here
    ditto = pl.Series(sorted(DITTO)).implode()
    for col in held.coded:
        if held.texts(col).is_in(ditto).any():
            odd |= held.rows(col, lambda texts: texts.is_in(ditto))
    middle = [row + 1 for row in odd.arg_true().to_list() if _HEAD <= row < height - _TAIL]
    if len(middle) > _MOST:
        return None
    seen = set(page.wanted)
    for column in held.columns.values():  # a column with something in the middle only
        body = column.slice(_HEAD, height - _TAIL - _HEAD)
        ends = (column.slice(_SURE // 2, _HEAD - _SURE // 2), column.slice(height - _TAIL, _TAIL))
        if all(end.null_count() == len(end) for end in ends) and body.null_count() < len(body):
            middle.append(_HEAD + int(body.held().arg_max() or 0) + 1)
    return sorted({row for row in middle if row not in seen})


def _opens_with(held: Held, head: str) -> pl.Series:
    """The rows whose first text is that of the header."""
    nothing = pl.Series([False]).new_from_index(0, held.height)
    full = next((col for col, column in held.columns.items() if column.null_count() == 0), max(held.columns))
    first = [col for col in held.columns if col <= full]  # no row begins further right
    if not any(held.texts(col).str.contains(head, literal=True).any() for col in first):
        return nothing
    opens, before = nothing, nothing
    for col, column in held.columns.items():
        if before.all():
            break
        here = held.rows(col, lambda texts: texts.str.strip_chars(_SPACES) == head)
        opens |= here & ~before
        before |= column.held()
    return opens


def _texts_where(held: Held, col: int, test: Callable[[str], bool], maybe: str = "") -> list[str]:
    """The distinct texts of a column that pass a test of Python's, among those that Polars cannot decide."""
    texts = held.texts(col)
    open_ = texts.filter(texts.str.contains(maybe) if maybe else ~texts.str.contains(_DATA_TEXT))
    return [text for text in open_.to_list() if test(text)]


def _is_data(text: str) -> bool:
    return kind_of_text(text) in DATA


def _is_sum(text: str) -> bool:
    return not text[:1].isdigit() and is_total(text)


def _settled(page: Window, region: Region) -> bool:
    """Nothing is left open where the window has a gap: the rows before it are data and stand in the table."""
    body = {row for _, row in region.rows}
    header = region.header_rows[-1] if region.header_rows else 0
    for row, after in pairwise(page.wanted):
        if after == row + 1:
            continue
        for near in (row - 4, row - 3, row - 2):
            held = page.held(near)
            if near not in body or line_of(page, near) is not Line.DATA:
                return False
            first = page.value(near, min(held))
            if header and text(first) == text(page.value(header, min(held))):  # the header again, perhaps
                return False
    return True


def _quiet(held: Held, page: Window, region: Region, labels: list[int], places: list[int]) -> bool:
    """The label columns hold nothing that rows of the middle could inherit or be indented under."""
    start = region.rows[0][1]
    deep = [row for _, row in region.rows[:_SURE]]
    height = region.rows[-1][1] - start + 1
    body = {col: held.columns[col].slice(start - 1, height) for col in {*labels, *places}}
    filled = [c for c in labels if body[c].null_count() < height]
    for level, col in enumerate(filled[:-1]):
        deeper = filled[level + 1 :]
        if any(page.value(r, col) is None and any(page.value(r, c) is not None for c in deeper) for r in deep):
            return False
    if len(labels) > 1 and any(page.value(start, c) is None for c in labels):
        return False
    leaf = max(labels, key=lambda c: (sum(page.value(r, c) is not None for r in deep[:200]), c), default=0)
    if leaf and len(places) > len(labels):
        indented = r"^[ 　\t]"
        if held.texts(leaf).str.contains(indented).any() and body[leaf].series().str.contains(indented).any():
            return False
    opening = sum(page.value(row, places[0]) is not None for _, row in region.rows)
    if 2 * body[places[0]].null_count() >= height or 2 * opening <= len(region.rows):
        return False  # a list and its items, perhaps (`labels.records`)
    return not any(_shortened(held.texts(col), body[col]) for col in labels)


def _shortened(texts: pl.Series, column: Packed) -> bool:
    """A year in full somewhere above a bare one: the count might go on. `texts` are those of the column, and perhaps
    more."""
    years = texts.filter(texts.str.contains(_MAYBE_YEAR)).to_list()
    short = [text for text in years if is_short_year(text)]
    if not short:
        return False
    full = [text for text in years if is_full_year(text)]
    if not full:
        return False
    series = column.series()
    last, first = series.is_in(short).arg_true().max(), series.is_in(full).arg_true().min()
    return last is not None and first is not None and int(str(first)) < int(str(last))


def _whole(region: Region, page: Window, height: int) -> Region:
    """The region of the window with the rows between put in."""
    start, end = region.rows[0][1], region.rows[-1][1]
    kept = {row for _, row in region.rows}
    gone = [row for row in page.wanted if start <= row <= end and row not in kept]
    stretches, at = [], start
    for row in [*gone, end + 1]:
        stretches.append((0, at, row - at))
        at = row + 1
    rows = RowMap(stretches)
    starts = {first: sum(n for _, _, n in stretches[:i]) for i, (_, first, _) in enumerate(stretches)}
    bounds = sorted(starts)

    def place(index: int) -> int:
        row = region.rows[index][1]
        first = max(b for b in bounds if b <= row)
        return starts[first] + row - first

    region.fills = [replace(fill, row=place(fill.row)) for fill in region.fills]
    region.kinds = Kinds(len(rows), [place(index) for index in totals(region.kinds)])
    region.rows = rows
    return region

"""Runs: long, regular sequences at the cost of a few numbers, so that 200,000 rows need no 200,000 objects.

`RowMap` stands for `Region.rows`, `Kinds` for `Region.kinds`, `Numbers` for one column of a row map. They are plain
read-only sequences; whoever knows them may take the short way over `stretches`, `totals` and `runs`.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate, chain, repeat
from typing import TypeVar, overload

from tomoni.tables.region import RowKind

T = TypeVar("T")
Stretch = tuple[int, int, int]
"""(block, first grid row, how many)."""


class _Same(Sequence[T]):
    """Equal to any sequence that says the same."""

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Sequence) or isinstance(other, str):
            return NotImplemented
        return len(self) == len(other) and all(a == b for a, b in zip(self, other, strict=True))

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return f"{type(self).__name__}({len(self)})"


class Numbers(_Same[int]):
    """Runs of whole numbers: (first, how many, step), step 1 for rows that follow each other, 0 for one that repeats."""

    def __init__(self, runs: Iterable[Stretch]) -> None:
        self.runs = [run for run in runs if run[1]]
        self._ends = list(accumulate(length for _, length, _ in self.runs))

    def __len__(self) -> int:
        return self._ends[-1] if self._ends else 0

    @overload
    def __getitem__(self, index: int) -> int: ...
    @overload
    def __getitem__(self, index: slice) -> list[int]: ...
    def __getitem__(self, index: int | slice) -> int | list[int]:
        if isinstance(index, slice):
            return [self[i] for i in range(*index.indices(len(self)))]
        index = _inside(index, len(self))
        run = bisect_right(self._ends, index)
        first, length, step = self.runs[run]
        return first + step * (index - (self._ends[run] - length))

    def __iter__(self) -> Iterator[int]:
        return chain.from_iterable(
            range(first, first + length) if step else repeat(first, length) for first, length, step in self.runs
        )


class RowMap(_Same[tuple[int, int]]):
    """(block, grid row) of every output row, kept as stretches of rows that follow each other in the file."""

    def __init__(self, stretches: Iterable[Stretch]) -> None:
        self.stretches = [stretch for stretch in stretches if stretch[2]]
        self.blocks = Numbers((block, length, 0) for block, _, length in self.stretches)
        self.grid_rows = Numbers((first, length, 1) for _, first, length in self.stretches)

    def __len__(self) -> int:
        return len(self.blocks)

    @overload
    def __getitem__(self, index: int) -> tuple[int, int]: ...
    @overload
    def __getitem__(self, index: slice) -> list[tuple[int, int]]: ...
    def __getitem__(self, index: int | slice) -> tuple[int, int] | list[tuple[int, int]]:
        if isinstance(index, slice):
            return [self[i] for i in range(*index.indices(len(self)))]
        return self.blocks[index], self.grid_rows[index]

    def __iter__(self) -> Iterator[tuple[int, int]]:
        return zip(self.blocks, self.grid_rows, strict=True)


class Kinds(_Same[RowKind]):
    """What every row is, when nearly all are data: the positions of the totals."""

    def __init__(self, length: int, totals: Iterable[int] = ()) -> None:
        self.length = length
        self.totals = sorted(totals)
        self._totals = frozenset(self.totals)

    def __len__(self) -> int:
        return self.length

    @overload
    def __getitem__(self, index: int) -> RowKind: ...
    @overload
    def __getitem__(self, index: slice) -> list[RowKind]: ...
    def __getitem__(self, index: int | slice) -> RowKind | list[RowKind]:
        if isinstance(index, slice):
            return [self[i] for i in range(*index.indices(self.length))]
        return RowKind.TOTAL if _inside(index, self.length) in self._totals else RowKind.DATA

    def __iter__(self) -> Iterator[RowKind]:
        if not self.totals:
            return repeat(RowKind.DATA, self.length)
        return (RowKind.TOTAL if i in self._totals else RowKind.DATA for i in range(self.length))

    def __contains__(self, kind: object) -> bool:
        return bool(self.totals) if kind == RowKind.TOTAL else kind == RowKind.DATA and len(self.totals) < self.length


def _inside(index: int, length: int) -> int:
    place = index + length if index < 0 else index
    if not 0 <= place < length:
        raise IndexError(index)
    return place


def stretches(rows: Sequence[tuple[int, int]]) -> list[Stretch]:
    """The stretches of any row map."""
    if isinstance(rows, RowMap):
        return list(rows.stretches)
    return _joined((block, row) for block, row in rows)


def runs_of(block_of: Sequence[int], grid_row: Sequence[int]) -> list[Stretch]:
    """The same of a row map kept as two sequences."""
    if isinstance(block_of, Numbers) and isinstance(grid_row, Numbers) and len(block_of.runs) == len(grid_row.runs):
        pairs = list(zip(block_of.runs, grid_row.runs, strict=True))
        if all(block[1] == row[1] and row[2] == 1 and block[2] == 0 for block, row in pairs):
            return [(block[0], row[0], row[1]) for block, row in pairs]
    return _joined(zip(block_of, grid_row, strict=True))


def _joined(rows: Iterable[tuple[int, int]]) -> list[Stretch]:
    found: list[Stretch] = []
    start = block = length = -1
    for here, row in rows:
        if here == block and row == start + length:
            length += 1
            continue
        if length > 0:
            found.append((block, start, length))
        block, start, length = here, row, 1
    if length > 0:
        found.append((block, start, length))
    return found


def data_rows(kinds: Sequence[RowKind]) -> Sequence[int]:
    """The positions of the rows that are no totals; a range when all are data."""
    if isinstance(kinds, Kinds) and not kinds.totals:
        return range(len(kinds))
    found = [i for i, kind in enumerate(kinds) if kind is RowKind.DATA]
    return range(len(kinds)) if len(found) == len(kinds) else found


def totals(kinds: Sequence[RowKind]) -> list[int]:
    """The positions of the total rows."""
    if isinstance(kinds, Kinds):
        return list(kinds.totals)
    return [row for row, kind in enumerate(kinds) if kind == RowKind.TOTAL]

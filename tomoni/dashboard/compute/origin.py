"""Where a figure comes from: the source cells behind its rows, said as few ranges ("B3:B1165")."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from tomoni.tables.grid import Rect, Ref


class Cells(Protocol):
    """The part of `tomoni.tables.Provenance` that is needed here; row and column of the published frame, from 0."""

    def cells(self, row: int, col: int) -> list[Ref]: ...


@dataclass(frozen=True, slots=True)
class Origin:
    """Source ranges in reading order, the cells they hold, and how many rows of the dataset were used."""

    ranges: tuple[str, ...]
    cells: frozenset[Ref]
    rows: int

    def said(self, most: int = 3) -> str:
        """ "B3:B1165", or the first few ranges and "…"."""
        shown = ", ".join(self.ranges[:most])
        return shown + (" …" if len(self.ranges) > most else "")


def origin(provenance: Cells, columns: Sequence[str], rows: Sequence[int], fields: Iterable[str]) -> Origin:
    """The cells of `fields` in `rows`. Without a field that has cells, the first column that has some stands for the
    row (what is counted is the row itself)."""
    wanted = [columns.index(field) for field in fields if field in columns]
    refs = [ref for row in rows for col in wanted for ref in provenance.cells(row, col)]
    if not refs:
        for col in range(len(columns)):
            if refs := [ref for row in rows for ref in provenance.cells(row, col)]:
                break
    return Origin(tuple(condensed(refs)), frozenset(refs), len(rows))


def condensed(refs: Iterable[Ref]) -> list[str]:
    """A1 ranges covering exactly these cells: runs down each column, then equal runs of neighbouring columns joined."""
    cells = list(refs)
    if len(cells) == 1:
        return [cells[0].a1]
    runs: dict[tuple[int, int], list[int]] = {}
    for col, rows in _by_column(cells).items():
        for top, bottom in _runs(rows):
            runs.setdefault((top, bottom), []).append(col)
    out = []
    for (top, bottom), cols in runs.items():
        out += [Rect(top, left, bottom, right) for left, right in _runs(cols)]
    return [rect.a1 for rect in sorted(out)]


def _by_column(refs: Iterable[Ref]) -> dict[int, list[int]]:
    columns: dict[int, list[int]] = {}
    for ref in set(refs):
        columns.setdefault(ref.col, []).append(ref.row)
    return columns


def _runs(numbers: Iterable[int]) -> list[tuple[int, int]]:
    out: list[tuple[int, int]] = []
    for number in sorted(numbers):
        if out and out[-1][1] == number - 1:
            out[-1] = (out[-1][0], number)
        else:
            out.append((number, number))
    return out

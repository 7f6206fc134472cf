"""Excerpt: the part of a sheet that shows what was found — its head, and the rows with marked cells — for a page."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from tomoni.tables.grid import Grid, Rect, Ref, column_letter, text_of

HEAD, MARKED, WIDTH, LONGEST = 22, 40, 26, 60
MOST_IN_RANGE = 400
ORDER = ("stop", "note", "auto")
"""The mark that wins when a cell has several."""


def cells_of(addresses: Iterable[str]) -> list[Ref]:
    """The cells behind A1 addresses and ranges; what is no address is left out, long ranges are cut."""
    found: list[Ref] = []
    for address in addresses:
        with contextlib.suppress(ValueError):
            rect = Rect.parse(address)
            for row in range(rect.top, rect.bottom + 1):
                for col in range(rect.left, rect.right + 1):
                    found.append(Ref(row, col))
                    if len(found) >= MOST_IN_RANGE:
                        return found
    return found


def marks_of(findings: Sequence[Mapping[str, Any]]) -> dict[Ref, tuple[str, list[int]]]:
    """Cell → (mark, numbers of its findings); the numbers are those people see beside the list."""
    marks: dict[Ref, tuple[str, list[int]]] = {}
    for finding in findings:
        for cell in cells_of(finding["cells"]):
            mark, numbers = marks.get(cell, ("auto", []))
            best = min(mark, finding["group"], key=ORDER.index) if numbers else finding["group"]
            marks[cell] = (best, [*numbers, finding["number"]])
    return marks


def excerpt(grid: Grid, place: Rect, marks: Mapping[Ref, tuple[str, list[int]]]) -> dict[str, Any]:
    """{columns, more_columns, rows}: rows from a little above the table, then those with marks; JSON."""
    right = min(grid.right, grid.left + WIDTH - 1)
    columns = list(range(grid.left, right + 1))
    last = max(grid.bottom, grid.top)
    first = max(grid.top, place.top - 4)
    shown = set(range(first, min(last, first + HEAD - 1) + 1))
    shown |= set(sorted({cell.row for cell in marks if grid.top <= cell.row <= last} - shown)[:MARKED])
    rows: list[dict[str, Any]] = []
    before = first - 1
    for row in sorted(shown):
        if row > before + 1:
            rows.append({"gap": True})
        rows.append({"number": row, "cells": [_cell(grid, marks, row, col) for col in columns]})
        before = row
    return {
        "columns": [column_letter(col) for col in columns],
        "more_columns": max(0, grid.right - right),
        "more_rows": max(0, last - before),
        "rows": rows,
    }


def _cell(grid: Grid, marks: Mapping[Ref, tuple[str, list[int]]], row: int, col: int) -> dict[str, Any]:
    value = grid.value(row, col)
    text = text_of(value)
    cell: dict[str, Any] = {"text": text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"}
    if isinstance(value, int | float) and not isinstance(value, bool):
        cell["number"] = True
    if found := marks.get(Ref(row, col)):
        cell["mark"], cell["numbers"] = found[0], sorted(set(found[1]))
    return cell

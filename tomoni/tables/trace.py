"""Trace: from a value of a clean table back to the cells of the file it came from, and what was done on the way.

`trace` reads what `repair` left beside the CSV (`<stem>.recipe.json`, `<stem>.changes.parquet`); `neighbourhood` gives
the surroundings of cells as they are in the file, for pages and reports.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from tomoni.tables import outputs, pipeline
from tomoni.tables.grid import Book, Ref, column_letter, text_of
from tomoni.tables.packed import Before, Packed
from tomoni.tables.provenance import BlockMap, Filled, Provenance
from tomoni.tables.recipe import Recipe
from tomoni.tables.union import is_union


class UntraceableError(Exception):
    """The question does not name one value: no such file, row or column. The message says what there is."""

    def __init__(self, ja: str, en: str) -> None:
        super().__init__(en)
        self.ja, self.en = ja, en


@dataclass(frozen=True, slots=True)
class Traced:
    """The answer of `tomoni trace`."""

    value: str
    sha256: str
    sheet: str
    cells: list[str]
    original: str
    steps: list[dict[str, object]]
    header: list[str]

    def to_json(self) -> dict[str, Any]:
        return {
            "value": self.value,
            "sha256": self.sha256,
            "sheet": self.sheet,
            "cells": self.cells,
            "original": self.original,
            "steps": self.steps,
            "header": self.header,
        }


def trace(clean: Path, row: int, column: str) -> Traced:
    """Where data row `row` (from 1) of `column` (its name, or its number from 1) of a clean file came from."""
    if not clean.is_file():
        raise UntraceableError(f"ファイルがありません: {clean}", f"no such file: {clean}")
    col, value = _look_up(clean, row, column)
    row, provenance = _beside(clean, row)
    if row > len(provenance) or col >= len(provenance.names):
        raise UntraceableError("表と修正の記録が合いません。", "the table and its recipe do not belong together")
    return Traced(
        value=value,
        sha256=provenance.sha256,
        sheet=provenance.sheet,
        cells=[ref.a1 for ref in provenance.cells(row - 1, col)],
        original=provenance.original(row - 1, col, value),
        steps=[step.to_json() for step in provenance.steps(row - 1, col)],
        header=[ref.a1 for ref in provenance.header_cells(col)],
    )


def _beside(clean: Path, row: int) -> tuple[int, Provenance]:
    """The provenance that `repair` left beside a clean file: its recipe and changes, or (conformed rows) itself; or
    what lies beside the files of a published version. With it the row's number, in its own sheet when the table was put
    together from several (S06)."""
    recipe = clean.with_name(clean.stem + ".recipe.json")
    origin = clean.with_name(clean.stem + ".provenance.json")
    if not origin.is_file():
        origin = clean.with_name("provenance.json")
    try:
        if recipe.is_file():
            return _by_recipe(clean, json.loads(recipe.read_text(encoding="utf-8")), row)
        if origin.is_file():
            data = json.loads(origin.read_text(encoding="utf-8"))
            if "parts" in data:
                part, row = _part_of(data["rows"], row)
                data = data["parts"][part]
            return row, Provenance.from_json(data)
    except (ValueError, KeyError, TypeError, IndexError, OSError, pl.exceptions.PolarsError) as error:
        raise UntraceableError(f"修正の記録を読めません: {error}", f"the recipe cannot be read: {error}") from error
    raise UntraceableError(
        f"修正の記録がありません: {recipe.name}（tomoni repair が書いたフォルダの中のファイルを指定してください）",
        f"no recipe beside it: {recipe.name} (name a file that tomoni repair wrote)",
    )


def _by_recipe(clean: Path, data: Any, row: int) -> tuple[int, Provenance]:
    if not is_union(data):
        if not isinstance(data, dict):
            raise ValueError("not a recipe")
        changes = outputs.read_changes(clean.with_name(clean.stem + ".changes.parquet"))
        return row, provenance_of(Recipe.from_json(data), changes)
    part, row = _part_of([item["rows"] for item in data["parts"]], row)
    changes = outputs.read_changes(clean.with_name(f"{clean.stem}.{part + 1}.changes.parquet"))
    return row, provenance_of(Recipe.from_json(data["parts"][part]["recipe"]), changes)


def _part_of(heights: Sequence[int], row: int) -> tuple[int, int]:
    """(part, row in it) of a row of the whole, rows from 1; beyond the last part, a row the last one has not."""
    for part, height in enumerate(heights):
        if row <= height or part == len(heights) - 1:
            return part, row
        row -= height
    raise ValueError("a table of no parts")


def _look_up(clean: Path, row: int, column: str) -> tuple[int, str]:
    """(column position, value) in the clean CSV. One pass, no more rows than needed."""
    if row < 1:
        raise UntraceableError("行は1から数えます。", "rows count from 1")
    with clean.open(encoding="utf-8-sig", errors="replace", newline="") as lines:
        rows = csv.reader(lines)
        header = next(rows, [])
        col = _position(header, column)
        count = 0
        for count, cells in enumerate(rows, 1):
            if count == row:
                return col, cells[col] if col < len(cells) else ""
    raise UntraceableError(
        f"{row}行目はありません（データは{count}行）。", f"no row {row}: there are {count} data rows"
    )


def _position(header: Sequence[str], column: str) -> int:
    places = [i for i, name in enumerate(header) if name == column]
    if len(places) == 1:
        return places[0]
    if places:
        numbers = "、".join(str(i + 1) for i in places)
        raise UntraceableError(
            f"「{column}」という列が複数あります（{numbers}列目）。番号で指定してください。",
            f"several columns are called {column!r} ({numbers}): name one by number",
        )
    if column.isdecimal() and 1 <= int(column) <= len(header):
        return int(column) - 1
    raise UntraceableError(
        f"「{column}」という列はありません。列: {'、'.join(header[:30])}",
        f"no column {column!r}; columns: {', '.join(header[:30])}",
    )


def provenance_of(recipe: Recipe, raw: dict[int, Any]) -> Provenance:
    """The provenance a recipe tells, without the file itself."""
    data = recipe.region
    block_of: list[int] = []
    grid_row: list[int] = []
    for block, first, length in data["rows"]:
        block_of.extend([block] * length)
        grid_row.extend(range(first, first + length))
    blocks = [
        BlockMap(list(block["columns"]), {c: (text, Ref.parse(a1)) for c, text, a1 in block["constants"]})
        for block in data["blocks"]
    ]
    fills = {}
    for fill in data["fills"]:
        fills[fill["row"], fill["col"]] = Filled(
            tuple(Ref.parse(a1) for a1 in fill["cells"]),
            fill["rule"],
            fill["before"],
            fill["value"],
            fill["confidence"],
        )
    changes = []
    for col, plan in enumerate(recipe.plans):
        texts = raw.get(col)
        changes.append(pipeline.effective(plan, Packed(texts), recipe.decline) if texts is not None else {})
    at = {
        (row, col): cut
        for col, plan in enumerate(recipe.plans)
        for row, change in plan.at.items()
        if (cut := pipeline.truncated(change, recipe.decline))
    }
    return Provenance(
        sha256=recipe.sha256,
        sheet=data["sheet"],
        blocks=blocks,
        block_of=block_of,
        grid_row=grid_row,
        names=[column["name"] for column in data["columns"]],
        header=[tuple(Ref.parse(a1) for a1 in column["cells"]) for column in data["columns"]],
        fills=fills,
        changes=changes,
        raw=Before(raw),
        at=at,
    )


def sentences(answer: Traced, lang: str) -> list[str]:
    """The answer in words: one plain sentence, then the steps."""
    place = "、".join(answer.cells[:6]) if lang == "ja" else ", ".join(answer.cells[:6])
    sheet = f"{answer.sheet}!" if answer.sheet else ""
    if lang == "en":
        head = f"“{answer.value}” comes from {sheet}{place or '(no cell)'}, where it reads “{answer.original}”."
    else:
        head = f"「{answer.value}」は {sheet}{place or '（セルなし）'} の「{answer.original}」から来ています。"
    lines = [head]
    for number, step in enumerate(answer.steps, 1):
        why = step["why"]
        said = why[lang] if isinstance(why, dict) else ""
        lines.append(f"  {number}. {step['rule']} {said}: {step['before']} → {step['after'] or '—'}")
    lines.append(f"  SHA-256 {answer.sha256}")
    return lines


@dataclass(frozen=True, slots=True)
class Window:
    """A cut-out of a sheet: `rows[i][j]` is the text at (`top` + i, `cols[j]`); `marked` are the cells asked for."""

    top: int
    cols: list[int]
    rows: list[list[str]]
    marked: list[Ref]

    @property
    def letters(self) -> list[str]:
        return [column_letter(col) for col in self.cols]


def neighbourhood(
    book: Book, sheet: str, refs: Sequence[Ref], rows: int = 3, cols: int = 4, only_cols: Collection[int] | None = None
) -> Window | None:
    """The cells around `refs` (`rows` above and below, `cols` to each side) as they are in the file.

    `only_cols` are the grid columns that may be shown (those the publisher ticked); None when nothing may be shown.
    """
    grid = next((grid for grid in book.grids if grid.sheet == sheet), None)
    if grid is None or not refs:
        return None
    left, right = min(ref.col for ref in refs) - cols, max(ref.col for ref in refs) + cols
    shown = [c for c in range(max(grid.left, left), min(grid.right, right) + 1) if only_cols is None or c in only_cols]
    top = max(grid.top, min(ref.row for ref in refs) - rows)
    bottom = min(grid.bottom, max(ref.row for ref in refs) + rows, top + 60)
    if not shown or bottom < top:
        return None
    window = [[text_of(grid.value(row, col)) for col in shown] for row in range(top, bottom + 1)]
    return Window(top, shown, window, [ref for ref in refs if ref.col in shown and top <= ref.row <= bottom])

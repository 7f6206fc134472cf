"""Damaged copies of real files, as mail, shared drives and hurried hands make them. Seeded: the same copies every time."""

from __future__ import annotations

import csv
import io
import random
from collections.abc import Callable, Iterator
from pathlib import Path

from openpyxl import load_workbook

TEXT_ENCODINGS = ("utf-8-sig", "cp932", "utf-16")


def truncated(data: bytes, rng: random.Random) -> bytes:
    return data[: rng.randrange(max(1, len(data)))]


def flipped(data: bytes, rng: random.Random) -> bytes:
    damaged = bytearray(data)
    for _ in range(rng.choice((1, 4, 40)) if damaged else 0):
        damaged[rng.randrange(len(damaged))] ^= 1 << rng.randrange(8)
    return bytes(damaged)


def _edited(data: bytes, edit: Callable[[list[list[object]]], None]) -> bytes:
    """Applies an edit of rows to a CSV or to every sheet of a workbook; other formats come back cut in half."""
    if data[:2] == b"PK":
        book = load_workbook(io.BytesIO(data))
        for sheet in book.worksheets:
            for merged in list(sheet.merged_cells.ranges):
                sheet.unmerge_cells(str(merged))
            rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
            edit(rows)
            sheet.delete_rows(1, sheet.max_row)
            for row in rows:
                sheet.append(row)
        out = io.BytesIO()
        book.save(out)
        return out.getvalue()
    for encoding in TEXT_ENCODINGS:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        rows = [list(row) for row in csv.reader(io.StringIO(text))]
        edit(rows)
        buffer = io.StringIO()
        csv.writer(buffer).writerows(rows)
        return buffer.getvalue().encode(encoding, errors="replace")
    return data[: len(data) // 2]


def rows_deleted(data: bytes, rng: random.Random) -> bytes:
    def edit(rows: list[list[object]]) -> None:
        for _ in range(max(1, len(rows) // rng.choice((2, 10, 50)))):
            if rows:
                del rows[rng.randrange(len(rows))]

    return _edited(data, edit)


def columns_swapped(data: bytes, rng: random.Random) -> bytes:
    def edit(rows: list[list[object]]) -> None:
        width = max((len(row) for row in rows), default=0)
        if width < 2:
            return
        first, second = rng.sample(range(width), 2)
        for row in rows:
            row.extend([None] * (width - len(row)))
            row[first], row[second] = row[second], row[first]

    return _edited(data, edit)


def header_shifted(data: bytes, rng: random.Random) -> bytes:
    """A cell too few (or too many) in the first rows, so that values stand below other names."""
    right = rng.random() < 0.5

    def edit(rows: list[list[object]]) -> None:
        for row in rows[: rng.choice((1, 2, 4))]:
            row[:] = [None, *row] if right else [*row[1:], None]

    return _edited(data, edit)


def column_emptied(data: bytes, rng: random.Random) -> bytes:
    """A column whose values are gone in all rows or in the second half of them."""

    def edit(rows: list[list[object]]) -> None:
        width = max((len(row) for row in rows), default=0)
        column, start = rng.randrange(max(1, width)), rng.choice((1, len(rows) // 2))
        for row in rows[start:]:
            row[column : column + 1] = [None]

    return _edited(data, edit)


def cells_changed(data: bytes, rng: random.Random) -> bytes:
    """One or a few values that someone typed over."""

    def edit(rows: list[list[object]]) -> None:
        for _ in range(rng.choice((1, 3, 30))):
            row = rng.choice(rows) if rows else []
            if row:
                row[rng.randrange(len(row))] = rng.choice((None, "調整中", 0, -1, 99999, "2020/13/41", "=1+1", "－"))

    return _edited(data, edit)


MUTATIONS = {
    "truncated": truncated,
    "flipped": flipped,
    "rows-deleted": rows_deleted,
    "columns-swapped": columns_swapped,
    "header-shifted": header_shifted,
    "column-emptied": column_emptied,
    "cells-changed": cells_changed,
}
NAMES = ("data.csv", "data.xlsx", "data.xls", "data.json", "コピー ～ data (1).CSV", "data")


def copies(files: list[Path], count: int, seed: int = 20200418) -> Iterator[tuple[str, str, bytes]]:
    """`count` times (what was done, a name that may lie, bytes), spread evenly over files and kinds of damage."""
    rng = random.Random(seed)
    kinds = list(MUTATIONS)
    for number in range(count):
        path, kind = files[number % len(files)], kinds[(number // len(files)) % len(kinds)]
        name = rng.choice(NAMES) if number % 5 == 0 else path.name
        yield f"{number}:{kind}:{path.name}->{name}", name, MUTATIONS[kind](path.read_bytes(), rng)

"""Tall: large tables written a stretch of rows at a time, so that their rows never stand in memory as texts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import polars as pl
from polars.io.plugins import register_io_source

STRETCH = 1 << 18
"""Rows made and written at a time; a row group of Parquet."""

Rows = Callable[[int, int], pl.DataFrame]
"""(first row, how many) → these rows."""


def stretches(rows: Rows, height: int) -> Iterator[pl.DataFrame]:
    """All rows, in order."""
    for top in range(0, height, STRETCH):
        yield rows(top, min(STRETCH, height - top))


def write_csv(rows: Rows, height: int, path: Path, written: Callable[[pl.DataFrame], bytes]) -> None:
    """A CSV of stretches, each `written` with one header line, which only the first keeps."""
    header = written(rows(0, 0))
    with path.open("wb") as out:
        out.write(header)
        for part in stretches(rows, height):
            out.write(written(part).removeprefix(header))


def write_parquet(rows: Rows, height: int, path: Path, *, statistics: bool) -> None:
    """Parquet of the same rows, one row group a stretch."""

    def source(_columns: object, _predicate: object, _rows: object, _size: object) -> Iterator[pl.DataFrame]:
        return stretches(rows, height)

    lazy = register_io_source(source, schema=rows(0, 0).schema, is_pure=True)
    lazy.sink_parquet(
        path,
        compression="zstd",
        compression_level=1,
        statistics=statistics,
        row_group_size=STRETCH,
        maintain_order=True,
    )

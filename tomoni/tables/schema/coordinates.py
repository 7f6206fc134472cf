"""Latitude and longitude that were typed the wrong way round, row by row, before they are cast (G01)."""

from __future__ import annotations

import polars as pl

from tomoni.tables.finding import Finding, Message, Severity
from tomoni.tables.packed import Columns
from tomoni.tables.provenance import Filled, Provenance
from tomoni.tables.values.place import JAPAN_LATITUDE, JAPAN_LONGITUDE


def straighten(
    columns: Columns, lat: int, lon: int, provenance: Provenance, at: tuple[int, int], sheet: str
) -> tuple[Columns, list[Finding]]:
    """`columns` with swapped pairs put right; `lat` and `lon` are its columns, `at` the same columns in `provenance`.

    A pair is swapped when the latitude can only be a longitude of Japan and the longitude only a latitude.
    """
    degrees = [columns[i].cast(pl.Float64, strict=False) for i in (lat, lon)]
    wrong = degrees[0].is_between(*JAPAN_LONGITUDE) & degrees[1].is_between(*JAPAN_LATITUDE)
    rows = wrong.fill_null(value=False).arg_true().to_list()
    if not rows:
        return columns, []
    texts = [columns[i].to_list() for i in (lat, lon)]
    cells: list[str] = []
    for row in rows:
        here = [provenance.cells(row, col) for col in at]
        cells += [ref.a1 for refs in here for ref in refs]
        old = texts[0][row], texts[1][row]
        for side in (0, 1):
            texts[side][row] = old[1 - side]
            provenance.fills[row, at[side]] = Filled(
                tuple(here[1 - side]), "G01", old[side], old[1 - side], confidence=0.95
            )
    for col, text in zip((lat, lon), texts, strict=True):
        columns = columns.put(col, pl.Series(text, dtype=pl.String))
    message = Message(
        f"緯度と経度が入れかわっている行が{len(rows)}件あったので、正しい列に移しました。",
        f"Latitude and longitude were swapped in {len(rows)} rows and have been put right.",
    )
    return columns, [
        Finding(
            "G01", Severity.INFO, message, tuple(cells[:20]), len(rows), repairable=True, repaired=True, sheet=sheet
        )
    ]

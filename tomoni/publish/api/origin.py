"""`trace`: from one published value back to its cells, with the published rows around it.

Only what is public anyway: the value, the places of its cells, the text that stood there, what was done, and the
neighbouring rows of the published columns. The private original is not opened.
"""

from __future__ import annotations

from typing import Any

import polars as pl

from tomoni.i18n import Text
from tomoni.publish import files
from tomoni.publish.api import conditions
from tomoni.publish.api.site import ROW, Site
from tomoni.registry.api_problems import ApiProblem
from tomoni.tables.provenance import Provenance

AROUND = 2
"""Rows shown above and below."""


def trace(site: Site, dataset: str, version: str, row: int, column: str) -> dict[str, Any]:
    rows = site.lazy(dataset, version)
    names = [name for name in rows.collect_schema().names() if name != ROW]
    col = names.index(conditions.column(names, column, "column"))
    near = rows.filter(pl.col(ROW).is_between(max(1, row - AROUND), row + AROUND)).collect()
    if row not in near[ROW]:
        count = rows.select(pl.len()).collect().item()
        raise ApiProblem(
            "not-found",
            Text(
                f"{row}行目はありません（この版は{count:,}行）。", f"There is no row {row}: this version has {count:,}."
            ),
            {"rows": count},
        )
    provenance = site.provenance(dataset, version)
    records = files.records(near.drop(ROW))
    texts = near.drop(ROW).cast(pl.String).rows()
    place = near[ROW].to_list().index(row)
    return {
        "dataset": dataset,
        "version": version,
        "row": row,
        "column": column,
        "value": records[place][column],
        "sha256": provenance.sha256,
        "sheet": provenance.sheet,
        **_origin(provenance, row - 1, col, texts[place][col]),
        "header": [ref.a1 for ref in provenance.header_cells(col)],
        "neighbourhood": [
            {"row": number, "values": values, "cells": _cells(provenance, number - 1, names)}
            for number, values in zip(near[ROW].to_list(), records, strict=True)
        ],
    }


def _origin(provenance: Provenance, row: int, col: int, text: str | None) -> dict[str, Any]:
    cells = provenance.cells(row, col)
    return {
        "cells": [ref.a1 for ref in cells],
        "original": provenance.original(row, col, text or "") if cells else None,
        "steps": [step.to_json() for step in provenance.steps(row, col)],
    }


def _cells(provenance: Provenance, row: int, names: list[str]) -> dict[str, list[str]]:
    """Where each value of a row stands in the file."""
    return {name: [ref.a1 for ref in provenance.cells(row, col)] for col, name in enumerate(names)}

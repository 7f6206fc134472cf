"""Tables: any file a city hands over → clean tables with findings, a recipe and the origin of every value.

    from tomoni.tables import check, repair, read_tables
    result = repair(Path("patients.xlsx"))
    result.tables[0].frame            # all text, ISO dates, plain numbers; null is empty
    result.tables[0].provenance.cells(0, 2)

The ground floor: no Django, usable as a library on its own. Names load when they are first used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tomoni.tables.finding import Finding, Unreadable
    from tomoni.tables.pipeline import check, read_tables, repair, replay
    from tomoni.tables.recipe import Recipe
    from tomoni.tables.region import Override
    from tomoni.tables.table import ColumnInfo, FileResult, Table

__all__ = [
    "ColumnInfo",
    "FileResult",
    "Finding",
    "Override",
    "Recipe",
    "Table",
    "Unreadable",
    "check",
    "read_tables",
    "repair",
    "replay",
]

_HOMES = {
    "ColumnInfo": "table",
    "FileResult": "table",
    "Finding": "finding",
    "Override": "region",
    "Recipe": "recipe",
    "Table": "table",
    "Unreadable": "finding",
    "check": "pipeline",
    "read_tables": "pipeline",
    "repair": "pipeline",
    "replay": "pipeline",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"tomoni.tables.{_HOMES[name]}"), name)

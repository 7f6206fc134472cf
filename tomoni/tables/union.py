"""Union: one table over several sheets put together again when a person says so (S06).

Every sheet stays a table of its own (its own cells, findings and recipe); what is written is one table with the sheet's
name in front of each row, and a recipe of the parts, so that each value still names its sheet and cell.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from tomoni.tables import assemble
from tomoni.tables.recipe import Recipe
from tomoni.tables.table import FileResult, Table

FORMAT = 1
SHEET = "シート"
"""The column that `S06` puts in front: the name of the sheet a row stands on."""


@dataclass(frozen=True, slots=True)
class Union:
    """Tables of the same columns, in the order of the sheets."""

    parts: tuple[Table, ...]

    @property
    def frame(self) -> pl.DataFrame:
        """The rows of all parts, one part after the other."""
        return pl.concat([part.frame for part in self.parts])

    def to_json(self) -> dict[str, Any]:
        """The recipe of the union: how many rows each part gives, and the recipe of each."""
        return {
            "tomoni_union": FORMAT,
            "parts": [{"rows": part.height, "recipe": part.recipe.to_json()} for part in self.parts],
        }

    def dumps(self) -> str:
        return json.dumps(self.to_json(), ensure_ascii=False, indent=1) + "\n"


def unions(tables: Sequence[Table]) -> list[Union]:
    """The tables to be written: those of the same columns whose sheets were accepted as one (S06) together, the others
    alone; in the order of the file."""
    groups: dict[tuple[object, ...], list[Table]] = {}
    for number, table in enumerate(tables):
        groups.setdefault(_shape(table) or (number,), []).append(table)
    return [Union(tuple(group)) for group in groups.values()]


def _shape(table: Table) -> tuple[object, ...] | None:
    said = any(word.partition(":")[0].upper() == "S06" for word in table.recipe.accept)
    if not said or not table.width or table.names[0] != SHEET:
        return None
    return tuple(table.names)


def is_union(data: Any) -> bool:
    """Whether this JSON is what `Union.to_json` made."""
    return isinstance(data, dict) and data.get("tomoni_union") == FORMAT


def recipes_of(data: dict[str, Any]) -> list[tuple[int, Recipe]]:
    """(rows, recipe) of each part. Raises ValueError (or KeyError) for what is no union or no recipe."""
    return [(int(part["rows"]), Recipe.from_json(part["recipe"])) for part in data["parts"]]


def replay(source: Path | bytes, recipes: Sequence[Recipe], *, name: str = "") -> FileResult:
    """`pipeline.replay` for the recipes of several sheets of one file, which is read once."""
    from tomoni.tables.pipeline import make
    from tomoni.tables.read import read

    book = read(source, name=name)
    result = FileResult(name or str(source), book.sha256, book.format, book.encoding, [], list(book.findings), book)
    for recipe in recipes:
        region = recipe.place(book)
        result.tables.append(make(book, region, recipe, assemble.raw_columns(region)))
    return result

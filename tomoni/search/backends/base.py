"""What a place of tokens must do. One row of tokens is a chunk of a document: row = document id × CHUNKS + chunk."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from tomoni.search.query import Expression

CHUNK_BITS = 6
CHUNKS = 1 << CHUNK_BITS
"""Chunks a document may have; longer texts are cut there, and whoever indexes is told."""


@dataclass(frozen=True, slots=True)
class Tokens:
    """The tokens of one row: title and body bigrams, words; GAP stands between runs."""

    row: int
    t: Sequence[str]
    b: Sequence[str]
    w: Sequence[str]


Way = tuple[int, int, Expression]
"""(number of the term, way, what matches so)"""
Sql = tuple[str, list[Any]]


class Backend(Protocol):
    """SQL differs here and nowhere else."""

    def put(self, rows: Iterable[Tokens]) -> None:
        """Adds rows; they must not be there yet."""

    def drop(self, documents: Sequence[int]) -> None:
        """Removes all rows of these documents."""

    matching: str
    """SQL of `SELECT row FROM … WHERE <matches>`, with one parameter: the expression as `match` writes it."""

    def match(self, expression: Expression) -> str:
        """An expression in the words of this database."""

    def ways(self, every: Expression | None, some: Sequence[Way]) -> Sql:
        """SQL of (row, term, way) for every way that a row matches in, of the rows that match `every` (None: of all)."""

    joined: str
    """SQL of all ids of a subquery `m` in one text, commas between; NULL when there are none."""

    def settle(self) -> None:
        """After many rows were put in: whatever the database needs to plan well."""

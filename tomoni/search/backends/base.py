"""What a place of tokens must do. One row of tokens is a chunk of a document: row = document id × CHUNKS + chunk."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

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

    def settle(self) -> None:
        """After many rows were put in: whatever the database needs to plan well."""

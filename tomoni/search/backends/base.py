"""What a place of tokens must do. One row of tokens is a chunk of a document: row = document id × CHUNKS + chunk."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from tomoni.search.query import Probe

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

    def probe(self, probe: Probe) -> tuple[str, list[Any]]:
        """(SQL, parameters) of `SELECT <row> FROM … WHERE <the probe matches>`."""

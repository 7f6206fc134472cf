"""Tokens in an FTS5 table. unicode61 splits at spaces only here, because tokens hold nothing but letters and digits.

A token begins with the letter of its column (t給付, b給付, w給付): so each column has lists of its own, and a phrase that
stands in few titles is not looked for in all the bodies that hold it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from tomoni.search.backends.base import CHUNKS, Sql, Tokens, Way
from tomoni.search.query import All, Either, Expression

CREATE = (
    "CREATE VIRTUAL TABLE search_tokens USING fts5("
    "tokens, tokenize=\"unicode61 remove_diacritics 0 categories 'L* N* Co M*'\", prefix='2', columnsize=0)"
)
DROP = "DROP TABLE IF EXISTS search_tokens"


class Sqlite:
    def __init__(self, connection: Any) -> None:
        self.connection = connection

    def put(self, rows: Iterable[Tokens]) -> None:
        with self.connection.cursor() as cursor:
            cursor.executemany(
                "INSERT INTO search_tokens(rowid, tokens) VALUES (%s, %s)",
                [(row.row, " ".join(self._lettered(row))) for row in rows],
            )

    @staticmethod
    def _lettered(row: Tokens) -> Iterator[str]:
        for column in ("t", "b", "w"):
            for token in getattr(row, column):
                yield column + token

    def drop(self, documents: Sequence[int]) -> None:
        with self.connection.cursor() as cursor:
            cursor.executemany(
                "DELETE FROM search_tokens WHERE rowid >= %s AND rowid < %s",
                [(document * CHUNKS, (document + 1) * CHUNKS) for document in documents],
            )

    joined = "group_concat(m.id)"
    matching = "SELECT rowid AS row FROM search_tokens WHERE search_tokens MATCH %s"

    def match(self, expression: Expression) -> str:
        if isinstance(expression, Either):
            return "(" + " OR ".join(self.match(part) for part in expression.parts) + ")"
        if isinstance(expression, All):
            found = "(" + " AND ".join(self.match(part) for part in expression.parts) + ")"
            return f"({found} NOT {self.match(Either(expression.none))})" if expression.none else found
        tokens = " ".join(expression.column + token.replace('"', "") for token in expression.tokens)
        return f'"{tokens}"{" *" if expression.opens else ""}'

    def ways(self, every: Expression | None, some: Sequence[Way]) -> Sql:
        """Each way's own rows, those of `every` picked from them: cheaper than to look for both at once. (The + keeps
        SQLite from looking again for each row.)"""
        kept = " WHERE +row IN (SELECT row FROM kept)" if every else ""
        parts = [f"SELECT row, {term} AS term, {way} AS way FROM ({self.matching}) m{kept}" for term, way, _ in some]
        args = [self.match(expression) for _, _, expression in some]
        sql = " UNION ALL ".join(parts)
        if every is None:
            return sql, args
        return f"WITH kept AS MATERIALIZED ({self.matching}) {sql}", [self.match(every), *args]

    def settle(self) -> None:
        """FTS5 keeps its own books."""

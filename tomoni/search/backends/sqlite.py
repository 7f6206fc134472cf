"""Tokens in an FTS5 table. unicode61 splits at spaces only here, because tokens hold nothing but letters and digits."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from tomoni.search.backends.base import CHUNKS, Tokens
from tomoni.search.query import All, Either, Expression

CREATE = (
    "CREATE VIRTUAL TABLE search_tokens USING fts5("
    "t, b, w, tokenize=\"unicode61 remove_diacritics 0 categories 'L* N* Co M*'\", prefix='1', columnsize=0)"
)
DROP = "DROP TABLE IF EXISTS search_tokens"


class Sqlite:
    def __init__(self, connection: Any) -> None:
        self.connection = connection

    def put(self, rows: Iterable[Tokens]) -> None:
        with self.connection.cursor() as cursor:
            cursor.executemany(
                "INSERT INTO search_tokens(rowid, t, b, w) VALUES (%s, %s, %s, %s)",
                [(row.row, " ".join(row.t), " ".join(row.b), " ".join(row.w)) for row in rows],
            )

    def drop(self, documents: Sequence[int]) -> None:
        with self.connection.cursor() as cursor:
            cursor.executemany(
                "DELETE FROM search_tokens WHERE rowid >= %s AND rowid < %s",
                [(document * CHUNKS, (document + 1) * CHUNKS) for document in documents],
            )

    matching = "SELECT rowid AS row FROM search_tokens WHERE search_tokens MATCH %s"

    def match(self, expression: Expression) -> str:
        if isinstance(expression, Either):
            return "(" + " OR ".join(self.match(part) for part in expression.parts) + ")"
        if isinstance(expression, All):
            found = "(" + " AND ".join(self.match(part) for part in expression.parts) + ")"
            return f"({found} NOT {self.match(Either(expression.none))})" if expression.none else found
        tokens = " ".join(token.replace('"', "") for token in expression.tokens)
        return f'{expression.column} : "{tokens}"{" *" if expression.opens else ""}'

    def settle(self) -> None:
        """FTS5 keeps its own books."""

"""Tokens in an FTS5 table. unicode61 splits at spaces only here, because tokens hold nothing but letters and digits."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from tomoni.search.backends.base import CHUNKS, Tokens
from tomoni.search.query import Probe

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

    def probe(self, probe: Probe) -> tuple[str, list[Any]]:
        tokens = " ".join(token.replace('"', "") for token in probe.tokens)
        match = f'{probe.column} : "{tokens}"{" *" if probe.opens else ""}'
        return "SELECT rowid AS row FROM search_tokens WHERE search_tokens MATCH %s", [match]

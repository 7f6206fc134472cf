"""Tokens as a literal tsvector (no parser, no locale): label A title, B body, C words; a gap is a step of positions.

A token is STEP positions wide and a gap one, so that "a gap b" is not "a word b", which would be as far apart.

PostgreSQL keeps positions up to 16,383 and 256 a lexeme; a chunk (services.CHUNK) stays below the first. A phrase is
checked on the row itself, so rows lie unpacked and in line where they fit a page.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from tomoni.search.backends.base import CHUNKS, Sql, Tokens, Way
from tomoni.search.query import All, Either, Expression, Probe
from tomoni.search.tokens import GAP

CREATE = (
    "CREATE TABLE search_tokens (row bigint PRIMARY KEY, tokens tsvector NOT NULL) WITH (toast_tuple_target = 8160)",
    "ALTER TABLE search_tokens ALTER COLUMN tokens SET STORAGE EXTERNAL",
    "CREATE INDEX search_tokens_gin ON search_tokens USING gin (tokens) WITH (fastupdate = off)",
)
DROP = "DROP TABLE IF EXISTS search_tokens"
LABELS = {"t": "A", "b": "B", "w": "C"}
LAST = 16_383
STEP = 2


def quoted(token: str) -> str:
    """A lexeme as a literal of tsvector and tsquery."""
    return "'" + token.replace("\\", "\\\\").replace("'", "''") + "'"


def literal(row: Tokens) -> str:
    """The tsvector of a row."""
    places: dict[str, list[str]] = defaultdict(list)
    position = 0
    for column in ("t", "b", "w"):
        for token in getattr(row, column):
            position += 1 if token == GAP else STEP
            if token != GAP and position <= LAST:
                places[token].append(f"{position}{LABELS[column]}")
        position += 2 * STEP
    return " ".join(f"{quoted(token)}:{','.join(found)}" for token, found in places.items())


class Postgres:
    def __init__(self, connection: Any) -> None:
        self.connection = connection

    def put(self, rows: Iterable[Tokens]) -> None:
        with self.connection.cursor() as cursor:
            cursor.executemany(
                "INSERT INTO search_tokens(row, tokens) VALUES (%s, %s::tsvector)",
                [(row.row, literal(row)) for row in rows],
            )

    def drop(self, documents: Sequence[int]) -> None:
        with self.connection.cursor() as cursor:
            cursor.executemany(
                "DELETE FROM search_tokens WHERE row >= %s AND row < %s",
                [(document * CHUNKS, (document + 1) * CHUNKS) for document in documents],
            )

    joined = "string_agg(m.id::text, ',')"
    matching = "SELECT row FROM search_tokens WHERE tokens @@ %s::tsquery"

    def match(self, expression: Expression) -> str:
        if isinstance(expression, Either):
            return "(" + " | ".join(self.match(part) for part in expression.parts) + ")"
        if isinstance(expression, All):
            parts = [self.match(part) for part in expression.parts]
            return "(" + " & ".join([*parts, *(f"!{self.match(part)}" for part in expression.none)]) + ")"
        return f"({_phrase(expression)})"

    def ways(self, every: Expression | None, some: Sequence[Way]) -> Sql:
        """The rows of `every` once, each way tried on them."""
        tried = ", ".join(f"({term}, {way}, %s::tsquery)" for term, way, _ in some)
        args = [self.match(expression) for _, _, expression in some]
        found = self.match(every if every is not None else Either(tuple(expression for _, _, expression in some)))
        sql = (
            "SELECT k.row, v.term, v.way FROM (SELECT row, tokens FROM search_tokens WHERE tokens @@ %s::tsquery) k "
            f"JOIN (VALUES {tried}) v(term, way, query) ON k.tokens @@ v.query"
        )
        return sql, [found, *args]

    def settle(self) -> None:
        with self.connection.cursor() as cursor:
            cursor.execute("ANALYZE search_tokens, search_document, search_facet")


def _phrase(probe: Probe) -> str:
    query, step = "", 0
    for at, token in enumerate(probe.tokens):
        step += 1 if token == GAP else STEP
        if token == GAP:
            continue
        opens = "*" if probe.opens and at == len(probe.tokens) - 1 else ""
        query += (f" <{step}> " if query else "") + f"{quoted(token)}:{opens}{LABELS[probe.column]}"
        step = 0
    return query

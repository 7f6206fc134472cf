"""A page of what a search found, as an answer of the API: cursor, counts and words are the same in every room."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Protocol

from django.http import HttpRequest, HttpResponse

from tomoni.publish.api import asking as api
from tomoni.publish.api import cursor as cursors
from tomoni.registry.api_problems import ApiProblem

FURTHEST = 50_000
"""Hits that can be leafed through."""


class Found(Protocol):
    """What a room's search gives of itself."""

    @property
    def total(self) -> int: ...
    @property
    def capped(self) -> bool: ...
    @property
    def also(self) -> tuple[str, ...]: ...
    @property
    def suggestion(self) -> str: ...


def answer(
    request: HttpRequest,
    asked: str,
    marked: str,
    limit: int,
    cursor: str,
    find: Callable[[int], tuple[Found, Sequence[dict[str, Any]]]],
) -> HttpResponse:
    """`asked`: the question as an address writes it; `marked`: the state of the index it is asked of, which a cursor
    does not outlive; `find`: what was found and at most `limit` items from a place on. ApiProblem for a bad cursor."""
    question = cursors.question(asked, limit)
    start = 0
    if cursor:
        at = cursors.decode(cursor, question)
        if at.bound != marked:
            raise ApiProblem("cursor-expired")
        start = at.after if isinstance(at.after, int) and 0 <= at.after <= FURTHEST else 0
    found, items = find(start)
    following = ""
    if len(items) == limit and (found.capped or start + limit < found.total):
        following = cursors.Cursor(marked, question, start + limit).encode()
    body = {
        "items": list(items),
        "next": following or None,
        "total": found.total,
        "total_is_least": found.capped,
        "also": list(found.also),
        "suggestion": found.suggestion or None,
    }
    return api.as_json(body, following=api.next_address(request, following))

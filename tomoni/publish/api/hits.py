"""A page of what a search found, as an answer of the API: cursor, counts and words are the same in every room."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Protocol

from django.http import HttpRequest, HttpResponse, QueryDict

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


SWITCHES = {"1": "1", "true": "1", "yes": "1", "on": "1"}
"""What an address may say for yes, as the pages write it; anything else is no."""


def question(request: HttpRequest, names: Sequence[str], switches: Sequence[str] = ("ended", "syn")) -> QueryDict:
    """What is asked, as the search page of the room would ask it. ApiProblem for a format that is not JSON and for
    parameters that are not among `names`."""
    api.wanted(request, ("json",))
    api.only(request, [*names, "format"])
    given = request.GET.copy()
    for name in switches:
        if name in given:
            given[name] = SWITCHES.get(given[name].lower(), "0")
    return given


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

"""/api/v1/find: what the site-wide search finds, in the order of its page, and how many of each kind."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Query, Router, Schema

from tomoni.dashboard.site_search import queries
from tomoni.dashboard.site_search.asking import Wanted, wanted
from tomoni.publish.api import asking as api
from tomoni.publish.api import cursor as cursors
from tomoni.publish.api import hits
from tomoni.registry import here
from tomoni.registry.people.roles import PUBLIC
from tomoni.registry.scope import Scope

Q = Query(
    "", description="言葉。空白で区切ると「かつ」 / words; a space means AND", max_length=1000, examples=["手続き"]
)
KIND = Query([], description="種類。くり返すと「または」 / kind; repeat for OR")
ENDED = Query(False, description="true なら終わったものも / those that are over too")
SYNONYMS = Query(True, description="似た言葉も含める / also search similar words")
LIMIT = Query(20, ge=1, le=100, description="一度に返す数 / how many at once")
CURSOR = Query("", description="前の応答の next / `next` of the answer before", max_length=cursors.LONGEST)
FILTERS = ("q", "kind", "ended", "syn")


class Thing(Schema):
    """見つかったもの / one thing that was found"""

    kind: str
    title: dict[str, str]
    of: dict[str, str] | None = None
    until: str | None = None
    page: str


class ThingPage(Schema):
    """見つかったものの一覧 / a page of what was found"""

    items: list[Thing]
    next: str | None
    total: int
    total_is_least: bool
    also: list[str]
    suggestion: str | None


class KindCount(Schema):
    """種類と件数 / a kind and how many there are"""

    kind: str
    title: dict[str, str]
    count: int


class KindCounts(Schema):
    """種類ごとの件数 / counts by kind"""

    kinds: list[KindCount]


def _scope() -> Scope:
    return Scope(None, here.community(), PUBLIC)


def _asked(request: HttpRequest, more: tuple[str, ...] = ()) -> Wanted:
    return wanted(hits.question(request, [*FILTERS, *more]))


def _shape(one: queries.Hit) -> dict[str, Any]:
    return {
        "kind": one.kind,
        "title": one.title.to_json(),
        "of": one.of.to_json() if one.of.ja else None,
        "until": one.until or None,
        "page": f"/{one.path}",
    }


def router() -> Router:
    made = Router(tags=["find"])

    @made.get("", response=ThingPage, operation_id="find", summary="サイト全体からさがす / search the whole site")
    def find(
        request: HttpRequest,
        q: str = Q,
        kind: list[str] = KIND,
        ended: bool = ENDED,
        syn: bool = SYNONYMS,
        limit: int = LIMIT,
        cursor: str = CURSOR,
    ) -> HttpResponse:
        """カード・データ・お知らせ・支援制度など、公開ページにあるものを、ページと同じ順で返します。 / What stands on public pages, in the order of the search page."""
        asked = _asked(request, ("limit", "cursor"))
        scope, today = _scope(), timezone.localdate()
        marked = queries.stamp(scope)[:16] + today.isoformat()

        def find_from(start: int) -> tuple[hits.Found, list[dict[str, Any]]]:
            found = queries.find(scope, asked, today, limit, start)
            return found, [_shape(one) for one in found.hits]

        return hits.answer(request, asked.query(), marked, limit, cursor, find_from)

    @made.get("/kinds", response=KindCounts, operation_id="find-kinds", summary="種類ごとの件数 / counts by kind")
    def kinds(request: HttpRequest, q: str = Q, ended: bool = ENDED, syn: bool = SYNONYMS) -> HttpResponse:
        """しぼりこみに使える種類と件数。 / Kinds to filter by, with their counts."""
        api.only(request, ["q", "ended", "syn", "format"])
        asked, scope, names = _asked(request), _scope(), queries.kinds()
        counted = queries.counts(scope, asked, timezone.localdate(), queries.stamp(scope))
        said = [
            {"kind": kind, "title": names[kind].to_json() if kind in names else {"ja": kind, "en": kind}, "count": n}
            for kind, n in counted
        ]
        return api.as_json({"kinds": said})

    return made

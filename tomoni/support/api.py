"""/api/v1/support/: measures as found, one measure, counts by facet, and the same as HSDS 3.0 services."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Query, Router, Schema

from tomoni.publish.api import asking as api
from tomoni.publish.api import cursor as cursors
from tomoni.publish.api import hits
from tomoni.registry import here
from tomoni.registry.api_problems import ApiProblem
from tomoni.registry.people.roles import PUBLIC
from tomoni.registry.scope import Scope
from tomoni.support import exports, finding, wording
from tomoni.support.asking import MOST_PAGES, Wanted, clean, wanted
from tomoni.support.documents import FACETS
from tomoni.support.measure import Measure, to_json

Q = Query("", description="言葉。空白で区切ると「かつ」 / words; a space means AND", max_length=1000, examples=["家賃"])
LIMIT = Query(20, ge=1, le=100, description="一度に返す数 / how many at once")
CURSOR = Query("", description="前の応答の next / `next` of the answer before", max_length=cursors.LONGEST)
ENDED = Query(False, description="true なら受付が終わったものも / those that have ended too")
SORT = Query("", description="並べ方 / order", enum=["relevance", "deadline", ""])
SYNONYMS = Query(True, description="似た言葉も含める / also search similar words")
PAGE = Query(1, ge=1, le=MOST_PAGES, description="ページ / page")
PER_PAGE = Query(50, ge=1, le=100, description="1ページの数 / how many on a page")
FILTERS = ("q", "ended", "sort", "syn", *FACETS)


class MeasurePage(Schema):
    """支援の一覧 / a page of measures"""

    items: list[dict[str, Any]]
    next: str | None
    total: int
    total_is_least: bool
    also: list[str]
    suggestion: str | None


class FacetCounts(Schema):
    """項目ごとの件数 / counts by facet"""

    facets: dict[str, list[dict[str, Any]]]


class ServicePage(Schema):
    """HSDS 3.0 のページ / a page of HSDS 3.0 services"""

    total_items: int
    total_pages: int
    page_number: int
    size: int
    first_page: bool
    last_page: bool
    empty: bool
    contents: list[dict[str, Any]]


def _scope() -> Scope:
    return Scope(None, here.community(), PUBLIC)


def _asked(request: HttpRequest, more: tuple[str, ...] = ()) -> Wanted:
    return wanted(hits.question(request, [*FILTERS, *more]))


def shape(one: Measure) -> dict[str, Any]:
    return to_json(one) | {"state": str(one.state(timezone.localdate())), "links": {"page": f"/support/m/{one.key}/"}}


def _facet_parameter(name: str) -> dict[str, Any]:
    """How OpenAPI describes a facet; repeated values are alternatives."""
    said = wording.FACETS[name]
    words = f"{said.ja}。くり返すと「または」 / {said.en}; repeat for OR"
    values = {"type": "array", "items": {"type": "string"}}
    return {"name": name, "in": "query", "required": False, "description": words, "schema": values}


def router() -> Router:
    made = Router(tags=["support"])
    described = [_facet_parameter(name) for name in FACETS]

    @made.get(
        "/measures",
        response=MeasurePage,
        operation_id="support-measures",
        summary="支援をさがす / find measures",
        openapi_extra={"parameters": described},
    )
    def measures(
        request: HttpRequest,
        q: str = Q,
        ended: bool = ENDED,
        sort: str = SORT,
        syn: bool = SYNONYMS,
        limit: int = LIMIT,
        cursor: str = CURSOR,
    ) -> HttpResponse:
        """言葉と条件に合う支援を、ページと同じ順で返します。 / What fits words and filters, in the order of the page."""
        asked = _asked(request, ("limit", "cursor"))
        scope, today = _scope(), timezone.localdate()
        marked = finding.stamp(scope)[:16] + today.isoformat()

        def find_from(start: int) -> tuple[hits.Found, list[dict[str, Any]]]:
            found = finding.find(scope, asked, today, limit, start)
            return found, [shape(one) for one in found.measures]

        return hits.answer(request, asked.query(), marked, limit, cursor, find_from)

    @made.get(
        "/measures/{key}", response=dict[str, Any], operation_id="support-measure", summary="一つの支援 / one measure"
    )
    def one(request: HttpRequest, key: str) -> HttpResponse:
        """すべての項目と、もとの言葉（raw）。 / All fields, and the words of the source (raw)."""
        _asked(request)
        found = finding.by_key(_scope(), key)
        if found is None:
            raise ApiProblem("not-found")
        return api.as_json(shape(found))

    @made.get(
        "/facets",
        response=FacetCounts,
        operation_id="support-facets",
        summary="項目ごとの件数 / counts by facet",
        openapi_extra={"parameters": described},
    )
    def facets(request: HttpRequest, q: str = Q, ended: bool = ENDED, syn: bool = SYNONYMS) -> HttpResponse:
        """しぼりこみに使える値と件数。 / Values to filter by, with their counts."""
        asked, scope = _asked(request), _scope()
        counted = finding.counts(scope, asked, timezone.localdate(), finding.stamp(scope))
        said = {name: [{"value": value, "count": n} for value, n in pairs] for name, pairs in counted.items()}
        return api.as_json({"facets": said})

    @made.get(
        "/hsds/services",
        response=ServicePage,
        operation_id="support-hsds-services",
        summary="HSDS 3.0 のサービス / HSDS 3.0 services",
    )
    def services(request: HttpRequest, search: str = Q, page: int = PAGE, per_page: int = PER_PAGE) -> HttpResponse:
        """Open Referral の HSDS 3.0 の形。 / In the form of Open Referral HSDS 3.0."""
        api.wanted(request, ("json",))
        api.only(request, ["search", "page", "per_page", "format"])
        scope, today = _scope(), timezone.localdate()
        text = Wanted(text=clean(search), sort="deadline", page=page)
        found = finding.find(scope, text, today, per_page)
        total = finding.total(scope, text, today) if found.capped else found.total
        pages = max(1, -(-total // per_page))
        body = {
            "total_items": total,
            "total_pages": pages,
            "page_number": page,
            "size": len(found.measures),
            "first_page": page == 1,
            "last_page": page >= pages,
            "empty": not found.measures,
            "contents": [exports.hsds(measure, today) for measure in found.measures],
        }
        return api.as_json(body)

    return made

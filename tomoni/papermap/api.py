"""/api/v1/papermap/: the maps that are published, and — with a key — having the next edition of one made: asked for as work
whose progress can be seen, which can be cancelled, and whose files can be fetched."""

from __future__ import annotations

import json
import re
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema
from ninja.security import HttpBearer
from pydantic import Field

from tomoni.i18n import Text
from tomoni.papermap import queries, services
from tomoni.papermap.models import Edition
from tomoni.papermap.staff_views import TYPES
from tomoni.publish.api import asking as api
from tomoni.publish.latest import moment
from tomoni.registry import here, jobs
from tomoni.registry.api_problems import ApiProblem
from tomoni.registry.errors import Problem
from tomoni.registry.models import Job
from tomoni.registry.people.roles import PUBLIC, Role
from tomoni.registry.scope import Scope

WORK = re.compile(r"[0-9a-f]{32}")
NO_KEY = Text(
    "鍵が正しくありません。Authorization: Bearer 鍵 の形で送ってください。何も変えていません。",
    "The key is not valid. Send it as Authorization: Bearer KEY. Nothing was changed.",
)


class PapermapKey(HttpBearer):
    """A key that was made at the desk: it prepares, and neither confirms nor publishes."""

    def authenticate(self, request: HttpRequest, token: str) -> Scope:
        scope = _public()
        if services.key(scope, token.strip()) is None:
            raise ApiProblem("key-needed", NO_KEY, headers={"WWW-Authenticate": "Bearer"})
        return Scope(None, scope.community, Role.EDITOR)


class MapList(Schema):
    """公開している紙マップ / the published maps"""

    items: list[dict[str, Any]]


class Asked(Schema):
    """作ってほしい版 / the edition that is asked for"""

    map: str = Field(max_length=80, description="地図の id / id of the map")
    sheet: dict[str, Any] = Field(
        default_factory=dict,
        description="この版だけの設定: paper, landscape, scale, area, pages, look, large, languages, sort, notes, until, as_of / settings of this edition only",
    )
    forms: list[str] = Field(default_factory=list, description="PDF のほかに: png, svg / besides PDF")


class Work(Schema):
    """作業の進み具合 / how far the work is"""

    id: str
    map: str
    state: str = Field(description="waiting, running, again, done, dead, cancelled")
    done: int
    total: int
    words: dict[str, str] | None
    error: str
    edition: int | None
    files: dict[str, str]


SHEET = ("title", "paper", "landscape", "scale", "area", "pages", "look", "large", "languages", "sort", "notes", "landmark",
         "until", "as_of", "phone", "live", "require", "include", "exclude", "fields")  # fmt: skip
"""What a program may set for one edition; confirmations, sources and base maps are the desk's."""


def _public() -> Scope:
    return Scope(None, here.community(), PUBLIC)


def _keyed(request: HttpRequest) -> Scope:
    """The scope of whoever holds the key of this request."""
    found: Scope = request.auth  # type: ignore[attr-defined]
    return found


def shape(row: Edition) -> dict[str, Any]:
    base = f"/papermap/{row.page}/"
    return {
        "id": row.page,
        "title": row.title,
        "edition": row.number,
        "made": moment(row.made_at),
        "published": moment(row.published_at),
        "as_of": row.as_of or None,
        "until": row.until or None,
        "ends": moment(row.ends),
        "counts": {key: row.summary.get(key) for key in ("total", "placed", "unplaced", "ended", "duplicate", "refused", "withheld")},
        "links": {"list": base, "pdf": f"{base}map.pdf"},
    }  # fmt: skip


def router() -> Router:
    made = Router(tags=["papermap"])

    @made.get(
        "/maps", response=MapList, operation_id="papermap-maps", summary="公開している紙マップ / published paper maps"
    )
    def maps(request: HttpRequest) -> HttpResponse:
        """それぞれの最新の公開版。 / The newest published edition of each."""
        api.wanted(request, ("json",))
        api.only(request, ["format"])
        return api.as_json({"items": [shape(row) for row in queries.shown(_public())]})

    @made.post("/jobs", response={202: Work}, operation_id="papermap-make", summary="次の版を作る / have the next edition made", auth=PapermapKey())  # fmt: skip
    def make(request: HttpRequest, asked: Asked) -> HttpResponse:
        """鍵が要ります。作業の id が返ります。 / Needs a key; gives the id of the work."""
        scope = _keyed(request)
        strange = [name for name in asked.sheet if name not in SHEET]
        forms = [one for one in asked.forms if one in ("png", "svg")]
        if strange or len(forms) != len(asked.forms):
            named = ", ".join([*strange, *asked.forms])[:200]
            raise ApiProblem("invalid-parameter", Text(f"使えない項目です: {named}", f"These can't be set: {named}"))
        try:
            work = services.ask_to_make(scope, asked.map, {**asked.sheet, "forms": forms}, by="REST")
        except Problem as wrong:
            raise ApiProblem("invalid-parameter", wrong.text) from wrong
        return _answer(scope, work, 202)

    @made.get("/jobs/{work}", response=Work, operation_id="papermap-work", summary="進み具合 / how far it is", auth=PapermapKey())  # fmt: skip
    def progress(request: HttpRequest, work: str) -> HttpResponse:
        """鍵が要ります。 / Needs a key."""
        return _answer(_keyed(request), work, 200)

    @made.delete("/jobs/{work}", response=Work, operation_id="papermap-cancel", summary="作業をやめる / stop the work", auth=PapermapKey())  # fmt: skip
    def cancel(request: HttpRequest, work: str) -> HttpResponse:
        """鍵が要ります。終わった作業はそのままです。 / Needs a key. Work that is over stays as it is."""
        scope = _keyed(request)
        _job(work)
        services.cancel(scope, work)
        return _answer(scope, work, 200)

    @made.get("/jobs/{work}/{name}", operation_id="papermap-file", summary="できたファイル / a file of it", auth=PapermapKey())  # fmt: skip
    def file(request: HttpRequest, work: str, name: str) -> HttpResponse:
        """鍵が要ります。map.pdf、list.html、report.csv など。 / Needs a key: map.pdf, list.html, report.csv and so on."""
        scope = _keyed(request)
        row = _made(scope, _job(work))
        data = queries.file(row, name) if row else None
        if data is None:
            raise ApiProblem("not-found")
        return HttpResponse(data, content_type=TYPES.get(name.rpartition(".")[2], "application/octet-stream"))

    return made


def _job(work: str) -> Job:
    found = Job.objects.filter(key=services.key_of(work)).first() if WORK.fullmatch(work) else None
    if found is None:
        raise ApiProblem("not-found")
    return found


def _made(scope: Scope, job: Job) -> Edition | None:
    if not job.done_at:
        return None
    return Edition.objects.filter(
        community=scope.community.id, page=job.args["page"], work=job.key.partition(":")[2]
    ).first()


def _answer(scope: Scope, work: str, status: int) -> HttpResponse:
    job = _job(work)
    state, row = jobs.progress(job.key), _made(scope, job)
    base = f"{api.BASE}papermap/jobs/{work}"
    said = {
        "id": work,
        "map": job.args["page"],
        "state": state.state,
        "done": state.done,
        "total": state.total,
        "words": state.words.to_json() if state.words else None,
        "error": state.error,
        "edition": row.number if row else None,
        "files": {name: f"{base}/{name}" for name in row.files} if row else {},
    }
    made = HttpResponse(json.dumps(said, ensure_ascii=False), content_type="application/json", status=status)
    made["Cache-Control"] = "no-store"
    if status == 202:
        made["Location"] = base
    return made

"""The whole API of a house: all registered routers in one django-ninja application, and its OpenAPI 3.1 document."""

from __future__ import annotations

from functools import cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import ValidationError
from pydantic.json_schema import models_json_schema

from tomoni.i18n import Text
from tomoni.publish import canonical
from tomoni.publish.api import asking, shapes
from tomoni.publish.api.asking import BASE
from tomoni.registry import api_problems, deprecations
from tomoni.registry.api_problems import KINDS, MEDIA, ApiProblem
from tomoni.registry.errors import Problem
from tomoni.registry.here import community
from tomoni.registry.rooms import rooms

DESCRIPTION = """\
公開中のデータを読むための API です。登録も鍵もいりません。まとめて取り出すときは、回数の制限がない \
`/data/<データ>/latest.json` とそのファイルを使ってください。この API は公開したファイルだけを読みます。

The API to read what is published, without registration or key. To fetch everything, use \
`/data/<dataset>/latest.json` and its files, which have no limits. This API reads published files and nothing else.

- cursor は同じ版を最後まで読み続けます / a cursor keeps reading the version it began with
- 誤りはすべて RFC 9457 の problem details で返ります / every error is a problem document (RFC 9457)
- 廃止は90日以上前に `Deprecation` と `Sunset` で知らせます / what ends is said 90 days before in these headers
"""
STATUSES = (400, 401, 404, 405, 406, 410, 413, 414, 415, 422, 429, 500, 503)
HEADERS = {
    "ETag": "この応答の目印。If-None-Match で送ると、変わらなければ 304 / send it as If-None-Match",
    "RateLimit-Limit": "一定の時間に使える回数 / requests in a window",
    "RateLimit-Remaining": "残りの回数 / requests left",
    "RateLimit-Reset": "回数が元に戻るまでの秒数 / seconds until all are back",
}


class Api(NinjaAPI):
    """Adds to the document what holds for every address: problems, headers, deprecations."""

    def get_openapi_schema(self, *, path_prefix: str | None = None, path_params: Any = None) -> Any:
        made = super().get_openapi_schema(path_prefix=path_prefix, path_params=path_params)
        made["info"].update(_info())
        _complete(made)
        return made


def _complete(document: Any) -> None:
    _, found = models_json_schema(
        [(shapes.ProblemDetails, "serialization")], ref_template="#/components/schemas/{model}"
    )
    parts = document["components"]
    parts.setdefault("schemas", {}).update(found["$defs"])
    parts["responses"] = {f"Problem{status}": _problem(status) for status in STATUSES}
    parts["headers"] = {name: {"description": words, "schema": {"type": "string"}} for name, words in HEADERS.items()}
    for path, operations in document["paths"].items():
        for operation in operations.values():
            _complete_operation(path.removeprefix(BASE), operation)


def _problem(status: int) -> dict[str, Any]:
    kinds = [name for name, kind in KINDS.items() if kind.status == status]
    title = KINDS[kinds[0]].title
    example = api_problems.document(ApiProblem(kinds[0]), "ja", f"{BASE}datasets")
    return {
        "description": f"{title.ja} / {title.en} ({', '.join(kinds)})",
        "content": {MEDIA: {"schema": {"$ref": "#/components/schemas/ProblemDetails"}, "example": example}},
    }


def _complete_operation(path: str, operation: dict[str, Any]) -> None:
    answers = operation["responses"] = {str(status): said for status, said in operation["responses"].items()}
    for status in list(answers):
        good = answers[status]
        good["headers"] = {name: {"$ref": f"#/components/headers/{name}"} for name in HEADERS}
        if operation["operationId"].endswith("rows"):
            for name in ("csv", "ndjson"):
                good["content"][asking.FORMATS[name].split(";")[0]] = {"schema": {"type": "string"}}
    answers["304"] = {"description": "前と同じです / unchanged"}
    answers.update({str(status): {"$ref": f"#/components/responses/Problem{status}"} for status in STATUSES})
    template = path.replace("{dataset}", "*")
    for notice in deprecations.everything():
        if template == notice.path and not notice.parameter:
            operation["deprecated"] = True
        for parameter in operation["parameters"]:
            if template == notice.path and parameter["name"] == notice.parameter:
                parameter["deprecated"] = True


@cache
def api() -> Api:
    """Made once, when the first request or the first publication needs it."""
    made = Api(
        title="Tomoni API",
        version="1.0.0",
        description=DESCRIPTION,
        docs_url=None,
        openapi_url="/openapi.json",
        urls_namespace="api-v1",
        openapi_extra={"externalDocs": {"url": "/developers/"}},
    )
    for prefix, make in rooms.api_routers.items():
        made.add_router(f"/{prefix}" if prefix else "", make())
    made.add_exception_handler(ApiProblem, answer)
    made.add_exception_handler(ValidationError, _invalid)
    return made


def _info() -> dict[str, Any]:
    """Licence and contact; nothing when the community's folder can't be read now: the API goes on."""
    try:
        of = community()
    except Problem:
        return {}
    contact = of.contact.removeprefix("mailto:")
    info: dict[str, Any] = {"license": {"name": of.license}}
    if "@" in contact:
        info["contact"] = {"name": of.operator.ja or of.name.ja, "email": contact}
    return info


def openapi() -> bytes:
    """The document as a file."""
    made = _schema()
    own = {name: said for name, said in made["info"].items() if name not in ("license", "contact")}
    return canonical.pretty({**made, "info": own | _info()})


@cache
def _schema() -> dict[str, Any]:
    """The same for every community, but for what `_info` says."""
    return dict(api().get_openapi_schema(path_prefix=BASE))


def answer(request: HttpRequest, problem: ApiProblem) -> HttpResponse:
    """A problem as the reader gets it."""
    lang = api_problems.language(request.headers.get("Accept-Language", ""))
    value = api_problems.document(problem, lang, request.path[:500], _address())
    response = HttpResponse(canonical.dumps(value), status=problem.status, content_type=MEDIA)
    response["Cache-Control"] = "no-store"
    response["Content-Language"] = lang
    response["Vary"] = "Accept-Language"
    for name, text in problem.headers.items():
        response[name] = text
    return response


def _address() -> str:
    try:
        return community().address
    except Problem:
        return ""


def _invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    errors = [
        {
            "parameter": str(one["loc"][-1]),
            "message": {"ja": f"この値は使えません（{one['msg']}）。", "en": f"{one['msg']}."},
        }
        for one in error.errors[:10]
    ]
    names = "、".join(dict.fromkeys(one["parameter"] for one in errors))
    said = Text(f"{names} の値を確かめてください。", f"Please check the value of {names}.")
    return answer(request, ApiProblem("invalid-parameter", said, {"errors": errors}))


def about() -> dict[str, Any]:
    """What GET /api/v1/ says."""
    try:
        of = community()
    except Problem as problem:
        raise ApiProblem("unavailable") from problem
    limit, window = settings.API_LIMIT
    return {
        "version": "1.0.0",
        "community": {"id": of.id, "code": of.code, "name": of.name.to_json()},
        "operator": of.operator.to_json(),
        "contact": of.contact or None,
        "license": of.license,
        "attribution": of.attribution.to_json(),
        "official": of.official,
        "synthetic": of.synthetic,
        "limit": {"requests": limit, "window": window},
        "deprecations": [one.to_json() for one in deprecations.everything()],
        "links": {
            "datasets": f"{BASE}datasets",
            "near": f"{BASE}near",
            "search": f"{BASE}search",
            "sandbox": f"{BASE}sandbox/datasets",
            "openapi": f"{BASE}openapi.json",
            "documentation": "/developers/",
        },
    }

"""/api/v1: every router the rooms registered, behind one door.

The door stands before all other middleware and does what holds for the whole API: the rate limit, CORS, sizes and media
types of requests, HEAD, ETag and 304, compression, the headers of what will end; and it makes every error that comes
from further in (Django's own included) a problem document.
"""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Callable
from functools import cache

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, path
from django.utils.cache import patch_vary_headers

from tomoni.i18n import Text
from tomoni.publish.api import document
from tomoni.registry import deprecations, limits
from tomoni.registry.api_problems import MEDIA, ApiProblem, of_status
from tomoni.web.negotiation import accepted, has_it

ROOT = "/api/"
BASE = "/api/v1/"
LONGEST_QUERY = 8192
LARGEST_BODY = 1024 * 1024
SMALL = 1024  # bytes below which packing does not pay
READ = ("GET", "HEAD", "OPTIONS")
EXPOSED = (
    "ETag, Link, Retry-After, RateLimit-Limit, RateLimit-Remaining, RateLimit-Reset, RateLimit-Policy, Deprecation, "
    "Sunset, Tomoni-Version, Tomoni-Count"
)
OPEN = {"Access-Control-Allow-Origin": "*", "Access-Control-Expose-Headers": EXPOSED}
PREFLIGHT = OPEN | {
    "Access-Control-Allow-Methods": "GET, HEAD, OPTIONS",
    "Access-Control-Allow-Headers": "Accept, Accept-Language, If-None-Match",
    "Access-Control-Max-Age": "86400",
}
Next = Callable[[HttpRequest], HttpResponse]


def urls() -> list[URLPattern | URLResolver]:
    """What the site's URL table includes."""
    return [path("api/v1/", document.api().urls)]


@cache
def buckets(limit: int, window: int, most: int) -> limits.Buckets:
    return limits.Buckets(limit, window, most)


class ApiDoor:
    """Middleware for everything below /api/; all other addresses pass untouched."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path.startswith(ROOT):
            return self.get_response(request)
        turn = self._turn(request)
        response = self._answer(request, turn)
        for name, value in {**OPEN, **turn.headers(), **_ending(request)}.items():
            if name == "Link" and response.has_header("Link"):
                value = f"{response['Link']}, {value}"
            response[name] = value
        response.headers.setdefault("Cache-Control", "no-store")
        response.headers.setdefault("X-Content-Type-Options", "nosniff")
        return _finished(request, response)

    def _turn(self, request: HttpRequest) -> limits.Turn:
        forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "")
        proxies = getattr(settings, "ALLAUTH_TRUSTED_PROXY_COUNT", 0)
        who = limits.reader(request.META.get("REMOTE_ADDR", ""), forwarded, proxies)
        return buckets(*settings.API_LIMIT, settings.API_PEOPLE).take(who)

    def _answer(self, request: HttpRequest, turn: limits.Turn) -> HttpResponse:
        if request.method == "OPTIONS":
            return HttpResponse(status=204, headers=PREFLIGHT | {"Allow": "GET, HEAD, OPTIONS"})
        refused = ApiProblem("too-many-requests") if not turn.allowed else _unfit(request)
        if refused:
            return document.answer(request, refused)
        if request.method == "HEAD":
            request.method = "GET"
            request._tomoni_head = True  # type: ignore[attr-defined]
        response = self.get_response(request)
        if response.status_code >= 400 and not response.get("Content-Type", "").startswith(MEDIA):
            return _as_problem(request, response)
        return response


def _unfit(request: HttpRequest) -> ApiProblem | None:
    """What can be refused before anything is read."""
    if len(request.META.get("QUERY_STRING", "")) > LONGEST_QUERY:
        return ApiProblem("address-too-long")
    if "\x00" in request.path or any("\x00" in text for pair in request.GET.lists() for text in (pair[0], *pair[1])):
        said = Text(
            "アドレスに使えない文字（NUL）があります。", "The address holds a character that can't be used (NUL)."
        )
        return ApiProblem("bad-request", said)
    length = request.META.get("CONTENT_LENGTH") or "0"
    if length.isascii() and length.isdigit() and int(length) > LARGEST_BODY:
        return ApiProblem("too-large")
    media = request.content_type or ""
    if request.method not in READ and int(length if length.isdigit() else 0) and media != "application/json":
        return ApiProblem("unsupported-media-type")
    return None


def _as_problem(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Django's own answer to an error (404, 405, 400, 500 …) as a problem document."""
    made = document.answer(request, of_status(response.status_code))
    if response.has_header("Allow"):
        made["Allow"] = response["Allow"]
    elif response.status_code == 405:
        made["Allow"] = "GET, HEAD, OPTIONS"
    return made


def _ending(request: HttpRequest) -> dict[str, str]:
    below = request.path.removeprefix(BASE).strip("/")
    notice = deprecations.concerning(below, request.GET)
    if notice is None and below.startswith("sandbox/") and request.GET.get("fail") == "deprecated":
        notice = deprecations.practice()
    return notice.headers("/developers/#deprecated") if notice else {}


def _finished(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Packed, marked with its ETag, and empty where the reader has it already or asked for the head only."""
    if response.status_code == 200 and not response.streaming:
        packed = len(response.content) > SMALL and _takes_gzip(request)
        patch_vary_headers(response, ["Accept-Encoding"])
        etag = f'"{hashlib.sha256(response.content).hexdigest()[:32]}{"-gz" if packed else ""}"'
        if has_it(request.headers.get("If-None-Match", ""), etag):
            return _unchanged(response, etag)
        response["ETag"] = etag
        if packed:
            response.content = gzip.compress(response.content, 4, mtime=0)
            response["Content-Encoding"] = "gzip"
    response["Content-Length"] = str(len(response.content))
    if getattr(request, "_tomoni_head", False):
        length = response["Content-Length"]
        response.content = b""
        response["Content-Length"] = length
    return response


def _takes_gzip(request: HttpRequest) -> bool:
    codings = accepted(request.headers.get("Accept-Encoding", ""))
    return "gzip" in codings and ("" not in codings or codings.index("gzip") < codings.index(""))


def _unchanged(response: HttpResponse, etag: str) -> HttpResponse:
    keep = ("Cache-Control", "Vary", "Link", "Deprecation", "Sunset")
    made = HttpResponse(status=304)
    del made["Content-Type"]
    for name, value in response.items():
        if name in keep or name.startswith(("Access-Control", "RateLimit")):
            made[name] = value
    made["ETag"] = etag
    return made

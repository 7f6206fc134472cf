"""Around every read of the API: which format is wanted, no parameter we don't know, and how an answer is sent."""

from __future__ import annotations

import difflib
import json
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse

from tomoni.i18n import Text
from tomoni.registry.api_problems import ApiProblem

BASE = "/api/v1/"
FORMATS = {
    "json": "application/json",
    "csv": "text/csv; charset=utf-8; header=present",
    "ndjson": "application/x-ndjson",
}
ALSO = {"application/ndjson": "ndjson", "application/jsonl": "ndjson", "application/x-ndjson": "ndjson"}
PINNED = "public, max-age=86400"
CURRENT = "public, max-age=60, must-revalidate"


def only(request: HttpRequest, names: Sequence[str]) -> None:
    """422 when the request has a parameter this address does not know: a typing error would be answered wrongly."""
    unknown = [name for name in request.GET if name not in names]
    if not unknown:
        return
    errors = []
    for name in unknown[:10]:
        near = difflib.get_close_matches(name[:60], names, 1)
        ja = f"「{name[:60]}」というパラメーターはありません。" + (f"「{near[0]}」のことでしょうか。" if near else "")
        en = f'There is no parameter "{name[:60]}".' + (f' Did you mean "{near[0]}"?' if near else "")
        errors.append({"parameter": name[:60], "message": {"ja": ja, "en": en}})
    said = errors[0]["message"]
    raise ApiProblem("invalid-parameter", Text.of(said), {"errors": errors, "parameters": sorted(names)})


def wanted(request: HttpRequest, formats: Sequence[str]) -> str:
    """The format to answer in: `format` wins over Accept. 406 when none of `formats` is acceptable."""
    asked = request.GET.get("format", "")
    if asked:
        if asked in formats:
            return asked
        raise ApiProblem("not-acceptable", _choice(formats), {"formats": list(formats)})
    accept = request.headers.get("Accept", "").strip()
    if not accept:
        return formats[0]
    liked = _liked(accept, formats)
    if liked is None:
        raise ApiProblem("not-acceptable", _choice(formats), {"formats": list(formats)})
    return liked


def _choice(formats: Sequence[str]) -> Text:
    return Text(f"ここで選べる形式: {'、'.join(formats)}", f"Formats to choose from: {', '.join(formats)}")


def _liked(accept: str, formats: Sequence[str]) -> str | None:
    """The format with the highest quality; the first of `formats` among equals."""
    best: tuple[float, int, str] | None = None
    ranges = [_range(part) for part in accept.split(",") if part.strip()]
    for place, name in enumerate(formats):
        media = FORMATS[name].split(";")[0]
        matching = [
            (specific, quality) for text, quality in ranges if (specific := _specific(text, media, name)) is not None
        ]
        quality = max(matching)[1] if matching else 0.0
        if quality > 0 and (best is None or quality > best[0]):
            best = (quality, place, name)
    return best[2] if best else None


def _range(part: str) -> tuple[str, float]:
    text, *parameters = (piece.strip() for piece in part.split(";"))
    quality = 1.0
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip().lower() == "q":
            try:
                quality = min(max(float(value), 0.0), 1.0)
            except ValueError:
                quality = 0.0
    return text.lower(), quality


def _specific(text: str, media: str, name: str) -> int | None:
    """How exactly a media range names a format: 2 by name, 1 by family, 0 anything, None not at all."""
    if text == media or ALSO.get(text) == name:
        return 2
    if text == media.split("/")[0] + "/*":
        return 1
    return 0 if text == "*/*" else None


def as_json(value: Any, *, pinned: bool = False, following: str = "") -> HttpResponse:
    body = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode("utf-8", "replace")
    return sent(body, FORMATS["json"], pinned=pinned, following=following)


def sent(
    body: bytes, media: str, *, pinned: bool = False, following: str = "", more: Mapping[str, str] | None = None
) -> HttpResponse:
    """`pinned`: the answer never changes, because the question names a version."""
    response = HttpResponse(body, content_type=media)
    response["Cache-Control"] = PINNED if pinned else CURRENT
    response["Vary"] = "Accept"
    if following:
        response["Link"] = f'<{following}>; rel="next"'
    for name, value in (more or {}).items():
        response[name] = value
    return response


def next_address(request: HttpRequest, cursor: str) -> str:
    """The address of the next page; "" when there is none."""
    if not cursor:
        return ""
    asked = [(name, value) for name, values in request.GET.lists() for value in values if name != "cursor"]
    return f"{request.path}?{urlencode([*asked, ('cursor', cursor)])}"

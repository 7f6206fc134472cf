"""Looking for measures in words: the page, the feed of a saved search, its address as a QR code."""

from __future__ import annotations

import io
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from tomoni.i18n import Text, speaking
from tomoni.look import page as look
from tomoni.publish import versions
from tomoni.publish.tree import PUBLIC as SHOWN
from tomoni.registry import here
from tomoni.registry.people.roles import PUBLIC
from tomoni.registry.scope import Scope
from tomoni.support import feeds, finding, showing, wording
from tomoni.support.asking import Wanted, wanted
from tomoni.support.config import Config, load
from tomoni.support.measure import NATIONWIDE
from tomoni.support.pages.base import furniture
from tomoni.support.pages.statics import path_of

PATH = "support/find/"
FEW = 8
"""Values of a facet that stand there at once; the rest opens."""
_kept: dict[str, Any] = {}


def _scope() -> Scope:
    return Scope(None, here.community(), PUBLIC)


def _furniture(scope: Scope) -> tuple[dict[str, Any], Config]:
    """Menu and banners as on the published pages, looked up again when a new site is shown: one is whenever a banner begins
    or ends."""
    key = (scope.community, versions.storage().pointed(SHOWN))
    if _kept.get("key") != key:
        _kept.update(key=key, made=(furniture(scope), load(scope.community.dir)))
    found: tuple[dict[str, Any], Config] = _kept["made"]
    return found


def _language(request: HttpRequest, scope: Scope) -> str:
    """The page's language, `in=en`. (`lang` asks for measures with advice in a language, which is another thing.)"""
    asked = request.GET.get("in", "")
    return asked if asked in scope.community.languages else "ja"


def _address(request: HttpRequest) -> str:
    return (settings.PUBLIC_ADDRESS or request.build_absolute_uri("/")).rstrip("/")


@require_safe
def find(request: HttpRequest) -> HttpResponse:
    scope = _scope()
    asked, lang, today = wanted(request.GET), _language(request, scope), timezone.localdate()
    made, config = _furniture(scope)
    with speaking.speaking(lang, scope.community.dir) as base:
        found = finding.find(scope, asked, today)
        context = {
            **made,
            "community": scope.community,
            "page": {"path": None},
            "support_css": path_of("support.css"),
            "telephones": config.telephones,
            "day": today,
            "here": True,
            "typed": asked.text,
            "hidden_lang": lang if lang != "ja" else "",
            "wanted": asked,
            "found": found,
            **_results(found, asked, today, base, config),
            "facets": _facets(scope, asked, today, lang),
            "chosen": _chosen(asked, lang),
            "languages": [(code, _with(asked.query(), code)) for code in scope.community.languages],
            "links": _links(asked, found, lang),
        }
        body = look.render("support/find.html", context, f"{PATH}index.html", lang)
    answer = HttpResponse(body)
    answer["Cache-Control"] = "private, max-age=60"
    answer["X-Robots-Tag"] = "noindex"
    answer["Referrer-Policy"] = "same-origin"
    return answer


def _results(found: finding.Found, asked: Wanted, today: Any, lang: str, config: Config) -> dict[str, Any]:
    items = [showing.shown(one, today, lang, config.unverified_days, found.terms, live=True) for one in found.measures]
    pages = -(-found.total // finding.A_PAGE)
    return {
        "items": items[: found.fitting],
        "silent_items": items[found.fitting :],
        "pages": pages,
        "more": found.capped or asked.page < pages,
        "silent_of": [wording.FACETS[name] for name in finding.SILENT if asked.filters.get(name)],
        "also": "、".join(found.also),
        "ask_anyway": "、".join(str(wording.FACETS[name].ja) for name in finding.SILENT if asked.filters.get(name)),
    }


def _with(query: str, lang: str) -> str:
    """A question with its language."""
    parts = [query] if query else []
    return "&".join([*parts, *([f"in={lang}"] if lang != "ja" else [])])


def _links(asked: Wanted, found: finding.Found, lang: str) -> dict[str, str]:
    made = {
        "without_synonyms": asked.query(synonyms=False),
        "with_synonyms": asked.query(synonyms=True),
        "suggestion": asked.query(text=found.suggestion),
        "ended": asked.query(ended=not asked.ended),
        "relevance": asked.query(sort="" if asked.text else "relevance"),
        "deadline": asked.query(sort="deadline" if asked.text else ""),
        "before": asked.query(page=asked.page - 1),
        "after": asked.query(page=asked.page + 1),
        "everything": "",
    }
    linked = {name: "./?" + _with(query, lang) if _with(query, lang) else "./" for name, query in made.items()}
    return linked | {"feed": "feed.atom?" + asked.query(), "qr": "qr.svg?" + _with(asked.query(), lang)}


def _chosen(asked: Wanted, lang: str) -> list[tuple[Text, Text, str]]:
    """(facet, value, address without it)."""
    return [
        (
            wording.FACETS[name],
            wording.of_value(name, value),
            "./?" + _with(asked.query(filters=asked.toggled(name, value)), lang),
        )
        for name, values in asked.filters.items()
        for value in values
    ]


def _facets(scope: Scope, asked: Wanted, today: Any, lang: str) -> list[dict[str, Any]]:
    counted = finding.counts(scope, asked, today, finding.stamp(scope))
    made = []
    for name, title in wording.FACETS.items():
        chosen = asked.filters.get(name, ())
        values = [pair for pair in counted.get(name, []) if pair[0] not in chosen]
        if name == "area":  # everywhere belongs to every place, so it is no choice of its own
            values = [pair for pair in values if pair[0] not in (NATIONWIDE,)]
        if name == "list" and len(values) < 2 and not chosen:
            continue
        lines = [
            {
                "words": wording.of_value(name, value),
                "count": count,
                "link": "./?" + _with(asked.query(filters=asked.toggled(name, value)), lang),
            }
            for value, count in values
        ]
        if lines or chosen or name == "area":
            made.append(
                {
                    "name": name,
                    "title": title,
                    "few": lines[:FEW],
                    "rest": lines[FEW:],
                    "open": bool(chosen) or name in ("need", "who"),
                }
            )
    return made


@require_safe
def feed(request: HttpRequest) -> HttpResponse:
    """The newest of what a saved search finds."""
    scope, asked, today = _scope(), wanted(request.GET), timezone.localdate()
    found = finding.find(scope, asked, today, 200, 0)
    name = " ".join(
        filter(None, [asked.text, *(wording.of_value(n, v).ja for n, vs in asked.filters.items() for v in vs)])
    )
    title = f"{scope.community.name.ja} 支援「{name or 'すべて'}」"
    path = f"{PATH}feed.atom" + (f"?{asked.query()}" if asked.query() else "")
    community = scope.community
    body = feeds.atom(
        community, feeds.newest(found.measures), today, title=title, path=path, root=_address(request) + "/"
    )
    answer = HttpResponse(body, content_type="application/atom+xml; charset=utf-8")
    answer["Cache-Control"] = "public, max-age=900"
    return answer


@require_safe
def code(request: HttpRequest) -> HttpResponse:
    """The address of a search as a QR code."""
    import segno

    asked, lang = wanted(request.GET), _language(request, _scope())
    query = _with(asked.query(), lang)
    address = f"{_address(request)}/{PATH}" + (f"?{query}" if query else "")
    out = io.BytesIO()
    try:
        segno.make(address[:2_000], error="l", micro=False).save(out, kind="svg", border=2, omitsize=True)
    except segno.DataOverflowError:
        return HttpResponse(status=414)
    answer = HttpResponse(out.getvalue(), content_type="image/svg+xml")
    answer["Cache-Control"] = "private, max-age=3600"
    return answer

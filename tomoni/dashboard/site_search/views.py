"""search/ as Django answers it, in every language of the site. The address holds the whole question."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from tomoni.dashboard.site_search import queries
from tomoni.dashboard.site_search.asking import Wanted, wanted
from tomoni.i18n import Text, speaking
from tomoni.look import page as look
from tomoni.publish import versions
from tomoni.publish.tree import PUBLIC as SHOWN
from tomoni.registry import here
from tomoni.registry.people.roles import PUBLIC
from tomoni.registry.rooms import rooms
from tomoni.registry.scope import Scope
from tomoni.search.highlight import marked, near, spans

PATH = "search/"
PASSAGE = 110
Pieces = list[tuple[str, bool]]
_kept: dict[str, Any] = {}


@dataclass(frozen=True, slots=True)
class Shown:
    """A hit as people see it. `title` and `words` in pieces: (text, whether it matched)."""

    kind: Text
    path: str
    title: Pieces
    words: Pieces
    of: Text
    over: bool
    link_lang: str
    foreign: bool
    """Its words are Japanese on a page that is not."""


def _scope() -> Scope:
    return Scope(None, here.community(), PUBLIC)


def _furniture(scope: Scope) -> dict[str, Any]:
    """Menu and banners as on the published pages, looked up again when a new site is shown: one is whenever a banner begins
    or ends."""
    key = (scope.community, versions.storage().pointed(SHOWN))
    if _kept.get("key") != key:
        _kept.update(key=key, made=rooms.furniture(scope))
    found: dict[str, Any] = _kept["made"]
    return found


def language_of(folder: str, scope: Scope) -> str:
    """The language whose pages stand in a folder ("" is Japanese); Http404 when the site doesn't speak it."""
    for lang in scope.community.languages:
        if speaking.folder_of(lang).rstrip("/") == folder:
            return lang
    raise Http404


@require_safe
def find(request: HttpRequest, folder: str = "") -> HttpResponse:
    scope = _scope()
    asked, today, lang = wanted(request.GET), timezone.localdate(), language_of(folder, scope)
    community = scope.community
    found, marked_with = queries.find(scope, asked, today), queries.stamp(scope)
    query = f"?{asked.query(page=asked.page)}" if asked.query(page=asked.page) else ""
    with speaking.speaking(lang, community.dir) as base:
        context = {
            **_furniture(scope),
            "community": community,
            "page": {"path": PATH, "query": query},
            "report": look.report(community.inbox, PATH),
            "ready": bool(marked_with),
            "wanted": asked,
            "found": found,
            "items": [_shown(one, base, found) for one in found.hits],
            "kinds": _kinds(scope, asked, today, marked_with),
            "everything": _link(asked.query(kinds=())),
            "links": _links(asked),
            "suggested": _link(asked.query(text=found.suggestion)),
            "first": (asked.page - 1) * queries.A_PAGE + 1,
            "pages": -(-found.total // queries.A_PAGE),
            "more": found.capped or asked.page * queries.A_PAGE < found.total,
            "also": "、".join(found.also),
        }
        body = look.render("dashboard/find.html", context, look.localised(PATH, lang) + "index.html", lang)
    answer = HttpResponse(body)
    answer["Cache-Control"] = "private, max-age=60"
    answer["X-Robots-Tag"] = "noindex"
    answer["Referrer-Policy"] = "same-origin"
    return answer


def _shown(one: queries.Hit, lang: str, found: queries.Found) -> Shown:
    title, words = one.title[lang], one.words[lang]
    inside = near(words, found.terms, PASSAGE)
    if lang != "ja" and found.terms and not any(hit for _, hit in inside) and one.words.ja != words:
        in_japanese = near(one.words.ja, found.terms, PASSAGE)  # found by what only the Japanese page says
        inside = in_japanese if any(hit for _, hit in in_japanese) else inside
    return Shown(
        queries.kinds().get(one.kind, Text.of(one.kind)),
        one.path,
        marked(title, spans(title, found.terms)) if found.terms else [(title, False)],
        inside,
        one.of,
        one.over,
        "" if one.spoken else "ja",
        lang != "ja",
    )


def _link(query: str) -> str:
    return f"./?{query}" if query else "./"


def _links(asked: Wanted) -> dict[str, str]:
    made = {
        "without_synonyms": asked.query(synonyms=False),
        "with_synonyms": asked.query(synonyms=True),
        "ended": asked.query(ended=not asked.ended),
        "before": asked.query(page=asked.page - 1),
        "after": asked.query(page=asked.page + 1),
        "nothing": "",
    }
    return {name: _link(query) for name, query in made.items()}


def _kinds(scope: Scope, asked: Wanted, today: date, marked_with: str) -> list[dict[str, Any]]:
    names = queries.kinds()
    return [
        {
            "name": names.get(kind, Text.of(kind)),
            "count": count,
            "chosen": kind in asked.kinds,
            "link": _link(asked.query(kinds=asked.toggled(kind))),
        }
        for kind, count in queries.counts(scope, asked, today, marked_with)
    ]

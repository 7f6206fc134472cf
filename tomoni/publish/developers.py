"""/developers: what a program can read here, with lines to paste, terms, limits and promises. A public page like any
other, made at publication, in Japanese and English; beside it `developers/openapi.json`.

The examples name the site by a word to replace, `https://SITE`; a small script writes the address in its place, and so
does the page itself when community.toml gives one.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from django.conf import settings

from tomoni.i18n import LANGUAGES, Text
from tomoni.look import page as look
from tomoni.publish import queries
from tomoni.publish.developers_examples import EXAMPLES, filled
from tomoni.registry import deprecations
from tomoni.registry.api_problems import KINDS
from tomoni.registry.resting import depends, program
from tomoni.registry.rooms import Page, rooms
from tomoni.registry.scope import Scope

PLACE = "https://SITE"
STATIC = Path(__file__).parent / "static" / "publish"
DESCRIPTION = Text("データをプログラムから使う方法", "How programs can use the data")
ADDRESSES = (
    ("datasets", Text("データの一覧", "what there is")),
    ("datasets/{dataset}", Text("一つのデータ（列・ファイル）", "one dataset: columns, files")),
    (
        "datasets/{dataset}/rows",
        Text("行（条件・並べ替え・JSON／CSV／NDJSON）", "rows: filter, sort; JSON, CSV, NDJSON"),
    ),
    ("datasets/{dataset}/publications", Text("公開の履歴", "the history of publications")),
    ("datasets/{dataset}/diff", Text("二つの版の違い", "the difference of two versions")),
    ("datasets/{dataset}/trace", Text("この数字の元", "where a value came from")),
    ("near", Text("近いところ", "what is near a point")),
    ("search", Text("言葉でさがす", "search by words")),
    (
        "sandbox/…",
        Text("同じものの練習用（架空のデータ、毎時変わる）", "the same for practice: made up, moves every hour"),
    ),
)


def pages(scope: Scope) -> Iterator[Page]:
    """The page in every language, its script and style, and the OpenAPI document."""
    of = scope.community
    said = f"{program()} {sorted(rooms.api_routers)} {settings.API_LIMIT} {of.license} {of.contact} {of.operator} {of.name}"
    yield Page("developers/openapi.json", _openapi, "application/json", said)
    for name, kind in (
        ("developers.js", "text/javascript; charset=utf-8"),
        ("developers.css", "text/css; charset=utf-8"),
    ):
        path = _asset(name)
        yield Page(path, lambda name=name: (STATIC / name).read_bytes(), kind, path)
    own = _own(scope)
    digest = depends(scope, {name: value for name, value in own.items() if name != "community"})
    for lang in look.languages_of("developers/", scope.community.languages):
        target = "developers/index.html" if lang == LANGUAGES[0] else f"{lang}/developers/index.html"

        def render(lang: str = lang, target: str = target) -> bytes:
            return look.render("publish/developers.html", {**rooms.furniture(scope), **own}, target, lang)

        yield Page(target, render, depends=digest)


def _openapi() -> bytes:
    from tomoni.publish.api import document

    return document.openapi()


def _asset(name: str) -> str:
    stem, _, suffix = name.partition(".")
    return f"assets/{stem}.{hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:10]}.{suffix}"


def _own(scope: Scope) -> Mapping[str, Any]:
    """What the page says, beside the furniture."""
    dataset, column = _first(scope)
    limit, window = settings.API_LIMIT
    address = getattr(scope.community, "address", "") or PLACE
    return {
        "community": scope.community,
        "page": {"path": "developers/", "description": DESCRIPTION},
        "addresses": ADDRESSES,
        "examples": [
            {
                "id": example.id,
                "title": example.title,
                "words": example.words,
                "code": [
                    (name, filled(text, dataset, column).replace("{site}", address))
                    for name, text in (
                        ("curl", example.curl),
                        ("JavaScript", example.javascript),
                        ("Python", example.python),
                    )
                ],
            }
            for example in EXAMPLES
        ],
        "place": PLACE,
        "address": address,
        "limit": limit,
        "window": window,
        "deprecations": deprecations.everything(),
        "problems": sorted(KINDS.items(), key=lambda pair: pair[1].status),
        "script": _asset("developers.js"),
        "style": _asset("developers.css"),
    }


def _first(scope: Scope) -> tuple[str, str]:
    """The first published dataset and a column of it for the examples; those of the sandbox when there is none."""
    for item in queries.published(scope):
        fields = item.schema.get("fields", [])
        numbers = [field["name"] for field in fields if field.get("type") in ("integer", "number")]
        if fields and item.publication.version.rows:
            return item.dataset, str((numbers or [fields[0]["name"]])[0])
    return "dataset-id", "column"

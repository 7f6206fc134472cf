"""Rendering a public page: bytes from a template, links relative to the page, assets under content-hashed names.

Every page is a file of a static tree that may stand under any sub-path, so nothing here ever writes an absolute link.
`page_path` is the file's path in the tree ("cards/positives/index.html", "en/index.html"); Japanese pages are at the
root, those of another language under its code. Templates get `lang`, `page_path` and whatever `context` brings.
"""

from __future__ import annotations

import hashlib
import posixpath
import re
from collections.abc import Iterable, Mapping
from functools import cache, lru_cache
from html import escape
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from tomoni.charts import style
from tomoni.i18n import LANGUAGES, in_japanese, speaking
from tomoni.look import mending

DEEP = re.compile(r"(trace/([^/]+/)?|(datasets/[^/]+/)rows/|(cards/[^/]+/)trace/|developers/)")
"""Pages of single rows and for programs: they stand in Japanese and English only; other languages link to those."""
STATIC = Path(__file__).parent / "static" / "look"
FOLDER = "assets"
TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
}


@lru_cache(4096)
def relative(target: str, page_path: str) -> str:
    """The link from the page at `page_path` to `target`, both paths from the site's root.

    >>> relative("cards/x/", "en/news/index.html"), relative("", "index.html"), relative("#a", "index.html")
    ('../../cards/x/', './', './#a')
    """
    cut = min((i for i in (target.find("#"), target.find("?")) if i >= 0), default=len(target))
    path, tail = target[:cut].lstrip("/"), target[cut:]
    here = posixpath.dirname(page_path) or "."
    if path.endswith("index.html"):
        path = path[: -len("index.html")]
    link = _steps(path, here)
    if link == ".":
        return "./" + tail
    return link + ("/" if not path or path.endswith("/") else "") + tail


def _steps(path: str, here: str) -> str:
    """posixpath.relpath for clean paths of the site, without asking the disk where we are: it is the most frequent step
    of a build.

    >>> _steps("cards/x/", "en/news"), _steps("", "en"), _steps("a/b", "a"), _steps("", ".")
    ('../../cards/x', '..', 'b', '.')
    """
    to = [part for part in path.split("/") if part and part != "."]
    of = [part for part in here.split("/") if part and part != "."]
    same = 0
    for one, other in zip(to, of, strict=False):
        if one != other:
            break
        same += 1
    return "/".join([".."] * (len(of) - same) + to[same:]) or "."


def localised(target: str, lang: str) -> str:
    """A page's path in a language: pages (ending in "/" or empty) get the language's folder, files stay as they are.
    While a further language is spoken (`tomoni.i18n.speaking`), its base means it.

    >>> localised("cards/x/#top", "en"), localised("", "en"), localised("data/x/data.csv", "en"), localised("en/", "en")
    ('en/cards/x/#top', 'en/', 'data/x/data.csv', 'en/')
    """
    return in_folder(target, speaking.really(lang))


def in_folder(target: str, lang: str) -> str:
    """As `localised`, for exactly this language.

    >>> in_folder("cards/x/", "ja-easy"), in_folder("trace/x/1/", "ja-easy"), in_folder("trace/x/1/", "zh-Hant")
    ('easy/cards/x/', 'trace/x/1/', 'en/trace/x/1/')
    """
    cut = min((i for i in (target.find("#"), target.find("?")) if i >= 0), default=len(target))
    path = target[:cut]
    if lang == LANGUAGES[0] or target.startswith("/") or (path and not path.endswith("/")):
        return target
    folder = speaking.folder_of(speaking.base_of(lang) if is_deep(path) else lang)
    return target if folder and path.startswith(folder) else f"{folder}{target}"


def is_deep(path: str) -> bool:
    """Whether a page stands in Japanese and English only."""
    return bool(DEEP.match(path))


def languages_of(path: str, languages: Iterable[str]) -> list[str]:
    """In which of a community's languages the page at `path` ("cards/x/") stands."""
    return [lang for lang in languages if lang in LANGUAGES or not is_deep(path)]


def switched(path: str, lang: str) -> str:
    """Where the language switch of the page at `path` leads: the page itself, or the nearest one there is.

    >>> switched("cards/x/", "ja-easy"), switched("trace/x/3/", "ja-easy"), switched("datasets/x/rows/1/", "en")
    ('easy/cards/x/', 'easy/datasets/x/', 'en/datasets/x/rows/1/')
    """
    found = DEEP.match(path)
    if found and lang not in LANGUAGES:
        path = f"datasets/{found[2]}" if found[2] else found[3] or found[4] or ""
    return in_folder(path, lang)


def report(base: str, page_path: str, **about: object) -> str:
    """Where a page's 「まちがいを知らせる」 leads: the inbox of this site, or of the one at `base`, told about the page.

    >>> report("", "cards/x/", dataset="patients")
    'inbox/new/?page=cards%2Fx%2F&dataset=patients'
    """
    said = {"page": page_path} | {name: str(value) for name, value in about.items() if value != ""}
    return f"{base.rstrip('/') + '/' if base else ''}inbox/new/?{urlencode({k: v for k, v in said.items() if v})}"


JAPANESE = "[\u3040-\u30ff\u3400-\u9fff](?:[0-9\u3001-\u30ff\u3400-\u9fff\uff01-\uff65]*[\u3040-\u30ff\u3400-\u9fff])?"
"""A run of Japanese, its figures and full-width signs within."""


def marked_ja(text: str, lang: str) -> SafeString:
    """Text as HTML; with lang="ja" around what is Japanese on a page that is not, for voices and fonts: all of it, or the
    names in an English sentence. What was said in a further language (中文) is not Japanese."""
    safe = escape(text)
    if lang == "ja" or not in_japanese(text) or speaking.was_said(text):
        return SafeString(safe)
    if not re.search("[A-Za-z]{2}", text):
        return SafeString(f'<span lang="ja">{safe}</span>')
    return SafeString(re.sub(JAPANESE, r'<span lang="ja">\g<0></span>', safe))


@cache
def _assets() -> dict[str, tuple[str, bytes, str]]:
    """name → (path in the tree, bytes, type). The style sheet is one file: the site's rules and those of the charts."""
    found: dict[str, tuple[str, bytes, str]] = {}
    files = [file for file in STATIC.iterdir() if file.suffix in TYPES]
    for file in sorted(files, key=lambda file: (file.suffix == ".css", file.name)):  # the style sheet names the others
        data = file.read_bytes()
        if file.suffix == ".css":
            css = style.squeeze(data.decode()) + style.site_css()
            for name, (path, _, _) in found.items():
                css = css.replace(f"url({name})", f"url({path.removeprefix(FOLDER + '/')})")
            data = css.encode()
        digest = hashlib.sha256(data).hexdigest()[:10]
        found[file.name] = (f"{FOLDER}/{file.stem}.{digest}{file.suffix}", data, TYPES[file.suffix])
    return found


def asset_path(name: str) -> str:
    """ "tomoni.css" → "assets/tomoni.1a2b3c4d5e.css"; KeyError when there is no such asset."""
    return _assets()[name][0]


def assets() -> list[tuple[str, bytes, str]]:
    """(path, bytes, type) of every asset; whoever registers pages publishes them as they are. Names never repeat."""
    return list(_assets().values())


def digest() -> str:
    """A digest of all templates, template tags and assets of the look: part of a page's `depends`."""
    return _digest()


@cache
def _digest() -> str:
    root = Path(__file__).parent
    files = sorted([*root.rglob("*.html"), *root.rglob("*.py"), *STATIC.iterdir(), *style.FOLDER.rglob("*.py")])
    return hashlib.sha256(
        b"".join(f.read_bytes() for f in files if "tests" not in f.parts) + style.site_css().encode()
    ).hexdigest()


def render(template: str, context: Mapping[str, Any], page_path: str, lang: str = "ja") -> bytes:
    """A page in UTF-8. Context as documented in `templates/look/base.html`. A further language is made in its base."""
    community = context.get("community")
    with speaking.speaking(lang, getattr(community, "dir", None)) as base:
        told = {**context, "lang": base, "html_lang": speaking.html_lang(lang), "spoken": lang, "page_path": page_path}
        return mending.mend(render_to_string(template, told), community).encode()

"""News (`news/*.md`) and pages (`pages/<slug>.<lang>.md`) of a community, as the author's words in safe HTML.

A file may open with front matter between two lines `---`: `date`, `title` (a text, or `ja:`, `en:` … indented below),
`category`, and in a translation `of` (the `sign` of the Japanese text it was made from).
Without a title the first heading is it. A news file may hold both languages, divided by a line `---en---`. A language
that is missing falls back to the other, and `Article.languages` says which are really there.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import nh3
from markdown_it import MarkdownIt

from tomoni.i18n import LANGUAGES, Text, speaking

TAGS = {
    "a",
    "p",
    "br",
    "hr",
    "em",
    "strong",
    "del",
    "h2",
    "h3",
    "h4",
    "h5",
    "ul",
    "ol",
    "li",
    "dl",
    "dt",
    "dd",
    "blockquote",
    "code",
    "pre",
    "table",
    "thead",
    "tbody",
    "tr",
    "th",
    "td",
}
_DIVIDER = re.compile(r"^---\s*([a-z]{2,3}(?:-[A-Za-z0-9]{2,8})?)\s*---\s*$", re.MULTILINE)
_FRONT = re.compile(r"\A---\s*\n(.*?)\n---\s*\n", re.DOTALL)
_HEADING = re.compile(r"^#[ \t]+(.+?)[ \t#]*$", re.MULTILINE)
_SLUG = re.compile(r"[^a-z0-9-]+")
_MARKDOWN = MarkdownIt("commonmark", {"html": False}).enable("table")


@dataclass(frozen=True, slots=True)
class Article:
    """`html` holds the body of each language that is there; `title` falls back. `day` is None for pages."""

    slug: str
    title: Text
    html: dict[str, str]
    day: date | None = None
    titles: dict[str, str] = field(default_factory=dict)
    """The title in each language that has one of its own."""
    category: str = ""
    stale: tuple[str, ...] = ()
    """Languages whose translation says (`of:`) that it was made from another text than today's Japanese one."""
    source: str = ""
    """The sign of the Japanese text, which a translation keeps in its front matter."""

    @property
    def news_path(self) -> str:
        return f"news/{self.slug}/"

    @property
    def languages(self) -> tuple[str, ...]:
        return tuple(self.html)

    def body(self, lang: str) -> tuple[str, str]:
        """(HTML, language it is really in): that being spoken, its base, then any."""
        spoken = speaking.really(lang)
        order = (spoken, speaking.base_of(spoken), *LANGUAGES, *self.html)
        found = next((code for code in order if code in self.html), "")
        return self.html.get(found, ""), found or lang


def to_html(text: str) -> str:
    """Markdown → HTML without scripts, styles, pictures or raw HTML; headings start at h2 (the page has its own h1)."""
    rendered = _MARKDOWN.render(text)
    lowered = re.sub(r"<(/?)h([1-6])>", lambda m: f"<{m[1]}h{min(int(m[2]) + 1, 5)}>", rendered)
    return nh3.clean(
        lowered,
        tags=TAGS,
        attributes={"a": {"href"}, "ol": {"start"}, "th": {"scope"}},
        url_schemes={"http", "https", "mailto", "tel"},
        link_rel="noopener",
    )


def news(folder: Path) -> list[Article]:
    """All news, newest first (by front matter date, else by a date at the start of the file's name)."""
    made = [_article(path, _parts(path)) for path in _files(folder / "news")]
    return sorted(made, key=lambda article: (article.day or date.min, article.slug), reverse=True)


def documents(folder: Path) -> list[Article]:
    """The pages of a community, by file name; `flow.ja.md` and `flow.en.md` are one page."""
    by_slug: dict[str, dict[str, str]] = {}
    paths: dict[str, Path] = {}
    for path in _files(folder / "pages"):
        name, _, lang = path.stem.rpartition(".")
        if not (lang in LANGUAGES or speaking.is_language(lang)) or not name:
            name, lang = path.stem, LANGUAGES[0]
        by_slug.setdefault(name, {})[lang] = _read(path)
        paths.setdefault(name, path.with_name(f"{name}.md"))
    return [_article(paths[name], parts) for name, parts in by_slug.items()]


def _files(folder: Path) -> list[Path]:
    """Its Markdown files; a README is for whoever opens the folder."""
    return [path for path in sorted(folder.glob("*.md")) if not path.name.upper().startswith("README")]


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8-sig", errors="replace").replace("\r\n", "\n")


def _parts(path: Path) -> dict[str, str]:
    """The languages of a file: what stands before the first divider is in the first language."""
    front, body = _split_front(_read(path))
    pieces = _DIVIDER.split(body)
    out = {LANGUAGES[0]: front + pieces[0]}
    for lang, text in zip(pieces[1::2], pieces[2::2], strict=True):
        out[lang] = text
    return {lang: text for lang, text in out.items() if _split_front(text)[1].strip() or lang == LANGUAGES[0]}


def _split_front(text: str) -> tuple[str, str]:
    found = _FRONT.match(text)
    return (found[0], text[found.end() :]) if found else ("", text)


def _article(path: Path, parts: dict[str, str]) -> Article:
    titles: dict[str, str] = {}
    html: dict[str, str] = {}
    day = _day(path.stem[:10])
    category, stale = "", []
    source = sign(_split_front(parts.get(LANGUAGES[0], ""))[1])
    for lang, text in parts.items():
        front, body = _split_front(text)
        said = _front_matter(front)
        day = _day(said.get("date", "")) or day
        category = category or said.get("category", "")
        if said.get("of", source) != source:
            stale.append(lang)
        heading = _HEADING.search(body)
        if heading and not body[: heading.start()].strip():
            body = body[heading.end() :]
            titles.setdefault(lang, heading[1])
        titles |= {key.removeprefix("title."): value for key, value in said.items() if key.startswith("title.")}
        if said.get("title"):
            titles[lang] = said["title"]
        if body.strip():
            html[lang] = to_html(body)
    slug = _SLUG.sub("-", path.stem.lower()).strip("-") or "page"
    return Article(slug, Text.of(titles or path.stem), html, day, titles, category, tuple(stale), source)


def sign(text: str) -> str:
    """The sign of a text: twelve letters of its SHA-256, blind to space at the ends."""
    return hashlib.sha256(text.strip().encode()).hexdigest()[:12]


def _front_matter(front: str) -> dict[str, str]:
    """`key: value` lines; an indented one belongs to the key above it ("title.ja"). Anything else is left out."""
    out: dict[str, str] = {}
    above = ""
    for line in front.splitlines():
        key, colon, value = line.partition(":")
        if not colon:
            continue
        name = key.strip().lower()
        name = f"{above}.{name}" if key[:1].isspace() and above else name
        value = value.strip().strip("\"'")
        if value:
            out[name] = value
        elif not key[:1].isspace():
            above = name
    return out


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None

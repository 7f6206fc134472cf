"""The last touch on a page in a further language: やさしい日本語 gets furigana, and elsewhere each word that is still in
English is marked as English, so that nobody takes it for a translation and a voice reads it right.

Works on finished HTML of our own templates: text between tags is looked at, tags are left as they are.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from html import escape, unescape

from tomoni.i18n import speaking
from tomoni.look import ruby

_TAG = re.compile(r"""(<!--.*?-->|<(?:[^>"']|"[^"]*"|'[^']*')*>)""", re.DOTALL)
_NAME = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9-]*)")
_LANG = re.compile(r"""\slang=["']?([A-Za-z-]+)""")
_LETTERS = re.compile(r"[A-Za-z]{2}|\b[aI]\b")
VOID = frozenset(["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"])
CLOSED = frozenset(
    ["script", "style", "title", "textarea", "option", "code", "pre", "rt", "rp", "svg", "template", "head", "ruby"]
)
"""Inside these nothing is touched."""


def mend(html: str, community: object = None) -> str:
    """The page as it is for Japanese and English; see above for the others."""
    speaker = speaking.now()
    if speaker is None or speaker.lang == speaker.base:
        return html
    if speaker.lang == speaking.EASY:
        own = ruby.of_community(community)
        return _walk(html, "ja", lambda text: ruby.html(text, own))
    known = sorted((text for text in speaker.used if text.strip()), key=len, reverse=True)
    splitter = re.compile("(" + "|".join(re.escape(text) for text in known) + ")") if known else None
    return _walk(html, speaking.html_lang(speaker.lang), lambda text: _marked(text, splitter, speaker.base))


def _marked(text: str, splitter: re.Pattern[str] | None, base: str) -> str:
    parts = splitter.split(text) if splitter else [text]
    made = []
    for place, part in enumerate(parts):
        left = place % 2 == 0 and _LETTERS.search(part)
        made.append(f'<span lang="{base}">{escape(part)}</span>' if left else escape(part))
    return "".join(made)


def _walk(html: str, lang: str, touch: Callable[[str], str]) -> str:
    out: list[str] = []
    open_: list[tuple[str, bool]] = []
    for place, part in enumerate(_TAG.split(html)):
        if place % 2:
            out.append(part)
            _step(open_, part, lang)
        elif part.strip() and open_ and not open_[-1][1]:
            out.append(touch(unescape(part)))
        else:
            out.append(part)
    return "".join(out)


def _step(open_: list[tuple[str, bool]], tag: str, lang: str) -> None:
    """Keeps the stack of open elements: (name, whether it is closed to us)."""
    found = _NAME.match(tag)
    if not found:
        return
    name = found[2].lower()
    if found[1]:
        while open_ and open_.pop()[0] != name:
            pass
        return
    if name in VOID or tag.endswith("/>"):
        return
    said = _LANG.search(tag)
    closed = name in CLOSED or bool(open_ and open_[-1][1])
    if said and said[1] != lang:
        closed = True
    open_.append((name, closed))

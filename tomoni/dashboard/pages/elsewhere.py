"""search/more.js: what the other rooms offer to be found (measures, places with stock, paper maps, answers), for the search
of a copy that no server answers for. The script of the search page fetches it when somebody begins to type.

It holds the first of each kind, as a page that finds in the browser can't carry tens of thousands of things; the rooms'
own lists stand in the menu.
"""

from __future__ import annotations

import hashlib
import json
import logging
from collections import Counter
from collections.abc import Iterator

from django.utils import timezone

from tomoni.dashboard.pages import base
from tomoni.i18n import Text
from tomoni.registry.errors import Problem
from tomoni.registry.findable import SEAM, Findable, Searchable
from tomoni.registry.rooms import Page, rooms
from tomoni.registry.scope import Scope

log = logging.getLogger(__name__)
OURS = "dashboard"
PATH = f"{base.SEARCH}more.js"
MOST = 500
"""Things of one kind."""
LONGEST = 160
"""Characters of what a thing is found by beside its title."""


def pages(scope: Scope, languages: tuple[str, ...]) -> Iterator[Page]:
    """One for Japanese and one for English, which further languages use. Whether what others offer has changed is known by
    asking them, so these are made each time; they are packed and written when they differ."""
    things = list(_offered(scope))
    for lang in ("ja", "en"):
        if lang in languages:
            made = _script(things, lang)
            kind = "text/javascript; charset=utf-8"
            yield Page(base.in_language(PATH, lang), lambda made=made: made, kind, hashlib.sha256(made).hexdigest())


def _offered(scope: Scope) -> Iterator[tuple[Text, Findable]]:
    """(what kind it is, thing): the first MOST of each kind; what has ended is left out."""
    today = timezone.localdate()
    others = sorted((one for name, one in rooms.extras_of(SEAM).items() if name != OURS), key=lambda one: one.last)
    for room in others:
        counts: Counter[str] = Counter()
        for one in _of_room(scope, room):
            if one.kind in room.kinds and not (one.until and one.until < today) and counts[one.kind] < MOST:
                counts[one.kind] += 1
                yield room.kinds[one.kind], one
            if min((counts[kind] for kind in room.kinds), default=MOST) >= MOST:
                break


def _of_room(scope: Scope, room: Searchable) -> Iterator[Findable]:
    """A room that can't say what it offers leaves the others findable."""
    try:
        yield from room.entries(scope)
    except (Problem, OSError):
        log.exception("search: a room could not say what it offers")


def _script(things: list[tuple[Text, Findable]], lang: str) -> bytes:
    """Leaves [[kind, path, title, of, words, last day, 1 when its page is in Japanese only]…] for search.js."""
    said = [
        [
            kind[lang],
            one.path,
            one.title[lang],
            one.of[lang],
            _words(one, lang),
            str(one.until or ""),
            int(not one.spoken),
        ]
        for kind, one in things
    ]
    text = json.dumps(said, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
    return f'"use strict";self.tomoniMore={text};\n'.encode()


def _words(one: Findable, lang: str) -> str:
    return " ".join(one.words[lang].split())[:LONGEST].strip()

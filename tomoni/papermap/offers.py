"""What the room offers to the site-wide search: the newest published edition of each map, with what stands on its list."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

from tomoni.i18n import Text, format
from tomoni.papermap import queries
from tomoni.papermap.models import Edition
from tomoni.registry.findable import Findable
from tomoni.registry.scope import Scope

KINDS = {"papermap": Text("紙マップ", "Paper maps")}
TAGS = re.compile(r"<(style|head)\b.*?</\1>|<[^>]+>", re.DOTALL)


def entries(scope: Scope) -> Iterator[Findable]:
    for place, row in enumerate(queries.shown(scope)):
        day = row.made_at.date()
        of = Text(f"第{row.number}版・{format.day(day)}", f"Edition {row.number}, {format.day(day, 'en')}")
        yield Findable("papermap", f"papermap/{row.page}/", Text.of(row.title), Text.of(_words(row)), of, place=place)


def _words(row: Edition) -> str:
    """The edition's accessible list without its marks."""
    document = (queries.file(row, "list.html") or b"").decode()
    return " ".join(unescape(TAGS.sub(" ", document)).split())

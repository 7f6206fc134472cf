"""Atom feeds of measures: what is new or changed, of everything and of a saved search."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import date
from html import escape

from tomoni.registry.community import CommunityConfig
from tomoni.support import showing, wording
from tomoni.support.measure import Measure

NAMESPACE = uuid.UUID("3f5c9a52-9b1d-5b8e-8c51-6fd1c8f1a7d0")
NEWEST = 50
NOTHING_YET = "2020-01-01T00:00:00+09:00"


def newest(measures: Iterable[Measure], most: int = NEWEST) -> list[Measure]:
    """The last looked at first."""
    return sorted(measures, key=lambda one: (one.looked_at or date.min, one.key), reverse=True)[:most]


def atom(
    community: CommunityConfig, measures: Iterable[Measure], today: date, *, title: str, path: str, root: str
) -> bytes:
    """`path`: of the feed, which names it; `root`: the way from it to the site's root, for links."""
    some = list(measures)
    updated = max((_moment(one) for one in some), default=NOTHING_YET)
    base = f"{community.address}/" if community.address else root
    lines = [
        '<?xml version="1.0" encoding="utf-8"?>',
        '<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="ja">',
        f"<id>{_id(community.code, community.id, 'support', path)}</id>",
        f"<title>{escape(plain(title))}</title>",
        f"<updated>{updated}</updated>",
        f"<author><name>{escape(community.operator.ja or community.name.ja)}</name></author>",
        f'<link rel="self" type="application/atom+xml" href="{escape(base + path)}"/>',
        f'<link rel="alternate" type="text/html" href="{escape(base)}support/"/>',
        *(_entry(community, one, today, base) for one in some),
        "</feed>",
    ]
    return ("\n".join(lines) + "\n").encode()


def _entry(community: CommunityConfig, one: Measure, today: date, base: str) -> str:
    facts = [showing.deadline(one, today).ja, wording.areas(one).ja, one.provider, *one.phone[:1]]
    words = "".join(
        f"<p>{escape(plain(part))}</p>" for part in (one.summary or one.catch, " · ".join(filter(None, facts))) if part
    )
    return "\n".join(
        [
            "<entry>",
            f"<id>{_id(community.code, community.id, 'support', 'm', one.key)}</id>",
            f"<title>{escape(plain(one.title))}</title>",
            f"<updated>{_moment(one)}</updated>",
            f'<link rel="alternate" type="text/html" href="{escape(base)}support/m/{one.key}/"/>',
            f'<content type="html">{escape(words)}</content>',
            "</entry>",
        ]
    )


def _moment(one: Measure) -> str:
    return f"{one.looked_at.isoformat()}T00:00:00+09:00" if one.looked_at else NOTHING_YET


def _id(*parts: str) -> str:
    return f"urn:uuid:{uuid.uuid5(NAMESPACE, '/'.join(parts))}"


def plain(text: str) -> str:
    """Without the characters that XML can't hold."""
    return "".join(
        c
        for c in text
        if c in "\t\n\r" or (ord(c) >= 0x20 and not 0xD800 <= ord(c) <= 0xDFFF and ord(c) not in (0xFFFE, 0xFFFF))
    )

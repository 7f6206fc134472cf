"""feed.atom (RFC 4287): what changed, newest first, one entry a publication and one for each thing now held.

Ids are made from community, dataset and sequence number, so a reader never sees the same news twice, wherever the site
moves; times are those of the publications, never those of the rendering.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import UTC, datetime
from html import escape
from typing import TYPE_CHECKING

from tomoni.i18n import Text
from tomoni.publish import changes
from tomoni.publish.latest import moment
from tomoni.registry import queries as registry
from tomoni.registry.rooms import rooms

if TYPE_CHECKING:
    from tomoni.publish.queries import Published
    from tomoni.registry.models import Hold, Publication
    from tomoni.registry.scope import Scope

NAMESPACE = uuid.uuid5(uuid.NAMESPACE_DNS, "tomoni")
NEWEST = 100
NOTHING_YET = datetime(2020, 1, 1, tzinfo=UTC)


def identity(*parts: object) -> str:
    return f"urn:uuid:{uuid.uuid5(NAMESPACE, '/'.join(str(part) for part in parts))}"


def atom(scope: Scope, everything: list[Published]) -> bytes:
    """The feed of a community, in Japanese with English beside it."""
    community = scope.community
    entries: list[tuple[datetime, str]] = []
    for item in everything:
        rows = registry.publications(scope, item.dataset)
        entries += [(row.released_at, _publication(scope, item, row)) for row in rows[:NEWEST]]
        entries += [(hold.since, _hold(scope, item, hold)) for hold in item.holds]
    for more in rooms.extras_of("feed").values():
        entries += [(at, _told(scope, parts, at, title, notes)) for at, parts, title, notes in more(scope)]
    # To the second, as they are shown: an export remembers no more, and must give the same feed again.
    entries.sort(key=lambda entry: (entry[0].replace(microsecond=0), entry[1]), reverse=True)
    updated = moment(entries[0][0] if entries else NOTHING_YET)
    name = community.name
    mark = "" if community.official else "（有志による非公式サイト）"
    base = f' xml:base="{escape(community.address)}/"' if community.address else ""
    head = [
        '<?xml version="1.0" encoding="utf-8"?>',
        f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="ja"{base}>',
        f"<id>{identity(community.code, community.id)}</id>",
        f"<title>{escape(name.ja)} データの更新{mark} / {escape(name.en)} data updates</title>",
        f"<updated>{updated}</updated>",
        f"<author><name>{escape(community.operator.ja or name.ja)}</name></author>",
        '<link rel="self" type="application/atom+xml" href="feed.atom"/>',
        '<link rel="alternate" type="text/html" href="./"/>',
        f"<rights>{escape(community.license)} {escape(community.attribution.ja)}</rights>",
    ]
    return ("\n".join([*head, *(text for _, text in entries[:NEWEST]), "</feed>"]) + "\n").encode()


def _publication(scope: Scope, item: Published, row: Publication) -> str:
    title = item.source.title
    late = (
        Text("、過去の版を履歴に追加", ", an older edition that joined the history")
        if row.back_filled
        else Text("", "")
    )
    what = Text(
        f"{title.ja}: {row.as_of + '時点、' if row.as_of else ''}{row.version.rows:,}行（{row.seq}回目の公開{late.ja}）",
        f"{title.en}: {'as of ' + row.as_of + ', ' if row.as_of else ''}{row.version.rows:,} rows"
        f" (publication {row.seq}{late.en})",
    )
    notes = [Text(notice["ja"], notice["en"]) for notice in row.notices]
    if differs := changes.words(row.changes, changes.labels(item.schema)):
        notes.insert(0, differs)
    if row.reason_ja:
        notes.insert(0, Text(f"理由を付けて公開: {row.reason_ja}", f"Released with a reason: {row.reason_en}"))
    return _entry(
        identity(scope.community.code, scope.community.id, item.dataset, row.seq),
        what,
        row.released_at,
        _of_dataset(item.dataset),
        notes,
    )


def _told(scope: Scope, parts: Sequence[str], at: datetime, title: Text, notes: list[Text]) -> str:
    """An entry of another part of the house, e.g. the answer to a message."""
    who = scope.community
    return _entry(identity(who.code, who.id, *parts), title, at, [_page("inbox/")], notes)


def _hold(scope: Scope, item: Published, hold: Hold) -> str:
    title = item.source.title
    what = Text(f"{title.ja}: 新しい版を公開保留にしています", f"{title.en}: a newer version is held")
    return _entry(
        identity(scope.community.code, scope.community.id, item.dataset, "held", hold.gate, moment(hold.since)),
        what,
        hold.since,
        _of_dataset(item.dataset),
        [Text(hold.reason_ja, hold.reason_en)],
    )


def _of_dataset(dataset: str) -> list[str]:
    """Links of an entry: the page for people where a room has one, rooms.extra("dataset-page", room, make), and the data."""
    pages = [_page(make(dataset)) for make in rooms.extras_of("dataset-page").values()][:1]
    kind = "related" if pages else "alternate"
    return [*pages, f'<link rel="{kind}" type="application/json" href="data/{dataset}/latest.json"/>']


def _page(path: str) -> str:
    return f'<link rel="alternate" type="text/html" href="{escape(path)}"/>'


def _entry(identifier: str, title: Text, at: datetime, links: Sequence[str], notes: list[Text]) -> str:
    words = "".join(f"<p>{escape(n.ja)}</p><p lang='en'>{escape(n.en)}</p>" for n in [title, *notes])
    return "\n".join(
        [
            "<entry>",
            f"<id>{identifier}</id>",
            f"<title>{escape(title.ja)} / {escape(title.en)}</title>",
            f"<updated>{moment(at)}</updated>",
            *links,
            f'<content type="html">{escape(words)}</content>',
            "</entry>",
        ]
    )

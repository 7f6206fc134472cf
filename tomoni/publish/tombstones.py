"""Tombstones: what stays in public of what was withdrawn — that it was there, since when it is not, why, and who decided.

The front answers old addresses with 410: exact documents stand in the tree where a static host would look for them, and
`gone` tells the front which folders are empty for good. Nothing here repeats a word of the content.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tomoni.i18n import Text, speaking
from tomoni.look import page as look
from tomoni.publish import canonical, latest, live, queries
from tomoni.publish.tree import File, Manifest
from tomoni.registry import queries as registry
from tomoni.registry import withdrawals
from tomoni.registry.models import Withdrawal
from tomoni.registry.scope import Scope
from tomoni.registry.sources import SourceEntry

GONE = 410


def of(scope: Scope) -> list[Withdrawal]:
    """All that readers are told of."""
    return withdrawals.of_community(scope)


def page_path(withdrawal: Withdrawal) -> str:
    """The page the front shows for every address below; at the root, so that its links can be set right."""
    return f"withdrawn.{withdrawal.dataset.slug}.{withdrawal.id.hex[:8]}.html"


def title(withdrawal: Withdrawal) -> Text:
    slug = withdrawal.dataset.slug
    return Text(withdrawal.title_ja or slug, withdrawal.title_en or slug)


def is_away(scope: Scope, withdrawal: Withdrawal) -> bool:
    """Whether the dataset as such is gone: withdrawn whole and not published anew since."""
    slug = withdrawal.dataset.slug
    return withdrawal.whole and registry.latest_publication(scope, slug) is None and slug not in live.feeds(scope)


def gone(scope: Scope) -> dict[str, dict[str, Any]]:
    """Folder of the site → what the front says of everything in it that the tree does not have."""
    found: dict[str, dict[str, Any]] = {}
    for row in of(scope):
        told = {
            "page": page_path(row),
            "at": latest.moment(row.at),
            "reason": row.reason,
            "title": title(row).to_json(),
        }
        slug = row.dataset.slug
        found |= {f"data/{slug}/{digest}/": told for digest in withdrawals.digests(row)}
        if is_away(scope, row):
            rooms = [f"datasets/{slug}/", f"trace/{slug}/"]
            rooms += [path for room in live.in_rooms() for path in room.pages(scope, slug)]
            others = [
                speaking.folder_of(lang) + path for lang in scope.community.languages if lang != "ja" for path in rooms
            ]
            found |= dict.fromkeys([f"data/{slug}/", *rooms, *others], told)
    return found


def files(scope: Scope) -> Iterator[File]:
    """The documents and pages of everything withdrawn."""
    for row in of(scope):
        yield _page(scope, row, page_path(row))
        for digest in withdrawals.digests(row):
            yield _page(scope, row, f"data/{row.dataset.slug}/{digest}/index.html")
        if is_away(scope, row):
            yield from _whole(scope, row)


def _whole(scope: Scope, row: Withdrawal) -> Iterator[File]:
    slug = row.dataset.slug
    entry = SourceEntry(dataset=slug, title=title(row))
    document = latest.document(scope, entry, None, Manifest(), []) | {"withdrawn": latest.withdrawn(row)}
    lines = latest.history(registry.publications(scope, slug, withdrawn=True), {})
    yield File(f"data/{slug}/latest.json", lambda: canonical.pretty(document), ttl=latest.TTL)
    yield File(f"data/{slug}/publications.json", lambda: canonical.pretty(lines), ttl=latest.TTL)
    yield _page(scope, row, f"datasets/{slug}/index.html")
    for lang in scope.community.languages:
        if lang != "ja":
            yield _page(scope, row, f"{speaking.folder_of(lang)}datasets/{slug}/index.html", lang)


def _page(scope: Scope, row: Withdrawal, path: str, lang: str = "ja") -> File:
    community = scope.community
    context = {
        "community": community,
        "title": title(row),
        "row": row,
        "at": latest.moment(row.at),
        "versions": [] if row.whole else withdrawals.digests(row),
        "current": queries.current(scope, row.dataset.slug) is not None,
        "current_page": f"datasets/{row.dataset.slug}/",
        "who": community.operator if community.operator.ja else community.name,
    }
    return File(path, lambda: look.render("publish/withdrawn.html", context, path, lang), status=GONE)

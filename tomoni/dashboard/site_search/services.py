"""All writes: the site's collection follows what the rooms offer whenever readers are shown a new site."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from datetime import date, datetime

from django.utils import timezone

from tomoni.publish import versions
from tomoni.publish.tree import PUBLIC as SHOWN
from tomoni.registry import here
from tomoni.registry.errors import Problem
from tomoni.registry.findable import Findable, Searchable, offered
from tomoni.registry.scope import Scope
from tomoni.registry.steady import steady
from tomoni.search import services as search

log = logging.getLogger(__name__)
NEVER = 99_991_231
A_KIND = 10_000_000
"""Places that each kind has."""
LONGEST_KEY = 200
_seen: dict[str, date] = {}


def collection_name(scope: Scope) -> str:
    """What the whole site of a community is called in the search."""
    return f"site:{scope.community.id}"


def refresh(scope: Scope) -> int:
    """Brings the search in line with what the rooms offer now; how many things were indexed anew."""
    with steady():
        entries = list(_entries(scope))
    return search.follow(collection_name(scope), entries).indexed


def _entries(scope: Scope) -> Iterator[search.Entry]:
    """Each page once: the first thing that names it has it."""
    rank = 0
    seen: set[str] = set()
    for room in offered():
        ranks = {kind: rank + number for number, kind in enumerate(room.kinds)}
        rank += len(ranks)
        for one in _of_room(scope, room):
            if one.path not in seen and len(one.path) <= LONGEST_KEY:
                seen.add(one.path)
                yield entry(one, ranks[one.kind])


def _of_room(scope: Scope, room: Searchable) -> list[Findable]:
    """A room that can't say what it offers leaves the others findable."""
    try:
        return list(room.entries(scope))
    except (Problem, OSError):
        log.exception("search: a room could not say what it offers")
        return []


def entry(one: Findable, rank: int) -> search.Entry:
    """As a document: both languages beside one another, Japanese first, cut apart again where it is shown."""
    ja, en = (text.replace("\x00", "") for text in (one.words.ja, one.words.en))
    en = "" if en == ja else en
    data = {
        "kind": one.kind,
        "title": one.title.to_json(),
        "of": one.of.to_json(),
        "cut": [len(ja), len(en)],
        "until": one.until.isoformat() if one.until else "",
        "spoken": one.spoken,
    }
    last = int(one.until.strftime("%Y%m%d")) if one.until else NEVER
    return search.Entry(
        key=one.path,
        title="\n".join(dict.fromkeys((one.title.ja, one.title.en))),
        body="\n".join((ja, en, *dict.fromkeys((one.of.ja, one.of.en)))),
        url=one.path,
        facets={"kind": [one.kind]},
        order=(last, rank * A_KIND + min(one.place, A_KIND - 1), one.lot),
        data=data,
    )


def after_show(scope: Scope, follow: Callable[[Scope], int] = refresh) -> None:
    """After readers see a new site. A failure is logged and mended when the next site is shown; what is public is not
    touched."""
    try:
        follow(scope)
    except Exception:
        log.exception("search: the site's index could not be brought up to date")


def if_shown(scope: Scope) -> int:
    """As `refresh`, for a house whose readers see something; before that there is nothing to find."""
    return refresh(scope) if versions.storage().pointed(SHOWN) else 0


def forget(scope: Scope, withdrawal: object) -> None:
    """Withdrawn data leave the search at once."""
    after_show(scope)


def look_after(now: datetime) -> None:
    """At every tick, once a day and when the house starts: a house that was updated may have no index yet, or one of
    another tokeniser."""
    today = timezone.localtime(now).date()
    if _seen.get("day") == today:
        return
    _seen["day"] = today
    try:
        scope = Scope(None, here.community())
    except (Problem, OSError):
        return
    after_show(scope, if_shown)

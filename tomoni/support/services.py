"""All writes of the room: the search index, what is published of a new list, jGrants, contributed measures.

Each looks first and writes only what has changed, so that it is safe to run again.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from tomoni.i18n import Text
from tomoni.registry import here, jobs
from tomoni.registry import queries as registry
from tomoni.registry.errors import Problem
from tomoni.registry.scope import Scope
from tomoni.registry.sources import write_source
from tomoni.search import queries as finding
from tomoni.search import services as search
from tomoni.search import tokens
from tomoni.support import forms, queries
from tomoni.support.documents import entry
from tomoni.support.measure import Measure
from tomoni.support.models import Indexed
from tomoni.tables import schema

log = logging.getLogger(__name__)


def collection_name(scope: Scope) -> str:
    """What the measures of a community are called in the search."""
    return f"support:{scope.community.id}"


def tick_public_columns(scope: Scope, dataset: str) -> list[Text]:
    """Called when a dataset was added: of a list of measures only the columns that its form knows are published."""
    try:
        source = registry.source(scope, dataset)
    except Problem:
        return []
    if forms.of_schema(source.schema) is None or source.columns:
        return []
    known = schema.load(source.schema)
    write_source(scope.community.dir, replace(source, columns=tuple(item.name for item in known.fields)))
    return [
        Text(
            "支援の一覧として、項目定義にある列だけを公開します（記入者の連絡先など、ほかの列は手もとに残ります）。",
            "As a list of support measures, only the columns of its schema are published; all others stay inside.",
        )
    ]


def refresh(scope: Scope, *, everything: bool = False) -> int:
    """Brings the search in line with what is published, and gives how many measures were indexed anew."""
    found = queries.collection(scope)
    name = collection_name(scope)
    stamp = hashlib.sha256(f"{found.digest}\n{tokens.version()}".encode()).hexdigest()
    known = Indexed.objects.filter(collection=name).first()
    if known and known.stamp == stamp and not everything:
        return search.reindex(name)  # an upgrade of the database may have made the place of the tokens anew
    if not found.measures and known is None:
        return 0
    wanted = {one.key: queries.digest_of(one) for one in found.measures}
    before = {} if everything else finding.marks(name, "digest")
    changed = [one for one in found.measures if before.get(one.key) != wanted[one.key]]
    stand = places(found.measures)
    with transaction.atomic():
        gone = [key for key in finding.marks(name, "digest") if key not in wanted]
        if gone:
            search.remove(name, gone)
        search.index(name, _entries(changed, wanted, stand))
        search.reindex(name)  # what another tokeniser made
        if not everything:
            search.order(name, {one.key: stand[one.key] for one in found.measures})
        Indexed.objects.update_or_create(collection=name, defaults={"stamp": stamp, "at": timezone.now()})
    return len(changed)


def _entries(
    measures: list[Measure], digests: dict[str, str], stand: dict[str, tuple[int, int, int]]
) -> Iterator[search.Entry]:
    for one in measures:
        yield entry(one, digests[one.key], stand[one.key])


def places(measures: Sequence[Measure]) -> dict[str, tuple[int, int, int]]:
    """Where a measure stands among equals: its last day; how many of its provider's come before it; its provider's lot.

    So every provider's first measure comes before anybody's second, and the lots are mixed anew each day (`order.turn`)."""
    counts: dict[str, int] = {}
    made = {}
    newest = sorted(measures, key=lambda one: (one.looked_at or date.min, one.key), reverse=True)
    for one in newest:
        who = one.provider or one.key
        number = counts[who] = counts.get(who, 0) + 1
        lot = int.from_bytes(hashlib.sha256(who.encode()).digest()[:4], "big") % LOTS + 1
        made[one.key] = (day_number(one.last_day), number, lot)
    return made


LOTS = 2_147_483_645
NEVER = 99_991_231


def day_number(day: date | None) -> int:
    """20260331; without a last day 99991231, which comes after all others."""
    return int(day.strftime("%Y%m%d")) if day else NEVER


def after_show(scope: Scope) -> None:
    """After readers see a new site: the search follows. A failure is logged and mended when the next site is
    shown; what is public is not touched."""
    try:
        refresh(scope)
    except Exception:
        log.exception("support: the search index could not be brought up to date")


def forget(scope: Scope, withdrawal: object) -> None:
    """Withdrawn data leave the search and the memory of this process too."""
    queries.forget()
    after_show(scope)


def ask_at_midnight(now: datetime) -> None:
    """At every tick, once a day and when the house starts: the search is looked after, and the pages are made again when
    a measure opens or has ended."""
    today = timezone.localtime(now).date()
    if _seen.get("day") == today:
        return
    _seen["day"] = today
    try:
        found = queries.collection(Scope(None, here.community()), today)
    except (Problem, OSError):
        return
    after_show(found.scope)  # a house that was updated may need its index made anew
    yesterday = today - timedelta(days=1)
    if any(one.state(today) != one.state(yesterday) for one in found.measures):
        jobs.ask("publish.show", f"support:{found.scope.community.id}:{today.isoformat()}")


_seen: dict[str, date] = {}


def check(scope: Scope) -> list[Text]:
    """Faults of support.toml and of the rules, in words."""
    from tomoni.support.config import load
    from tomoni.support.eligibility import files as rules

    if not (scope.community.dir / "support.toml").is_file() and not (scope.community.dir / "support").is_dir():
        return []
    return [*load(scope.community.dir).problems, *rules.load(scope.community.dir).problems]


def save_rule(scope: Scope, key: str, text: str) -> None:
    """Keeps the rule of a measure in the community folder, when its cases come out as they say, and logs who did."""
    from uuid import NAMESPACE_URL, uuid5

    from tomoni.registry import events
    from tomoni.registry.people.roles import require
    from tomoni.support.eligibility import files as rules

    require(scope, "publish")
    known = rules.load(scope.community.dir)
    found = rules.parse(text, known.facts)
    if found.measure != key:
        raise Problem(Text("別の支援の条件が書かれています。", "This is the rule of another measure."))
    rules.write(scope.community.dir, text, known.facts)
    events.append(scope, "support.rule-saved", uuid5(NAMESPACE_URL, f"support/{key}"), measure=key)
    jobs.ask("publish.show", f"support:rule:{key}:{timezone.now().isoformat()}")

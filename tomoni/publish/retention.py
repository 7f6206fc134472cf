"""Keeping: how long originals and old versions are kept, by [retention] of community.toml. By default everything is.

Never touched: what is current, the newest `versions` of a dataset, and an original that anything kept is made of. A
version that goes leaves its line in the history and a page that says so (410).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from tomoni.i18n import Text
from tomoni.publish import queries, withdraw
from tomoni.publish.withdraw import TURN
from tomoni.registry import events, here, jobs, raw_store, records, withdrawals
from tomoni.registry import queries as registry
from tomoni.registry.errors import Problem
from tomoni.registry.lock import writing
from tomoni.registry.models import Dataset, RawFile
from tomoni.registry.scope import Scope

REASON = Text("決められた保存期間が過ぎたため", "its time of keeping was over")


@dataclass(frozen=True, slots=True)
class Kept:
    """How much went: versions, and originals by their SHA-256."""

    versions: int = 0
    originals: tuple[str, ...] = ()


def ask(now: datetime | None = None) -> None:
    """Asks for the day's run, when the community has such a rule. Called with every tick."""
    try:
        config = here.community()
    except Problem:
        return
    if config.keep_raw_days or config.keep_versions:
        day = timezone.localtime(now).date() if now else timezone.localdate()
        jobs.ask("publish.retention", f"retention:{config.id}:{day.isoformat()}")


def apply(scope: Scope, now: datetime | None = None) -> Kept:
    """Takes away what is over; a line of the log says what. Running it again finds nothing more."""
    with writing(Path(settings.HOME), wait=TURN):
        withdraw.finish(scope)
        gone = _versions(scope)
        originals = _originals(scope, now or timezone.now())
    return Kept(gone, tuple(originals))


def _versions(scope: Scope) -> int:
    most = scope.community.keep_versions
    if not most:
        return 0
    count = 0
    slugs = Dataset.objects.filter(community__slug=scope.community.id).values_list("slug", flat=True)
    for slug in sorted(slugs):
        current = registry.latest_publication(scope, slug)
        known = queries.versions(scope, slug)
        old = [one for one in known[most:] if current is None or one != current.version.digest]
        if old:
            title = queries.source_of(scope, slug).title
            withdrawals.begin(scope, slug, old, REASON.ja, title, kind=withdrawals.RETENTION)
            withdraw.finish(scope)
            count += len(old)
    return count


def _originals(scope: Scope, now: datetime) -> list[str]:
    """Originals older than the rule that no current version is made of and no source entry needs today."""
    days = scope.community.keep_raw_days
    if not days:
        return []
    needed: set[str] = set()
    for row in Dataset.objects.all().select_related("community"):
        other = registry.latest_publication(scope, row.slug) if row.community.slug == scope.community.id else None
        needed |= set(other.version.sources) if other else set()
    for entry in registry.datasets(scope):
        needed.add(registry.editions(scope, entry)[-1].sha256)
    elsewhere = RawFile.objects.exclude(editions__dataset__community__slug=scope.community.id)
    needed |= set(elsewhere.values_list("sha256", flat=True))
    old = RawFile.objects.filter(fetched_at__lt=now - timedelta(days=days)).exclude(sha256__in=needed)
    gone = [sha for sha in old.values_list("sha256", flat=True) if raw_store.find(sha)]
    for sha in gone:
        raw_store.remove(sha)
    if gone:
        events.append(scope, "retention.applied", records.community(scope).id, originals=sorted(gone), days=days)
    return gone

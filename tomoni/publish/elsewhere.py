"""Several machines with one store: what was withdrawn on one of them leaves the disks of all.

Whoever withdraws takes the bytes out of the store and off its own disk; every other worker goes by the list of
withdrawals in the database, every front by the one in the site's manifest (tomoni.web.shelf).
"""

from __future__ import annotations

from datetime import datetime

from django.conf import settings

from tomoni.publish import versions
from tomoni.registry import raw_store
from tomoni.registry.models import RawFile, Removed, Withdrawal

MINUTE = 60.0
_swept: list[float] = []


def sweep(now: datetime) -> None:
    """At most once a minute; nothing to do where one machine is the house."""
    if not getattr(settings, "S3", {}) or (_swept and now.timestamp() - _swept[0] < MINUTE):
        return
    _swept[:] = [now.timestamp()]
    clear()


def clear() -> None:
    """Takes away what this machine still keeps of withdrawn versions, and of originals that nobody needs any more."""
    done = Withdrawal.objects.exclude(done_at=None)
    gone = Removed.objects.filter(withdrawal__in=done).select_related("version__dataset")
    versions.storage().clear_away(versions.folder_of(row.version.dataset.slug, row.version.digest) for row in gone)
    named = {sha256 for raws in done.values_list("raws", flat=True) for sha256 in raws}
    needed = set(RawFile.objects.filter(sha256__in=named).values_list("sha256", flat=True))
    for sha256 in named - needed:
        raw_store.forget(sha256)

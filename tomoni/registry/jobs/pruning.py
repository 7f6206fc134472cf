"""What is over is not kept for ever: done jobs, and the rows in which django_tasks' own queue remembers its messages."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.apps import apps
from django.db import transaction
from django.db.models import Q, QuerySet

from tomoni.registry.jobs import rules
from tomoni.registry.models import Job

EVERY = timedelta(hours=1)
AT_ONCE = 2000  # rows of each kind, so that nobody waits for the database long
_last: list[datetime] = []


def prune(now: datetime) -> int:
    """Deletes what ended longer ago than `rules.KEPT` (messages: `rules.MESSAGES_KEPT`); how many rows. Dead and
    cancelled jobs stay: people decide about those, and their keys must not be asked for again."""
    old = [Job.objects.filter(done_at__lt=now - rules.KEPT)]
    if apps.is_installed("django_tasks_db"):
        from django_tasks_db.models import DBTaskResult

        before = now - rules.MESSAGES_KEPT
        old.append(DBTaskResult.objects.filter(Q(finished_at__lt=before) | Q(finished_at=None, started_at__lt=before)))
    return sum(_delete(rows) for rows in old)


def prune_now_and_then(now: datetime) -> int:
    """`prune`, once in `EVERY` in each process."""
    if _last and timedelta() <= now - _last[0] < EVERY:
        return 0
    _last[:] = [now]
    return prune(now)


def _delete(rows: QuerySet) -> int:
    found = list(rows.order_by("pk").values_list("pk", flat=True)[:AT_ONCE])
    if not found:
        return 0  # without taking SQLite's write lock
    with transaction.atomic():
        return rows.filter(pk__in=found).delete()[0]

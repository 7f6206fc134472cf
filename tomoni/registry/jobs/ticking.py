"""The clock: hands due jobs to the workers. May run in any number of processes at once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.db import connection, transaction
from django.utils import timezone

from tomoni.registry.jobs import rules
from tomoni.registry.jobs.pruning import prune_now_and_then
from tomoni.registry.jobs.running import bury
from tomoni.registry.jobs.seeing import to_hand_over
from tomoni.registry.models import Job

AtTick = Callable[[datetime], None]
_before: list[AtTick] = []


def on_tick(function: AtTick) -> AtTick:
    """Decorator: called at every tick with its time, before jobs are looked at; asks for the jobs that are due by a
    calendar of its own. Must be quick."""
    if function not in _before:
        _before.append(function)
    return function


def tick(now: datetime | None = None) -> int:
    """Hands every due job to the task backend, once, and gives how many. With the immediate backend they have been run
    when it returns. The workers hear of a job only after the mark that it was sent is committed."""
    now = now or timezone.now()
    for function in _before:
        function(now)
    bury(now)
    prune_now_and_then(now)
    told = _mark_sent(now)
    from tomoni.registry.jobs.tasks import run_job

    for job_id in told:
        run_job.enqueue(job_id)
    return len(told)


def _mark_sent(now: datetime) -> list[int]:
    rows = to_hand_over(now).order_by("due_at", "id")
    if not rows.exists():
        return []  # without taking SQLite's write lock
    with transaction.atomic():
        if connection.features.has_select_for_update_skip_locked:
            rows = rows.select_for_update(skip_locked=True)
        told = list(rows.values_list("pk", flat=True)[: rules.AT_ONCE])
        Job.objects.filter(pk__in=told).update(sent_at=now, claim="", lease_until=None)
    return told

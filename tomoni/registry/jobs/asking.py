"""Asking for work, and what people may decide about it afterwards."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from tomoni.registry.models import Job

WAITING: dict[str, Any] = {"claim": "", "lease_until": None, "sent_at": None}
"""The fields of a job that no worker was told of."""


def ask(name: str, key: str, due_at: datetime | None = None, **args: Any) -> Job:
    """Asks for a job once: the same key again changes nothing, done or not. `args` must be JSON values. In the caller's
    transaction: rolled back with it, and no worker hears of it before it is committed."""
    job, _ = Job.objects.get_or_create(
        key=key, defaults={"kind": name, "due_at": due_at or timezone.now(), "args": args}
    )
    return job


def cancel(key: str) -> bool:
    """The work is no longer wanted: it never starts, or stops at its next `report`. False when it is over already."""
    return bool(Job.objects.filter(key=key, done_at=None, cancelled_at=None).update(cancelled_at=timezone.now()))


def retry(key: str) -> bool:
    """A dead or cancelled job is due again, with all its attempts. False when there is none."""
    with transaction.atomic():
        job = Job.objects.select_for_update().filter(key=key, done_at=None).first()
        if job is None or (job.dead_at is None and job.cancelled_at is None):
            return False
        Job.objects.filter(pk=job.pk).update(
            dead_at=None, cancelled_at=None, attempts=0, due_at=timezone.now(), progress={}, **WAITING
        )
    return True


def drop(key: str) -> bool:
    """A dead job leaves the list for good; its row stays, so that the same key is not asked for again."""
    return bool(
        Job.objects.filter(key=key, done_at=None)
        .exclude(dead_at=None)
        .update(dead_at=None, cancelled_at=timezone.now())
    )

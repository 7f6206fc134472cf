"""Reading the list of jobs: what is due, what is waiting, what is dead, how far one is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils import timezone

from tomoni.i18n import Text
from tomoni.registry.jobs import rules
from tomoni.registry.models import Job


@dataclass(frozen=True, slots=True)
class Progress:
    """state: waiting, running, again (failed, comes again), done, dead, cancelled or unknown. `total` 0: not known."""

    state: str
    done: int = 0
    total: int = 0
    words: Text | None = None
    error: str = ""


def open_jobs() -> QuerySet[Job]:
    """Neither done nor given up nor taken back."""
    return Job.objects.filter(done_at=None, dead_at=None, cancelled_at=None)


def to_hand_over(now: datetime) -> QuerySet[Job]:
    """Due jobs that no worker was told of, or that seem to have got lost on the way or with their worker."""
    untold = Q(claim="") & (Q(sent_at=None) | Q(sent_at__lte=now - rules.resend()))
    orphaned = ~Q(claim="") & Q(lease_until__lte=now)
    return open_jobs().filter(untold | orphaned, due_at__lte=now, attempts__lt=rules.MAX_ATTEMPTS)


def due(now: datetime | None = None) -> list[Job]:
    """Open jobs whose time has come, oldest first, whether a worker was told of them or not."""
    rows = open_jobs().filter(due_at__lte=now or timezone.now(), attempts__lt=rules.MAX_ATTEMPTS)
    return list(rows.order_by("due_at", "id"))


def waiting(limit: int = 200) -> list[Job]:
    """Open jobs by the time they are due, also those of later."""
    return list(open_jobs().order_by("due_at", "id")[:limit])


def dead(limit: int = 200) -> list[Job]:
    """Jobs that were given up, newest first: somebody should look at `error` and `retry` or `drop` them."""
    return list(Job.objects.filter(done_at=None).exclude(dead_at=None).order_by("-dead_at", "-id")[:limit])


def progress(key: str) -> Progress:
    """How far the job with this key is."""
    job = Job.objects.filter(key=key).first()
    if job is None:
        return Progress("unknown")
    said = job.progress
    words = Text(said["ja"], said["en"]) if "ja" in said else None
    return Progress(_state(job), said.get("done", 0), said.get("total", 0), words, job.error)


def _state(job: Job) -> str:
    if job.done_at:
        return "done"
    if job.cancelled_at:
        return "cancelled"
    if job.dead_at:
        return "dead"
    if job.claim and job.lease_until and job.lease_until > timezone.now():
        return "running"
    return "again" if job.error else "waiting"

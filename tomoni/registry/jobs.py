"""Jobs: things to do at a time. `ask` is idempotent by key; `tick` runs what is due, in this process.

A kind is registered with a plain function of JSON arguments that may safely run twice. A job that fails is tried again
later, ever more rarely, and after MAX_ATTEMPTS it stays visible with its error.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from tomoni.registry.models import Job

MAX_ATTEMPTS = 5
FIRST_RETRY = timedelta(minutes=1)

Work = Callable[..., None]
_kinds: dict[str, Work] = {}


def kind(name: str) -> Callable[[Work], Work]:
    """Decorator: registers what is done for jobs of this kind."""

    def register(work: Work) -> Work:
        _kinds[name] = work
        return work

    return register


def ask(name: str, key: str, due_at: datetime | None = None, **args: Any) -> Job:
    """Asks for a job once: the same key again changes nothing, done or not. `args` must be JSON values."""
    job, _ = Job.objects.get_or_create(
        key=key, defaults={"kind": name, "due_at": due_at or timezone.now(), "args": args}
    )
    return job


def due(now: datetime | None = None) -> list[Job]:
    """Open jobs whose time has come, oldest first; those given up on are not among them."""
    return list(
        Job.objects.filter(done_at=None, due_at__lte=now or timezone.now(), attempts__lt=MAX_ATTEMPTS).order_by(
            "due_at", "id"
        )
    )


def tick(now: datetime | None = None) -> int:
    """Runs every due job once and gives how many were done. One job's failure doesn't stop the others."""
    now = now or timezone.now()
    return sum(_run(job, now) for job in due(now))


def _run(job: Job, now: datetime) -> bool:
    try:
        with transaction.atomic():
            work = _kinds.get(job.kind)
            if work is None:
                raise LookupError(f"no kind of job is called {job.kind!r}")
            work(**job.args)
            job.done_at, job.error = now, ""
            job.attempts += 1
            job.save(update_fields=["done_at", "error", "attempts"])
    except Exception as error:
        job.done_at = None
        job.attempts = Job.objects.get(pk=job.pk).attempts + 1
        job.error = f"{type(error).__name__}: {error}"[:2000]
        job.due_at = now + FIRST_RETRY * 2 ** (job.attempts - 1)
        job.save(update_fields=["attempts", "error", "due_at"])
        return False
    return True

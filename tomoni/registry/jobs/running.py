"""Running one job so that its effect happens once, whoever is killed when.

A claim is a token with a lease. The done mark is written only by whoever holds the token, in the same transaction as
the effect: a worker that was killed leaves neither, one that was too slow and lost its token can't commit. While short
work runs, its row stays locked (PostgreSQL) or the database has one writer (SQLite), so nobody takes it over.
"""

from __future__ import annotations

import logging
import os
import threading
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.db import DatabaseError, close_old_connections, connection, transaction
from django.db.models import QuerySet
from django.utils import timezone

from tomoni.registry.jobs import rules
from tomoni.registry.jobs.asking import WAITING
from tomoni.registry.jobs.kinds import KINDS, Cancelled, Hopeless, Kind, Lost, Running, Work, running
from tomoni.registry.jobs.seeing import due, open_jobs
from tomoni.registry.models import Job

log = logging.getLogger(__name__)


def work_off(now: datetime | None = None) -> int:
    """Runs every due job once in this process and gives how many were done. One job's failure doesn't stop the others."""
    now = now or timezone.now()
    return sum(run(job.pk, now) for job in due(now))


def run(job_id: int, now: datetime | None = None) -> bool:
    """Runs the job unless it is over or another worker's; True when this call has done it. Never raises for what the
    work does wrong: that is written into the row."""
    now = now or timezone.now()
    job = _claim(job_id, now)
    if job is None:
        return False
    mark = running.set(Running(job.pk, job.claim))
    try:
        _do(job, _kind_of(job), now)
    except Lost:
        return False
    except Cancelled:
        _mine(job).update(**WAITING)
        return False
    except Exception as error:
        log.info("job %s failed", job.key, exc_info=error)
        hopeless = isinstance(error, Hopeless)
        _failed(job, str(error) if hopeless else f"{type(error).__name__}: {error}", now, hopeless)
        return False
    finally:
        running.reset(mark)
    return True


def _claim(job_id: int, now: datetime) -> Job | None:
    with transaction.atomic():
        rows = open_jobs().filter(pk=job_id, attempts__lt=rules.MAX_ATTEMPTS)
        if connection.features.has_select_for_update_skip_locked:
            rows = rows.select_for_update(skip_locked=True)
        job = rows.first()
        if job is None or (job.claim and job.lease_until and job.lease_until > now):
            return None
        job.claim, job.lease_until = f"{os.getpid()}-{uuid.uuid4().hex[:20]}", now + rules.lease()
        job.attempts += 1
        job.save(update_fields=["claim", "lease_until", "attempts"])
    return job


def _mine(job: Job) -> QuerySet[Job]:
    return Job.objects.filter(pk=job.pk, claim=job.claim, done_at=None)


def _kind_of(job: Job) -> Kind:
    return KINDS.get(job.kind) or Kind(_nobody(job.kind))


def _nobody(name: str) -> Work:
    def work(**_: object) -> None:
        raise LookupError(f"no kind of job is called {name!r}")

    return work


def _do(job: Job, kind: Kind, now: datetime) -> None:
    if not kind.long:
        with transaction.atomic():
            _mark_done(job, now)
            kind.work(**job.args)
        return
    with _kept(job):
        finish = kind.work(**job.args)
    with transaction.atomic():
        _mark_done(job, now)
        if callable(finish):
            finish()


def _mark_done(job: Job, now: datetime) -> None:
    """The first write of the transaction: from here on the row is locked, or it was not ours any more."""
    if not _mine(job).filter(cancelled_at=None).update(done_at=now, error="", claim="", lease_until=None):
        raise Lost


def _failed(job: Job, error: str, now: datetime, hopeless: bool) -> None:
    """Comes again later, or is dead. A job that was cancelled meanwhile stays so."""
    over = hopeless or job.attempts >= rules.MAX_ATTEMPTS
    _mine(job).update(
        error=error.replace("\x00", "�")[:2000],
        due_at=now + rules.FIRST_RETRY * 2 ** (job.attempts - 1),
        dead_at=now if over else None,
        **WAITING,
    )


@contextmanager
def _kept(job: Job) -> Iterator[None]:
    """Renews the lease from a thread of its own while long work runs; the first time after a third of it."""
    stop = threading.Event()

    def renew() -> None:
        while not stop.wait(rules.lease().total_seconds() / 3):
            try:
                close_old_connections()
                _mine(job).update(lease_until=timezone.now() + rules.lease())
            except DatabaseError:  # the next beat tries again; if none gets through, the lease runs out, as it should
                log.warning("the lease of job %s could not be renewed", job.key)
        connection.close()

    thread = threading.Thread(target=renew, name=f"lease-{job.pk}", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(timeout=1)


def bury(now: datetime) -> int:
    """Jobs whose workers died on every attempt are dead, and say so."""
    return (
        Job.objects.filter(done_at=None, dead_at=None, attempts__gte=rules.MAX_ATTEMPTS)
        .exclude(claim="")
        .filter(lease_until__lte=now)
        .update(dead_at=now, error="the worker ended in the middle, every time", **WAITING)
    )

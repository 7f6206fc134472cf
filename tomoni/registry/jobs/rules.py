"""How often, how long, how many: the figures of the jobs in one place."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings

MAX_ATTEMPTS = 5
FIRST_RETRY = timedelta(minutes=1)
AT_ONCE = 200  # jobs that one tick hands over
KEPT = timedelta(days=30)  # how long done jobs stay to be asked about
MESSAGES_KEPT = timedelta(days=1)  # how long the database queue remembers the messages it delivered


def lease() -> timedelta:
    """How long a worker that says nothing more keeps the job it took."""
    return timedelta(seconds=float(getattr(settings, "JOB_LEASE", 60)))


def resend() -> timedelta:
    """After how long a job that was handed over and that no worker took is handed over again."""
    return timedelta(seconds=float(getattr(settings, "JOB_RESEND", 600)))

"""What is done for which kind of job, and what the work may say about itself while it runs."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from tomoni.i18n import Text
from tomoni.registry.jobs import rules
from tomoni.registry.models import Job

Work = Callable[..., Any]
BETWEEN_REPORTS = 0.5  # seconds


@dataclass(frozen=True, slots=True)
class Kind:
    """`long`: works outside a transaction (see the package's words)."""

    work: Work
    long: bool = False


@dataclass(slots=True)
class Running:
    """The job this thread works on."""

    job: int
    claim: str
    said_at: float = float("-inf")


class Cancelled(Exception):
    """Somebody no longer wants the work; what it did so far is left or rolled back as after any stop."""


class Hopeless(Exception):
    """Raised by work that will never succeed (a broken file): the job is dead at once, with these words."""


class Lost(Exception):
    """The job was given to another worker (this one was silent for too long), or taken back: nothing may be written."""


KINDS: dict[str, Kind] = {}
running: ContextVar[Running | None] = ContextVar("running_job", default=None)


def kind(name: str, *, long: bool = False) -> Callable[[Work], Work]:
    """Decorator: registers what is done for jobs of this kind."""

    def register(work: Work) -> Work:
        KINDS[name] = Kind(work, long)
        return work

    return register


def report(done: int, total: int, words: Text | None = None) -> None:
    """From inside long work: how far it is (total 0: not known). Raises Cancelled when it is no longer wanted and Lost
    when another worker has the job. Cheap: writes twice a second at most. Outside a job it does nothing."""
    mine = running.get()
    if mine is None or (time.monotonic() - mine.said_at < BETWEEN_REPORTS and done != total):
        return
    mine.said_at = time.monotonic()
    said = {"done": done, "total": total, **(words.to_json() if words else {})}
    rows = Job.objects.filter(pk=mine.job, claim=mine.claim, done_at=None)
    if not rows.update(progress=said, lease_until=timezone.now() + rules.lease()):
        raise Lost
    if rows.exclude(cancelled_at=None).exists():
        raise Cancelled

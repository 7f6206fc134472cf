"""Fetching as background work: the calendar asks for it, a worker does it, and what is new is published next."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from datetime import datetime

from django.utils import timezone

from tomoni.registry import here, jobs
from tomoni.registry.errors import Problem
from tomoni.registry.fetching import queries, schedule, services
from tomoni.registry.models import Job
from tomoni.registry.scope import Scope

LOOK_AGAIN = 15.0  # seconds between looks at the folder's schedules
PUBLISH = "publish.dataset"
_looked: dict[str, float] = {}
log = logging.getLogger(__name__)


def ask_what_is_due(now: datetime) -> None:
    """Asks for one fetch for each dataset and each moment of its schedule; of moments that were missed, the last."""
    seen = time.monotonic()
    if seen - _looked.get("at", float("-inf")) < LOOK_AGAIN:
        return
    _looked["at"] = seen
    try:
        entries = queries.with_address(Scope(None, here.community()))
    except Problem as problem:  # the publisher says it to people; the clock goes on
        log.warning("%s", problem)
        return
    ask_for(entries, now)


def ask_for(entries: list, now: datetime) -> None:
    """The same for these entries, at once."""
    for entry in entries:
        if entry.schedule:
            moment = schedule.parse(entry.schedule).latest(timezone.localtime(now))
            jobs.ask("source.fetch", f"fetch:{entry.dataset}:{moment.isoformat()}", now, dataset=entry.dataset)


def fetch_now(dataset: str) -> Callable[[], None]:
    """The job. What a server did wrong makes it a dead one, which the next good answer takes off the list."""
    scope = Scope(None, here.community())
    result = services.fetch(scope, dataset)
    if result.status == "refused":
        assert result.words
        raise jobs.Hopeless(f"{result.words.ja}\n{result.words.en}")

    def finish() -> None:
        for job in Job.objects.filter(kind="source.fetch", key__startswith=f"fetch:{dataset}:").exclude(dead_at=None):
            jobs.drop(job.key)
        if result.status == "new":
            jobs.ask(PUBLISH, f"publish:{dataset}:{result.sha256}:{timezone.now().isoformat()}", dataset=dataset)

    return finish

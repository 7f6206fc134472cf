"""Publishing as background work: a fetched edition goes through the gates and before the public like any other."""

from __future__ import annotations

from tomoni.i18n import Text
from tomoni.publish import retention, services, site
from tomoni.registry import here, jobs
from tomoni.registry.scope import Scope


def publish_dataset(dataset: str) -> None:
    """The job. Safe to run again: what is published already is unchanged. What a gate holds is the desk's matter."""
    services.publish(Scope(None, here.community()), [dataset], _report)


def show() -> None:
    """The job: the pages are made again (an answer was given, a message was taken off the list)."""
    scope = Scope(None, here.community())
    with services.only_writer():
        site.show(scope)


def keep() -> None:
    """The job, once a day: what the community's rules of keeping say is over goes."""
    retention.apply(Scope(None, here.community()))


def _report(words: Text, done: int, total: int) -> None:
    jobs.report(done, total, words)

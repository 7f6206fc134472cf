"""All reads of the desk: drafts, who works on what, how each dataset stands, jobs that were given up."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import Http404

from tomoni.desk.models import ENDS, Draft, State
from tomoni.desk.wording import work_words
from tomoni.i18n import Text
from tomoni.registry import jobs
from tomoni.registry import queries as registry
from tomoni.registry.errors import Problem
from tomoni.registry.models import Hold, Job, Person, Publication, RawFile
from tomoni.registry.rooms import rooms
from tomoni.registry.scope import Scope
from tomoni.registry.sources import SourceEntry

SOMEONE = Text("ほかの人", "someone else")
WORKER = Text("自動の処理", "the worker")
RECENT = 8
RELEASE = "desk.release"


def draft(scope: Scope, key: uuid.UUID) -> Draft:
    """One draft of this community; 404 for any other."""
    found = Draft.objects.filter(pk=key, community__slug=scope.community.id).first()
    if found is None:
        raise Http404
    return found


def in_work(scope: Scope) -> list[Draft]:
    """作業中: every draft that is not at an end, newest first."""
    return list(
        Draft.objects.filter(community__slug=scope.community.id).exclude(state__in=ENDS).defer("reading", "outcome")
    )


def recently_ended(scope: Scope) -> list[Draft]:
    return list(Draft.objects.filter(community__slug=scope.community.id, state__in=ENDS).defer("reading")[:RECENT])


def batch_of(found: Draft) -> list[Draft]:
    """The files that were dropped together with this one, itself included, in order."""
    return list(Draft.objects.filter(batch=found.batch).order_by("made_at").defer("reading"))


def datasets_of(found: Draft) -> list[str]:
    """The datasets a draft is to publish."""
    return [choice["dataset"] for choice in found.decisions.get("tables", ()) if choice["use"]]


def title_of(found: Draft, dataset: str) -> Mapping[str, str]:
    """What people call one of a draft's datasets, {ja, en}."""
    titles = [choice["title"] for choice in found.decisions.get("tables", ()) if choice["dataset"] == dataset]
    return titles[0] if titles else {"ja": dataset, "en": dataset}


@dataclass(frozen=True, slots=True)
class Other:
    """Somebody else's open work on a dataset."""

    draft: Draft
    dataset: str
    title: Mapping[str, str]
    who: Text


def others(scope: Scope, found: Draft) -> list[Other]:
    """Who else has work open on the same datasets, and since when."""
    mine = set(datasets_of(found))
    out = []
    for other in in_work(scope):
        if other.pk == found.pk or other.batch == found.batch:
            continue
        who = name_of(other.changed_by)
        out += [Other(other, name, title_of(other, name), who) for name in datasets_of(other) if name in mine]
    return out


def name_of(person: uuid.UUID | None) -> Text:
    """What people call someone; the worker for nobody."""
    if person is None:
        return WORKER
    found = Person.objects.filter(pk=person).first()
    name = (found.get_full_name() or found.username) if found else ""
    return Text(f"{name}さん", name) if name else SOMEONE


def in_use(sha256: str, besides: Draft) -> bool:
    """Whether bytes are needed by a publication, an edition or another draft."""
    drafts = Draft.objects.filter(sha256=sha256).exclude(pk=besides.pk).exclude(state=State.DISCARDED)
    return drafts.exists() or RawFile.objects.filter(sha256=sha256).exists()


def publish_key(found: Draft) -> str:
    return f"desk.publish:{found.pk}:{found.revision}"


def read_key(found: Draft) -> str:
    return f"desk.read:{found.pk}:{found.revision}"


def compare_key(found: Draft) -> str:
    return f"desk.compare:{found.pk}:{found.revision}"


def release_key(dataset: str, hold: object) -> str:
    return f"{RELEASE}:{dataset}:{hold}"


def releasing() -> dict[str, Job]:
    """Dataset → the work that publishes what was let through with a reason, until it is done or dropped."""
    rows = Job.objects.filter(kind=RELEASE, done_at=None, cancelled_at=None).order_by("id")
    return {row.args["dataset"]: row for row in rows}


def job_key(found: Draft) -> str:
    """The work that a draft waits for."""
    if found.state in (State.PUBLISHING, State.SCHEDULED):
        return publish_key(found)
    return compare_key(found) if found.state == State.OPEN else read_key(found)


@dataclass(frozen=True, slots=True)
class Standing:
    """How a dataset stands: what is public, what is held, what is on its way."""

    entry: SourceEntry
    publication: Publication | None
    holds: Sequence[Hold]
    work: Sequence[Draft]
    release: Job | None = None
    """The work that publishes it with somebody's reason."""

    @property
    def progress(self) -> jobs.Progress | None:
        return jobs.progress(self.release.key) if self.release else None

    @property
    def state(self) -> str:
        """publishing, held, refused, waiting, scheduled, working, public or none: the first that applies."""
        if self.release and not self.release.dead_at:
            return "publishing"
        if self.holds:
            return "refused" if any(hold.outcome == "refused" for hold in self.holds) else "held"
        states = {draft.state for draft in self.work}
        for state, word in ((State.WAITING, "waiting"), (State.SCHEDULED, "scheduled")):
            if state in states:
                return word
        if states:
            return "working"
        return "public" if self.publication else "none"


def standings(scope: Scope) -> list[Standing]:
    """Every dataset of the community, those that need somebody first."""
    working = in_work(scope)
    holds, released = registry.holds(scope), releasing()
    found = [
        Standing(
            entry,
            registry.latest_publication(scope, entry.dataset),
            [hold for hold in holds if hold.dataset.slug == entry.dataset],
            [one for one in working if entry.dataset in datasets_of(one)],
            released.get(entry.dataset),
        )
        for entry in registry.datasets(scope)
    ]
    order = ["held", "refused", "publishing", "waiting", "scheduled", "working", "none", "public"]
    return sorted(found, key=lambda one: order.index(one.state))


def standing(scope: Scope, dataset: str) -> Standing:
    """One dataset; 404 when the folder has none of this name."""
    try:
        entry = registry.source(scope, dataset)
    except Problem:
        raise Http404 from None
    work = [one for one in in_work(scope) if dataset in datasets_of(one)]
    last, holds = registry.latest_publication(scope, dataset), registry.holds(scope, dataset)
    return Standing(entry, last, holds, work, releasing().get(dataset))


def gate_title(gate: str) -> Text:
    """A check's name for people."""
    found = rooms.gates.get(gate)
    return found.title if found else Text("公開前チェック", "Check before publication")


@dataclass(frozen=True, slots=True)
class GivenUp:
    """Background work that was given up: what it was to do, and the draft it was for."""

    job: Job
    words: Text
    draft: Draft | None


def given_up(scope: Scope) -> list[GivenUp]:
    """Visible until somebody tries again or drops it."""
    drafts = {str(one.pk): one for one in in_work(scope)}
    return [GivenUp(job, work_words(job.kind), drafts.get(str(job.args.get("draft", "")))) for job in jobs.dead()]


def progress_of(found: Draft) -> jobs.Progress:
    """How far the worker is with a draft that is being read, compared or published."""
    return jobs.progress(job_key(found))


def changed_since(base: Mapping[str, Any], now: Mapping[str, Any]) -> list[str]:
    """The datasets whose entry or last publication is no longer that of the review."""
    return [name for name, was in base.items() if now.get(name) != {key: was[key] for key in ("digest", "seq")}]

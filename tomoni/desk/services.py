"""All writes of the desk, by verb. Each checks the role, changes the draft in one transaction and adds to the log.

A draft's `revision` is what a person saw: whoever writes over something newer gets `Changed`, in words, and loses nothing.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone

from tomoni.desk import decisions, incoming, looks, queries
from tomoni.desk.decisions import Choice
from tomoni.desk.models import Draft, State
from tomoni.i18n import Text
from tomoni.publish import reasons
from tomoni.registry import events, jobs, publications, raw_store, records
from tomoni.registry import queries as registry
from tomoni.registry.errors import Problem, problem
from tomoni.registry.models import Job
from tomoni.registry.people.roles import may, require
from tomoni.registry.scope import Scope

EDITABLE = (State.OPEN, State.STOPPED)


class Changed(Problem):
    """Somebody else changed the draft, or the dataset, in the meantime. Views answer 409."""


def receive(scope: Scope, uploads: Iterable[UploadedFile]) -> tuple[list[Draft], list[incoming.Refused]]:
    """Takes files in for publication: one draft each, the bytes in the private raw store. They are read by `work`."""
    require(scope, "prepare")
    folder = looks.root() / f"in-{uuid.uuid4().hex}"
    try:
        delivery = incoming.deliver(uploads, folder)
        return _drafts(scope, delivery.files), delivery.refused
    finally:
        incoming.discard(folder)


def from_look(scope: Scope, look: looks.Look) -> list[Draft]:
    """The files of a look become drafts, and the look ends."""
    require(scope, "prepare")
    made = _drafts(
        scope,
        [incoming.Arrived(one["name"], look.path(n), one["size"], one["sha256"]) for n, one in enumerate(look.files)],
    )
    looks.end(look.token)
    return made


def _drafts(scope: Scope, files: Sequence[incoming.Arrived]) -> list[Draft]:
    batch, made = uuid.uuid4(), []
    for file in files:
        sha256 = file.sha256
        raw_store.keep_file(file.path, sha256)
        with transaction.atomic():
            community = records.community(scope)
            draft = Draft.objects.create(
                community=community,
                batch=batch,
                name=file.name,
                size=file.size,
                sha256=sha256,
                made_by=scope.actor,
                changed_by=scope.actor,
            )
            _log(scope, draft, "draft.received", name=file.name, sha256=sha256)
            made.append(draft)
    return made


def ask_to_read(draft: Draft) -> None:
    """Has a worker read the file (again) under the draft's decisions."""
    jobs.ask("desk.read", f"desk.read:{draft.pk}:{draft.revision}", draft=str(draft.pk))


def decide(scope: Scope, draft: Draft, revision: int, choices: Sequence[Choice]) -> Draft:
    """Saves what was said about the tables; the review has to be made again."""
    require(scope, "prepare")
    with _changing(scope, draft, revision, EDITABLE) as row:
        row.decisions = {"tables": [choice.to_json() for choice in choices]}
        row.review, row.base, row.state, row.trouble = {}, {}, State.OPEN, {}
        _log(scope, row, "draft.decided", tables=[c.dataset for c in choices if c.use])
    return row


def ask_approval(
    scope: Scope,
    draft: Draft,
    revision: int,
    comment: str = "",
    release_at: datetime | None = None,
    whys: Mapping[str, str] | None = None,
) -> Draft:
    """Hands a reviewed draft to an approver. `whys`: dataset → why it changes published values."""
    require(scope, "prepare")
    with _changing(scope, draft, revision, (State.OPEN,)) as row:
        _ready(row)
        _explained(row, whys or {})
        row.state, row.asked_by, row.comment, row.release_at = (
            State.WAITING,
            scope.actor,
            comment.strip()[:2000],
            release_at,
        )
        _log(scope, row, "draft.approval-asked", datasets=queries.datasets_of(row))
    return row


def give_back(scope: Scope, draft: Draft, revision: int, comment: str) -> Draft:
    """An approver returns a draft with a word of why; an editor takes the own request back."""
    require(scope, "prepare")
    if not comment.strip() and may(scope, "publish") and draft.asked_by != scope.actor:
        raise problem(
            "もどす理由を書いてください。何も変えていません。", "Say why it is returned. Nothing was changed.", 1
        )
    with _changing(scope, draft, revision, (State.WAITING, State.SCHEDULED)) as row:
        if row.state == State.SCHEDULED:
            require(scope, "publish")
        row.state, row.comment, row.release_at = State.OPEN, comment.strip()[:2000], None
        row.decided_by, row.decided_at = scope.actor, timezone.now()
        _log(scope, row, "draft.returned", datasets=queries.datasets_of(row), comment=row.comment)
    return row


def publish(
    scope: Scope,
    draft: Draft,
    revision: int,
    *,
    reason: str = "",
    release_at: datetime | None = None,
    whys: Mapping[str, str] | None = None,
) -> Draft:
    """Approves a draft: published by a worker at once, or at `release_at` (解禁). `reason` is public and lets through
    what a check holds; `whys` (dataset → reason) is public and says why published values change. Problem when a check
    refuses it, or a reason is wanted and none given."""
    require(scope, "publish")
    if release_at and release_at <= timezone.now():
        raise problem(
            "解禁の日時が過ぎています。これからの日時を入れるか、「いま公開する」を選んでください。何も変えていません。",
            "The release time is in the past. Choose a later one, or publish now. Nothing was changed.",
            1,
        )
    with _changing(scope, draft, revision, (State.OPEN, State.WAITING)) as row:
        _ready(row)
        row.reason = reason.strip()[:1000]
        if row.review["status"] == "held" and not row.reason:
            raise problem(
                "公開前チェックで止まるものがあります。直すか、公開する理由を書いてください（理由はサイトに載ります）。何も変えていません。",
                "A check would hold this. Put it right, or give the reason for publishing (it is shown on the site). Nothing was changed.",
                1,
            )
        _explained(row, whys or {})
        row.state = State.SCHEDULED if release_at else State.PUBLISHING
        row.release_at, row.decided_by, row.decided_at = release_at, scope.actor, timezone.now()
        kind = "draft.scheduled" if release_at else "draft.approved"
        _log(scope, row, kind, datasets=queries.datasets_of(row), at=release_at.isoformat() if release_at else "")
        jobs.ask("desk.publish", queries.publish_key(row), release_at, draft=str(row.pk), revision=row.revision)
    return row


def take_up(scope: Scope, draft: Draft, revision: int) -> Draft:
    """A draft that was stopped is open again; its review has to be made anew."""
    require(scope, "prepare")
    with _changing(scope, draft, revision, (State.STOPPED,)) as row:
        row.state, row.review, row.base = State.OPEN, {}, {}
        _log(scope, row, "draft.taken-up")
    return row


def discard(scope: Scope, draft: Draft, revision: int) -> Draft:
    """Ends a draft unpublished. Its file goes too, unless something else is made of the same bytes."""
    require(scope, "prepare")
    open_states = (State.READING, State.OPEN, State.WAITING, State.STOPPED, State.UNREADABLE)
    with _changing(scope, draft, revision, open_states) as row:
        row.state, row.reading, row.review = State.DISCARDED, {}, {}
        _log(scope, row, "draft.discarded", name=row.name)
        if not queries.in_use(row.sha256, besides=row):
            transaction.on_commit(lambda: raw_store.remove(row.sha256))
    return row


def record_reading(
    scope: Scope,
    draft: Draft,
    reading: dict[str, Any],
    choices: Sequence[Choice],
    review: dict[str, Any] | None = None,
) -> Draft:
    """What was read, and the review where nothing has to be asked: both at once, or whoever looks in between is asked
    about tables that are settled. A refusal ends the draft: there is nothing to decide about."""
    with transaction.atomic():
        row = Draft.objects.select_for_update().get(pk=draft.pk)
        if row.state != State.READING:
            return row
        row.reading = reading
        row.decisions = {"tables": [choice.to_json() for choice in choices]}
        row.state = State.UNREADABLE if reading["refusal"] or not reading["tables"] else State.OPEN
        row.trouble = reading["refusal"] or {}
        if review is not None:
            row.review, row.base = review, review.get("base", {})
        row.revision += 1
        row.save()
    return row


def record_review(draft: Draft, review: dict[str, Any]) -> Draft:
    """The review of the decisions of just this revision; one that comes too late is dropped."""
    Draft.objects.filter(pk=draft.pk, revision=draft.revision).update(
        review=review, base=review.get("base", {}), reading=draft.reading
    )
    draft.refresh_from_db()
    return draft


def record_reading_again(draft: Draft) -> None:
    """Keeps the tables as they were read again under what was accepted."""
    Draft.objects.filter(pk=draft.pk).update(reading=draft.reading)


def release(scope: Scope, dataset: str, reason: str) -> None:
    """Lets through what a check holds, with a written reason that is public; a worker publishes it. Of a hold that came
    with an exported site the worker looks first which candidate it is."""
    require(scope, "release")
    held = registry.holds(scope, dataset)
    unseen = bool(reason.strip()) and any(not hold.fingerprint and hold.outcome == "held" for hold in held)
    with transaction.atomic():
        if not unseen:
            publications.release(scope, dataset, reason)
        jobs.ask(
            queries.RELEASE,
            queries.release_key(dataset, held[0].pk),
            dataset=dataset,
            actor=str(scope.actor or ""),
            reason=reason if unseen else "",
        )


def try_again(scope: Scope, job: Job) -> None:
    """Work that was given up is due again."""
    require(scope, "prepare")
    with transaction.atomic():
        jobs.retry(job.key)
        events.append(scope, "job.retried", records.community(scope).id, work=job.kind)


def work_again(scope: Scope, draft: Draft) -> None:
    """The work that this draft waits for is due again, if it was given up."""
    require(scope, "prepare")
    with transaction.atomic():
        if jobs.retry(queries.job_key(draft)):
            _log(scope, draft, "job.retried")


def give_up(scope: Scope, job: Job) -> None:
    """Work that was given up leaves the list; the draft it was for can be given again."""
    require(scope, "prepare")
    with transaction.atomic():
        jobs.drop(job.key)
        events.append(scope, "job.dropped", records.community(scope).id, work=job.kind)


def viewed(scope: Scope, draft: Draft) -> None:
    """A person saw the private original of a draft: that is logged."""
    events.append(scope, "private.viewed", draft.community_id, name=draft.name, sha256=draft.sha256)


def _ready(row: Draft) -> None:
    """Problem unless the draft's review is there and lets it go."""
    status = row.review.get("status")
    if status not in ("ready", "held"):
        raise problem(
            "公開できるものがありません。違いとチェックの結果をもう一度ご覧ください。公開中のデータは変わっていません。",
            "There is nothing that can be published. Please look at the differences and checks again. What is public has not changed.",
            1,
        )


def _explained(row: Draft, whys: Mapping[str, str]) -> None:
    """Keeps with the draft why each dataset changes published values. Problem where that is wanted and nothing said; a
    reason that lets it through a check is one."""
    said = dict(row.decisions.get("why", {}))
    for one in row.review["datasets"]:
        dataset = one["dataset"]
        if one.get("why") != "ask":
            continue
        given = " ".join(whys.get(dataset, "").split())[:500] or said.get(dataset, "")
        if not given and not row.reason:
            raise problem(
                f"「{one['title']['ja']}」は公開済みの値を変えます。理由を選ぶか、文で書いてください（理由はサイトに載ります）。何も変えていません。",
                f'"{one["title"]["en"]}" changes values that are public. Choose the reason, or write it (it is shown on the site). Nothing was changed.',
                1,
            )
        if given:
            reasons.checked(given)
            said[dataset] = given
    row.decisions = row.decisions | {"why": said}


@contextmanager
def _changing(scope: Scope, draft: Draft, revision: int, states: Sequence[State]) -> Iterator[Draft]:
    """The draft, locked, in one of these states and unchanged since the person saw it; saved with the next revision."""
    with transaction.atomic():
        row = Draft.objects.select_for_update().get(pk=draft.pk, community__slug=scope.community.id)
        if row.revision != revision or row.state not in states:
            raise _changed(row)
        row.revision += 1
        yield row
        row.changed_by = scope.actor
        row.save()


def _changed(row: Draft) -> Changed:
    who, when = queries.name_of(row.changed_by), timezone.localtime(row.changed_at)
    return Changed(
        Text(
            f"この作業は{when:%H:%M}に{who.ja}が変えました。あなたの操作はまだ行っていません。下のいまの内容を確かめて、もう一度操作してください。公開中のデータは変わっていません。",
            f"{who.en} changed this at {when:%H:%M}. What you asked for was not done. Please look at it as it is now and try again. What is public has not changed.",
        ),
        code=1,
    )


def _log(scope: Scope, draft: Draft, kind: str, **words: Any) -> None:
    events.append(scope, kind, draft.community_id, draft=str(draft.pk), **words)


def choices_of(draft: Draft) -> list[Choice]:
    return decisions.choices_of(draft.decisions)

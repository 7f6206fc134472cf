"""What workers do for the desk: read a file, and publish what was approved. Safe to run again after a kill at any moment.

Publishing is one turn of the only writer: nothing newer was published or decided since the review, the checks say what
they said then, the file goes into the folder, the source entries are written, and `publish` does the rest. A turn that
was cut off finds its own entries (their digests were noted before they were written) and goes on.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from tomoni.desk import decisions, looks, queries, reading, review, services
from tomoni.desk.models import Draft, State
from tomoni.i18n import Text
from tomoni.publish import reasons
from tomoni.publish import services as publishing
from tomoni.registry import adding, events, here, intake, jobs, publications, raw_store, sources
from tomoni.registry import queries as registry
from tomoni.registry.errors import Problem, problem
from tomoni.registry.gates.base import Outcome, Verdict
from tomoni.registry.lock import writing
from tomoni.registry.rooms import rooms
from tomoni.registry.scope import Scope

READING = Text("ファイルを読んでいます", "Reading the file")
COMPARING = Text("公開中のデータと比べています", "Comparing with what is public")
MINUTE = 60.0
_swept: list[float] = []


@jobs.kind("desk.look", long=True)
def read_look(token: str, number: int) -> None:
    """Reads a large file of a look."""
    jobs.report(0, 0, READING)
    looks.read(Scope(None, here.community()), token, number)


@jobs.kind("desk.read", long=True)
def read_draft(draft: str) -> None:
    """Reads a draft's file; when nothing has to be asked, compares it at once."""
    row = Draft.objects.filter(pk=UUID(draft)).first()
    if row is not None and row.state == State.READING:
        read(Scope(row.made_by, here.community()), row)


def read(scope: Scope, draft: Draft) -> Draft:
    """Draft READING → OPEN (or UNREADABLE), reviewed already when it is tomorrow's edition and nothing is new."""
    jobs.report(0, 2, READING)
    data = bytes_of(draft)
    found = reading.read(scope, data, draft.name)
    choices = decisions.suggested(scope, found) if found["tables"] else []
    made = None
    if any(choice.use for choice in choices) and not decisions.questions(found, choices):
        jobs.report(1, 2, COMPARING)
        made = review.review(scope, choices, data, draft.name)
    return services.record_reading(scope, draft, found, choices, made)


def compare(scope: Scope, draft: Draft) -> Draft:
    """Makes the review of a draft's decisions; tables are read again under what was accepted."""
    choices = services.choices_of(draft)
    return services.record_review(draft, review.review(scope, choices, bytes_of(draft), draft.name))


def reread(scope: Scope, draft: Draft, before: Sequence[decisions.Choice], choices: Sequence[decisions.Choice]) -> bool:
    """Reads those tables of the draft again whose proposals, schema or dataset were changed. True when columns came
    or went: then the person has to look again. New columns begin as for a new table."""
    changed = False
    for number, (old, new) in enumerate(zip(before, choices, strict=True)):
        if not new.use or _read_by(old) == _read_by(new):
            continue
        data = bytes_of(draft)
        made = decisions.chosen(scope, new, data, draft.name)
        tables = intake.tables_of(data, draft.name, made.entry, made.file)
        was = draft.reading["tables"][number]
        now = reading.describe(
            scope, data, made.table, made.file, made.existing, tables, accept=new.accept, schema_id=new.schema
        )
        now["dataset"] = new.dataset
        if old.header_rows == new.header_rows:
            now["candidates"] = was["candidates"]
        draft.reading["tables"][number] = now
        names = [column["name"] for column in was["columns"]]
        fresh = [c["name"] for c in now["columns"] if c["name"] not in names and not c["keep_inside"]]
        if [column["name"] for column in now["columns"]] != names:
            changed = True
            new.columns = [c["name"] for c in now["columns"] if c["name"] in new.columns or c["name"] in fresh]
    return changed


def _read_by(choice: decisions.Choice) -> tuple[object, ...]:
    """What decides how a table is read."""
    return (choice.accept, choice.header_rows, choice.schema, choice.dataset)


@jobs.kind("desk.compare", long=True)
def compare_draft(draft: str, revision: int) -> None:
    row = Draft.objects.filter(pk=UUID(draft), revision=revision).first()
    if row is not None and not row.review:
        jobs.report(0, 0, COMPARING)
        compare(Scope(row.changed_by, here.community()), row)


@jobs.kind("desk.publish", long=True)
def publish_draft(draft: str, revision: int) -> None:
    """Publishes an approved draft. A job for an older revision (taken back since) does nothing."""
    row = Draft.objects.filter(pk=UUID(draft), revision=revision).first()
    if row is None or row.state not in (State.PUBLISHING, State.SCHEDULED):
        return
    scope = Scope(row.decided_by, here.community())
    try:
        outcomes = _publish(scope, row)
    except Problem as stop:
        _end(scope, row, State.STOPPED, trouble=stop.text.to_json())
        return
    held = [one for one in outcomes if one.status in ("held", "refused")]
    state = State.STOPPED if held else State.PUBLISHED
    trouble = {"ja": held[0].reasons[0]["ja"], "en": held[0].reasons[0]["en"]} if held and held[0].reasons else {}
    _end(scope, row, state, trouble=trouble, outcome=[one.to_json() for one in outcomes])


@jobs.kind(queries.RELEASE, long=True)
def publish_released(dataset: str, actor: str, reason: str) -> None:
    """Publishes what was let through with a reason; what is held again, or refused now, the dataset's page says."""
    scope = Scope(UUID(actor) if actor else None, here.community())
    if reason and registry.holds(scope, dataset):
        publishing.release(scope, dataset, reason, _report)
    else:
        publishing.publish(scope, [dataset], _report)


def _end(scope: Scope, row: Draft, state: State, *, trouble: dict[str, str], outcome: list[Any] | None = None) -> None:
    with transaction.atomic():
        Draft.objects.filter(pk=row.pk).update(
            state=state,
            trouble=trouble,
            outcome=outcome or [],
            revision=row.revision + 1,
            changed_at=timezone.now(),
        )
        kind = "draft.published" if state == State.PUBLISHED else "draft.stopped"
        events.append(scope, kind, row.community_id, draft=str(row.pk), datasets=queries.datasets_of(row))


def _publish(scope: Scope, row: Draft) -> list[publishing.Outcome]:
    data = bytes_of(row)
    choices = services.choices_of(row)
    used, left = [choice for choice in choices if choice.use], decisions.left_tables(choices)
    with writing(Path(settings.HOME), wait=publishing.TURN):
        _nothing_newer(scope, row)
        ready = []
        for number, choice in enumerate(used):
            jobs.report(number, len(used) + 1, COMPARING)
            ready.append(review.prepare(scope, choice, data, row.name, left))
        _may_go(scope, row, [prepared for _, prepared in ready])
        made = [one for one, _ in ready]
        path = adding.keep_in_folder(scope, Path("/") / row.name, data)
        whys = row.decisions.get("why", {})
        for one in made:
            if why := whys.get(one.entry.dataset):
                reasons.give(scope.community.dir, path, why, one.entry.dataset)
            _write(scope, row, one, path)
        if row.reason:
            _release(scope, [one.entry.dataset for one in made], row.reason)
    return publishing.publish(scope, [one.entry.dataset for one in made], _report)


def _report(words: Text, done: int, total: int) -> None:
    jobs.report(done, total, words)


def _nothing_newer(scope: Scope, row: Draft) -> None:
    """Raises Changed when a dataset was published or decided about since the review, by anyone but this very draft."""
    for dataset, was in row.base.items():
        now = review.base_of(scope, dataset)
        if now["digest"] == was.get("writing") or now == {"digest": was["digest"], "seq": was["seq"]}:
            continue
        raise _overtaken(scope, dataset)


def _overtaken(scope: Scope, dataset: str) -> services.Changed:
    last = registry.latest_publication(scope, dataset)
    when = timezone.localtime(last.released_at) if last else None
    title = registry.source(scope, dataset).title if registry.find_source(scope, dataset) else Text(dataset, dataset)
    ja = f"（最後の公開は{when:%m月%d日 %H:%M}）" if when else ""
    en = f" (last published {when:%d %B %H:%M})" if when else ""
    return services.Changed(
        Text(
            f"「{title.ja}」は、この確認のあとでほかの人が公開するか取り込み方を変えました{ja}。上書きしないよう止めました。公開中のデータは変わっていません。もう一度違いを確かめてください。",
            f'"{title.en}" was published or changed by someone else after this was checked{en}. It was stopped so as not to write over that. What is public has not changed. Please look at the differences again.',
        ),
        code=1,
    )


def _may_go(scope: Scope, row: Draft, ready: Sequence[intake.Prepared]) -> None:
    """Problem if the checks stop one of them: asked again, because time has passed and other datasets have moved."""
    beside = [prepared.facts for prepared in ready]
    for prepared in ready:
        previous, last = reading.previous_of(scope, prepared.dataset)
        older = bool(last and prepared.as_of and prepared.as_of < last.publication.as_of)
        verdicts = publications.run_gates(
            scope, prepared, None if older else previous, back_filling=older, beside=beside
        )
        refused = next((verdict for verdict in verdicts if verdict.outcome is Outcome.REFUSED), None)
        held = next((verdict for verdict in verdicts if verdict.outcome is Outcome.HELD), None)
        if stops := refused or (held if not row.reason else None):
            raise _stopped(stops)


def _stopped(verdict: Verdict) -> Problem:
    return problem(
        f"公開前チェックで止まりました: {verdict.reason.ja} 公開中のデータは変わっていません。",
        f"A check stopped it: {verdict.reason.en} What is public has not changed.",
        1,
    )


def _write(scope: Scope, row: Draft, made: decisions.Chosen, path: str) -> None:
    """Writes the source entry, having noted what it will be."""
    placed = replace(made.file, path=path)
    files = tuple(placed if file == made.file else file for file in made.entry.files)
    entry = replace(made.entry, files=files)
    row.base[entry.dataset]["writing"] = sources.digest(entry)
    Draft.objects.filter(pk=row.pk).update(base=row.base)
    sources.write_source(scope.community.dir, entry)
    if made.existing is None:
        for hook in rooms.dataset_hooks:
            hook(scope, entry.dataset)


def _release(scope: Scope, datasets: Sequence[str], reason: str) -> None:
    """Lets through with the person's reason what the checks hold, once all of the datasets are taken in."""
    for prepared in [intake.intake(scope, dataset) for dataset in datasets]:
        verdicts = publications.run_gates(scope, prepared, reading.previous_of(scope, prepared.dataset)[0])
        if any(verdict.outcome is Outcome.HELD for verdict in verdicts):
            publications.hold(scope, prepared, verdicts)
            publications.release(scope, prepared.dataset, reason)


def bytes_of(draft: Draft) -> bytes:
    """The original. Problem when it is no longer kept."""
    path = raw_store.find(draft.sha256)
    if path is None:
        raise problem(
            f"{draft.name} の元のファイルが見つかりません。公開中のデータは変わっていません。もう一度入れてください。",
            f"The original of {draft.name} is not here any more. What is public has not changed. Please give it again.",
            1,
        )
    return path.read_bytes()


@jobs.on_tick
def sweep(now: datetime) -> None:
    """Deletes looks whose time is over; once a minute is enough."""
    if not _swept or now.timestamp() - _swept[0] >= MINUTE:
        _swept[:] = [now.timestamp()]
        looks.sweep()

"""publish: the one way data reach the public. intake → gates → version folder → Publication → site tree → pointer.

One writer at a time (a lock in the state folder). Whatever stops half-way, readers see the site of before; running
again picks up what is missing, because each step either is there whole or is done again with the same result.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from django.conf import settings

from tomoni.i18n import Text
from tomoni.publish import backfill, changes, latest, queries, recording, settled, site, versions, withdraw
from tomoni.registry import queries as registry
from tomoni.registry import services as desk
from tomoni.registry import withdrawals
from tomoni.registry.corrections import APPLIED
from tomoni.registry.errors import Problem
from tomoni.registry.gates.base import Outcome as Says
from tomoni.registry.gates.base import Verdict
from tomoni.registry.inbox import services as inbox
from tomoni.registry.lock import writing
from tomoni.registry.rooms import rooms
from tomoni.registry.scope import Scope
from tomoni.registry.steady import steady

Report = Callable[[Text, int, int], None]
"""Told (what is being done, how far, of how many), for a progress bar."""

TURN = 60.0  # seconds to wait for another writer
READING = Text("データを確かめています", "Checking the data")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one dataset. status: published, unchanged, held (the last good version stays up) or refused."""

    dataset: str
    schema: str
    rows: int
    version: str
    seq: int
    as_of: str
    status: str
    reasons: tuple[dict[str, str], ...] = ()

    def to_json(self) -> dict[str, Any]:
        """One entry of the contract of `publish --json`."""
        return {
            "id": self.dataset,
            "schema": self.schema,
            "rows": self.rows,
            "version": self.version,
            "seq": self.seq,
            "as_of": self.as_of,
            "status": self.status,
            "reasons": list(self.reasons),
        }

    @classmethod
    def from_json(cls, known: Mapping[str, Any]) -> Outcome:
        """The inverse of to_json."""
        facts = {key: value for key, value in known.items() if key not in ("id", "reasons")}
        return cls(dataset=known["id"], reasons=tuple(known["reasons"]), **facts)


@contextmanager
def only_writer() -> Iterator[None]:
    """Waits for its turn to write the public tree; also clears away what an interrupted writer left."""
    with writing(Path(settings.HOME), wait=TURN):
        versions.storage().recover()
        yield


def publish(scope: Scope, datasets: Sequence[str] | None = None, report: Report | None = None) -> list[Outcome]:
    """Runs the stream for these datasets (all when None) and shows the result. Problem for an unknown dataset."""
    with only_writer():
        withdraw.finish(scope)
        if datasets is not None:
            outcomes = _run(scope, [_known(scope, dataset) for dataset in datasets], report)
        else:
            outcomes = _everything(scope, report)
        for follow in rooms.extras_of("recorded").values():
            follow(scope)
        site.show(scope, report)
    return outcomes


def _known(scope: Scope, dataset: str) -> str:
    """Problem when the folder has no such dataset; one whose entry can't be read is refused in its turn."""
    return dataset if dataset in registry.faults(scope) else registry.source(scope, dataset).dataset


def _everything(scope: Scope, report: Report | None) -> list[Outcome]:
    """Every dataset; what has not changed since the last whole run ends as it ended then."""
    inputs = settled.inputs(scope)
    if (known := settled.recall(scope, inputs)) is not None:
        return [Outcome.from_json(outcome) for outcome in known]
    datasets = sorted({entry.dataset for entry in registry.datasets(scope)} | registry.faults(scope).keys())
    as_before = {name: Outcome.from_json(known) for name, known in settled.recall_each(scope, inputs).items()}
    done = {one.dataset: one for one in _run(scope, [name for name in datasets if name not in as_before], report)}
    outcomes = [as_before.get(name) or done[name] for name in datasets]
    with steady():
        settled.remember(scope, inputs, [_again(scope, outcome).to_json() for outcome in outcomes])
    return outcomes


def _run(scope: Scope, datasets: Sequence[str], report: Report | None) -> list[Outcome]:
    outcomes = []
    for number, dataset in enumerate(datasets):
        if report:
            report(READING, number, len(datasets))
        outcomes.append(_publish_one(scope, dataset))
    if report:
        report(READING, len(datasets), len(datasets))
    return outcomes


def _again(scope: Scope, outcome: Outcome) -> Outcome:
    """What the same run would say if it came once more: published becomes unchanged, with the notices that stay."""
    left_out = tuple(item for item in outcome.reasons if item["gate"] == backfill.GATE and item["outcome"] != "said")
    if outcome.status not in ("published", "unchanged"):
        return outcome
    row = registry.latest_publication(scope, outcome.dataset)
    return replace(outcome, status="unchanged", reasons=(*(row.notices if row else ()), *left_out))


def take_in_new_files(scope: Scope) -> list[Text]:
    """Adds files that lie in the community's `files/` and that no source entry names: as `tomoni add` would, and as
    cautiously. Says in words what could not be read; those files stay where they are.

    While an entry can't be read nobody knows which files it names, nor which columns may not leave: nothing is added."""
    if registry.faults(scope):
        return []
    named = {file.path for entry in registry.datasets(scope) for file in entry.files}
    folder = scope.community.dir
    problems = []
    for path in sorted(folder.glob("files/**/*")):
        if path.is_file() and not path.name.startswith(".") and path.relative_to(folder).as_posix() not in named:
            try:
                with writing(Path(settings.HOME), wait=TURN):
                    desk.add_file(scope, path)
            except Problem as problem:
                problems.append(problem.text)
    return problems


def release(scope: Scope, dataset: str, reason: str, report: Report | None = None) -> list[Outcome]:
    """Publishes what is held, with a written reason that is public. Problem when nothing is held or it was refused."""
    if any(not hold.fingerprint for hold in registry.holds(scope, dataset)):
        publish(scope, [dataset], report)  # a hold known from an exported site: which candidate it is shows at the door
    desk.release(scope, dataset, reason)
    return publish(scope, [dataset], report)


def _publish_one(scope: Scope, dataset: str) -> Outcome:
    last = queries.current(scope, dataset)
    try:
        prepared = desk.intake(scope, dataset)
    except Problem as problem:
        return _unread(scope, dataset, last, problem)
    for one in prepared.corrections:
        if one.state != APPLIED:
            inbox.source_changed(scope, dataset, one)
    made = recording.Made.of(prepared)
    if withdrawn := withdrawals.blocking(scope, dataset, version=made.version):
        return _unread(scope, dataset, last, Problem(withdrawals.refusal(withdrawn)), latest.WITHDRAWN)
    if last and (last.version, last.publication.as_of) == (made.version, prepared.as_of):
        desk.hold(scope, prepared, [])  # the file that was held has been taken back
        filled = backfill.reasons(backfill.fill(scope, prepared))
        return _stays(scope, dataset, last, "unchanged", (*last.publication.notices, *filled))
    previous = desk.Previous(last.frame, last.publication.as_of, last.schema) if last else None
    verdicts = desk.run_gates(scope, prepared, previous)
    reason, status = _decision(scope, prepared, verdicts)
    if status:
        desk.hold(scope, prepared, verdicts)
        return _stays(scope, dataset, last, status, tuple(_spoken(verdict) for verdict in verdicts))
    filled = backfill.reasons(backfill.fill(scope, prepared))
    publication = recording.record(scope, prepared, made, verdicts, reason)
    return Outcome(
        dataset,
        prepared.schema_id,
        prepared.frame.height,
        made.version,
        publication.seq,
        prepared.as_of,
        "published",
        (*(_spoken(verdict) for verdict in verdicts), *changes.reason(publication.changes), *filled),
    )


def _unread(
    scope: Scope, dataset: str, last: queries.Published | None, problem: Problem, gate: str = latest.READING
) -> Outcome:
    """The newest file gives no table: the public is told as for any other hold. A file that is not here at all (a clone
    without its files) is nobody's news, and neither is a source entry with a typing error in it."""
    verdict = Verdict(gate, Says.REFUSED, problem.text)
    if dataset in registry.faults(scope):
        return _stays(scope, dataset, last, "refused", (_spoken(verdict),))
    newest = registry.editions(scope, registry.source(scope, dataset))[-1]
    if (scope.community.dir / newest.path).is_file():
        desk.hold(scope, dataset, [verdict])
    return _stays(scope, dataset, last, "refused", (_spoken(verdict),))


def _decision(scope: Scope, prepared: desk.Prepared, verdicts: Sequence[Verdict]) -> tuple[str, str]:
    """(public reason of a release, status that stops it): at most one of them says something."""
    says = {verdict.outcome for verdict in verdicts}
    if Says.REFUSED in says:
        return "", "refused"
    if Says.HELD not in says:
        return "", ""
    reason = registry.release_reason(scope, prepared.dataset, prepared.fingerprint)
    return reason, "" if reason else "held"


def _spoken(verdict: Verdict) -> dict[str, str]:
    return {"gate": verdict.gate, "outcome": str(verdict.outcome), **verdict.reason.to_json()}


def _stays(
    scope: Scope, dataset: str, last: queries.Published | None, status: str, reasons: tuple[dict[str, str], ...]
) -> Outcome:
    """The outcome when nothing new is published: figures of what the public still sees, if anything."""
    if last is None:
        return Outcome(dataset, queries.source_of(scope, dataset).schema, 0, "", 0, "", status, reasons)
    row = last.publication
    return Outcome(
        dataset, row.version.schema, row.version.rows, row.version.digest, row.seq, row.as_of, status, reasons
    )

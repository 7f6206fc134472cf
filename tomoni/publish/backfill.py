"""Back-filling: older editions of a dataset join the history of its publications; what is current stays current.

Nothing waits for a person here: an older edition is published with what the gates noticed, or left out for good reason
(refused, may hold personal data, not read well, stopped at the door before without a release) and that is said.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tomoni.i18n import Text
from tomoni.publish import recording
from tomoni.registry import queries as registry
from tomoni.registry import services as desk
from tomoni.registry import withdrawals
from tomoni.registry.errors import Problem
from tomoni.registry.gates.base import Outcome, Verdict
from tomoni.registry.scope import Scope
from tomoni.registry.sources import SourceFile

GATE = "back-fill"
"""Under this name it stands among the reasons of `publish --json`; no gate, it stops nothing."""
STOPPING = ("personal", "reading", "area", "made-up", "rows")
"""Gates whose hold keeps an older edition out; what the others hold is published with their words."""
SAID = 3


@dataclass(frozen=True, slots=True)
class Filled:
    """What became of one older edition: `reason` says why it was left out, None when it was published."""

    as_of: str
    reason: Text | None = None


def fill(scope: Scope, newest: desk.Prepared) -> list[Filled]:
    """Publishes the editions older than `newest` that never were, oldest first."""
    editions = registry.editions(scope, newest.source)
    known = {sha for row in registry.publications(scope, newest.dataset) for sha in row.version.sources}
    known.add(newest.sha256)
    filled = []
    for index, file in enumerate(editions[:-1]):
        if file.sha256 in known or not (scope.community.dir / file.path).is_file():
            continue
        done = _fill_one(scope, newest.dataset, index, file, known)
        if done:
            filled.append(done)
    return filled


def _fill_one(scope: Scope, dataset: str, index: int, file: SourceFile, known: set[str]) -> Filled | None:
    try:
        prepared = desk.intake(scope, dataset, index)
    except Problem as problem:
        return Filled(file.as_of, problem.text)
    if prepared.sha256 in known:
        return None
    verdicts = desk.run_gates(scope, prepared, back_filling=True)
    stopped = _stopped(scope, prepared, verdicts)
    if stopped:
        return Filled(prepared.as_of, stopped)
    known.add(prepared.sha256)
    made = recording.Made.of(prepared)
    if withdrawn := withdrawals.blocking(scope, dataset, version=made.version):
        return Filled(prepared.as_of, withdrawals.refusal(withdrawn))
    recording.record(scope, prepared, made, verdicts, back_filled=True)
    return Filled(prepared.as_of)


def _stopped(scope: Scope, prepared: desk.Prepared, verdicts: Sequence[Verdict]) -> Text | None:
    """Why an older edition stays out, in words; None when it may go."""
    for verdict in verdicts:
        if verdict.outcome is Outcome.REFUSED or (verdict.outcome is Outcome.HELD and verdict.gate in STOPPING):
            return verdict.reason
    if registry.stopped_before(scope, prepared.dataset, prepared.fingerprint):
        return Text("公開前チェックで止まったままのものです。", "a gate stopped it and nobody released it.")
    return None


def reasons(filled: Sequence[Filled]) -> tuple[dict[str, str], ...]:
    """What was filled in and what was left out, as reasons of `publish --json`."""
    done = [item for item in filled if item.reason is None]
    out = []
    if done:
        days = [item.as_of or "-" for item in done]
        more = "…" if len(days) > SAID else ""
        said = Text(
            f"過去の版を{len(done)}つ、公開の履歴に加えました（{'、'.join(days[:SAID])}{more}）。今の版は新しいもののままです。",
            f"{len(done)} older editions joined the history ({', '.join(days[:SAID])}{more}). The newest stays current.",
        )
        out.append({"gate": GATE, "outcome": "said", **said.to_json()})
    for item in filled:
        if item.reason is not None:
            said = Text(
                f"過去の版（{item.as_of or '時点不明'}）は履歴に加えていません: {item.reason.ja}",
                f"The older edition ({item.as_of or 'as-of unknown'}) was left out: {item.reason.en}",
            )
            out.append({"gate": GATE, "outcome": str(Outcome.WARNED), **said.to_json()})
    return tuple(out)

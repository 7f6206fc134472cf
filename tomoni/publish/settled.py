"""Nothing to do, known quickly: when a whole run ended and nothing it rested on has changed since, it need not be
repeated. What it rested on: the program, community.toml, the source entries, the files' bytes, what the house remembers
(log, holds) and the version folders. Pages are looked at in any case (they have a memory of their own).

The same for each dataset by itself: one whose own files, entry, publications and holds are those of its last reading,
which ended with nothing new, need not be read again because another dataset changed. Gates that look across datasets run
for versions that are new, and an unchanged one is none.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import file_digest
from pathlib import Path
from typing import Any

from django.conf import settings

from tomoni.publish import canonical, versions
from tomoni.registry import corrections, withdrawals
from tomoni.registry import queries as registry
from tomoni.registry.resting import program
from tomoni.registry.rooms import rooms
from tomoni.registry.scope import Scope
from tomoni.registry.sources import SourceEntry, write_text
from tomoni.registry.steady import remembered, steady

NAME = "settled.json"


@dataclass(frozen=True, slots=True)
class Inputs:
    """Hashes of everything outside the database that decides what a run does: for each dataset, and for all."""

    each: dict[str, str]
    all: str


def inputs(scope: Scope) -> Inputs:
    """What a run rests on now."""
    about = [program(), repr(scope.community), sorted(rooms.gates)]
    each = {entry.dataset: _hash([about, *_inputs_of(scope, entry)]) for entry in registry.datasets(scope)}
    faults = sorted([name, fault.text.en] for name, fault in registry.faults(scope).items())
    return Inputs(each, _hash([about, sorted(each.items()), faults]))


def _inputs_of(scope: Scope, entry: SourceEntry) -> list[Any]:
    folder = scope.community.dir
    paths = sorted({file.path for file in entry.files})
    corrected = sha256_of(folder / corrections.path_in_folder(entry.dataset))
    return [repr(entry), [[path, sha256_of(folder / path)] for path in paths], corrected]


def state(scope: Scope) -> str:
    """A hash of what the house remembers: whoever changes it writes a line of the log or closes a hold."""
    published = registry.current_versions(scope)
    there = [
        [slug, version, versions.storage().exists(versions.folder_of(slug, version))] for slug, version in published
    ]
    return _hash([registry.mark(), there])


def state_of(scope: Scope, dataset: str) -> str:
    """The same for one dataset: its publications, its open holds, and what was withdrawn anywhere."""
    rows = registry.publications(scope, dataset, withdrawn=True)
    told = [[row.seq, row.version.digest, row.as_of, row.back_filled] for row in rows]
    there = [versions.storage().exists(versions.folder_of(dataset, row.version.digest)) for row in rows]
    open_ = [[hold.gate, hold.fingerprint] for hold in registry.holds(scope, dataset)]
    withdrawn = remembered(("withdrawals", scope.community.id), lambda: len(withdrawals.of_community(scope)))
    return _hash([told, there, open_, withdrawn])


def recall(scope: Scope, inputs: Inputs) -> list[dict[str, Any]] | None:
    """The outcomes of the last whole run, when a new one would end the same; None when it has to be run."""
    try:
        known = _known()
        same = (known["inputs"], known["state"]) == (inputs.all, state(scope))
        return list(known["outcomes"]) if same else None
    except (OSError, ValueError, KeyError, TypeError):
        return None


def recall_each(scope: Scope, inputs: Inputs) -> dict[str, dict[str, Any]]:
    """The outcomes of those datasets whose reading would end the same; the others have to be read."""
    found = {}
    try:
        with steady():
            for dataset, (before, state_then, outcome) in _known()["each"].items():
                if before == inputs.each.get(dataset) and state_then == state_of(scope, dataset):
                    found[dataset] = dict(outcome)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}
    return found


def remember(scope: Scope, inputs: Inputs, outcomes: Sequence[dict[str, Any]]) -> None:
    """`inputs` as they were before the run began: what changed meanwhile is seen by the next one."""
    each = {
        outcome["id"]: [inputs.each[outcome["id"]], state_of(scope, outcome["id"]), outcome]
        for outcome in outcomes
        if outcome["status"] == "unchanged" and outcome["id"] in inputs.each
    }
    said = {"inputs": inputs.all, "state": state(scope), "outcomes": list(outcomes), "each": each}
    write_text(Path(settings.HOME) / NAME, json.dumps(said, ensure_ascii=False))


def _known() -> dict[str, Any]:
    known: dict[str, Any] = json.loads((Path(settings.HOME) / NAME).read_text(encoding="utf-8"))
    return known


def _hash(parts: Sequence[Any]) -> str:
    return canonical.sha256(canonical.dumps(parts))


def sha256_of(path: Path) -> str:
    """The hash of a file's bytes; the kind of error when it can't be read."""
    try:
        with path.open("rb") as stream:
            return file_digest(stream, "sha256").hexdigest()
    except OSError as error:
        return type(error).__name__

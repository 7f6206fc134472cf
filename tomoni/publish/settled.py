"""Nothing to do, known quickly: when a whole run ended and nothing it rested on has changed since, it need not be
repeated. What it rested on: the program, community.toml, the source entries, the files' bytes, what the house remembers
(log, holds) and the version folders. Pages are looked at in any case (they have a memory of their own).
"""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from functools import cache
from hashlib import file_digest
from pathlib import Path
from typing import Any

import polars as pl
from django.conf import settings

import tomoni
from tomoni.publish import canonical, versions
from tomoni.registry import corrections
from tomoni.registry import queries as registry
from tomoni.registry.rooms import rooms
from tomoni.registry.scope import Scope
from tomoni.registry.sources import write_text

NAME = "settled.json"


def inputs(scope: Scope) -> str:
    """A hash of everything outside the database that decides what a run does."""
    entries = registry.datasets(scope)
    paths = sorted({file.path for entry in entries for file in entry.files})
    return _hash(
        [
            _program(),
            repr(scope.community),
            sorted(rooms.gates),
            [repr(entry) for entry in entries],
            [[path, sha256_of(scope.community.dir / path)] for path in paths],
            sorted([name, fault.text.en] for name, fault in registry.faults(scope).items()),
            [sha256_of(scope.community.dir / corrections.path_in_folder(entry.dataset)) for entry in entries],
        ]
    )


def state(scope: Scope) -> str:
    """A hash of what the house remembers: whoever changes it writes a line of the log or closes a hold."""
    published = registry.current_versions(scope)
    there = [
        [slug, version, versions.storage().exists(versions.folder_of(slug, version))] for slug, version in published
    ]
    return _hash([registry.mark(), there])


def recall(scope: Scope, inputs: str) -> list[dict[str, Any]] | None:
    """The outcomes of the last whole run, when a new one would end the same; None when it has to be run."""
    try:
        known = json.loads((Path(settings.HOME) / NAME).read_text(encoding="utf-8"))
        same = (known["inputs"], known["state"]) == (inputs, state(scope))
        return list(known["outcomes"]) if same else None
    except (OSError, ValueError, KeyError, TypeError):
        return None


def remember(scope: Scope, inputs: str, outcomes: Sequence[dict[str, Any]]) -> None:
    """`inputs` as they were before the run began: what changed meanwhile is seen by the next one."""
    said = {"inputs": inputs, "state": state(scope), "outcomes": list(outcomes)}
    write_text(Path(settings.HOME) / NAME, json.dumps(said, ensure_ascii=False))


def _hash(parts: Sequence[Any]) -> str:
    return canonical.sha256(canonical.dumps(parts))


def sha256_of(path: Path) -> str:
    """The hash of a file's bytes; the kind of error when it can't be read."""
    try:
        with path.open("rb") as stream:
            return file_digest(stream, "sha256").hexdigest()
    except OSError as error:
        return type(error).__name__


@cache
def _program() -> str:
    """The program itself, by its files' sizes and times: another release, or a line that was changed while working."""
    root = Path(tomoni.__file__).parent
    found = [pl.__version__, tomoni.__version__]
    for folder, _, names in os.walk(root):
        for path in (Path(folder, name) for name in names if not name.endswith(".pyc")):
            facts = path.stat()
            found.append(f"{path.relative_to(root)} {facts.st_size} {facts.st_mtime_ns}")
    return _hash(sorted(found))

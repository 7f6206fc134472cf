"""The last good figures and cards of other sites go with the exported site, so that one made each night on an empty machine
(`--onto`) still has them when a neighbour is away: neighbours/kept/visits.json and the files that cards are drawn from.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, fields, replace
from pathlib import Path
from typing import Any

from tomoni.dashboard.federation import visiting
from tomoni.dashboard.federation.config import Federation, load
from tomoni.dashboard.federation.visiting import Visit
from tomoni.registry.errors import Problem
from tomoni.registry.rooms import Page
from tomoni.registry.scope import Scope

FOLDER = "neighbours/kept/"
VISITS = "visits.json"
TYPES = {"value": (int, float, type(None)), "away": (dict, type(None)), "credit": (dict, type(None))}


def pages(scope: Scope, federation: Federation) -> Iterator[Page]:
    """Nothing before the first visit that brought something."""
    known = visiting.visits(scope)
    good = {visiting.key(site): known[visiting.key(site)] for site in federation.sites if visiting.key(site) in known}
    good = {key: replace(visit, away=None) for key, visit in good.items() if visit.value is not None}
    if not good:
        return
    said = json.dumps({key: asdict(visit) for key, visit in sorted(good.items())}, ensure_ascii=False, indent=1)
    yield Page(FOLDER + VISITS, lambda: said.encode() + b"\n", "application/json")
    for sha256 in sorted({name for visit in good.values() for name in (visit.rows, visit.schema) if name}):
        if (data := visiting.kept(scope, sha256)) is not None:
            yield Page(FOLDER + sha256, lambda data=data: data, "application/octet-stream", sha256)


def take_over(scope: Scope, tree: Path) -> None:
    """Lines that brought nothing here yet get what the tree knows of them. Files must have the hash that is their name."""
    try:
        federation = load(scope.community.dir)
    except Problem:
        return
    path = tree / FOLDER / VISITS
    if federation is None or path.is_symlink() or not path.is_file():
        return
    before, known = _read(path), visiting.visits(scope)
    for site in federation.sites:
        key = visiting.key(site)
        ours, theirs = known.get(key), before.get(key)
        if theirs is None or (ours and ours.value is not None):
            continue
        names = [name for name in (theirs.rows, theirs.schema) if name]
        whole = [visiting.keep(scope, name, _bytes(tree / FOLDER / name)) for name in names if visiting.is_sha256(name)]
        if len(whole) < 2 or not all(whole):
            theirs = replace(theirs, rows="", schema="")
        if ours and ours.away:
            theirs = replace(theirs, away=ours.away, away_since=theirs.away_since or ours.away_since)
        known[key] = theirs
    visiting.remember(scope, known)


def _read(path: Path) -> dict[str, Visit]:
    try:
        said = json.loads(path.read_text(encoding="utf-8"))
        return {key: Visit(**value) for key, value in said.items() if _is_visit(value)}
    except (OSError, ValueError, TypeError, AttributeError):
        return {}


def _is_visit(value: dict[str, Any]) -> bool:
    """Every field of the kind that it has in a Visit."""
    kinds = {
        field.name: TYPES.get(field.name, type(field.default) if field.name != "latest" else str)
        for field in fields(Visit)
    }
    return all(name in kinds and isinstance(one, kinds[name]) for name, one in value.items()) and "latest" in value


def _bytes(path: Path) -> bytes:
    try:
        return b"" if path.is_symlink() else path.read_bytes()
    except OSError:
        return b""

"""What a public page rests on beside its own matter: the program, community.toml, the community's words, menu and banners.
A page that names all of it as its `depends` is not made again before some of it changes."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path

import polars as pl

import tomoni
from tomoni.registry.rooms import rooms
from tomoni.registry.scope import Scope
from tomoni.registry.steady import remembered


def depends(scope: Scope, *own: object) -> str:
    """`depends` of a page that is made of this community's furniture and of `own` (compared by their repr)."""
    common = remembered(("resting", scope.community.id), lambda: _digest(*_common(scope)))
    return _digest(common, *map(repr, own))


def _common(scope: Scope) -> Iterator[str]:
    folder = scope.community.dir
    yield program()
    yield repr(replace(scope.community, dir=Path()))
    yield from (
        file.read_text(encoding="utf-8", errors="replace") for file in sorted((folder / "texts").glob("*.toml"))
    )
    yield repr(rooms.furniture(scope))


@cache
def program() -> str:
    """The program itself, by its files' sizes and times: another release, or a line that was changed while working."""
    root = Path(tomoni.__file__).parent
    found = [pl.__version__, tomoni.__version__]
    for folder, _, names in os.walk(root):
        for path in (Path(folder, name) for name in names if not name.endswith(".pyc")):
            facts = path.stat()
            found.append(f"{path.relative_to(root)} {facts.st_size} {facts.st_mtime_ns}")
    return _digest(*sorted(found))


def _digest(*parts: str) -> str:
    made = hashlib.sha256()
    for part in parts:
        data = part.encode("utf-8", "surrogatepass")
        made.update(len(data).to_bytes(8, "big") + data)
    return made.hexdigest()

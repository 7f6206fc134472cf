"""All reads of measures: what is published of every list, as Measures; the days and settings they are shown by."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

import polars as pl
from django.utils import timezone

from tomoni.publish import queries as publish
from tomoni.registry.scope import Scope
from tomoni.support import forms
from tomoni.support.config import Config, load
from tomoni.support.measure import Measure, State, to_json


@dataclass(frozen=True, slots=True)
class Listed:
    """A list of measures as it is published: dataset, version, what day it speaks of, and when it was released."""

    dataset: str
    version: str
    title: Any
    as_of: str
    released: str
    held: bool
    license: str


@dataclass(frozen=True)
class Collection:
    """All measures of a community on a day. `digest` changes with any of them."""

    scope: Scope
    lists: tuple[Listed, ...]
    measures: tuple[Measure, ...]
    config: Config
    today: date

    @cached_property
    def by_key(self) -> Mapping[str, Measure]:
        return {measure.key: measure for measure in self.measures}

    @cached_property
    def digest(self) -> str:
        said = [*(f"{one.dataset}@{one.version}" for one in self.lists), code_digest()]
        return hashlib.sha256("\n".join(said).encode()).hexdigest()

    @cached_property
    def open(self) -> tuple[Measure, ...]:
        """Those one can still apply for, or soon."""
        return tuple(one for one in self.measures if one.state(self.today) != State.CLOSED)

    def list_of(self, measure: Measure) -> Listed:
        return next(one for one in self.lists if one.dataset == measure.dataset)


def lists(scope: Scope) -> list[tuple[Listed, publish.Published]]:
    """The published datasets that are lists of measures, by id."""
    found = []
    for item in publish.published(scope):
        if forms.of_schema(item.publication.version.schema):
            latest = item.latest
            told = Listed(
                item.dataset,
                item.version,
                item.source.title,
                str(latest.get("as_of") or ""),
                str(latest.get("released") or ""),
                bool(latest.get("held")),
                str(latest.get("license") or ""),
            )
            found.append((told, item))
    return found


def collection(scope: Scope, today: date | None = None) -> Collection:
    """Every measure of every list, in the order of lists and rows."""
    found = lists(scope)
    measures = [one for _, item in found for one in _measures(item)]
    return Collection(
        scope,
        tuple(told for told, _ in found),
        tuple(measures),
        load(scope.community.dir),
        today or timezone.localdate(),
    )


def _measures(item: publish.Published) -> tuple[Measure, ...]:
    schema = item.publication.version.schema
    known = _known(str(item.folder), item.dataset, schema)
    if known is None:
        known = _remember(str(item.folder), item, schema)
    return known


_kept: dict[tuple[str, str], tuple[Measure, ...]] = {}
KEPT = 8


def _known(folder: str, dataset: str, schema: str) -> tuple[Measure, ...] | None:
    return _kept.get((folder, schema))


def _remember(folder: str, item: publish.Published, schema: str) -> tuple[Measure, ...]:
    while len(_kept) >= KEPT:
        _kept.pop(next(iter(_kept)))
    made = _kept[(folder, schema)] = tuple(_once(read(item, schema)))
    return made


def forget() -> None:
    """Drops what this process remembers of lists."""
    _kept.clear()


def read(item: publish.Published, schema: str) -> Iterator[Measure]:
    """The measures of a published list; rows without a name are none."""
    form = forms.of_schema(schema)
    assert form is not None  # lists() has looked
    frame = item.frame
    typed = [name for name, kind in frame.schema.items() if kind != pl.String]
    plain = frame.with_columns(pl.col(name).cast(pl.String) for name in typed)
    kept = {name for columns in form.raw.values() for name in columns} | set(typed)
    places = {name: at for at, name in enumerate(frame.columns) if name in kept}
    for number, row in enumerate(plain.iter_rows(named=True), 1):
        words = {name: value or "" for name, value in row.items()}
        written = {n: item.provenance.original(number - 1, at, words[n]) or "" for n, at in places.items()}
        for name in typed:  # 未定 in a column of days is no day, and stays readable
            words[name] = words[name] or written[name]
        if made := form.measure(item.dataset, number, words, written):
            yield made


def _once(measures: Iterator[Measure]) -> Iterator[Measure]:
    """Keys that come again get a number, in the order of the rows."""
    seen: dict[str, int] = {}
    for one in measures:
        number = seen[one.key] = seen.get(one.key, 0) + 1
        yield one if number == 1 else replace(one, key=f"{one.key}-{number}")


def digest_of(measure: Measure) -> str:
    return hashlib.sha256(json.dumps(to_json(measure), ensure_ascii=False, sort_keys=True).encode()).hexdigest()[:20]


@lru_cache(maxsize=1)
def code_digest() -> str:
    """Digest of this room's code and files: what pages and the index are made with."""
    root = Path(__file__).parent
    files = [f for f in sorted(root.rglob("*")) if f.suffix in (".py", ".html", ".css", ".js", ".toml", ".txt")]
    made = hashlib.sha256()
    for file in files:
        if "tests" not in file.parts:
            made.update(file.read_bytes())
    return made.hexdigest()

"""What is published: reads of the version folders and of the publications, for pages and for the gates.

The newest publication counts, whether or not readers have been shown the new tree yet: pages are made from here.
"""

from __future__ import annotations

import json
from functools import cached_property
from pathlib import Path
from typing import Any

import polars as pl

from tomoni.i18n import Text
from tomoni.publish import latest
from tomoni.publish.tree import Manifest
from tomoni.publish.versions import folder_of, storage
from tomoni.registry import queries as registry
from tomoni.registry import raw_store
from tomoni.registry.errors import Problem
from tomoni.registry.models import Hold, Publication
from tomoni.registry.scope import Scope
from tomoni.registry.sources import SourceEntry
from tomoni.registry.steady import remembered
from tomoni.tables.provenance import Provenance


class Published:
    """The newest publication of a dataset. The frame, schema and provenance are read when first asked for."""

    def __init__(self, scope: Scope, source: SourceEntry, publication: Publication, holds: list[Hold]) -> None:
        self.scope = scope
        self.source = source
        self.publication = publication
        self.holds = holds
        self.dataset = source.dataset
        self.version: str = publication.version.digest
        self.place = folder_of(self.dataset, self.version)

    @property
    def folder(self) -> Path:
        """The immutable folder with the version's files."""
        return storage().path(self.place)

    @cached_property
    def manifest(self) -> Manifest:
        return Manifest.read(storage(), self.place)

    @cached_property
    def latest(self) -> dict[str, Any]:
        """What latest.json says."""
        return latest.document(self.scope, self.source, self.publication, self.manifest, self.holds)

    @cached_property
    def frame(self) -> pl.DataFrame:
        """The typed rows."""
        return frame_of(self.dataset, self.version)

    @cached_property
    def schema(self) -> dict[str, Any]:
        """The Table Schema of this version."""
        found: dict[str, Any] = self._json("schema.json")
        return found

    @cached_property
    def provenance(self) -> Provenance:
        return Provenance.from_json(self._json("provenance.json"))

    def raw(self, sha256: str = "") -> Path | None:
        """The private original with this hash (of the version's first source when none is named), if it is kept here."""
        sources = self.publication.version.sources
        wanted = sha256 or (sources[0] if sources else "")
        return raw_store.find(wanted) if wanted else None

    def _json(self, name: str) -> Any:
        with storage().open(f"{self.place}/{name}") as stream:
            return json.load(stream)


def frame_of(dataset: str, version: str) -> pl.DataFrame:
    """The typed rows of a version."""
    with storage().open(f"{folder_of(dataset, version)}/data.parquet") as stream:
        return pl.read_parquet(stream.read())


def current(scope: Scope, dataset: str) -> Published | None:
    """The newest publication of a dataset, None when it was never published."""
    return remembered(("current", scope.community.id, dataset), lambda: _current(scope, dataset))


def _current(scope: Scope, dataset: str) -> Published | None:
    publication = registry.latest_publication(scope, dataset)
    if publication is None or not storage().exists(folder_of(dataset, publication.version.digest)):
        return None
    return Published(scope, source_of(scope, dataset), publication, registry.holds(scope, dataset))


def published(scope: Scope) -> list[Published]:
    """Everything published, by dataset id; also what the folder no longer names, because a link once given stays good."""
    found = (current(scope, slug) for slug in remembered(("slugs", scope.community.id), lambda: _slugs(scope)))
    return [item for item in found if item]


def _slugs(scope: Scope) -> list[str]:
    return list(
        Publication.objects.filter(dataset__community__slug=scope.community.id)
        .values_list("dataset__slug", flat=True)
        .order_by("dataset__slug")
        .distinct()
    )


def waiting(scope: Scope) -> list[tuple[SourceEntry, list[Hold]]]:
    """Datasets that were never published because a gate holds the first version: (source entry, open holds)."""
    found = []
    for entry in registry.datasets(scope):
        holds = [hold for hold in registry.holds(scope, entry.dataset) if hold.outcome == "held"]
        if holds and registry.latest_publication(scope, entry.dataset) is None:
            found.append((entry, holds))
    return found


def versions(scope: Scope, dataset: str) -> list[str]:
    """Ids of all versions that were ever published, newest first, each once."""
    return list(dict.fromkeys(row.version.digest for row in registry.publications(scope, dataset)))


def sources(scope: Scope) -> list[SourceEntry]:
    """The entries of the folder, by dataset; one that can't be read now as it was last followed."""
    known = (registry.last_entry(scope, dataset) for dataset in registry.faults(scope))
    return sorted([*registry.datasets(scope), *filter(None, known)], key=lambda entry: entry.dataset)


def source_of(scope: Scope, dataset: str) -> SourceEntry:
    """The dataset's entry; as it was last followed when its file is gone from the folder or can't be read now, and a
    bare one where nothing is known of that (a house that went on from an export)."""
    try:
        return registry.source(scope, dataset)
    except Problem:
        known = registry.last_entry(scope, dataset)
        return known or SourceEntry(dataset=dataset, title=Text(dataset, dataset))

"""A version: one immutable folder of files, named by the SHA-256 of what it says and where that came from.

The id is the hash of the canonical manifest {data, schema, sources}: the canonical CSV, the schema and the raw files,
by their own hashes. No times, no parent, no wording of reports: equal data from equal files is the same version on any
machine, however often and whenever it is published. The notes of the sheet stand in schema.json and so belong to the
id; they do not belong to `schema_version`, which changes only when fields do.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.conf import settings

from tomoni.publish import canonical, report
from tomoni.publish.storage import LocalStorage, storage_at
from tomoni.publish.tree import Manifest, packed
from tomoni.registry.scope import Scope
from tomoni.registry.services import Prepared

FOLDER = "versions"
ID = re.compile(r"[0-9a-f]{64}")


def storage() -> LocalStorage:
    """Where public bytes lie: the state folder, beside the database; with a store behind it when there is one."""
    return storage_at(Path(settings.HOME), getattr(settings, "S3", {}))


def folder_of(dataset: str, version: str) -> str:
    return f"{FOLDER}/{dataset}/{version}"


def version_id(made: dict[str, bytes], sources: tuple[str, ...]) -> str:
    """64 hex digits. `made` must have "data.csv" and "schema.json"; the order of `sources` does not matter."""
    manifest = {
        "data": canonical.sha256(made["data.csv"]),
        "schema": canonical.sha256(made["schema.json"]),
        "sources": sorted(set(sources)),
    }
    return canonical.sha256(canonical.dumps(manifest))


def schema_version(descriptor: Mapping[str, Any]) -> str:
    """64 hex digits: the fields and rules of a schema, without what one edition's sheet says about itself."""
    return canonical.sha256(canonical.pretty({key: value for key, value in descriptor.items() if key != "notes"}))


def write(scope: Scope, prepared: Prepared, version: str, made: dict[str, bytes]) -> Manifest:
    """Writes the version's folder unless it is there; gives its manifest."""
    place = folder_of(prepared.dataset, version)
    store = storage()
    if not store.exists(place):
        everything = made | {
            "provenance.json": prepared.provenance.dumps(),
            "report.html": report.html(scope.community, prepared),
        }
        store.put(place, packed(everything))
    return Manifest.read(store, place)

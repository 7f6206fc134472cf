"""latest.json and publications.json: what is current, since when, under which terms, and all that came before.

Links in it are relative to the file itself. `held` is null, or says since when, by which check, why and who decides,
while the last good version stays up. A dataset whose very first version is held has a latest.json too: version null, no
files, and the same `held`; a refused first version is not announced.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import PurePath
from typing import Any

from django.utils import timezone

from tomoni.i18n import Text
from tomoni.publish.tree import Manifest
from tomoni.registry import raw_store
from tomoni.registry.models import Hold, Publication, RawFile, Withdrawal
from tomoni.registry.rooms import rooms
from tomoni.registry.scope import Scope
from tomoni.registry.sources import SourceEntry

READING = "reading"
"""The gate that a newest file which gives no table at all counts as stopped by."""
WITHDRAWN = "withdrawn"
"""A candidate that is what was withdrawn before counts as stopped by this."""
PERSONAL = "personal"
TTL = 300  # seconds a reader may keep latest.json without asking again


def moment(value: datetime | None) -> str | None:
    """A time in Japan, to the second, with its offset."""
    return timezone.localtime(value).replace(microsecond=0).isoformat() if value else None


def document(
    scope: Scope, source: SourceEntry, publication: Publication | None, manifest: Manifest, holds: Sequence[Hold]
) -> dict[str, Any]:
    """The value of latest.json; `publication` None for a dataset whose first version is held."""
    community = scope.community
    version = publication.version if publication else None
    return {
        "dataset": source.dataset,
        "title": source.title.to_json(),
        "community": {"id": community.id, "code": community.code, "name": community.name.to_json()},
        "schema": version.schema if version else source.schema,
        "schema_version": version.schema_version if version else None,
        "version": version.digest if version else None,
        "seq": publication.seq if publication else 0,
        "rows": version.rows if version else None,
        "as_of": (publication.as_of or None) if publication else None,
        "published": (publication.published or None) if publication else None,
        "fetched": moment(publication.fetched_at) if publication else None,
        "released": moment(publication.released_at) if publication else None,
        "ttl": TTL,
        "license": community.license,
        "attribution": community.attribution.to_json(),
        "official": community.official,
        "synthetic": community.synthetic,
        "held": held(scope, holds),
        "notices": publication.notices if publication else [],
        "reason": _reason(publication) if publication else None,
        "sources": list(version.sources) if version else [],
        "capabilities": capabilities(manifest),
        "files": files(version.digest, manifest) if version else {},
        "originals": originals(source, publication, holds),
    }


def files(version: str, manifest: Manifest) -> dict[str, Any]:
    """name → {url (relative to latest.json), sha256, bytes, type}"""
    return {
        name: {
            "url": f"{version}/{name}",
            "sha256": facts["forms"][""][0],
            "bytes": facts["forms"][""][1],
            "type": facts["type"],
        }
        for name, facts in manifest.files.items()
    }


def originals(source: SourceEntry, publication: Publication | None, holds: Sequence[Hold]) -> list[dict[str, Any]]:
    """The files as they were given, for whoever wants to compare: only when the source entry says `publish_source =
    true`, nothing of the dataset is held and no notice of the personal-data gate was released over. Sent as plain
    bytes, so that no browser opens what is in them."""
    open_questions = bool(holds) or any(
        notice["gate"] == PERSONAL for notice in (publication.notices if publication else ())
    )
    if not source.publish_source or publication is None or open_questions:
        return []
    rows = RawFile.objects.filter(sha256__in=publication.version.sources).order_by("sha256")
    return [
        {
            "url": f"originals/{row.sha256}{_ending(row.name)}",
            "sha256": row.sha256,
            "bytes": row.size,
            "type": "application/octet-stream",
        }
        for row in rows
        if raw_store.find(row.sha256)
    ]


def _ending(name: str) -> str:
    suffix = PurePath(name).suffix.lower()
    return suffix if re.fullmatch(r"\.[a-z0-9]{1,8}", suffix) else ""


def capabilities(manifest: Manifest) -> list[str]:
    """What a reader can rely on here without trying: rows, history, trace, positions."""
    able = {"data.json": "rows", "provenance.json": "trace", "data.geojson": "positions"}
    return sorted({"history", *(word for name, word in able.items() if name in manifest.files)})


def held(scope: Scope, holds: Sequence[Hold]) -> dict[str, Any] | None:
    """Since when, by which checks and why, and who decides; None when nothing is held."""
    if not holds:
        return None
    community = scope.community
    who = community.operator if community.operator.ja else community.name
    return {
        "since": moment(min(hold.since for hold in holds)),
        "checks": [
            {
                "gate": hold.gate,
                "title": gate_title(hold.gate).to_json(),
                "outcome": hold.outcome,
                "reason": {"ja": hold.reason_ja, "en": hold.reason_en},
                "as_of": hold.as_of or None,
                "since": moment(hold.since),
            }
            for hold in holds
        ],
        "decides": {"name": who.to_json(), "contact": community.contact or None},
    }


def gate_title(gate: str) -> Text:
    """A check's name for people; its id when the room that had it is gone."""
    return rooms.gates[gate].title if gate in rooms.gates else Text(gate, gate)


def _reason(publication: Publication) -> dict[str, str] | None:
    if not publication.reason_ja:
        return None
    return {"ja": publication.reason_ja, "en": publication.reason_en or publication.reason_ja}


def history(publications: Sequence[Publication], manifests: Mapping[str, Manifest]) -> list[dict[str, Any]]:
    """publications.json: every publication, newest first; with the files' hashes it is enough to go on from
    (`publish --onto`). `manifests` are those of the versions, by id."""
    return [
        {
            "seq": row.seq,
            "version": row.version.digest,
            "parent": row.parent.seq if row.parent else None,
            "schema": row.version.schema,
            "schema_version": row.version.schema_version,
            "rows": row.version.rows,
            "sources": list(row.version.sources),
            "as_of": row.as_of or None,
            "published": row.published or None,
            "fetched": moment(row.fetched_at),
            "released": moment(row.released_at),
            "back_filled": row.back_filled,
            "reason": _reason(row),
            "changes": row.changes,
            "notices": row.notices,
            **_files_or_tombstone(row, manifests),
        }
        for row in publications
    ]


def _files_or_tombstone(row: Publication, manifests: Mapping[str, Manifest]) -> dict[str, Any]:
    """The hashes of a version's files; of one that was withdrawn, when and why instead."""
    removed = getattr(row.version, "removed", None)
    if removed is None:
        files = manifests[row.version.digest].files
        return {"files": {name: facts["forms"][""][0] for name, facts in files.items()}}
    return {"files": {}, "withdrawn": withdrawn(removed.withdrawal)}


def withdrawn(row: Withdrawal) -> dict[str, Any]:
    """`withdrawn` of publications.json, and of latest.json once the whole dataset is gone."""
    reason = {"ja": row.reason, "en": row.reason}
    return {"at": moment(row.at), "reason": reason, "whole": row.whole, "kind": row.kind}

"""A candidate that may go becomes a publication: its version's files first, then the row that makes it public."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tomoni.publish import changes, files, queries, reasons, versions
from tomoni.registry import queries as registry
from tomoni.registry import services as desk
from tomoni.registry.gates.base import Verdict
from tomoni.registry.models import Publication
from tomoni.registry.scope import Scope


@dataclass(frozen=True, slots=True)
class Made:
    """The files that are made of rows and schema alone, and the version id they give."""

    version: str
    files: Mapping[str, bytes]

    @classmethod
    def of(cls, prepared: desk.Prepared) -> Made:
        made = files.data_files(prepared.frame, prepared.schema)
        return cls(versions.version_id(made, prepared.raws), made)


def record(
    scope: Scope,
    prepared: desk.Prepared,
    made: Made,
    verdicts: Sequence[Verdict],
    reason: str = "",
    *,
    back_filled: bool = False,
) -> Publication:
    """Writes the version and records its publication, with what it changed against the one it follows."""
    versions.write(scope, prepared, made.version, dict(made.files))
    parent = registry.parent_of(scope, prepared.dataset, prepared.as_of, back_filled=back_filled)
    before = queries.frame_of(prepared.dataset, parent.version.digest) if parent else None
    differs = changes.summary(before, prepared.frame)
    why = reasons.verdicts(scope.community.dir, prepared, before, differs, reason)
    return desk.record_publication(
        scope,
        prepared,
        version=made.version,
        schema_version=versions.schema_version(prepared.schema),
        reason=reason,
        notices=[*verdicts, *why],
        changes=differs,
        parent=parent,
        back_filled=back_filled,
    )

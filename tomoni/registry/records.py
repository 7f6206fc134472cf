"""The rows the registry keeps about communities, raw files and editions: made when first needed, never twice."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from tomoni.registry import events
from tomoni.registry.models import Community, Dataset, Edition, RawFile
from tomoni.registry.scope import Scope
from tomoni.registry.sources import as_text

if TYPE_CHECKING:
    from tomoni.registry.intake import Prepared


def community(scope: Scope) -> Community:
    config = scope.community
    row, made = Community.objects.get_or_create(slug=config.id, defaults={"code": config.code})
    if made:
        events.append(scope, "community.opened", row.id, slug=config.id, code=config.code)
    elif row.code != config.code:
        row.code = config.code
        row.save(update_fields=["code"])
        events.append(scope, "community.code-changed", row.id, slug=config.id, code=config.code)
    return row


def dataset(scope: Scope, slug: str) -> Dataset:
    with transaction.atomic():
        row, made = Dataset.objects.get_or_create(community=community(scope), slug=slug)
        if made:
            events.append(scope, "dataset.added", row.id, dataset=slug)
    return row


def remember_raw(scope: Scope, sha256: str, size: int, name: str) -> datetime:
    """When these bytes were first taken in."""
    row, _ = RawFile.objects.get_or_create(
        sha256=sha256, defaults={"size": size, "name": name, "fetched_at": timezone.now()}
    )
    return row.fetched_at


def remember_edition(scope: Scope, prepared: Prepared) -> None:
    """One row for each table of each raw file of a dataset, with the figures others are compared with; and the source
    entry that was followed."""
    with transaction.atomic():
        found = prepared.facts.to_json()
        owner = dataset(scope, prepared.dataset)
        if owner.entry != (entry := as_text(prepared.source)):
            owner.entry = entry
            owner.save(update_fields=["entry"])
        row, made = Edition.objects.get_or_create(
            dataset=owner,
            raw_id=prepared.sha256,
            place=f"{prepared.file.sheet or ''}#{prepared.file.table}",
        )
        now = (prepared.as_of, prepared.as_of_from, prepared.fingerprint, found)
        if made or (row.as_of, row.as_of_from, row.fingerprint, row.facts) != now:
            row.as_of, row.as_of_from, row.fingerprint, row.facts = now
            row.save()
            events.append(
                scope,
                "edition.taken-in",
                row.dataset_id,
                dataset=prepared.dataset,
                file=prepared.file.path,
                sha256=prepared.sha256,
                as_of=prepared.as_of,
                rows=prepared.frame.height,
            )

"""Withdrawals: content that must not be public, or kept, any more. What was withdrawn, what that blocks, what is erased.

The rows of versions and publications stay as bare lines (number, times, hashes); every word and figure in them goes.
This is the one place that changes rows which are otherwise only ever added. Apps that keep content of their own join
with `rooms.extra("withdraw", name, erase)`, called as `erase(scope, withdrawal)`; it may be called again.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone

from tomoni.i18n import Text
from tomoni.registry import events, queries, raw_store, records
from tomoni.registry.models import (
    Dataset,
    Edition,
    EventText,
    Hold,
    Publication,
    RawFile,
    Removed,
    Version,
    Withdrawal,
)
from tomoni.registry.rooms import rooms
from tomoni.registry.scope import Scope

PERSON, RETENTION = "person", "retention"
KEPT_WORDS = ("dataset.withdrawn",)
"""Kinds of the log whose words say only what is public about a withdrawal."""


def of_community(scope: Scope) -> list[Withdrawal]:
    """All withdrawals, oldest first."""
    return list(Withdrawal.objects.filter(dataset__community__slug=scope.community.id).select_related("dataset"))


def unfinished(scope: Scope) -> list[Withdrawal]:
    """Those that were cut off before their end."""
    return [row for row in of_community(scope) if row.done_at is None]


def digests(withdrawal: Withdrawal) -> list[str]:
    """The versions it took away."""
    return sorted(withdrawal.removed.values_list("version__digest", flat=True))


def blocking(scope: Scope, dataset: str, *, version: str = "", raws: Collection[str] = ()) -> Withdrawal | None:
    """The withdrawal that keeps this version, or data made of these originals, from coming back; None when none does.

    After a whole dataset was withdrawn its originals are blocked, after single versions only those versions are: the
    same file may be published again with fewer columns."""
    mine = Withdrawal.objects.filter(
        dataset__community__slug=scope.community.id, dataset__slug=dataset, kind=PERSON
    ).order_by("-at")
    if version and (found := mine.filter(removed__version__digest=version).first()):
        return found
    return next((row for row in mine.filter(whole=True) if set(row.raws) & set(raws)), None)


def refusal(withdrawal: Withdrawal) -> Text:
    """Why it may not come back, in words."""
    day = timezone.localtime(withdrawal.at).date().isoformat()
    return Text(
        f"{day} に取り下げた内容と同じです（理由: {withdrawal.reason}）。公開しません。内容を直したファイルを入れてください。",
        f"This is what was withdrawn on {day} (reason: {withdrawal.reason}). It is not published. Put in a corrected file.",
    )


def begin(
    scope: Scope, dataset: str, versions: Iterable[str] | None, reason: str, title: Text, *, kind: str = PERSON
) -> Withdrawal:
    """Writes down what is withdrawn (`versions` None: everything), in one transaction. From here on no query shows it."""
    with transaction.atomic():
        row = records.dataset(scope, dataset)
        found = Version.objects.filter(dataset=row, removed=None)
        if versions is not None:
            found = found.filter(digest__in=list(versions))
        chosen = list(found)
        raws = {sha for version in chosen for sha in version.sources}
        if versions is None:
            raws |= set(Edition.objects.filter(dataset=row).values_list("raw_id", flat=True))
            entry = queries.find_source(scope, dataset)
            raws |= {file.sha256 for file in (entry.files if entry else ()) if file.sha256}
        made = Withdrawal.objects.create(
            dataset=row,
            whole=versions is None,
            kind=kind,
            reason=reason,
            title_ja=title.ja[:255],
            title_en=title.en[:255],
            raws=sorted(raws),
            at=timezone.now(),
            actor=scope.actor,
        )
        Removed.objects.bulk_create(Removed(version=version, withdrawal=made) for version in chosen)
        events.append(
            scope,
            "dataset.withdrawn",
            row.id,
            dataset=dataset,
            whole=made.whole,
            because=kind,
            reason=reason,
            versions=sorted(version.digest for version in chosen),
        )
    return made


def needed_by(scope: Scope, sha256: str, withdrawal: Withdrawal, going: Collection[str] = ()) -> list[str]:
    """The datasets, of any community here, that still need an original: a version, a source entry or an edition says so.

    `going`: versions of the withdrawn dataset that count as gone already, for a look beforehand."""
    mine = Q(dataset=withdrawal.dataset)
    versions = Version.objects.filter(removed=None).exclude(mine if withdrawal.whole else mine & Q(digest__in=going))
    named = {
        version.dataset.slug for version in versions.select_related("dataset").iterator() if sha256 in version.sources
    }
    others = Edition.objects.filter(raw_id=sha256).exclude(mine).select_related("dataset")
    named |= {row.dataset.slug for row in others}
    for entry in queries.datasets(scope):
        if entry.dataset != withdrawal.dataset.slug and any(file.sha256 == sha256 for file in entry.files):
            named.add(entry.dataset)
    return sorted(named)


def erase(scope: Scope, withdrawal: Withdrawal) -> list[str]:
    """Erases every word and figure of the withdrawn content from the database, and originals nobody else needs.

    Gives the SHA-256 of the originals that stay because others need them. Safe to run again."""
    kept = [sha for sha in withdrawal.raws if needed_by(scope, sha, withdrawal)]
    gone = [sha for sha in withdrawal.raws if sha not in kept]
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA secure_delete = ON")
    for sha in gone:
        raw_store.remove(sha)
    with transaction.atomic():
        _erase_rows(withdrawal, gone)
        for hook in rooms.extras_of("withdraw").values():
            hook(scope, withdrawal)
    return kept


def _erase_rows(withdrawal: Withdrawal, gone: Collection[str]) -> None:
    """Publication refuses changes through `objects`; erasing what a publication said is the exception."""
    dataset = withdrawal.dataset
    bare = Publication._base_manager.filter(version__removed__withdrawal=withdrawal)
    bare.update(changes={}, notices=[], reason_ja="", reason_en="")
    if withdrawal.kind == RETENTION:
        return
    after = Publication._base_manager.filter(parent__version__removed__withdrawal=withdrawal)
    after.update(changes={}, notices=[])
    Dataset.objects.filter(pk=dataset.pk).update(entry="")  # it names files; the next edition says it again
    editions = Edition.objects.filter(dataset=dataset)
    editions = editions if withdrawal.whole else editions.filter(raw_id__in=gone)
    editions.delete()
    RawFile.objects.filter(sha256__in=gone, editions=None).delete()
    holds = Hold.objects.filter(dataset=dataset)
    if not withdrawal.whole:
        holds = holds.exclude(closed_at=None)
    holds.filter(closed_at=None).update(closed_at=timezone.now())
    holds.update(reason_ja="", reason_en="", details={}, release_reason="")
    EventText.objects.filter(event__subject=dataset.id).exclude(event__kind__in=KEPT_WORDS).delete()


def take_over(version: Version, told: Mapping[str, Any]) -> None:
    """Remembers a withdrawal that another house of the same community carried out (`told` as in publications.json)."""
    at = datetime.fromisoformat(told["at"])
    row, _ = Withdrawal.objects.get_or_create(
        dataset=version.dataset,
        at=at,
        defaults={
            "whole": told.get("whole") is True,
            "kind": RETENTION if told.get("kind") == RETENTION else PERSON,
            "reason": told["reason"]["ja"],
            "done_at": at,
        },
    )
    row.raws = sorted({*row.raws, *version.sources})
    row.save(update_fields=["raws"])
    Removed.objects.get_or_create(version=version, defaults={"withdrawal": row})


def finish(withdrawal: Withdrawal) -> datetime:
    """The withdrawal is complete: nothing of the content is left here."""
    withdrawal.done_at = timezone.now()
    withdrawal.save(update_fields=["done_at"])
    return withdrawal.done_at


def compact() -> bool:
    """Makes the database file forget what was erased from it. False when others were using it (try again later)."""
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        return connection.vendor != "sqlite"
    from django.db import OperationalError

    try:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            cursor.execute("VACUUM")
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            row = cursor.fetchone()
            return bool(row is None or row[0] == 0)
    except OperationalError:
        return False

"""The verbs around publication: run the gates, hold, release, record. Each is one transaction and one line of the log."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import polars as pl
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from tomoni.i18n import Text
from tomoni.registry import events, queries, records
from tomoni.registry.errors import Problem
from tomoni.registry.facts import Facts
from tomoni.registry.gates.base import Candidate, Outcome, Verdict
from tomoni.registry.intake import Prepared
from tomoni.registry.models import Hold, Publication, Version
from tomoni.registry.rooms import rooms
from tomoni.registry.scope import Scope


@dataclass(frozen=True, slots=True)
class Previous:
    """The last publication, as the gates compare with it."""

    frame: pl.DataFrame
    as_of: str
    schema: Mapping[str, Any] | None = None


def run_gates(
    scope: Scope,
    prepared: Prepared,
    previous: Previous | None = None,
    *,
    back_filling: bool = False,
    beside: Sequence[Facts] = (),
) -> list[Verdict]:
    """Every registered gate's verdicts, worst first. An older edition (`back_filling`) is not compared with what the
    other datasets say today. `beside`: what other datasets are about to say, in place of what they said last."""
    coming = {facts.dataset: facts for facts in beside if facts.dataset != prepared.dataset}
    known = () if back_filling else queries.sibling_facts(scope, prepared.dataset)
    siblings = (*(facts for facts in known if facts.dataset not in coming), *coming.values())
    candidate = Candidate(
        community=scope.community,
        source=prepared.source,
        dataset=prepared.dataset,
        frame=prepared.frame,
        schema=prepared.schema,
        as_of=prepared.as_of,
        kinds=tuple(str(kind) for kind in prepared.table.kinds),
        findings=prepared.findings,
        previous=previous.frame if previous else None,
        previous_as_of=previous.as_of if previous else "",
        previous_schema=previous.schema if previous else None,
        as_of_from=prepared.as_of_from,
        table=prepared.table,
        siblings=() if back_filling else siblings,
        elsewhere=queries.facts_elsewhere(scope),
        facts=prepared.facts,
        provenance=prepared.provenance,
        columns=prepared.columns,
        notes_withheld=prepared.notes_withheld,
        corrections=prepared.corrections,
    )
    verdicts = [verdict for gate in rooms.gates.values() for verdict in gate.check(candidate)]
    if prepared.source.suppress:
        verdicts = [_without_figures(verdict) for verdict in verdicts]
    order = [Outcome.REFUSED, Outcome.HELD, Outcome.WARNED]
    return sorted(verdicts, key=lambda verdict: order.index(verdict.outcome))


def _without_figures(verdict: Verdict) -> Verdict:
    """Reasons are public, and may quote the numbers that a dataset hides."""
    gate = rooms.gates.get(verdict.gate)
    title = gate.title if gate else Text("公開前チェック", "a check")
    reason = Text(
        f"「{title.ja}」で確認が必要な箇所がありました。小さい数を伏せるデータなので、内容はここに書きません。",
        f'The check "{title.en}" found something. As this dataset hides small numbers, it is not told here what.',
    )
    return replace(verdict, reason=reason, details={})


def hold(scope: Scope, prepared: Prepared | str, verdicts: Sequence[Verdict]) -> list[Hold]:
    """Remembers that this candidate was stopped. Seeing the same again keeps the first `since`; holds of the dataset
    that no longer apply are closed. For a file that gave no candidate at all, `prepared` is the dataset's id."""
    now = timezone.now()
    name, fingerprint, as_of = (
        (prepared, "", "") if isinstance(prepared, str) else (prepared.dataset, prepared.fingerprint, prepared.as_of)
    )
    stopping = [verdict for verdict in verdicts if verdict.outcome in (Outcome.HELD, Outcome.REFUSED)]
    with transaction.atomic():
        row = records.dataset(scope, name)
        open_holds = {(h.gate, h.reason_ja): h for h in Hold.objects.filter(dataset=row, closed_at=None)}
        kept = []
        for verdict in stopping:
            found = open_holds.pop((verdict.gate, verdict.reason.ja), None)
            if found is None:
                found = Hold.objects.create(
                    dataset=row,
                    gate=verdict.gate,
                    outcome=str(verdict.outcome),
                    reason_ja=verdict.reason.ja,
                    reason_en=verdict.reason.en,
                    details=dict(verdict.details),
                    fingerprint=fingerprint,
                    as_of=as_of,
                    since=now,
                )
                events.append(
                    scope,
                    f"dataset.{verdict.outcome}",
                    row.id,
                    dataset=row.slug,
                    gate=verdict.gate,
                    **verdict.reason.to_json(),
                )
                _tell(scope, found)
            elif found.fingerprint != fingerprint:
                found.fingerprint = fingerprint
                found.save(update_fields=["fingerprint"])
            kept.append(found)
        for stale in open_holds.values():
            stale.closed_at = now
            stale.save(update_fields=["closed_at"])
    return kept


@dataclass(frozen=True, slots=True)
class Stop:
    """One check that stopped a candidate, as an exported site tells it. outcome: "held" or "refused"."""

    gate: str
    outcome: str
    reason_ja: str
    reason_en: str
    since: datetime
    as_of: str = ""


def hold_since(scope: Scope, dataset: str, stops: Sequence[Stop]) -> int:
    """Remembers holds that began elsewhere, unless some of this dataset are open here; nobody is told again. The
    fingerprint is filled in when the same candidate comes to the door. Says how many were new."""
    with transaction.atomic():
        row = records.dataset(scope, dataset)
        if Hold.objects.filter(dataset=row, closed_at=None).exists():
            return 0
        for stop in stops:
            Hold.objects.create(
                dataset=row,
                gate=stop.gate,
                outcome=stop.outcome,
                reason_ja=stop.reason_ja,
                reason_en=stop.reason_en,
                as_of=stop.as_of,
                since=stop.since,
            )
        if stops:
            events.append(scope, "dataset.holds-taken-over", row.id, dataset=dataset, gates=[s.gate for s in stops])
    return len(stops)


def _tell(scope: Scope, hold: Hold) -> None:
    """公開保留になりました: to whoever may release it, once for each hold."""
    from tomoni.registry.notify import services as notify

    entry = queries.find_source(scope, hold.dataset.slug) if hold.dataset.slug not in queries.faults(scope) else None
    title = entry.title if entry else Text(hold.dataset.slug, hold.dataset.slug)
    address = settings.PUBLIC_ADDRESS.rstrip("/") + "/" if settings.PUBLIC_ADDRESS else ""
    notify.staff(
        scope,
        "release",
        "hold",
        f"hold:{hold.pk}",
        title=title.ja,
        title_en=title.en,
        dataset=hold.dataset.slug,
        gate=hold.gate,
        reason=hold.reason_ja,
        reason_en=hold.reason_en,
        address=address,
    )


def release(scope: Scope, dataset: str, reason: str) -> list[Hold]:
    """Lets what is held now through, with a written reason that will be public. The next publish takes it up, as long
    as file and source entry have not changed. Refused candidates can't be released."""
    reason = reason.strip()
    if not reason:
        raise Problem(
            Text(
                '公開する理由を書いてください（--reason "…"）。理由はサイトに載ります。',
                'Give the reason for publishing (--reason "…"). It will be shown on the site.',
            )
        )
    with transaction.atomic():
        open_holds = queries.holds(scope, dataset)
        refused = next((h for h in open_holds if h.outcome == Outcome.REFUSED), None)
        if refused:
            raise Problem(
                Text(
                    f"「{dataset}」は理由を付けても公開できません: {refused.reason_ja}",
                    f'"{dataset}" can\'t be released even with a reason: {refused.reason_en}',
                ),
                code=1,
            )
        if not open_holds:
            raise Problem(
                Text(f"「{dataset}」に公開保留のものはありません。", f'Nothing of "{dataset}" is held.'), code=1
            )
        for row in open_holds:
            row.closed_at, row.release_reason, row.released_by = timezone.now(), reason, scope.actor
            row.save(update_fields=["closed_at", "release_reason", "released_by"])
        events.append(
            scope,
            "dataset.released",
            open_holds[0].dataset_id,
            dataset=dataset,
            reason=reason,
            gates=[h.gate for h in open_holds],
        )
    return open_holds


def record_publication(
    scope: Scope,
    prepared: Prepared,
    *,
    version: str,
    schema_version: str = "",
    reason: str = "",
    notices: Sequence[Verdict] = (),
    changes: Mapping[str, Any] | None = None,
    released: datetime | None = None,
    parent: Publication | None = None,
    back_filled: bool = False,
) -> Publication:
    """Adds the next publication of a dataset and closes what was held; one that is `back_filled` joins the history
    only. `version` is the manifest's SHA-256; `parent` None: what is current."""
    now = timezone.now()
    with transaction.atomic():
        row = records.dataset(scope, prepared.dataset)
        made, _ = Version.objects.get_or_create(
            dataset=row,
            digest=version,
            defaults={
                "schema": prepared.schema_id,
                "schema_version": schema_version,
                "rows": prepared.frame.height,
                "sources": list(prepared.raws),
            },
        )
        newest = Publication.objects.filter(dataset=row).order_by("-seq").first()
        parent = parent or queries.parent_of(scope, row.slug, prepared.as_of, back_filled=back_filled)
        publication = Publication(
            dataset=row,
            seq=newest.seq + 1 if newest else 1,
            version=made,
            parent=parent,
            as_of=prepared.as_of,
            published=prepared.file.published,
            fetched_at=prepared.fetched,
            released_at=released or now,
            reason_ja=reason,
            reason_en=reason,
            back_filled=back_filled,
            changes=dict(changes or {}),
            notices=[
                {"gate": v.gate, "outcome": str(v.outcome), "ja": v.reason.ja, "en": v.reason.en} for v in notices
            ],
        )
        publication.save()
        if not back_filled:
            Hold.objects.filter(dataset=row, closed_at=None).update(closed_at=now)
        events.append(
            scope,
            "dataset.back-filled" if back_filled else "dataset.published",
            row.id,
            dataset=row.slug,
            seq=publication.seq,
            version=version,
            as_of=prepared.as_of,
            reason=reason,
            changes=publication.changes,
        )
    return publication


def explain(scope: Scope, publication: Publication, said: Verdict) -> None:
    """Puts one notice of a publication in the place of the one of the same gate. Publications are only ever added, and
    this is for the single case in which one said that nobody had given a reason; the log keeps both."""
    notices = [notice for notice in publication.notices if notice.get("gate") != said.gate]
    notices.append({"gate": said.gate, "outcome": str(said.outcome), "ja": said.reason.ja, "en": said.reason.en})
    with transaction.atomic():
        Publication._base_manager.filter(pk=publication.pk).update(notices=notices)
        events.append(
            scope,
            "dataset.explained",
            publication.dataset_id,
            dataset=publication.dataset.slug,
            seq=publication.seq,
            reason=said.reason.ja,
        )

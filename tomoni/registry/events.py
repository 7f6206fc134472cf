"""The log: append-only, with the words in an erasable row beside the line that commits to them.

commitment = SHA-256(salt ‖ canonical JSON of the words), so whoever holds the words can prove what was logged, and
once the words are erased the line tells nothing.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from tomoni.registry.models import Event, EventText
from tomoni.registry.scope import Scope

if TYPE_CHECKING:
    from tomoni.registry.models import RawFile


def _commit(salt: str, body: dict[str, Any]) -> str:
    canonical = json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256((salt + canonical).encode()).hexdigest()


def append(scope: Scope, kind: str, subject: UUID, **words: Any) -> Event:
    """Adds one line, in the caller's transaction. `words` must be JSON values."""
    salt = secrets.token_hex(16)
    with transaction.atomic():
        event = Event(
            at=timezone.now(), kind=kind, subject=subject, actor=scope.actor, salt=salt, commitment=_commit(salt, words)
        )
        event.save()
        EventText.objects.create(event=event, body=words)
    return event


def viewed_private(scope: Scope, raw: RawFile, why: str = "") -> Event:
    """Logs that someone looked at a private original (opened, downloaded, or saw cells of it that are not public).

    Call it before the bytes are sent. The subject is the first half of the file's SHA-256 as a UUID.
    """
    subject = UUID(hex=raw.sha256[:32])
    return append(scope, "private.viewed", subject, sha256=raw.sha256, name=raw.name, why=why)


def holds_true(event: Event) -> bool | None:
    """Whether the words beside the line are those it committed to; None when they were erased."""
    text = EventText.objects.filter(pk=event.pk).first()
    return None if text is None else _commit(event.salt, text.body) == event.commitment


def erase_words(scope: Scope, event: Event) -> None:
    """Removes the words of a line (a person's right); the line and its commitment stay, and the erasure is logged."""
    with transaction.atomic():
        EventText.objects.filter(pk=event.pk).delete()
        append(scope, "event.erased", event.subject, seq=event.pk)

"""notify: `send(recipient, template, dedupe_key)` — once for each key and recipient, in the recipient's language.

Templates are files `templates/notify/<name>.<lang>.txt` of any app: the first line is the subject, the rest the body.
Sending is a job: asked for in the caller's transaction, tried again when it fails, visible when it does.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone

from tomoni.registry import jobs
from tomoni.registry.models import Withdrawal
from tomoni.registry.notify.channels import CHANNELS, CONSOLE, MAIL, WEBHOOK, Letter
from tomoni.registry.notify.models import Delivery
from tomoni.registry.people.models import Membership
from tomoni.registry.people.roles import may, require
from tomoni.registry.scope import Scope

KIND = "notify.deliver"
LONGEST_SUBJECT = 120


@dataclass(frozen=True, slots=True)
class Recipient:
    """`channel`: mail, webhook or console; `address` is a mailbox or an address of the web."""

    channel: str
    address: str = ""
    lang: str = "ja"


def mail(address: str, lang: str = "ja") -> Recipient:
    return Recipient(MAIL, address, lang)


def send(recipient: Recipient, template: str, dedupe_key: str, **values: Any) -> Delivery:
    """Sends a template, once. `values` must be JSON values; they are kept only until the message has arrived."""
    seen = hashlib.sha256(f"{recipient.channel}\n{recipient.address}\n{dedupe_key}".encode()).hexdigest()
    with transaction.atomic():
        row, made = Delivery.objects.get_or_create(
            key=seen,
            defaults={
                "channel": recipient.channel,
                "address": recipient.address,
                "lang": recipient.lang,
                "template": template,
                "about": dedupe_key[:200],
                "values": values,
            },
        )
        if made:
            jobs.ask(KIND, f"notify:{row.pk}", delivery=str(row.pk))
    return row


def staff(scope: Scope, action: str, template: str, dedupe_key: str, **values: Any) -> list[Delivery]:
    """Sends to everyone who may do `action` here and has a mailbox, and to TOMONI_NOTIFY; to the console when there is
    nobody else."""
    found = [mail(address) for address in _mailboxes(scope, action)]
    found += [_of(address) for address in settings.NOTIFY]
    return [send(one, template, dedupe_key, **values) for one in found or [Recipient(CONSOLE)]]


def _mailboxes(scope: Scope, action: str) -> list[str]:
    rows = Membership.objects.filter(
        community__slug=scope.community.id, left_at=None, person__is_active=True
    ).select_related("person")
    able = [row for row in rows if may(Scope(row.person_id, scope.community, row.role), action)]
    return sorted({row.person.email for row in able if row.person.email})


def _of(address: str) -> Recipient:
    return Recipient(WEBHOOK, address) if "://" in address else mail(address.removeprefix("mailto:"))


def letter(row: Delivery) -> Letter:
    """The words of a delivery."""
    text = render_to_string(f"notify/{row.template}.{row.lang}.txt", row.values)
    subject, _, body = text.lstrip().partition("\n")
    plain = " ".join("".join(char for char in subject if char.isprintable()).split())
    return Letter(row.template, row.key, plain[:LONGEST_SUBJECT], body.strip() + "\n")


def deliver(delivery: str) -> None:
    """The job: hands one delivery to its channel. Raises when it did not arrive."""
    row = Delivery.objects.filter(pk=UUID(delivery)).first()
    if row is None or row.state == Delivery.SENT:
        return
    try:
        CHANNELS[row.channel](row.address, letter(row))
    except Exception as error:
        words = f"{type(error).__name__}: {error}"[:500]
        Delivery.objects.filter(pk=row.pk).update(state=Delivery.FAILED, tries=row.tries + 1, error=words)
        raise
    row.state, row.sent_at, row.error, row.values = Delivery.SENT, timezone.now(), "", {}
    row.tries += 1
    row.address = row.address if row.channel == WEBHOOK else ""
    row.save(update_fields=["state", "sent_at", "error", "values", "tries", "address"])


def again(scope: Scope, delivery: UUID) -> bool:
    """Tries one that failed once more, now."""
    require(scope, "people")
    return jobs.retry(f"notify:{delivery}")


def withdrawn(scope: Scope, withdrawal: Withdrawal) -> None:
    """What still waits to be said about a withdrawn dataset is not said any more, and forgotten."""
    waiting = Delivery.objects.exclude(state=Delivery.SENT)
    for row in waiting:
        if row.values.get("dataset") == withdrawal.dataset.slug:
            row.delete()


def failed() -> list[Delivery]:
    """What did not arrive yet, newest first."""
    return list(Delivery.objects.filter(state=Delivery.FAILED)[:200])

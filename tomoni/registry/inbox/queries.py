"""All reads of the inbox."""

from __future__ import annotations

from uuid import UUID

from tomoni.registry.inbox.models import Message, State
from tomoni.registry.inbox.services import is_code
from tomoni.registry.models import Event
from tomoni.registry.scope import Scope

PUBLIC = 200


def public(scope: Scope) -> list[Message]:
    """What staff released, newest answer first."""
    rows = Message.objects.filter(community__slug=scope.community.id).exclude(released_at=None)
    return list(rows.exclude(state=State.REMOVED).order_by("-answered_at")[:PUBLIC])


def thanked(scope: Scope) -> list[str]:
    """Whose reports were taken up and who wanted to be named, in order of their first; only what staff released."""
    rows = Message.objects.filter(community__slug=scope.community.id, state=State.APPROVED, show_credit=True)
    names = rows.exclude(released_at=None).exclude(credit="").order_by("at").values_list("credit", flat=True)
    return list(dict.fromkeys(names))


def counts(scope: Scope) -> dict[str, int]:
    """How many messages are in each state: public, since it says nothing of anybody."""
    found = {str(state): 0 for state in State}
    for state in Message.objects.filter(community__slug=scope.community.id).values_list("state", flat=True):
        found[state] += 1
    return found


def messages(scope: Scope, *states: str) -> list[Message]:
    """The messages in these states, newest first."""
    return list(Message.objects.filter(community__slug=scope.community.id, state__in=states)[:500])


def by_number(scope: Scope, number: str) -> Message | None:
    return Message.objects.filter(community__slug=scope.community.id, number=number).first()


def by_code(scope: Scope, key: UUID, code: str) -> Message | None:
    """The message whose own address this is; None for any other, whether it exists or not."""
    message = Message.objects.filter(community__slug=scope.community.id, pk=key).first()
    return message if message and is_code(message, code) else None


def history(message: Message) -> list[Event]:
    """The lines of the log about a message, oldest first."""
    return list(Event.objects.filter(subject=message.pk).select_related("text").order_by("seq"))

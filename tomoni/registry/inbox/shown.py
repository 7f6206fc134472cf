"""A message as people see it: in words, in their language."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from tomoni.i18n import Text
from tomoni.registry.inbox.models import Message
from tomoni.registry.inbox.services import said


def shown(message: Message, lang: str) -> dict[str, Any]:
    """The facts that may be public once the message is released."""
    about = message.about
    return {
        "number": message.number,
        "title": Text.of(about.get("title", "")),
        "link": about.get("link", ""),
        "state": said(message),
        "state_id": message.state,
        "day": timezone.localtime(message.at).date().isoformat(),
        "answered": timezone.localtime(message.answered_at).date().isoformat() if message.answered_at else "",
        "words": message.public_words,
        "answer": message.answer,
        "credit": message.credit if message.show_credit else "",
    }

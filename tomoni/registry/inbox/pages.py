"""The inbox in the published tree: for copies of the site on a static host, where nobody takes messages.

On a server the front hands `inbox/` to Django; in an export these files say what was answered so far, and where to write.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from tomoni.i18n import Text
from tomoni.look import page as look
from tomoni.registry import resting
from tomoni.registry.inbox import queries
from tomoni.registry.inbox.services import said
from tomoni.registry.inbox.shown import shown
from tomoni.registry.rooms import Page
from tomoni.registry.scope import Scope


def all_pages(scope: Scope) -> Iterator[Page]:
    """inbox/index.html: the public list · inbox/new/index.html: whom to write to."""
    own = _own(scope)
    for path, template in (("inbox/index.html", "inbox/list.html"), ("inbox/new/index.html", "inbox/away.html")):
        yield Page(
            path,
            lambda path=path, template=template: look.render(template, own, path),
            depends=resting.depends(scope, path, own["items"]),
        )


def feed(scope: Scope) -> list[tuple[datetime, tuple[str, ...], Text, list[Text]]]:
    """Answers that are public, as entries of feed.atom."""
    found = []
    for message in queries.public(scope):
        state, about = said(message), Text.of(message.about.get("title", ""))
        title = Text(f"知らせ {message.number}: {state.ja}", f"Message {message.number}: {state.en}")
        notes = [about, Text(message.answer, message.answer)]
        if message.answered_at:
            found.append((message.answered_at, ("inbox", message.number), title, notes))
    return found


def _own(scope: Scope) -> dict[str, Any]:
    items = [shown(message, "ja") for message in queries.public(scope)]
    return {"community": scope.community, "items": items, "away": True}

"""What the inbox offers to the site-wide search: messages whose answer staff released, and the way to write one."""

from __future__ import annotations

from collections.abc import Iterator

from tomoni.i18n import Text
from tomoni.registry.findable import Findable
from tomoni.registry.inbox import queries
from tomoni.registry.inbox.services import said
from tomoni.registry.scope import Scope

KINDS = {"report": Text("届いた知らせと答え", "Messages and answers")}


def entries(scope: Scope) -> Iterator[Findable]:
    """Only what stands on the public list; its pages are in Japanese."""
    yield Findable("report", "inbox/new/", Text("まちがいを知らせる", "Report a mistake"), spoken=False)
    for place, message in enumerate(queries.public(scope), 1):
        about, state = Text.of(message.about.get("title", "")), said(message)
        title = Text(f"{about.ja}（{state.ja}）", f"{about.en} ({state.en})")
        words = "\n".join(filter(None, (message.public_words, message.answer)))
        yield Findable(
            "report",
            f"inbox/#m{message.number}",
            title,
            Text.of(words),
            Text.of(message.number),
            place=place,
            spoken=False,
        )

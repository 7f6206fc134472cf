"""Answers made before they are asked for: headers and body of each form of a file, chosen by one look-up.

What a request can change is only the form (Accept-Encoding) and whether the reader has it (If-None-Match). Both are
remembered by the header's own text, so that a busy file costs a few dictionary look-ups.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tomoni.web import headers as rules
from tomoni.web.negotiation import best_form, has_it

Header = tuple[str, str]
PAGES_ONLY = ("referrer-policy", "permissions-policy")
KNOWN_HEADERS = 64
"""Spellings of Accept-Encoding remembered for a file."""


@dataclass(slots=True)
class Answer:
    """One answer. `body` is a Path for bytes that stay on the disk. The rest is the connection's: what it made of it."""

    status: int
    headers: Sequence[Header]
    body: bytes | Path = b""
    head: bytes = field(default=b"", compare=False, repr=False)
    whole: bytes = field(default=b"", compare=False, repr=False)
    stamp: object = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Form:
    """One encoding of a file, ready to be sent."""

    etag: str
    full: Answer
    unchanged: Answer


@dataclass(slots=True)
class Ready:
    """A file with all its forms; "" is the file as it is."""

    forms: Mapping[str, Form]
    _chosen: dict[str, Form] = field(default_factory=dict)

    def form(self, accept_encoding: str) -> Form:
        found = self._chosen.get(accept_encoding)
        if found is None:
            found = self.forms[best_form(accept_encoding, self.forms.keys())]
            if len(self._chosen) < KNOWN_HEADERS:
                self._chosen[accept_encoding] = found
        return found

    def answer(self, accept_encoding: str, if_none_match: str) -> Answer:
        form = self.form(accept_encoding)
        if if_none_match and (if_none_match == form.etag or has_it(if_none_match, form.etag)):
            return form.unchanged
        return form.full


def form_of(
    path: str,
    media: str,
    name: str,
    etag: str,
    body: bytes | Path,
    caching: str,
    several: bool,
    allow: Sequence[str] = (),
) -> Form:
    """`path` is that of the site, without a slash in front; `name` the encoding; `several`: there are others."""
    safe = rules.security(path, media, allow)
    if not media.startswith(rules.ACTIVE):  # these two are about pages: a reader of data has no use for them
        safe = {key: value for key, value in safe.items() if key not in PAGES_ONLY}
    kept: list[Header] = [("etag", etag), ("cache-control", caching)]
    if several:
        kept.append(("vary", "Accept-Encoding"))
    sent = [*kept, *safe.items(), ("content-type", media)]
    if name:
        sent.append(("content-encoding", name))
    if allowed := safe.get("access-control-allow-origin"):
        kept.append(("access-control-allow-origin", allowed))
    return Form(etag, Answer(200, sent, body), Answer(304, kept))

"""Cursors: where a reader stopped, and in what. Opaque text, bound to a version (or to a set of versions) and to the
question, so that going on is exact however often something is published meanwhile. A checksum finds damaged ones; there
is nothing secret in them."""

from __future__ import annotations

import base64
import hashlib
import json
from dataclasses import dataclass
from typing import Any

from tomoni.registry.api_problems import ApiProblem

LONGEST = 600
SUM = 6


@dataclass(frozen=True, slots=True)
class Cursor:
    """`bound`: the version(s) it belongs to; `question`: what was asked; `after`: the key of the last item seen."""

    bound: str
    question: str
    after: Any

    def encode(self) -> str:
        body = json.dumps([self.bound, self.question, self.after], ensure_ascii=False, separators=(",", ":")).encode()
        return base64.urlsafe_b64encode(hashlib.sha256(body).digest()[:SUM] + body).decode().rstrip("=")


def question(*parts: Any) -> str:
    """A short digest of everything that decides the order and choice of items."""
    return hashlib.sha256(json.dumps(parts, ensure_ascii=False).encode("utf-8", "replace")).hexdigest()[:12]


def decode(text: str, asked: str) -> Cursor:
    """ApiProblem bad-cursor for anything that `encode` did not make for this question."""
    try:
        if len(text) > LONGEST:
            raise ValueError
        data = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
        if hashlib.sha256(data[SUM:]).digest()[:SUM] != data[:SUM]:
            raise ValueError
        bound, of, after = json.loads(data[SUM:])
    except (ValueError, TypeError, RecursionError):
        raise ApiProblem("bad-cursor") from None
    if of != asked or not isinstance(bound, str):
        raise ApiProblem("bad-cursor")
    return Cursor(bound, of, after)

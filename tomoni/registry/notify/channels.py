"""The ways a message travels. One function each; raises when it did not arrive, and the job tries again later.

A webhook gets JSON by POST with `X-Tomoni-Signature: t=<seconds>,v1=<hex>`: HMAC-SHA256 over "<t>.<body>" with the
house's TOMONI_WEBHOOK_SECRET. It is not followed to another address, and never waits longer than TIMEOUT.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

import urllib3
from django.conf import settings
from django.core.mail import EmailMessage

TIMEOUT = 10.0
MAIL, WEBHOOK, CONSOLE = "mail", "webhook", "console"


@dataclass(frozen=True, slots=True)
class Letter:
    """What is sent: the words in the recipient's language; `key` names it for whoever gets it twice."""

    template: str
    key: str
    subject: str
    body: str


class NotDelivered(Exception):
    """The other side did not take it; the words say why and hold nothing secret."""


def signature(secret: str, at: int, body: bytes) -> str:
    """The value of X-Tomoni-Signature."""
    made = hmac.new(secret.encode(), f"{at}.".encode() + body, hashlib.sha256).hexdigest()
    return f"t={at},v1={made}"


def _mail(address: str, letter: Letter) -> None:
    headers = {"Auto-Submitted": "auto-generated", "X-Tomoni-Key": letter.key}
    EmailMessage(letter.subject, letter.body, to=[address], headers=headers).send()


def _webhook(address: str, letter: Letter) -> None:
    if urlsplit(address).scheme not in ("https", "http"):
        raise NotDelivered("not an address of the web")
    body = json.dumps(
        {"template": letter.template, "key": letter.key, "subject": letter.subject, "text": letter.body},
        ensure_ascii=False,
    ).encode()
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "Tomoni",
        "X-Tomoni-Signature": signature(settings.WEBHOOK_SECRET, int(time.time()), body),
    }
    try:
        answer = urllib3.request("POST", address, body=body, headers=headers, timeout=TIMEOUT, retries=False)
    except urllib3.exceptions.HTTPError as error:
        raise NotDelivered(type(error).__name__) from None
    if not 200 <= answer.status < 300:
        raise NotDelivered(f"HTTP {answer.status}")


def _console(address: str, letter: Letter) -> None:
    print(f"✉ {letter.subject}\n{letter.body}\n", file=sys.stderr, flush=True)  # noqa: T201 — this is the channel


CHANNELS: Mapping[str, Callable[[str, Letter], None]] = {MAIL: _mail, WEBHOOK: _webhook, CONSOLE: _console}

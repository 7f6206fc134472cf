"""The door: what keeps machines out without asking people to prove anything, and texts clean before anybody reads them.

A form carries a signed stamp (when it was given out, and a number of its own); there is a field no person sees; senders
are counted by the hour under a hash whose salt is forgotten with the day. Doubtful messages are kept aside for staff,
never dropped without a look.
"""

from __future__ import annotations

import hashlib
import re
import secrets
import unicodedata
from dataclasses import dataclass

from django.core import signing
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from tomoni.i18n import Text
from tomoni.registry.gates import personal
from tomoni.registry.inbox.models import Knock, Salt

SALT = "inbox.form"
FASTEST = 3  # seconds in which nobody reads and writes
LONGEST = 4000  # characters of a message
A_DAY = 86_400
AN_HOUR_FROM_ONE, A_DAY_FROM_ONE, AN_HOUR_FROM_ALL = 12, 40, 300
LINKS = 2
LINK = re.compile(r"https?://|www\.|\[url|<a\s", re.I)
WALKING = dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200E, 0x200F, 0x061C, 0xFEFF])
"""Marks that turn the direction of text: they can make a line read as what it is not."""


@dataclass(frozen=True, slots=True)
class Stamp:
    """What a form carried: `once` names it; `age` in seconds; None when it was not one of ours, or is too old."""

    once: str
    age: float


def stamp() -> str:
    """For a new form."""
    return signing.dumps({"n": secrets.token_urlsafe(16), "t": timezone.now().timestamp()}, salt=SALT)


def read_stamp(text: str) -> Stamp | None:
    try:
        said = signing.loads(text[:400], salt=SALT, max_age=2 * A_DAY)
        age = timezone.now().timestamp() - float(said["t"])
        return Stamp(hashlib.sha256(str(said["n"]).encode()).hexdigest(), age)
    except (signing.BadSignature, KeyError, TypeError, ValueError):
        return None


def clean(text: str, *, lines: bool = True) -> str:
    """Text as it may be kept: NFC, no control characters, no marks of direction, no endless empty lines."""
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n")).translate(WALKING)
    kept = "".join(
        char for char in text if (lines and char == "\n") or unicodedata.category(char) not in ("Cc", "Cs", "Co", "Cn")
    )
    if not lines:
        return " ".join(kept.split())
    return re.sub(r"\n{3,}", "\n\n", "\n".join(line.rstrip() for line in kept.split("\n"))).strip()


def flags(*texts: str) -> list[Text]:
    """What staff should look at: kinds of personal data, links."""
    words = "\n".join(texts)
    found = personal.in_text(words)
    links = len(LINK.findall(words))
    if links:
        found.append(Text(f"リンク{links}個", f"{links} links"))
    return found


def doubtful(trap: str, age: float, *texts: str) -> bool:
    """Whether a message is kept aside: the hidden field was filled, it came too fast, or it is mostly links."""
    return bool(trap.strip()) or age < FASTEST or len(LINK.findall("\n".join(texts))) > LINKS


def knock(address: str) -> bool:
    """Counts a sender; False when too many came from there, or from everywhere, within the hour or the day."""
    now = timezone.localtime()
    day = now.date()
    with transaction.atomic():
        Salt.objects.exclude(day=day).delete()
        Knock.objects.exclude(day=day).delete()
        salt, _ = Salt.objects.get_or_create(day=day, defaults={"value": secrets.token_hex(32)})
        sender = hashlib.sha256(f"{salt.value}{address}".encode()).hexdigest()
        mine = dict(Knock.objects.filter(sender=sender).values_list("hour", "count"))
        everyone = sum(Knock.objects.filter(hour=now.hour).values_list("count", flat=True))
        too_many = (
            mine.get(now.hour, 0) >= AN_HOUR_FROM_ONE
            or sum(mine.values()) >= A_DAY_FROM_ONE
            or everyone >= AN_HOUR_FROM_ALL
        )
        if not too_many:
            row, _ = Knock.objects.get_or_create(day=day, hour=now.hour, sender=sender)
            Knock.objects.filter(pk=row.pk).update(count=F("count") + 1)
    return not too_many

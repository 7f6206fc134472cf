"""What was withdrawn is forgotten at the desk, too: drafts made of its files keep their id and end, and say nothing; the
log keeps that a file came and was seen, not its name; files that are only looked at and uploads that were cut off go."""

from __future__ import annotations

import contextlib
import hashlib
import json
from collections.abc import Collection
from pathlib import Path

from django.conf import settings

from tomoni.desk import looks
from tomoni.desk.models import ENDS, Draft, State
from tomoni.registry import withdrawals
from tomoni.registry.models import EventText, Withdrawal
from tomoni.registry.scope import Scope

EMPTY = {"name": "", "reading": {}, "decisions": {}, "review": {}, "base": {}, "outcome": [], "trouble": {}}


def forget(scope: Scope, withdrawal: Withdrawal) -> None:
    """Joined through rooms.extra("withdraw", …). A file that other data are made of stays known. Safe to run again."""
    gone = [sha for sha in withdrawal.raws if not withdrawals.needed_by(scope, sha, withdrawal)]
    rows = Draft.objects.filter(sha256__in=gone)
    EventText.objects.filter(event__subject__in=list(rows.values_list("id", flat=True))).delete()
    EventText.objects.filter(body__sha256__in=gone).delete()
    rows.exclude(state__in=ENDS).update(state=State.DISCARDED)
    rows.update(**EMPTY, reason="", comment="")
    _forget_files(gone)


def _forget_files(gone: Collection[str]) -> None:
    """The same files where they only passed through: looks, and uploads that a request left behind."""
    for folder in looks.root().glob("*"):
        with contextlib.suppress(OSError, ValueError, KeyError):
            about = json.loads((folder / "about.json").read_text(encoding="utf-8"))
            if any(one["sha256"] in gone for one in about["files"]):
                looks.end(folder.name)
    for leftover in Path(settings.HOME, "uploads").glob("*"):
        with contextlib.suppress(OSError):
            with leftover.open("rb") as stream:
                same = hashlib.file_digest(stream, "sha256").hexdigest() in gone
            if same:
                leftover.unlink()

"""What was withdrawn is forgotten at the desk, too: drafts made of its files keep their id and end, and say nothing."""

from __future__ import annotations

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
    rows.exclude(state__in=ENDS).update(state=State.DISCARDED)
    rows.update(**EMPTY, reason="", comment="")

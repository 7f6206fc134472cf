"""What an exported site says is held, remembered when a fresh house goes on from it: a hold keeps the day it began, and
is told to nobody a second time.

latest.json says since when, by which checks and why; which file it was is found out again by the next publish, because
the fingerprint of a candidate never leaves the house.
"""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any

from tomoni.registry import publications
from tomoni.registry.scope import Scope

OUTCOMES = ("held", "refused")


def take_over(scope: Scope, folder: Path) -> int:
    """Remembers the holds that folder/latest.json tells of a dataset of this community; says how many are new. What is
    no statement about holds is passed over: nothing depends on it but a date."""
    try:
        said = json.loads((folder / "latest.json").read_text(encoding="utf-8"))
        owner = said["community"]
        if (owner["id"], owner["code"]) != (scope.community.id, scope.community.code) or not said["held"]:
            return 0
        stops = [_stop(check) for check in said["held"]["checks"]]
    except (OSError, ValueError, KeyError, TypeError):
        return 0
    return publications.hold_since(scope, folder.name, stops)


def _stop(check: dict[str, Any]) -> publications.Stop:
    reason, outcome, as_of = check["reason"], check["outcome"], check.get("as_of") or ""
    texts = (check["gate"], reason["ja"], reason["en"], as_of)
    if outcome not in OUTCOMES or not all(isinstance(text, str) for text in texts):
        raise ValueError("check")
    since = datetime.fromisoformat(check["since"])
    if since.tzinfo is None:
        raise ValueError("since")
    return publications.Stop(check["gate"][:60], outcome, reason["ja"], reason["en"], since, as_of[:25])

"""The API: how often one reader may ask it. Published files have no limit.

TOMONI_API_LIMIT   requests/seconds, e.g. 600/60 (the default): so many at once, coming back over so many seconds; 0 = none
TOMONI_API_PEOPLE  how many readers are counted at the same time (20000)
"""

from __future__ import annotations

import os
from typing import Any


def settings() -> dict[str, Any]:
    return {"API_LIMIT": limit(os.environ.get("TOMONI_API_LIMIT", "600/60")), "API_PEOPLE": people()}


def limit(text: str) -> tuple[int, int]:
    """(requests, seconds); (0, 60) for no limit. ValueError when it is neither."""
    requests, _, seconds = text.partition("/")
    found = int(requests), int(seconds or 60)
    if found[0] < 0 or found[1] < 1:
        raise ValueError(f"TOMONI_API_LIMIT={text}: write requests/seconds, e.g. 600/60")
    return found


def people() -> int:
    return max(1, int(os.environ.get("TOMONI_API_PEOPLE") or 20_000))

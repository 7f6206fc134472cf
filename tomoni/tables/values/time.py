"""Times of day and opening hours: 9：００, 9時半, 午後3時, 24:00, 25:30, 翌1:00; 8:30～17:15.

Services run past midnight, so a time is minutes since the day began and may lie beyond 24:00 (up to 29:59).
"""

from __future__ import annotations

import re

from tomoni.tables.values.characters import TILDES, fold, fold_spaced
from tomoni.tables.values.parsed import Parsed, bad

_CANONICAL = re.compile(r"([01][0-9]|2[0-9]):([0-5][0-9])")
_TWO_VALUES = re.compile("[0-9] [0-9]{1,2}[:時]")
"""1 3:40: a number and a time of day, not 13:40."""
_CLOCK = re.compile(
    r"(翌日?|翌朝)?(午前|午後|AM|PM|am|pm|朝|夜|昼|夕方)?([0-9]{1,2})(?:[::](?:([0-9]{2})(?::([0-9]{2}))?)|時(?:(半)|([0-9]{1,2})分?)?)"
    r"(AM|PM|am|pm)?(?:頃|ごろ)?"
)
_WORDS = {"正午": 720, "零時": 0, "深夜0時": 0, "正子": 0}
_SPLIT = re.compile(f"[{TILDES}]|から|(?<=[0-9時分半])[-‐–—―−ー](?=[0-9翌午])")


def parse_time(text: str) -> Parsed[int] | None:
    """Minutes since midnight (seconds are dropped, note ``seconds``); 1,440 and more belong to the next day. Rule D06."""
    found = _CANONICAL.fullmatch(text)
    if found:
        return Parsed(int(found[1]) * 60 + int(found[2]), text)
    if not 2 <= len(text) <= 16:
        return None
    if _TWO_VALUES.search(fold_spaced(text)):
        return None
    folded = fold(text)
    if folded in _WORDS:
        return Parsed(_WORDS[folded], text, "D06")
    found = _CLOCK.fullmatch(folded)
    if not found:
        return None
    hour = int(found[3])
    minute = 30 if found[6] else int(found[4] or found[7] or 0)
    half = (found[2] or found[8] or "").lower()
    if half in ("午後", "pm", "夜", "夕方") and hour < 12:
        hour += 12
    elif half in ("午前", "am") and hour == 12:
        hour = 0
    hour += 24 if found[1] and hour < 24 else 0
    if hour > 29 or (hour > 24 and found[1] and hour >= 48) or minute > 59:
        return bad(text, "no_such_time", "D06")
    notes = " ".join(["seconds"] * (found[5] not in (None, "00")) + ["next_day"] * (hour >= 24))
    return Parsed(hour * 60 + minute, text, "D06", notes)


def time_text(minutes: int) -> str:
    """Canonical HH:MM; beyond midnight the hours go on (25:30)."""
    return f"{minutes // 60:02}:{minutes % 60:02}"


def parse_hours(text: str) -> Parsed[tuple[int, int]] | None:
    """Opening hours ``8:30～17:15``: minutes of start and end; an end before the start is on the next day."""
    if not 4 <= len(text) <= 40:
        return None
    parts = _SPLIT.split(fold(text))
    if len(parts) != 2:
        return None
    start, end = parse_time(parts[0]), parse_time(parts[1].removesuffix("まで"))
    if start is None or end is None:
        return None
    if start.value is None or end.value is None:
        return bad(text, "no_such_time", "D06")
    last = end.value + (1440 if end.value < start.value else 0)
    return Parsed((start.value, last), text, "D04", "next_day" if last > 1440 else "")

"""`schedule` of a source, in few words: when its address is looked at.

"every 30 min"      from 5 minutes on, counted from midnight · "every 2 hours"
"hourly"            at the full hour
"daily 18:00"       local time (Asia/Tokyo)
"weekdays 9:00"     Monday to Friday
"weekly mon 9:00"   mon tue wed thu fri sat sun
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
SHORTEST = 5  # minutes
_EVERY = re.compile(r"every (\d{1,4}) (min|minutes|hours?)")
_AT = re.compile(r"(?:daily|weekdays|weekly (mon|tue|wed|thu|fri|sat|sun)) (\d{1,2}):(\d{2})")


@dataclass(frozen=True, slots=True)
class Schedule:
    """Either every so many minutes of the day, or at a time on some weekdays (0 is Monday)."""

    minutes: int = 0
    days: tuple[int, ...] = ()
    at: time = time(0)

    def latest(self, now: datetime) -> datetime:
        """The newest moment of the schedule that is not after `now` (an aware local time)."""
        if self.minutes:
            midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
            gone = int((now - midnight).total_seconds() // 60)
            return midnight + timedelta(minutes=gone - gone % self.minutes)
        day: date = now.date()
        while True:
            moment = datetime.combine(day, self.at, now.tzinfo)
            if day.weekday() in self.days and moment <= now:
                return moment
            day -= timedelta(days=1)


def parse(text: str) -> Schedule:
    """ValueError when it is none of the forms above."""
    words = " ".join(text.lower().split())
    if words == "hourly":
        return Schedule(minutes=60)
    if found := _EVERY.fullmatch(words):
        minutes = int(found[1]) * (60 if found[2].startswith("hour") else 1)
        if SHORTEST <= minutes <= 24 * 60:
            return Schedule(minutes=minutes)
    elif found := _AT.fullmatch(words):
        hour, minute = int(found[2]), int(found[3])
        if hour < 24 and minute < 60:
            days = (DAYS.index(found[1]),) if found[1] else tuple(range(5 if words.startswith("weekdays") else 7))
            return Schedule(days=days, at=time(hour, minute))
    raise ValueError(f"not a schedule: {text!r}")

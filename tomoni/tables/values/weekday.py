"""Weekdays and recurrences: 月〜金, 月・水・金, 平日, 第2・4月曜日, 毎月第3土曜 → days of the week, and which of the month."""

from __future__ import annotations

import re
from typing import NamedTuple

from tomoni.tables.values.characters import DASHES, TILDES, fold
from tomoni.tables.values.parsed import Parsed

_WEEK = "月火水木金土日"
_DAYS = re.compile(
    rf"(?:毎週|毎月)?((?:[{_WEEK}](?:曜日?)?(?:[・、,及びと/]|[{DASHES}{TILDES}]|から)?)+)(?:まで|祝日?)?"
)
_NTH = re.compile(rf"(?:毎月)?((?:第?[1-5](?:[・、,と及び]|週)*)+)[{_WEEK}](?:曜日?)?")
_NAMED = {"毎日": range(7), "平日": range(5), "土日": (5, 6), "週末": (5, 6), "土日祝": (5, 6), "月-金": range(5)}
_ICAL = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


class Recurrence(NamedTuple):
    """`days` 0 = Monday … 6 = Sunday, in order; `nth` which of them in a month (1–5), () for every week."""

    days: tuple[int, ...]
    nth: tuple[int, ...] = ()

    @property
    def rrule(self) -> str:
        """RFC 5545, e.g. ``FREQ=MONTHLY;BYDAY=2MO,4MO``."""
        if self.nth:
            return "FREQ=MONTHLY;BYDAY=" + ",".join(f"{n}{_ICAL[day]}" for n in self.nth for day in self.days)
        return "FREQ=WEEKLY;BYDAY=" + ",".join(_ICAL[day] for day in self.days)


def parse_recurrence(text: str) -> Parsed[Recurrence] | None:
    """Days of the week, every week or the nth of a month (D04)."""
    if not 1 <= len(text) <= 40:
        return None
    folded = fold(text)
    if folded in _NAMED:
        return Parsed(Recurrence(tuple(_NAMED[folded])), text, "D04")
    if found := _NTH.fullmatch(folded):
        nth = tuple(dict.fromkeys(int(digit) for digit in re.findall("[1-5]", found[1])))
        day = re.search(f"[{_WEEK}](?:曜日?)?$", folded)
        return Parsed(Recurrence((_WEEK.index(day[0][0]),), nth), text, "D04") if day else None
    found = _DAYS.fullmatch(folded)
    if not found:
        return None
    days: list[int] = []
    signs = re.findall(rf"[{_WEEK}](?=曜日?|[^日]|$|日)|[{DASHES}{TILDES}]|から", re.sub("曜日?", "", found[1]))
    until = False
    for sign in signs:
        if sign in _WEEK:
            day_number = _WEEK.index(sign)
            days.extend(range(days[-1] + 1, day_number) if until and days else ())
            days.append(day_number)
            until = False
        else:
            until = True
    sure = 0.6 if len(folded) == 1 else 1.0  # 月 or 日 alone may be a unit
    return Parsed(Recurrence(tuple(dict.fromkeys(days))), text, "D04", "", sure) if days else None

"""Until when a sheet holds: the operator's words (「9月4日 18時」) as a moment, so that what is over can say so itself."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from tomoni.i18n import Text
from tomoni.tables.values import parse_date, parse_datetime

_WEEKDAY = re.compile(r"[(\[]\s*[月火水木金土日](?:曜日?)?\s*[)\]]|[月火水木金土日]曜日?")
_TAIL = re.compile(r"\s*(?:まで|頃|ごろ|迄)+(?:有効)?$")
_OF_YEAR = re.compile(r"(\d{1,2})\s*(?:月|/)\s*(\d{1,2})(?:\s*日)?(?![\d/])\s*(.*)$")
_OF_MONTH = re.compile(r"(\d{1,2})\s*日(?!\d)\s*(.*)$")


def ends(words: str, made: datetime) -> datetime | None:
    """The moment `words` name, in the house's time zone; a day without an hour ends with the day. Without a year (or month)
    the one nearest to `made` is meant. None: no words, or words that name no moment (「復旧まで」)."""
    text = _TAIL.sub("", _WEEKDAY.sub(" ", unicodedata.normalize("NFKC", words))).strip()
    made = timezone.localtime(made)
    found = [moment for one in _full(text, made.date()) if (moment := _moment(one))]
    aware = (timezone.make_aware(moment) for moment in found)
    return min(aware, key=lambda moment: abs(moment - made), default=None)


def over(words: str, made: datetime, now: datetime | None = None) -> bool:
    """Whether the time the words name has passed."""
    end = ends(words, made)
    return end is not None and end <= (now or timezone.now())


OVER_AT_ONCE = Text(
    "有効期限の「{until}」は、もう過ぎています。新しい期限で作り直してください。",
    "“{until}”, until when the sheet is said to be valid, has passed already. Please make it again with a new time.",
)


def _full(text: str, today: date) -> Iterator[str]:
    """The text with a year: its own, or each that may be meant."""
    if found := _OF_YEAR.match(text):
        month, day, rest = found.groups()
        for year in (today.year - 1, today.year, today.year + 1):
            yield f"{year}年{month}月{day}日 {rest}".strip()
    elif found := _OF_MONTH.match(text):
        day, rest = found.groups()
        first = today.replace(day=1)
        for month in (first - timedelta(days=1), first, first + timedelta(days=32)):
            yield f"{month.year}年{month.month}月{day}日 {rest}".strip()
    else:
        yield text


def _moment(text: str) -> datetime | None:
    at = parse_datetime(text)
    if at and at.value:
        return at.value
    day = parse_date(text)
    return datetime.combine(day.value, time()) + timedelta(days=1) if day and day.value else None

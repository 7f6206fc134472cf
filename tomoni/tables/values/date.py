"""Dates: every spelling of a day that Japanese offices use → `datetime.date`.

A day is a plain date in Japan, never a moment: ``2020-03-01T15:00:00.000Z`` is 2 March. Days without a year need
evidence (`year_hint`); periods (平成29年1月, 令和2年度) are not days and live in `period.py`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta, timezone

from tomoni.tables.values.characters import dashes_in_figures, fold, fold_spaced
from tomoni.tables.values.era import ERA, era_note, western_year
from tomoni.tables.values.kanji_number import kanji_number
from tomoni.tables.values.parsed import Parsed, bad

JST = timezone(timedelta(hours=9))
SERIALS = range(20_000, 73_051)
"""Excel serials that are believed to be days: 1954-10-03 … 2099-12-31."""

_CANONICAL = re.compile(r"([12][0-9]{3})-([0-9]{2})-([0-9]{2})")
_TAIL = r"(?:\(?([月火水木金土日])(?:曜日?)?\)?|\([^()]{0,12}(?:祝|休)[^()]{0,8}\))?(現在|時点|付け?|頃|ごろ|分)?"
_WESTERN = re.compile(rf"(?:西暦)?([12][0-9]{{3}})(年|[-/.])([0-9]{{1,2}})(月|[-/.])([0-9]{{1,2}})日?{_TAIL}")
_ERA = re.compile(rf"({ERA})\.?([0-9]{{1,2}}|元)(?:年|[-/.])([0-9]{{1,2}})(?:月|[-/.])([0-9]{{1,2}})日?{_TAIL}")
_COMPACT = re.compile(r"((?:19|20)[0-9]{2})([01][0-9])([0-3][0-9])")
_YEARLESS = re.compile(rf"([0-9]{{1,2}})(月|/)([0-9]{{1,2}})(日?){_TAIL}")
_SHORT = re.compile(r"'?([0-9]{2})[/.]([0-9]{1,2})[/.]([0-9]{1,2})")
_YEAR_LAST = re.compile(r"([0-9]{1,2})([/.-])([0-9]{1,2})\2((?:18|19|20|21)[0-9]{2})")
_MOMENT = re.compile(
    r"([12][0-9]{3})[-/.年]([0-9]{1,2})[-/.月]([0-9]{1,2})日?(?:\(?[月火水木金土日](?:曜日?)?\)?)?[T ]?"
    r"(午前|午後)?([0-9]{1,2})[:時](?:([0-9]{1,2})分?|半)?(?::([0-9]{1,2})(?:\.[0-9]+)?)?"
    r"(Z|[+-][0-9]{2}:?[0-9]{2})?(?:現在|時点)?"
)
_TWO_VALUES = re.compile("[-/.][0-9]{1,2} [0-9]{1,2}$")
"""2020/4/1 2: a day and something else, not the twelfth."""
_LOOSE = re.compile("(?<![0-9]) | (?![0-9])")
"""Blanks that part nothing. One between two digits may stand between the day and the hour: R5.2.1 13:40."""
_ERA_HEAD = re.compile(rf"({ERA})\.?([0-9]{{1,2}}|元)(?:年|[-/.])(?=[0-9])")
_BOTH = re.compile(rf"(?:(?<=年)|(?<=[0-9]))\((?:西暦)?(?:({ERA})([0-9]{{1,2}}|元)|([12][0-9]{{3}}))年?\)(?=年|[0-9])")
_KANJI = re.compile("[〇一二三四五六七八九十]+(?=[年月日])")
_CLOCK = re.compile("[:：時]")
_END_OF_DAY = re.compile("[2２][4４][:：時]")
_WEEKDAYS = "月火水木金土日"
_HINT = re.compile("[0-9０-９元]")


def parse_date(text: str, *, year_hint: int | None = None, month_first: bool | None = None) -> Parsed[date] | None:
    """The day that `text` says. Rules: D01 (era or other spelling), D02 (year from the hint), D05 (time cut off).

    10/19/2020 and 19.10.2020 say themselves which is the month; 10/02/2020 is `Parsed(None, note="day_or_month")` unless
    `month_first` says it (see `is_month_first`).

    Without a hint, a day without a year is `Parsed(None, note="no_year")`. Impossible days have value None and a note.
    A text with a time of day other than midnight is not a date (see `parse_datetime`), unless it is given in UTC.
    """
    found = _CANONICAL.fullmatch(text)
    if found:
        return _build(text, int(found[1]), int(found[2]), int(found[3]), "")
    if not 3 <= len(text) <= 40:
        return None
    if not _HINT.search(text):
        return _spelled(text, year_hint)
    if _TWO_VALUES.search(dashes_in_figures(fold_spaced(text))):
        return None
    folded, note = _one_calendar(dashes_in_figures(fold(text)))
    parsed = _western(text, folded) or _of_era(text, folded) or _yearless(text, folded, year_hint)
    parsed = parsed or _numeric(text, folded) or _year_last(text, folded, month_first) or _midnight(text)
    return _noted(parsed, note) if parsed and note else parsed


def parse_datetime(text: str) -> Parsed[datetime] | None:
    """Day and time of day, without zone (Japan time). ``令和2年4月4日18時現在`` → 2020-04-04 18:00. 24:00 is next day."""
    if not 8 <= len(text) <= 60 or not _HINT.search(text):
        return None
    spaced = _LOOSE.sub("", _one_calendar(dashes_in_figures(fold_spaced(text)))[0])
    head = _ERA_HEAD.match(spaced)
    if head:
        year = western_year(head[1], head[2])
        if year is None:
            return bad(text, "no_such_era_year")
        spaced = f"{year}/{spaced[head.end() :]}"
    found = _MOMENT.fullmatch(spaced)
    if not found and "日" in spaced:  # 1 2月 4日1 8時: only where 日 keeps the day and the hour apart
        found = _MOMENT.fullmatch(spaced.replace(" ", ""))
    if not found:
        return None
    day = _day(int(found[1]), int(found[2]), int(found[3]))
    hour, minute, second = int(found[5]), int(found[6] or 0), int(found[7] or 0)
    hour += 12 if found[4] == "午後" and hour < 12 else 0
    minute = 30 if "時半" in spaced else minute
    if day is None or hour > 29 or minute > 59 or second > 59:
        return bad(text, "no_such_day" if day is None else "no_such_time")
    moment = datetime(day.year, day.month, day.day) + timedelta(hours=hour, minutes=minute, seconds=second)
    if found[8]:
        moment = _in_japan(moment, found[8])
    canonical = moment.isoformat(sep=" ", timespec="seconds" if moment.second else "minutes")
    return Parsed(moment, text, "" if canonical == text else "D01" if head else "D06")


def from_serial(number: float, *, date1904: bool = False) -> Parsed[date] | None:
    """An Excel serial day number as a date (D05), when it lies in 1954–2099; a fraction is the time of day."""
    serial = number + (1462 if date1904 else 0)
    if not (SERIALS.start <= serial < SERIALS.stop):
        return None
    note = "" if float(serial).is_integer() else "time_cut"
    return Parsed(date(1899, 12, 30) + timedelta(days=int(serial)), str(number), "D05", note, 0.9)


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _build(raw: str, year: int, month: int, day: int, rule: str, confidence: float = 1.0) -> Parsed[date]:
    value = _day(year, month, day)
    return bad(raw, "no_such_day") if value is None else Parsed(value, raw, rule, "", confidence)


def _noted(parsed: Parsed[date], note: str, confidence: float | None = None) -> Parsed[date]:
    notes = f"{parsed.note} {note}".strip()
    sure = parsed.confidence if confidence is None else min(parsed.confidence, confidence)
    return Parsed(parsed.value, parsed.raw, parsed.rule, notes, sure)


def _tail(parsed: Parsed[date], weekday: str | None, suffix: str | None) -> Parsed[date]:
    """Check the weekday that stands with a day; remember that it is only about that day (頃)."""
    if parsed.value and weekday and _WEEKDAYS[parsed.value.weekday()] != weekday:
        parsed = _noted(parsed, "weekday_differs", 0.7)
    return _noted(parsed, "about", 0.7) if suffix in ("頃", "ごろ") else parsed


def _western(raw: str, folded: str) -> Parsed[date] | None:
    found = _WESTERN.fullmatch(folded)
    if not found or (found[2] == "年") != (found[4] == "月"):
        return None
    return _tail(_build(raw, int(found[1]), int(found[3]), int(found[5]), "D01"), found[6], found[7])


def _of_era(raw: str, folded: str) -> Parsed[date] | None:
    found = _ERA.fullmatch(folded)
    if not found:
        return None
    year = western_year(found[1], found[2])
    if year is None:
        return bad(raw, "no_such_era_year")
    parsed = _build(raw, year, int(found[3]), int(found[4]), "D01")
    if parsed.value is None:
        return parsed
    outside = era_note(found[1], parsed.value)
    parsed = _noted(parsed, outside, 0.9) if outside else parsed
    if year < 1873:  # Japan counted by the moon until the end of 明治5
        parsed = _noted(parsed, "lunar_calendar", 0.4)
    return _tail(parsed, found[5], found[6])


def _yearless(raw: str, folded: str, hint: int | None) -> Parsed[date] | None:
    found = _YEARLESS.fullmatch(folded)
    if not found or (found[2] == "/" and found[4]):
        return None
    month, day = int(found[1]), int(found[3])
    if _day(2000 if hint is None else hint, month, day) is None:
        return bad(raw, "no_such_day")
    if hint is None:
        return Parsed(None, raw, "D02", "no_year", 0.0)
    return _tail(_build(raw, hint, month, day, "D02", 0.8), found[5], found[6])


def _spelled(raw: str, hint: int | None) -> Parsed[date] | None:
    """令和二年四月十五日, in kanji only."""
    if "月" not in raw or not _KANJI.search(raw):
        return None
    digits = _KANJI.sub(lambda found: str(kanji_number(found[0]) or found[0]), fold(raw))
    if not _HINT.search(digits):
        return None
    parsed = parse_date(digits, year_hint=hint)
    return parsed._replace(raw=raw) if parsed else None


def _numeric(raw: str, folded: str) -> Parsed[date] | None:
    """20200401 (surely a day only when it can be one) and 20/4/1 (two-digit years are a guess)."""
    found = _COMPACT.fullmatch(folded)
    if found:
        value = _day(int(found[1]), int(found[2]), int(found[3]))
        return Parsed(value, raw, "D01", "compact", 0.7) if value else None
    found = _SHORT.fullmatch(folded)
    if found:
        value = _day(2000 + int(found[1]), int(found[2]), int(found[3]))
        return Parsed(value, raw, "D01", "two_digit_year", 0.4) if value else None
    return None


def is_month_first(texts: Iterable[str]) -> bool | None:
    """Whether days written with the year last put the month first, as those say that can be read in one way only. None:
    no such text, or they disagree."""
    found = {
        int(day[3]) > 12
        for text in texts
        if (day := _YEAR_LAST.fullmatch(dashes_in_figures(fold(text)))) and _says_itself(day)
    }
    return found.pop() if len(found) == 1 else None


def _says_itself(found: re.Match[str]) -> bool:
    return (int(found[1]) > 12) != (int(found[3]) > 12)


def _year_last(raw: str, folded: str, month_first: bool | None) -> Parsed[date] | None:
    found = _YEAR_LAST.fullmatch(folded)
    if not found:
        return None
    one, other, year = int(found[1]), int(found[3]), int(found[4])
    if _says_itself(found):
        month_first = other > 12
    elif one == other:
        month_first = True
    elif one > 12:
        return bad(raw, "no_such_day")
    if month_first is None:
        return Parsed(None, raw, "D01", "day_or_month", 0.0)
    month, day = (one, other) if month_first else (other, one)
    return _build(raw, year, month, day, "D01", 0.9)


def _midnight(raw: str) -> Parsed[date] | None:
    """``2020/4/1 0:00:00`` and moments in UTC, which are days in disguise."""
    if not _CLOCK.search(raw):
        return None
    moment = parse_datetime(raw)
    if moment is None or moment.value is None:
        return None
    if raw.rstrip().endswith("Z"):
        return Parsed(moment.value.date(), raw, "D05", "utc")
    is_day = moment.value.time() == time(0) and not _END_OF_DAY.search(raw)
    return Parsed(moment.value.date(), raw, "D05") if is_day else None


def _in_japan(moment: datetime, zone: str) -> datetime:
    offset = timedelta()
    if zone != "Z":
        digits = zone[1:].replace(":", "")
        offset = timedelta(hours=min(int(digits[:2]), 14), minutes=min(int(digits[2:]), 59))
        offset = -offset if zone[0] == "-" else offset
    try:
        return (moment.replace(tzinfo=timezone(offset))).astimezone(JST).replace(tzinfo=None)
    except (ValueError, OverflowError):
        return moment


def _one_calendar(folded: str) -> tuple[str, str]:
    """令和2年(2020年)4月1日 → the same without the bracket, and a note when the two years disagree."""
    found = _BOTH.search(folded) if "(" in folded else None
    if not found:
        return folded, ""
    outside = re.match(rf"({ERA})\.?([0-9]{{1,2}}|元)", folded)
    western = re.match(r"[0-9]{4}", folded)
    first = western_year(outside[1], outside[2]) if outside else int(western[0]) if western else None
    inside = int(found[3]) if found[3] else western_year(found[1], found[2])
    rest = folded[: found.start()] + folded[found.end() :]
    return rest, "" if first == inside else "calendars_differ"

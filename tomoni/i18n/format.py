"""Numbers and days as people write them, per language: 2,456 · 2020年4月18日（土） · 18 April 2020.

Pure functions over plain values; a value that is not there gives "" and never the word None.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal

from tomoni.i18n import Text, speaking

MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
DAYS_JA = "月火水木金土日"
DAYS_EN = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def number(value: float | Decimal | None, digits: int | None = None) -> str:
    """1163 → "1,163"; 3.25 → "3.25"; 0.00083 keeps its first three figures; with `digits` exactly so many decimals; a
    true minus sign; None and NaN → ""."""
    if value is None or (isinstance(value, float) and not math.isfinite(value)):
        return ""
    if digits is None and isinstance(value, float | Decimal):
        places = 2 if abs(value) >= 0.1 or not value else min(12, 2 - math.floor(math.log10(abs(value))))
        text = f"{value:,.{places}f}".rstrip("0").rstrip(".") if value % 1 else f"{value:,.0f}"
    else:
        text = f"{value:,.{digits or 0}f}"
    return "0" if text in ("-0", "") else text.replace("-", "−")


SCALES = {
    "ja": ((10**12, "兆"), (10**8, "億"), (10**4, "万")),
    "zh": ((10**12, "兆"), (10**8, "亿"), (10**4, "万")),
    "zh-Hant": ((10**12, "兆"), (10**8, "億"), (10**4, "萬")),
    "ko": ((10**12, "조"), (10**8, "억"), (10**4, "만")),
    "en": ((10**12, "T"), (10**9, "B"), (10**6, "M")),
}
"""Words for large numbers; a language without them gets the digits."""


def scaled(values: Sequence[float], lang: str) -> tuple[float, str]:
    """What numbers that stand together are divided by, and the word for it: (10000, "万"), (1000000, "M"), (1, "").
    Japanese counts in 万, 億 and 兆; a scale of 0 … 15,000 in steps of 5,000 stays as it is."""
    largest = max(map(abs, values), default=0)
    spoken = speaking.really(lang)
    for size, word in SCALES.get(spoken) or SCALES.get(spoken.partition("-")[0], ()):
        if largest >= size and (largest >= 10 * size or size > 10**4 or all(v % size == 0 for v in values)):
            return size, word
    return 1, ""


def brief(value: float, lang: str) -> str:
    """A long number in about four figures: "1.12兆", "325億", "1.12T"; short ones as they are."""
    size, word = scaled([value], lang)
    part = value / size
    digits = 0 if abs(part) >= 100 or part == int(part) else 1 if abs(part) >= 10 else 2
    return number(value) if size == 1 else f"{number(round(part, digits))}{word}"


def as_day(value: date | datetime | str | None) -> date | None:
    """A day from a date, a datetime or ISO text ("2020-04-18", "2020-04-18T09:00:00+09:00"); None when it is none."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(str(value or "")[:10])
    except ValueError:
        return None


def day(value: date | str | None, lang: str = "ja", *, weekday: bool = False) -> str:
    """ "2020年4月18日", with `weekday` "2020年4月18日（土）"; "18 April 2020", "Sat 18 April 2020"."""
    found = as_day(value)
    if found and lang == "en" and (other := speaking.written("day", found.year, found.month, found.day)):
        return other
    return _day(value, lang, weekday=weekday)


def _day(value: date | str | None, lang: str, *, weekday: bool = False) -> str:
    found = as_day(value)
    if found is None:
        return str(value or "")
    if lang == "en":
        text = f"{found.day} {MONTHS[found.month - 1]} {found.year}"
        return f"{DAYS_EN[found.weekday()]} {text}" if weekday else text
    text = f"{found.year}年{found.month}月{found.day}日"
    return f"{text}（{DAYS_JA[found.weekday()]}）" if weekday else text


def day_text(value: date | str | None, *, weekday: bool = False) -> Text:
    """A day in both languages, to be made part of a sentence; whoever speaks a further one says it when it is asked for."""
    return Text(_day(value, "ja", weekday=weekday), _day(value, "en"))


def period(value: date, step: str, lang: str = "ja") -> str:
    """What a date stands for: a "month" ("2020年4月", "April 2020"), a "year" ("2020年", "2020"), else the day."""
    if step not in ("month", "year"):
        return day(value, lang)
    if lang == "en" and (other := speaking.written(step, value.year, value.month)):
        return other
    return _period(value, step, lang)


def _period(value: date, step: str, lang: str) -> str:
    if step == "year":
        return str(value.year) if lang == "en" else f"{value.year}年"
    return f"{MONTHS[value.month - 1]} {value.year}" if lang == "en" else f"{value.year}年{value.month}月"


def period_text(value: date, step: str) -> Text:
    """`period` as `day_text` does it."""
    if step not in ("month", "year"):
        return day_text(value)
    return Text(_period(value, step, "ja"), _period(value, step, "en"))


def short_day(value: date, lang: str = "ja") -> str:
    """ "4月18日"; "18 Apr"."""
    if lang == "en" and (other := speaking.written("short", value.year, value.month, value.day)):
        return other
    return short_text(value).ja if lang != "en" else short_text(value).en


def short_text(value: date) -> Text:
    """`short_day` as `day_text` does it."""
    return Text(f"{value.month}月{value.day}日", f"{value.day} {MONTHS[value.month - 1][:3]}")


ERAS = ((date(2019, 5, 1), "令和", 2018), (date(1989, 1, 8), "平成", 1988), (date(1926, 12, 25), "昭和", 1925))


def era_day(value: date, *, weekday: bool = False) -> str:
    """As offices and notices write it: "令和2年4月18日（土）", the first year "令和元年"; before 1926-12-25 as `day`."""
    for start, name, before in ERAS:
        if value >= start:
            year = value.year - before
            text = f"{name}{'元' if year == 1 else year}年{value.month}月{value.day}日"
            return f"{text}（{DAYS_JA[value.weekday()]}）" if weekday else text
    return day(value, "ja", weekday=weekday)


def moment(value: datetime | str | None, lang: str = "ja") -> str:
    """A moment in its own time zone: "2020年4月18日 9:05"; a bare day stays a day."""
    found = _as_moment(value)
    if not isinstance(found, datetime):
        return day(found, lang)
    other = speaking.written("day", found.year, found.month, found.day) if lang == "en" else None
    return f"{other} {found:%H:%M}" if other else _day(found, lang) + _clock(found, lang)


def moment_text(value: datetime | str | None) -> Text:
    """`moment` as `day_text` does it."""
    found = _as_moment(value)
    if not isinstance(found, datetime):
        return day_text(found)
    return Text(*(_day(found, lang) + _clock(found, lang) for lang in ("ja", "en")))


def _as_moment(value: datetime | str | None) -> datetime | str | None:
    if isinstance(value, str) and len(value) > 10:
        try:
            return datetime.fromisoformat(value)
        except ValueError:
            return value
    return value


def _clock(value: datetime, lang: str) -> str:
    return f", {value:%H:%M}" if lang == "en" else f" {value.hour}:{value.minute:02d}"

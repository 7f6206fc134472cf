"""Scales: nice ticks for numbers, positions and labels for days, the trailing mean of seven days."""

from __future__ import annotations

import itertools
import math
import unicodedata
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from tomoni.i18n import speaking
from tomoni.i18n.format import number, scaled

_SHORT = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_EVERY = (1, 2, 3, 6, 12, 24, 60, 120, 1200, 12000)
Values = Sequence[float | None]


ROUND = (1.0, 2.0, 5.0, 10.0)


def ticks(low: float, high: float, count: int = 4, steps: Sequence[float] = ROUND) -> list[float]:
    """Round numbers that enclose low..high and always 0: at most about `count` steps of `steps` × 10ⁿ."""
    low, high = min(low, 0.0), max(high, 0.0)
    if low == high:
        high = 1.0
    rough = (high - low) / count
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(m * power for m in steps if m * power >= rough * (1 - 1e-9))
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    return [round(i * step, 10) for i in range(first, last + 1)]


def tick_names(found: Sequence[float], lang: str) -> list[str]:
    """What stands beside the ticks: all with the same decimals, large ones counted in 万, 億 or millions."""
    size, word = scaled(found, lang)
    parts = [tick / size for tick in found]
    digits = max((len(f"{part:.6g}".partition(".")[2]) for part in parts if "e" not in f"{part:.6g}"), default=0)
    digits = max(digits, *(max(0, -math.floor(math.log10(abs(p)))) for p in parts if p), 0)
    if size == 1:
        return [number(part, digits) for part in parts]
    return ["0" if not part else f"{number(part, digits)}{word}" for part in parts]


def trailing_mean(values: Values, days: int = 7) -> list[float | None]:
    """The mean of each value and the six before it; None until there are seven, and wherever one of them is missing."""
    means: list[float | None] = []
    for end in range(len(values)):
        window = [v for v in values[max(0, end - days + 1) : end + 1] if v is not None]
        means.append(sum(window) / days if len(window) == days else None)
    return means


@dataclass(frozen=True, slots=True)
class Axis:
    """The x axis: `keys` one per band, left to right. For days the bands are regular in time, gaps included."""

    keys: list[date] | list[str]
    step: str  # "day", "week", "month", "year" or "" for labels

    @property
    def days(self) -> list[date]:
        """The keys when they are days, else nothing."""
        return [key for key in self.keys if isinstance(key, date)] if self.step else []


def _month(key: date) -> int:
    return key.year * 12 + key.month - 1


def axis(x: Sequence[date | str | int]) -> tuple[Axis, list[int]]:
    """The axis for `x` and for each x the index of its band. Days are put in order and gaps get empty bands."""
    if not x or not all(isinstance(value, date) for value in x):
        return Axis([str(value) for value in x], ""), list(range(len(x)))
    given: list[date] = [value for value in x if isinstance(value, date)]
    unique = sorted(set(given))
    first, last = unique[0], unique[-1]
    gaps = [(b - a).days for a, b in itertools.pairwise(unique)]
    smallest = min(gaps, default=1)
    if smallest >= 28 and len({key.day for key in unique}) == 1:
        every = 12 if all((_month(key) - _month(first)) % 12 == 0 for key in unique) else 1
        count = (_month(last) - _month(first)) // every + 1
        months = [_month(first) + i * every for i in range(count)]
        keys = [date(m // 12, m % 12 + 1, first.day) for m in months]
        return Axis(keys, "year" if every == 12 else "month"), [(_month(g) - _month(first)) // every for g in given]
    width = smallest if all(gap % smallest == 0 for gap in gaps) else 1
    if (last - first).days // width > 20_000:  # a stray year 1899 must not make a million bands
        return Axis([str(key) for key in unique], ""), [unique.index(value) for value in given]
    keys = [first + timedelta(days=i) for i in range(0, (last - first).days + 1, width)]
    return Axis(keys, "day" if width == 1 else "week"), [(value - first).days // width for value in given]


def place(found: Axis, x: date | str) -> int | None:
    """The band that holds `x` (a day in its week, month or year; a label); None outside."""
    if not found.step:
        return next((band for band, key in enumerate(found.keys) if str(key) == str(x)), None)
    days = found.days
    if not isinstance(x, date) or x < days[0]:
        return None
    width = {"day": 1, "month": 31, "year": 366}.get(found.step) or (days[1] - days[0]).days
    band = bisect_right(days, x) - 1
    return band if (x - days[band]).days < width else None


def spread(values: Values, bands: Sequence[int], count: int) -> list[float | None]:
    """`values` (beside x) put on the bands of the axis; bands nobody speaks of are None."""
    out: list[float | None] = [None] * count
    for band, value in zip(bands, values, strict=False):
        if value is not None and math.isfinite(value):
            out[band] = float(value)
    return out


def labels(found: Axis, lang: str, room: int = 6) -> list[tuple[int, str, bool]]:
    """Labels under the axis: (band, text, main). At most about `room` main ones (they fit 320 px); more when wide."""
    keys = found.keys
    if not keys:
        return []
    if not found.step:
        every = max(1, math.ceil(len(keys) / 14))
        main = max(1, math.ceil(len(keys) / every / room)) * every
        return [(i, str(keys[i]), i % main == 0) for i in range(0, len(keys), every)]
    days = found.days
    if found.step == "year":
        half = max(1, math.ceil(len(days) / room / 2))  # main labels are every other one, so that none is lost between
        return [(i, _year(days[i], lang), i // half % 2 == 0) for i in range(0, len(days), half)]
    if len(days) <= 45 and found.step == "day":
        every = max(1, math.ceil(len(days) / 12))
        return [(i, _day(days[i], lang), (i // every) % 2 == 0) for i in range(0, len(days), every)]
    return _month_labels(days, lang, room)


def _day(key: date, lang: str) -> str:
    if lang == "en" and (other := speaking.written("tick", key.year, key.month, key.day)):
        return other
    return f"{key.day} {_SHORT[key.month - 1]}" if lang == "en" else f"{key.month}/{key.day}"


def _year(key: date, lang: str) -> str:
    if lang == "en" and (other := speaking.written("year", key.year)):
        return other
    return str(key.year) if lang == "en" else f"{key.year}年"


def _month_labels(days: list[date], lang: str, room: int) -> list[tuple[int, str, bool]]:
    """A label at each change of month; January and the first one name the year when the span leaves one year."""
    starts = [i for i, d in enumerate(days) if i == 0 or _month(d) != _month(days[i - 1])]
    if len(starts) > 1 and days[0].day > 20:  # a stub of a month at the left edge would sit on its neighbour
        starts = starts[1:]
    span = len(starts)
    every = next((n for n in _EVERY if span / n <= room * 2), _EVERY[-1])
    main = next((n for n in _EVERY if span / n <= room), _EVERY[-1])
    years = days[0].year != days[-1].year
    out: list[tuple[int, str, bool]] = []
    for nth, i in enumerate(starts):
        month = days[i].month - 1
        aligned = (days[i].year * 12 + month) if every > 1 else nth
        if aligned % every:
            continue
        out.append((i, _month_name(days[i], lang, year=years and (month == 0 or not out)), aligned % main == 0))
    return out or [(0, _month_name(days[0], lang, year=True), True)]


def _month_name(key: date, lang: str, *, year: bool) -> str:
    if year and key.month == 1:
        return _year(key, lang)
    if lang == "en" and (other := speaking.written("month" if year else "tick_month", key.year, key.month)):
        return other
    if lang == "en":
        name = _SHORT[key.month - 1]
        return f"{name} {key.year}" if year else name
    return f"{key.year}年{key.month}月" if year else f"{key.month}月"


_LATIN = {
    c: w
    for w, letters in ((0.3, " ijlItf.,:;|!'()[]-/r"), (0.88, "mwMW%@"), (0.56, "abcdeghknopqsuvxyz0123456789"))
    for c in letters
}


def breadth(words: str) -> float:
    """Width in full-width letters, measured generously: Latin letters by what they usually take in a sans serif."""
    return sum(1.0 if unicodedata.east_asian_width(c) in "WFA" else _LATIN.get(c, 0.6) for c in words)


def spaced(marks: list[tuple[int, str, bool]], count: int, *, middle: bool) -> list[tuple[int, str, bool]]:
    """Leaves out labels that would run into the one before: main ones on 270 px, the others on 460 px."""
    kept: list[tuple[int, str, bool]] = []
    ends = {True: -1e9, False: -1e9}
    for band, text, main in marks:
        clear = True
        for level, room in ((True, 270), (False, 460)):
            if level and not main:
                continue
            wide = breadth(text) * 12 + 6
            left = (band + 0.5 * middle) / max(count, 1) * room - wide / 2 * middle
            clear = clear and left >= ends[level]
            if clear:
                ends[level] = left + wide
        if clear:
            kept.append((band, text, main))
    return kept

"""Readings: one reader a column role, each from one text to its clean text and the rules that led there.

A reader gives None for a text that does not fit its role. The parsing itself is in `values/`; here is decided what a
column of that role does with what the parsers say.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from tomoni.tables.values.date import SERIALS, from_serial, parse_date, parse_datetime
from tomoni.tables.values.kana import parse_kana
from tomoni.tables.values.missing import Missing, is_missing
from tomoni.tables.values.number import number_text, parse_number
from tomoni.tables.values.parsed import Parsed
from tomoni.tables.values.place import parse_degrees
from tomoni.tables.values.time import parse_time, time_text


@dataclass(frozen=True, slots=True)
class Reading:
    """What one text is when it is read for a role: clean text (None: nothing there), the rules on the way."""

    after: str | None
    path: tuple[tuple[str, str | None], ...] = ()
    confidence: float = 1.0


Reader = Callable[[str, Mapping[str, object]], Reading | None]

_WHOLE = re.compile(r"-?(?:0|[1-9][0-9]*)")
_PLAIN = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?")
_ZEROS = re.compile(r"0[0-9]+")
_LABEL_UNITS = frozenset(
    (
        "年",
        "月",
        "日",
        "時",
        "分",
        "秒",
        "歳",
        "才",
        "位",
        "回",
        "階",
        "階建",
        "学年",
        "週",
        "組",
        "班",
        "部",
        "口",
        "室",
        "便",
        "席",
        "区画",
        "丁",
        "番",
        "行",
        "列",
        "頁",
        "ページ",
        "体",
        "基",
        "機",
        "門",
        "コマ",
    )
)
"""Units that make a name of a number (3年, 1月, 10歳, 2回): such texts are labels, not measures."""
_BOUNDS = frozenset(("at_least", "at_most", "less_than", "more_than", "total", "cumulative"))
_THOUSANDS = re.compile(r"-?[1-9][0-9]{0,2}(?:,[0-9]{3})+(?:\.[0-9]+)?")
_WIDE = re.compile("[０-９]+")
_NARROW = str.maketrans("０１２３４５６７８９", "0123456789")
_CLOCK = re.compile("[:：時]")
_HALF_KANA = re.compile("[\uff61-\uff9f]+")
PASSES = frozenset(
    (
        "＝",
        "=",
        "＝＝",
        "==",
        "≡",
        "〓",
        "レ",
        "ﾚ",
        "∥",
        "‖",
        "||",
        "｜｜",
        "|",
        "｜",
        "↓",
        "⇓",
        "→",
        "┃",
        "通過",
        "経由",
        "経由しない",
        "運休",
    )
)
"""In a column of times: the bus does not stop here, or takes another way."""
ENDS = " \t\r\n\u3000\u00a0\u200b\ufeff"
_BREAK = re.compile(r"[ \u3000]*(?:\r\n|\r|\n|\u2028)[ \u3000\r\n]*")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200b\ufeff]")


_SHORT = 28
"""Characters that a decimal number surely keeps, to its last place."""
FORMULA_TEXT = re.compile('="([^"]*)"')
"""="0010" in a text file: a formula whose value is the text."""


def kind(text: str) -> str:
    """What a text looks like on its own, for the vote."""
    if formula := FORMULA_TEXT.fullmatch(text):
        text = formula[1]
    if _WHOLE.fullmatch(text):
        if len(text) == 8 and text[:2] in ("19", "20"):
            return "compact" if parse_date(text) else "number"
        return "serial" if len(text) == 5 and int(text) in SERIALS else "number"
    if _PLAIN.fullmatch(text):
        return "fraction"
    if len(text) <= _SHORT and _THOUSANDS.fullmatch(text):  # what large files are full of, without the long way round
        return "fraction" if "." in text else "number"
    stripped = text.strip(ENDS)
    if is_missing(stripped) or stripped in PASSES:
        return "missing"
    if (_CLOCK.search(stripped) or stripped == "正午") and parse_time(stripped) is not None:
        return "time"
    if _ZEROS.fullmatch(unicodedata.normalize("NFKC", stripped)):
        return "zeros"
    day = parse_date(stripped)
    if day is not None:
        if day.valid:
            return "shortdate" if day.note == "two_digit_year" else "date"
        return {"no_year": "monthday", "day_or_month": "date"}.get(day.note, "baddate")
    moment = parse_datetime(stripped)
    if moment is not None and moment.valid:
        return "datetime"
    number = _measure(stripped)
    if number is not None:
        return "measure" if number.unit else "fraction" if "." in str(number.value) else "number"
    return "text"


def _measure(text: str) -> Parsed[object] | None:
    number = parse_number(text)
    if number is None or number.value is None or number.flag in _BOUNDS:
        return None
    if number.unit in _LABEL_UNITS and "." not in str(number.value):  # 42.3歳 is a mean, 42歳 may be a name
        return None
    return number  # type: ignore[return-value]


def read_text(text: str, hints: Mapping[str, object]) -> Reading | None:
    """Text keeps its display form; only layout goes: blanks at the ends, line breaks, half-width kana."""
    path: list[tuple[str, str | None]] = []
    now = text
    cleaned = _CONTROL.sub("", now)
    if cleaned != now:
        path.append(("E07", cleaned))
        now = cleaned
    trimmed = now.strip(ENDS)
    if trimmed != now:
        path.append(("C04", trimmed or None))
        now = trimmed
    if not now:
        return Reading(None, tuple(path)) if path else None
    if "\n" in now or "\r" in now or "\u2028" in now:
        now = _BREAK.sub(_joint, now)
        path.append(("C05", now))
    if _HALF_KANA.search(now):
        now = _HALF_KANA.sub(lambda found: unicodedata.normalize("NFKC", found[0]), now)
        path.append(("E04", now))
    return Reading(now, tuple(path)) if path else None


def _joint(found: re.Match[str]) -> str:
    """A line break becomes a blank; between two Japanese words cut by the cell's edge it would be wrong to glue them."""
    return " "


def read_number(text: str, hints: Mapping[str, object]) -> Reading | None:
    if _PLAIN.fullmatch(text):
        return Reading(text)
    if _THOUSANDS.fullmatch(text):  # the two shapes that large files are full of, without the long way round
        after = text.replace(",", "")
        return Reading(after, (("V01", after),))
    if _WIDE.fullmatch(text):
        after = text.translate(_NARROW)
        if _PLAIN.fullmatch(after):
            return Reading(after, (("E05", after),))
    gone = _gone(text)
    if gone:
        return gone
    number = _measure(text)
    if number is None:
        return None
    value = number.value
    if hints.get("unit") and (times := scale_of(number.unit)[1]) > 1:  # 2千人 beside 300人 is 2000
        value = value * times  # type: ignore[operator]
    after = number_text(value)  # type: ignore[arg-type]
    return Reading(after, path_to(text, after, number.rule or "V01"), number.confidence)


_SCALES = {"十": 10, "百": 100, "千": 1000, "百万": 1_000_000}
_SCALED = re.compile("(百万|[十百千])(.+)")
_SPELLINGS = {
    "名": "人", "トン": "t", "メートル": "m", "キロ": "km", "平方メートル": "m2", "立方メートル": "m3", "ヘクタール": "ha",
    "リットル": "l", "パーセント": "%", "才": "歳", "ポイント": "pt", "kw": "kW", "軒": "戸",
    **dict.fromkeys(("箇所", "カ所", "ヶ所", "ケ所", "ヵ所"), "か所"), **dict.fromkeys(("ヶ月", "カ月", "ヵ月", "ケ月", "箇月"), "か月"),
}  # fmt: skip
"""Units that say the same in other letters."""


def scale_of(unit: str) -> tuple[str, int]:
    """A unit without what multiplies it, in one spelling: 千人 → 人 and 1000, 名 → 人 and 1."""
    found = _SCALED.fullmatch(unit)
    base, times = (found[2], _SCALES[found[1]]) if found else (unit, 1)
    return _SPELLINGS.get(base, base), times


def path_to(text: str, after: str, rule: str) -> tuple[tuple[str, str | None], ...]:
    """Full-width digits are named as a step of their own, before the rule that read the number or the day."""
    if after == text:
        return ()
    narrow = unicodedata.normalize("NFKC", text).strip()
    if narrow == after and not text.isascii():
        return (("E05", after),)
    if narrow != text and not text.isascii() and re.search("[０-９]", text):
        return (("E05", narrow), (rule, after))
    if text.strip(ENDS) == after:
        return (("C04", after),)
    return ((rule, after),)


def _gone(text: str) -> Reading | None:
    """A placeholder in a typed column: null, with the reason kept by the rule."""
    reason = is_missing(text)
    if reason is None:
        return None
    rule = {Missing.BLANK: "C04", Missing.SECRET: "C07", Missing.ERROR: "C09"}.get(reason, "C06")
    return Reading(None, ((rule, None),))


def read_date(text: str, hints: Mapping[str, object]) -> Reading | None:
    gone = _gone(text)
    if gone:
        return gone if is_missing(text) in (Missing.BLANK, Missing.DASH, Missing.ELLIPSIS, Missing.ERROR) else None
    stripped = text.strip(ENDS)
    if _PLAIN.fullmatch(stripped) and len(stripped.partition(".")[0]) == 5:
        day = from_serial(float(stripped), date1904=bool(hints.get("date1904")))
    else:
        month_first = hints.get("month_first")
        day = parse_date(stripped, month_first=month_first if isinstance(month_first, bool) else None)
        if day is not None and day.note == "no_year":
            return _with_year(text, stripped, hints)
    if day is None or day.value is None:
        return None
    if day.note == "two_digit_year" and hints.get(
        "eras"
    ):  # 12.4.1 among years of eras is hardly 2012: somebody must say
        return None
    after = day.value.isoformat()
    return Reading(after, path_to(text, after, day.rule or "D01"), day.confidence)


def month_day(text: str) -> tuple[int, int] | None:
    """Month and day of a text that says a day without a year."""
    stripped = text.strip(ENDS)
    bare = parse_date(stripped)
    if bare is None or bare.note != "no_year":
        return None
    day = parse_date(stripped, year_hint=2000)
    return (day.value.month, day.value.day) if day and day.value else None


def _with_year(text: str, stripped: str, hints: Mapping[str, object]) -> Reading | None:
    """A day without a year takes the year the table speaks of; a weekday in the same cell must agree."""
    from tomoni.tables.evidence import year_of

    place = month_day(text)
    year = year_of(*place, hints) if place else None
    if year is None:
        return None
    for candidate in (year, year - 1, year + 1):
        day = parse_date(stripped, year_hint=candidate)
        if day is None or day.value is None or "weekday_differs" in day.note:
            continue
        sure = hints.get("sure", 0.7)
        after = day.value.isoformat()
        return Reading(after, path_to(text, after, "D02"), float(sure) if isinstance(sure, int | float) else 0.7)
    return None


def read_datetime(text: str, hints: Mapping[str, object]) -> Reading | None:
    moment = parse_datetime(text.strip(ENDS))
    if moment is None or moment.value is None:
        return read_date(text, hints)
    after = moment.value.isoformat(sep=" ", timespec="seconds" if moment.value.second else "minutes")
    return Reading(after, path_to(text, after, moment.rule or "D06"), moment.confidence)


def read_time(text: str, hints: Mapping[str, object]) -> Reading | None:
    if text.strip(ENDS) in PASSES:
        return Reading(None, (("C06", None),))
    gone = _gone(text)
    if gone:
        return gone if is_missing(text) in (Missing.BLANK, Missing.DASH, Missing.ELLIPSIS, Missing.ERROR) else None
    clock = parse_time(text.strip(ENDS))
    if clock is None or clock.value is None:
        return None
    after = time_text(clock.value)
    return Reading(after, path_to(text, after, clock.rule or "D06"), clock.confidence)


def unit_of(text: str) -> str:
    """The unit that stands with a number, "" when none does."""
    number = None if _PLAIN.fullmatch(text) else _measure(text.strip(ENDS))
    return number.unit if number else ""


def read_code(text: str, hints: Mapping[str, object]) -> Reading | None:
    """Codes keep their zeros and their letters; width and blanks go."""
    after = unicodedata.normalize("NFKC", text).strip()
    if not after:
        return Reading(None, (("C04", None),))
    if after == text:
        return Reading(text)
    return Reading(after, (("C04", after),) if text.strip(ENDS) == after else (("E05", after),))


def read_kana(text: str, hints: Mapping[str, object]) -> Reading | None:
    """Readings in full-width katakana (K04); words with kanji stay."""
    kana = parse_kana(text.strip(ENDS))
    if kana is None or kana.value is None:
        return None
    wide = unicodedata.normalize("NFKC", text) if _HALF_KANA.search(text) else text
    rule = "E04" if wide.strip(ENDS) == kana.value and wide != text else kana.rule or "K04"
    path = ((rule, kana.value),) if rule == "E04" else path_to(text, kana.value, rule)
    return Reading(kana.value, path, kana.confidence)


def read_degrees(text: str, hints: Mapping[str, object]) -> Reading | None:
    """Latitude or longitude: 35度41分22秒 → 35.689444 (G01), plain degrees as they are."""
    gone = _gone(text)
    if gone:
        return gone
    if _PLAIN.fullmatch(text):
        return Reading(text)
    degrees = parse_degrees(text.strip(ENDS))
    if degrees is None or degrees.value is None:
        return None
    if degrees.note != "dms":
        return read_number(text, hints)
    after = number_text(degrees.value)
    return Reading(after, path_to(text, after, "G01"), degrees.confidence)


READERS: dict[str, Reader] = {
    "kana": read_kana,
    "degrees": read_degrees,
    "text": read_text,
    "number": read_number,
    "date": read_date,
    "datetime": read_datetime,
    "code": read_code,
    "time": read_time,
}

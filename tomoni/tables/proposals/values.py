"""Values: single values that change only when a person says so, each as a further step behind what was read anyway.

C04 blanks between all characters · E06 look-alikes in words · C06 signs for "nothing" in columns of words · E07 lost characters as 〓 or as given · C08 codes get their zeros back · E03 ㈱ ㎡ spelled out · K01 area codes of
six digits · K02 municipalities with their prefecture · K03 phone numbers and postal codes in one form · V02 what does not fit its column becomes empty (the trace keeps it).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping

from tomoni.tables.provenance import Change
from tomoni.tables.values.characters import fold
from tomoni.tables.values.code import (
    UNDECIDED,
    parse_corporate_number,
    parse_local_government_code,
    parse_phone,
    parse_postal_code,
)
from tomoni.tables.values.date import parse_date
from tomoni.tables.values.missing import is_missing

VENDOR = "[①-⑳Ⅰ-Ⅻⅰ-ⅻ㈱㈲㈹№℡㏍㍉㌔㌢㍍㌘㌧㌃㌶㍑㍗㌍㌦㌣㌫㍊㌻㎜㎝㎞㎎㎏㏄㎡㍻㍼㍽㍾㊤㊥㊦㊧㊨]"
"""NEC and IBM extensions of cp932 that are read as words; 髙 and 﨑 belong to names and stay."""
_SPELLED = {
    "㈱": "株式会社",
    "㈲": "有限会社",
    "㏍": "株式会社",
    "㈹": "代表",
    "℡": "電話",
    "№": "No.",
    "㎡": "m2",
    "㎥": "m3",
}
_VENDOR = re.compile(VENDOR)
LOST = "[\ue000-\uf8ff\ufffd\U000f0000-\U0010fffd]"
"""Private characters (外字), which every machine shows otherwise, and what could not be decoded."""
_LOST = re.compile(LOST)
GETA = "〓"
"""What printers set where a character is missing."""
SHAPES = {
    "number": r"-?\d+(?:\.\d+)?",
    "date": r"\d{4}-\d{2}-\d{2}",
    "time": r"\d{2,}:\d{2}(?::\d{2})?",
    "datetime": r"\d{4}-\d{2}-\d{2}(?: \d{2}:\d{2}(?::\d{2})?)?",
}


def change(text: str, role: str, base: Change | None, accepted: Mapping[str, str]) -> Change | None:
    """`base` (what the reader of the role did) with the accepted steps behind it; None when nothing changes."""
    path = base.path if base else ()
    now = base.after if base else text
    for rule, step in _STEPS.items():
        if rule not in accepted or now is None:
            continue
        after = step(now, role, accepted[rule])
        if after != now:
            path, now = (*path, (rule, after)), after
    return Change(text, path, base.confidence if base else 1.0) if path else None


def _empty(text: str, role: str, value: str) -> str | None:
    return None if is_missing(text) else text


def _spelled(text: str, role: str, value: str) -> str:
    return _VENDOR.sub(lambda found: _SPELLED.get(found[0], unicodedata.normalize("NFKC", found[0])), text)


def _replaced(text: str, role: str, value: str) -> str:
    return _LOST.sub(lambda _: value or GETA, text)


def _formed(text: str, role: str, value: str) -> str:
    for parse in (parse_phone, parse_postal_code, parse_corporate_number):
        found = parse(text)
        if found and found.value:
            return found.value
    return text


def whole_code(text: str, width: str) -> str:
    """A code without what a spreadsheet did to it: 5901012193.0 → 5901012193, 1.3E+12 stays, 1234 → 01234 for width 5."""
    digits = re.sub(r"\.0+$", "", text)
    return digits.zfill(int(width)) if width.isdecimal() and digits.isascii() and digits.isdecimal() else digits


def _area_code(text: str, role: str, value: str) -> str:
    """Six digits. 11002 has two readings, Saitama without its check digit and 01100-2 without its zero: the official list
    says which of them there is; where it knows neither, the text stays."""
    from tomoni.tables.codes import find

    found = parse_local_government_code(text)
    if not found or not found.value:
        return text
    if found.confidence < 1 and (known := find(fold(text))):
        return known[0].code
    return found.value if found.confidence > UNDECIDED else text


def _full_name(text: str, role: str, value: str) -> str:
    """府中市 stays (two prefectures have one); 焼津市 → 静岡県焼津市."""
    from tomoni.tables.codes import find

    entries = find(text) if text and not text.isascii() else []
    whole = {entry.full_name for entry in entries}
    return whole.pop() if len(whole) == 1 and entries[0].city else text


ORDERS = {"月日": True, "日月": False}
"""V02:COLUMN=月日 says that 01/02/2020 is the second of January."""


def _majority(text: str, role: str, value: str) -> str | None:
    if value in ORDERS:
        day = parse_date(text, month_first=ORDERS[value])
        return day.value.isoformat() if day and day.value else text
    shape = SHAPES.get(role)
    if shape is None or re.fullmatch(shape, text):
        return text
    day = parse_date(text)
    return text if day and day.note == "day_or_month" else None


_SPACED = re.compile(r"(?:[^\W\d_a-zA-Z][ 　]+)+[^\W\d_a-zA-Z]")
DASH_IN_WORD = re.compile("(?<=[ァ-ヺ])[‐‑‒–—―−－─━](?=[ァ-ヺ]|$|[(（_])")
"""A plain - is left out: it may join two words."""
_KANJI_IN_WORD = re.compile("(?<=[ァ-ヺー])[力二口八工卜夕](?=[ァ-ヺー])")
_KANA = dict(zip("力二口八工卜夕", "カニロハエトタ", strict=True))


def drawn_together(text: str) -> str:
    """北　海　道 → 北海道; 中央　図書館 stays."""
    return "".join(text.split()) if _SPACED.fullmatch(text) else text


def look_alikes(text: str) -> str:
    """コンピュ―タ → コンピュータ, セン夕ー → センター: what stands between katakana is katakana."""
    return _KANJI_IN_WORD.sub(lambda found: _KANA[found[0]], DASH_IN_WORD.sub("ー", text))


_STEPS: dict[str, Callable[[str, str, str], str | None]] = {
    "C04": lambda text, role, value: drawn_together(text),
    "E06": lambda text, role, value: look_alikes(text),
    "E03": _spelled,
    "E07": _replaced,
    "K01": _area_code,
    "K02": _full_name,
    "K03": _formed,
    "C08": lambda text, role, value: whole_code(text, value),
    "C06": _empty,
    "V02": _majority,
}

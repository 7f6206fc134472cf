"""Kanji numerals: 二十三, 一〇三, 1億2千万, 3.5万 → exact numbers."""

from __future__ import annotations

import re
from decimal import Decimal

_DIGITS = {char: value for value, char in enumerate("〇一二三四五六七八九")} | {
    "零": 0, "壱": 1, "壹": 1, "弐": 2, "貳": 2, "参": 3, "參": 3,
}  # fmt: skip
_TENS = {"十": 10, "拾": 10, "百": 100, "千": 1000}
_GROUPS = {"万": 10**4, "萬": 10**4, "億": 10**8, "兆": 10**12}

SIGNS = "".join([*_DIGITS, *_TENS, *_GROUPS])
_SHAPE = re.compile(f"[0-9.,{SIGNS}]+")
_PART = re.compile("([0-9]+(?:[.][0-9]+)?)?([十拾百千])?")
_CROWDED = re.compile(f"[{''.join(_DIGITS)}]{{2,}}[{''.join(_TENS)}]")
_POSITIONAL = re.compile(f"[{''.join(_DIGITS)}]+")


def kanji_number(text: str) -> Decimal | None:
    """The number that `text` (NFKC, no spaces) spells, with Arabic digits mixed in or not; None when it spells none.

    At least one sign must be kanji. 一〇三 counts by position; 千 and 万 alone are one of them. 〇 alone is a circle that
    somebody ticked with, not zero (that is 零).
    """
    if not text.strip("〇"):
        return None
    if len(text) > 30 or not _SHAPE.fullmatch(text) or not any(char in SIGNS for char in text):
        return None
    if _CROWDED.search(text):  # 二二百
        return None
    plain = "".join(str(_DIGITS[char]) if char in _DIGITS else char for char in text.replace(",", ""))
    if _POSITIONAL.fullmatch(text):
        return Decimal(plain)
    total, last = Decimal(0), 10**16
    for part, group in re.findall("([^万萬億兆]*)([万萬億兆]?)", plain):
        if not part and not group:
            continue
        scale = _GROUPS.get(group, 1)
        value = _below_ten_thousand(part) if part else Decimal(1) if not total else None
        if value is None or scale >= last:
            return None
        total, last = total + value * scale, scale
    return total


def _below_ten_thousand(text: str) -> Decimal | None:
    """九千八百七, 2千5百, 3.5, 1200: units must fall from left to right."""
    total, last, at = Decimal(0), 10_000, 0
    while at < len(text):
        found = _PART.match(text, at)
        if not found or found.end() == at:
            return None
        scale = _TENS.get(found[2], 1)
        if scale >= last:
            return None
        total, last, at = total + Decimal(found[1] or 1) * scale, scale, found.end()
    return total

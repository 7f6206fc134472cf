"""Missing: what people type where there is no value, and why there is none.

The reason matters: a hidden figure (x, ***) is not an unknown one (不明), and neither is zero.
"""

from __future__ import annotations

import unicodedata
from enum import StrEnum

from tomoni.tables.values.characters import DASHES, TILDES


class Missing(StrEnum):
    """Reason codes. `not_detected` is less than what the measure can see, which is not zero. `none` (なし) is missing in a measure; in a yes/no column it is a value."""

    BLANK = "blank"
    DASH = "dash"
    ELLIPSIS = "ellipsis"
    SECRET = "secret"  # noqa: S105 - a statistical term: 秘匿
    NOT_APPLICABLE = "not_applicable"
    UNKNOWN = "unknown"
    UNDISCLOSED = "undisclosed"
    PENDING = "pending"
    NONE = "none"
    NOT_DETECTED = "not_detected"
    ERROR = "error"


_WORDS: dict[str, Missing] = {
    **dict.fromkeys(("x", "X", "χ", "Χ", "***", "**", "秘匿", "秘", "×××"), Missing.SECRET),
    **dict.fromkeys(("...", "..", "・・・", "・・", "…", "‥"), Missing.ELLIPSIS),
    **dict.fromkeys(
        (
            "該当なし",
            "該当無し",
            "対象外",
            "非該当",
            "皆増",
            "皆減",
            "n/a",
            "N/A",
            "NA",
            "na",
            "該当せず",
            "/",
            "//",
            "///",
            "斜線",
        ),
        Missing.NOT_APPLICABLE,
    ),
    **dict.fromkeys(
        ("不明", "不詳", "未詳", "欠測", "欠測値", "わからない", "不明(調査中)", "unknown", "Unknown", "?", "??", "？"),
        Missing.UNKNOWN,
    ),
    **dict.fromkeys(
        ("非公表", "非公開", "公表なし", "未公表", "非開示", "公表せず", "公表しない", "公表を控える"),
        Missing.UNDISCLOSED,
    ),
    **dict.fromkeys(
        ("調査中", "確認中", "集計中", "未定", "調整中", "未確認", "未入力", "精査中", "検討中", "聞き取り中", "TBD"),
        Missing.PENDING,
    ),
    **dict.fromkeys(
        (
            "検出せず",
            "不検出",
            "検出されず",
            "検出限界未満",
            "検出限界値未満",
            "検出下限値未満",
            "定量下限値未満",
            "ND",
            "N.D.",
            "nd",
            "n.d.",
        ),
        Missing.NOT_DETECTED,
    ),
    **dict.fromkeys(
        (
            "なし",
            "無し",
            "無",
            "ナシ",
            "特になし",
            "特に無し",
            "とくになし",
            "none",
            "None",
            "null",
            "NULL",
            "nan",
            "NaN",
        ),
        Missing.NONE,
    ),
    **dict.fromkeys(
        ("#N/A", "#REF!", "#DIV/0!", "#VALUE!", "#NAME?", "#NUM!", "#NULL!", "#SPILL!", "#CALC!", "#GETTING_DATA"),
        Missing.ERROR,
    ),
}
_DASHES = frozenset(DASHES + TILDES + "_＿")
_DOTS = frozenset(".・…‥･。")
_STARS = frozenset("*＊※")
_SIGNS = _DASHES | _DOTS | _STARS | {" ", "\u3000"}
_BRACKETS = {"(": ")", "（": "）", "[": "]", "［": "］", "<": ">", "〈": "〉", "【": "】"}


def is_missing(text: str) -> Missing | None:
    """The reason why there is no value, or None when the text says something. ``0`` is never missing."""
    stripped = text.strip().strip("\u3000\u200b\ufeff\u00a0")
    if not stripped:
        return Missing.BLANK
    if len(stripped) > 14:
        return None
    if len(stripped) > 2 and _BRACKETS.get(stripped[0]) == stripped[-1]:
        stripped = stripped[1:-1].strip()
    if stripped in _WORDS:
        return _WORDS[stripped]
    if not stripped or stripped[0] in _SIGNS:  # nearly no text begins like this
        signs = set(stripped) - {" ", "\u3000"}
        if signs <= _DASHES:
            return Missing.DASH
        if signs <= _DOTS:
            return Missing.ELLIPSIS
        if signs <= _STARS:
            return Missing.SECRET
    if stripped.isascii():
        return None
    return _WORDS.get("".join(unicodedata.normalize("NFKC", stripped).split()))

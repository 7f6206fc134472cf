"""Yes and no as offices tick them: 有/無, ○/×, 可/不可, 1/0, あり/なし."""

from __future__ import annotations

from tomoni.tables.values.characters import fold
from tomoni.tables.values.parsed import Parsed

_YES = frozenset(
    [
        "有",
        "あり",
        "有り",
        "ある",
        "有る",
        "はい",
        "可",
        "可能",
        "○",
        "〇",
        "◯",
        "o",
        "O",
        "●",
        "◎",
        "✓",
        "✔",
        "レ",
        "☑",
        "■",
        "1",
        "true",
        "TRUE",
        "True",
        "yes",
        "YES",
        "Yes",
        "y",
        "Y",
        "t",
        "T",
        "該当",
        "済",
        "設置",
        "実施",
        "対応",
        "対応可",
        "同じ",
        "公開",
        "在",
        "要",
    ]
)
_NO = frozenset(
    [
        "無",
        "なし",
        "無し",
        "ない",
        "無い",
        "いいえ",
        "否",
        "不可",
        "不可能",
        "×",
        "✕",
        "✖",
        "x",
        "X",
        "☐",
        "□",
        "0",
        "false",
        "FALSE",
        "False",
        "no",
        "NO",
        "No",
        "n",
        "N",
        "f",
        "F",
        "非該当",
        "未",
        "未設置",
        "未実施",
        "未対応",
        "対応不可",
        "非公開",
        "不要",
    ]
)
_PARTLY = frozenset(["△", "▲", "一部", "一部可", "要相談", "要確認", "条件付き", "条件付"])


def parse_boolean(text: str) -> Parsed[bool] | None:
    """True or False (V07). △ and 一部 are `Parsed(None, note="partly")`; words beyond the list are None.

    Columns decide: 1/0 in a column of counts, or × in a column of schedules, are not yes and no.
    """
    if text in ("true", "false"):
        return Parsed(text == "true", text)
    if not text or len(text) > 8:
        return None
    word = fold(text).strip("()（）")
    if word in _YES:
        return Parsed(True, text, "V07", "", 0.7 if word in ("1", "要", "在", "T", "t", "y", "Y") else 1.0)
    if word in _NO:
        return Parsed(False, text, "V07", "", 0.7 if word in ("0", "f", "F", "n", "N", "未") else 1.0)
    return Parsed(None, text, "V07", "partly", 0.5) if word in _PARTLY else None

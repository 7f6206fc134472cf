"""Names of columns and values, brought to one form so that spellings of the same word meet.

`normal("検査実施_人数　") == normal("検査実施人数")`, `normal("都道府県コ―ド") == normal("都道府県コード")`.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_DASHES = re.compile(r"[\u2010-\u2015\u2212\u2500\u2501\u30fc\ufe63\uff0d\uff70\-~\u301c\u223c]")
_PARENS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|【[^【】]*】|〔[^〔〕]*〕|<[^<>]*>|《[^《》]*》")
_JOINERS = re.compile(r"[\s_・･、,，/／:：.．]+")
_PLAIN = frozenset(["件数", "人数", "数", "計", "合計", "総数", "値", "実績", "実数", "日別", "人", "件", "当日"])
_CIRCLES = str.maketrans("〇◯✕✖", "○○××")
_MARKS = re.compile(r"^[※*○●◎◆■□▼▲#＃]+|[※*][0-9]*$|(?<=[ぁ-んァ-ヶ一-龠])注[0-9]+$")


@lru_cache(maxsize=20_000)
def normal(text: str) -> str:
    """One form for all spellings: NFKC, no spaces or joiners, every dash alike, small letters, no note marks.

    一 (one) looks like a dash in 都道府県コ一ド; it is folded only between katakana, so 一時 stays.
    """
    text = unicodedata.normalize("NFKC", text).casefold()
    text = re.sub(r"(?<=[ァ-ヶ])一(?=[ァ-ヶ])", "-", text)
    text = _DASHES.sub("-", text)
    text = _JOINERS.sub("", text)
    text = _MARKS.sub("", text)
    return text.replace("ヶ", "ケ").replace("ヵ", "カ").replace("髙", "高").replace("﨑", "崎")


@lru_cache(maxsize=20_000)
def value_key(text: str) -> str:
    """One form for all spellings of a value of a code list: like `normal`, but ○ and × are values here, not marks."""
    text = "".join(unicodedata.normalize("NFKC", text).casefold().split())
    return _DASHES.sub("-", text).translate(_CIRCLES)


@lru_cache(maxsize=20_000)
def bare(text: str) -> str:
    """`normal` without what stands in brackets and without 等: 入院中等（調整中を含む） → 入院中. "" when nothing is left."""
    text = unicodedata.normalize("NFKC", text)
    return re.sub(r"(?<=..)(等|など)$", "", normal(_PARENS.sub("", text)))


def levels(text: str) -> list[str]:
    """The parts of a header that was joined from several rows which may name it alone: tails, nearest the body last.

    A head (PCR検査 of PCR検査_（計）) names the column only when what hangs below it is a word that every column has.
    """
    parts = [part for part in text.split("_") if part.strip()]
    tails = ["_".join(parts[i:]) for i in range(1, len(parts))]
    heads = [
        "_".join(parts[:i]) for i in range(1, len(parts)) if all(normal(p).strip("()") in _PLAIN for p in parts[i:])
    ]
    return [*tails, *reversed(heads)]


def closeness(one: str, other: str) -> float:
    """How alike two normalised names are, 0–1: edits (a swap of neighbours is one) over the longer length."""
    if one == other:
        return 1.0
    longer = max(len(one), len(other))
    if abs(len(one) - len(other)) > 2 or len(set(one) & set(other)) * 2 < len(set(one)):
        return 0.0
    return 1 - _edits(one, other) / longer


def _edits(one: str, other: str) -> int:
    before: list[int] = []
    last = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        row = [i]
        for j, b in enumerate(other, 1):
            best = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (a != b))
            if before and j > 1 and a == other[j - 2] and one[i - 2] == b:
                best = min(best, before[j - 2] + 1)
            row.append(best)
        before, last = last, row
    return last[-1]

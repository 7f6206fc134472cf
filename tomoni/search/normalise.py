"""One spelling for search: width, case, kana and hyphens are made alike, and every character knows where it stood.

NFKC → casefold → hiragana to katakana → hyphens and long marks unified → old shapes of kanji to the new ones. The text
that people see is never changed by this; only what is compared.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from pathlib import Path

HYPHENS = frozenset("‐‑‒–—―−－ｰ⁃﹣-")
LONG = "ー"
_HIRAGANA = {code: code + 0x60 for code in range(0x3041, 0x3097)} | {0x309D: 0x30FD, 0x309E: 0x30FE}


@cache
def _old_shapes() -> dict[int, str]:
    """Old kanji → new ones (data/old_kanji.txt: pairs like 國国)."""
    text = (Path(__file__).parent / "data" / "old_kanji.txt").read_text(encoding="utf-8")
    pairs = [pair for line in text.splitlines() if not line.startswith("#") for pair in line.split()]
    return {ord(pair[0]): pair[1] for pair in pairs}


@dataclass(frozen=True, slots=True)
class Normalised:
    """`text` with, for each of its characters, `start` and `end` of what it came from in the original."""

    text: str
    start: tuple[int, ...]
    end: tuple[int, ...]


def normalise(text: str) -> str:
    """The comparable spelling of a text.

    >>> normalise("ｲﾝﾀｰﾈｯﾄ"), normalise("ＰＣＲ検査"), normalise("ひとり親"), normalise("國學院")
    ('インターネット', 'pcr検査', 'ヒトリ親', '国学院')
    """
    return _unify(unicodedata.normalize("NFKC", text).casefold())


def _unify(folded: str) -> str:
    folded = folded.translate(_HIRAGANA).translate(_old_shapes())
    if not HYPHENS.isdisjoint(folded):
        folded = _hyphens(folded)
    return folded


def _hyphens(text: str) -> str:
    """Hyphens of every kind become "-"; between katakana they are the long mark that was typed wrongly."""
    out = []
    for at, char in enumerate(text):
        if char in HYPHENS:
            char = LONG if at and "ァ" <= text[at - 1] <= "ヿ" else "-"
        out.append(char)
    return "".join(out)


def _clusters(text: str) -> list[tuple[int, int]]:
    """(start, end) of every character with the marks that belong to it (half-width voicing marks too)."""
    found: list[tuple[int, int]] = []
    for at, char in enumerate(text):
        joins = found and (unicodedata.combining(char) or char in "ﾞﾟ\u3099\u309a")
        if joins:
            found[-1] = (found[-1][0], at + 1)
        else:
            found.append((at, at + 1))
    return found


ONE_TO_ONE = re.compile("[\n -~、。々〆〇「」『』【】ぁ-ゖァ-ヺー・一-鿿！-～\u3000]*")
"""Texts of which every character stays one character: most texts are."""


def with_places(text: str) -> Normalised:
    """As `normalise`, remembering places, so that a hit can be shown in the text as it was written."""
    if ONE_TO_ONE.fullmatch(text):
        return Normalised(normalise(text), tuple(range(len(text))), tuple(range(1, len(text) + 1)))
    chars: list[str] = []
    start: list[int] = []
    end: list[int] = []
    for begin, stop in _clusters(text):
        for char in unicodedata.normalize("NFKC", text[begin:stop]).casefold():
            chars.append(char)
            start.append(begin)
            end.append(stop)
    return Normalised(_unify("".join(chars)), tuple(start), tuple(end))

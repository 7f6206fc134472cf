"""The tokeniser: CJK bigrams plus each run's last character, Latin and digit runs whole, and normalised words.

Positions count from 1. Between two runs of characters lies a gap, so that a phrase never reaches across punctuation.
`VERSION` changes whenever the tokens of a text change; what was indexed under another one is reindexed.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

from tomoni.search import words
from tomoni.search.normalise import normalise

GAP = "\ue000"
LONGEST = 200
"""Characters of a token; PostgreSQL takes up to 2,046 bytes, and nobody types more."""
RULES = 4
OKURIGANA = re.compile("[\u3400-\u9fff々]+(?:[ァ-ヶー]+[\u3400-\u9fff々]+|[\u3400-\u9fff々])[ァ-ヶー]*")
_NOT_KANJI = re.compile("[ァ-ヶー]")
_TAIL = re.compile("[ァ-ヶー]+$")


def version() -> str:
    """Names the tokens: rules of this file, and the dictionary of the words ("none" without one)."""
    return f"{RULES}+{words.dictionary()}"


@lru_cache(maxsize=8192)
def _kind(char: str) -> str:
    """ "c": written without spaces (bigrams), "l": letters and digits of alphabets, "": separates."""
    category = unicodedata.category(char)
    if category in ("Lo", "Lm", "Mn", "Mc", "Nl") or char in "々〆〇":
        return "c"
    return "l" if category[0] in "LN" else ""


def runs(text: str) -> Iterator[tuple[str, int, int]]:
    """(kind, start, end) of the runs of a normalised text. A hyphen inside an alphabet run belongs to it."""
    begin, kind = 0, ""
    for at, char in enumerate(text):
        now = _kind(char)
        if char == "-" and kind == "l" and _kind(text[at + 1 : at + 2] or " ") == "l":
            now = "l"
        if now != kind:
            if kind:
                yield kind, begin, at
            begin, kind = at, now
    if kind:
        yield kind, begin, len(text)


def grams(normalised: str) -> list[str]:
    """Tokens of a normalised text in order, with GAP between runs.

    >>> grams(normalise("給付金、Wi-Fi"))
    ['給付', '付金', '金', '\ue000', 'wifi']
    """
    out: list[str] = []
    for kind, start, end in runs(normalised):
        if out:
            out.append(GAP)
        run = normalised[start:end]
        if kind == "l":
            out.append(run.replace("-", "")[:LONGEST])
        else:
            out.extend(run[at : at + 2] for at in range(len(run)))
    return out


def phrase(normalised: str) -> tuple[list[str], bool]:
    """(tokens that stand one after another where the term stands, whether the last is only a beginning).

    >>> phrase("給付金"), phrase("税")
    ((['給付', '付金'], False), (['税'], True))
    """
    found = grams(normalised)
    if not found or len(found[-1]) > 1 or _kind(found[-1]) != "c":
        return found, False
    if len(found) > 1 and found[-2] != GAP:
        return found[:-1], False
    return found, True


def word_tokens(text: str) -> list[str]:
    """The words of a text as written, in their dictionary spelling, with GAP where particles and marks stood."""
    out: list[str] = []
    for word in words.of(text):
        if token := word_token(word):
            out.append(token)
        elif out and out[-1] != GAP:
            out.append(GAP)
    while out and out[-1] == GAP:
        out.pop()
    return out


@lru_cache(maxsize=16_384)
def word_token(word: str) -> str:
    """The token of a word in its dictionary spelling; "" for none."""
    token = "".join(normalise(word).split()).replace("-", "")
    return _skeleton("".join(char for char in token if _kind(char)))[:LONGEST]


def _skeleton(token: str) -> str:
    """A word of two kanji or more without its okurigana, so that 申し込み, 申込み and お申し込みください are one.

    >>> _skeleton("申シ込ミ"), _skeleton("食ベル"), _skeleton("パソコン")
    ('申込', '食ベル', 'パソコン')
    """
    return _NOT_KANJI.sub("", token) if OKURIGANA.fullmatch(token) else token


def spellings(term: str) -> list[str]:
    """Normalised beginnings that a word of several kanji is also written with: 申込み is in お申し込みください.

    Only for a term that is one word of the dictionary; what the term itself begins with is not repeated.

    >>> spellings("申込み")
    ['申シ込', '申込']
    """
    spoken = [normalise(word) for word in words.of(term) if word]
    if len(spoken) != 1 or not OKURIGANA.fullmatch(spoken[0]):
        return []
    found = [_TAIL.sub("", spoken[0]), _NOT_KANJI.sub("", spoken[0])]
    return [word for word in dict.fromkeys(found) if word != normalise(term)]

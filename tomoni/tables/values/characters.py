"""Characters: one form for the many ways the same sign is typed — full width, look-alike dashes, layout spaces.

Used by the parsers on their own copy of a text; whether a repaired cell keeps its display form is the rules' decision.
"""

from __future__ import annotations

import re
import unicodedata

DASHES = "-‐‑‒–—―−⁃﹣－ー─━ｰ﹘"
"""Everything that is typed where a hyphen or minus is meant, the long vowel mark ー included."""
TILDES = "~〜～∼˜"

_DASH = re.compile(f"[{DASHES}]")
_DASH_IN_FIGURES = re.compile(f"(?<=[0-9])[{DASHES}](?=[0-9])")
_SPACES = re.compile(r"[\s\u3000\u200b-\u200d\u2060\ufeff\u00ad]+")
_DASH_IN_KANA = re.compile("(?<=[ァ-ヺ])[-‐‑‒–—―−－─━](?=[ァ-ヺ]|$|[^0-9A-Za-z])")


def fold(text: str) -> str:
    """NFKC without any white space: ``２ ０ 年　４月`` → ``20年4月``. ASCII text comes back quickly."""
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text)
    return _SPACES.sub("", text)


def fold_spaced(text: str) -> str:
    """NFKC, ends stripped, inner runs of white space as one blank."""
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text)
    return _SPACES.sub(" ", text).strip(" ")


def plain_dashes(text: str) -> str:
    """Every look-alike dash as ``-``. For numbers, codes and phone numbers only: it also takes the long vowel ー."""
    return _DASH.sub("-", text)


def dashes_in_figures(folded: str) -> str:
    """Look-alike dashes between two digits as ``-``: ``2020ー03ー02`` → ``2020-03-02``; データ1 keeps its long vowel."""
    return folded if folded.isascii() else _DASH_IN_FIGURES.sub("-", folded)


def long_vowels(text: str) -> str:
    """A dash typed inside a katakana word becomes the long vowel mark: ``都道府県コ―ド`` → ``都道府県コード``."""
    return _DASH_IN_KANA.sub("ー", text)

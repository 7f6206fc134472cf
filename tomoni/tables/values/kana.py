"""Kana: half-width to full-width with joined voiced marks, hiragana to katakana."""

from __future__ import annotations

import re
import unicodedata

from tomoni.tables.values.characters import long_vowels
from tomoni.tables.values.parsed import Parsed

_HALF = re.compile("[｡-ﾟ]+")
_KATAKANA = re.compile("[ァ-ヺー・＝ 　()（）0-9０-９A-Za-zＡ-Ｚａ-ｚ「」、。&＆./-]+")
_VOICED = re.compile("([ｶ-ｺｻ-ｿﾀ-ﾄﾊ-ﾎｳカ-コサ-ソタ-トハ-ホウ])[゛ﾞ]|([ﾊ-ﾎハヒフヘホ])[゜ﾟ]")
_TO_KATAKANA = {code: code + 0x60 for code in range(ord("ぁ"), ord("ゖ") + 1)}


def full_width_kana(text: str) -> str:
    """Half-width katakana, and only that, made full width: ``ｶﾞｯｺｳ ABC`` → ``ガッコウ ABC`` (E04)."""
    if _HALF.search(text):
        text = _HALF.sub(lambda found: unicodedata.normalize("NFKC", found[0]), text)
    return unicodedata.normalize("NFC", text.replace("゛", "\u3099").replace("゜", "\u309a")) if _loose(text) else text


def _loose(text: str) -> bool:
    """A voiced mark typed as a sign of its own after a kana that can carry it (カ゛)."""
    return _VOICED.search(text) is not None


def katakana(text: str) -> str:
    """Hiragana as katakana; everything else unchanged."""
    return text.translate(_TO_KATAKANA)


def parse_kana(text: str) -> Parsed[str] | None:
    """A reading in full-width katakana (K04): half width, hiragana and dashes for ー are put right; None with kanji in it."""
    if not text.strip() or len(text) > 300:
        return None
    wide = long_vowels(katakana(full_width_kana(text))).strip()
    if not _KATAKANA.fullmatch(wide) or not re.search("[ァ-ヺ]", wide):
        return None
    return Parsed(wide, text, "" if wide == text else "K04")

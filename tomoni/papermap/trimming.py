"""Shortening words for paper without cutting through one: at a full stop, else a comma or blank, else where the kind of
letters changes (Japanese has no blanks)."""

from __future__ import annotations

import unicodedata

MORE = "…"


def kind(letter: str) -> str:
    """The kind of a letter: digits, Latin, hiragana, katakana, kanji, other."""
    if letter.isdigit():
        return "digit"
    name = unicodedata.name(letter, "")
    for start in ("LATIN", "FULLWIDTH LATIN", "HIRAGANA", "KATAKANA", "CJK", "HANGUL", "THAI"):
        if name.startswith(start):
            return start.split()[-1]
    return "KATAKANA" if letter in "ーｰ・" else "other"


def trim(text: str, longest: int) -> str:
    """At most `longest` characters, the mark of more (…) included."""
    text = " ".join(text.split())
    if len(text) <= longest:
        return text
    room = longest - len(MORE)
    for stops in ("。．.!！?？", "、，,;；）)」 ・／/"):
        at = max((text.rfind(stop, 0, room) for stop in stops), default=-1)
        if at >= room * 0.5:
            return text[: at + 1].rstrip(" 、，,・／/") + MORE
    for at in range(room, 0, -1):
        if _between(text[at - 1], text[at]):
            return text[:at].rstrip() + MORE
    return text[:room] + MORE


def _between(before: str, after: str) -> bool:
    """Whether a word may end between these two: after hiragana a new word begins with anything else."""
    if before == "を":
        return True
    if before in "おご":
        return False
    a, b = kind(before), kind(after)
    return a != b and not (b == "HIRAGANA" and a in ("CJK", "KATAKANA")) and unicodedata.category(after)[0] not in "PM"

"""The order of 五十音: by the reading a source gives, else the one of the dictionary (search), else the name as it is.

A dictionary may read a name of a place wrongly: the reading decides the place in the order only and is never printed.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache

from tomoni.papermap.model import Item
from tomoni.search import words

_SMALL = str.maketrans("ァィゥェォッャュョヮヵヶ", "アイウエオツヤユヨワカケ")


def key(item: Item) -> str:
    """Katakana without voice marks and small letters, so that ば stands with は; items without a name come last."""
    return _plain(item.kana or _read(item.name)) or "\uffff"


def head(item: Item) -> str:
    """The row of 五十音 it stands in: ア カ サ タ ナ ハ マ ヤ ラ ワ; for other letters the letter itself."""
    first = key(item)[:1]
    rows = "アカサタナハマヤラワ"
    if not "ァ" <= first <= "ヺ":
        return "—" if first == "\uffff" else first.upper()
    return max((row for row in rows if row <= first), default="ア")


@lru_cache(maxsize=20_000)
def _read(name: str) -> str:
    return "".join(reading or surface for surface, reading in words.readings(name)) or name


def _plain(text: str) -> str:
    normal = unicodedata.normalize("NFD", unicodedata.normalize("NFKC", text))
    bare = "".join(one for one in normal if (not unicodedata.combining(one) and one.isalnum()) or one == "ー")
    return "".join(chr(ord(one) + 0x60) if "ぁ" <= one <= "ゖ" else one for one in bare).translate(_SMALL)

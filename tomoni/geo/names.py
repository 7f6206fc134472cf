"""Which area do these words mean? 「大阪市北区」 → 27127, 「豊能郡能勢町」 → 27322, 「府外」 → none.

Only whole names count (no guessing by parts of words), and a name that several areas bear needs its prefecture.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from tomoni.geo.outlines import NATION, UnknownAreaError, names, normal, outlines

_COUNTY = re.compile(r"^[^\s市区町村]{1,6}?(?:郡|支庁|振興局|総合振興局)")
_FORMS = str.maketrans("ヶ檮龍曾檜祗鰺", "ケ梼竜曽桧祇鯵")
_SUFFIX = re.compile(r"[市区町村]$")


def tidy(words: str) -> str:
    """NFKC, without spaces and brackets around, with one form for letters that municipalities write in two ways."""
    text = unicodedata.normalize("NFKC", words or "").translate(_FORMS)
    return re.sub(r"\s+", "", text).strip("()[]「」『』")


@lru_cache(maxsize=1)
def prefectures() -> dict[str, str]:
    """ "大阪府" → "27" and, where nothing else is meant by it, "大阪" → "27"."""
    short = {name[:-1]: code for name, code in _full_names().items() if name != "北海道"}
    return short | _full_names()


@lru_cache(maxsize=1)
def _full_names() -> dict[str, str]:
    return {o.name: o.code for o in outlines(NATION)}


@lru_cache(maxsize=64)
def _book(prefecture: str) -> dict[str, str | None]:
    """name → code within a prefecture; None where two areas share it (北区 of 大阪市 and of 堺市)."""
    book: dict[str, str | None] = {}
    for code, said in names(prefecture).items():
        name = tidy(said)
        book[name] = code if name not in book else None
    for outline in outlines(prefecture, wards=True):
        if outline.is_ward:
            name = tidy(outline.name)
            book[name] = outline.code if name not in book else None
    for name in [name for name in book if "市" not in name[:-1]]:
        bare = _SUFFIX.sub("", name)
        if len(bare) >= 2 and bare not in book and bare not in prefectures():  # 「大阪」 may mean either
            same = {c for n, c in book.items() if _SUFFIX.sub("", n) == bare}
            book[bare] = same.pop() if len(same) == 1 else None
    return book


def find(words: str, within: str = "") -> str | None:
    """The code of the area that `words` name: five digits for a municipality or ward, two for a prefecture, else None.

    `within` is the code of a prefecture or of a city in it; without it only names that say their prefecture, and
    prefectures themselves, are found. "府外", "調査中" and the like are nobody's name and give None.
    """
    text = tidy(words)
    if text.isdigit() and len(text) in (5, 6):
        return _known_code(text)
    prefecture, city = _within(within)
    if text in prefectures() and (text in _full_names() or not prefecture):
        return prefectures()[text]
    for name, code in _full_names().items():
        if text.startswith(name):
            prefecture, text, city = code, text[len(name) :], ""
            break
    if not prefecture:
        return None
    book = _book(prefecture)
    if city and (found := book.get(names(prefecture).get(city, "") + text)):
        return found
    return book.get(text) or book.get(_COUNTY.sub("", text))


def _within(code: str) -> tuple[str, str]:
    try:
        known = normal(code) if code else ""
    except UnknownAreaError:
        return "", ""
    if known and not 1 <= int(known[:2]) <= 47:
        return "", ""
    return known[:2], known if len(known) == 5 else ""


def _known_code(text: str) -> str | None:
    try:
        code = normal(text)
        return code if len(code) == 2 or code in names(code[:2]) else None
    except UnknownAreaError:
        return None

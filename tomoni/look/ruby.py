"""Furigana: readings over the Chinese characters of a Japanese text, from Sudachi, corrected by the community.

`texts/readings.toml` of a community holds `[readings]`, e.g. "三本松" = "さんぼんまつ"; it wins over the dictionary, longest
words first, and "" means no reading. Without a dictionary only the corrections are shown.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator
from functools import lru_cache
from html import escape
from pathlib import Path

from tomoni.i18n import speaking
from tomoni.search import words

Pair = tuple[str, str]
"""(text, its reading in hiragana or "")."""
KANJI = re.compile("[\u3400-\u9fff\uf900-\ufaff々〆]+")
_RUNS = re.compile("[\u3400-\u9fff\uf900-\ufaff々〆]+|[^\u3400-\u9fff\uf900-\ufaff々〆]+")
_DAY = re.compile(r"(?<![0-9０-９.])(?P<month>[0-9]{1,2}月)?(?P<day>[0-9]{1,2})日(?![本々])(?P<span>間)?")
_KA = {*range(2, 11), 14, 24}
UNITS = {"人": "にん", "日": "にち", "月": "がつ", "床": "しょう"}
"""How a unit is read that stands alone, or alone in brackets, the number being in another element."""
_UNIT = re.compile(f"(?<=[（(])(?:{'|'.join(UNITS)})(?=[）)])")
FILE = "readings.toml"


def corrections(folder: Path, name: str = "", kana: str = "") -> tuple[Pair, ...]:
    """The community's own readings; the place's name is read as community.toml says."""
    path = Path(folder) / "texts" / FILE
    found = {name: kana} if name and kana else {}
    with contextlib.suppress(OSError):
        found |= _file(path, path.stat().st_mtime_ns)
    return tuple(sorted(found.items(), key=lambda pair: (-len(pair[0]), pair[0])))


@lru_cache(maxsize=64)
def _file(path: Path, stamp: int) -> dict[str, str]:
    import tomllib

    try:
        table = tomllib.loads(path.read_text(encoding="utf-8-sig")).get("readings", {})
    except (UnicodeDecodeError, tomllib.TOMLDecodeError):
        return {}
    return {k: v for k, v in table.items() if k and isinstance(v, str)} if isinstance(table, dict) else {}


@lru_cache(maxsize=16_384)
def pairs(text: str, own: tuple[Pair, ...] = ()) -> tuple[Pair, ...]:
    """A text in pieces, those with Chinese characters with their reading. Put together they are the text again.

    >>> pairs("三本松に集まる", (("三本松", "さんぼんまつ"),))[0]
    ('三本松', 'さんぼんまつ')
    """
    if not KANJI.search(text):
        return ((text, ""),)
    if kana := UNITS.get(text.strip()):
        return ((text, kana),)
    if not own:
        return tuple(_days(text))
    known = dict(own)
    splitter = re.compile("(" + "|".join(re.escape(word) for word, _ in own) + ")")
    made: list[Pair] = []
    for part in splitter.split(text):
        made += _aligned(part, known[part]) if part in known else _days(part) if part else []
    return tuple(made)


def _days(text: str) -> Iterator[Pair]:
    """Days of the month, which no dictionary reads: 1日 ついたち, 2日 (ふつ)か, 18日 にち, 20日 はつか; and （人）."""
    at = 0
    for unit in _UNIT.finditer(text):
        yield from _in_days(text[at : unit.start()])
        yield unit[0], UNITS[unit[0]]
        at = unit.end()
    yield from _in_days(text[at:])


def _in_days(text: str) -> Iterator[Pair]:
    at = 0
    for found in _DAY.finditer(text):
        yield from _read(text[at : found.start()])
        number = int(found["day"])
        if month := found["month"]:
            yield from ((month[:-1], ""), ("月", "がつ"))
        if found["span"]:
            yield from ((found["day"], ""), ("日間", "かかん" if number in _KA else "にちかん"))
        elif number == 20 or (number == 1 and month):
            yield f"{found['day']}日", "はつか" if number == 20 else "ついたち"
        else:
            yield from ((found["day"], ""), ("日", "か" if number in _KA else "にち"))
        at = found.end()
    yield from _read(text[at:])


_BRACKETS = re.compile("(?=[（(])|(?<=[）)])")
"""The dictionary takes short kana in brackets for a reading of what stands before: 大切（いますぐ） would be one word."""


def _read(text: str) -> Iterator[Pair]:
    if not KANJI.search(text):
        if text:
            yield text, ""
        return
    for part in _BRACKETS.split(text):
        yield from _read_piece(part)


def _read_piece(text: str) -> Iterator[Pair]:
    for begin in range(0, len(text), words.LONGEST):
        part = text[begin : begin + words.LONGEST]
        read = words.readings(part)
        if "".join(surface for surface, _ in read) != part:
            yield part, ""
            continue
        for surface, kana in read:
            yield from _aligned(surface, hiragana(kana))


def _aligned(surface: str, kana: str) -> Iterator[Pair]:
    """引っ越し, ひっこし → 引(ひ) っ 越(こ) し; as one piece when the kana do not fall into place."""
    if not KANJI.search(surface) or not kana or kana == hiragana(surface):
        yield surface, ""
        return
    runs = _RUNS.findall(surface)
    pattern = "".join("(.+?)" if KANJI.match(run) else re.escape(hiragana(run)) for run in runs)
    found = re.fullmatch(pattern, kana)
    if not found or re.search("[ァ-ヺ]", surface):  # 三ツ木 is read as a whole
        yield surface, kana
        return
    given = iter(found.groups())
    for run in runs:
        yield run, next(given) if KANJI.match(run) else ""


def hiragana(text: str) -> str:
    """Katakana as hiragana; everything else as it is."""
    return "".join(chr(ord(c) - 0x60) if "ァ" <= c <= "ヶ" else c for c in text)


def html(text: str, own: tuple[Pair, ...] = ()) -> str:
    """The text as HTML with <ruby>; browsers without it show the reading in brackets."""
    made = "".join(
        f"<ruby>{escape(piece)}<rp>（</rp><rt>{escape(kana)}</rt><rp>）</rp></ruby>" if kana else escape(piece)
        for piece, kana in pairs(text, own)
    )
    return f"<span>{made}</span>" if "<ruby>" in made else made  # one box for the frames that lay out their children


def of_community(community: object) -> tuple[Pair, ...]:
    """The corrections of a community's configuration; none for anything else."""
    folder = getattr(community, "dir", None)
    name = getattr(community, "name", None)
    if folder is None or name is None:
        return ()
    return corrections(folder, name[speaking.base_of("ja")], hiragana(getattr(community, "kana", "")))

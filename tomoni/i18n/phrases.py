"""Sentences whose parts differ: where a catalogue says how 「{day}までの数です。」 is said, it can say
「2020年5月5日までの数です。」; days and figures with a unit it can say without being told.

A part named `n`, `n2` … is a number and `day` a day; any other is words, which have to be sayable themselves: a sentence is
in one language or in the other, never in both.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

_ERAS = {"令和": 2018, "平成": 1988, "昭和": 1925}
_YEAR = r"(?:(?P<y>[0-9]{4})|(?P<era>令和|平成|昭和)(?P<ey>元|[0-9]{1,2}))年"
DAY = re.compile(
    rf"(?:{_YEAR})?(?:(?P<m>[0-9]{{1,2}})月(?:(?P<d>[0-9]{{1,2}})日(?:（[月火水木金土日]）)?)?)?(?: (?P<at>[0-9]{{1,2}}:[0-9]{{2}}))?"
)
"""A day, a month or a year as the pages write it in Japanese, perhaps with the time."""
AMOUNT = re.compile(r"([+±−]?[0-9][0-9,.]*)([^0-9\s]\S*)")
_PART = re.compile(r"\{(\w+)\}")
_KINDS = {"n": r"[+±−]?[0-9][0-9,.]*", "day": r"[0-9令平昭][^、。（）]*?[年月日](?:（[月火水木金土日]）)?"}
Say = Callable[[str], str | None]


@dataclass(frozen=True, slots=True)
class When:
    """What `DAY` found: 0 for a part that is not named."""

    year: int
    month: int
    day: int
    clock: str = ""


def when(text: str) -> When | None:
    """ "5月5日", "2020年5月", "令和2年5月5日（火）", "2020年5月5日 9:05"; None for anything else."""
    found = DAY.fullmatch(text)
    if not text or not found or not (found["y"] or found["era"] or found["d"]):
        return None
    year = int(found["y"] or 0)
    if found["era"]:
        year = _ERAS[found["era"]] + (1 if found["ey"] == "元" else int(found["ey"]))
    made = When(year, int(found["m"] or 0), int(found["d"] or 0), found["at"] or "")
    try:
        date(made.year or 2020, made.month or 1, made.day or 1)
    except ValueError:
        return None
    return made


def parts(sentence: str) -> list[str]:
    """The names of the parts of a sentence."""
    return _PART.findall(sentence)


class Phrases:
    """The sentences with parts of a catalogue."""

    def __init__(self, words: Mapping[str, str]) -> None:
        self.known = [(_compiled(ja), said) for ja, said in words.items() if _PART.search(ja)]

    def say(self, text: str, part: Say) -> str | None:
        """The first sentence that fits and whose every part can be said."""
        for pattern, said in self.known:
            if not (found := pattern.fullmatch(text)):
                continue
            found_parts = {
                name: words if _kind(name) == "n" else part(words) for name, words in found.groupdict().items() if words
            }
            if None not in found_parts.values() and set(parts(said)) <= set(found_parts):
                return _PART.sub(lambda hit, of=found_parts: str(of[hit[1]]), said)
        return None


def _kind(name: str) -> str:
    return "n" if re.fullmatch("n[0-9]*", name) else "day" if name == "day" else ""


def _compiled(ja: str) -> re.Pattern[str]:
    pieces = _PART.split(ja)
    made = [
        f"(?P<{piece}>{_KINDS.get(_kind(piece), '.+?')})" if place % 2 else re.escape(piece)
        for place, piece in enumerate(pieces)
    ]
    return re.compile("".join(made))

"""Ages and age bands: 10歳未満, 10代, 20～29歳, 90歳以上, 未就学児, 高齢者."""

from __future__ import annotations

import re
from typing import NamedTuple

from tomoni.tables.values.characters import DASHES, TILDES, fold
from tomoni.tables.values.parsed import Parsed, bad

_ONE = re.compile(r"(?:満|数え)?([0-9]{1,3})(?:歳|才)(?:([0-9]{1,2})(?:か|ヶ|ヵ|カ|箇)?月)?")
_BAND = re.compile(r"([0-9]{1,3})(?:歳|才)?代(以上|以下)?")
_EDGE = re.compile(r"([0-9]{1,3})(?:歳|才)?(未満|以下|以上|超)")
_RANGE = re.compile(rf"([0-9]{{1,3}})(?:歳|才)?(?:[{DASHES}{TILDES}]|から)([0-9]{{1,3}})(?:歳|才)(?:まで)?")
_WORDS: dict[str, tuple[int, int | None]] = {
    "乳児": (0, 0),
    "0歳児": (0, 0),
    "未就学児": (0, 6),
    "就学前": (0, 6),
    "幼児": (1, 6),
    "小児": (0, 14),
    "未成年": (0, 17),
    "高齢者": (65, None),
    "前期高齢者": (65, 74),
    "後期高齢者": (75, None),
    "100歳以上": (100, None),
}
_OLDEST = 130


class AgeBand(NamedTuple):
    """Completed years, both ends inside; `high` None means no upper end."""

    low: int
    high: int | None

    @property
    def text(self) -> str:
        """The spelling of the national item definitions: 10歳未満, 10代, 90歳以上, else 15～64歳."""
        if self.high is None:
            return f"{self.low}歳以上"
        if self.low == 0 and 0 < self.high < 19:
            return f"{self.high + 1}歳未満"
        if self.low % 10 == 0 and self.high == self.low + 9:
            return f"{self.low}代"
        return f"{self.low}歳" if self.low == self.high else f"{self.low}～{self.high}歳"


def parse_age(text: str) -> Parsed[AgeBand] | None:
    """The band of ages that `text` names (rule V01). ``10代以下`` is 0–19, ``90代以上`` 90 and more."""
    if not 2 <= len(text) <= 16:
        return None
    folded = fold(text).strip("()")
    if folded in _WORDS:
        return _band(text, *_WORDS[folded], canonical=False)
    if found := _EDGE.fullmatch(folded):
        age = int(found[1])
        ends = {"未満": (0, age - 1), "以下": (0, age), "以上": (age, None), "超": (age + 1, None)}[found[2]]
        return _band(text, *ends)
    if found := _BAND.fullmatch(folded):
        low = int(found[1])
        if found[2]:
            return _band(text, *((low, None) if found[2] == "以上" else (0, low + 9)))
        return _band(text, low, low + 9) if low % 10 == 0 else None
    if found := _RANGE.fullmatch(folded):
        return _band(text, int(found[1]), int(found[2]))
    if found := _ONE.fullmatch(folded):
        return _band(text, int(found[1]), int(found[1]))
    return None


def _band(raw: str, low: int, high: int | None, *, canonical: bool = True) -> Parsed[AgeBand]:
    if low > _OLDEST or (high is not None and (high < low or high > _OLDEST)):
        return bad(raw, "no_such_age", "V05")
    band = AgeBand(low, high)
    return Parsed(band, raw, "" if band.text == raw else "V01", "", 1.0 if canonical else 0.7)

"""What a cell looks like, judged alone: a number, a mark such as "-", a date, a code, a period, or plain words.

Headers are made of words and periods, bodies of numbers, dates and codes; everything else in `layout/` builds on that
difference. The verdict for a text is cached, because the same texts come back thousands of times.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date, time
from enum import IntEnum
from functools import lru_cache

from tomoni.tables.grid import CellError, Scalar, text_of


class Kind(IntEnum):
    """BLANK holds nothing (or only spaces) · MARK stands in for a value · PERIOD names a time (平成29年, 4月, 2020年度)."""

    BLANK = 0
    NUMBER = 1
    MARK = 2
    DATE = 3
    CODE = 4
    PERIOD = 5
    WORDS = 6


DATA = frozenset({Kind.NUMBER, Kind.MARK, Kind.DATE, Kind.CODE})
"""Kinds that stand in bodies; a row with one of them is not a header, unless the row counts (2015, 2016, 2017)."""

FIGURES = frozenset({Kind.NUMBER, Kind.MARK})

_NUMBER = re.compile(
    r"[rp*] ?\d[\d ,]*|([rp*] ?)?[-+▲△]? ?\d{1,3}( \d{3})+(\.\d+)?|[-+▲△]? ?(\d{1,3}(,\d{3})+|\d+)(\.\d+)? ?[%*]?|[-+]?\d+(\.\d+)?e[-+]?\d+|\.\d+"
)
_WITH_UNIT = re.compile(
    r"(?P<number>[-+▲△]? ?(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+\.\d+)) ?"
    r"(?:[十百千万億兆]{0,2}円|人|名|世帯|戸|件|台|棟|か所|箇所|ヶ所|校|本|枚|冊|個|頭|羽|歳|年|日|時間|分|秒|回|点|倍|ポイント"
    r"|mm|cm|km|m|mm2|cm2|km2|m2|m3|ha|a|g|kg|t|トン|l|kl|ml|kwh|mw|kw|℃|度)"
    r"|(?P<yen>[-+▲△]?\d+)[十百千万億兆]{0,2}円",
    re.I,
)
"""Amounts written with their unit in every cell (321,400円, 42.3歳). Whole numbers are such only of money: 1人 and 2人 are
names of columns, too."""
_BRACKETED = re.compile(r"\( ?[-▲△]?[\d,]+(\.\d+)? ?\)")
_MARK = re.compile(r"[-・·*xX#/○◯〇×✕△▲◎●■□✓✔レ‖∥|↓┃…‥―]{1,3}|\.{2,}|n/?a|-+|—|χ|不詳", re.I)
_ERA = r"(明治|大正|昭和|平成|令和|[MTSHR]\.?)"
_YEAR = rf"({_ERA} ?(\d{{1,2}}|元)|\d{{4}})"
_DATE = re.compile(
    rf"({_YEAR}|'?\d{{2}}) ?[-/.年] ?\d{{1,2}} ?[-/.月] ?\d{{1,2}} ?日?( ?\(.{{1,3}}\))?([ T]+\d{{1,2}}[:時].*)?"
    r"|\d{1,2}/\d{1,2}(/\d{4})?( ?\(.{1,3}\))?|\d{1,2}月 ?\d{1,2}日( ?\(.{1,5}\))?( ?[~-] ?.{1,15})?"
)
_CODE = re.compile(
    r"〒? ?\d{3}-\d{4}|\(?0\d{1,4}[-)ー] ?\d{1,4}-\d{3,4}|\d{1,2}:\d{2}(:\d{2})?( ?[~-] ?\d{1,2}:\d{2})?"
    r"|(https?|ftp)://.*|www\..+|[\w.+-]+@[\w.-]+\.\w+|[\[{].*[\]}]|\d+(\.\d+)?, ?\d+\.\d+",
    re.S,
)
_PERIOD = re.compile(
    rf"\(?{_YEAR} ?年?\)?|{_YEAR} ?年度?( ?\(.{{1,10}}\))?( ?\d{{1,2}} ?月)?( ?(末|平均|計|上期|下期|上半期|下半期))?"
    rf"|{_ERA}|\(?\d{{1,2}} ?月期?(末|中|分)?\)?|\d{{1,2}} ?年度?|元年度?|FY ?\d{{2,4}}|第? ?[1-4一二三四] ?四?半期|[1-4]Q|Q[1-4]"
    r"|上半?期|下半?期|\d{1,2}(月)?[~-]\d{1,2}月期?|(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\.?",
    re.I,
)
_UNITS = re.compile(r"[^\d.e+-]", re.I)
_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―−－ー─", "-") | {"〜": "~", "～": "~", "’": "'"})


def plain(text: str) -> str:
    """NFKC, one kind of dash, no spaces at the ends: for comparing and matching, never for output."""
    return unicodedata.normalize("NFKC", text).translate(_DASHES).strip()


def squeeze(text: str) -> str:
    """`plain` without any space: 人　　口 and 人口 are the same words."""
    return "".join(plain(text).split())


@lru_cache(maxsize=1 << 16)
def kind_of_text(text: str) -> Kind:
    """The kind of a text cell. Long texts are words unless they are an address on the net or JSON."""
    if not text or text.isspace():
        return Kind.BLANK
    if len(text) > 40:
        head = text.lstrip()[:8]
        return Kind.CODE if head.startswith(("http", "{", "[{")) else Kind.WORDS
    flat = plain(text)
    if _NUMBER.fullmatch(flat):
        return Kind.NUMBER
    if _MARK.fullmatch(flat):
        return Kind.MARK
    if _DATE.fullmatch(flat):
        return Kind.DATE
    if _CODE.fullmatch(flat):
        return Kind.CODE
    if _PERIOD.fullmatch(flat):
        return Kind.PERIOD
    return Kind.NUMBER if _BRACKETED.fullmatch(flat) or _WITH_UNIT.fullmatch(flat) else Kind.WORDS


def kind_of(value: Scalar) -> Kind:
    """The kind of any cell value."""
    if value is None:
        return Kind.BLANK
    if isinstance(value, str):
        return kind_of_text(value)
    if isinstance(value, bool | int | float):
        return Kind.NUMBER
    if isinstance(value, date):  # datetime is a date
        return Kind.DATE
    if isinstance(value, time):
        return Kind.CODE
    return Kind.MARK if isinstance(value, CellError) else Kind.WORDS


def number_of(value: Scalar) -> float | None:
    """The number in a cell, for arithmetic checks only; None when there is none."""
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, int | float):
        return float(value)
    if not isinstance(value, str) or kind_of_text(value) is not Kind.NUMBER:
        return None
    flat = plain(value).replace(",", "").replace(" ", "").rstrip("%*")
    flat = re.sub(r"^[▲△]", "-", flat.lstrip("rp"))
    flat = flat[1:-1] if flat.startswith("(") else flat
    flat = re.match(r"[-+]?[\d.]*", flat)[0] if _UNITS.search(flat) else flat  # type: ignore[index]
    try:
        return float(flat)
    except ValueError:
        return None


def year_of(value: Scalar) -> int | None:
    """1850–2150 when the cell is a bare year (2015, "2015", "(2015)", "2015年"), else None."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        return int(value) if value == int(value) and 1850 <= value <= 2150 else None
    if not isinstance(value, str) or len(value) > 10:
        return None
    found = re.fullmatch(r"\(?(\d{4})(?:年度?)?\)?", plain(value))
    return int(found[1]) if found and 1850 <= int(found[1]) <= 2150 else None


def text(value: Scalar) -> str:
    """The cell's text without spaces at the ends."""
    return text_of(value).strip()

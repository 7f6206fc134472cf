"""Numbers as offices type them → int or Decimal (exact), the unit and the marker that stood with them kept apart.

``1,234人``, ``３８人``, ``▲5.2%``, ``約１億2千万円``, ``123 p``. The value of ``1,234千円`` is 1234 in the unit 千円, as
statistics print it; 万, 億 and 兆 are multiplied out. Hidden and missing figures are `missing.is_missing`'s.
"""

from __future__ import annotations

import math
import re
import unicodedata
from decimal import Decimal

from tomoni.tables.values.characters import DASHES
from tomoni.tables.values.kanji_number import SIGNS, kanji_number
from tomoni.tables.values.parsed import Parsed

Number = int | Decimal

UNITS = (
    "円 千円 百万円 百円 ドル 人 名 件 床 戸 世帯 台 個 箇所 か所 カ所 ヶ所 ケ所 ヵ所 校 園 棟 冊 枚 本 回 日 日間 時間 時 分 分間 秒 歳 才 年 年間 "
    "月 か月 ヶ月 カ月 ヵ月 ケ月 箇月 週 週間 km キロ m メートル cm mm km2 ha a ヘクタール アール m2 m3 平方メートル 立方メートル 坪 t トン kg g mg l ml kl "
    "リットル kW kw kWh kwh W MW GJ MJ % パーセント ‰ ポイント pt 倍 割 度 °C °F 頭 羽 匹 隻 両 便 票 点 位 階 階建 階建て 区画 団体 社 店 店舗 施設 事業所 "
    "事業者 組 隊 班 か国 ヶ国 カ国 チーム 机 脚 席 室 部屋 畳 口 通 部 着 足 食 杯 袋 箱 束 株 セット 種類 種 項目 区間 路線 系統 市町村 市区町村 地区 町内 集落 "
    "クラス 学級 学年 コマ 単位 語 文字 字 ページ 頁 行 列 丁 体 基 機 艘 艇 門 局 軒 筆 所 所帯 名様 MB GB KB kB dB ppm ppb hPa mSv μSv μSv/h Bq Bq/kg m/s km/h "
    "人/km2 人/日 件/日 円/人 日分 回分 人分 人日 人時 延べ人 千人 百人 千件 千t 千トン 千ha 千m2 千世帯 千台 百万人 百万t 百万件"
)
_UNITS = frozenset(UNITS.split())
LONGEST = 60
"""Signs of a text that may be a number."""

_CANONICAL = re.compile(r"-?(?:0|[1-9][0-9]{0,17})(?:\.[0-9]{1,17})?")
_DIGITS = r"(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]+)?|\.[0-9]+"
_SHAPE = re.compile(
    rf"(?P<about>約|およそ|おおよそ|概ね|ほぼ|延べ|延|計|合計|最大|±)?(?P<money>[¥\\$€])?"
    rf"(?P<sign>[{DASHES}+▲△▼])?(?P<money2>[¥\\$€])?"
    rf"(?:(?P<digits>{_DIGITS})(?P<exp>[eE][+-]?[0-9]{{1,3}})?|(?P<kanji>[0-9.,]*[{SIGNS}][0-9.,{SIGNS}]*))"
    r"(?P<unit>(?!以上|以下|未満|超|程度|ほど|弱|強|余|前後|くらい|ぐらい)[^0-9\s*※(){}<>\[\],.、。:;~=+_\"'|\-]{1,8}?[23]?(?:/[^0-9\s]{1,5}[23]?)?)?"
    r"(?P<about2>以上|以下|未満|超|程度|ほど|弱|強|余り|余|前後|くらい|ぐらい)?"
    r"(?P<marker>[*†‡]{1,3}|※[0-9]{0,2}|\*[0-9]{1,2}|\(?注[0-9]{0,2}\)?|\([*※][0-9]{0,2}\)"
    r"|\((?:速報値?|確報値?|暫定値?|概[数算]値?|推計値?|推定値?|見込み?値?|予測値?|改[定訂]値?|訂正値?|参考値?)\))?"
)
_DEED = re.compile("金 ?([^金]+円) ?(?:也|整)?|([^金]+円) ?(?:也|整)")
"""金三百三十万円也: an amount as contracts write it."""
_LEADING_MARK = re.compile(
    r"([rpe](?=[0-9▲△-])|[rp](?= [0-9▲△-])|[RPE](?= ?[0-9]{1,3},[0-9]))|([*※][0-9]{0,2})(?=[ ▲△0-9-])"
)
"""p 速報, r 訂正, e 推計 before a figure; capital letters only before thousands, for R2 is a year and P100 a code."""
_QUALITY = re.compile(r"(?<=[0-9]) +([)\]])$")
"""18.3 ) and 17.1 ]: observations that rest on fewer readings than they should."""
_SPACED_THOUSANDS = re.compile(r"(?<![0-9])[0-9]{1,3}(?: [0-9]{3})+(?![0-9 ])")
_HINT = re.compile(rf"[0-9０-９{SIGNS}①-⑳]")
_ENCLOSED = re.compile("[①-⓿㈀-㏿⁰-₟²³¹½¼¾⅐-ↈ]")
_SQUARES = str.maketrans({"㎡": "m2", "㎥": "m3", "㎢": "km2", "㏊": "ha", "㌃": "a", "㌔": "km", "㎞": "km", "㎏": "kg", "㌧": "t",
                          "㌶": "ha", "㍍": "m", "㎝": "cm", "㎜": "mm", "㌫": "%", "㎎": "mg", "㌘": "g", "㍑": "l", "ℓ": "l",
                          "²": "2", "³": "3"})  # fmt: skip
_MARKS = {"r": "revised", "p": "provisional", "e": "estimated"}
_SAID = {"速": "provisional", "暫": "provisional", "改": "revised", "訂": "revised", "推": "estimated"}
"""The same in words behind the figure: 45,500（速報値）."""
_ABOUT = {
    "以上": "at_least",
    "以下": "at_most",
    "未満": "less_than",
    "超": "more_than",
    "弱": "less_than",
    "強": "more_than",
    "余": "more_than",
    "余り": "more_than",
}
"""On which side of the number the figure lies; 5弱 and 5強, which are steps of the seismic scale, among them."""


def parse_number(text: str) -> Parsed[Number] | None:
    """The number in `text`. Rules: "" canonical, V01 (separators, width, unit, sign), V03 (kanji), C07 (marker beside).

    `unit` and `flag` are what stood with it; `note` may say leading_zeros, scientific, brackets. None when other words
    stand in the cell, so ``3丁目``, ``10～20`` and ``1-2`` are no numbers.
    """
    if _CANONICAL.fullmatch(text):
        return Parsed(_exact(text), text)
    if not 1 <= len(text) <= LONGEST or not _HINT.search(text):
        return None
    folded = _fold(text)
    if folded is None:
        return None
    if amount := _DEED.fullmatch(folded):
        folded = amount[1] or amount[2]
    folded, flag = _leading_mark(folded)
    if quality := _QUALITY.search(folded):
        folded, flag = folded[: quality.start()], quality[1]
    folded, note, confidence = _unwrap(_closed(folded))
    found = _SHAPE.fullmatch(folded.replace(" ", ""))
    if not found:
        return None
    return _assemble(text, found, note, flag, confidence)


_MULTIPLES = "十百千万億兆"
_SCALES = {"万": 10**4, "億": 10**8, "兆": 10**12}
"""8億円 is 800000000 円, as 3億2,100万円 is 321000000 円."""


def number_text(value: Number | float) -> str:
    """The canonical text: no separators, no exponent, ``-0`` is ``0``. The places of a Decimal are kept as they were
    written (32.0 says how exact it is); a float has none, so its zeros after the point go."""
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        plain = f"{Decimal(repr(value)):f}"
        plain = plain.rstrip("0").rstrip(".") if "." in plain else plain
        return "" if not math.isfinite(value) else "0" if plain in ("-0", "") else plain
    return f"{abs(value) if value.is_zero() else value:f}" if value.is_finite() else ""


def _exact(digits: str) -> Number:
    if "." in digits or "e" in digits.lower():
        return Decimal(digits)
    return int(digits)


def _fold(text: str) -> str | None:
    """NFKC with squared units spelled out; None for ①, ½ and other signs that are not plain digits."""
    if text.isascii():
        return " ".join(text.split())
    spelled = text.translate(_SQUARES)
    if _ENCLOSED.search(spelled):
        return None
    return " ".join(unicodedata.normalize("NFKC", spelled).split())


def _closed(folded: str) -> str:
    """¥3,456,000- as receipts write it: the dash only closes the amount."""
    return folded[:-1] if folded[0] in "¥\\" and folded[-1] in DASHES and folded[-2:-1].isdecimal() else folded


def _unwrap(folded: str) -> tuple[str, str, float]:
    """(123) is the figure within brackets; ``1 234`` has a blank between the thousands."""
    note, confidence = "", 1.0
    if len(folded) > 2 and folded[0] in "([〔<" and folded[-1] in ")]〕>":
        folded, note, confidence = folded[1:-1].strip(), "brackets", 0.6
    spaced = _SPACED_THOUSANDS.search(folded)
    if spaced:
        return folded.replace(spaced[0], spaced[0].replace(" ", "")), note, min(confidence, 0.9)
    if re.search("[0-9] [0-9]", folded):  # 1 2: two values, not one
        return "", note, confidence
    return folded, note, confidence


def _leading_mark(folded: str) -> tuple[str, str]:
    found = _LEADING_MARK.match(folded)
    if not found:
        return folded, ""
    flag = _MARKS.get(found[1].lower(), "") if found[1] else found[2]
    return folded[found.end() :].lstrip(), flag


def _assemble(raw: str, found: re.Match[str], note: str, flag: str, confidence: float) -> Parsed[Number] | None:
    unit = found["unit"] or ""
    marker = found["marker"] or ""
    marker = _SAID.get(marker[1:2], marker)
    if unit.lower() in _MARKS and not flag:  # 123p: a preliminary figure
        flag, unit = _MARKS[unit.lower()], ""
    scale = 1
    if unit and unit not in _UNITS:
        if unit[0] not in _SCALES or unit[1:] not in ("", *_UNITS):
            return None
        scale, unit = _SCALES[unit[0]], unit[1:]
    value: Number
    if found["digits"]:
        digits = found["digits"].replace(",", "")
        value = _exact(digits + (found["exp"] or ""))
        value = value if scale == 1 else _whole(Decimal(value) * scale)
        if found["exp"]:
            note = f"{note} scientific".strip()
            value = _whole(Decimal(value))
        if len(digits) > 1 and digits[0] == "0" and digits[1] != ".":
            note = f"{note} leading_zeros".strip()
    else:
        spelled = kanji_number(found["kanji"])
        if spelled is None or (unit and not found["kanji"].strip(_MULTIPLES)):  # 千世帯, 百万円: a unit, not an amount
            return None
        value = _whole(spelled)
        confidence = min(confidence, 0.9 if unit or found["kanji"][0].isdecimal() else 0.6)
    sign = found["sign"] or ""
    if sign and sign != "+":
        value = -value
    unit = unit or {"¥": "円", "\\": "円", "$": "ドル", "€": "ユーロ"}.get(found["money"] or found["money2"] or "", "")
    flag = flag or marker or _about(found["about"], found["about2"])
    rule = (
        "C07" if marker or flag in (*_MARKS.values(), ")", "]") else "V01" if found["digits"] and scale == 1 else "V03"
    )
    return Parsed(value, raw, rule, note, confidence, unit, flag)


def _whole(value: Decimal) -> Number:
    return int(value) if abs(value) < 10**30 and value == value.to_integral_value() else value


def _about(before: str | None, after: str | None) -> str:
    if after:
        return _ABOUT.get(after, "approx")
    return {"延べ": "cumulative", "延": "cumulative", "計": "total", "合計": "total", "最大": "at_most"}.get(
        before or "", "approx" if before else ""
    )

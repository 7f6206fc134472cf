"""What a chart says in sentences: its alternative text, and the words on it.

The sentences follow the numbers only: last value, its mean of seven days, the largest, what is missing or provisional.
"""

from __future__ import annotations

from datetime import date

from tomoni.charts.scale import Axis, axis, spread, trailing_mean
from tomoni.charts.spec import ChartSpec, Node, Series
from tomoni.i18n import Text, speaking
from tomoni.i18n.format import number, period, short_day

EMPTY = Text("まだデータがありません", "No data yet")
MISSING = Text("データなし", "No data")
SCALES = Text("目盛りは、グラフごとにちがいます。", "The charts have different scales.")
HIDDEN = "*"
SAID = 5
"""Corrections that are told one by one under a chart."""
MOST = 8
"""Series that are told in the alternative text; the table has them all."""
PROVISIONAL = Text("速報値", "Provisional")
EACH_DAY = Text("日ごと", "Each day")
MEAN = Text("{n}日間平均", "{n}-day mean")
CORRECTED = Text("訂正した値", "Corrected value")


def mean_name(days: int, lang: str) -> str:
    """ "7日間平均" """
    return MEAN[lang].format(n=days)


def small_name(small: int, lang: str) -> str:
    """What the star means: 1–4 are told as "*"."""
    if lang == "en":
        return f"* = 1–{small}, or hidden so that these cannot be worked out"
    return f"＊＝1〜{small}、またはそれを推測させないために伏せた数"


def pick(words: object, lang: str) -> str:
    """A string, Text or {ja, en} in a language."""
    return Text.of(words)[lang] if isinstance(words, str | Text | dict) else str(words or "")


def counted(unit: str, value: float | None, lang: str) -> str:
    """The unit beside a figure: in English "people", and "person" beside 1."""
    if lang != "en" or value is None or abs(value) != 1:
        return unit
    return "person" if unit == "people" else unit.removesuffix("s") if unit.isalpha() else unit


def amount(value: float | None, unit: str, lang: str, digits: int | None = None) -> str:
    """ "88人", "88 people"; per cent signs stand close in both."""
    text = number(value, digits)
    gap = speaking.gap(unit) if lang == "en" else ""
    return f"{text}{gap}{counted(unit, value, lang)}"


def key_name(key: date | str, step: str, lang: str, *, year: bool = False) -> str:
    """A band's name in a sentence: 4月18日, 2020年4月, 10歳未満."""
    if not isinstance(key, date) or not step:
        return str(key)
    if step in ("year", "month"):
        return period(key, step, lang)
    text = short_day(key, lang)
    if step == "week":
        text = f"the week of {text}" if lang == "en" else f"{text}からの週"
    return (f"{text} {key.year}" if lang == "en" else f"{key.year}年{text}") if year else text


def noted(spec: ChartSpec, lang: str) -> list[str]:
    """What happened and what was corrected, as lines: ① 4月7日 緊急事態宣言."""
    out = []
    for nth, note in enumerate(spec.annotations, 1):
        when = key_name(note.x, "day", lang) if isinstance(note.x, date) else note.x
        out.append(f"{chr(0x245F + nth) if nth <= 20 else '•'} {when} {pick(note.text, lang)}")
    for note in spec.corrections[:SAID]:
        when = key_name(note.x, "day", lang) if isinstance(note.x, date) else note.x
        out.append(f"▲ {when} {pick(note.text, lang)}")
    if more := len(spec.corrections[SAID:]):
        out.append(f"▲ {more} more corrections" if lang == "en" else f"▲ ほかに{more}か所の訂正")
    return out


def has_data(spec: ChartSpec) -> bool:
    """Whether there is anything to draw."""
    if spec.kind == "tree":
        return spec.tree is not None
    if spec.kind == "map":
        return spec.map is not None and bool(spec.map.areas)
    return any(value is not None for series in spec.series for value in series.values)


def describe(spec: ChartSpec, lang: str = "ja") -> str:
    """The alternative text: the author's, or one made from the numbers."""
    if given := pick(spec.alt, lang):
        return given
    if not has_data(spec):
        return EMPTY[lang] + ("" if lang == "en" else "。")
    if spec.kind == "tree" and spec.tree:
        return _tree(spec.tree, lang, pick(spec.unit, lang))
    if spec.kind == "map":
        return _map(spec, lang)
    found, bands = axis(spec.x)
    text = _span(found, lang) + "".join(_series(spec, s, found, bands, lang) for s in spec.series[:MOST])
    if more := len(spec.series[MOST:]):
        text += f"And {more} more series, in the table. " if lang == "en" else f"ほか{more}系列は表にあります。"
    return (text + _gaps(spec, found, bands, lang) + _levels(spec, lang)).strip()


def _span(found: Axis, lang: str) -> str:
    if not found.step or len(found.keys) < 2:
        return ""
    first, last = (key_name(found.keys[i], found.step, lang, year=True) for i in (0, -1))
    return f"{first} to {last}. " if lang == "en" else f"{first}から{last}まで。"


def _series(spec: ChartSpec, series: Series, found: Axis, bands: list[int], lang: str) -> str:
    values = spread(series.values, bands, len(found.keys))
    known = [(v, i) for i, v in enumerate(values) if v is not None]
    if not known:
        return ""
    unit, name = pick(series.unit or spec.unit, lang), pick(series.name, lang) if len(spec.series) > 1 else ""
    (last, at), (most, where) = known[-1], max(known, key=lambda pair: (pair[0], -pair[1]))
    days = spec.mean_days
    mean = trailing_mean(values, days)[at] if spec.mean7 and found.step == "day" else None
    here, there = (key_name(found.keys[i], found.step, lang) for i in (at, where))
    if lang == "en":
        parts = [f"{name + ': ' if name else ''}{amount(most, unit, lang)} at most ({there})"]
        if found.step:
            parts.insert(0, f"{name + ', ' if name else ''}{here}: {amount(last, unit, lang)}")
            if mean is not None:
                parts.insert(1, f"{mean_name(days, lang)} {amount(mean, unit, lang, 1)}")
            parts[-1] = f"highest {amount(most, unit, lang)} ({there})"
        return "; ".join(parts) + ". "
    if not found.step:
        return f"{name + 'は、' if name else ''}{there}の{amount(most, unit, lang)}が最大です。"
    middle = f"{mean_name(days, lang)}は{amount(mean, unit, lang, 1)}。" if mean is not None else ""
    return f"{name + '：' if name else ''}{here}は{amount(last, unit, lang)}。{middle}最大は{there}の{amount(most, unit, lang)}。"


def _gaps(spec: ChartSpec, found: Axis, bands: list[int], lang: str) -> str:
    rows = [spread(s.values, bands, len(found.keys)) for s in spec.series]
    told = {band for s in spec.series for band, flag in zip(bands, s.hidden, strict=False) if flag}
    gone = sum(i not in told and all(row[i] is None for row in rows) for i in range(len(found.keys)))
    rough = max((sum(map(bool, s.provisional)) for s in spec.series), default=0)
    out = ""
    if gone:
        out += (
            f"No data for {gone} of {len(found.keys)}. "
            if lang == "en"
            else f"データのないところが{gone}か所あります。"
        )
    if rough:
        out += f"The last {rough} are provisional." if lang == "en" else f"{rough}か所は速報値です。"
    return out.strip()


def _levels(spec: ChartSpec, lang: str) -> str:
    """Levels to compare with, small numbers that are not told, and how many points were corrected."""
    unit, out = pick(spec.unit, lang), ""
    for level in spec.thresholds:
        said, name = amount(level.value, unit, lang), pick(level.text, lang)
        out += f" Level “{name}”: {said}." if lang == "en" else f"目安「{name}」は{said}。"
    if any(any(series.hidden) for series in spec.series):
        out += f" {small_name(spec.small, lang)}." if lang == "en" else f"{small_name(spec.small, lang)}。"
    if count := len(spec.corrections):
        out += f" {count} values were corrected." if lang == "en" else f"訂正した値が{count}か所あります。"
    return out


def _tree(node: Node, lang: str, unit: str) -> str:
    own = pick(node.unit, lang) if pick(node.unit, "ja") else unit
    here = f"{pick(node.label, lang)} {amount(node.value, own, lang) if node.value is not None else MISSING[lang]}"
    if not node.children:
        return here
    inner = ("; " if lang == "en" else "、").join(_tree(child, lang, own) for child in node.children)
    return f"{here} (of these: {inner})" if lang == "en" else f"{here}（うち {inner}）"


def _map(spec: ChartSpec, lang: str) -> str:
    unit = pick(spec.unit, lang)
    known = [(a.value, a.name) for a in spec.map.areas if a.value is not None] if spec.map else []
    if not known:
        return EMPTY[lang]
    top = sorted({(-value, name) for value, name in known})[:3]
    words = ("; " if lang == "en" else "、").join(f"{name} {amount(-value, unit, lang)}" for value, name in top)
    none = len({a.code for a in spec.map.areas if a.value is None}) if spec.map else 0
    if lang == "en":
        return f"Highest: {words}." + (f" No data for {none} areas." if none else "")
    return f"多い順に {words}。" + (f"{none}地域はデータがありません。" if none else "")

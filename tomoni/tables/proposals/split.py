"""Split: one cell, several data (C01), a value and its note (C02), periods and recurrences (D04) become columns.

The cell's own column stays beside the new ones (C02 leaves the value in it), and every new cell names the cell it is from.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence

import polars as pl

from tomoni.tables.grid import Ref
from tomoni.tables.proposals.edit import free, said, source, with_columns, with_texts
from tomoni.tables.readings import kind
from tomoni.tables.region import Region
from tomoni.tables.values.date import parse_date
from tomoni.tables.values.number import parse_number
from tomoni.tables.values.period import parse_range
from tomoni.tables.values.time import parse_hours, parse_time
from tomoni.tables.values.weekday import Recurrence, parse_recurrence

_SEPARATORS = re.compile(r"[、;；\n]")
_AND_SLASH = re.compile(r"[、;；\n/／]")
_FIGURES = re.compile(r"[0-9０-９:：]")
"""Where figures or a scheme stand, / belongs to what they say: 500円/30分, 4/1, https://…"""
_PROSE = re.compile("する|した|です|ます|こと|くださ|れる|ている|がある|による|ため|。")
_NOTE = re.compile(r"(.*?[^\s(（※])[\s\u3000]*(?:[(（]([^()（）]{1,80})[)）]|(※.{1,80}))[\s\u3000]*", re.S)
_TYPED = ("number", "date", "time", "datetime", "hours")
MAX_PARTS = 12


def parts_of(text: str) -> list[str]:
    """The values in a cell that stand in a row with 、 ; or /; [text] when there is one."""
    marks = _SEPARATORS if _FIGURES.search(text) else _AND_SLASH
    parts = [part.strip(" \u3000\r") for part in marks.split(text)]
    return [part for part in parts if part] or [text]


def value_and_note(text: str) -> tuple[str, str] | None:
    """("8:30～18:30", "土曜は17:00") for 8:30～18:30（土曜は17:00）; None unless the first part is a number, a day or
    a time on its own and the second says something in words."""
    found = _NOTE.fullmatch(text)
    if not found:
        return _qualified(text)
    value, note = found[1].strip(" \u3000\n"), (found[2] or found[3]).strip()
    if not re.search(r"[ぁ-んァ-ヶ一-龥A-Za-z]", note):
        return None
    if re.fullmatch(r"[月火水木金土日](?:曜日?)?(?:・[祝休])?|祝日?|[一-龥]{1,2}[元0-9０-９]+年?|税[込抜]", note):
        return None  # a weekday or the era year beside a date is part of the date
    return (value, note) if _sort(value) else None


QUALIFIED = r"^(約|およそ|おおよそ|概ね|ほぼ)|(以上|以下|未満|超|程度|ほど|前後|余り?|くらい|ぐらい)$"
"""Words that say a figure is not an exact one."""
_QUALIFIED = re.compile(QUALIFIED)


def _qualified(text: str) -> tuple[str, str] | None:
    """("4か月", "約") for 約4か月; only beside a figure."""
    found = _QUALIFIED.search(text.strip())
    if not found:
        return None
    value = _QUALIFIED.sub("", text.strip(), count=1).strip()
    return (value, found[0]) if re.search("[0-9０-９]", value) and _sort(value) == "number" else None


def _sort(text: str) -> str:
    """number, date, time or hours: what a text is on its own; "" for words."""
    if parse_hours(text):
        return "hours"
    if parse_time(text) and re.search("[:：時]", text):
        return "time"
    if kind(text) in ("date", "datetime", "monthday", "shortdate"):
        return "date"
    number = parse_number(text)
    return "number" if number and number.value is not None else ""


def noted(texts: Sequence[str | None]) -> dict[str, tuple[str, str]]:
    """The distinct texts of a column that are a value and a note, when the column is one of values: nine in ten are
    numbers, days or times of one sort, with or without a note. {} otherwise."""
    distinct = [text for text in dict.fromkeys(texts) if text]
    if not any("(" in text or "（" in text or "※" in text or _QUALIFIED.search(text) for text in distinct[:2000]):
        return {}
    found: dict[str, tuple[str, str]] = {}
    sorts: dict[str, int] = {}
    for text in distinct[:2000]:
        pair = value_and_note(text)
        if pair:
            found[text] = pair
        sort = _sort(pair[0] if pair else text)
        sorts[sort] = sorts.get(sort, 0) + 1
    best = max((sort for sort in sorts if sort), key=lambda sort: sorts[sort], default="")
    if not best or sorts[best] < 0.9 * sum(sorts.values()) or len(found) == len(distinct) == 1:
        return {}
    return {text: pair for text, pair in found.items() if _sort(pair[0]) == best}


def span_of(text: str, year: int | None = None) -> tuple[str, str, str] | None:
    """(first day, last day, rule of RFC 5545) of a period or a recurrence, "" for what it does not say."""
    span = parse_range(text, year_hint=year)
    if span and span.value:
        return span.value[0].isoformat(), span.value[1].isoformat(), ""
    again = parse_recurrence(text)
    return ("", "", again.value.rrule) if again and again.value and _recurs(again.value) else None


def _recurs(found: Recurrence) -> bool:
    """More than one day of the week, or the nth of a month: a weekday alone says when one thing is."""
    return len(found.days) > 1 or bool(found.nth)


def spans(texts: Sequence[str | None]) -> dict[str, bool]:
    """The distinct texts of a column that are periods (True) or recurrences (False)."""
    found = {}
    for text in dict.fromkeys(texts):
        if not text or len(text) > 60:
            continue
        span = parse_range(text, year_hint=2000)
        if span and span.value:
            found[text] = True
        elif (again := parse_recurrence(text)) and again.value and _recurs(again.value):
            found[text] = False
    return found


def _columns(
    names: Sequence[str], raws: Sequence[pl.Series], column: str, wanted: Callable[[list[str | None]], bool]
) -> list[int]:
    if column:
        return [names.index(column)] if column in names else []
    return [index for index, raw in enumerate(raws) if wanted(raw.to_list())]


def several_values(
    region: Region, raws: Sequence[pl.Series], names: Sequence[str], column: str, value: str
) -> Region | None:
    """C01: 電話番号 → 電話番号, 電話番号_1, 電話番号_2 …"""
    made: Region | None = None
    for col in reversed(_columns(names, raws, column, _is_list)):
        rows = [parts_of(text) if text else [] for text in raws[col]]
        width = min(MAX_PARTS, max((len(parts) for parts in rows), default=0))
        if width < 2:
            continue
        titles = [free(f"{names[col]}_{number}", names) for number in range(1, width + 1)]
        texts = [[parts[k] if k < len(parts) else None for parts in rows] for k in range(width)]
        made = with_columns(made or region, col, titles, texts, "C01")
        cells = _cells(region, col, [row for row, parts in enumerate(rows) if len(parts) > 1])
        said(
            made,
            "C01",
            cells,
            f"「{names[col]}」の値を{width}列に分けました。",
            f"“{names[col]}” became {width} columns.",
        )
    return made


def _is_list(texts: list[str | None]) -> bool:
    """Short values in a row in at least three cells and three in ten."""
    present = [text for text in texts if text]
    several = sum(1 for text in present if listed(text))
    return several >= 3 and several >= 0.3 * len(present)


def listed(text: str) -> bool:
    """Two or more short values with a separator between them; a day or a time is one value."""
    parts = parts_of(text)
    return len(parts) > 1 and all(len(part) <= 14 for part in parts) and not _PROSE.search(text) and not _sort(text)


def notes_beside(
    region: Region, raws: Sequence[pl.Series], names: Sequence[str], column: str, value: str
) -> Region | None:
    """C02: the value stays, the note goes into a column <name>_特記事項."""
    made: Region | None = None
    for col in reversed(_columns(names, raws, column, lambda texts: bool(noted(texts)))):
        pairs = noted(raws[col].to_list())
        if not pairs:
            continue
        rows = [row for row, text in enumerate(raws[col]) if text in pairs]
        texts = [pairs[text][1] if text in pairs else None for text in raws[col]]
        title = free(f"{names[col]}_特記事項", names)
        made = with_columns(made or region, col, [title], [texts], "C02")
        made = with_texts(made, col, {row: pairs[str(raws[col][row])][0] for row in rows}, "C02")
        said(
            made,
            "C02",
            _cells(region, col, rows),
            f"「{names[col]}」の注を「{title}」に分けました。",
            f"Notes of “{names[col]}” went to “{title}”.",
        )
    return made


def periods(region: Region, raws: Sequence[pl.Series], names: Sequence[str], column: str, value: str) -> Region | None:
    """D04: <name>_開始 and <name>_終了 (days), <name>_規則 (RFC 5545). `value` is the year of days without one."""
    year = int(value) if value.isdecimal() else None
    made: Region | None = None
    for col in reversed(_columns(names, raws, column, lambda texts: bool(spans(texts)))):
        rows = [span_of(text, year) or _one_day(text, year) if text else None for text in raws[col]]
        wanted = [(k, end) for k, end in enumerate(("開始", "終了", "規則")) if any(row and row[k] for row in rows)]
        if not wanted:
            continue
        titles = [free(f"{names[col]}_{end}", names) for _, end in wanted]
        texts = [[(row[k] or None) if row else None for row in rows] for k, _ in wanted]
        made = with_columns(made or region, col, titles, texts, "D04")
        cells = _cells(region, col, [row for row, found in enumerate(rows) if found])
        joined = "」「".join(titles)
        said(made, "D04", cells, f"「{names[col]}」を「{joined}」に分けました。", f"Split into {', '.join(titles)}.")
    return made


def _one_day(text: str, year: int | None) -> tuple[str, str, str] | None:
    day = parse_date(text, year_hint=year)
    return (day.value.isoformat(), day.value.isoformat(), "") if day and day.value else None


def _cells(region: Region, col: int, rows: Sequence[int]) -> list[Ref]:
    return [cell for row in rows if (cell := source(region, row, col)) is not None]


def expanded(region: Region, raws: Sequence[pl.Series], names: Sequence[str], column: str, value: str) -> Region | None:
    """C03: the plain values of JSON objects, a column for each key (at most 20)."""
    made: Region | None = None
    for col in reversed(_columns(names, raws, column, lambda texts: any(map(_object, texts)))):
        found = [_object(text) for text in raws[col]]
        keys = list(dict.fromkeys(key for item in found for key in item))[:20]
        if not keys:
            continue
        titles = [free(f"{names[col]}_{key}", names) for key in keys]
        made = with_columns(made or region, col, titles, [[item.get(key) for item in found] for key in keys], "C03")
        cells = _cells(region, col, [row for row, item in enumerate(found) if item])
        said(made, "C03", cells, f"「{names[col]}」のJSONを列に分けました。", f"JSON in “{names[col]}” became columns.")
    return made


def _object(text: str | None) -> dict[str, str]:
    """The values in a JSON object that are no objects or lists themselves, as texts."""
    if not text or not text.lstrip().startswith("{") or len(text) > 20_000:
        return {}
    try:
        tree = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    if not isinstance(tree, dict):
        return {}
    flat: dict[str, str] = {}
    for key, item in tree.items():
        inner = item.items() if isinstance(item, dict) else [("", item)]
        for name, part in inner:
            if part is not None and not isinstance(part, dict | list):
                flat[f"{key}.{name}" if name else str(key)] = str(part)
    return flat

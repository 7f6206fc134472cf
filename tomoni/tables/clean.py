"""Columns of raw text → clean text: what a column holds is decided by vote, then each distinct value is read once.

A role needs nine in ten of the values that are there (by count); words of the header count as evidence where values
alone do not tell (43939 is a date only in a column of dates). What does not fit the role stays as it is and is
reported; placeholders become null in typed columns and stay text in text columns.
"""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence

import polars as pl

from tomoni.tables import changes
from tomoni.tables.coded import shape_of
from tomoni.tables.proposals import values as proposed
from tomoni.tables.provenance import Change
from tomoni.tables.readings import (
    FORMULA_TEXT,
    READERS,
    Reader,
    kind,
    read_date,
    read_degrees,
    read_kana,
    read_text,
    scale_of,
    unit_of,
)
from tomoni.tables.recipe import ColumnPlan
from tomoni.tables.values.date import is_month_first
from tomoni.tables.values.era import ERA
from tomoni.tables.values.missing import is_missing

MAJORITY = 0.9
_AMOUNTS = 0.6
"""Of a column whose name says that it measures, so many values must be numbers; the rest are reported (V02)."""
_PLAINLY = 0.7
"""The same of a column in which figures are written as only amounts are, beside a word or two (新設, 休館)."""
SAMPLE = 600
"""Distinct values that take part in the vote: the most frequent ones."""

_DATE_WORD = re.compile(r"年月日|日付|月日|期日|日時|日$|日[_(（]|(?<![a-z])date", re.I)
_COUNT_WORD = re.compile(r"[数率量額計]|人$|件|割合|日数|日間")
_AMOUNT_WORD = re.compile(
    r"(金額|価格|予算額?|決算額?|落札額|入札額|契約額|調定額|面積|人口|世帯数|件数|人数|台数|戸数|収穫量|排出量|賃料|家賃|使用料|手数料|受講料|参加費|単価)([_(（].*)?$"
)
"""Columns that measure, whatever a few of their cells say (辞退, 単価契約)."""
_CLASS_WORD = re.compile(
    r"(.*[_＿])?(口\s?径|規\s?格|サイズ|寸\s?法|区\s?分|階級|等級|種別|種類|型式|クラス|コース|規模)"
)
_CODE_WORD = re.compile(r"コード|ｺｰﾄﾞ|番号|(?<![a-z])(?:id|no|code)(?![a-z])|ＮＯ|ＩＤ", re.I)
_CLOCK_NAME = re.compile(r"時刻|時間$|時間[(（]|開始|終了")
_NUMBERED = re.compile(r"(.*[^0-9０-９])[0-9０-９]{1,2}")
_ERA_DAY = rf"^\s*(?:{ERA})\.?\s?[0-9０-９元]"
_YEAR_LAST = r"[/／.-][0-9０-９]{4}\s*$"
_DATES = ("date", "datetime", "shortdate", "monthday", "baddate")


def distinct_after(counts: pl.DataFrame, after: pl.Series) -> pl.DataFrame:
    """(`value`, `count`) of a column after its changes: `after` says for each text of `counts` what became of it."""
    frame = pl.DataFrame({"value": after, "count": counts["count"]})
    if after.equals(counts["text"]):
        return frame
    return frame.drop_nulls("value").group_by("value").agg(pl.col("count").sum())


def plan_column(counts: pl.DataFrame, role: str, hints: Mapping[str, object]) -> ColumnPlan:
    """What becomes of each distinct value of a column of this role. `counts` is what `distinct` gives."""
    shape = shape_of(counts["text"])
    plan = ColumnPlan(role=role, hints=dict(hints), distinct=counts.height, counts=counts, shape=shape)
    if role == "number":
        found_units = units(counts["text"].head(SAMPLE))
        plan.unit = next(iter(found_units), "")
        if len({scale_of(unit)[1] for unit in found_units}) > 1:  # 300人 beside 2千人
            plan.hints["unit"] = plan.unit = scale_of(plan.unit)[0]
    if role in ("date", "datetime") and counts["text"].head(SAMPLE).str.contains(_ERA_DAY).any():
        plan.hints["eras"] = True
    if role == "date" and (years_last := counts["text"].filter(counts["text"].str.contains(_YEAR_LAST))).len():
        plan.hints["month_first"] = is_month_first(years_last)
    read = reader(role)
    accepted = plan.hints.get("accept")
    if accepted:
        open_ = counts
    else:
        open_ = counts.clear() if shape and role in ("number", "code") else counts.filter(~plain(role))
    read_at_once = None
    if not accepted and open_.height > changes.WORTHWHILE:
        known = changes.numbered(counts)
        read_at_once = changes.bulk(known, role)
        open_ = open_.join(read_at_once, on="text", how="anti", maintain_order="left")
    found: dict[str, Change] = {}
    for text, count in open_.iter_rows():
        change = read_change(text, plan.hints, read)
        if accepted:
            change = proposed.change(text, role, change, accepted)
        if change:
            found[text] = Change(change.before, change.path, change.confidence, count)
    plan.changes = found
    if read_at_once is not None and read_at_once.height:
        plan.changes = changes.log_of(known, read_at_once, found)
    return plan


_LAYOUT = r"^=\"|^[\s\u3000\u00a0]|[\s\u3000\u00a0]$|[\x00-\x1f\x7f\u200b\ufeff\u2028\uff61-\uff9f]"
_UNTOUCHED = {
    "text": pl.col("text").str.contains(_LAYOUT).not_(),
    "number": pl.col("text").str.contains(r"^-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?$"),
    "code": pl.col("text").str.contains(r"^[0-9A-Za-z_.-]+$"),
    "kana": pl.col("text").str.contains(r"^[ァ-ヺー]+$"),
    "date": pl.col("text").str.contains(r"^[12][0-9]{3}-[01][0-9]-[0-3][0-9]$"),
    "time": pl.col("text").str.contains(r"^[0-2][0-9]:[0-5][0-9]$"),
}


def plain(role: str) -> pl.Expr:
    """True for texts (column `text`) that no reader of this role would change: most of a large file."""
    return _UNTOUCHED.get(role, pl.lit(False))


def reader(role: str) -> Reader:
    return READERS.get(role, read_text)


def read_change(text: str, hints: Mapping[str, object], read: Reader) -> Change | None:
    """The change `text` undergoes in a column with this reader; None when it stays as it is."""
    if formula := FORMULA_TEXT.fullmatch(text):  # ="0010": how a spreadsheet is told to keep the zeros
        inner = formula[1]
        change = read_change(inner, hints, read)
        return Change(text, (("S14", inner), *(change.path if change else ())), change.confidence if change else 1.0)
    reading = read(text, hints)
    if reading is None:  # does not fit the role: only what is safe for any text
        reading = read_text(text, hints)
    if reading is None or not reading.path or reading.after == text:
        return None
    return Change(text, reading.path, reading.confidence)


def days(texts: Iterable[str]) -> dict[str, str | None]:
    """The ISO day of every text that is a full day."""
    found = {}
    for text in texts:
        reading = read_date(text, {})
        if reading and reading.after:
            found[text] = reading.after
    return dict(found)


def roles(counted: Sequence[pl.DataFrame], names: Sequence[str]) -> list[str]:
    """The role of every column. Numbered columns of one kind (広さ1, 広さ2) are measured alike, or stay text together."""
    found = [decide(counts, name) for counts, name in zip(counted, names, strict=True)]
    groups: dict[str, list[int]] = {}
    for index, name in enumerate(names):
        stem = _NUMBERED.fullmatch(name)
        if stem and found[index] in ("number", "text"):
            groups.setdefault(stem[1], []).append(index)
    for members in groups.values():
        if len({unit for i in members for unit in units(counted[i]["text"].head(SAMPLE))}) > 1:
            for i in members:
                found[i] = "text"
    return found


def decide(counts: pl.DataFrame, words: str) -> str:
    """The role of a column by vote: number, date, datetime, code or text."""
    top = most_frequent(counts, SAMPLE).rows()
    votes: dict[str, int] = {}
    for text, count in top:
        found = kind(text)
        votes[found] = votes.get(found, 0) + count
    votes.pop("missing", None)
    present = sum(votes.values())
    if not present:
        return "text"

    def share(*kinds: str) -> float:
        return sum(votes.get(kind, 0) for kind in kinds) / present

    wordy = bool(_DATE_WORD.search(words)) and not _COUNT_WORD.search(words)
    days = share(*_DATES)
    # bare serials and 20200401 are dates when real dates stand beside them or the header says so
    with_serials = days + share("serial", "compact")
    if not wordy and days >= MAJORITY and _fractions(counts["text"]):
        return "text"
    if with_serials >= (0.5 if wordy else MAJORITY) and (wordy or days > 0.02):
        return "datetime" if share("datetime") > 0.5 * with_serials else "date"
    if share("time") >= MAJORITY:
        return "time"
    parts = ("fraction",) if _CODE_WORD.search(words) else ()  # 010.1 under 010
    if share("zeros") and share("zeros", "number", "serial", "compact", *parts) >= MAJORITY:
        return "code"
    if share("time") >= _PLAINLY and _CLOCK_NAME.search(words) and _few_words(top):
        return "time"
    if share("number", "serial", "fraction", "measure", "compact", "zeros") >= MAJORITY:
        if share("measure") >= MAJORITY and _CLASS_WORD.fullmatch(words) and _whole_measures(top):
            return "text"  # 13mm and 20mm of a 口径 are names of classes
        if share("measure") and not _one_unit(top):
            return "text"  # 24畳 beside 39.6m2: without its unit a number would say something else
        whole = not share("fraction", "measure")
        return "code" if whole and _CODE_WORD.search(words) and not _COUNT_WORD.search(words) else "number"
    if _AMOUNT_WORD.search(words) and share("number", "serial", "fraction", "measure", "compact") >= _AMOUNTS:
        return "number" if _one_unit(top) else "text"
    if share("number", "serial", "fraction", "measure") >= _PLAINLY and _beside_words(top):
        return "number" if _one_unit(top) else "text"
    if share("measure") >= _AMOUNTS and _money(top) and _few_words(top, 2):
        return "number"
    return _by_name([text for text, _ in top], words)


def _whole_measures(top: Sequence[tuple[str, int]]) -> bool:
    return all(re.fullmatch(r"[0-9]+[^0-9.,]+[23]?", unicodedata.normalize("NFKC", text).strip()) for text, _ in top)


def _one_unit(top: Sequence[tuple[str, int]]) -> bool:
    """Whether the numbers are all measured alike: 人 and 名 are, and 人 and 千人."""
    return len({scale_of(unit)[0] for unit in units(text for text, _ in top)}) <= 1


_ROWS = 1 << 32
"""More than any column has distinct texts."""


def most_frequent(counts: pl.DataFrame, number: int) -> pl.DataFrame:
    """The first `number` rows of `counts` by falling count, as they come where counts are equal; not all are sorted."""
    if counts.height <= number:
        return counts.sort("count", descending=True, maintain_order=True)
    if counts["count"].max() == 1:
        return counts.head(number)
    rank = pl.col("count").cast(pl.Int64) * _ROWS - pl.int_range(pl.len())  # falls with the place among equals
    return counts.select(pl.all().gather(-rank.top_k(number).sort(descending=True) % _ROWS))


_AMOUNT = re.compile(r"[-▲△]?\s?[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?|[▲△]\s?[0-9]+(?:\.[0-9]+)?")
_WORD = re.compile(r"[ぁ-んァ-ヶー一-龠々]{1,6}")


def _beside_words(top: Sequence[tuple[str, int]]) -> bool:
    """Amounts (98,500, △7.6) and hardly a word: no codes and no text, for neither is written so."""
    amounts = sum(count for text, count in top if _AMOUNT.fullmatch(unicodedata.normalize("NFKC", text).strip()))
    return amounts > 0 and _few_words(top)


def _money(top: Sequence[tuple[str, int]]) -> bool:
    """Whatever is measured, is measured in yen."""
    return {scale_of(unit)[0] for unit in units(text for text, _ in top)} == {"円"}


def _few_words(top: Sequence[tuple[str, int]], least: int = 3) -> bool:
    """At most two different words beside three cells or more (`least`) that say something else."""
    odd = {text: count for text, count in top if kind(text) == "text"}
    enough = sum(count for _, count in top) - sum(odd.values()) >= least
    return enough and len(odd) <= 2 and all(_WORD.fullmatch(text.strip()) for text in odd)


_FRACTION = re.compile(r"\s*([0-9０-９]{1,2})\s*[/／]\s*([0-9０-９]{1,2})\s*")
_FEW_DAYS = 4


def _fractions(texts: pl.Series) -> bool:
    """3/5 and 1/2 under a name that says nothing of days, and not in the order of the calendar: floors, shares, ratios."""
    found = [_FRACTION.fullmatch(text) for text in texts.head(SAMPLE) if not is_missing(text)]
    if not found or not all(found):
        return False
    days = [(int(pair[1]), int(pair[2])) for pair in found if pair]
    turns = sum(a > b for a, b in itertools.pairwise(days))
    return turns > 1 or (turns == 1 and len(days) <= _FEW_DAYS)


_KANA_NAME = re.compile(r"(?:.*[_＿(（])?(?:全角)?(?:カナ|ｶﾅ|カタカナ|フリガナ|ﾌﾘｶﾞﾅ)[)）]?|.*カナ")
_DEGREES_NAME = re.compile(r"緯度|経度")


def _by_name(texts: Sequence[str], words: str) -> str:
    """Columns whose header says what their words are: readings in kana, degrees with minutes."""
    if _KANA_NAME.fullmatch(words):
        read, role = read_kana, "kana"
    elif _DEGREES_NAME.search(words):
        read, role = read_degrees, "degrees"
    else:
        return "text"
    present = [text for text in texts if not is_missing(text)]
    fits = sum(read(text, {}) is not None for text in present)
    return role if fits >= MAJORITY * len(present) > 0 else "text"


def units(texts: Iterable[str]) -> dict[str, int]:
    """The units that stand with numbers, with how many texts have them."""
    found: dict[str, int] = {}
    for text in texts:
        unit = unit_of(text)
        if unit:
            found[unit] = found.get(unit, 0) + 1
    return found


def type_of(role: str, values: pl.Series, shape: str = "") -> str:
    """The Table Schema type of a clean column; its distinct values do, with their `shape` where it is known."""
    if role == "number":
        if shape:
            return "number" if shape == "decimal" else "integer"
        present = values.drop_nulls()
        return "number" if present.str.contains(r"^-?\d+\.\d+$").any() else "integer"
    return {"text": "string", "kana": "string", "degrees": "number"}.get(role, role)


_SHAPES = {
    "degrees": r"^-?\d+(?:\.\d+)?$",
    "number": r"^-?\d+(?:\.\d+)?$",
    "date": r"^\d{4}-\d{2}-\d{2}$",
    "time": r"^\d{2,}:\d{2}(?::\d{2})?$",
    "datetime": r"^\d{4}-\d{2}-\d{2}(?: \d{2}:\d{2}(?::\d{2})?)?$",
}


def exceptions(role: str, values: pl.Series, counts: pl.Series | None = None, shape: str = "") -> int:
    """How many values are not of the column's kind; with `counts`, how often each value stands there."""
    wanted = _SHAPES.get(role)
    if not wanted or (shape and role in ("number", "degrees")):
        return 0
    odd = ~values.str.contains(wanted)
    return int(odd.sum() if counts is None else counts.filter(odd.fill_null(value=False)).sum())

"""Dates that would mislead: an as-of that moves back, days that do not exist, days of the future or of long ago."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, timedelta

import polars as pl

from tomoni.i18n import Text
from tomoni.registry.facts import address
from tomoni.registry.gates.base import Candidate, Gate, Verdict
from tomoni.registry.gates.words import Seen, held, listed, row_words, warned

EARLIEST = date(1900, 1, 1)
FULL = re.compile(r"(?<!\d)(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})(?!\d)")
DAY_ONLY = re.compile(r"^\s*(\d{1,2})\s*[/月]\s*(\d{1,2})\s*日?\s*$")
DATE_NAME = re.compile(r"年月日|日付|日時|月日|date", re.I)


def as_of_advances(candidate: Candidate) -> list[Verdict]:
    """An edition older than what is public is held (back-filling goes another way and never comes here)."""
    before, now = candidate.previous_as_of, candidate.as_of
    if not before:
        return []
    if not now:
        return [
            held(
                "as-of",
                f"いつ時点のデータか分かりません。公開中のものは{before}時点です。sources/{candidate.dataset}.toml の [[file]] に as_of を書いてください。",
                f"It is not known what day the data speak of. What is public is as of {before}. Write as_of under [[file]] in sources/{candidate.dataset}.toml.",
                before=before,
            )
        ]
    size = min(len(now), len(before), 16)
    old, new = before[:size].replace("T", " "), now[:size].replace("T", " ")
    if new < old:
        return [
            held(
                "as-of",
                f"データの時点が{before}から{now}へ戻っています。古いファイルではないか、日付が正しいか確かめてください。",
                f"The as-of date goes back from {before} to {now}. Check that this is not an old file and that its date is right.",
                before=before,
                now=now,
            )
        ]
    if before == now and candidate.previous is not None and _differs(candidate.previous, candidate.frame):
        return [
            warned(
                "as-of",
                f"時点は{now}のままですが、内容が変わっています。日付の更新忘れか、過去の数字の訂正です。",
                f"The content has changed but the as-of date is still {now}: either it was not updated, or past figures were corrected.",
                before=before,
                now=now,
            )
        ]
    return []


def _differs(previous: pl.DataFrame, frame: pl.DataFrame) -> bool:
    return previous.columns != frame.columns or not previous.equals(frame)


def future_days(candidate: Candidate) -> list[Verdict]:
    """Rows dated after the day the data speak of, in the column a row's day stands in."""
    seen = Seen(candidate)
    if candidate.as_of_from == "data" or not candidate.as_of or seen.date_column is None:
        return []
    if not seen.rules and not _runs_by_day(seen):
        return []  # in a list of places a date may be an opening day to come
    limit = date.fromisoformat(candidate.as_of[:10]) + timedelta(days=1)
    rows = seen.frame.select((pl.col(seen.date_column) > limit).fill_null(False).alias("x"))["x"].arg_true().to_list()
    if not rows:
        return []
    said = _cells(seen, seen.date_column, rows)
    return [
        held(
            "dates",
            f"「{seen.date_column}」に、データの時点（{candidate.as_of[:10]}）より先の日付が{len(rows)}行あります: {said.ja}。",
            f'"{seen.date_column}" has {len(rows)} days after the as-of date ({candidate.as_of[:10]}): {said.en}.',
            column=seen.date_column,
            count=len(rows),
        )
    ]


def _runs_by_day(seen: Seen) -> bool:
    column = seen.frame[seen.date_column or ""]
    return column.n_unique() * 10 >= column.len() * 9


def long_ago(candidate: Candidate) -> list[Verdict]:
    """Days before 1900 are mostly a misread serial number or an era gone wrong."""
    seen, out = Seen(candidate), []
    for name, kind in seen.frame.schema.items():
        if kind != pl.Date:
            continue
        rows = seen.frame.select((pl.col(name) < EARLIEST).fill_null(False).alias("x"))["x"].arg_true().to_list()
        if rows:
            said = _cells(seen, name, rows)
            out.append(
                (held if name == seen.date_column else warned)(
                    "dates",
                    f"「{name}」に1900年より前の日付が{len(rows)}個あります: {said.ja}。",
                    f'"{name}" has {len(rows)} days before 1900: {said.en}.',
                    column=name,
                    count=len(rows),
                )
            )
    return out


def _cells(seen: Seen, name: str, rows: list[int]) -> Text:
    texts = []
    for row in rows:
        value, cell = seen.frame[name][row], seen.cell(row, name)
        texts.append(Text(f"{value}（{cell}）", f"{value} ({cell})") if cell else row_words(seen, row, name))
    return listed(texts)


def no_such_day(candidate: Candidate) -> list[Verdict]:
    """4/31 and the like: text that is written as a date and is none, in a column of dates."""
    table = candidate.table
    if table is None:
        return []
    out = []
    for field_name, name in candidate.columns.items():
        if not name or not (candidate.frame.schema.get(field_name) == pl.Date or DATE_NAME.search(name)):
            continue
        bad = {text for text in table.frame[name].drop_nulls().unique() if impossible(text)}
        if not bad:
            continue
        rows = [row for row, text in enumerate(table.frame[name]) if text in bad]
        texts = []
        for row in rows:
            cell, text = address(table, [row], name), table.frame[name][row]
            texts.append(Text(f"{text}（{cell}）", f"{text} ({cell})") if cell else Text(text, text))
        said = listed(texts)
        out.append(
            held(
                "dates",
                f"「{name}」に、暦にない日付が{len(rows)}個あります: {said.ja}。",
                f'"{name}" has {len(rows)} days that do not exist: {said.en}.',
                column=name,
                count=len(rows),
            )
        )
    return out


def impossible(text: str) -> bool:
    """True for text in the form of a day (2020/4/31, 4月31日) that no calendar has."""
    plain = unicodedata.normalize("NFKC", text)
    if found := FULL.search(plain):
        year, month, day = (int(part) for part in found.groups())
    elif found := DAY_ONLY.match(plain):
        year, month, day = 2020, int(found[1]), int(found[2])  # a leap year: 2/29 may exist
    else:
        return False
    try:
        date(year, month, day)
    except ValueError:
        return True
    return False


def check_dates(candidate: Candidate) -> list[Verdict]:
    return [*no_such_day(candidate), *future_days(candidate), *long_ago(candidate)]


GATES = [
    Gate("as-of", Text("時点が進んでいるか", "The as-of date advances"), as_of_advances),
    Gate("dates", Text("ありえない日付がないか", "No impossible dates"), check_dates),
]

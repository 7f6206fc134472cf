"""Values outside what is possible: beyond the schema's limits, or a negative count of people or things."""

from __future__ import annotations

import re

import polars as pl

from tomoni.i18n import Text
from tomoni.registry.gates.base import Candidate, Gate, Verdict
from tomoni.registry.gates.words import Seen, held, listed, number, row_words, warned

COUNTED = re.compile(r"(人数|件数|者数|総数|累計|世帯数|床数|台数|箇所数|回数|人口|個数|人$|件$|数$)")
MAY_FALL = re.compile(r"増減|増加|減少|差|前年|前月|前日|前週|比|収支|純|変化|率|気温|標高|経度|緯度|残高")


def beyond_limits(candidate: Candidate) -> list[Verdict]:
    """The minimum and maximum that the schema declares for a field."""
    seen = Seen(candidate)
    out: list[Verdict] = []
    for name, item in seen.fields.items():
        if not seen.frame[name].dtype.is_numeric() or (item.minimum is None and item.maximum is None):
            continue
        low, high = item.minimum, item.maximum
        bad = pl.lit(False)
        if low is not None:
            bad = bad | (pl.col(name) < low)
        if high is not None:
            bad = bad | (pl.col(name) > high)
        rows = _rows(seen, bad)
        if rows:
            limit = Text(_limit(low, high, "以上", "以下"), _limit(low, high, " or more", " or less"))
            said = _values(seen, name, rows)
            out.append(
                held(
                    "range",
                    f"「{name}」に範囲（{limit.ja}）の外の値が{len(rows)}個あります: {said.ja}。",
                    f'"{name}" has {len(rows)} values out of range ({limit.en}): {said.en}.',
                    column=name,
                    count=len(rows),
                )
            )
    return out


def negative_counts(candidate: Candidate) -> list[Verdict]:
    """A count can't be below zero. Changes and differences can; such columns are left alone."""
    seen = Seen(candidate)
    out = []
    for name in seen.numbers:
        item = seen.fields.get(name)
        if item is not None and item.minimum is not None:
            continue
        is_count = (item is not None and item.role == "count") or bool(COUNTED.search(name))
        if not is_count or MAY_FALL.search(name):
            continue
        rows = _rows(seen, pl.col(name) < 0)
        if not rows:
            continue
        said = _values(seen, name, rows)
        many = len(rows) * 10 > seen.frame.height
        out.append(
            (warned if many else held)(
                "range",
                f"「{name}」は数なのに負の値が{len(rows)}個あります: {said.ja}。",
                f'"{name}" is a count but has {len(rows)} negative values: {said.en}.',
                column=name,
                count=len(rows),
            )
        )
    return out


def _rows(seen: Seen, bad: pl.Expr) -> list[int]:
    return seen.frame.select(bad.fill_null(False).alias("bad"))["bad"].arg_true().to_list()


def _values(seen: Seen, name: str, rows: list[int]) -> Text:
    texts = []
    for row in rows:
        where, value = row_words(seen, row, name), number(seen.frame[name][row])
        texts.append(Text(f"{where.ja} は {value}", f"{value} at {where.en}"))
    return listed(texts)


def _limit(low: float | None, high: float | None, above: str, below: str) -> str:
    if low is not None and high is not None:
        return f"{number(low)}–{number(high)}"
    return f"{number(low)}{above}" if low is not None else f"{number(high or 0)}{below}"


GATES = [
    Gate(
        "range",
        Text("ありえない数がないか", "No impossible figures"),
        lambda candidate: [*beyond_limits(candidate), *negative_counts(candidate)],
    )
]

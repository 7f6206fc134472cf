"""`diff`: what changed from one publication to another, as one list that can be paged through: changed rows in the
order of the newer edition, then rows added, then rows removed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from tomoni.i18n import Text
from tomoni.publish import changes
from tomoni.publish.api import cursor
from tomoni.publish.api.memory import Memory
from tomoni.publish.api.site import ROW, Site, gone, no_version
from tomoni.registry.api_problems import ApiProblem, parameter
from tomoni.tables.diff import Diff, diff

SHORTEST = 8
"""Hex digits of a version's id that are enough when they are the beginning of one only."""
MOST_ROWS = 1_000_000
"""Rows of the two editions together; larger ones are for a program that has both files."""
_known: Memory[tuple[dict[str, Any], Diff]] = Memory(16, lambda _: 1)


@dataclass(frozen=True, slots=True)
class Asked:
    """`start` and `end`: a publication's number, a version's id or its beginning; "" = before the last, and the last."""

    dataset: str
    start: str = ""
    end: str = ""
    key: Sequence[str] = ()
    limit: int = 100
    cursor: str = ""


def answer(site: Site, asked: Asked) -> dict[str, Any]:
    rows = site.publications(asked.dataset)
    end = find(asked.dataset, rows, asked.end, "to") if asked.end else _current(site, asked.dataset, rows)
    start = find(asked.dataset, rows, asked.start, "from") if asked.start else _before(rows, end)
    for row in (start, end):
        if row.get("withdrawn"):
            raise gone(row["withdrawn"], asked.dataset, row["version"])
        site.check(asked.dataset, row["version"])
    summary, found = _diff(site, asked, start, end)
    question = cursor.question(site.prefix, asked.dataset, start["version"], end["version"], list(asked.key))
    after = _after(asked.cursor, question)
    everything = list(_items(found, after, asked.limit + 1))
    page = everything[: asked.limit]
    more = len(everything) > asked.limit
    return {
        "dataset": asked.dataset,
        "from": _named(start),
        "to": _named(end),
        "key": list(found.key),
        "summary": summary,
        "items": page,
        "next": cursor.Cursor("", question, after + len(page)).encode() if more else None,
    }


def find(dataset: str, rows: Sequence[dict[str, Any]], text: str, name: str) -> dict[str, Any]:
    """The newest publication that `text` names."""
    if text.isascii() and text.isdigit() and len(text) < SHORTEST:
        found = [row for row in rows if row["seq"] == int(text)]
    else:
        found = [row for row in rows if len(text) >= SHORTEST and row["version"].startswith(text.lower())]
    if not found:
        raise no_version(dataset, text)
    if len({row["version"] for row in found}) > 1:
        raise parameter(name, Text("版の番号をもっと長く書いてください。", "Give more digits of the version's id."))
    return found[0]


def _current(site: Site, dataset: str, rows: Sequence[dict[str, Any]]) -> dict[str, Any]:
    seq = site.latest(dataset)["seq"]
    for row in rows:
        if row["seq"] == seq:
            return row
    raise ApiProblem("not-found", Text("まだ一度も公開していません。", "Nothing was published yet."))


def _before(rows: Sequence[dict[str, Any]], end: dict[str, Any]) -> dict[str, Any]:
    for row in rows:
        if row["seq"] == end["parent"]:
            return row
    raise ApiProblem(
        "not-found",
        Text("これより前の公開はありません。", "There is no publication before this one."),
        {"seq": end["seq"]},
    )


def _named(row: dict[str, Any]) -> dict[str, Any]:
    return {"seq": row["seq"], "version": row["version"], "as_of": row["as_of"], "rows": row["rows"]}


def _diff(site: Site, asked: Asked, start: dict[str, Any], end: dict[str, Any]) -> tuple[dict[str, Any], Diff]:
    if start["rows"] + end["rows"] > MOST_ROWS:
        raise ApiProblem(
            "too-large",
            Text(
                "二つの版が大きすぎて、ここでは比べられません。data.parquet を取り出して比べてください。",
                "The two versions are too large to be compared here. Fetch data.parquet of both.",
            ),
        )
    name = "\n".join([site.prefix, asked.dataset, start["version"], end["version"], *asked.key])
    before, after = (_frame(site, asked.dataset, row["version"]) for row in (start, end))
    for one in asked.key:
        if one not in before.columns or one not in after.columns:
            raise parameter(
                "key", Text(f"「{one[:80]}」は両方の版にある列ではありません。", f'"{one[:80]}" is no column of both.')
            )
    try:
        return _known.get_or(name, lambda: (changes.summary(before, after), diff(before, after, asked.key)))
    except ValueError:
        named = "・".join(asked.key)
        raise parameter(
            "key", Text(f"「{named}」では行が一つに決まりません。", f'"{named}" does not tell the rows apart.')
        ) from None


def _frame(site: Site, dataset: str, version: str) -> pl.DataFrame:
    return site.lazy(dataset, version).drop(ROW).collect()


def _after(text: str, question: str) -> int:
    if not text:
        return 0
    after = cursor.decode(text, question).after
    if not isinstance(after, int) or isinstance(after, bool) or after < 0:
        raise ApiProblem("bad-cursor")
    return after


def _items(found: Diff, after: int, count: int) -> list[dict[str, Any]]:
    """Items `after` … `after + count` of the list; only these are written out."""
    changed, added = len(found.changed), len(found.added)
    out: list[dict[str, Any]] = []
    for place in range(after, min(after + count, changed + added + len(found.removed))):
        if place < changed:
            out.append(_changed(found, place))
        elif place < changed + added:
            row, values = found.added[place - changed]
            out.append({"kind": "added", "old_row": None, "new_row": row, "values": values})
        else:
            row, values = found.removed[place - changed - added]
            out.append({"kind": "removed", "old_row": row, "new_row": None, "values": values})
    return out


def _changed(found: Diff, place: int) -> dict[str, Any]:
    item = found.changed[place]
    return {
        "kind": "changed",
        "old_row": item.old_row,
        "new_row": item.new_row,
        "key": dict(zip(found.key, item.key, strict=True)),
        "cells": [{"column": name, "before": before, "after": after} for name, before, after in item.cells],
    }

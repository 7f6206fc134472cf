"""Diff: what changed between two editions of a table — by key where rows have one, else by content.

A key is a column (or the columns given) whose values are unique in both editions and mostly the same. Without one, equal
rows are matched as they are; what is left is matched by its place when only some of its cells differ (see `matching`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import polars as pl

from tomoni.tables.matching import comparable, left_over, match_rows

Row = dict[str, str | None]
OVERLAP = 0.5
"""Share of a key's values that both editions must have."""


@dataclass(frozen=True, slots=True)
class Changed:
    """One row that is in both: 1-based rows in old and new, and (column, before, after) of every cell that differs."""

    old_row: int
    new_row: int
    key: tuple[str | None, ...]
    cells: tuple[tuple[str, str | None, str | None], ...]


@dataclass(slots=True)
class Diff:
    """`added` and `removed` are (1-based row, values)."""

    key: tuple[str, ...]
    added_columns: list[str] = field(default_factory=list)
    removed_columns: list[str] = field(default_factory=list)
    added: list[tuple[int, Row]] = field(default_factory=list)
    removed: list[tuple[int, Row]] = field(default_factory=list)
    changed: list[Changed] = field(default_factory=list)

    @property
    def same(self) -> bool:
        return not (self.added or self.removed or self.changed or self.added_columns or self.removed_columns)

    def to_json(self) -> dict[str, Any]:
        return {
            "key": list(self.key),
            "columns": {"added": self.added_columns, "removed": self.removed_columns},
            "added": [{"row": row, "values": values} for row, values in self.added],
            "removed": [{"row": row, "values": values} for row, values in self.removed],
            "changed": [
                {
                    "old_row": item.old_row,
                    "new_row": item.new_row,
                    "key": list(item.key),
                    "cells": [{"column": c, "before": before, "after": after} for c, before, after in item.cells],
                }
                for item in self.changed
            ],
        }


def diff(old: pl.DataFrame, new: pl.DataFrame, key: Sequence[str] = ()) -> Diff:
    """What changed from `old` to `new`. Raises ValueError when a key column that was asked for is missing or not unique.

    Columns go by name. Where types differ, numbers are compared as numbers and everything else as text."""
    shared = [name for name in old.columns if name in new.columns]
    before, after = comparable(old, new, shared)
    keys = _asked(before, after, key) if key else find_key(before, after)
    pairs = match_rows(before, after, keys)
    gone, came = left_over(old.height, pairs), left_over(new.height, pairs.values())
    return Diff(
        key=tuple(keys),
        added_columns=[name for name in new.columns if name not in shared],
        removed_columns=[name for name in old.columns if name not in shared],
        added=_rows(after, came) if shared else [],
        removed=_rows(before, gone) if shared else [],
        changed=_changed(before, after, pairs, keys) if pairs else [],
    )


def _asked(old: pl.DataFrame, new: pl.DataFrame, key: Sequence[str]) -> list[str]:
    for frame in (old, new):
        missing = [name for name in key if name not in frame.columns]
        if missing:
            raise ValueError(f"no column {missing[0]!r} in both tables")
        if frame.select(key).is_duplicated().any():
            raise ValueError(f"{', '.join(key)} is not unique")
    return list(key)


def find_key(old: pl.DataFrame, new: pl.DataFrame) -> list[str]:
    """The first column that tells rows apart in both editions and is mostly the same in both; [] when there is none."""
    for name in old.columns:
        before, after = old[name], new[name]
        if before.null_count() or after.null_count() or before.is_duplicated().any() or after.is_duplicated().any():
            continue
        common = before.is_in(after.implode()).sum() if len(before) else 0
        if common and common >= OVERLAP * min(len(before), len(after)):
            return [name]
    return []


def _rows(frame: pl.DataFrame, rows: list[int]) -> list[tuple[int, Row]]:
    values = frame[rows].cast(pl.String).to_dicts() if rows else []
    return [(row + 1, value) for row, value in zip(rows, values, strict=True)]


def _changed(old: pl.DataFrame, new: pl.DataFrame, pairs: dict[int, int], keys: Sequence[str]) -> list[Changed]:
    """The matched rows that differ, in the order of the new edition."""
    order = sorted(pairs.items(), key=lambda pair: pair[1])
    before, after = old[[a for a, _ in order]], new[[b for _, b in order]]
    cells: dict[int, list[tuple[str, str | None, str | None]]] = {}
    for name in old.columns:
        at = before[name].ne_missing(after[name]).arg_true()
        ours, theirs = (frame[name].gather(at).cast(pl.String) for frame in (before, after))
        for place, one, other in zip(at, ours, theirs, strict=True):
            cells.setdefault(place, []).append((name, one, other))
    places = sorted(cells)
    named = after[places].select(keys).cast(pl.String).rows() if keys else [()] * len(places)
    return [
        Changed(order[place][0] + 1, order[place][1] + 1, key, tuple(cells[place]))
        for place, key in zip(places, named, strict=True)
    ]


def sentences(found: Diff, lang: str) -> list[str]:
    """The difference in words, a line a row."""
    if found.same:
        return ["違いはありません。" if lang == "ja" else "No difference."]
    ja = lang == "ja"
    lines = [f"+ {'列' if ja else 'column'} {name}" for name in found.added_columns]
    lines += [f"- {'列' if ja else 'column'} {name}" for name in found.removed_columns]
    for item in found.changed:
        what = ", ".join(f"{column}: {before or '—'} → {after or '—'}" for column, before, after in item.cells)
        named = "・".join(text or "" for text in item.key)
        lines.append(f"~ {item.new_row}{'行目' if ja else ''} {named}  {what}")
    for sign, rows in (("+", found.added), ("-", found.removed)):
        for row, values in rows:
            shown = ", ".join(text for text in values.values() if text)
            lines.append(f"{sign} {row}{'行目' if ja else ''} {shown[:120]}")
    return lines

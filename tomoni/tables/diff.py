"""Diff: what changed between two editions of a table — by key where rows have one, else by content.

A key is a column (or the columns given) whose values are unique in both editions and mostly the same. Without one, equal
rows are matched as they are, and what is left is paired in order of appearance when only some of its cells differ.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import polars as pl

Row = dict[str, str | None]
OVERLAP = 0.5
"""Share of a key's values that both editions must have."""
ALIKE = 0.5
"""Share of cells that two rows without a key must have in common to be called the same row."""


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
    """What changed from `old` to `new`. Raises ValueError when a key column that was asked for is missing or not unique."""
    shared = [name for name in old.columns if name in new.columns]
    before, after = old.select(shared).cast(pl.Utf8), new.select(shared).cast(pl.Utf8)
    keys = _asked(before, after, key) if key else find_key(before, after)
    out = Diff(
        key=tuple(keys),
        added_columns=[name for name in new.columns if name not in shared],
        removed_columns=[name for name in old.columns if name not in shared],
    )
    if not shared:
        return out
    ours, theirs = list(before.iter_rows()), list(after.iter_rows())
    if keys:
        places = [shared.index(name) for name in keys]
        _by_key(out, shared, ours, theirs, places)
    else:
        _by_content(out, shared, ours, theirs)
    return out


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


Cells = tuple[str | None, ...]


def _by_key(out: Diff, names: list[str], old: list[Cells], new: list[Cells], places: list[int]) -> None:
    ours = {tuple(row[i] for i in places): number for number, row in enumerate(old)}
    theirs = {tuple(row[i] for i in places): number for number, row in enumerate(new)}
    for key, number in theirs.items():
        if key not in ours:
            out.added.append((number + 1, dict(zip(names, new[number], strict=True))))
        elif old[ours[key]] != new[number]:
            cells = _cells(names, old[ours[key]], new[number])
            out.changed.append(Changed(ours[key] + 1, number + 1, key, cells))
    gone = (number for key, number in ours.items() if key not in theirs)
    out.removed += [(number + 1, dict(zip(names, old[number], strict=True))) for number in gone]


def _by_content(out: Diff, names: list[str], old: list[Cells], new: list[Cells]) -> None:
    places: dict[Cells, list[int]] = {}
    for number, row in enumerate(old):
        places.setdefault(row, []).append(number)
    for numbers in places.values():
        numbers.reverse()
    added = [number for number, row in enumerate(new) if not (places.get(row) and places[row].pop() >= 0)]
    gone = sorted(number for numbers in places.values() for number in numbers)
    for number in added:
        twin = next((old_number for old_number in gone[:50] if _alike(old[old_number], new[number])), None)
        if twin is None:
            out.added.append((number + 1, dict(zip(names, new[number], strict=True))))
            continue
        gone.remove(twin)
        out.changed.append(Changed(twin + 1, number + 1, (), _cells(names, old[twin], new[number])))
    out.removed += [(number + 1, dict(zip(names, old[number], strict=True))) for number in gone]


def _alike(one: Cells, other: Cells) -> bool:
    return sum(a == b for a, b in zip(one, other, strict=True)) > ALIKE * len(one)


def _cells(names: Iterable[str], one: Cells, other: Cells) -> tuple[tuple[str, str | None, str | None], ...]:
    return tuple((name, a, b) for name, a, b in zip(names, one, other, strict=True) if a != b)


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

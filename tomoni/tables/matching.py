"""Which row of one state of a table is which row of another: by key, else by content, what is left by its place.

Equal rows without a key are matched first with first, second with second; rows that are left are matched between the
same neighbours when at least half of their cells agree, so that a corrected cell — also of a key — is the same row still;
then, without a key, wherever only one cell differs.
Order alone is no difference. Linear in the number of rows.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

import polars as pl

OLD_ROW, NEW_ROW, AGAIN = "\x00old row", "\x00new row", "\x00again"
SEARCHED = 40_000
"""Pairs that are tried in one gap; larger gaps are matched in order."""
ALIKE = 0.5
"""Share of cells that two rows must have in common to be called the same row."""

Cells = tuple[object, ...]


def comparable(old: pl.DataFrame, new: pl.DataFrame, names: Sequence[str]) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Both with these columns, each column of one type: numbers with numbers, else text with text (5 equals "5")."""
    casts = []
    for name in names:
        one, other = old.schema[name], new.schema[name]
        if one != other:
            casts.append(pl.col(name).cast(pl.Float64 if one.is_numeric() and other.is_numeric() else pl.String))
    return old.select(names).with_columns(casts), new.select(names).with_columns(casts)


def match_rows(old: pl.DataFrame, new: pl.DataFrame, key: Sequence[str] = ()) -> dict[int, int]:
    """Row of `old` → row of `new` (0-based), each at most once. Both must have the same columns and types; `key` must
    name every row in both, () matches by content."""
    if not old.width:
        return {}
    pairs = _by_key(old, new, key) if key else _by_content(old, new)
    pairs |= _by_place(old, new, pairs, left_over(old.height, pairs), left_over(new.height, pairs.values()))
    return pairs if key else pairs | _but_for_one(old, new, pairs)


def left_over(height: int, taken: Iterable[int]) -> list[int]:
    """The rows that are in no pair."""
    used = set(taken)
    return [row for row in range(height) if row not in used]


def _by_key(old: pl.DataFrame, new: pl.DataFrame, key: Sequence[str]) -> dict[int, int]:
    left, right = old.select(key).with_row_index(OLD_ROW), new.select(key).with_row_index(NEW_ROW)
    return dict(left.join(right, on=list(key), nulls_equal=True).select(OLD_ROW, NEW_ROW).iter_rows())


def _by_content(old: pl.DataFrame, new: pl.DataFrame) -> dict[int, int]:
    def counted(frame: pl.DataFrame, row: str) -> pl.DataFrame:
        return frame.with_row_index(row).with_columns(pl.int_range(pl.len()).over(old.columns).alias(AGAIN))

    pairs = counted(old, OLD_ROW).join(counted(new, NEW_ROW), on=[*old.columns, AGAIN], nulls_equal=True)
    return dict(pairs.select(OLD_ROW, NEW_ROW).iter_rows())


def _but_for_one(old: pl.DataFrame, new: pl.DataFrame, pairs: dict[int, int]) -> dict[int, int]:
    """Pairs rows that are left, wherever they stand, that are equal in all columns but one: among many equal rows
    (men in their thirties) it can't be told which of them got better."""
    found: dict[int, int] = {}
    for name in old.columns if old.width > 2 else ():
        rows = left_over(old.height, pairs | found)
        others = left_over(new.height, {*pairs.values(), *found.values()})
        if not rows or not others:
            break
        same = _by_content(old[rows].drop(name), new[others].drop(name))
        found |= {rows[a]: others[b] for a, b in same.items()}
    return found


def _by_place(
    old: pl.DataFrame, new: pl.DataFrame, pairs: dict[int, int], left_old: list[int], left_new: list[int]
) -> dict[int, int]:
    if not left_old or not left_new:
        return {}
    gaps: dict[int, tuple[list[int], list[int]]] = defaultdict(lambda: ([], []))
    for row, anchor in _anchors(left_old, old.height, pairs):
        gaps[anchor][0].append(row)
    for row, anchor in _anchors(left_new, new.height, {row: row for row in pairs.values()}):
        gaps[anchor][1].append(row)
    at_old = dict(zip(left_old, old[left_old].rows(), strict=True))
    at_new = dict(zip(left_new, new[left_new].rows(), strict=True))
    found: dict[int, int] = {}
    for olds, news in gaps.values():
        found |= _in_gap(olds, news, at_old, at_new)
    return found


def _anchors(rows: Sequence[int], height: int, pairs: dict[int, int]) -> Iterable[tuple[int, int]]:
    """(row, where in the new state the nearest matched row above it stands; -1 above all)"""
    wanted, anchor = set(rows), -1
    for row in range(height):
        if row in wanted:
            yield row, anchor
        else:
            anchor = pairs[row]


def _in_gap(olds: list[int], news: list[int], at_old: dict[int, Cells], at_new: dict[int, Cells]) -> dict[int, int]:
    if len(olds) * len(news) > SEARCHED:
        return {a: b for a, b in zip(olds, news, strict=False) if _alike(at_old[a], at_new[b])}
    found, start = {}, 0
    for row in olds:
        for at in range(start, len(news)):
            if _alike(at_old[row], at_new[news[at]]):
                found[row], start = news[at], at + 1
                break
    return found


def _alike(one: Cells, other: Cells) -> bool:
    """Enough cells agree, and one that does says something (two empty cells say nothing)."""
    equal = [a for a, b in zip(one, other, strict=True) if a == b]
    return len(equal) >= len(one) * ALIKE and any(value is not None for value in equal)

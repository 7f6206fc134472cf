"""vertical: words written downwards in a narrow label column, one or two characters a row (9 / 歳 / 以 / 下).

Where a group begins and ends is told by the labels beside it: by the total that closes each group, or else by the
word standing in the middle of its group.
"""

from __future__ import annotations

import re
from functools import cache

from tomoni.tables.grid import Ref
from tomoni.tables.layout.kinds import squeeze, text
from tomoni.tables.layout.labels import Inherited
from tomoni.tables.layout.page import Page
from tomoni.tables.layout.totals import is_total


def written_down(page: Page, rows: list[int], col: int, beside: int) -> list[Inherited] | None:
    """Fills for a column of scattered characters; None when it is not one, [] when its groups cannot be told."""
    pieces = {r: squeeze(text(page.value(r, col))) for r in rows if page.value(r, col) is not None}
    alone = {r for r in pieces if page.value(r, beside) is None}
    scattered = {r: p for r, p in pieces.items() if r not in alone}
    if not _scattered(page, list(scattered), list(scattered.values()), col, rows) or len(scattered) < len(alone):
        if words := _spelled(page, rows, scattered, col, beside):
            return words
        return _in_the_middle(page, rows, list(scattered), col, beside)
    across = {r for r in scattered if _across(page, rows, r, col, beside)}
    found: list[Inherited] = []
    for run in _runs(page, rows, alone | across, beside):
        marks = [r for r in run if r in scattered]
        groups = _by_totals(page, run, beside) or (_centred(run, marks) if len(marks) > 1 else [run] if marks else [])
        for group in groups:
            found += _fill(page, group, [r for r in group if r in scattered], col)
    if not found:
        return []
    return [*found, *(item for r in across for item in _joined(page, r, col, beside))]


def _spelled(page: Page, rows: list[int], pieces: dict[int, str], col: int, beside: int) -> list[Inherited]:
    """Single characters from the first row on (農 / – / 家 / 経 / 営 / 体) that make words which the labels beside them
    hold as well (販売農家, 個人経営体): each word is that of the rows from its first character to the next word's."""
    places = sorted(pieces)
    if (
        len(places) < 4
        or places[0] != rows[0]
        or any(len(p) != 1 or (p.isalnum() and p.isascii()) for p in pieces.values())
    ):
        return []
    if any(page.merge(r, col) for r in places) or any(page.value(r, beside) is None for r in rows):
        return []
    groups: list[list[int]] = []
    at = 0
    while at < len(places):
        for size in range(min(6, len(places) - at), 1, -1):
            end = places[at + size] if at + size < len(places) else rows[-1] + 1
            mine = [r for r in rows if places[at] <= r < end]
            word = "".join(pieces[r] for r in places[at : at + size])
            if sum(word in squeeze(text(page.value(r, beside))) for r in mine) >= 2:
                groups.append(mine)
                at += size
                break
        else:
            return []
    return [item for mine in groups for item in _fill(page, mine, [r for r in mine if r in pieces], col)]


def _in_the_middle(page: Page, rows: list[int], places: list[int], col: int, beside: int) -> list[Inherited] | None:
    """One word per group, somewhere below its first row, in groups that each end with a total."""
    filled = [r for r in rows if page.value(r, beside) is not None]
    groups = _by_totals(page, filled, beside)
    if len(groups) < 2:
        return None
    if any(sum(r in places for r in group) != 1 or group[0] in places for group in groups):
        return None
    return [item for group in groups for item in _fill(page, group, [r for r in group if r in places], col)]


def _scattered(page: Page, places: list[int], pieces: list[str], col: int, rows: list[int]) -> bool:
    """Mostly single characters with gaps around them, none of them in a merge, and not at the top of every group."""
    if len(pieces) < 2 or len(pieces) > 0.8 * len(rows) or any(len(p) > 2 for p in pieces):
        return False
    if (
        len(set(pieces)) < 0.5 * len(pieces)
        or all(p.isdecimal() for p in pieces)
        or any(page.merge(r, col) for r in places)
    ):
        return False
    return sum(len(p) == 1 for p in pieces) >= 0.5 * len(pieces) and rows[0] not in places


def _across(page: Page, rows: list[int], row: int, col: int, beside: int) -> bool:
    """One word over both columns of a row (東 | 京): the second character is no label that other rows have, too."""
    first, second = squeeze(text(page.value(row, col))), squeeze(text(page.value(row, beside)))
    if len(first) != 1 or len(second) != 1:
        return False
    if not is_total(second):
        return sum(squeeze(text(page.value(r, beside))) == second for r in rows) == 1
    at = rows.index(row)
    return at > 0 and is_total(text(page.value(rows[at - 1], beside)))


def _runs(page: Page, rows: list[int], breaks: set[int], beside: int) -> list[list[int]]:
    runs: list[list[int]] = [[]]
    for row in rows:
        if row in breaks or page.value(row, beside) is None:
            runs.append([])
        else:
            runs[-1].append(row)
    return [run for run in runs if run]


def _by_totals(page: Page, run: list[int], beside: int) -> list[list[int]]:
    """Groups that each end with the same total; [] when there is no such total at the end."""
    ends = [i for i, r in enumerate(run) if is_total(text(page.value(r, beside)))]
    if not ends or ends[-1] != len(run) - 1:
        return []
    starts = [0, *(i + 1 for i in ends[:-1])]
    return [run[a : b + 1] for a, b in zip(starts, ends, strict=True)]


def _centred(run: list[int], marks: list[int]) -> list[list[int]]:
    """Cut a run so that in every group the first piece is as far from the top as the last is from the bottom."""

    place = {row: i for i, row in enumerate(run)}
    at = [place[m] for m in marks]

    @cache
    def cut(start: int, first: int) -> tuple[tuple[int, int], ...] | None:
        if start == len(run):
            return () if first == len(at) else None
        for count in (2, 3, 4, 5, 1):
            if first + count > len(at):
                continue
            top, bottom = at[first], at[first + count - 1]
            for end in (bottom + top - start, bottom + top - start + 1, bottom + top - start - 1):
                free = first + count == len(at) or at[first + count] > end
                if bottom <= end < len(run) and free:
                    rest = cut(end + 1, first + count)
                    if rest is not None:
                        return ((start, end), *rest)
        return None

    found = cut(0, 0) if len(marks) <= 60 else None
    return [run[a : b + 1] for a, b in found or ()]


def _fill(page: Page, group: list[int], marks: list[int], col: int) -> list[Inherited]:
    if not marks:
        return []
    word = re.sub(r"[｜|丨︱]", "～", "".join(text(page.value(r, col)) for r in marks))
    source, also = Ref(marks[0], col), tuple(Ref(r, col) for r in marks[1:])
    return [Inherited(row, col, source, "S10", word, also, 0.8) for row in group]


def _joined(page: Page, row: int, col: int, beside: int) -> list[Inherited]:
    """合 | 計 in one row are one word; both columns get it."""
    word = text(page.value(row, col)) + text(page.value(row, beside))
    first, second = Ref(row, col), Ref(row, beside)
    return [
        Inherited(row, col, first, "S10", word, (second,), 0.8),
        Inherited(row, beside, first, "S10", word, (second,), 0.8),
    ]

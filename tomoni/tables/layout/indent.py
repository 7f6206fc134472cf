"""indent: labels pushed to the right under the label they belong to (東部 / 　A町 / 　B町), rule S10.

Spaces alone prove nothing, they are also used to centre words; the figures have to agree that the deeper rows are parts.
"""

from __future__ import annotations

import re
from collections import Counter

from tomoni.tables.grid import Ref
from tomoni.tables.layout.kinds import Kind, kind_of, text
from tomoni.tables.layout.labels import Inherited, is_part_of
from tomoni.tables.layout.page import Page
from tomoni.tables.layout.totals import is_total

_SPACES = re.compile(r"[ 　\t]*")
_MONTH = re.compile(r"[0-9０-９] ?月")
"""A label that names a month is followed by other months, not by its parts."""


def indented(page: Page, rows: list[int], col: int, measures: list[int]) -> list[Inherited]:
    """For rows whose label is indented: the label of the row they belong to. [] unless most of them can be placed."""
    depth = {r: d for r in rows if (d := _depth(page, r, col)) is not None}
    levels = sorted(set(depth.values()))
    if len(levels) < 2 or len(levels) > 5 or not measures or len(depth) < 3:
        return []
    deeper = [r for r in depth if depth[r] > levels[0]]
    if depth[rows[0]] != levels[0] if rows[0] in depth else True:
        return []
    if not 0.2 * len(depth) <= len(deeper):
        return []
    found: list[Inherited] = []
    for parent, parts in _families(rows, depth):
        label = str(page.value(parent, col)).strip()
        sure = 0.0 if is_total(label) or _MONTH.search(label) else is_part_of(page, parts, parent, measures)
        if sure:
            found += [Inherited(row, col, Ref(parent, col), "S10", label, (), sure) for row in parts]
    return found if len(found) >= 0.6 * len(deeper) else []


def repeated(page: Page, rows: list[int], col: int, measures: list[int]) -> list[Inherited]:
    """Labels that come again under 総数, 男 and 女: each run belongs to the row before it, when the figures agree.

    The rows between two heads say the same in the same order in every run; heads come once and are sums of their runs.
    """
    labels = {r: text(page.value(r, col)) for r in rows}
    if len(set(labels.values())) == len(rows) or not measures:
        return []
    times = Counter(labels.values())
    most = max(times.values())
    heads = [r for r in rows if times[labels[r]] == 1]
    if most < 2 or len(heads) != most or heads[0] != rows[0] or "" in times:
        return []
    bounds = [rows.index(h) for h in heads]
    runs = [rows[a + 1 : b] for a, b in zip(bounds, [*bounds[1:], len(rows)], strict=True)]
    alike = {tuple(labels[r] for r in run) for run in runs}
    if len(alike) > 1 or len(runs[0]) < 2:
        return []
    sure = [is_part_of(page, run, head, measures) for head, run in zip(heads, runs, strict=True)]
    if sum(s == 1.0 for s in sure) < max(2, 0.6 * len(sure)):
        return []
    return [
        Inherited(row, col, Ref(head, col), "S10", labels[head].strip(), (), 0.9)
        for head, run in zip(heads, runs, strict=True)
        for row in run
    ]


def _depth(page: Page, row: int, col: int) -> int | None:
    value = page.value(row, col)
    if not isinstance(value, str) or kind_of(value) not in (Kind.WORDS, Kind.PERIOD):
        return None
    found = _SPACES.match(value)
    spaces = found[0] if found else ""
    return 2 * spaces.count("　") + spaces.count(" ") + 4 * spaces.count("\t")


def _families(rows: list[int], depth: dict[int, int]) -> list[tuple[int, list[int]]]:
    """Every row that has deeper rows below it, with those that are one step deeper."""
    families: list[tuple[int, list[int]]] = []
    open_: list[tuple[int, list[int]]] = []
    for row in rows:
        if row not in depth:
            continue
        while open_ and depth[open_[-1][0]] >= depth[row]:
            open_.pop()
        if open_:
            open_[-1][1].append(row)
        family: tuple[int, list[int]] = (row, [])
        families.append(family)
        open_.append(family)
    return [(parent, parts) for parent, parts in families if parts]

"""indent: labels pushed to the right under the label they belong to (東部 / 　A町 / 　B町), rule S10.

Spaces alone prove nothing, they are also used to centre words; the figures have to agree that the deeper rows are parts.
"""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise

from tomoni.tables.grid import Ref
from tomoni.tables.layout.adding import is_part_of
from tomoni.tables.layout.eras import short_years
from tomoni.tables.layout.groups import numbering
from tomoni.tables.layout.kinds import Kind, kind_of, text
from tomoni.tables.layout.labels import Inherited
from tomoni.tables.layout.page import Page
from tomoni.tables.layout.totals import is_total

_SPACES = re.compile(r"[ 　\t]*")
_MONTH = re.compile(r"[0-9０-９] ?月")
"""A label that names a month is followed by other months, not by its parts."""


def indented(page: Page, rows: list[int], col: int, measures: list[int]) -> list[Inherited]:
    """For rows whose label is indented: the label of the row they belong to. [] unless most of them can be placed."""
    years = {item.row for item in short_years(page, rows, [col])}  # 4 below 令和3年度 is a label like any other
    depth = {r: d for r in rows if (d := 0 if r in years else _depth(page, r, col)) is not None}
    if len(set(depth.values())) == 1:
        depth = _numbered(page, rows, col)
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


_BRACKETED = re.compile(r"[(（][^()（）]*[)）]")
_INSIDE = re.compile(
    r"[(（][ 　]*[)）](?:内|書き?)?(?:の(?:数字|数値|数))?(?:は|…|：|:|＝|=)[、 　]*([^、。,.()（）]{1,12})"
)


def in_brackets(page: Page, rows: list[int], labels: list[int], cols: list[int], said: list[str]) -> list[Inherited]:
    """Rows without a label whose figures all stand in brackets (急病 | 5,210 over | (65.0%)): the same thing in another
    measure, which `said`, the words around the table, may name (（　）内は構成比). They take the label above with that
    name behind it. [] unless such a row stands under most of the others."""
    if len(labels) != 1:
        return []
    col, measures = labels[0], [c for c in cols if c not in labels]
    bare = [r for r in rows if page.value(r, col) is None]
    if len(bare) < 2 or not 0.4 * len(rows) <= len(bare) <= 0.5 * len(rows):
        return []
    pairs = [(a, b) for a, b in pairwise(rows) if page.value(b, col) is None and page.value(a, col) is not None]
    for _, row in pairs:
        texts = [text(v) for c in measures if (v := page.value(row, c)) is not None]
        if not texts or not all(_BRACKETED.fullmatch(one) for one in texts):
            return []
    if len(pairs) != len(bare):
        return []
    found = next((hit[1].strip() for words in said if (hit := _INSIDE.search(words))), "")
    inside = re.sub(r"(?:です|である|を示す|を表す|で内数|を内数で示す)+$", "", found) or "（　）内"
    return [
        Inherited(row, col, Ref(above, col), "S02", f"{text(page.value(above, col))}（{inside}）", (), 0.8)
        for above, row in pairs
    ]


_SHARES = re.compile(r"[(（\[［][ 　]*(?:[%％‰]|構成比?|割合|比率|指数|前年比)[ 　]*[)）\]］]")


def shares_below(page: Page, rows: list[int], labels: list[int]) -> list[Inherited]:
    """Rows called nothing but （％） under the rows that they are shares of (20代 | 40 over （％） | 25.8): they take the
    label above in front. [] unless at least two such rows each stand right below a row with a label of its own."""
    if len(labels) != 1:
        return []
    col = labels[0]
    bare = {r for r in rows if isinstance(v := page.value(r, col), str) and _SHARES.fullmatch(v.strip())}
    pairs = [(a, b) for a, b in pairwise(rows) if b in bare and a not in bare and page.value(a, col) is not None]
    if len(bare) < 2 or len(pairs) < len(bare):
        return []
    return [
        Inherited(
            row, col, Ref(row, col), "S02", f"{text(page.value(above, col))}{text(page.value(row, col))}",
            (Ref(above, col),), 0.8,
        )
        for above, row in pairs
    ]  # fmt: skip


def _depth(page: Page, row: int, col: int) -> int | None:
    value = page.value(row, col)
    if not isinstance(value, str) or kind_of(value) not in (Kind.WORDS, Kind.PERIOD):
        return None
    found = _SPACES.match(value)
    spaces = found[0] if found else ""
    return 2 * spaces.count("　") + spaces.count(" ") + 4 * spaces.count("\t")


def _numbered(page: Page, rows: list[int], col: int) -> dict[int, int]:
    """Depth by the manner of numbering (1 営業収益 / (1) 給水収益 / ア …), in the order in which the manners appear."""
    manners: list[int] = []
    depth: dict[int, int] = {}
    if len(rows) > _MANY:
        return {}
    for row in rows:
        value = page.value(row, col)
        manner = numbering(value) if isinstance(value, str) else 0
        if manner:
            if manner not in manners:
                manners.append(manner)
            depth[row] = manners.index(manner)
    return depth if len(depth) >= 0.8 * len(rows) else {}


_MANY = 500


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

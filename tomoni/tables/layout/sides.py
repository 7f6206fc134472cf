"""sides: tables that stand beside each other on one sheet, and label columns printed a second time at the right edge.

Two parts are one table cut in two when their headers say the same and their labels differ; otherwise they are two
tables. Parts without a repeated header are told apart by an empty column and rows that do not line up.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from tomoni.tables.layout.draft import Draft
from tomoni.tables.layout.header import Heading
from tomoni.tables.layout.kinds import DATA, FIGURES, squeeze, text
from tomoni.tables.layout.notes import is_note, is_sentence, is_stamp, is_title
from tomoni.tables.layout.page import Page


@dataclass(slots=True)
class Sides:
    """How the columns of a draft divide. `parts` are lists of columns, left to right."""

    parts: list[list[int]]
    same: bool = True
    """The parts are one table cut in two (True), or tables of their own (False)."""
    form: bool = False
    """The parts are the pairs of a form: names and their values."""
    repeated: list[int] = field(default_factory=list)
    """Label columns that only repeat the first ones at the right edge."""


def apart(page: Page) -> list[list[int]]:
    """Column groups of a page that have nothing to do with each other, found by empty columns between them."""
    groups: list[list[int]] = []
    for col in page.cols:
        if groups and col == groups[-1][-1] + 1:
            groups[-1].append(col)
        else:
            groups.append([col])
    if len(groups) < 2:
        return groups
    rows = [{r for r in page.rows if any(c in page.held(r) for c in g)} for g in groups]
    merged, taken = [groups[0]], [rows[0]]
    for group, mine in zip(groups[1:], rows[1:], strict=True):
        if _titled_apart(page, merged[-1], group):
            merged.append(group)
            taken.append(mine)
        elif _bridged(page, merged[-1][-1], group[0]) or _belongs(page, group, mine, taken[-1], merged[-1]):
            merged[-1] = [*merged[-1], *group]
            taken[-1] = taken[-1] | mine
        else:
            merged.append(group)
            taken.append(mine)
    return merged


def _titled_apart(page: Page, left: list[int], right: list[int]) -> bool:
    """Two groups that each begin with a heading of their own (表1 … | 表2 …) on the same row, over two columns or more with
    their own names: two tables."""
    row = page.rows[0]
    heads = [[c for c in group if c in page.held(row)] for group in (left, right)]
    if any(cells != group[:1] or len(group) < 2 for cells, group in zip(heads, (left, right), strict=True)):
        return False
    words = [text(page.value(row, cells[0])) for cells in heads]
    if (
        words[0] == words[1]
        or not all(is_title(w) for w in words)
        or any(page.span(row, c[0]) > len(g) for c, g in zip(heads, (left, right), strict=True))
    ):
        return False
    below = [r for r in page.rows[1:4] if right[0] in page.held(r)]
    first = [page.kind(r, right[0]) for r in page.rows[2:] if page.value(r, right[0]) is not None]
    return bool(below) and sum(k not in FIGURES for k in first) >= 0.6 * len(first) > 0


def _bridged(page: Page, left: int, right: int) -> bool:
    """The columns between are empty only because cells were merged over them, in more rows than a title would be."""
    over = {m.top for m in page.merges if m.left <= left and m.right >= right - 1 and m.right > m.left}
    return len(over) >= 3


def _belongs(page: Page, group: list[int], mine: set[int], left: set[int], cols: list[int]) -> bool:
    """Whether columns after an empty one go on with the table to their left."""
    if len(mine & left) >= 0.5 * len(left):
        return True
    first = [k for r in mine if (k := page.held(r).get(group[0])) is not None]
    unlabelled = bool(first) and sum(k in FIGURES for k in first) >= 0.6 * len(first)
    if unlabelled and len(first) >= 2 and len(mine & left) >= 0.6 * len(mine):
        return True  # figures without labels of their own, on rows that have labels at the left
    top = min(mine)
    cells = [page.value(top, c) for c in group if page.value(top, c) is not None]
    beside = [c for c in cols if c in page.held(top)]
    aligned = len(beside) >= 2 and not any(page.held(top)[c] in DATA for c in beside)
    if aligned and all(c in page.held(top) and page.held(top)[c] not in DATA for c in group):
        noted = any(is_note(text(c)) or is_sentence(text(c)) for c in cells)
        return (
            len(mine) >= 2 and len(group) <= 2 and not is_stamp(cells) and not noted
        )  # a column of remarks with its header
    return len(left) <= 3 and len(mine) > len(left)  # the left group is only the start of a title


def sides(page: Page, draft: Draft, cols: list[int], labels: list[int], heads: dict[int, Heading]) -> Sides:
    """Cut a draft where its first header word comes again to the right."""
    names = {c: squeeze(heads[c].levels[-1]) if heads[c].own and heads[c].levels else "" for c in cols}
    first = next((c for c in labels or cols[:1] if names[c]), cols[0])
    word = names[first]
    starts = [c for c in cols if c > first and word and names[c] == word]
    if not starts or (draft.words_only and len(set(names.values())) < 0.5 * len(cols)):
        return Sides([cols])
    bounds = [cols[0], *starts]
    parts = [[c for c in cols if a <= c and (b is None or c < b)] for a, b in zip(bounds, [*starts, None], strict=True)]
    repeated: list[int] = []
    while len(parts) > 1 and _repeats(page, draft, labels or parts[0][:1], parts[-1]):
        repeated = [*parts.pop(), *repeated]
    if len(parts) == 1:
        return Sides(parts, repeated=repeated)
    series = [[n for c in part if (n := "_".join(map(squeeze, heads[c].levels))) and heads[c].own] for part in parts]
    if any(len(part) < 2 for part in parts):
        return Sides([cols])
    same = all(s == series[0] for s in series[1:])
    if same and not _different_rows(page, draft, [p[0] for p in parts]):
        return Sides([cols])
    return Sides(parts, same, repeated=repeated)


def _repeats(page: Page, draft: Draft, labels: list[int], part: list[int]) -> bool:
    """Whether a part says nothing that the labels at the left do not say already, shortened perhaps (平成29年 → 29年)."""
    checked = agree = 0
    for row in draft.body[:80]:
        left = "".join(squeeze(text(page.value(row, c))) for c in labels)
        for cell in (squeeze(text(page.value(row, c))) for c in part):
            if cell and left:
                checked += 1
                agree += _within(cell, left)
    return checked >= 3 and agree >= 0.7 * checked


def _within(short: str, full: str) -> bool:
    """Whether the characters of `short` stand in `full` in the same order."""
    rest = iter(full)
    return all(ch in rest for ch in short)


def _different_rows(page: Page, draft: Draft, firsts: list[int]) -> bool:
    """Side-by-side parts go on with each other: their first columns hold different labels, each once or nearly so."""
    seen: set[str] = set()
    for col in firsts:
        mine = [squeeze(text(v)) for r in draft.body[:300] if (v := page.value(r, col)) is not None]
        if len(set(mine)) < 0.8 * len(mine) or len(seen & set(mine)) > 0.2 * max(1, len(set(mine))):
            return False
        seen |= set(mine)
    return True

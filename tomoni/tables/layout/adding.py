"""adding: whether the figures of some rows prove another row to be made of them, allow it, or refute it."""

from __future__ import annotations

from tomoni.tables.layout.kinds import number_of
from tomoni.tables.layout.page import Page


def _figures(page: Page, row: int, cols: list[int]) -> dict[int, float]:
    return {c: n for c in cols if (n := number_of(page.value(row, c))) is not None}


def adds_up(page: Page, parts: list[int], whole: int, cols: list[int]) -> bool:
    """Most columns of the whole are the sums of its parts."""
    total = _figures(page, whole, cols)
    sums: dict[int, float] = {}
    for row in parts:
        for c, n in _figures(page, row, cols).items():
            sums[c] = sums.get(c, 0.0) + n
    checked = [c for c in total if c in sums and total[c]]
    agree = sum(abs(sums[c] - total[c]) <= max(1.0, 0.002 * abs(total[c])) for c in checked)
    return len(checked) >= 1 and agree >= 0.6 * len(checked)


def is_part_of(page: Page, parts: list[int], whole: int, cols: list[int]) -> float:
    """How sure the figures make it that rows are the parts of another row: 1.0 when they add up, 0.0 when refuted."""
    if adds_up(page, parts, whole, cols):
        return 1.0
    if is_between(page, parts, whole, cols) or parts_within(page, parts, whole, cols) == parts:
        return 0.75
    return 0.9 if _counts_and_rates(page, parts, whole, cols) else 0.0


def _counts_and_rates(page: Page, parts: list[int], whole: int, cols: list[int]) -> bool:
    """Counts that add up (出生 実数) with rates between theirs (率): several columns do the one, nearly all the one or the other."""
    checked = [c for c in _figures(page, whole, cols) if sum(c in _figures(page, r, cols) for r in parts) >= 2]
    sums = [c for c in checked if adds_up(page, parts, whole, [c])]
    others = [c for c in checked if c not in sums]
    between = sum(is_between(page, parts, whole, [c]) for c in others)
    return len(sums) >= 2 and len(sums) + between >= 0.9 * len(checked)


def is_between(page: Page, parts: list[int], whole: int, cols: list[int]) -> bool:
    """The whole lies between its smallest and its largest part: rates and indices, which do not add up."""
    total = _figures(page, whole, cols)
    rows = [_figures(page, r, cols) for r in parts]
    checked = [c for c in total if sum(c in r for r in rows) >= 2]
    agree = sum(min(r[c] for r in rows if c in r) <= total[c] <= max(r[c] for r in rows if c in r) for c in checked)
    return len(checked) >= 1 and agree >= 0.8 * len(checked)


def parts_within(page: Page, rows: list[int], whole: int, cols: list[int]) -> list[int]:
    """The rows from the top that together are not more than the whole (うち…): a part is not larger than its whole."""
    total = _figures(page, whole, cols)
    sums: dict[int, float] = dict.fromkeys(total, 0.0)
    taken: list[int] = []
    for row in rows:
        mine = {c: n for c, n in _figures(page, row, cols).items() if c in total}
        for c, n in mine.items():
            sums[c] += abs(n)
        over = sum(sums[c] > abs(total[c]) * 1.001 + 1e-9 for c in mine)
        if over > 0.4 * len(mine):
            break
        taken.append(row)
    return taken

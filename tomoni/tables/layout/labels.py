"""labels: which columns say what a row is about, and the values that rows inherit from the rows above them.

Inherited are merged cells (S01), blanks under a group (S02), 同上 and 〃 (S19), bare years after an era year (D03), and
words written downwards one character a row (S10). Each inheritance says where it came from and how sure it is.
"""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import time

from tomoni.tables.grid import Ref, Scalar
from tomoni.tables.layout.adding import adds_up, is_between, parts_within
from tomoni.tables.layout.draft import Draft
from tomoni.tables.layout.kinds import FIGURES, Kind, kind_of, number_of, plain, text
from tomoni.tables.layout.names import all_years
from tomoni.tables.layout.omitted import said_each_time
from tomoni.tables.layout.page import Page
from tomoni.tables.layout.totals import is_total

DITTO = frozenset({"同上", "〃", "々", "″", "”", "仝", "同　上", "〃 ", "　〃", "　〃　", " 〃", "同 上", "ditto"})


_REACH = 20
"""How many rows up a ditto may point over blank cells."""


@dataclass(frozen=True, slots=True)
class Inherited:
    """The cell (row, col) takes the text of `source`, or `value` when that is put together."""

    row: int
    col: int
    source: Ref
    rule: str
    value: str | None = None
    also: tuple[Ref, ...] = ()
    confidence: float = 1.0


def label_columns(page: Page, draft: Draft, cols: list[int]) -> list[int]:
    """The columns at the left that name the rows; [] when the table has no figures at all."""
    sample = [*draft.body[:80], *draft.body[-20:]] if len(draft.body) > 100 else draft.body
    sample = [*sample, *draft.groups[:40]]
    labels: list[int] = []
    clocks = _clocks(page, sample, cols)
    for position, col in enumerate(cols):
        values = [v for r in sample if (v := page.value(r, col)) is not None]
        kinds = Counter(kind_of(v) for v in values)
        figures = len(values) if col in clocks else sum(kinds[k] for k in FIGURES)
        if values and figures < 0.5 * len(values):
            labels.append(col)
        elif not values:
            if _covered(page, draft, labels, col):
                labels.append(col)
        elif (labels and _covered(page, draft, labels, col)) or (
            (position == 0 and (_mixed(kinds) or all_years(values) or _counter(values, page, draft, col)))
            or (labels and (_numbers_words(page, draft, col) or (_mixed(kinds) and _nameless(page, draft, col))))
        ):
            labels.append(col)
        else:
            return labels
    return []


_CLOCK = re.compile(r"\d{1,2}[:：]\d{2}")


def _clocks(page: Page, rows: list[int], cols: list[int]) -> set[int]:
    """The columns of a timetable: at least three of times of day (and marks), and nearly all but the first ones."""
    found = set()
    for col in cols:
        values = [v for r in rows[:40] if (v := page.value(r, col)) is not None]
        times = sum(isinstance(v, time) or (isinstance(v, str) and bool(_CLOCK.fullmatch(plain(v)))) for v in values)
        marks = sum(kind_of(v) is Kind.MARK for v in values)
        if times and times + marks >= 0.9 * len(values):
            found.add(col)
    return found if len(found) >= 3 and len(found) >= 0.6 * len(cols) else set()


def _covered(page: Page, draft: Draft, labels: list[int], col: int) -> bool:
    """The header of a label column to the left is merged over this column."""
    merges = [m for r in draft.header if (m := page.merge(r, col))]
    return any(m.left < col and m.left in labels for m in merges)


def _numbers_words(page: Page, draft: Draft, col: int) -> bool:
    """Numbers of the words beside them: one merged name stands over both (目: 1 | 一般管理費)."""
    over = [m for r in draft.header if (m := page.merge(r, col)) and m.left == col and m.right == col + 1]
    rows = [r for r in draft.body[:80] if page.value(r, col) is not None]
    return bool(over and rows) and all(page.kind(r, col + 1) is Kind.WORDS for r in rows)


def _mixed(kinds: Counter[Kind]) -> bool:
    """Words or periods among the figures of the first column: 平成28年, 29, 30 … are labels, not measures."""
    return kinds[Kind.WORDS] + kinds[Kind.PERIOD] >= 0.1 * sum(kinds.values())


def _nameless(page: Page, draft: Draft, col: int) -> bool:
    """No header cell stands in the column or is merged over it."""
    return bool(draft.header) and all(page.value(r, col) is None and not page.merge(r, col) for r in draft.header)


def _counter(values: Sequence[Scalar], page: Page, draft: Draft, col: int) -> bool:
    """A running number or code in the first column, with words right beside it."""
    whole = [v for v in values if number_of(v) is not None]
    beside = Counter(page.kind(r, col + 1) for r in draft.body[:40] if page.value(r, col) is not None)
    return len(whole) >= 0.9 * len(values) and beside[Kind.WORDS] + beside[Kind.DATE] >= 0.6 * sum(beside.values())


def merged_cells(page: Page, draft: Draft, cols: list[int]) -> list[Inherited]:
    """Cells of the body that lie under a merge with words in it (S01). Figures are not copied, unless words beside them
    are merged over the same rows: they number what the words name."""
    if not page.merges:
        return []
    inside, wanted, found = set(draft.body), set(cols), []
    named = {(m.top, m.bottom, m.left) for m in page.merges if page.kind(m.top, m.left) is Kind.WORDS}
    for merge in page.merges:
        value = page.value(merge.top, merge.left)
        if merge.bottom == merge.top or merge.left not in wanted or value is None:
            continue
        if kind_of(value) in FIGURES and (merge.top, merge.bottom, merge.right + 1) not in named:
            continue
        source = Ref(merge.top, merge.left)
        found += [
            Inherited(row, merge.left, source, "S01") for row in range(merge.top + 1, merge.bottom + 1) if row in inside
        ]
    return found


def dittos(page: Page, draft: Draft, cols: list[int]) -> list[Inherited]:
    """同上, 〃 and the like take the text of the nearest cell above that says something (S19)."""
    wanted, left = set(cols), page.grid.left
    sources: dict[Ref, Ref] = {}
    for i, row in enumerate(draft.body):
        cells = page.row(row)
        if DITTO.isdisjoint(cells):
            continue
        for j, value in enumerate(cells):
            if value.__class__ is str and value in DITTO and left + j in wanted:
                col = left + j
                above = draft.body[max(0, i - _REACH) : i]
                source = next((s for r in reversed(above) if (s := _source(page, r, col, sources))), None)
                if source:
                    sources[Ref(row, col)] = source
    return [Inherited(row, col, source, "S19") for (row, col), source in sources.items()]


def _source(page: Page, row: int, col: int, sources: dict[Ref, Ref]) -> Ref | None:
    """Where a ditto below this cell points: the cell itself, or what its own ditto points at."""
    return sources.get(Ref(row, col)) or (Ref(row, col) if _says(page, row, col) else None)


def _says(page: Page, row: int, col: int) -> bool:
    value = page.value(row, col)
    return value is not None and value not in DITTO


def hierarchy(page: Page, draft: Draft, labels: list[int], cols: list[int], known: set[Ref]) -> list[Inherited]:
    """Blank label cells under a group (S02): the group stands further left, its parts have a label further right.

    A part may not be larger than its whole: where figures contradict, the row below is tried (sums that stand under
    their parts), and else the cell stays blank. `known` are cells that are filled already.
    """
    found: list[Inherited] = []
    depth = [c for c in labels if any(page.value(r, c) is not None for r in (*draft.body, *draft.groups))]
    measures = [c for c in cols if c not in labels]
    rows = sorted([*draft.body, *draft.groups])
    for level, col in enumerate(depth[:-1]):
        deeper = depth[level + 1 :]
        if not any(page.value(r, col) is None and _any(page, r, deeper) for r in draft.body[:2000]):
            continue
        if said_each_time(page, rows, col, known):
            continue
        found += _under(page, rows, set(draft.groups), col, depth[:level], deeper, measures, known)
    return found


def records(page: Page, body: list[int], cols: list[int]) -> list[Inherited]:
    """Columns at the left that are said once for several rows of other columns (S02): a list and its items.

    Only when the two exclude each other: a row that opens has nothing in the columns that all items fill, and items
    nothing in those that open. A blank left by mistake in a row that is otherwise full is never filled.
    """
    opening = [r for r in body if cols and page.value(r, cols[0]) is not None]
    items = [r for r in body if page.value(r, cols[0]) is None] if 2 <= len(opening) <= 0.5 * len(body) else []
    if not opening or len(items) < 2 * len(opening) or body[0] != opening[0]:
        return []
    inside = {c for c in cols if any(page.value(r, c) is not None for r in items)}
    lead = list(itertools.takewhile(lambda c: c not in inside, cols))
    keys = [c for c in inside if sum(page.value(r, c) is not None for r in items) >= 0.9 * len(items)]
    if len(lead) < 2 or not keys or any(page.value(r, c) is not None for r in opening for c in keys):
        return []
    found: list[Inherited] = []
    parent = opening[0]
    for row in sorted(body):
        parent = row if page.value(row, cols[0]) is not None else parent
        if parent != row:
            found += [
                Inherited(row, c, Ref(parent, c), "S02", confidence=0.8)
                for c in lead
                if page.value(parent, c) is not None
            ]
    return found


def nested(page: Page, body: list[int], cols: list[int]) -> list[Inherited]:
    """A table of words whose groups are said once (部 | 課 | 係): blanks only ever at the left, before the first word.

    Every group is named once and in words; a column of numbers or codes, or a word that comes again, is never filled.
    """
    full = next((i for i, c in enumerate(cols) if all(page.value(r, c) is not None for r in body)), 0)
    lead = cols[:full]
    if not 1 <= len(lead) <= 4 or len(body) < 4 or any(page.value(body[0], c) is None for c in lead):
        return []
    first = [page.value(r, lead[0]) for r in body]
    named = [text(v) for v in first if v is not None]
    if len(set(named)) < len(named) or not 2 <= len(named) <= 0.7 * len(body):
        return []
    last: dict[int, int] = {}
    found: list[Inherited] = []
    for row in body:
        held = [page.value(row, c) is not None for c in lead]
        if held != sorted(held) or any(
            page.kind(row, c) is not Kind.WORDS for c, h in zip(lead, held, strict=True) if h
        ):
            return []
        for col, here in zip(lead, held, strict=True):
            if here:
                last[col] = row
            else:
                found.append(Inherited(row, col, Ref(last[col], col), "S02", confidence=0.75))
    return found


def _any(page: Page, row: int, cols: list[int]) -> bool:
    return any(page.value(row, c) is not None for c in cols)


def _under(
    page: Page,
    rows: list[int],
    groups: set[int],
    col: int,
    outer: list[int],
    deeper: list[int],
    measures: list[int],
    known: set[Ref],
) -> list[Inherited]:
    """Fill one label column: runs of blank cells, each under the cell that opened it."""
    found: list[Inherited] = []
    parent: int | None = None
    run: list[int] = []
    merged: list[int] = []

    def close(after: int | None) -> None:
        if run and parent is not None:
            inside = run[:-1] if after is None and _grand_total(page, rows, [parent, *run], deeper, measures) else run
            found.extend(_fill(page, col, parent, list(inside), after, groups, deeper, measures))
        run.clear()

    for row in rows:
        if Ref(row, col) in known:
            close(None)
            merged = [*merged, row] if merged else [*([parent] if parent is not None else []), row]
            parent = None
            continue
        value = page.value(row, col)
        if value is None and merged and _closes(page, row, merged, deeper, measures):
            found.append(Inherited(row, col, Ref(merged[0], col), "S02", confidence=0.95))
            merged = []
            continue
        merged = []
        if value is not None:
            close(row)
            parent = row
        elif any(page.value(row, c) is not None and Ref(row, c) not in known for c in outer):
            close(None)
            parent = None
        elif _any(page, row, deeper):
            run.append(row)
    close(None)
    return found


def _closes(page: Page, row: int, parts: list[int], deeper: list[int], measures: list[int]) -> bool:
    """A sum right under a merged group that adds up the rows of the group: it belongs to it."""
    label = _label(page, row, deeper)
    plain_rows = [r for r in parts if not any(is_total(text(page.value(r, c))) for c in deeper)]
    return is_total(label) and len(plain_rows) >= 2 and adds_up(page, plain_rows, row, measures)


def _grand_total(page: Page, rows: list[int], group: list[int], deeper: list[int], measures: list[int]) -> bool:
    """The last row adds up the whole table and not the group above it: it is of no group."""
    last = group[-1]
    if not is_total(_label(page, last, deeper)):
        return False
    mine = [r for r in group[:-1] if not is_total(_label(page, r, deeper))]
    everything = [r for r in rows if r < last and not is_total(_label(page, r, deeper))]
    return (
        len(everything) > len(mine)
        and adds_up(page, everything, last, measures)
        and not adds_up(page, mine, last, measures)
    )


def _label(page: Page, row: int, cols: list[int]) -> str:
    return next((text(v) for c in cols if (v := page.value(row, c)) is not None), "")


def _fill(
    page: Page,
    col: int,
    parent: int,
    run: list[int],
    after: int | None,
    groups: set[int],
    deeper: list[int],
    measures: list[int],
) -> list[Inherited]:
    source, sure = parent, 0.85
    label = text(page.value(parent, col))
    if parent in groups:
        sure = 1.0
    elif not _any(page, parent, deeper):  # the group has figures of its own: they can prove or refute it
        direct = [r for r in run if page.value(r, deeper[0]) is not None] if deeper else []
        if adds_up(page, run, parent, measures) or (
            direct and direct[0] == run[0] and adds_up(page, direct, parent, measures)
        ):
            sure = 1.0
        elif after is not None and not _any(page, after, deeper) and adds_up(page, run, after, measures):
            source, sure, label = after, 0.95, text(page.value(after, col))
        elif is_total(label):
            return []
        elif is_between(page, run, parent, measures):
            sure = 0.75
        else:
            run, sure = parts_within(page, run, parent, measures), 0.75
    elif is_total(label):
        return []
    return [Inherited(row, col, Ref(source, col), "S02", confidence=sure) for row in run]

"""Parts must add up to their total: in a row (計 beside its parts), in a column (a total row), in a schema's tree.

Which columns are parts of which is taken from the schema, or from the table itself when a 計 column equals the sum of
its neighbours in nearly every row: then the few rows that differ are errors of the file, and it is held.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import polars as pl

from tomoni.i18n import Text
from tomoni.registry.facts import address, numeric
from tomoni.registry.gates.base import Candidate, Gate, Outcome, Verdict
from tomoni.registry.gates.words import Seen, held, listed, number, row_words
from tomoni.tables import Table
from tomoni.tables.region import RowKind

TOTAL_NAME = re.compile(
    r"^[（(\[]?(小|合|総|累)?計[)）\]]?$|^[（(]?合計[)）]?|(合計|総数|総計|小計|_計|（計）|\(計\))[)）]?$|^total$", re.I
)
NOT_ADDITIVE = re.compile(
    r"率|割合|平均|累計|累積|現在|密度|順位|指数|比|％|%|単価|年齢|番号|コード|緯度|経度|年度?$|^No\.?$", re.I
)
NEARLY = 0.9
MIN_ROWS = 5
TOLERANCE = 0.5
FEW_PARTS = 4


def schema_sums(candidate: Candidate) -> list[Verdict]:
    """The sums the schema declares, row by row. Rows where a part is missing are left out."""
    seen = Seen(candidate)
    out: list[Verdict] = []
    for rule in seen.rules.sums if seen.rules else ():
        parts = [name for name in rule.parts if name in seen.numbers]
        if rule.total not in seen.numbers or len(parts) != len(rule.parts):
            continue
        bad = _off(seen.frame, rule.total, parts)
        complete = _complete(seen.frame, rule.total, parts)
        if not bad or not complete:
            continue
        if len(bad) * 2 > complete:  # the file means something else by these words
            continue
        out.append(_row_verdict(seen, rule.total, parts, bad))
    return out


def detected_sums(candidate: Candidate) -> list[Verdict]:
    """A total column that equals the sum of the columns before it in nearly every row, but not in all."""
    seen, out = Seen(candidate), []
    declared = {rule.total for rule in seen.rules.sums} if seen.rules else set()
    for total, parts in _total_columns(seen):
        if total in declared:
            continue
        complete = _complete(seen.frame, total, parts)
        bad = _off(seen.frame, total, parts)
        if bad and complete >= MIN_ROWS and len(bad) <= complete * (1 - NEARLY) + 1 and len(bad) * 2 < complete:
            out.append(_row_verdict(seen, total, parts, bad))
    return out


def _total_columns(seen: Seen) -> Iterator[tuple[str, list[str]]]:
    """Each total column with the run of number columns beside it whose sum it is most often."""
    names = seen.frame.columns
    numbers = [n for n in seen.numbers if not NOT_ADDITIVE.search(n)]
    for total in (n for n in numbers if TOTAL_NAME.search(_behind(seen, n))):
        at = names.index(total)
        before = _run(list(reversed(names[:at])), numbers)
        after = _run(names[at + 1 :], numbers)
        runs = [run[:size] for run in (before, after) for size in range(2, len(run) + 1)]
        scored = [(len(_off(seen.frame, total, run)), -len(run), run) for run in runs]
        if scored:
            yield total, min(scored)[2]


def _behind(seen: Seen, name: str) -> str:
    return seen.candidate.columns.get(name) or name


def _run(names: Sequence[str], numbers: Sequence[str]) -> list[str]:
    out: list[str] = []
    for name in names:
        if name not in numbers:
            break
        out.append(name)
    return out


def _complete(frame: pl.DataFrame, total: str, parts: Sequence[str]) -> int:
    return frame.select(total, *parts).drop_nulls().height


def _off(frame: pl.DataFrame, total: str, parts: Sequence[str]) -> list[int]:
    """Rows whose total is not the sum of their parts (nothing missing)."""
    difference = (pl.sum_horizontal(*parts, ignore_nulls=False) - pl.col(total)).abs() > TOLERANCE
    return frame.select(difference.fill_null(False).alias("off"))["off"].arg_true().to_list()


def _row_verdict(seen: Seen, total: str, parts: Sequence[str], bad: list[int]) -> Verdict:
    texts = []
    for row in bad:
        where = row_words(seen, row, total)
        added = sum(seen.frame[name][row] for name in parts)
        said = seen.frame[total][row]
        texts.append(
            Text(
                f"{where.ja}は{number(said)}、内訳の合計は{number(added)}",
                f"{where.en}: {number(said)} against {number(added)}",
            )
        )
    words, few = listed(texts), parts[:FEW_PARTS]
    etc_ja, etc_en = (f" など{len(parts)}列", f" + … ({len(parts)} columns)") if len(parts) > len(few) else ("", "")
    return held(
        "sum-of-parts",
        f"「{total}」が内訳（{'＋'.join(few)}{etc_ja}）の合計と合わない行が{len(bad)}行あります: {words.ja}。",
        f'"{total}" is not the sum of its parts ({" + ".join(few)}{etc_en}) in {len(bad)} rows: {words.en}.',
        total=total,
        parts=list(parts),
        rows=len(bad),
    )


def total_rows(candidate: Candidate) -> list[Verdict]:
    """Total rows of the table against the rows above (or below) them, column by column."""
    table = candidate.table
    if table is None or RowKind.TOTAL not in table.kinds or RowKind.DATA not in table.kinds:
        return []
    leaving = {name for name in candidate.columns.values() if name}
    fits, misses = 0, []
    for info in table.columns:
        if info.name not in leaving or info.type not in ("integer", "number") or NOT_ADDITIVE.search(info.name):
            continue
        values = numeric(table.frame[info.name]).to_list()
        for row, kind in enumerate(table.kinds):
            if kind != RowKind.TOTAL or values[row] is None:
                continue
            sums = _possible_sums(values, table.kinds, row)
            if any(abs(value - values[row]) <= TOLERANCE for value in sums):
                fits += 1
            elif sums:
                misses.append((info.name, row, values[row], sums[0]))
    if not misses:
        return []
    return [_total_verdict(table, misses, fits)]


def _possible_sums(values: Sequence[float | None], kinds: Sequence[RowKind], row: int) -> list[float]:
    """What a total row may be the sum of: the rows since the last total, all rows above, all below, the totals above."""

    def added(rows: Sequence[int], kind: RowKind) -> list[float]:
        kept = [v for i in rows if kinds[i] == kind and (v := values[i]) is not None]
        return [float(sum(kept))] if kept else []

    last = max((i for i in range(row) if kinds[i] == RowKind.TOTAL), default=-1)
    after = next((i for i in range(row + 1, len(kinds)) if kinds[i] == RowKind.TOTAL), len(kinds))
    above, below = range(row), range(row + 1, len(kinds))
    return [
        *added(range(last + 1, row), RowKind.DATA),
        *added(above, RowKind.DATA),
        *added(range(row + 1, after), RowKind.DATA),
        *added(below, RowKind.DATA),
        *added(above, RowKind.TOTAL),
        *added(below, RowKind.TOTAL),
    ]


def _total_verdict(table: Table, misses: list[tuple[str, int, float, float]], fits: int) -> Verdict:
    """Held when the totals of this table do add up elsewhere, so that the table is understood; else warned of."""
    texts = []
    for name, row, said, added in misses:
        cell = address(table, [row], name)
        place = f"（{cell}）" if cell else ""
        texts.append(
            Text(
                f"「{name}」{place}は{number(said)}、行の合計は{number(added)}",
                f'"{name}"{f" ({cell})" if cell else ""}: {number(said)} against {number(added)}',
            )
        )
    words = listed(texts)
    understood = fits > 0 or sum(kind == RowKind.TOTAL for kind in table.kinds) == 1
    return Verdict(
        "sum-of-parts",
        Outcome.HELD if understood and len(misses) <= max(2, fits) else Outcome.WARNED,
        Text(
            f"合計の行が、各行を足した数と合いません: {words.ja}。",
            f"The total row is not the sum of the rows: {words.en}.",
        ),
        {"misses": [[name, said, added] for name, _, said, added in misses[:20]]},
    )


def check(candidate: Candidate) -> list[Verdict]:
    return [*schema_sums(candidate), *detected_sums(candidate), *total_rows(candidate)]


GATES = [Gate("sum-of-parts", Text("合計が合うか", "Parts add up to their total"), check)]

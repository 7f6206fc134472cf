"""Editions: a file beside the one published before it — columns that went, came or moved (H07), other magnitudes (V04).

`check(new, before=old)` calls it; whoever holds both tables already can call `compare` alone. Both are read from the
clean tables, so a header that is only spelled with other spaces has not changed.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import polars as pl

from tomoni.tables.finding import Finding, Message, Severity
from tomoni.tables.layout.kinds import squeeze
from tomoni.tables.rules.saying import finding
from tomoni.tables.table import Table

_FEWEST = 3
"""So many figures a column needs in both editions before their magnitudes are compared."""
_JUMP = 1.9
"""Powers of ten between the usual figures of two editions that growth does not explain: ×80 (0.12 and 12 are ×100)."""


def against(tables: Sequence[Table], before: Sequence[Table]) -> list[Finding]:
    """The findings of every table that has a counterpart in the edition before: same sheet, or most columns alike."""
    found: list[Finding] = []
    free = list(before)
    for table in tables:
        old = _counterpart(table, free)
        if old is None:
            continue
        free.remove(old)
        found += compare(table, old)
    return found


def _counterpart(table: Table, before: Sequence[Table]) -> Table | None:
    shares = [(_alike(table, old), table.sheet == old.sheet, -place) for place, old in enumerate(before)]
    best = max(range(len(before)), key=lambda i: shares[i], default=None)
    return before[best] if best is not None and shares[best][0] >= 0.5 else None


def _alike(table: Table, old: Table) -> float:
    mine, theirs = set(_names(table)), set(_names(old))
    return len(mine & theirs) / max(1, min(len(mine), len(theirs)))


def _names(table: Table) -> dict[str, str]:
    """Squeezed name → name as written."""
    return {squeeze(column.name): column.name for column in table.columns}


def compare(table: Table, old: Table) -> list[Finding]:
    """H07 and V04 of one table against its last edition; [] when nothing that users rely on has changed."""
    return [*_header(table, old), *_magnitudes(table, old)]


def _header(table: Table, old: Table) -> list[Finding]:
    now, then = _names(table), _names(old)
    gone = [name for key, name in then.items() if key not in now]
    new = [name for key, name in now.items() if key not in then]
    if not gone and not new:
        return []
    parts_ja = [f"なくなった列: {'、'.join(gone[:6])}"] if gone else []
    parts_en = [f"gone: {', '.join(gone[:6])}"] if gone else []
    if new:
        parts_ja.append(f"新しい列: {'、'.join(new[:6])}")
        parts_en.append(f"new: {', '.join(new[:6])}")
    said = Message(
        f"前回と列が違います（{'。'.join(parts_ja)}）。利用者のプログラムが止まることがあります。",
        f"The columns differ from the last edition ({'; '.join(parts_en)}). Programs of users may stop working.",
    )
    cells = [cell.a1 for column in table.columns if column.name in new for cell in column.cells[-1:]]
    severity = Severity.WARNING if gone else Severity.INFO
    return [finding("H07", cells=cells, count=len(gone) + len(new), detail=said, severity=severity, sheet=table.sheet)]


def _magnitudes(table: Table, old: Table) -> list[Finding]:
    then = _names(old)
    found = []
    for index, column in enumerate(table.columns):
        name = then.get(squeeze(column.name))
        if name is None or column.type not in ("integer", "number"):
            continue
        jump = jumped(old.series(old.names.index(name)), table.series(index))
        if jump is None:
            continue
        before, usual = jump
        said = Message(
            f"ふつうの値が前回は{before:g}、今回は{usual:g}です。千円と円、％と割合などの単位をご確認ください。",
            f"The usual figure was {before:g} and is {usual:g} now. Please check units such as thousand yen, or % and ratio.",
        )
        cell = table.provenance.cells(0, index) if table.height else []
        found.append(
            finding(
                "V04",
                columns=[column.name],
                cells=[ref.a1 for ref in cell],
                count=table.height,
                detail=said,
                sheet=table.sheet,
            )
        )
    return found


def jumped(before: pl.Series, now: pl.Series) -> tuple[float, float] | None:
    """The usual figure before and now, when they are too far apart for growth (V04); None when they are not."""
    then, usual = _usual(before), _usual(now)
    return None if then is None or usual is None or abs(math.log10(usual / then)) < _JUMP else (then, usual)


def _usual(values: pl.Series) -> float | None:
    """The median of the figures that are not zero, without their signs."""
    figures = values.cast(pl.Float64, strict=False).abs().drop_nulls()
    figures = figures.filter(figures > 0)
    if len(figures) < _FEWEST:
        return None
    median = figures.median()
    return float(median) if isinstance(median, int | float) and math.isfinite(median) else None

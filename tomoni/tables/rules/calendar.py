"""Days that cannot be: 31 April, the year 2203, one day out of step in a table of every day (D08)."""

from __future__ import annotations

from collections.abc import Iterable

import polars as pl

from tomoni.tables.finding import Finding, Message
from tomoni.tables.readings import kind
from tomoni.tables.rules.saying import addresses, finding
from tomoni.tables.table import Table

_DAY = r"^\d{4}-\d{2}-\d{2}$"
_YEARS = (1850, 2100)
"""Days of other years stand in no table of an office, unless it is about them."""
_MOST = 5_000
MIN_ROWS = 8


def impossible(table: Table) -> Iterable[Finding]:
    """D08: a day that no calendar has, or one of a century that the column knows nothing of."""
    for col, column in enumerate(table.columns):
        if column.type not in ("date", "datetime"):
            continue
        texts = table.texts(col).unique()
        iso = texts.str.contains(_DAY)
        days = texts.filter(iso)
        no_day = days.filter(days.str.to_date("%Y-%m-%d", strict=False).is_null()).to_list()
        if column.exceptions:
            no_day += [text for text in texts.filter(~iso) if kind(text) == "baddate"]
        if no_day:
            shown = "、".join(no_day[:3])
            yield _said(
                table, col, no_day,
                f"暦にない日付です（{shown}）。正しい日をご確認ください。", f"No calendar has this day ({shown}). Please check.",
            )  # fmt: skip
        years = days.str.head(4).cast(pl.Int32, strict=False)
        far = days.filter((years < _YEARS[0]) | (years >= _YEARS[1])).to_list()
        far = [text for text in far if text not in no_day]
        if far and len(far) <= max(1, 0.05 * len(days)):
            shown = "、".join(far[:3])
            yield _said(
                table, col, far,
                f"年がほかの行と大きく離れています（{shown}）。打ち間違いでないかご確認ください。",
                f"The year is far from all others ({shown}). Please check for a slip.",
            )  # fmt: skip


def out_of_step(table: Table) -> Iterable[Finding]:
    """D08: a day that is not the next, between rows that are (7月1日, 7月2日, 8月3日, 7月4日)."""
    if not MIN_ROWS <= table.height <= _MOST:
        return
    for col, column in enumerate(table.columns):
        if column.type != "date":
            continue
        days = table.series(col).str.to_date("%Y-%m-%d", strict=False).to_physical()
        steps = days.diff()
        if days.null_count() > 1 or float((steps == 1).sum()) < 0.8 * (len(days) - 1):
            continue
        around = days.shift(-1) - days.shift(1)
        rows = ((around == 2) & (steps != 1)).fill_null(value=False).arg_true().to_list()
        if 0 < len(rows) <= max(1, 0.05 * len(days)):
            yield finding(
                "D08",
                columns=[column.name],
                cells=addresses(table, rows, col),
                count=len(rows),
                detail=Message(
                    "前後の行は一日ずつ続いていますが、この行の日付だけ続いていません。",
                    "The rows around it follow day by day, but this day does not.",
                ),
            )


def _said(table: Table, col: int, texts: list[str], ja: str, en: str) -> Finding:
    rows = table.rows_of(col, pl.Series(texts, dtype=pl.Utf8))
    return finding(
        "D08",
        columns=[table.columns[col].name],
        cells=addresses(table, rows, col),
        count=len(rows),
        detail=Message(ja, en),
    )

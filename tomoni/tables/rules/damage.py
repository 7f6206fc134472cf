"""Damage: what spreadsheets do to codes on their own — zeros lost, .0 and 1E+12, 1-2 turned into a date (C08)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

import polars as pl

from tomoni.tables.finding import Finding, Message
from tomoni.tables.readings import kind
from tomoni.tables.rules.saying import addresses, finding
from tomoni.tables.table import Table
from tomoni.tables.values.code import AREA_CODE, local_government_digit

CODE = re.compile(r"コード|ｺｰﾄﾞ|番号|(?<![a-z])(?:id|no|code|jan)(?![a-z])|ＩＤ|ＪＡＮ", re.I)
_FLOAT = r"^\d{4,}\.0$"
_SCIENCE = r"^\d(?:\.\d+)?[eE]\+?\d{2}$"
_POSTAL = re.compile(r"郵便番号|postal ?code", re.I)
_PHONE = re.compile(r"(?:.*_)?(?:電話(?:番号)?|TEL|ＴＥＬ|FAX(?:番号)?|ＦＡＸ(?:番号)?)", re.I)
_RANGE = r"^\d{1,2}[-‐－]\d{1,3}$"
_MONTH_DAY = r"^(?:\d{1,2}月\d{1,2}日|\d{4}-\d{2}-\d{2}|(?:19|20)\d{2}/\d{1,2}/\d{1,2}|(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)-\d{1,2}|\d{1,2}-(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec))$"


def mangled(table: Table, col: int) -> bool:
    """A column of codes that was stored as decimal numbers: most of its digits end in .0."""
    if not CODE.search(table.columns[col].name) or _whole(table, col):
        return False
    values = _written(table, col).drop_nulls()
    digits = values.filter(values.str.contains(r"^\d"))
    return len(digits) >= 3 and float(digits.str.contains(_FLOAT).sum()) >= 0.5 * len(digits)


def converted(table: Table) -> Iterable[Finding]:
    """C08. Each kind needs a column whose name says that it holds codes, or values that can be nothing else."""
    for col, column in enumerate(table.columns):
        name = column.name
        if "C08" in table.recipe.plans[col].hints.get("accept", {}):
            continue
        if mangled(table, col):
            rows = _written(table, col).str.contains(_FLOAT).fill_null(False).arg_true().to_list()
            yield _said(
                table,
                col,
                rows,
                "番号が小数（.0付き）になっています。",
                "Codes were turned into decimals (.0).",
                f"C08:{name}",
            )
            continue
        if CODE.search(name) or AREA_CODE.fullmatch(name):
            values = _written(table, col)
            rows = [] if _whole(table, col) else values.str.contains(_SCIENCE).fill_null(False).arg_true().to_list()
            if rows:
                yield _said(
                    table, col, rows,
                    "番号が指数（1E+12 など）になり、下の桁が失われています。元の番号を文字として入れ直してください。",
                    "Codes became 1E+12 and lost their last digits. Please enter them again as text.", "",
                )  # fmt: skip
                continue
            width, short = _short(table, col, values)
            if short:
                yield _said(
                    table, col, short,
                    f"先頭の0が落ちています。{width}桁のはずです。", f"The leading zero is lost; there should be {width} digits.",
                    f"C08:{name}={width}",
                )  # fmt: skip
        elif column.type in ("string", "code", "date", "datetime"):
            rows = _dates_among_ranges(_written(table, col)) if _has_ranges(table, col) else []
            if rows:
                yield _said(
                    table, col, rows,
                    "「1-2」のような値が日付に変わったようです。元の値を文字として入れ直してください。",
                    "Values like 1-2 seem to have become dates. Please enter them again as text.", "",
                )  # fmt: skip


def _whole(table: Table, col: int) -> bool:
    """Nothing with a point or an exponent, as the file has it: distinct texts tell it quicker than rows."""
    plan = table.recipe.plans[col]
    if plan.shape:
        return plan.shape == "whole"
    return plan.counts is not None and not bool(plan.counts["text"].str.contains("[.eE]").any())


def _said(table: Table, col: int, rows: Sequence[int], ja: str, en: str, accept: str) -> Finding:
    offer = Message("元の桁にもどします。", "Put the digits back.") if accept else None
    name = table.columns[col].name
    return finding(
        "C08",
        columns=[name],
        cells=addresses(table, rows, col),
        count=len(rows),
        detail=Message(ja, en),
        proposal=offer,
        accept=accept,
    )


def _written(table: Table, col: int) -> pl.Series:
    """The texts as the file has them."""
    raw = table.provenance.raw.get(col)
    return raw if isinstance(raw, pl.Series) else table.series(col)


_ZEROS = (
    (_POSTAL, 7, r"^\d{6}$", r"^\d{7}$"),
    (_PHONE, 10, r"^[1-9]\d{8}$", r"^[(（]?0\d"),
    (AREA_CODE, 6, r"^[1-9]\d{4}$", r"^\d{6}$"),
)
"""Columns so named, their right width, a text that may lack its zero, and one that does not."""


def _short(table: Table, col: int, values: pl.Series) -> tuple[int, list[int]]:
    """(right width, rows that lack their leading zero): postal codes have 7 digits, phone numbers start with 0, area
    codes end in a check digit. (0, []) for others. Distinct texts tell most columns quicker than rows."""
    plan, name = table.recipe.plans[col], table.columns[col].name
    form = next((one for one in _ZEROS if one[0].fullmatch(name)), None)
    if form is None:
        return 0, []
    names, width, lacking, right = form
    if plan.counts is not None and not plan.at and not plan.counts["text"].str.contains(lacking).any():
        return 0, []
    short, whole = values.str.contains(lacking), values.str.contains(right)
    if names is AREA_CODE:
        short = values.is_in([text for text in values.filter(short).unique() if without_zero(text)])
    rows = short.fill_null(False).arg_true().to_list()
    known = len(rows) + int(whole.fill_null(False).sum())
    return (width, rows) if len(rows) >= 1 and known >= 0.9 * (len(values) - values.null_count()) else (0, [])


def zeros_lost(table: Table, col: int) -> bool:
    """Whether C08 says of a column that leading zeros are lost."""
    return bool(_short(table, col, _written(table, col))[1])


def without_zero(text: str) -> bool:
    """01100-2 without its zero is 11002: five digits of which the last is the check digit of the rest."""
    return len(text) == 5 and text[4] == local_government_digit("0" + text[:4])


def _has_ranges(table: Table, col: int) -> bool:
    """Whether the column holds a text like 1-3 at all: distinct texts tell it quicker than rows."""
    plan = table.recipe.plans[col]
    return not plan.shape and (plan.counts is None or bool(plan.counts["text"].str.contains(_RANGE).any()))


def _dates_among_ranges(values: pl.Series) -> list[int]:
    """Rows that hold a day in a column of 1-3, 2-1, 10-19 …; [] when the short ones may be days themselves."""
    present = values.drop_nulls()
    ranges = present.filter(present.str.contains(_RANGE))
    if len(ranges) < 3 or len(ranges) < 0.5 * len(present):
        return []
    if all(kind(text) in ("date", "monthday") for text in ranges.unique()):
        return []
    days = values.str.contains(_MONTH_DAY).fill_null(False)
    return days.arg_true().to_list()

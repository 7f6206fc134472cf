"""Figures that a column itself contradicts: a last row that is the sum of all others in every column but one (V06), and
a figure hundreds of times the others (V05)."""

from __future__ import annotations

import re
from collections.abc import Iterable

from tomoni.tables.finding import Finding, Message
from tomoni.tables.proposals.places import LATITUDE, LONGITUDE
from tomoni.tables.region import RowKind
from tomoni.tables.rules.saying import addresses, finding
from tomoni.tables.runs import totals
from tomoni.tables.table import Table

_NO_SUM = re.compile(
    r"増減|差|前[年月日週回期]|対前|比較|平均|率|割合|比|当たり|当り|あたり|密度|指数|順位|最[大小高低多少長短]|[%％‰]|度$|度[(（]|単価|価格|年齢|年$|コード|番号|実人|実数|実績値|累計|点数|倍"
)
_SCALED = re.compile(r"[百千万億]")
_ROUNDED = re.compile(r"四捨五入|端数|一致しない|合わない|合致しない|rounding", re.I)
_DEGREES = re.compile(f"{LATITUDE.pattern}|{LONGITUDE.pattern}", LATITUDE.flags)
"""G01 speaks of them."""
_MOST = 5_000
MIN_ROWS = 3
MIN_FIGURES = 10
_TIMES, _SPREAD = 100, 30


def bottom_lines(table: Table) -> Iterable[Finding]:
    """V06: one row of totals at the end or the beginning, the sum of the other rows in most columns, and not in these.

    Sums over groups, parts counted twice and rounded figures prove nothing: nothing is said unless at least two columns,
    and two in three, add up to the unit.
    """
    gone = totals(table.kinds)
    height = table.height
    if (
        len(gone) != 1
        or gone[0] not in (0, height - 1)
        or not MIN_ROWS < height <= _MOST
        or len(table.region.blocks) > 1
    ):
        return
    if any(_ROUNDED.search(note) for note in table.notes):
        return
    agree, wrong = 0, []
    for col, column in enumerate(table.columns):
        if column.type != "integer" or column.is_label or _NO_SUM.search(f"{column.name} {column.unit}"):
            continue
        values = table.numbers(col)
        stated = values[gone[0]]
        rest = [values[row] for row in range(height) if row != gone[0]]
        known = [value for value in rest if value is not None]
        if stated is None or not known:
            continue
        if sum(known) == stated:
            agree += bool(stated)
        elif len(known) == len(rest) and not column.exceptions:
            slack = 0.5 * len(rest) if _SCALED.search(f"{column.unit} {table.unit} {column.name}") else 0.0
            if abs(sum(known) - stated) > slack:
                wrong.append((col, sum(known), stated))
    if agree < 2 or len(wrong) > 0.5 * agree:
        return
    for col, expected, stated in wrong:
        yield finding(
            "V06",
            columns=[table.columns[col].name],
            cells=addresses(table, gone, col),
            detail=Message(
                f"各行を足すと{expected:.0f}ですが、合計の行には{stated:.0f}と書かれています。どちらが正しいかご確認ください。",
                f"The rows add up to {expected:.0f}, but the row of totals says {stated:.0f}. Please check which is right.",
            ),
        )


def out_of_scale(table: Table) -> Iterable[Finding]:
    """V05: a figure at least a hundred times the next largest, in a column whose others lie close together."""
    if not MIN_FIGURES <= table.height <= _MOST:
        return
    for col, column in enumerate(table.columns):
        if column.type not in ("integer", "number") or column.is_label or _DEGREES.search(column.name):
            continue
        values = [
            (value, row)
            for row, (value, row_kind) in enumerate(zip(table.numbers(col), table.kinds, strict=True))
            if value is not None and row_kind is not RowKind.TOTAL
        ]
        if len(values) < MIN_FIGURES:
            continue
        values.sort(key=lambda item: item[0])
        (least, _), (second, _), (most, row) = values[0], values[-2], values[-1]
        if least > 0 and second <= _SPREAD * least and most >= _TIMES * second:
            yield finding(
                "V05",
                columns=[column.name],
                cells=addresses(table, [row], col),
                detail=Message(
                    f"{most:g}は、ほかの行でいちばん大きい{second:g}の{most / second:.0f}倍です。桁や単位をご確認ください。",
                    f"{most:g} is {most / second:.0f} times the next largest, {second:g}. Please check its digits and unit.",
                ),
            )

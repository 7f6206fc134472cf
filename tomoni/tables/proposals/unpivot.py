"""Unpivot: periods as columns (S20) and numbered groups of columns (S21) become rows.

A wide region becomes a long one by its blocks alone: one block for each period or number, with the period as the block's
constant (it stands in the header cell). Cells keep their addresses, so the trace needs nothing new.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

import polars as pl

from tomoni.tables.grid import Ref
from tomoni.tables.proposals.edit import free, said
from tomoni.tables.region import Block, Column, Fill, Origin, Region
from tomoni.tables.values.age import parse_age

_PERIOD = re.compile(r"(?:(?:19|20)\d\d|(?:明治|大正|昭和|平成|令和)\s?(?:\d{1,2}|元))年?度?(?:\d{1,2}月)?|\d{1,2}月")
_NUMBERED = re.compile(r"(.*[^0-9０-９])([0-9０-９]{1,2})")
MIN_PERIODS = 4


@dataclass(frozen=True, slots=True)
class Wide:
    """`values` are (name, column for each key or None); `ids` the columns that stay."""

    ids: list[int]
    key: str
    keys: list[str]
    values: list[tuple[str, list[int | None]]]

    @property
    def columns(self) -> list[int]:
        return [col for _, cols in self.values for col in cols if col is not None]


def periods(names: Sequence[str]) -> Wide | None:
    """Columns named for years, months or ages, at least four of one name (人口_2019年, 人口_2020年 …); None else."""
    found: dict[str, dict[str, int]] = {}
    for index, name in enumerate(names):
        stem, _, last = name.rpartition("_")
        if _PERIOD.fullmatch(last) or _age(last):
            found.setdefault(stem, {}).setdefault(last, index)
    wide = {stem: cols for stem, cols in found.items() if len(cols) >= MIN_PERIODS}
    if not wide:
        return None
    keys = list(dict.fromkeys(key for cols in wide.values() for key in cols))
    used = {index for cols in wide.values() for index in cols.values()}
    ids = [index for index in range(len(names)) if index not in used]
    if not ids:
        return None
    return Wide(ids, _called(keys), keys, [(stem or "値", [cols.get(k) for k in keys]) for stem, cols in wide.items()])


def _age(text: str) -> bool:
    return bool(re.search(r"\d[歳才代]", text)) and parse_age(text) is not None


def _called(keys: Sequence[str]) -> str:
    for name, pattern in (
        ("年度", r".*年度"),
        ("月", r"\d{1,2}月"),
        ("年月", r".*年\d{1,2}月"),
        ("年齢", r".*[歳才代].*"),
    ):
        if all(re.fullmatch(pattern, key) for key in keys):
            return name
    return "年" if all(re.fullmatch(r".*\d年?|.*元年", key) for key in keys) else "期間"


def numbered(names: Sequence[str]) -> Wide | None:
    """部屋1, 広さ1, 部屋2, 広さ2 …: at least two names with the same run of numbers from 1; None else."""
    found: dict[str, dict[int, int]] = {}
    for index, name in enumerate(names):
        match = _NUMBERED.fullmatch(name)
        if match and match[1].strip("_"):
            found.setdefault(match[1].rstrip("_"), {}).setdefault(int(match[2]), index)
    runs = Counter(tuple(sorted(cols)) for cols in found.values() if len(cols) >= 2)
    runs = Counter({run: count for run, count in runs.items() if run == tuple(range(run[0], run[0] + len(run)))})
    run, count = max(runs.items(), key=lambda item: (item[1] * len(item[0]), item), default=((), 0))
    if count < 2 or run[0] > 1:
        return None
    groups = {stem: cols for stem, cols in found.items() if tuple(sorted(cols)) == run}
    used = {index for cols in groups.values() for index in cols.values()}
    ids = [index for index in range(len(names)) if index not in used]
    if not ids:
        return None
    values: list[tuple[str, list[int | None]]] = [(stem, [cols[n] for n in run]) for stem, cols in groups.items()]
    return Wide(ids, "番号", [str(n) for n in run], values)


def by_period(
    region: Region, raws: Sequence[pl.Series], names: Sequence[str], column: str, value: str
) -> Region | None:
    """S20 accepted."""
    wide = periods(names)
    if wide is None:
        return None
    made = _long(region, wide, names, [list(range(len(region.rows)))] * len(wide.keys))
    cells = [cell for col in wide.columns for cell in region.columns[col].cells[-1:]]
    return said(
        made, "S20", cells, f"{len(wide.keys)}の期間の列を、縦長の表にしました。", "Columns of periods became rows."
    )


def by_number(
    region: Region, raws: Sequence[pl.Series], names: Sequence[str], column: str, value: str
) -> Region | None:
    """S21 accepted. A row stays for each number that has a value, and always for the first."""
    wide = numbered(names)
    if wide is None:
        return None
    kept = []
    for number in range(len(wide.keys)):
        cols = [cols[number] for _, cols in wide.values]
        kept.append(
            [r for r in range(len(region.rows)) if number == 0 or any(raws[c][r] for c in cols if c is not None)]
        )
    made = _long(region, wide, names, kept)
    cells = [cell for col in wide.columns for cell in region.columns[col].cells[-1:]]
    return said(
        made, "S21", cells, f"番号付きの列{len(wide.values)}組を、縦長の表にしました。", "Numbered columns became rows."
    )


def _long(region: Region, wide: Wide, names: Sequence[str], kept: Sequence[Sequence[int]]) -> Region:
    ids, keys = wide.ids, wide.keys
    place = len(ids)
    moved = {col: index for index, col in enumerate(ids)}
    at = {
        col: (k, place + 1 + v)
        for v, (_, cols) in enumerate(wide.values)
        for k, col in enumerate(cols)
        if col is not None
    }
    stay = [names[col] for col in ids]
    label = Column(free(wide.key, stay), (wide.key,), origin=Origin.CONSTANT, is_label=True)
    values = [_value_column(region, free(name, [*stay, label.name]), cols) for name, cols in wide.values]
    blocks = [_block(region, block, wide, k) for k in range(len(keys)) for block in region.blocks]
    count = len(region.blocks)
    rows = [(k * count + region.rows[r][0], region.rows[r][1]) for k in range(len(keys)) for r in kept[k]]
    kinds = [region.kinds[r] for k in range(len(keys)) for r in kept[k]]
    new_row = {(k, r): position for position, (k, r) in enumerate((k, r) for k in range(len(keys)) for r in kept[k])}
    fills: list[Fill] = []
    for fill in region.fills:
        places = [(k, moved[fill.col]) for k in range(len(keys))] if fill.col in moved else [at[fill.col]]
        fills += [replace(fill, row=new_row[k, fill.row], col=col) for k, col in places if (k, fill.row) in new_row]
    return replace(
        region,
        columns=[*(region.columns[col] for col in ids), label, *values],
        blocks=blocks,
        rows=rows,
        kinds=kinds,
        fills=fills,
        findings=list(region.findings),
    )


def _value_column(region: Region, name: str, cols: Sequence[int | None]) -> Column:
    parts = [region.columns[col] for col in cols if col is not None]
    unit = parts[0].unit if all(part.unit == parts[0].unit for part in parts) else ""
    return Column(name, (name,), parts[0].cells, unit)


def _block(region: Region, block: Block, wide: Wide, key: int) -> Block:
    picked = [*wide.ids, None, *(cols[key] for _, cols in wide.values)]
    header = next((region.columns[cols[key]].cells[-1:] for _, cols in wide.values if cols[key] is not None), ())  # type: ignore[index]
    cell = header[0] if header else Ref(region.range.top, region.range.left)
    constants = {
        new: block.constants[old] for new, old in enumerate(picked) if old is not None and old in block.constants
    }
    constants[len(wide.ids)] = (wide.keys[key], cell)
    columns = [None if old is None else block.columns[old] for old in picked]
    return Block(block.body, columns, constants, block.header_rows)

"""Small numbers of people stay inside: a source with `suppress = 5` publishes no number from 1 to 4.

It is done before there is a version, so that no file, page, picture, interface, difference or feed can tell what the
rows do not hold. A list with a row for each person becomes a table of counts by `count_by`. Hidden numbers are empty, and
field and schema say so (`tomoni:suppress`). Of a row with a small number every number is hidden, since totals stand beside
their parts; running totals and means of such a table are hidden whole; and further rows are hidden until the totals of the
columns give nothing away. Rows are gone through in their order, and what is hidden once stays so when rows are added:
two versions do not tell what one does not. Where a value came from, notes and findings stay inside, too.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import polars as pl

from tomoni.i18n import Text
from tomoni.registry.errors import Problem
from tomoni.registry.sources import SourceEntry
from tomoni.tables.provenance import BlockMap, Provenance
from tomoni.tables.small import protected_in_order

MARK = "tomoni:suppress"
COUNT = "件数"
DERIVED = re.compile(r"累計|累積|平均|移動|cumul|mean|average|running", re.IGNORECASE)
NOT_COUNTED = ("id", "code", "flag", "latitude", "longitude")


@dataclass(frozen=True, slots=True)
class Protected:
    """What may leave the house: rows, schema, and a provenance that names no cells."""

    frame: pl.DataFrame
    schema: dict[str, Any]
    provenance: Provenance


def protect(entry: SourceEntry, frame: pl.DataFrame, schema: Mapping[str, Any], provenance: Provenance) -> Protected:
    """The table without its small numbers. Problem where it has no numbers, or names fields that are not there."""
    descriptor = {key: value for key, value in schema.items() if key not in ("notes", "tomoni:notes")}
    if entry.count_by:
        frame = _counted(entry, frame)
        descriptor = _of_counts(entry, descriptor)
    columns = _numbers(frame, descriptor)
    if not columns:
        raise _no_numbers(entry)
    keys = list(entry.count_by) or [name for name in frame.columns if not frame.schema[name].is_numeric()][:2]
    masks: dict[str, set[int]] = {}
    if len(entry.count_by) == 2:
        frame = _by_two(frame, keys, entry.suppress)
    else:
        rows = _rows(frame, columns, entry.suppress)
        masks = dict.fromkeys(columns, rows)
        if rows:
            masks |= {name: set(range(frame.height)) for name in columns if DERIVED.search(name)}
    for name, gone in masks.items():
        keep = pl.Series([row not in gone for row in range(frame.height)], dtype=pl.Boolean)
        frame = frame.with_columns(pl.when(keep).then(pl.col(name)).alias(name))
    fields = [
        {**field, MARK: entry.suppress} if field["name"] in columns else dict(field) for field in descriptor["fields"]
    ]
    most = entry.suppress - 1
    note = (
        f"個人が推測されないよう、1〜{most}の数は空欄にしています。逆算できないように、ほかの数（0も）を空欄にすることがあります。"
        f" / To protect people, numbers from 1 to {most} are left empty, and others (zeros too) that would give them away."
    )
    descriptor = {**descriptor, "fields": fields, MARK: entry.suppress, "notes": [note]}
    return Protected(frame, descriptor, _nowhere(provenance, frame))


def _nowhere(provenance: Provenance, frame: pl.DataFrame) -> Provenance:
    """A provenance of the same file that names no cell and no row: the places of rows alone tell how many there are."""
    none: BlockMap = BlockMap([None] * frame.width)
    return replace(
        provenance,
        blocks=[none],
        block_of=[0] * frame.height,
        grid_row=[1] * frame.height,
        names=[""] * frame.width,
        header=[()] * frame.width,
        fills={},
        changes=[{}] * frame.width,
        raw={},
        at={},
        coded={},
    )


def _counted(entry: SourceEntry, frame: pl.DataFrame) -> pl.DataFrame:
    """How many rows there are of each combination, in their order."""
    missing = [name for name in entry.count_by if name not in frame.columns]
    if missing:
        raise Problem(
            Text(
                f"sources/{entry.dataset}.toml の count_by にある「{missing[0]}」は表にありません。ある項目: {'、'.join(frame.columns)}",
                f'count_by in sources/{entry.dataset}.toml names "{missing[0]}", which the table does not have. There are: {", ".join(frame.columns)}',
            ),
            code=1,
        )
    keys = list(entry.count_by)
    made = frame.group_by(keys, maintain_order=True).agg(pl.len().cast(pl.Int64).alias(COUNT))
    return made.sort(keys, nulls_last=True, maintain_order=True)


def _of_counts(entry: SourceEntry, schema: Mapping[str, Any]) -> dict[str, Any]:
    """The schema of the counts: the fields that are counted by, and the number."""
    known = {field["name"]: dict(field) for field in schema["fields"]}
    number = {"name": COUNT, "type": "integer", "title": COUNT, "tomoni:en": "Number", "tomoni:role": "count"}
    kept = {
        key: value for key, value in schema.items() if key in ("$schema", "missingValues", "tomoni:provisionalDays")
    }
    return {**kept, "name": entry.dataset, "fields": [*(known[name] for name in entry.count_by), number]}


def _numbers(frame: pl.DataFrame, schema: Mapping[str, Any]) -> list[str]:
    """Columns that count or measure something."""
    out = []
    for field in schema["fields"]:
        name = field["name"]
        counted = field.get("tomoni:role") not in NOT_COUNTED and field.get("type") != "year"
        if frame.schema[name].is_numeric() and counted and name not in ("年", "No", "no"):
            out.append(name)
    return out


def _rows(frame: pl.DataFrame, columns: Sequence[str], below: int) -> set[int]:
    """The rows whose numbers are hidden: those with a small one, and further ones until each column's total gives
    nothing away. Gone through in order, so that rows added later hide nothing less."""
    plain = [name for name in columns if not DERIVED.search(name)] or list(columns)
    values = frame.select(plain).rows()
    hidden: set[int] = set()
    for row, cells in enumerate(values):
        small = any(value is not None and 0 < value < below for value in cells)
        owed = bool(hidden) and _weak(values, hidden, below)
        told = any(value for value in cells)
        if small or (owed and told):
            hidden.add(row)
        while _weak(values, hidden, below) and (more := _before(values, hidden, row)) is not None:
            hidden.add(more)
    return set(range(frame.height)) if hidden and _weak(values, hidden, below) else hidden


def _weak(values: Sequence[tuple[Any, ...]], hidden: set[int], below: int) -> bool:
    """Would the total of some column give a hidden number away?"""
    for column in range(len(values[0]) if values else 0):
        found = [values[row][column] for row in hidden if values[row][column]]
        rest, count = sum(found), len(found)
        if any(0 < value < below for value in found) and (count == 1 or rest in (count, count * (below - 1))):
            return True
    return False


def _before(values: Sequence[tuple[Any, ...]], hidden: set[int], row: int) -> int | None:
    """The nearest told row before this one that has a number to hide behind."""
    return next((n for n in range(row - 1, -1, -1) if n not in hidden and any(values[n])), None)


def _by_two(frame: pl.DataFrame, keys: Sequence[str], below: int) -> pl.DataFrame:
    """Counts by two fields, the hidden ones empty: the totals of both are taken to be known, and days (or else the values
    of the first field) come one after the other. A combination that nobody has is no row of the table; where one has to
    be hidden so that a small number is not the only one of its day, it becomes a row without a number."""
    when = next((name for name in keys if frame.schema[name].is_temporal()), keys[0])
    where = keys[1 - keys.index(when)]
    days = frame[when].unique().sort(nulls_last=False).to_list()
    names = frame[where].unique(maintain_order=True).to_list()
    known = dict(zip(zip(frame[when], frame[where], strict=True), frame[COUNT], strict=True))
    cells = {
        (row, column): known.get((day, name), 0) for row, day in enumerate(days) for column, name in enumerate(names)
    }
    hidden, safe = protected_in_order(cells, below)
    if not safe:
        return frame.with_columns(pl.lit(None, pl.Int64).alias(COUNT))
    told = {
        (day, name): None if (row, column) in hidden else cells[row, column]
        for row, day in enumerate(days)
        for column, name in enumerate(names)
        if (row, column) in hidden or (day, name) in known
    }
    made = pl.DataFrame(
        {when: [day for day, _ in told], where: [name for _, name in told], COUNT: list(told.values())},
        schema={name: frame.schema[name] for name in (when, where, COUNT)},
    )
    return made.select(frame.columns).sort(keys, nulls_last=True, maintain_order=True)


def _no_numbers(entry: SourceEntry) -> Problem:
    return Problem(
        Text(
            f"sources/{entry.dataset}.toml に suppress がありますが、この表には数の列がありません。1行が1人の一覧なら、count_by に数えるときの項目（2つまで）を書いてください。公開中のデータは変わっていません。",
            f"sources/{entry.dataset}.toml has suppress, but the table has no numbers. If a row is a person, write count_by with one or two fields to count by. What is public has not changed.",
        ),
        code=1,
    )

"""Conform: a clean table → the typed rows of a schema, with every step remembered and every loss said.

Total rows leave, columns get the schema's names, types and code values; columns of the table that the schema does not
have follow after the schema's own. A value the type cannot hold becomes null and is reported; its text stays
reachable through the provenance.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import polars as pl

from tomoni.tables.coded import LONG, beside
from tomoni.tables.finding import Finding
from tomoni.tables.provenance import Change, Provenance
from tomoni.tables.runs import data_rows
from tomoni.tables.schema import problems
from tomoni.tables.schema.cast import Cast, cast
from tomoni.tables.schema.coordinates import straighten
from tomoni.tables.schema.easy import easy, hard
from tomoni.tables.schema.evidence import all_values, evidence
from tomoni.tables.schema.infer import field_of
from tomoni.tables.schema.match import DERIVABLE, map_columns
from tomoni.tables.schema.model import Field, Schema
from tomoni.tables.schema.running import as_totals
from tomoni.tables.table import Table
from tomoni.tables.values.missing import Missing, is_missing

TYPES: dict[str, pl.DataType] = {
    "string": pl.String(),
    "time": pl.String(),
    "integer": pl.Int64(),
    "year": pl.Int64(),
    "number": pl.Float64(),
    "date": pl.Date(),
    "boolean": pl.Boolean(),
}


@dataclass(slots=True)
class Conformed:
    """Typed rows. `rows[i]` is the table's row of output row i; `columns` maps each field to its table column or None."""

    frame: pl.DataFrame
    rows: list[int]
    columns: dict[str, int | None]
    schema: Schema
    findings: list[Finding]
    provenance: Provenance
    mapping: dict[str, str] = field(default_factory=dict)


def conform(
    table: Table,
    schema: Schema,
    mapping: Mapping[str, str] | None = None,
    *,
    context: Mapping[str, str] | None = None,
    columns: Sequence[str] | None = None,
) -> Conformed:
    """The rows of `table` as `schema` wants them.

    `mapping` (field → column) overrides what would be found, field by field; a column "" means: leave this field
    empty. `context` says whose data it is (keys code, prefecture, city) and fills those fields where the file has no
    such column. `columns` are the ticked columns (by the table's names or the schema's); without it, all.
    """
    place = dict(context or {})
    mapping = settle(table, schema, mapping)
    ticked = None if columns is None else set(columns)
    if ticked is not None:
        mapping = {f: c for f, c in mapping.items() if f in ticked or c in ticked}
    rows = data_rows(table.kinds)
    findings = problems.totals(table, rows) + problems.renamed(schema, mapping, table)
    findings += problems.outdated(schema, table.sheet)
    fields, sources = _layout(table, schema, mapping, ticked, place)
    provenance = table.provenance.take(rows, [-1 if s is None else s for s in sources])
    cells = table.cells.take(rows)
    series: list[pl.Series] = []
    sides = [
        position for name in (schema.lat_field, schema.lon_field) for position, f in enumerate(fields) if f.name == name
    ]
    if len(sides) == 2 and (lat := sources[sides[0]]) is not None and (lon := sources[sides[1]]) is not None:
        cells, swapped = straighten(cells, lat, lon, provenance, (sides[0], sides[1]), table.sheet)
        findings += swapped

    def typed_one(position: int) -> tuple[pl.Series, dict[str, Cast]]:
        source = sources[position]
        if source is None:
            return _given(fields[position], place, len(rows)), {}
        same = cells is table.cells
        held, shape = (table.coded(source), table.shape(source)) if same else (None, "")
        return _cast_column(cells[source], held, fields[position], shape)

    made = beside(typed_one, range(len(fields)), at_once=len(rows) >= LONG)
    for position, (item, source, (column, casts)) in enumerate(zip(fields, sources, made, strict=True)):
        series.append(column)
        if source is None:
            findings += problems.absent(item, column)
            continue
        findings += problems.values(item, cells[source], casts, provenance, position, table.sheet)
        remember(provenance, position, cells[source], casts)
    out = pl.DataFrame(series)
    findings += problems.keys(out, schema, table.sheet)
    provenance.names = [item.name for item in fields]
    result_columns = {item.name: source for item, source in zip(fields, sources, strict=True)}
    return Conformed(out, list(rows), result_columns, schema.with_fields(fields), findings, provenance, mapping)


def _cast_column(
    text: pl.Series, held: tuple[pl.Series, pl.Series] | None, item: Field, shape: str
) -> tuple[pl.Series, dict[str, Cast]]:
    """The typed values of one column, and what became of the distinct texts that are not easy. `held` are the (codes,
    texts) of the column where they are known, `shape` what `coded.shape_of` says of it."""
    values = text if held is None else held[1]
    ready = easy(values, item, shape)
    casts = {value: cast(value, item) for value in hard(values, ready)}
    casts = {value: _placeholder(value, item, one) for value, one in casts.items()}
    typed = _typed(values, ready, casts, item)
    same = typed.dtype == pl.String and (typed is values or typed.equals(values))
    return (text if same else typed if held is None else typed.gather(held[0])).rename(item.name), casts


def settle(table: Table, schema: Schema, mapping: Mapping[str, str] | None) -> dict[str, str]:
    """The mapping in force: what was given, then what is found for the fields and columns it says nothing about.

    A given column that the table no longer has counts as not given (see `drift`).
    """
    given = dict(mapping or {})
    names = {column.name for column in table.columns}
    kept = {f: c for f, c in given.items() if c in names or not c}
    rest = evidence(table, without=[i for i, c in enumerate(table.columns) if c.name in kept.values()])
    found = map_columns(rest, schema)
    if mapping is None:  # nothing was decided before: as `match` would propose
        found = as_totals(table, schema, found)
    kept |= {m.field: m.column for m in found if m.field not in kept}
    return {f.name: kept[f.name] for f in schema.fields if kept.get(f.name)}


def _layout(
    table: Table, schema: Schema, mapping: Mapping[str, str], ticked: set[str] | None, place: Mapping[str, str]
) -> tuple[list[Field], list[int | None]]:
    """Fields and where they come from: the schema's, in its order, then the table's own."""
    fields: list[Field] = []
    sources: list[int | None] = []
    for item in schema.fields:
        if item.name in mapping:
            fields.append(item)
            sources.append(table.column(mapping[item.name]))
        elif place.get(item.role) or (item.required and item.role not in DERIVABLE):
            fields.append(item)
            sources.append(None)
    used = {s for s in sources if s is not None}
    taken = {item.name for item in fields}
    for column in all_values(table, without=used):
        if ticked is not None and column.name not in ticked:
            continue
        descriptor = field_of(column)
        while descriptor["name"] in taken:
            descriptor["name"] += "_元"
        taken.add(descriptor["name"])
        fields.append(Field.from_json(descriptor))
        sources.append(column.index)
    return fields, sources


def _given(item: Field, place: Mapping[str, str], height: int) -> pl.Series:
    return pl.Series(item.name, [place.get(item.role) or None] * height, dtype=TYPES.get(item.type, pl.String()))


def _placeholder(text: str, item: Field, one: Cast) -> Cast:
    """― or 調査中 in a number or day is no value rather than a wrong one; ― in a code list is none either."""
    if not one.problem:
        return one
    missing = is_missing(text)
    empty = missing in {Missing.DASH, Missing.ELLIPSIS, Missing.BLANK}
    return Cast(None, "C06") if missing and (one.value is None or (item.codes and empty)) else one


def _typed(text: pl.Series, ready: pl.Series, casts: Mapping[str, Cast], item: Field) -> pl.Series:
    """The values: `ready` where they are easy, else what `casts` says."""
    kind = TYPES.get(item.type, pl.String())
    if isinstance(kind, pl.String) and all(one.value == value for value, one in casts.items()):
        return text.rename(item.name)
    if not casts:
        return ready.cast(kind).rename(item.name)
    values = pl.Series([one.value for one in casts.values()], dtype=kind)
    read = text.replace_strict(list(casts), values, default=None, return_dtype=kind)
    return (read if ready.null_count() == len(ready) else ready.cast(kind).zip_with(ready.is_not_null(), read)).rename(
        item.name
    )


def remember(provenance: Provenance, col: int, text: pl.Series, casts: Mapping[str, Cast]) -> None:
    """Write what conforming did to values into the provenance, once for each distinct value."""
    changed = {value: one for value, one in casts.items() if one.rule}
    if not changed:
        return
    if col not in provenance.raw:
        provenance.raw[col] = text.to_list()
        provenance.changes[col] = {}
        seen: Iterable[tuple[str, str]] = ((value, value) for value in changed)
    else:
        pairs = zip(provenance.raw[col], text.to_list(), strict=True)
        seen = {(raw, now) for raw, now in pairs if raw is not None and now in changed}
    changes = dict(provenance.changes[col])
    for raw, now in seen:
        one = changed[now]
        after = None if one.value is None else str(one.value)
        old = changes.get(raw)
        path = (*(old.path if old else ()), (one.rule, after))
        changes[raw] = Change(raw, path, old.confidence if old else 1.0)
    provenance.changes[col] = changes

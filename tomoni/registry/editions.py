"""Is this table a further edition of a dataset we have? Decided by what is in it, not by what the file is called.

Two tables are editions of one dataset when they have the same schema (or header) and most keys of the shorter are in
the longer, and either the figures beside those keys agree or the files are named alike but for dates and numbers.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import polars as pl

from tomoni.registry import queries
from tomoni.registry.errors import Problem
from tomoni.registry.facts import running
from tomoni.registry.intake import choose_table, read_file, tables_of
from tomoni.registry.naming import stem_slug
from tomoni.registry.scope import Scope
from tomoni.registry.sources import SourceEntry, SourceFile
from tomoni.tables import Table, schema

KEYS, FIGURES = 0.5, 0.6
FEWEST = 3
NEW = "\x00new"


def continues(scope: Scope, table: Table, file: SourceFile, schema_id: str, taken: set[str]) -> SourceEntry | None:
    """The dataset this table is an edition of, or None. `taken`: datasets that already got a table of this very file."""
    scored: list[tuple[float, SourceEntry]] = []
    for entry in queries.datasets(scope):
        if entry.dataset in taken or entry.schema != schema_id:
            continue
        if any((f.sha256, f.sheet, f.table) == (file.sha256, file.sheet, file.table) for f in entry.files):
            return entry
        if any(f.sha256 == file.sha256 for f in entry.files) or not _same_header(scope, entry, table):
            continue
        score = _score(scope, entry, table, file)
        if score > 0:
            scored.append((score, entry))
    return max(scored, key=lambda pair: pair[0])[1] if scored else None


@dataclass(frozen=True, slots=True)
class Recognised:
    """A dataset that a table is an edition of, with the table as that dataset's decisions read it."""

    entry: SourceEntry
    table: Table
    file: SourceFile
    score: float


def recognise(scope: Scope, data: bytes, file: SourceFile, taken: set[str]) -> Recognised | None:
    """The dataset that this table of a file continues, under the decisions made for it (schema, proposals, mapping):
    tomorrow's edition of what somebody decided about. `file` names sheet and table; None when it is new."""
    found: list[Recognised] = []
    for entry in queries.datasets(scope):
        if entry.dataset in taken:
            continue
        told = replace(file, header_rows=_header_told(scope, entry, file))
        try:
            table = choose_table(tables_of(data, Path(file.path).name, entry, told), told)
        except Problem:
            continue
        known = next(
            (f for f in entry.files if (f.sha256, f.sheet, f.table) == (file.sha256, file.sheet, file.table)), None
        )
        if known:
            return Recognised(entry, table, known, 10.0)
        if any(f.sha256 == file.sha256 for f in entry.files) or not _speaks_of(scope, entry, table):
            continue
        placed = replace(told, mapping=as_before(scope, entry, table, told))
        score = _score(scope, entry, table, placed)
        if score > 0:
            found.append(Recognised(entry, table, placed, score))
    return max(found, key=lambda one: one.score, default=None)


def in_order_of_likeness(scope: Scope, data: bytes, files: Sequence[SourceFile]) -> list[int]:
    """The tables of one file, by how surely they continue a dataset: the surest is the first to take its own."""
    scores = []
    for number, file in enumerate(files):
        found = recognise(scope, data, file, set()) if len(files) > 1 else None
        scores.append((-(found.score if found else 0.0), number))
    return [number for _, number in sorted(scores)]


def _header_told(scope: Scope, entry: SourceEntry, file: SourceFile) -> tuple[int, ...] | None:
    """The rows that a person said are the header of the newest edition, when this is the same sheet and a whole one."""
    newest = queries.editions(scope, entry)[-1]
    same = (newest.sheet, newest.table, newest.range) == (file.sheet, file.table, None)
    return newest.header_rows if same else file.header_rows


def _speaks_of(scope: Scope, entry: SourceEntry, table: Table) -> bool:
    """Whether the table is of the dataset's kind at all: most of its columns are those of the last edition, or the
    dataset's schema is what fits it best."""
    known = queries.known_columns(scope, entry)
    names = {column.name for column in table.columns}
    if known and len(names & known) * 2 > max(len(names), len(known)):
        return True
    if not entry.schema:
        return _same_header(scope, entry, table)
    best = next(iter(schema.match(table)), None)
    return best is not None and best.schema_id == entry.schema


def as_before(scope: Scope, entry: SourceEntry, table: Table, file: SourceFile) -> dict[str, str]:
    """The mapping of a further edition: what was decided for the newest one so far holds where its columns are still
    there, so that a field does not change its meaning from one day to the next."""
    names = {column.name for column in table.columns}
    decided = queries.editions(scope, entry)[-1].mapping or entry.mapping
    kept = {field: column for field, column in decided.items() if column in names}
    taken = set(kept.values())
    return kept | {f: c for f, c in file.mapping.items() if f not in kept and c not in taken}


def _same_header(scope: Scope, entry: SourceEntry, table: Table) -> bool:
    """A quick no: without a schema, half of the columns must have the same names. True when it is not known."""
    if entry.schema:
        return True
    known = queries.known_columns(scope, entry)
    names = {column.name for column in table.columns}
    return not known or len(names & known) * 2 >= min(len(names), len(known))


def _score(scope: Scope, entry: SourceEntry, table: Table, file: SourceFile) -> float:
    """How surely the table continues the dataset; 0 when it does not."""
    old_file = queries.editions(scope, entry)[-1]
    try:
        data = read_file(scope, old_file)
        old = choose_table(tables_of(data, Path(old_file.path).name, entry, old_file), old_file)
    except Problem:
        return 0.0
    if old.book.sha256 == table.book.sha256:
        return 0.0
    old_frame, new_frame = (
        _comparable(old, entry.schema, old_file.mapping),
        _comparable(table, entry.schema, file.mapping),
    )
    found = likeness(old_frame, new_frame)
    same_sheet = old_file.sheet == file.sheet
    alike = same_sheet and stem_slug(Path(old_file.path).stem) == stem_slug(Path(file.path).stem)
    if found.keys < KEYS or not (found.figures >= FIGURES or (alike and not found.numbered)):
        return 0.0
    return found.keys + found.covered + found.figures + 0.5 * alike + 0.25 * same_sheet


def _comparable(table: Table, schema_id: str, mapping: Mapping[str, str]) -> pl.DataFrame:
    """The data rows as text, with the schema's field names where there is a schema."""
    if not schema_id:
        return table.frame
    conformed = schema.conform(table, schema.load(schema_id), mapping or None)
    return conformed.frame.cast(pl.String, strict=False)


@dataclass(frozen=True, slots=True)
class Likeness:
    """`keys`: share of the shorter table's keys that the other has. `figures`: share of equal values beside equal keys.
    `numbered`: the key is only a running number, which any two lists have in common."""

    keys: float = 0.0
    covered: float = 0.0
    """Share of the longer table's keys: which of two short tables a list continues."""
    figures: float = 0.0
    numbered: bool = False


def likeness(old: pl.DataFrame, new: pl.DataFrame) -> Likeness:
    """How much of one table is in the other; both as text, with the same names for the same columns.

    The key is the first common column that hardly repeats. Columns that never change say nothing and are left out;
    where there are numbers, only numbers count, since a weekday agrees whenever the date does. The better half of the
    columns decides: in a list of patients the state of each changes from day to day, age and sex do not.
    """
    common = [name for name in old.columns if name in new.columns]
    if len(common) * 2 < min(len(old.columns), len(new.columns)) or not old.height or not new.height:
        return Likeness()
    key = next((n for n in common if all(f[n].n_unique() * 10 >= f.height * 9 for f in (old, new))), None)
    if key is None:
        return _by_rows(old.select(common), new.select(common))
    pair = old.select(common).unique(key).join(new.select(common).unique(key), on=key, suffix=NEW)
    sizes = sorted((old[key].n_unique(), new[key].n_unique()))
    if pair.height < min(FEWEST, sizes[1]):
        return Likeness()  # a single row says too little about a list
    if pair.height < KEYS * sizes[1] and not any(not _mostly_numbers(old[name]) for name in common):
        return Likeness()  # figures that agree without one label in common: a part of another table of the same report
    keys = pair.height / max(1, sizes[0])
    compared = [n for n in common if n != key and (old[n].n_unique() > 1 or new[n].n_unique() > 1)]
    numbers = [n for n in compared if _mostly_numbers(pair[n])]
    equal = sorted((share for n in (numbers or compared) if (share := _equal(pair, n)) is not None), reverse=True)
    better = equal[: (len(equal) + 1) // 2]
    return Likeness(
        keys,
        pair.height / max(1, sizes[1]),
        sum(better) / len(better) if better else 0.0,
        running(old[key]) and running(new[key]),
    )


def _equal(pair: pl.DataFrame, name: str) -> float | None:
    """Share of equal values where at least one side has one; None when neither ever has."""
    there = pair.filter(pl.col(name).is_not_null() | pl.col(f"{name}{NEW}").is_not_null())
    if not there.height:
        return None
    return float(there.select(pl.col(name).eq_missing(pl.col(f"{name}{NEW}")).mean()).item())


def _mostly_numbers(series: pl.Series) -> bool:
    filled = series.drop_nulls()
    return bool(filled.len()) and filled.cast(pl.Float64, strict=False).null_count() * 10 <= filled.len()


def _by_rows(old: pl.DataFrame, new: pl.DataFrame) -> Likeness:
    """For lists without a key: how many whole rows of the shorter stand in the other."""
    columns = old.columns
    counts = old.group_by(columns).len("\x00old").join(new.group_by(columns).len(NEW), on=columns, nulls_equal=True)
    share = float(counts.select(pl.min_horizontal("\x00old", NEW).sum()).item() or 0) / min(old.height, new.height)
    return Likeness(share, share, share, numbered=True)

"""Is this table a further edition of a dataset we have? Decided by what is in it, not by what the file is called.

Two tables are editions of one dataset when they have the same schema (or header) and most keys of the shorter are in
the longer, and either the figures beside those keys agree or the files are named alike but for dates and numbers.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import polars as pl

from tomoni.registry import queries
from tomoni.registry.errors import Problem
from tomoni.registry.intake import choose_table, read_file, tables_of
from tomoni.registry.naming import stem_slug
from tomoni.registry.scope import Scope
from tomoni.registry.sources import SourceEntry, SourceFile
from tomoni.tables import Table, schema

KEYS, FIGURES = 0.5, 0.6


def continues(scope: Scope, table: Table, file: SourceFile, schema_id: str, taken: set[str]) -> SourceEntry | None:
    """The dataset this table is an edition of, or None. `taken`: datasets that already got a table of this very file."""
    scored: list[tuple[float, SourceEntry]] = []
    for entry in queries.datasets(scope):
        if entry.dataset in taken or entry.schema != schema_id:
            continue
        if any((f.sha256, f.sheet, f.table) == (file.sha256, file.sheet, file.table) for f in entry.files):
            return entry
        score = _score(scope, entry, table, file)
        if score > 0:
            scored.append((score, entry))
    return max(scored, key=lambda pair: pair[0])[1] if scored else None


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
    keys, figures = likeness(old_frame, new_frame)
    alike = stem_slug(Path(old_file.path).stem) == stem_slug(Path(file.path).stem) and old_file.sheet == file.sheet
    if keys < KEYS or not (figures >= FIGURES or alike):
        return 0.0
    return keys + figures + 0.5 * alike + 0.25 * (old_file.sheet == file.sheet)


def _comparable(table: Table, schema_id: str, mapping: Mapping[str, str]) -> pl.DataFrame:
    """The data rows as text, with the schema's field names where there is a schema."""
    if not schema_id:
        return table.frame
    conformed = schema.conform(table, schema.load(schema_id), mapping or None)
    return conformed.frame.cast(pl.String, strict=False)


def likeness(old: pl.DataFrame, new: pl.DataFrame) -> tuple[float, float]:
    """(keys, figures): share of the shorter table's keys that the other has; share of equal values beside equal keys.

    The key is the first common column that hardly repeats. Columns that never change say nothing and are left out;
    where there are numbers, only numbers count, since a weekday agrees whenever the date does.
    """
    common = [name for name in old.columns if name in new.columns]
    if len(common) * 2 < min(len(old.columns), len(new.columns)) or not old.height or not new.height:
        return 0.0, 0.0
    key = next((n for n in common if all(f[n].n_unique() * 10 >= f.height * 9 for f in (old, new))), None)
    if key is None:
        return _by_rows(old.select(common), new.select(common))
    pair = old.select(common).unique(key).join(new.select(common).unique(key), on=key, suffix="\x00new")
    keys = pair.height / max(1, min(old[key].n_unique(), new[key].n_unique()))
    compared = [n for n in common if n != key and (old[n].n_unique() > 1 or new[n].n_unique() > 1)]
    numbers = [
        n
        for n in compared
        if pair[n].cast(pl.Float64, strict=False).null_count() <= pair[n].null_count() + pair.height // 10
    ]
    equal = [
        float(pair.select(pl.col(n).eq_missing(pl.col(f"{n}\x00new")).mean()).item() or 0.0)
        for n in (numbers or compared)
    ]
    return keys, max(equal, default=0.0)


def _by_rows(old: pl.DataFrame, new: pl.DataFrame) -> tuple[float, float]:
    """For lists without a key: how many whole rows of the shorter stand in the other."""
    columns = old.columns
    counts = old.group_by(columns).len("a").join(new.group_by(columns).len("b"), on=columns, nulls_equal=True)
    share = float(counts.select(pl.min_horizontal("a", "b").sum()).item() or 0) / min(old.height, new.height)
    return share, share

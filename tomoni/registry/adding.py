"""`tomoni add`: put a file into a community — detect its tables, match schemas, choose datasets, write source entries.

One table becomes one dataset, or a further edition of the dataset it continues. What was decided, and what a person
should look at, comes back in words.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from tomoni.i18n import Text
from tomoni.registry import editions, naming, queries
from tomoni.registry.errors import Problem, why
from tomoni.registry.explaining import Explained, explain
from tomoni.registry.intake import prepare, tables_of
from tomoni.registry.rooms import rooms
from tomoni.registry.scope import Scope
from tomoni.registry.sources import DATASET_ID, SourceEntry, SourceFile, write_source
from tomoni.tables import Table, schema
from tomoni.tables.region import RowKind
from tomoni.tables.schema import Match


@dataclass(frozen=True, slots=True)
class Added:
    """What became of one table. `reasons`: what was decided and why; `checks`: what a person should look at."""

    dataset: str
    title: Text
    schema: str
    confidence: float
    rows: int
    as_of: str
    as_of_from: str
    file: str
    sheet: str
    editions: int
    reasons: tuple[Text, ...] = ()
    checks: tuple[Text, ...] = ()


def add_file(scope: Scope, path: Path, dataset: str | None = None, schema_id: str | None = None) -> list[Added]:
    """Adds every table of a file. Raises Problem when the file gives no table; then nothing is written."""
    path = Path(path)
    data = _read(path)
    _check_names(dataset, schema_id)
    tables = tables_of(data, path.name, SourceEntry(dataset or "new", Text("", "")), SourceFile(path=path.name))
    chosen, left = with_rows(tables)
    if dataset:
        chosen = [_only_one(scope, chosen, dataset, schema_id)]
    best = {id(table): _match(table, schema_id) for table in chosen}
    kept = keep_in_folder(scope, path, data)
    taken: set[str] = set()
    made: dict[int, Added] = {}
    sha256 = hashlib.sha256(data).hexdigest()
    files = [
        SourceFile(path=kept, sha256=sha256, sheet=table.sheet or None, table=_number(tables, table))
        for table in chosen
    ]
    surest = range(1) if dataset else editions.in_order_of_likeness(scope, data, files)
    for number in surest:
        table = chosen[number]
        one = _add_table(scope, data, chosen, table, files[number], best[id(table)], dataset, taken)
        taken.add(one.dataset)
        made[number] = one
    added = [made[number] for number in range(len(chosen))]
    if left:
        added[0] = replace(added[0], checks=(*added[0].checks, *left))
    return added


def _number(tables: Sequence[Table], table: Table) -> int:
    """Which table of its sheet it is, from 1."""
    return next(i for i, other in enumerate((t for t in tables if t.sheet == table.sheet), 1) if other is table)


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise Problem(
            Text(f"{path} を読めません（{why(error).ja}）。", f"{path} cannot be read ({why(error).en}).")
        ) from None


def _check_names(dataset: str | None, schema_id: str | None) -> None:
    if dataset and not re.fullmatch(DATASET_ID, dataset):
        raise Problem(
            Text(
                f"データのID「{dataset}」は使えません。小文字の英数字とハイフンで書いてください（例: patients）。",
                f'"{dataset}" can\'t be a dataset id. Use lower-case letters, digits and hyphens, e.g. patients.',
            )
        )
    if schema_id:
        try:
            schema.load(schema_id)
        except LookupError:
            known = ", ".join(sorted(schema.library()))
            raise Problem(
                Text(
                    f"項目定義「{schema_id}」はありません。あるもの: {known}",
                    f'There is no schema "{schema_id}". There are: {known}',
                )
            ) from None


def with_rows(tables: Sequence[Table]) -> tuple[list[Table], list[Text]]:
    """Tables that have data rows, and words about those that are nothing but totals. All of them when none has."""
    chosen = [table for table in tables if RowKind.DATA in table.kinds]
    if not chosen:
        return list(tables), []
    left = [
        Text(
            f"同じファイルの{table.sheet and f' {table.sheet}'} {table.range} は合計だけの表なので、データには加えていません。",
            f"{table.sheet and f'{table.sheet} '}{table.range} of the same file holds only totals and was not added as a dataset.",
        )
        for table in tables
        if RowKind.DATA not in table.kinds
    ]
    return chosen, left


def _add_table(
    scope: Scope,
    data: bytes,
    tables: Sequence[Table],
    table: Table,
    file: SourceFile,
    best: Match | None,
    dataset: str | None,
    taken: set[str],
) -> Added:
    if best:
        file = replace(file, mapping={f: c for f, c in best.mapping.items() if f != c})
    schema_id = best.schema_id if best else ""
    existing = (
        queries.find_source(scope, dataset) if dataset else editions.continues(scope, table, file, schema_id, taken)
    )
    if existing:
        file = replace(file, mapping=editions.as_before(scope, existing, table, file))
        entry = replace(existing, files=with_edition(existing, file))
    else:
        stem = Path(file.path).stem
        name = dataset or naming.dataset_id(scope, table, schema_id, stem, tables)
        entry = SourceEntry(name, naming.title(scope, table, schema_id, stem), schema_id, (file,))
    prepared = prepare(scope, entry, file, table, data)
    dated = replace(file, as_of=prepared.as_of, as_of_from=prepared.as_of_from)
    entry = replace(entry, files=tuple(dated if f == file else f for f in entry.files))
    write_source(scope.community.dir, entry)
    said = [text for hook in rooms.dataset_hooks for text in hook(scope, entry.dataset)]
    words: Explained = explain(scope, entry, prepared, best, existing)
    return Added(
        dataset=entry.dataset,
        title=entry.title,
        schema=prepared.schema_id,
        confidence=best.confidence if best else 0.0,
        rows=prepared.frame.height,
        as_of=prepared.as_of,
        as_of_from=prepared.as_of_from,
        file=file.path,
        sheet=file.sheet or "",
        editions=len(entry.files),
        reasons=(*words.reasons, *said),
        checks=tuple(words.checks),
    )


def _match(table: Table, schema_id: str | None) -> Match | None:
    """The schema for a table: the one that was asked for, else the best that is sure enough, else none."""
    found = schema.match(table, only=[schema_id] if schema_id else None)
    if schema_id and (not found or not found[0].mapping):
        names = [column.name for column in table.columns]
        raise Problem(
            Text(
                f"この表には項目定義「{schema_id}」に合う列がありません。列: {'、'.join(names)}",
                f'This table has no columns that fit the schema "{schema_id}". It has: {", ".join(names)}',
            )
        )
    return found[0] if found else None


def _only_one(scope: Scope, tables: Sequence[Table], dataset: str, schema_id: str | None) -> Table:
    """Which table of a file is meant when a dataset was named: the one that fits its schema best, else the longest."""
    entry = queries.find_source(scope, dataset)
    wanted = schema_id or (entry.schema if entry else "")

    def fit(table: Table) -> tuple[float, int]:
        found = schema.match(table, only=[wanted] if wanted else None)
        return (found[0].confidence if found else 0.0, table.frame.height)

    return max(tables, key=fit)


def with_edition(entry: SourceEntry, file: SourceFile) -> tuple[SourceFile, ...]:
    """The entry's files with this one: in place of itself when it was added before, else at the end."""
    same = [old for old in entry.files if (old.sha256, old.sheet, old.table) == (file.sha256, file.sheet, file.table)]
    return (*(old for old in entry.files if old not in same), file)


def keep_in_folder(scope: Scope, path: Path, data: bytes) -> str:
    """Copies the file into DIR/files and gives its path there; a different file of the same name keeps its place."""
    home = scope.community.dir
    if path.resolve().is_relative_to(home / "files"):
        return path.resolve().relative_to(home).as_posix()
    folder = home / "files"
    folder.mkdir(exist_ok=True)
    target = folder / path.name
    if target.exists() and target.read_bytes() != data:
        target = folder / f"{path.stem}.{hashlib.sha256(data).hexdigest()[:8]}{path.suffix}"
    if not target.exists():
        partial = target.with_name(f".{target.name}.new")
        partial.write_bytes(data)
        partial.replace(target)
    return f"files/{target.name}"

"""`tomoni add`: put a file into a community — detect its tables, match schemas, choose datasets, write source entries.

One table becomes one dataset, or a further edition of the dataset it continues. What was decided, and what a person
should look at, comes back in words.
"""

from __future__ import annotations

import hashlib
import shutil
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from tomoni.i18n import Text
from tomoni.registry import editions, naming, queries
from tomoni.registry.errors import Problem
from tomoni.registry.intake import Prepared, prepare, tables_of
from tomoni.registry.rooms import rooms
from tomoni.registry.scope import Scope
from tomoni.registry.sources import SourceEntry, SourceFile, write_source
from tomoni.tables import Table, schema
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
    details: dict[str, Any] = field(default_factory=dict)


def add_file(scope: Scope, path: Path, dataset: str | None = None, schema_id: str | None = None) -> list[Added]:
    """Adds every table of a file. Raises Problem when the file gives no table; then nothing is written."""
    path = Path(path)
    try:
        data = path.read_bytes()
    except OSError as error:
        raise Problem(
            Text(f"{path} を読めません（{error.strerror}）。", f"{path} cannot be read ({error.strerror}).")
        ) from None
    if schema_id and schema_id not in schema.library():
        known = "、".join(sorted(schema.library()))
        raise Problem(
            Text(
                f"項目定義「{schema_id}」はありません。あるもの: {known}",
                f'There is no schema "{schema_id}". There are: {known}',
            )
        )
    tables = tables_of(data, path.name, SourceEntry(dataset or "new", Text("", "")), SourceFile(path=path.name))
    if dataset:
        tables = [_only_one(scope, tables, dataset, schema_id)]
    kept = _keep_in_folder(scope, path, data)
    taken: set[str] = set()
    added = []
    for table in tables:
        one = _add_table(scope, kept, data, tables, table, dataset, schema_id, taken)
        taken.add(one.dataset)
        added.append(one)
    return added


def _add_table(
    scope: Scope,
    kept: str,
    data: bytes,
    tables: list[Table],
    table: Table,
    dataset: str | None,
    schema_id: str | None,
    taken: set[str],
) -> Added:
    best = _match(table, schema_id)
    number = [other for other in tables if other.sheet == table.sheet].index(table) + 1
    file = SourceFile(
        path=kept,
        sha256=hashlib.sha256(data).hexdigest(),
        sheet=table.sheet or None,
        table=number,
        mapping={f: c for f, c in best.mapping.items() if f != c} if best else {},
    )
    matched = best.schema_id if best else ""
    existing = queries.find_source(scope, dataset) if dataset else editions.continues(scope, table, file, best, taken)
    if existing:
        entry = replace(existing, files=_with_edition(existing, file))
    else:
        name = dataset or naming.dataset_id(scope, table, matched, Path(kept).stem, tables)
        entry = SourceEntry(name, naming.title(scope, table, matched, Path(kept).stem), matched, (file,))
    prepared = prepare(scope, entry, file, table, data)
    dated = replace(file, as_of=prepared.as_of, as_of_from=prepared.as_of_from)
    entry = replace(entry, files=tuple(dated if f == file else f for f in entry.files))
    write_source(scope.community.dir, entry)
    hooks = [text for hook in rooms.dataset_hooks for text in hook(scope, entry.dataset)]
    return _report(entry, prepared, best, existing, hooks)


def _match(table: Table, schema_id: str | None) -> Match | None:
    """The schema for a table: the one that was asked for, else the best that is sure enough, else none."""
    found = schema.match(table, only=[schema_id] if schema_id else None)
    if schema_id and not found:
        raise Problem(
            Text(
                f"この表は項目定義「{schema_id}」に合う列を持っていません。列: {'、'.join(c.name for c in table.columns)}",
                f'This table has no columns that fit the schema "{schema_id}". It has: {", ".join(c.name for c in table.columns)}',
            )
        )
    return found[0] if found else None


def _only_one(scope: Scope, tables: list[Table], dataset: str, schema_id: str | None) -> Table:
    """Which table of a file is meant when a dataset was named: the one that continues it, else the best match."""
    if len(tables) == 1:
        return tables[0]
    wanted = schema_id
    if not wanted and (entry := queries.find_source(scope, dataset)):
        wanted = entry.schema or None
    scored = [
        (max((m.confidence for m in schema.match(t, only=[wanted] if wanted else None)), default=0.0), t)
        for t in tables
    ]
    return max(scored, key=lambda pair: pair[0])[1]


def _with_edition(entry: SourceEntry, file: SourceFile) -> tuple[SourceFile, ...]:
    """The entry's files with this one: in place of itself when it was added before, else at the end."""
    same = [old for old in entry.files if (old.sha256, old.sheet, old.table) == (file.sha256, file.sheet, file.table)]
    return (*(old for old in entry.files if old not in same), file)


def _keep_in_folder(scope: Scope, path: Path, data: bytes) -> str:
    """Copies the file into DIR/files and gives its path there; a different file of the same name keeps its place."""
    folder = scope.community.dir / "files"
    if path.resolve().is_relative_to(folder):
        return str(path.resolve().relative_to(scope.community.dir))
    folder.mkdir(exist_ok=True)
    target = folder / path.name
    if target.exists() and target.read_bytes() != data:
        target = folder / f"{path.stem}.{hashlib.sha256(data).hexdigest()[:8]}{path.suffix}"
    if not target.exists():
        partial = target.with_name(f".{target.name}.new")
        shutil.copyfile(path, partial)
        partial.replace(target)
    return f"files/{target.name}"


def _report(
    entry: SourceEntry, prepared: Prepared, best: Match | None, existing: SourceEntry | None, hooks: list[Text]
) -> Added:
    reasons, checks = [], []
    if best:
        reasons.append(Text(best.reason.ja, best.reason.en))
    else:
        reasons.append(
            Text(
                "合う項目定義がないので、表の列のまま取り込みます。",
                "No schema fits, so the table is taken in with its own columns.",
            )
        )
    if existing:
        reasons.append(
            Text(
                f"「{entry.dataset}」の{len(entry.files)}つ目の版です。",
                f'It is edition {len(entry.files)} of "{entry.dataset}".',
            )
        )
    if prepared.as_of_from == "data":
        checks.append(
            Text(
                f"時点 {prepared.as_of} はデータの中の最後の日付から推定しました。",
                f"The as-of date {prepared.as_of} was derived from the latest date in the data.",
            )
        )
    elif not prepared.as_of:
        checks.append(
            Text(
                f"いつ時点のデータか分かりません。sources/{entry.dataset}.toml に as_of を書いてください。",
                f"It is not known what day the data speak of. Write as_of in sources/{entry.dataset}.toml.",
            )
        )
    return Added(
        dataset=entry.dataset,
        title=entry.title,
        schema=prepared.schema_id,
        confidence=best.confidence if best else 0.0,
        rows=prepared.frame.height,
        as_of=prepared.as_of,
        as_of_from=prepared.as_of_from,
        file=prepared.file.path,
        sheet=prepared.file.sheet or "",
        editions=len(entry.files),
        reasons=(*reasons, *hooks),
        checks=tuple(checks),
    )

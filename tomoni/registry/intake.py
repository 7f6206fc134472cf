"""Intake: one edition of a dataset through the stream — read, repair, conform — ready for the gates. Changes nothing
that is public; keeps the raw file privately and remembers when it was first seen.

Deterministic: the same bytes and the same source entry give the same frame, schema and fingerprint on any machine.
"""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import polars as pl
from django.utils import timezone

from tomoni.i18n import Text
from tomoni.registry import corrections, facts, notes, protect, queries, raw_store, records, withdrawals
from tomoni.registry.errors import Problem, why
from tomoni.registry.scope import Scope
from tomoni.registry.sources import SourceEntry, SourceFile
from tomoni.tables import FileResult, Table, codes, repair, schema
from tomoni.tables.finding import Finding
from tomoni.tables.provenance import Provenance
from tomoni.tables.region import Override

REMEMBERED = 4
_read: dict[tuple[str, str, Override], FileResult] = {}
_reading = threading.Lock()


@dataclass(frozen=True, slots=True)
class Prepared:
    """An edition at the door. `frame`, `schema["fields"]` and the columns of `provenance` run in the same order."""

    dataset: str
    source: SourceEntry
    file: SourceFile
    frame: pl.DataFrame
    schema: dict[str, Any]
    schema_id: str
    provenance: Provenance
    findings: tuple[Finding, ...]
    table: Table
    as_of: str
    as_of_from: str
    sha256: str
    raws: tuple[str, ...]
    fetched: datetime
    fingerprint: str
    facts: facts.Facts
    mapping: Mapping[str, str] = field(default_factory=dict)
    columns: Mapping[str, str | None] = field(default_factory=dict)
    """Published field → column of the clean table (None: added by the schema)."""
    rows: tuple[int, ...] = ()
    """Row of the frame → row of the clean table."""
    notes_withheld: int = 0
    """How many of the sheet's notes stay inside (registry.notes)."""
    corrections: tuple[corrections.Applied, ...] = ()
    """What became of each approved correction of a cell."""

    @property
    def title(self) -> Text:
        return self.source.title

    @property
    def raw(self) -> Path | None:
        return raw_store.find(self.sha256)


def read_file(scope: Scope, file: SourceFile) -> bytes:
    """The bytes of an edition. Problem when the file is gone."""
    path = scope.community.dir / file.path
    try:
        return path.read_bytes()
    except OSError as error:
        raise Problem(
            Text(
                f"{file.path} を読めません（{why(error).ja}）。公開中のデータは変わっていません。ファイルを戻すか、sources の記述を直してください。",
                f"{file.path} cannot be read ({why(error).en}). What is public has not changed. Put the file back or correct its source entry.",
            ),
            code=1,
        ) from None


def result_of(data: bytes, name: str, override: Override) -> FileResult:
    """What a file holds under these overrides, findings about the file as a whole included. The last few files are
    remembered: a workbook with several tables is read once for all its datasets."""
    key = (hashlib.sha256(data).hexdigest(), name, override)
    with _reading:
        known = _read.get(key)
    if known is None:
        known = repair(data, name=name, override=override)
        with _reading:
            while len(_read) >= REMEMBERED:
                _read.pop(next(iter(_read)))
            _read[key] = known
    return known


def forget(sha256: str) -> None:
    """Drops what is remembered of a file: it was only looked at."""
    with _reading:
        for key in [key for key in _read if key[0] == sha256]:
            del _read[key]


def tables_of(data: bytes, name: str, entry: SourceEntry, file: SourceFile) -> list[Table]:
    """The clean tables of a file under the entry's overrides; Problem (with the reader's words) when there is none."""
    result = result_of(data, name, entry.override(file))
    if not result.tables:
        reason = next((f.message for f in result.findings), None)
        raise Problem(
            Text(
                f"{name} に表が見つかりません。{reason.ja if reason else ''}公開中のデータは変わっていません。",
                f"No table was found in {name}. {reason.en if reason else ''} What is public has not changed.",
            ),
            code=1,
        )
    return result.tables


def choose_table(tables: list[Table], file: SourceFile) -> Table:
    """The table the source entry speaks of: by sheet and number in the sheet. Problem when it is not there."""
    found = [table for table in tables if file.sheet is None or table.sheet == file.sheet]
    if file.table <= len(found):
        return found[file.table - 1]
    sheets = "、".join(dict.fromkeys(table.sheet for table in tables if table.sheet)) or "-"
    raise Problem(
        Text(
            f"{file.path} に、シート「{file.sheet or ''}」の{file.table}番目の表がありません（あるシート: {sheets}）。",
            f'{file.path} has no table {file.table} in sheet "{file.sheet or ""}" (sheets: {sheets}).',
        ),
        code=1,
    )


def intake(scope: Scope, dataset: str, edition: int | None = None) -> Prepared:
    """Runs the stream for one dataset. `edition` indexes `queries.editions` (oldest first); None is the newest.

    Raises Problem when the file gives no table or the schema does not fit; what is public is not touched.
    """
    entry = queries.source(scope, dataset)
    files = queries.editions(scope, entry)
    file = files[-1 if edition is None else edition]
    data = read_file(scope, file)
    _not_withdrawn(scope, dataset, hashlib.sha256(data).hexdigest())
    table = choose_table(tables_of(data, Path(file.path).name, entry, file), file)
    return prepare(scope, entry, file, table, data)


def _not_withdrawn(scope: Scope, dataset: str, sha256: str) -> None:
    if found := withdrawals.blocking(scope, dataset, raws=[sha256]):
        raise Problem(withdrawals.refusal(found), code=1)


def forget_all() -> None:
    """Drops every file this process remembers having read."""
    with _reading:
        _read.clear()


def prepare(scope: Scope, entry: SourceEntry, file: SourceFile, table: Table, data: bytes) -> Prepared:
    """Conforms one clean table by its source entry, keeps its raw file and records the edition."""
    prepared = rehearse(scope, entry, file, table, data)
    raw_store.keep(data)
    fetched = records.remember_raw(scope, prepared.sha256, len(data), Path(file.path).name)
    prepared = replace(prepared, fetched=fetched)
    records.remember_edition(scope, prepared)
    return prepared


def rehearse(scope: Scope, entry: SourceEntry, file: SourceFile, table: Table, data: bytes) -> Prepared:
    """What `prepare` would give, for a look beforehand: nothing is kept and nothing recorded."""
    chosen = _schema(table, entry.schema, file)
    mapping = dict(file.mapping or entry.mapping)
    conformed = schema.conform(
        table, chosen, mapping or None, context=_place(scope), columns=list(entry.columns) or None
    )
    frame = conformed.frame
    if not frame.width:
        raise _nothing_ticked(entry, table)
    columns = {name: None if at is None else table.columns[at].name for name, at in conformed.columns.items()}
    said = notes.of_table(table, _hidden(table, entry, columns))
    descriptor = dict(conformed.schema.raw) | ({"notes": list(said.public)} if said.public else {})
    decided = corrections.load(scope.community.dir, entry.dataset)
    frame, provenance, corrected = corrections.apply(decided, frame, descriptor["fields"], conformed.provenance)
    as_of, as_of_from = as_of_of(
        file, table, _stamp_beside(data, table, entry, file), frame, sha := hashlib.sha256(data).hexdigest()
    )
    findings = (*table.findings, *conformed.findings)
    figures = facts.of_table(
        table,
        dataset=entry.dataset,
        community=scope.community.id,
        as_of=as_of,
        sha256=sha,
        columns={name for name in columns.values() if name},
    )
    schema_id = entry.schema or chosen.id
    if entry.suppress:
        safe = protect.protect(entry, frame, descriptor, provenance)
        frame, descriptor, provenance, findings = safe.frame, safe.schema, safe.provenance, ()
        figures = replace(figures, figures=())
        schema_id = "" if entry.count_by else schema_id
    return Prepared(
        dataset=entry.dataset,
        source=entry,
        file=file,
        frame=frame,
        schema=descriptor,
        schema_id=schema_id,
        provenance=provenance,
        findings=findings,
        table=table,
        as_of=as_of,
        as_of_from=as_of_from,
        sha256=sha,
        raws=(sha,),
        fetched=timezone.now(),
        fingerprint=_fingerprint(sha, file, frame, descriptor),
        facts=figures,
        mapping=dict(conformed.mapping),
        columns=columns,
        rows=tuple(conformed.rows),
        notes_withheld=said.withheld,
        corrections=corrected,
    )


def _schema(table: Table, schema_id: str, file: SourceFile) -> schema.Schema:
    if not schema_id:
        return schema.infer(table)
    try:
        return schema.load(schema_id)
    except LookupError:
        raise Problem(
            Text(
                f"項目定義「{schema_id}」はありません。tomoni add に --schema で使えるもの: {'、'.join(sorted(schema.library()))}",
                f'There is no schema "{schema_id}". These can be used: {", ".join(sorted(schema.library()))}',
            )
        ) from None


def _hidden(table: Table, entry: SourceEntry, columns: Mapping[str, str | None]) -> list[str]:
    """The table's columns that stay inside because others were ticked."""
    shown = set(columns.values())
    return [column.name for column in table.columns if column.name not in shown] if entry.columns else []


def _place(scope: Scope) -> dict[str, str]:
    """Whose data it is, for the code and names that a city's own file need not repeat."""
    config = scope.community
    here = next(iter(codes.find(config.code)), None)
    if here is None:
        return {"code": config.code}
    return {"code": here.code, "prefecture": here.prefecture, "city": here.city}


def _nothing_ticked(entry: SourceEntry, table: Table) -> Problem:
    names = [column.name for column in table.columns]
    return Problem(
        Text(
            f"sources/{entry.dataset}.toml の columns に書かれた列が表にありません。ある列: {'、'.join(names)}",
            f"None of the columns ticked in sources/{entry.dataset}.toml is in the table. It has: {', '.join(names)}",
        ),
        code=1,
    )


def _stamp_beside(data: bytes, table: Table, entry: SourceEntry, file: SourceFile) -> str:
    """The as-of stamp of the sheet, when it was read with another table of the same sheet and is the only one."""
    tables = tables_of(data, Path(file.path).name, entry, file)
    stamps = {other.as_of for other in tables if other.sheet == table.sheet and other.as_of}
    return stamps.pop() if len(stamps) == 1 else ""


def as_of_of(file: SourceFile, table: Table, beside: str, frame: pl.DataFrame, sha256: str) -> tuple[str, str]:
    """What day the data speak of, and who says so: a person, the sheet, or (derived) the latest date in the data."""
    if file.as_of and (not file.as_of_from or file.sha256 == sha256):
        return file.as_of, file.as_of_from
    if stated := table.as_of or beside:
        return stated, "sheet"
    for name, kind in frame.schema.items():
        if kind == pl.Date and frame[name].null_count() * 2 < frame.height:
            latest = frame[name].max()
            return (latest.isoformat(), "data") if isinstance(latest, date) else ("", "")
    return "", ""


def _fingerprint(sha256: str, file: SourceFile, frame: pl.DataFrame, descriptor: Mapping[str, Any]) -> str:
    digest = hashlib.sha256(f"{sha256}\n{file.sheet}\n{file.table}\n".encode())
    digest.update(json.dumps(descriptor, ensure_ascii=False, sort_keys=True, default=str).encode())
    digest.update(frame.write_csv().encode())
    return digest.hexdigest()

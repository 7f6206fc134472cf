"""Reading: what a file holds, as the desk shows it and asks about it. Bytes → JSON, without a trace anywhere else.

A reading is {name, size, sha256, format, encoding, findings, tables, refusal}. Each table has its place (sheet, number),
the dataset it continues if it is tomorrow's edition of one, schemas it could be, columns with the reason why one had
better stay inside, findings in three groups (stop 公開を止めるもの, auto 自動で直すもの, note 参考) and an excerpt.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from tomoni.desk.excerpt import excerpt, marks_of
from tomoni.desk.wording import both
from tomoni.i18n import Text
from tomoni.publish import queries as published
from tomoni.registry import editions, intake, naming, queries
from tomoni.registry.errors import Problem
from tomoni.registry.gates.base import Outcome, Verdict
from tomoni.registry.publications import Previous, run_gates
from tomoni.registry.scope import Scope
from tomoni.registry.sources import SourceEntry, SourceFile
from tomoni.tables import FileResult, Table, schema
from tomoni.tables.finding import Finding, Severity
from tomoni.tables.grid import Grid, Rect
from tomoni.tables.region import Override, RowKind
from tomoni.tables.rules import CATALOGUE

MOST_TABLES = 60
EXCERPTS = 24
EXAMPLES = 3
_VALUE = re.compile(r'--accept "?([A-Z]\d\d(?::[^=）)"]*)?)=([^）)"]*)')
HEADER = "header:"
HIDDEN = {"ja": "シートの中で隠れている列です", "en": "hidden in the sheet"}

Json = dict[str, Any]


def read(scope: Scope, data: bytes, name: str) -> Json:
    """The reading of one file. Never raises for what the bytes hold: what can't be read says so under `refusal`."""
    result = intake.result_of(data, name, Override())
    sha256 = hashlib.sha256(data).hexdigest()
    out: Json = {
        "name": name,
        "size": len(data),
        "sha256": sha256,
        "format": result.format,
        "encoding": result.encoding or "",
        "findings": [],
        "tables": [],
        "refusal": None,
    }
    if result.refused:
        out["refusal"] = both(result.findings[0].message) if result.findings else None
        return out
    out["findings"] = _numbered([_finding(found) for found in result.findings])
    taken: set[str] = set()
    read = result.tables[:MOST_TABLES]
    files = [_file(data, name, result, table) for table in read]
    made: dict[int, Json] = {}
    for number in editions.in_order_of_likeness(scope, data, files):
        one = _table(scope, data, result, read[number], files[number], taken, shown=number < EXCERPTS)
        if one["known"]:
            taken.add(one["dataset"])
        made[number] = one
    out["tables"] = [made[number] for number in range(len(read))]
    _apart(scope, out["tables"])
    out["more_tables"] = max(0, len(result.tables) - MOST_TABLES)
    return out


def _apart(scope: Scope, tables: Sequence[Json]) -> None:
    """New tables of one file get ids and titles of their own: by their sheet, else by number."""
    used = {entry.dataset for entry in queries.datasets(scope)}
    titles: set[str] = {entry.title.ja for entry in queries.datasets(scope)}
    for table in tables:
        if table["known"]:
            continue
        base, words = table["dataset"], naming.sheet_slug(table["sheet"])
        choices = [base, *([f"{base}-{words}"] if words else []), *(f"{base}-{number}" for number in range(2, 999))]
        table["dataset"] = next(choice for choice in choices if choice not in used)
        used.add(table["dataset"])
        plain = table["title"]
        if plain["ja"] in titles:
            more = [table["sheet"]] if table["sheet"] else []
            for word in (*more, *map(str, range(2, 999))):
                if (ja := f"{plain['ja']}（{word}）") not in titles:
                    table["title"] = {"ja": ja, "en": f"{plain['en']} ({word})"}
                    break
        titles.add(table["title"]["ja"])


def place_of(tables: Sequence[Table], table: Table) -> tuple[str, int]:
    """(sheet, which table of that sheet from 1)."""
    same = [other for other in tables if other.sheet == table.sheet]
    return table.sheet, next(i for i, other in enumerate(same, 1) if other is table)


def _file(data: bytes, name: str, result: FileResult, table: Table) -> SourceFile:
    sheet, number = place_of(result.tables, table)
    return SourceFile(path=f"files/{name}", sha256=hashlib.sha256(data).hexdigest(), sheet=sheet or None, table=number)


def _table(
    scope: Scope, data: bytes, result: FileResult, table: Table, file: SourceFile, taken: set[str], *, shown: bool
) -> Json:
    known = editions.recognise(scope, data, file, taken)
    return describe(
        scope,
        data,
        known.table if known else table,
        known.file if known else file,
        known and known.entry,
        result.tables,
        shown=shown,
    )


def describe(
    scope: Scope,
    data: bytes,
    table: Table,
    file: SourceFile,
    entry: SourceEntry | None,
    tables: Sequence[Table],
    *,
    accept: Sequence[str] = (),
    schema_id: str | None = None,
    shown: bool = True,
) -> Json:
    """One table of a reading. `entry` is the dataset it continues, None for a new one; `schema_id` None: what fits."""
    candidates = [] if not table.columns else schema.match(table)[:5]
    best = candidates[0] if candidates else None
    chosen = entry.schema if entry else (best.schema_id if best else "") if schema_id is None else schema_id
    stem = Path(file.path).stem
    dataset = entry.dataset if entry else naming.dataset_id(scope, table, chosen, stem, tables)
    title = entry.title if entry else naming.title(scope, table, chosen, stem)
    mapping = dict(file.mapping) if entry else mapping_for(table, chosen)
    trial = SourceEntry(dataset, title, chosen, (file,), mapping=mapping, accept=tuple(accept))
    prepared, verdicts, refusal = _rehearse(scope, trial, replace(file, mapping=mapping), table, data, entry)
    findings = [_finding(found) for found in (prepared.findings if prepared else table.findings)]
    findings += [_verdict(found) for found in verdicts if found.outcome is not Outcome.WARNED]
    if sum(other.sheet == table.sheet for other in tables) > 1:
        _only_advice(findings)
    if refusal:
        findings.append(_said("stop", "read", refusal))
    findings = _numbered(findings)
    fields = {column: field for field, column in (prepared.columns if prepared else {}).items() if column}
    grid = table.region.grid
    return {
        "key": f"{table.sheet}#{file.table}",
        "sheet": table.sheet,
        "table": file.table,
        "range": table.range,
        "title": title.to_json(),
        "rows": len([1 for kind in table.kinds if kind == RowKind.DATA]),
        "as_of": prepared.as_of if prepared else table.as_of,
        "as_of_from": prepared.as_of_from if prepared else "",
        "score": table.score,
        "dataset": dataset,
        "known": entry is not None,
        "header_rows": list(file.header_rows or ()),
        "same_file": bool(entry and any(f.sha256 == file.sha256 for f in entry.files)),
        "hidden": grid.hidden,
        "schema": chosen,
        "candidates": [_candidate(found.schema_id, found.confidence, found.reason) for found in candidates],
        "mapping": mapping,
        "columns": [_column(table, grid, index, fields, verdicts) for index in range(len(table.columns))],
        "findings": findings,
        "counts": {group: sum(f["group"] == group for f in findings) for group in ("stop", "auto", "note")},
        "proposals": [
            {**f["proposal"], "about": f["text"], "cells": f["cells"][:4]}
            for f in findings
            if f.get("proposal") and f["proposal"]["word"]
        ],
        "excerpt": excerpt(grid, Rect.parse(table.range), marks_of(findings)) if shown else None,
    }


def mapping_for(table: Table, schema_id: str) -> dict[str, str]:
    """Field → column where the names differ, as the schema that was chosen reads this table."""
    found = schema.match(table, only=[schema_id]) if schema_id else []
    return {field: column for field, column in found[0].mapping.items() if field != column} if found else {}


def previous_of(scope: Scope, dataset: str) -> tuple[Previous | None, published.Published | None]:
    """What the gates compare with: the last publication, when there is one."""
    last = published.current(scope, dataset)
    return (Previous(last.frame, last.publication.as_of, last.schema) if last else None), last


def _rehearse(
    scope: Scope, trial: SourceEntry, file: SourceFile, table: Table, data: bytes, entry: SourceEntry | None
) -> tuple[intake.Prepared | None, list[Verdict], Text | None]:
    try:
        prepared = intake.rehearse(scope, trial, file, table, data)
    except Problem as problem:
        return None, [], problem.text
    previous = previous_of(scope, entry.dataset)[0] if entry else None
    return prepared, run_gates(scope, prepared, previous), None


def _candidate(schema_id: str, confidence: float, reason: Any) -> Json:
    title = schema.load(schema_id).title
    return {
        "id": schema_id,
        "title": {"ja": title.ja, "en": title.en or title.ja},
        "confidence": round(confidence * 100),
        "reason": {"ja": reason.ja, "en": reason.en},
    }


def _column(table: Table, grid: Grid, index: int, fields: dict[str, str], verdicts: Sequence[Verdict]) -> Json:
    """`keep_inside` says why a column is not ticked from the start; {} when it is."""
    info = table.columns[index]
    field = fields.get(info.name, "")
    personal = next(
        (v for v in verdicts if v.gate == "personal" and v.details.get("column") in (field or info.name, info.name)),
        None,
    )
    hidden = bool(grid.marks.hidden_cols) and any(
        block.columns[index] in grid.marks.hidden_cols for block in table.region.blocks if index < len(block.columns)
    )
    values = table.frame.to_series(index).drop_nulls().head(200).unique(maintain_order=True).head(EXAMPLES).to_list()
    reason = both(personal.reason) if personal else HIDDEN if hidden else {}
    return {
        "name": info.name,
        "field": field,
        "type": info.type,
        "letters": ",".join(info.source),
        "examples": [value if len(value) <= 24 else value[:23] + "…" for value in values],
        "keep_inside": reason,
    }


def _finding(found: Finding) -> Json:
    group = "stop" if found.severity is Severity.ERROR else "auto" if found.repaired else "note"
    rule = CATALOGUE.get(found.rule)
    return {
        "group": group,
        "rule": found.rule,
        "title": both(rule.title) if rule else {"ja": found.rule, "en": found.rule},
        "text": both(found.message),
        "look": found.severity is Severity.WARNING,
        "cells": list(found.cells),
        "count": found.count,
        "proposal": _proposal(found),
    }


def _only_advice(findings: Sequence[Json]) -> None:
    """Header rows speak of a whole sheet: with several tables in it they can't be set from here."""
    for proposal in (f["proposal"] for f in findings if f["proposal"]):
        if proposal["word"].startswith(HEADER):
            proposal["word"] = ""


def _proposal(found: Finding) -> Json | None:
    """{word, value, example, text}: `word` "" is advice only; with `value` a person has to say something too. A word
    is one of `accept`, or header:3,4 for rows that are to be the header."""
    if found.proposal is None:
        return None
    accept = found.proposal.override.get("accept")
    text = both(found.proposal.message)
    if rows := found.proposal.override.get("header_rows"):
        word = HEADER + ",".join(map(str, rows))
        return {"word": word, "value": False, "example": "", "text": text}
    if isinstance(accept, list) and accept:
        return {"word": str(accept[0]), "value": False, "example": "", "text": text}
    asked = _VALUE.search(found.proposal.message.ja)
    if asked:
        return {"word": asked[1], "value": True, "example": asked[2], "text": text}
    return {"word": "", "value": False, "example": "", "text": text}


def _verdict(found: Verdict) -> Json:
    return _said("stop", found.gate, found.reason)


def _said(group: str, rule: str, text: Text) -> Json:
    cells = re.findall(r"(?<![A-Za-z0-9])[A-Z]{1,3}[1-9][0-9]{0,6}(?![A-Za-z0-9])", text.ja)
    title = {"ja": "公開前チェック", "en": "Check before publication"}
    return {
        "group": group,
        "rule": rule,
        "title": title,
        "text": both(text),
        "look": True,
        "cells": cells,
        "count": 1,
        "proposal": None,
    }


def _numbered(findings: list[Json]) -> list[Json]:
    """In the order people see them, numbered from 1."""
    order = {"stop": 0, "auto": 1, "note": 2}
    ranked = sorted(findings, key=lambda f: (order[f["group"]], not f["look"], f["rule"]))
    return [{**finding, "number": number} for number, finding in enumerate(ranked, 1)]


def entries_known(scope: Scope, reading: Json) -> list[SourceEntry]:
    """The datasets that this file continues."""
    return [queries.source(scope, table["dataset"]) for table in reading["tables"] if table["known"]]

"""Decisions: what people say about a file's tables, and the source entries that come of it.

A choice is one table's {key, use, dataset, known, title, schema, columns, accept, leave, as_of,
header_rows}. `suggested` is the careful
beginning: what was decided for the last edition, else everything but what had better stay inside.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from typing import Any

from django.http import QueryDict

from tomoni.desk.reading import HEADER, mapping_for
from tomoni.i18n import Text
from tomoni.registry import adding, editions, queries
from tomoni.registry.intake import choose_table, tables_of
from tomoni.registry.scope import Scope
from tomoni.registry.sources import FOLDER, SourceEntry, SourceFile
from tomoni.tables import Table

Json = dict[str, Any]
NEW = "new"


@dataclass(slots=True)
class Choice:
    """`columns` are those that leave the house, by the table's names; `as_of` only when a person said so."""

    key: str
    use: bool
    dataset: str
    known: bool
    title: dict[str, str]
    schema: str
    columns: list[str]
    accept: list[str] = field(default_factory=list)
    leave: list[str] = field(default_factory=list)
    as_of: str = ""
    header_rows: list[int] = field(default_factory=list)

    def to_json(self) -> Json:
        return asdict(self)


def choices_of(decisions: Mapping[str, Any]) -> list[Choice]:
    return [Choice(**item) for item in decisions.get("tables", ())]


def suggested(scope: Scope, reading: Json) -> list[Choice]:
    """One choice a table. With tomorrow's edition of known datasets, further tables are not taken unless they are new."""
    entries = {
        table["dataset"]: queries.source(scope, table["dataset"]) for table in reading["tables"] if table["known"]
    }
    left = {word for entry in entries.values() for word in entry.leave if word.startswith("table:")}
    return [_suggest(table, entries.get(table["dataset"]), left, bool(entries)) for table in reading["tables"]]


def _suggest(table: Json, entry: SourceEntry | None, left: set[str], edition: bool) -> Choice:
    choice = Choice(
        key=table["key"],
        use=True,
        dataset=table["dataset"],
        known=entry is not None,
        title=dict(table["title"]),
        schema=table["schema"],
        columns=[column["name"] for column in table["columns"] if not column["keep_inside"]],
    )
    if entry is None:
        choice.use = not (edition or table["hidden"] or table["rows"] == 0 or not choice.columns)
        if f"table:{table['key']}" in left:
            choice.use, choice.leave = False, ["seen"]
        return choice
    choice.accept, choice.leave = list(entry.accept), list(entry.leave)
    choice.header_rows = list(table.get("header_rows", ()))
    if entry.columns:
        ticked = set(entry.columns)
        choice.columns = [c["name"] for c in table["columns"] if c["name"] in ticked or c["field"] in ticked]
    return choice


def open_questions(table: Json, choice: Choice) -> list[str]:
    """What this table still asks: "table", "column:NAME", "proposal:WORD"; [] when everything was decided before."""
    if not choice.known:
        return [] if "seen" in choice.leave else ["table"]
    seen = {word.removeprefix("column:") for word in choice.leave if word.startswith("column:")} | set(choice.columns)
    asked = [f"column:{c['name']}" for c in table["columns"] if c["name"] not in seen]
    done = {word.partition("=")[0] for word in (*choice.accept, *choice.leave)}
    return asked + [f"proposal:{p['word']}" for p in table["proposals"] if p["word"] not in done]


def questions(reading: Json, choices: Sequence[Choice]) -> dict[str, list[str]]:
    """Table key → what it still asks."""
    found = {t["key"]: open_questions(t, c) for t, c in zip(reading["tables"], choices, strict=True)}
    return {key: asked for key, asked in found.items() if asked}


def from_form(scope: Scope, form: QueryDict, reading: Json, before: Sequence[Choice]) -> list[Choice]:
    """The choices as the form says them. What a form does not speak of stays; names that don't exist are left out."""
    existing = {entry.dataset: entry for entry in queries.datasets(scope)}
    out = []
    for number, (table, choice) in enumerate(zip(reading["tables"], before, strict=True)):
        prefix = f"t{number}-"
        if f"{prefix}there" not in form:
            out.append(choice)
            continue
        names = [column["name"] for column in table["columns"]]
        ticked = set(form.getlist(f"{prefix}column"))
        schemas = {candidate["id"] for candidate in table["candidates"]} | {"", choice.schema}
        wanted = form.get(f"{prefix}schema", choice.schema)
        made = replace(
            choice,
            use=f"{prefix}use" in form,
            schema=wanted if wanted in schemas else choice.schema,
            columns=[name for name in names if name in ticked],
            as_of=_day(form.get(f"{prefix}as-of", "")),
            accept=_accepted(form, prefix, table, choice),
            header_rows=_header_rows(form.getlist(f"{prefix}accept"), table, choice),
        )
        _settle_dataset(made, form.get(f"{prefix}dataset", choice.dataset), table, existing)
        if not made.known and (title := " ".join(form.get(f"{prefix}title", "").split())[:80]):
            made.title = {"ja": title, "en": title if title != choice.title["ja"] else choice.title["en"]}
        made.leave = _left(table, made)
        out.append(made)
    return out


def _settle_dataset(choice: Choice, wanted: str, table: Json, existing: Mapping[str, SourceEntry]) -> None:
    if wanted in existing:
        entry = existing[wanted]
        choice.dataset, choice.known, choice.title, choice.schema = wanted, True, entry.title.to_json(), entry.schema
    elif choice.known and wanted == NEW:
        choice.dataset = next(
            name for number in range(2, 999) if (name := f"{choice.dataset[:60]}-{number}") not in existing
        )
        choice.known = False


def _accepted(form: QueryDict, prefix: str, table: Json, choice: Choice) -> list[str]:
    """The words of accept: proposals that were ticked or given a value; earlier ones that are ticked still."""
    ticked = form.getlist(f"{prefix}accept")
    words = [word for word in choice.accept if word in ticked]
    for number, proposal in enumerate(table["proposals"]):
        word = proposal["word"]
        said = " ".join(form.get(f"{prefix}value-{number}", "").split())[:60] if proposal["value"] else ""
        if proposal["value"] and said:
            words.append(f"{word}={said}")
        elif not proposal["value"] and word in ticked and word not in words and not word.startswith(HEADER):
            words.append(word)
    return words


def _header_rows(ticked: Sequence[str], table: Json, choice: Choice) -> list[int]:
    """The rows that are to be the header: those proposed or accepted before, when ticked; [] leaves it to detection."""
    offered = [proposal["word"] for proposal in table["proposals"]]
    before = HEADER + ",".join(map(str, choice.header_rows))
    said = next((word for word in ticked if word.startswith(HEADER) and word in (*offered, before)), HEADER)
    return [int(row) for row in said.removeprefix(HEADER).split(",") if row]


def _left(table: Json, choice: Choice) -> list[str]:
    done = {word.partition("=")[0] for word in choice.accept} | {HEADER + ",".join(map(str, choice.header_rows))}
    offers = [p["word"] for p in table["proposals"] if p["word"] not in done]
    columns = [f"column:{c['name']}" for c in table["columns"] if c["name"] not in choice.columns]
    gone = {word for word in choice.leave if word in done or word.removeprefix("column:") in choice.columns}
    return list(dict.fromkeys([*(word for word in choice.leave if word not in gone), *offers, *columns]))


def _day(text: str) -> str:
    """An ISO day or moment, or "" for anything else."""
    try:
        found = datetime.fromisoformat(text.strip())
    except ValueError:
        return ""
    return text.strip()[:10] if len(text.strip()) == 10 else found.strftime("%Y-%m-%d %H:%M")


@dataclass(frozen=True, slots=True)
class Chosen:
    """A choice as the stream takes it: the entry as it will be written, its file, the table, the entry before."""

    entry: SourceEntry
    file: SourceFile
    table: Table
    existing: SourceEntry | None


def chosen(scope: Scope, choice: Choice, data: bytes, name: str, left_tables: Sequence[str] = ()) -> Chosen:
    """The source entry that this choice makes of the dataset. Problem when the table is not there under what was
    accepted."""
    existing = queries.find_source(scope, choice.dataset) if choice.known else None
    sheet, _, number = choice.key.rpartition("#")
    file = SourceFile(
        path=f"files/{name}",
        sha256=hashlib.sha256(data).hexdigest(),
        sheet=sheet or None,
        table=int(number),
        header_rows=tuple(choice.header_rows) or None,
    )
    base = existing or SourceEntry(choice.dataset, Text.of(choice.title), choice.schema)
    entry = replace(base, accept=tuple(choice.accept), schema=choice.schema)
    table = choose_table(tables_of(data, name, entry, file), file)
    mapping = mapping_for(table, choice.schema)
    file = replace(file, mapping=mapping, as_of=choice.as_of)
    if existing:
        file = replace(file, mapping=editions.as_before(scope, existing, table, file))
    leave = [word for word in choice.leave if word != "seen"]
    entry = replace(
        entry,
        columns=_columns(choice, table, dict(file.mapping), existing),
        leave=tuple(dict.fromkeys([*leave, *left_tables])),
        files=adding.with_edition(base, file),
    )
    return Chosen(entry, file, table, existing)


def _columns(choice: Choice, table: Table, mapping: dict[str, str], existing: SourceEntry | None) -> tuple[str, ...]:
    """The ticked columns, by the schema's names where they have one: those stay when a header is renamed. An entry that
    published every column goes on doing so while all are ticked."""
    names = [column.name for column in table.columns]
    if existing and not existing.columns and all(name in choice.columns for name in names):
        return ()
    fields = {column: field for field, column in mapping.items()}
    ticked = [name for name in names if name in choice.columns]
    kept = [word for word in (existing.columns if existing else ()) if word not in names and word not in mapping]
    return tuple(dict.fromkeys([*(fields.get(name, name) for name in ticked), *kept]))


def left_tables(choices: Sequence[Choice]) -> list[str]:
    """The tables of the file that nobody wants, so that tomorrow's edition does not ask about them again."""
    return [f"table:{choice.key}" for choice in choices if not choice.use]


def digest_of(scope: Scope, dataset: str) -> str:
    """SHA-256 of the dataset's source entry as it stands in the folder, "" when there is none."""
    path = scope.community.dir / FOLDER / f"{dataset}.toml"
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""

"""A published cell as something people can put right: the inbox's kind "cell".

The address names dataset, version, row and column; all of it is looked up, and what names nothing gives no subject. An
approved message becomes a correction (registry.corrections), which the stream applies from the next run on.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import polars as pl
from django.utils import timezone

from tomoni.i18n import Text
from tomoni.publish import queries
from tomoni.publish.tree import Manifest
from tomoni.publish.versions import folder_of, storage
from tomoni.registry import corrections, jobs
from tomoni.registry import queries as registry
from tomoni.registry.corrections import Applied, Correction, text_of
from tomoni.registry.inbox import kinds
from tomoni.registry.inbox.models import Message
from tomoni.registry.models import Publication
from tomoni.registry.scope import Scope
from tomoni.registry.sources import DATASET_ID
from tomoni.tables.provenance import Provenance

NAME = "cell"
ROWS_A_PAGE = 25  # of trace pages, whose address a subject links to
LABEL = Text("正しいと思う値", "What it should be")
HINT = Text("わからなければ空けておいてください", "Leave it empty if you don't know")


@dataclass(frozen=True, slots=True)
class Sheet:
    """One published version, read."""

    frame: pl.DataFrame
    fields: Mapping[str, Mapping[str, Any]]
    provenance: Provenance
    key: tuple[str, ...]


@lru_cache(maxsize=4)
def _sheet(place: str, made: float) -> Sheet:
    import io
    import json

    store = storage()

    def read(name: str) -> bytes:
        with store.open(f"{place}/{name}") as stream:
            return stream.read()

    schema = json.loads(read("schema.json"))
    primary = schema.get("primaryKey", ())
    return Sheet(
        pl.read_parquet(io.BytesIO(read("data.parquet"))),
        {one["name"]: one for one in schema["fields"]},
        Provenance.from_json(json.loads(read("provenance.json"))),
        (primary,) if isinstance(primary, str) else tuple(primary),
    )


def forget() -> None:
    """Drops what this process remembers of versions."""
    _sheet.cache_clear()


def _version(scope: Scope, parameters: Mapping[str, str]) -> Publication | None:
    """The publication an address names: of the version it says, or what is current."""
    dataset = parameters.get("dataset", "")
    if not re.fullmatch(DATASET_ID, dataset):
        return None
    asked = parameters.get("version", "")
    rows = registry.publications(scope, dataset)
    found = [row for row in rows if row.version.digest == asked] if asked else rows
    row = next(iter(found), None)
    return row if row and storage().exists(folder_of(dataset, row.version.digest)) else None


def subject(scope: Scope, parameters: Mapping[str, str]) -> kinds.Subject | None:
    """What `inbox/new/?dataset=&version=&row=&column=` is about; without a column a choice of the row's cells."""
    publication = _version(scope, parameters)
    text = parameters.get("row", "")
    if publication is None or not re.fullmatch(r"[1-9][0-9]{0,8}", text):
        return None
    dataset, digest = publication.dataset.slug, publication.version.digest
    place = folder_of(dataset, digest)
    if "data.parquet" not in Manifest.read(storage(), place).files:
        return None
    sheet = _sheet(place, storage().written_at(place))
    row, column = int(text) - 1, parameters.get("column", "")
    if row >= sheet.frame.height or (column and column not in sheet.frame.columns):
        return None
    title = queries.source_of(scope, dataset).title
    about = {"dataset": dataset, "version": digest, "row": row + 1}
    link = f"trace/{dataset}/{row // ROWS_A_PAGE + 1}/#r{row + 1}"
    where = Text(f"{title.ja}の{row + 1}行目", f"{title.en}, row {row + 1}")
    if not column:
        cells = [(name, label(sheet, name)["ja"], text_of(sheet.frame[name][row])) for name in sheet.frame.columns]
        return kinds.Subject(where, about, link=link, choose=cells)
    return _cell(sheet, about, row, column, where, link)


def label(sheet: Sheet, column: str) -> dict[str, str]:
    """A column's title, in both languages."""
    field = sheet.fields.get(column, {})
    ja = str(field.get("title") or column)
    return {"ja": ja, "en": str(field.get("tomoni:en") or ja)}


def _cell(sheet: Sheet, about: dict[str, Any], row: int, column: str, where: Text, link: str) -> kinds.Subject:
    col = sheet.frame.columns.index(column)
    name = Text.of(label(sheet, column))
    value = text_of(sheet.frame[column][row])
    cells = [ref.a1 for ref in sheet.provenance.cells(row, col)]
    original = sheet.provenance.original(row, col, value)
    facts = [
        (Text("データ", "Data"), where),
        (Text("項目", "Column"), name),
        (Text("今の値", "Value now"), value or "（空欄）"),
    ]
    if cells:
        place = f"{sheet.provenance.sheet} {', '.join(cells)}".strip()
        facts.append((Text("元のファイルの場所", "Place in the source file"), place))
        facts.append((Text("元のファイルの値", "Value in the source file"), original or "（空欄）"))
    kept = about | {
        "column": column,
        "value": value,
        "cells": cells,
        "sheet": sheet.provenance.sheet,
        "sha256": sheet.provenance.sha256,
        "key": corrections.key_of(sheet.frame, row, column, sheet.key),
        "facts": [[one.to_json(), said if isinstance(said, str) else said.ja] for one, said in facts],
    }
    return kinds.Subject(
        Text(f"{where.ja}「{name.ja}」", f"{where.en}, “{name.en}”"),
        kept,
        [(one, said if isinstance(said, str) else said.ja) for one, said in facts],
        link,
        [kinds.Field("new", LABEL, HINT)],
    )


def check(scope: Scope, about: Mapping[str, Any], given: Mapping[str, str]) -> list[Text]:
    """Whether the proposed value can stand in its column."""
    new = given.get("new", "")
    if not new:
        return []
    publication = _version(scope, {"dataset": about["dataset"]})
    if publication is None:
        return []
    place = folder_of(about["dataset"], publication.version.digest)
    sheet = _sheet(place, storage().written_at(place))
    if about["column"] not in sheet.frame.columns:
        return []
    if new == about.get("value"):
        return [Text("今の値と同じです。", "This is the value it has now.")]
    try:
        corrections.value_for(new, sheet.fields.get(about["column"], {}), sheet.frame.schema[about["column"]])
    except ValueError:
        name = label(sheet, about["column"])
        return [Text(f"「{name['ja']}」に「{new}」は入りません。", f"“{new}” can't be a value of “{name['en']}”.")]
    return []


def correction(message: Message) -> Correction:
    """What a message becomes when it is approved."""
    about = message.about
    cells = about.get("cells", [])
    return Correction(
        number=message.number,
        column=about["column"],
        old=about["value"],
        new=message.fields.get("new", ""),
        sha256=about["sha256"],
        sheet=about["sheet"],
        cell=cells[0] if len(cells) == 1 else "",
        key=about["key"],
        reason=message.public_words[:500],
        credit=message.credit if message.show_credit else "",
        approved=timezone.localdate().isoformat(),
    )


def _now(scope: Scope, message: Message) -> Applied | None:
    """Where the correction would be applied in what is public now."""
    publication = _version(scope, {"dataset": message.about["dataset"]})
    if publication is None:
        return None
    place = folder_of(message.about["dataset"], publication.version.digest)
    sheet = _sheet(place, storage().written_at(place))
    return corrections.place(correction(message), sheet.frame, sheet.provenance)


def difference(scope: Scope, message: Message) -> kinds.Difference | None:
    """Before and after, with what stands in the way now."""
    found = _now(scope, message)
    about = message.about
    wrong: Text | None = None
    if found is None:
        wrong = Text("このデータは今公開されていません。", "This dataset is not public now.")
    elif found.state != corrections.APPLIED:
        wrong = corrections.WHY[found.state]
    return kinds.Difference(about["column"], about["value"], message.fields.get("new", ""), problem=wrong)


def apply(scope: Scope, message: Message) -> Text:
    """Writes the correction into the community folder and asks for a new run. Safe to do again."""
    from tomoni.registry.errors import problem

    if message.fields.get("new", "") == "":
        raise problem("訂正後の値を書いてください。", "Please write the corrected value.")
    found = _now(scope, message)
    if found is None or found.state != corrections.APPLIED:
        why = corrections.WHY[found.state] if found else Text("今公開されていません。", "it is not public now.")
        raise problem(f"訂正できません: {why.ja}", f"It can't be corrected: {why.en}")
    dataset = message.about["dataset"]
    corrections.add(scope.community.dir, dataset, correction(message))
    jobs.ask("publish.dataset", f"publish:correction:{message.pk}", dataset=dataset)
    return Text(
        f"「{message.about['column']}」を「{message.about['value']}」から「{message.fields['new']}」に訂正します（{corrections.path_in_folder(dataset)} に記録）。",
        f'"{message.about["column"]}" is corrected from "{message.about["value"]}" to "{message.fields["new"]}" (kept in {corrections.path_in_folder(dataset)}).',
    )


KIND = kinds.Kind(
    NAME, Text("数字や文字の訂正", "A correction"), subject=subject, check=check, difference=difference, apply=apply
)

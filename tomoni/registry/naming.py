"""Names for new datasets: an id from schema, sheet and file stem (ASCII, stable, unique) and a title for people."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from pathlib import Path

from tomoni.i18n import Text
from tomoni.registry import queries
from tomoni.registry.community import slug
from tomoni.registry.facts import running
from tomoni.registry.scope import Scope
from tomoni.registry.sources import SourceEntry
from tomoni.registry.untitled import DATED, stem_title
from tomoni.tables import Table, schema

GENERIC = re.compile(r"^(sheet|シート|table|表|book)?[ _-]*[0-9]*$", re.I)
_MARK = re.compile(r"^[【\[(（][^】\])）]{1,12}[】\])）]\s*(?=\S)")
_PLAIN = re.compile(r"^(count|value|number|total|値|数|件数|人数|数値|合計|計|列[0-9]+)$", re.I)
_NUMBERED = re.compile(r"^[0-9]{1,3}[-_. ]*(?=[A-Za-z]{2})")


def stem_slug(stem: str) -> str:
    """A file's stem without the dates and edition numbers in it: "020526-kansensya_pcr" → "kansensya-pcr"."""
    plain = unicodedata.normalize("NFKC", stem)
    return slug(_NUMBERED.sub("", DATED.sub(" ", plain).strip())) or slug(plain)


def sheet_slug(sheet: str) -> str:
    """A sheet's name as part of an id; "" when too little of it can be written in ASCII to tell it from others."""
    plain = unicodedata.normalize("NFKC", sheet)
    made = slug(plain)
    return made if len(made) * 10 >= len(plain) * 7 and not GENERIC.match(plain) else ""


def dataset_id(scope: Scope, table: Table, schema_id: str, stem: str, tables: Sequence[Table]) -> str:
    """The schema's id while it is free, then with what is special to the sheet or file, then the file's own name (with
    its sheet when it has several tables), then a number. Never one that is in use."""
    entries = queries.datasets(scope)
    used = {entry.dataset for entry in entries}
    sheet = sheet_slug(table.sheet) if len(tables) > 1 else ""
    file = stem_slug(stem)
    if schema_id:
        base = slug(schema_id.partition("@")[0])
        choices = [base, _special(base, sheet, entries), _special(base, file, entries)]
    else:
        base = "-".join(part for part in (file, sheet) if part) or "table"
        choices = [base] if sheet or len(tables) == 1 else []
    for choice in choices:
        if choice and choice not in used:
            return choice[:70].strip("-")
    number = 1
    while f"{base[:60]}-{number}" in used:
        number += 1
    return f"{base[:60]}-{number}"


def _special(base: str, words: str, entries: list[SourceEntry]) -> str:
    """`base` and those of the words that neither it nor the files of the same schema have; "" when none is left."""
    common = set(base.split("-"))
    for entry in entries:
        if slug(entry.schema.partition("@")[0]) == base:
            common |= {word for file in entry.files for word in stem_slug(Path(file.path).stem).split("-")}
    left = [word for word in words.split("-") if word and word not in common]
    return "-".join([base, *left]) if left else ""


def title(scope: Scope, table: Table, schema_id: str, stem: str) -> Text:
    """What people call it: the schema's title, or the table's own; with sheet or file name when that is taken."""
    used = {entry.title.ja for entry in queries.datasets(scope)}
    sheet = _sheet_title(table.sheet)
    if schema_id:
        given = schema.load(schema_id).title
        base = Text(given.ja, given.en or given.ja)
    else:
        own = table.title.strip() or sheet or _measure(table) or stem_title(stem)
        base = Text(own[:80], own[:80])
    for more in ("", sheet, stem_title(stem)):
        name = Text(f"{base.ja}（{more}）", f"{base.en} ({more})") if more else base
        if name.ja not in used and more != base.ja:
            return name
    number = 2
    while f"{base.ja}（{number}）" in used:
        number += 1
    return Text(f"{base.ja}（{number}）", f"{base.en} ({number})")


def _sheet_title(sheet: str) -> str:
    """A sheet's name for people: without the mark in front (【公開】…); "" for Sheet1 and the like."""
    name = _MARK.sub("", sheet.strip("＿_ 　"))
    return "" if GENERIC.match(unicodedata.normalize("NFKC", name)) else name


def _measure(table: Table) -> str:
    """The figure a small table is about, when its columns agree on one: 相談件数_府, 相談件数_市 → 相談件数."""
    measures = [c for c in table.columns if c.type in ("integer", "number") and not running(table.frame[c.name])]
    heads = {column.name.split("_")[0] for column in measures}
    return head if len(heads) == 1 and not _PLAIN.match(head := heads.pop()) else ""

"""Names for new datasets: an id from schema, sheet and file stem (ASCII, stable, unique) and a title for people."""

from __future__ import annotations

import re
import unicodedata

from tomoni.i18n import Text
from tomoni.registry import queries
from tomoni.registry.community import slug
from tomoni.registry.scope import Scope
from tomoni.tables import Table, schema

_DATED = re.compile(
    r"(?<![0-9])([12][0-9]{3}[-_.]?[01]?[0-9][-_.]?[0-3]?[0-9]|[0-9]{4,8}|r[0-9]{1,2}[-_.]?[0-9]{2,4})(?![0-9])", re.I
)


def stem_slug(stem: str) -> str:
    """A file's stem without the dates and edition numbers in it: "020526-kansensya_pcr" → "kansensya-pcr"."""
    plain = unicodedata.normalize("NFKC", stem)
    return slug(_DATED.sub(" ", plain)) or slug(plain)


def dataset_id(scope: Scope, table: Table, schema_id: str, stem: str, tables: list[Table]) -> str:
    """The schema's id while it is free, then with sheet or file stem, then the stem (and sheet) alone, then a number."""
    used = {entry.dataset for entry in queries.datasets(scope)}
    sheet, file = slug(unicodedata.normalize("NFKC", table.sheet)), stem_slug(stem)
    several = len(tables) > 1
    place = "-".join(part for part in (file, sheet if several else "") if part)
    choices = (
        [schema_id, f"{schema_id}-{sheet}" if sheet and several else "", f"{schema_id}-{file}" if file else ""]
        if schema_id
        else [place]
    )
    for choice in choices:
        if choice and choice not in used and (schema_id or not several or sheet):
            return choice[:80]
    base = (schema_id or place or "table")[:70]
    number = 1
    while f"{base}-{number}" in used:
        number += 1
    return f"{base}-{number}"


def title(scope: Scope, table: Table, schema_id: str, stem: str) -> Text:
    """What people call it: the schema's title, or the table's own; with sheet or file name when that is taken."""
    used = {entry.title.ja for entry in queries.datasets(scope)}
    own = table.title.strip() or table.sheet.strip("＿_ ") or stem
    if not schema_id:
        base = Text(own, own)
    else:
        given = schema.library()[schema_id].title
        base = Text(given["ja"], given["en"]) if isinstance(given, dict) else Text(given.ja, given.en)
    if base.ja not in used:
        return base
    for more in (table.sheet.strip("＿_ "), stem):
        if more and f"{base.ja}（{more}）" not in used:
            return Text(f"{base.ja}（{more}）", f"{base.en} ({more})")
    return base

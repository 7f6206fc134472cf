"""What people call a dataset whose entry gives no title: after what its rows are, or after its file; never a bare id."""

from __future__ import annotations

import re

from tomoni.i18n import Text
from tomoni.tables import schema

DATED = re.compile(
    r"(?<![0-9])([12][0-9]{3}[-_.]?[01]?[0-9][-_.]?[0-3]?[0-9]|[0-9]{4,8}|r[0-9]{1,2}[-_.]?[0-9]{2,4})(?![0-9])", re.I
)
_WORDS = re.compile("[぀-ヿ㐀-鿿]{2}")
"""Written for people to read, which `kansensya_pcr_v2` is not."""


def title(dataset: str, schema_id: str = "", stem: str = "") -> Text:
    """The schema's title, with the id where that says more, as there may be two of a kind; else the file's name where
    that is in words; else that there is no name.

    >>> title("hinanjo", stem="避難所一覧_20200401").ja, title("d2").ja
    ('避難所一覧', '名前のないデータ（d2）')
    """
    if given := _of_schema(schema_id):
        apart = dataset != schema_id.partition("@")[0]
        return Text(f"{given.ja}（{dataset}）", f"{given.en} ({dataset})") if apart else given
    words = stem_title(stem)
    if _WORDS.search(words):
        return Text(words, words)
    return Text(f"名前のないデータ（{dataset}）", f"Data without a name ({dataset})")


def _of_schema(schema_id: str) -> Text | None:
    try:
        found = schema.load(schema_id).title if schema_id else None
    except LookupError:
        return None
    return Text(found.ja, found.en or found.ja) if found and found.ja else None


def stem_title(stem: str) -> str:
    """A file's name without the dates and edition numbers in it."""
    return DATED.sub(" ", stem).strip(" -_.") or stem

"""The options of a card: for each key, how its value is read, and what to say when it can't be.

`card.schema.json` (for editors) lists the same keys; a test holds the two together.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from tomoni.dashboard.config.model import Node, Value
from tomoni.i18n import Text

ID = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}")
ORDERS = ("x", "value", "source")


class OptionError(Exception):
    """A value that can't be used, with what to write instead."""

    def __init__(self, ja: str, en: str) -> None:
        super().__init__(en)
        self.message = Text(ja, en)


def text(value: Any) -> Text:
    """A string, or a table { ja = "…", en = "…" }; the missing language falls back to the other."""
    if isinstance(value, str):
        return Text.of(value)
    if isinstance(value, Mapping) and value and all(isinstance(v, str) for v in value.values()):
        return Text.of(value)
    raise OptionError(
        '"文字" か { ja = "…", en = "…" } の形で書いてください。', 'Write "words" or { ja = "…", en = "…" }.'
    )


def string(value: Any) -> str:
    if isinstance(value, str) and value.strip():
        return value.strip()
    raise OptionError('"…" で囲んだ文字で書いてください。', 'Write text in quotes: "…".')


def card_id(value: Any) -> str:
    if isinstance(value, str) and ID.fullmatch(value):
        return value
    raise OptionError(
        '英小文字・数字・ハイフンで書いてください。例: id = "patients-by-day"',
        'Use lower-case letters, digits and hyphens, e.g. id = "patients-by-day".',
    )


def flag(value: Any) -> bool:
    if isinstance(value, bool):
        return value
    raise OptionError("true か false で書いてください。", "Write true or false.")


def limit(value: Any) -> int:
    if isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= 500:
        return value
    raise OptionError("1 から 500 までの数で書いてください。", "Write a number from 1 to 500.")


def rank(value: Any) -> int:
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= 1000:
        return value
    raise OptionError("0 から 1000 までの数で書いてください。", "Write a number from 0 to 1000.")


def strings(value: Any) -> tuple[str, ...]:
    if isinstance(value, str):
        return (value,)
    if isinstance(value, list) and value and all(isinstance(item, str) for item in value):
        return tuple(value)
    raise OptionError('項目名のならびを ["…", "…"] の形で書いてください。', 'List the fields: ["…", "…"].')


def value(given: Any) -> Value:
    try:
        return Value.parse(given)
    except (ValueError, AttributeError):
        raise OptionError(
            '"count"、"sum:項目名"、"last:項目名"、または項目名を書いてください。',
            'Write "count", "sum:FIELD", "last:FIELD" or the name of a field.',
        ) from None


def order(given: Any) -> str:
    if given in ORDERS:
        return str(given)
    raise OptionError('"x"、"value"、"source" のどれかを書いてください。', 'Write "x", "value" or "source".')


def conditions(given: Any) -> dict[str, tuple[str, ...]]:
    """{ field = "a" } or { field = ["a", "b"] }: rows whose field has one of the values."""
    if isinstance(given, Mapping):
        return {str(name): _allowed(values) for name, values in given.items()}
    raise OptionError('{ 項目名 = ["値", "値"] } の形で書いてください。', 'Write { FIELD = ["value", "value"] }.')


def _allowed(values: Any) -> tuple[str, ...]:
    listed = values if isinstance(values, list) else [values]
    if listed and all(isinstance(item, str | int | float | bool) for item in listed):
        return tuple(str(item) for item in listed)
    raise OptionError('{ 項目名 = ["値", "値"] } の形で書いてください。', 'Write { FIELD = ["value", "value"] }.')


def nodes(given: Any) -> tuple[Node, ...]:
    """[[card.nodes]] tables: label, value, filter and nodes below."""
    if not isinstance(given, list) or not all(isinstance(item, Mapping) for item in given):
        raise OptionError(
            "[[card.nodes]] ごとに label と value を書いてください。", "Write label and value in each [[card.nodes]]."
        )
    made = []
    for item in given:
        if unknown := set(item) - {"label", "value", "filter", "nodes"}:
            raise OptionError(f"{'、'.join(sorted(unknown))} は使えません。", f"Unknown: {', '.join(sorted(unknown))}.")
        if "label" not in item:
            raise OptionError("label を書いてください。", "A node needs a label.")
        made.append(
            Node(
                text(item["label"]),
                value(item.get("value", "count")),
                conditions(item.get("filter", {})),
                nodes(item.get("nodes", [])),
            )
        )
    return tuple(made)


OPTIONS: dict[str, Callable[[Any], Any]] = {
    "id": card_id,
    "type": string,
    "dataset": string,
    "title": text,
    "note": text,
    "definition": text,
    "text": text,
    "unit": text,
    "x": string,
    "value": value,
    "series": strings,
    "split": string,
    "filter": conditions,
    "order": order,
    "columns": strings,
    "limit": limit,
    "nodes": nodes,
    "mean7": flag,
    "cumulative": flag,
    "key": flag,
    "metric": string,
    "home": flag,
    "rank": rank,
}

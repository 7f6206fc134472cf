"""The options of a card: for each key, how its value is read, and what to say when it can't be.

`card.schema.json` (for editors) is made from this table by `config.editor`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from tomoni.dashboard.config.model import Event, Level, Node, Side, Value
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


@dataclass(frozen=True, slots=True)
class Whole:
    """Reads a whole number between two bounds."""

    low: int
    high: int

    def __call__(self, value: Any) -> int:
        if isinstance(value, int) and not isinstance(value, bool) and self.low <= value <= self.high:
            return value
        raise OptionError(
            f"{self.low} から {self.high} までの数で書いてください。", f"Write a number from {self.low} to {self.high}."
        )


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


def day(given: Any) -> date:
    """A TOML date, or text of that form."""
    if isinstance(given, date) and not isinstance(given, datetime):
        return given
    try:
        return date.fromisoformat(given)
    except (TypeError, ValueError):
        raise OptionError("2020-04-07 の形の日付で書いてください。", "Write a date like 2020-04-07.") from None


def tables(given: Any, example_ja: str, example_en: str, known: set[str], needed: set[str]) -> list[Mapping[str, Any]]:
    """A list of tables that have the keys needed and no others than those known."""
    if not isinstance(given, list) or not all(isinstance(item, Mapping) for item in given):
        raise OptionError(f"{example_ja} の形で書いてください。", f"Write {example_en}.")
    for item in given:
        if wrong := sorted((set(item) - known) | (needed - set(item))):
            raise OptionError(
                f"{'、'.join(wrong)} を確かめてください。書き方: {example_ja}",
                f"Check {', '.join(wrong)}. The form is {example_en}",
            )
    return given


def events(given: Any) -> tuple[Event, ...]:
    """[{ day = 2020-04-07, text = "…" }], up to 20."""
    ja, en = '[{ day = 2020-04-07, text = "…" }]', '[{ day = 2020-04-07, text = "…" }]'
    listed = tables(given, ja, en, {"day", "text", "cards"}, {"day", "text"})
    return tuple(
        Event(day(item["day"]), text(item["text"]), strings(item["cards"]) if "cards" in item else ())
        for item in listed
    )


def number(given: Any) -> float:
    if isinstance(given, int | float) and not isinstance(given, bool):
        return given
    raise OptionError("数で書いてください。", "Write a number.")


def thresholds(given: Any) -> tuple[Level, ...]:
    """[{ value = 100, label = "…" }]"""
    form = '[{ value = 100, label = "…" }]'
    listed = tables(given, form, form, {"value", "label"}, {"value", "label"})
    return tuple(Level(number(item["value"]), text(item["label"])) for item in listed)


def compare(given: Any) -> tuple[Side, ...]:
    """[[card.compare]] tables: label, and what differs from the card: dataset, x, value, filter, population."""
    form = '[[card.compare]] label = "…" dataset = "…"'
    keys = {"label", "dataset", "x", "value", "filter", "population"}
    return tuple(
        Side(
            text(item["label"]),
            string(item["dataset"]) if "dataset" in item else "",
            string(item["x"]) if "x" in item else "",
            value(item["value"]) if "value" in item else None,
            conditions(item.get("filter", {})),
            Whole(1, 2_000_000_000)(item["population"]) if "population" in item else 0,
        )
        for item in tables(given, form, form, keys, {"label"})
    )


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
    "limit": Whole(1, 500),
    "nodes": nodes,
    "lines": strings,
    "mean7": flag,
    "mean": Whole(2, 31),
    "cumulative": flag,
    "alt": text,
    "events": events,
    "thresholds": thresholds,
    "suppress": Whole(2, 100),
    "filters": strings,
    "sorts": strings,
    "compare": compare,
    "per": Whole(1, 10_000_000),
    "key": flag,
    "metric": string,
    "home": flag,
    "rank": Whole(0, 1000),
}
AXES = ("y2", "axis2", "axes", "right", "left", "secondary", "second_axis", "y_right", "dual")
"""What people write who want a second axis; there is none, and why."""
NO_SECOND_AXIS = OptionError(
    "2本目の縦軸は使えません。目盛りの取り方で、ないはずの関係があるように見えるためです。"
    'type = "many" にすると、小さなグラフを並べてくらべられます。',
    'There is no second axis: its scale makes relations appear that are not there. type = "many" shows small charts side by side.',
)

"""Which cards suit a dataset that just came in: read from `defaults/<schema id>.toml`, `table.toml` for all others.

In such a file `{dataset}` is the dataset's id and `{of.ja}`, `{of.en}` what tells it from others of its schema; a line
ending in `# if FIELD` stays when the field has values, in `# if-rising FIELD` when they are a running total; blocks with
one id are alternatives, the first that fits is taken; `$date`, `$number`, `$category` are the first fields of that sort.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import polars as pl

from tomoni.dashboard.config import deck
from tomoni.dashboard.config.model import Card
from tomoni.i18n import Text
from tomoni.registry.community import CommunityConfig
from tomoni.registry.rooms import rooms
from tomoni.tables import schema as schemas

DEFAULTS = Path(__file__).parent / "defaults"
GENERIC = "table"
MOST_CATEGORIES = 40
ENOUGH_DAYS = 14
"""A series this long that never falls is a running total: daily counts go down on some day."""
_BLOCK = re.compile(r"(?=^\[\[card\]\])", re.MULTILINE)
_ONLY_IF = re.compile(r"[ \t]*#[ \t]*if(-rising)?[ \t]+(\S+)[ \t]*$")
_PLACEHOLDER = re.compile(r"\$(date|number|category)\b")


@dataclass(frozen=True)
class Newcomer:
    """A dataset as it stands at the door: typed frame, Table Schema, and whose it is."""

    dataset: str
    title: Text
    schema_id: str
    frame: pl.DataFrame
    schema: Mapping[str, Any]
    community: CommunityConfig

    @cached_property
    def filled(self) -> set[str]:
        """Fields with at least one value."""
        return {name for name in self.frame.columns if self.frame[name].null_count() < self.frame.height}

    @cached_property
    def roles(self) -> dict[str, str]:
        """Placeholder → field. A number that names (No, code) is no number to draw."""
        said = {entry["name"]: entry.get("tomoni:role", "") for entry in self.schema.get("fields", [])}
        out: dict[str, str] = {}
        for name in self.frame.columns:
            kind = self.frame.schema[name]
            if name not in self.filled:
                continue
            if kind.is_temporal():
                out.setdefault("date", name)
            elif kind.is_numeric() and said.get(name) not in ("id", "code", "lat", "lon", "flag"):
                out.setdefault("number", name)
            elif kind == pl.Utf8 and 2 <= self.frame[name].n_unique() <= MOST_CATEGORIES:
                out.setdefault("category", name)
        return out

    @cached_property
    def own_words(self) -> Text:
        """What its title says beyond its schema's: 「（中央区）」; empty for the only one of its kind."""
        base = self.schema_id.partition("@")[0]
        known = next((schema for schema in schemas.library().values() if schema.base == base), None)
        if known is None:
            return Text("", "")
        plain = known.title
        ja = self.title.ja.removeprefix(plain.ja) if self.title.ja.startswith(plain.ja) else ""
        en = self.title.en.removeprefix(plain.en) if self.title.en.startswith(plain.en) else ja
        return Text(ja.replace('"', ""), en.replace('"', ""))

    def whole_and_parts(self, field: str) -> bool:
        """True where adding up the rows would count people twice: one row is the sum of all the others, or rows are the
        parts of another (levels side by side, each row as deep as it goes)."""
        if not self.frame.schema[field].is_numeric():
            return False
        values = self.frame[field].drop_nulls().to_list()
        if len(values) > 2 and max(values) > 0 and math.isclose(2 * max(values), sum(values)):
            return True
        levels = [name for name in self.frame.columns if self.frame.schema[name] == pl.Utf8]
        rows = [tuple(row) for row in self.frame.select(levels).unique().iter_rows()] if len(levels) > 1 else []
        paths = {row[: next((n for n, cell in enumerate(row) if cell is None), len(row))] for row in rows}
        return any(path[:depth] in paths for path in paths for depth in range(1, len(path)))

    def rising(self, field: str) -> bool:
        """True for a running total: long, never falling, and not the same all the time."""
        if field not in self.filled or not self.frame.schema[field].is_numeric():
            return False
        day = self.roles.get("date")
        rows = self.frame.sort(day, maintain_order=True) if day else self.frame
        values = rows[field].drop_nulls()
        return len(values) >= ENOUGH_DAYS and values.n_unique() > 2 and bool((values.diff().drop_nulls() >= 0).all())


def cards(new: Newcomer) -> Iterator[tuple[str, str]]:
    """(card id, TOML text) of the cards that suit a dataset, in the order of its defaults file."""
    path = DEFAULTS / f"{new.schema_id.partition('@')[0]}.toml"
    if not path.is_file():
        path = DEFAULTS / f"{GENERIC}.toml"
    taken: set[str] = set()
    for block in _BLOCK.split(path.read_text(encoding="utf-8"))[1:]:
        text = filled_in(block, new)
        if text is None:
            continue
        (card,) = deck.parse(text, rooms.extras_of("card-type")).cards
        if card.id not in taken and fits(card, new):
            taken.add(card.id)
            yield card.id, text


def filled_in(block: str, new: Newcomer) -> str | None:
    """The block with its placeholders replaced and its conditions decided; None when a placeholder has no field."""
    lines = []
    for line in block.splitlines():
        found = _ONLY_IF.search(line)
        if found is None:
            lines.append(line)
        elif new.rising(found[2]) if found[1] else found[2] in new.filled:
            lines.append(line[: found.start()])
        elif found[1]:
            return None
    text = "\n".join(lines)
    if any(found not in new.roles for found in _PLACEHOLDER.findall(text)):
        return None
    text = _PLACEHOLDER.sub(lambda found: new.roles[found[1]], text)
    own = new.own_words
    return text.replace("{dataset}", new.dataset).replace("{of.ja}", own.ja).replace("{of.en}", own.en)


def fits(card: Card, new: Newcomer) -> bool:
    """All its fields have values, it does not add up running totals or a whole and its parts, and its type has nothing
    against it."""
    if not set(card.fields()) <= new.filled:
        return False
    if card.value.kind == "sum" and (new.rising(card.value.field) or new.whole_and_parts(card.value.field)):
        return False
    asked = getattr(rooms.extras_of("card-type")[card.type], "fits", None)
    return asked is None or bool(asked(card, new.frame, new.community))

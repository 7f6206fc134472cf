"""Card: one declared figure, chart or table. Problem: what is wrong in a file of the author, and how to put it right.

A card holds only what was declared; what it shows is computed by `dashboard.compute` from a published frame.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from tomoni.i18n import Text

NOTHING = Text("", "")


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault in a file: where (line from 1, 0 = whole file), which key, and what to do, in words."""

    file: str
    line: int
    key: str
    message: Text

    def to_text(self) -> Text:
        """The whole sentence, place first, as shown on the card and by the command line."""
        where = f"{self.file}:{self.line}" if self.line else self.file
        key = f" {self.key}" if self.key else ""
        return Text(f"{where}{key}: {self.message.ja}", f"{where}{key}: {self.message.en}")


@dataclass(frozen=True, slots=True)
class Value:
    """What a card counts. kind "count" (rows), "sum", "last" (the newest row that has a value) or "field" (as it is)."""

    kind: str = "count"
    field: str = ""

    @classmethod
    def parse(cls, text: str) -> Value:
        """ "count", "sum:F", "last:F", or the name of a field; ValueError for "sum:" without a field."""
        head, colon, name = text.partition(":")
        if text == "count":
            return cls()
        if colon and head in ("sum", "last"):
            if not name.strip():
                raise ValueError(text)
            return cls(head, name.strip())
        if not text.strip():
            raise ValueError(text)
        return cls("field", text.strip())

    def __str__(self) -> str:
        return {"count": "count", "field": self.field}.get(self.kind, f"{self.kind}:{self.field}")


@dataclass(frozen=True, slots=True)
class Node:
    """One box of a tree of counts: its label, its figure, and the boxes it is made of."""

    label: Text
    value: Value
    filter: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    children: tuple[Node, ...] = ()


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened on a day: stands on the time axis of the cards named, of all when none is named."""

    day: date
    text: Text
    cards: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Level:
    """A threshold of a card: a value and what it is called."""

    value: float
    label: Text


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a comparison: whose figures, from which dataset, and how many people live there (0: not said)."""

    label: Text
    dataset: str = ""
    x: str = ""
    value: Value | None = None
    filter: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    population: int = 0


@dataclass(frozen=True, slots=True)
class Card:
    """A declared card. `rank`: lower stands first, equal ones in the author's order. `line` is where it starts in dashboard.toml; with `problems` it shows those instead of figures.
    `metric` names the quantity: the first page does not show one quantity twice (`queries.Board.home_cards`)."""

    id: str
    type: str = "table"
    dataset: str = ""
    title: Text = NOTHING
    note: Text = NOTHING
    definition: Text = NOTHING
    text: Text = NOTHING
    unit: Text = NOTHING
    x: str = ""
    value: Value = Value()
    series: tuple[str, ...] = ()
    split: str = ""
    filter: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    order: str = ""
    columns: tuple[str, ...] = ()
    limit: int = 50
    nodes: tuple[Node, ...] = ()
    lines: tuple[str, ...] = ()
    mean7: bool = False
    mean: int = 0
    cumulative: bool = False
    alt: Text = NOTHING
    events: tuple[Event, ...] = ()
    thresholds: tuple[Level, ...] = ()
    suppress: int = 0
    filters: tuple[str, ...] = ()
    sorts: tuple[str, ...] = ()
    compare: tuple[Side, ...] = ()
    per: int = 0
    key: bool = False
    metric: str = ""
    home: bool = True
    rank: int = 50
    line: int = 0
    problems: tuple[Problem, ...] = ()
    block: str = field(default="", repr=False)
    raw: Mapping[str, Any] = field(default_factory=dict)

    @property
    def mean_days(self) -> int:
        """Days of the trailing mean; 0 for none."""
        return self.mean or 7 * self.mean7

    def datasets(self) -> tuple[str, ...]:
        """Every dataset that this card shows, each once, its own first."""
        return tuple(dict.fromkeys(name for name in (self.dataset, *(s.dataset for s in self.compare)) if name))

    def problem(self, file: str, key: str, message: Text) -> Problem:
        """A fault of this card, at the line of its option `key`, or of the option that names the field `key`."""
        lines = self.block.splitlines()
        for number, line in enumerate(lines):
            if key and line.partition("=")[0].strip() == key:
                return Problem(file, self.line + number, key, message)
        named = re.compile(rf'["\':]{re.escape(key)}["\']')
        for number, line in enumerate(lines):
            if key and named.search(line):
                return Problem(
                    file, self.line + number, line.partition("=")[0].strip() if "=" in line else key, message
                )
        return Problem(file, self.line, key, message)

    def fields(self) -> list[str]:
        """Every field of the dataset that this card names, each once."""
        named = [self.x, self.value.field, *self.series, self.split, *self.filter, *self.columns]
        named += [*self.lines, *self.filters, *self.sorts]
        stack = list(self.nodes)
        while stack:
            node = stack.pop(0)
            named += [node.value.field, *node.filter]
            stack += node.children
        return list(dict.fromkeys(name for name in named if name))


@dataclass(frozen=True, slots=True)
class Deck:
    """All cards of a community in the author's order, and the problems that belong to no card."""

    cards: tuple[Card, ...] = ()
    problems: tuple[Problem, ...] = ()

    def all_problems(self) -> list[Problem]:
        return [*self.problems, *(problem for card in self.cards for problem in card.problems)]

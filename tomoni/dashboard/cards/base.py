"""What a card shows, before it is HTML: `View`; and what a type of card is: `CardType`.

Every figure in a view is a `Fact` or stands in a row that knows its fact or its row of the dataset, so that each can be
followed to the cells of the source.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Protocol

import polars as pl

from tomoni.charts.spec import ChartSpec
from tomoni.dashboard.config.model import NOTHING, Card
from tomoni.dashboard.dataset import Data
from tomoni.i18n import Text

Number = int | float


@dataclass(frozen=True, slots=True)
class Headline:
    """The big figure of a card. `step`: the difference beside it, `step_label`: from when."""

    label: Text
    value: Number | None
    unit: Text = NOTHING
    day: date | None = None
    step: Number | None = None
    step_label: Text = NOTHING
    anchor: str = "all"
    period: str = ""
    """ "month" or "year" when `day` stands for one."""


@dataclass(frozen=True, slots=True)
class Fact:
    """One computed figure: how ("count", "sum", "last", "field") and from which rows and fields of the dataset."""

    anchor: str
    label: Text
    value: Number | None
    unit: Text
    how: str
    fields: tuple[str, ...]
    rows: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a card's table; `key` is its name in card.csv. `bare`: numbers that name (No, a year), without commas.
    `step`: "month" or "year" for dates that stand for one."""

    key: str
    title: Text
    numeric: bool = False
    bare: bool = False
    step: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """Cells beside the columns. `anchor`: the facts behind it; `at`: the row of the dataset that it is (from 0)."""

    cells: tuple[Any, ...]
    anchor: str = ""
    at: int | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """The table of a card, newest first where there are days."""

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]

    def frame(self) -> pl.DataFrame:
        """The same as data: one column for each column, days and numbers typed; what is hidden is null."""
        return self._data(
            [
                tuple(None if self._starred(c, v) else v for c, v in zip(self.columns, row.cells, strict=True))
                for row in self.rows
            ]
        )

    def told(self) -> pl.DataFrame:
        """The same with "*" where a number is hidden (such columns are text), for files that people read."""
        starred = [any(self._starred(c, row.cells[n]) for row in self.rows) for n, c in enumerate(self.columns)]
        return self._data(
            [
                tuple(str(plain(v)) if s and v is not None else v for s, v in zip(starred, row.cells, strict=True))
                for row in self.rows
            ]
        )

    @staticmethod
    def _starred(column: Column, value: Any) -> bool:
        return column.numeric and isinstance(value, Text)

    def _data(self, rows: Sequence[tuple[Any, ...]]) -> pl.DataFrame:
        cells = list(zip(*rows, strict=True)) or [()] * len(self.columns)
        return pl.DataFrame(
            {c.key: [_spelled(v, c.step) for v in column] for c, column in zip(self.columns, cells, strict=True)},
            strict=False,
        )


def _spelled(value: Any, step: str) -> Any:
    """A month as data is 2020-04, a year 2020."""
    if isinstance(value, date) and step in ("month", "year"):
        return value.isoformat()[: 7 if step == "month" else 4]
    return plain(value)


def plain(value: Any) -> Any:
    """A cell as data: texts in Japanese, everything else as it is."""
    return value.ja if isinstance(value, Text) else value


@dataclass(frozen=True, slots=True)
class View:
    """What a card shows. `chart` or `body` may be missing; `table` is always there, it is the chart in words."""

    table: Table
    headline: Headline | None = None
    chart: ChartSpec | None = None
    facts: tuple[Fact, ...] = ()
    notes: tuple[Text, ...] = ()
    body: Text = NOTHING
    left_off: int = 0
    """Rows of the dataset that the table does not show."""


@dataclass(frozen=True, slots=True)
class Variant:
    """Another look at the same card, a page of its own: the last 30 days, the running total, some rows of a table.
    `group`: under which words the links to it stand; "" for the first line."""

    key: str
    title: Text
    group: Text = NOTHING


class CardType(Protocol):
    """`build` raises compute.select.CardError when the card does not fit the data."""

    def variants(self, card: Card, data: Data) -> Sequence[Variant]: ...

    def build(self, card: Card, data: Data, variant: str = "") -> View: ...


@dataclass(frozen=True, slots=True)
class Plain:
    """A card type without variants, from its build function."""

    make: Any = field(repr=False)

    def variants(self, card: Card, data: Data) -> Sequence[Variant]:
        return ()

    def build(self, card: Card, data: Data, variant: str = "") -> View:
        view: View = self.make(card, data)
        return view


def title_of(card: Card, data: Data) -> Text:
    """The card's own title, else that of its dataset."""
    return card.title if card.title.ja else data.title


UNKNOWN = Text("記載なし", "Not stated")
"""How an empty category is named."""

"""What may be printed. Paper can't be corrected once it is out: what nobody allowed is not printed.

An item is printed when its source may be reused, its filters let it pass, and its status is open or limited, or an
operator confirmed its whole layer (who, when, how). What has ended is never printed, confirmed or not.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import polars as pl

from tomoni.i18n import Text
from tomoni.papermap.model import Item, Outcome, Reading, Status
from tomoni.registry.errors import problem

ANY = "*"
WAITS = "waits"
"""Mark of an item that its layer's confirmation would let through."""
FIELDS = ("hours", "notes", "as_of")
"""Printed of an item unless the configuration says otherwise; also to be had: phone, address, status, and columns by name."""


@dataclass(frozen=True, slots=True)
class Confirmation:
    """An operator answers for a layer: who looked, when, and how it was checked. `layer` "*" is every layer of the source."""

    layer: str
    by: str
    at: str
    how: str
    source: str = ANY

    def covers(self, item: Item) -> bool:
        return self.layer in (ANY, item.layer) and self.source in (ANY, item.source)

    def text(self) -> Text:
        every = self.layer == ANY
        return Text(
            f"{'すべての層' if every else '「' + self.layer + '」'}は {self.at} に {self.by} が確認（{self.how}）",
            f"{'Every layer' if every else self.layer} was confirmed by {self.by} on {self.at} ({self.how})",
        )


@dataclass(frozen=True, slots=True)
class Filter:
    """`require`: fields that must say something; `include`, `exclude`: field → regular expression. All must hold."""

    require: tuple[str, ...] = ()
    include: Mapping[str, str] = field(default_factory=dict)
    exclude: Mapping[str, str] = field(default_factory=dict)

    def refuses(self, item: Item) -> Text | None:
        """Why it does not pass; None when it does."""
        for name in self.require:
            if not value_of(item, name):
                return Text(f"「{name}」が書かれていません。", f'"{name}" is missing.')
        for name, pattern in self.include.items():
            if not _matches(pattern, value_of(item, name)[:500]):
                return Text(f"「{name}」が条件に合いません。", f'"{name}" does not fit.')
        for name, pattern in self.exclude.items():
            if _matches(pattern, value_of(item, name)[:500]):
                return Text(f"「{name}」により除きました。", f'Left out because of "{name}".')
        return None


@lru_cache(maxsize=20_000)
def _matches(pattern: str, value: str) -> bool:
    """By the engine of Polars, whose time grows with the length of the text only, whatever the pattern."""
    return bool(pl.Series([value]).str.contains(pattern)[0])


def filter_of(require: Sequence[Any], include: Mapping[str, Any], exclude: Mapping[str, Any]) -> Filter:
    """A filter from what was written; Problem for a pattern that is none."""
    for pattern in (*include.values(), *exclude.values()):
        try:
            _matches(str(pattern)[:200], "")
        except pl.exceptions.PolarsError as broken:
            raise problem(
                f"条件「{pattern}」は正規表現として読めません。言葉をそのまま書くか、「開設|開放」のように | で並べてください。",
                f'"{pattern}" can\'t be read as a pattern. Write plain words, or several with | between them.',
            ) from broken
    return Filter(
        tuple(str(one)[:80] for one in require),
        {str(name): str(pattern)[:200] for name, pattern in include.items()},
        {str(name): str(pattern)[:200] for name, pattern in exclude.items()},
    )


@dataclass(frozen=True, slots=True)
class Permission:
    """What one sheet may print. `fields` is the list of what is printed of an item; `filters` by source id or "*"."""

    confirmations: tuple[Confirmation, ...] = ()
    filters: Mapping[str, Filter] = field(default_factory=dict)
    fields: Sequence[str] = FIELDS
    hidden: frozenset[tuple[str, str]] = frozenset()
    """(source, layer) that this sheet leaves out."""


def value_of(item: Item, name: str) -> str:
    if name in ("name", "layer", "hours", "notes", "phone", "address", "as_of", "category"):
        return str(getattr(item, name))
    if name == "status":
        return str(item.status)
    return item.fields.get(name, "")


def permit(reading: Reading, permission: Permission) -> None:
    """PLACED items that may not be printed become WITHHELD, each with the reason."""
    reuse = {source.id: source.reuse for source in reading.sources}
    for item in reading.items:
        if item.outcome is Outcome.PLACED and (said := _refusal(item, permission, reuse.get(item.source, ""))):
            item.end(Outcome.WITHHELD, said.ja, said.en)


def _refusal(item: Item, permission: Permission, reuse: str) -> Text | None:
    if (item.source, item.layer) in permission.hidden:
        return Text("この紙では選ばれていない層です。", "Its layer was not chosen for this sheet.")
    if reuse != "open":
        return (
            Text("入手元に使ってよいか確かめる必要があります。", "Its source wants to be asked before reuse.")
            if reuse
            else Text(
                "入手元を印刷に使ってよいか分かりません（reuse）。",
                "Nobody said that its source may be printed (reuse).",
            )
        )
    for key in (ANY, item.source):
        if (rule := permission.filters.get(key)) and (said := rule.refuses(item)):
            return said
    if item.status in (Status.OPEN, Status.LIMITED):
        return None
    if any(one.covers(item) for one in permission.confirmations):
        item.marks.add("confirmed")
        return None
    item.marks.add(WAITS)
    return Text(
        "今やっているか分かりません。運営者が層ごと確認すると印刷できます。",
        "Nobody knows whether it is open. It can be printed once an operator confirms its layer.",
    )


def missing(reading: Reading, permission: Permission) -> list[tuple[str, str, int]]:
    """(source, layer, how many items wait) of every layer that a confirmation would let through."""
    waiting = Counter(
        (item.source, item.layer) for item in reading.items if item.outcome is Outcome.WITHHELD and WAITS in item.marks
    )
    return [(source, layer, count) for (source, layer), count in waiting.items()]


def used(items: Iterable[Item], permission: Permission) -> list[Confirmation]:
    """The confirmations that something printed rests on, to be printed beside it."""
    marked = [item for item in items if "confirmed" in item.marks]
    return [one for one in permission.confirmations if any(one.covers(item) for item in marked)]


def printed_fields(item: Item, permission: Permission) -> list[tuple[str, str]]:
    """(name, words) of what the list prints of the item, in the order of the list of allowed fields."""
    return [(name, said) for name in permission.fields if (said := value_of(item, name))]

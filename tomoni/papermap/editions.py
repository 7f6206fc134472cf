"""Editions: an item keeps its number from one edition to the next, and what changed since the last one is marked.

The memory of an edition is plain data (`to_json`): whoever printed it can keep it as a file beside the sheet. A number
whose item is gone is never given to another.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from tomoni.geo.sphere import distance, is_position
from tomoni.papermap.model import Item, plain
from tomoni.registry.errors import problem

MOVED = 30.0
"""Metres an item may move without a mark."""
FAR = 2_000.0
"""Metres within which an item of the same name and category is still the same one."""
FORMAT = "tomoni-papermap-edition/1"


@dataclass(frozen=True, slots=True)
class Known:
    """What the last edition remembers of a number."""

    number: int
    code: str
    category: str
    name: str
    place: tuple[float, float]
    digest: str


@dataclass(frozen=True, slots=True)
class Edition:
    """`next_number` grows only. `gone`: numbers of earlier editions that are no longer on the sheet."""

    edition: int = 0
    next_number: int = 1
    known: Sequence[Known] = ()
    gone: Sequence[int] = ()

    def to_json(self) -> dict[str, Any]:
        rows = [[k.number, k.code, k.category, k.name, list(k.place), k.digest] for k in self.known]
        return {
            "format": FORMAT,
            "edition": self.edition,
            "next": self.next_number,
            "items": rows,
            "gone": list(self.gone),
        }


@dataclass(slots=True)
class Numbered:
    """What `number` found: the edition to remember, and the numbers and names that left since the last one."""

    edition: Edition
    left: list[Known] = field(default_factory=list)


def of_json(document: Any) -> Edition:
    """An edition from what `to_json` wrote; Problem for anything else."""
    try:
        if not isinstance(document, Mapping) or document.get("format") != FORMAT:
            raise ValueError
        known = []
        for n, code, category, name, (x, y), digest in document["items"]:
            if not is_position(float(y), float(x)) or int(n) < 1:
                raise ValueError
            known.append(Known(int(n), str(code), str(category), str(name), (float(x), float(y)), str(digest)))
        numbers = [one.number for one in known]
        following = int(document["next"])
        gone = tuple(int(n) for n in document["gone"])
        if len(set(numbers)) != len(numbers) or max([*numbers, *gone], default=0) >= following:
            raise ValueError
        return Edition(int(document["edition"]), following, tuple(known), gone)
    except (KeyError, TypeError, ValueError, OverflowError) as broken:
        raise problem(
            "前の版の記録が読めません。前に印刷したときにできた .edition.json を渡してください。",
            "The record of the last edition can't be read. Give the .edition.json that came with the last print.",
        ) from broken


def number(items: Sequence[Item], last: Edition | None = None) -> Numbered:
    """Sets `number` and `change` ("new", "moved", "changed", "") of every item, in the order given.

    An item is the one of the last edition with the same code in its source, else of the same category and name that is
    nearest (within 2 km), else of the same category at the same place (30 m: it was renamed)."""
    last = last or Edition()
    found = _matches(items, last.known)
    following = last.next_number
    for place, item in enumerate(items):
        old = found.get(place)
        if old is None:
            item.number, following = following, following + 1
            item.change = "new" if last.edition else ""
        else:
            item.number = old.number
            item.change = _change(item, old)
    kept = {old.number for old in found.values()}
    left = [old for old in last.known if old.number not in kept]
    now = tuple(_known(item) for item in items)
    gone = (*last.gone, *(old.number for old in left))
    return Numbered(Edition(last.edition + 1, following, now, gone), left)


def digest(item: Item) -> str:
    """A short hash of what the list prints of an item."""
    said = "\n".join((item.name, item.hours, item.notes, item.phone, str(item.status)))
    return hashlib.sha256(said.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _known(item: Item) -> Known:
    return Known(item.number, _code(item), item.category, item.name, item.anchor, digest(item))


def _code(item: Item) -> str:
    return f"{item.source}#{item.code}" if item.code else ""


def _change(item: Item, old: Known) -> str:
    if _away(item, old) > MOVED:
        return "moved"
    return "changed" if digest(item) != old.digest else ""


def _away(item: Item, old: Known) -> float:
    (x, y), (u, v) = item.anchor, old.place
    return distance(y, x, v, u)


def _matches(items: Sequence[Item], known: Sequence[Known]) -> dict[int, Known]:
    """Place in `items` → what the last edition knows of it; each known one is used once, certain ones first."""
    found: dict[int, Known] = {}
    used: set[int] = set()

    def take(pairs: Iterable[tuple[float, int, Known]]) -> None:
        for _, place, old in sorted(pairs, key=lambda one: (one[0], one[1], one[2].number)):
            if place not in found and old.number not in used:
                found[place] = old
                used.add(old.number)

    by_code = {old.code: old for old in known if old.code}
    take((0.0, place, by_code[_code(item)]) for place, item in enumerate(items) if _code(item) in by_code)
    by_name: dict[tuple[str, str], list[Known]] = {}
    for old in known:
        by_name.setdefault((old.category, plain(old.name)), []).append(old)
    take(
        (away, place, old)
        for place, item in enumerate(items)
        if place not in found and item.name
        for old in by_name.get((item.category, plain(item.name)), ())
        if (away := _away(item, old)) <= FAR
    )
    cells: dict[tuple[str, int, int], list[Known]] = {}
    for old in known:
        if old.number not in used:
            cells.setdefault((old.category, round(old.place[0] * 1000), round(old.place[1] * 1000)), []).append(old)
    take(
        (away, place, old)
        for place, item in enumerate(items)
        if place not in found
        for old in _around(cells, item)
        if (away := _away(item, old)) <= MOVED and not (old.code and item.code)
    )
    return found


def _around(cells: Mapping[tuple[str, int, int], list[Known]], item: Item) -> Iterable[Known]:
    x, y = round(item.anchor[0] * 1000), round(item.anchor[1] * 1000)
    for dx in (-1, 0, 1):
        for dy in (-1, 0, 1):
            yield from cells.get((item.category, x + dx, y + dy), ())

"""All writes of the room: cards for a new dataset go into dashboard.toml, at its end, the author's text untouched.

What is written is declared in `defaults/<schema id>.toml` (`table.toml` for tables that no schema fits). In such a file
`{dataset}` stands for the dataset's id; a line ending in `# if FIELD` is kept only when the field has values; blocks
with the same id are alternatives, the first whose fields all have values is taken; `$date`, `$number` and `$category`
are the first fields of that sort.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import polars as pl

from tomoni.dashboard.config import deck
from tomoni.i18n import Text
from tomoni.registry import services as registry
from tomoni.registry.rooms import rooms
from tomoni.registry.scope import Scope
from tomoni.registry.sources import write_text

DEFAULTS = Path(__file__).parent / "defaults"
GENERIC = "table"
MOST_CATEGORIES = 40
HEADER = """\
# グラフ・表（カード）の宣言です。rank の小さい順、同じなら上から順に、トップページに並びます。
# 自由に直してください。tomoni は、新しいデータが入ったときに末尾に足すだけです。
# The cards of this site. The first page shows them by rank (lowest first), then in this order.
# Edit freely: tomoni only adds at the end, when a new dataset comes in.
"""
_BLOCK = re.compile(r"(?=^\[\[card\]\])", re.MULTILINE)
_ONLY_IF = re.compile(r"[ \t]*#[ \t]*if[ \t]+(\S+)[ \t]*$")


def add_default_cards(scope: Scope, dataset: str) -> list[Text]:
    """Called when a dataset was added. Does nothing when the author already has cards for it."""
    folder = scope.community.dir
    known = deck.load(folder, rooms.extras_of("card-type"))
    if any(card.dataset == dataset for card in known.cards):
        return []
    prepared = registry.intake(scope, dataset)
    blocks = list(default_cards(dataset, prepared.schema_id, prepared.frame, prepared.schema))
    taken = {card.id for card in known.cards}
    fresh = [block for block in blocks if _id(block) not in taken]
    if not fresh:
        return []
    append(folder, fresh)
    return [
        Text(
            f"グラフ・表を{len(fresh)}枚、{deck.FILE} に書きました（{dataset}）。",
            f"Wrote {len(fresh)} cards for {dataset} into {deck.FILE}.",
        )
    ]


def append(folder: Path, blocks: list[str]) -> None:
    """Adds blocks at the end of dashboard.toml; what stands there keeps every byte."""
    path = folder / deck.FILE
    before = path.read_text(encoding="utf-8-sig") if path.is_file() else HEADER
    gap = "" if before.endswith("\n") else "\n"
    write_text(path, before + gap + "".join(f"\n{block.strip()}\n" for block in blocks))


def default_cards(dataset: str, schema_id: str, frame: pl.DataFrame, schema: Mapping[str, Any]) -> Iterator[str]:
    """The cards, as TOML text, that suit a dataset of a schema with the fields that really have values."""
    base = schema_id.partition("@")[0]
    path = DEFAULTS / f"{base}.toml"
    if not path.is_file():
        path = DEFAULTS / f"{GENERIC}.toml"
    filled = {name for name in frame.columns if frame[name].null_count() < frame.height}
    roles = _roles(frame, filled, schema)
    taken: set[str] = set()
    for block in _BLOCK.split(path.read_text(encoding="utf-8"))[1:]:
        text = _kept(block.replace("{dataset}", dataset), filled)
        for role, name in roles.items():
            text = text.replace(role, name)
        (card,) = deck.parse(text, rooms.extras_of("card-type")).cards
        if card.id not in taken and set(card.fields()) <= filled:
            taken.add(card.id)
            yield text


def _kept(block: str, filled: set[str]) -> str:
    """The block without the lines whose field has no values, and without the conditions themselves."""
    lines = []
    for line in block.splitlines():
        found = _ONLY_IF.search(line)
        if found is None:
            lines.append(line)
        elif found[1] in filled:
            lines.append(line[: found.start()])
    return "\n".join(lines)


def _roles(frame: pl.DataFrame, filled: set[str], schema: Mapping[str, Any]) -> dict[str, str]:
    """First date, number and category among the fields with values; a number that names (No, code) is no number."""
    roles = {entry["name"]: entry.get("tomoni:role", "") for entry in schema.get("fields", [])}
    out: dict[str, str] = {}
    for name in frame.columns:
        kind = frame.schema[name]
        if name not in filled:
            continue
        if kind.is_temporal():
            out.setdefault("$date", name)
        elif kind.is_numeric() and roles.get(name) not in ("id", "code", "lat", "lon", "flag"):
            out.setdefault("$number", name)
        elif kind == pl.Utf8 and 2 <= frame[name].n_unique() <= MOST_CATEGORIES:
            out.setdefault("$category", name)
    return out


def _id(block: str) -> str:
    return deck.parse(block, rooms.extras_of("card-type")).cards[0].id


def check(scope: Scope) -> list[Text]:
    """Faults of dashboard.toml, in words."""
    made = deck.load(scope.community.dir, rooms.extras_of("card-type"))
    return [problem.to_text() for problem in made.all_problems()]

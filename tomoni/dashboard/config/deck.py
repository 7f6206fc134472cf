"""dashboard.toml → Deck. A fault in one card stays with that card: the others are read, and nothing is raised.

The file is read card by card when it does not parse as a whole, so that one missing quote costs one card. Lines are
found in the text itself, because tomllib does not give positions.
"""

from __future__ import annotations

import difflib
import itertools
import re
import tomllib
from collections.abc import Collection, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from tomoni.dashboard.config import shared
from tomoni.dashboard.config.model import Card, Deck, Problem
from tomoni.dashboard.config.options import AXES, NO_SECOND_AXIS, OPTIONS, OptionError
from tomoni.i18n import Text

FILE = "dashboard.toml"
NO_DATASET = Text('dataset = "…" にデータ名を書いてください。', 'Write the dataset: dataset = "…".')
_CARD = re.compile(r"^[ \t]*\[\[[ \t]*card[ \t]*\]\]", re.MULTILINE)
_WHERE = re.compile(r"\(at line (\d+), column (\d+)\)|\(at end of document\)")


def load(folder: Path, types: Collection[str]) -> Deck:
    """The deck of a community folder; an absent file is an empty deck. `types` are the registered card types."""
    path = folder / FILE
    try:
        source = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        return Deck()
    except (OSError, UnicodeDecodeError):
        message = Text("読めません。UTF-8 で保存し直してください。", "Can't be read. Save it as UTF-8.")
        return Deck(problems=(Problem(FILE, 0, "", message),))
    return shared.completed(parse(source, types), folder)


def parse(source: str, types: Collection[str]) -> Deck:
    """Text of a dashboard.toml → Deck. Never raises for what an author wrote."""
    blocks = _blocks(source)
    problems = [_head_problem(blocks[0][1])] if blocks else []
    cards = [_card(line, block, types) for line, block in blocks[1:]]
    return Deck(_distinct(cards), tuple(problem for problem in problems if problem))


def cards(source: str, types: Collection[str], file: str) -> tuple[Card, ...]:
    """The cards of another file that holds [[card]] after its own settings. There a comparison names its dataset, too."""
    made = []
    for line, block in _blocks(source)[1:]:
        card = _card(line, block, types)
        problems = [*card.problems]
        if card.type == "compare" and not card.dataset:
            problems.append(Problem(FILE, line, "dataset", NO_DATASET))
        made.append(replace(card, problems=tuple(replace(problem, file=file) for problem in problems)))
    return _distinct(made)


def _blocks(source: str) -> list[tuple[int, str]]:
    """(first line, text) of what stands before the first card, then of each card."""
    starts = [match.start() for match in _CARD.finditer(source)]
    edges = [0, *starts, len(source)]
    return [(source.count("\n", 0, a) + 1, source[a:b]) for a, b in itertools.pairwise(edges)]


def _head_problem(head: str) -> Problem | None:
    try:
        known = tomllib.loads(head)
    except tomllib.TOMLDecodeError as error:
        line, message = _syntax(error, 1)
        return Problem(FILE, line, "", message)
    if known:
        key = next(iter(known))
        message = Text(
            "ここでは使えません。カードは [[card]] の下に書いてください。",
            "Not known here. Write cards under [[card]].",
        )
        return Problem(FILE, _line_of(head, key, 1), key, message)
    return None


def _card(first: int, block: str, types: Collection[str]) -> Card:
    fallback = _find_id(block) or f"card-line-{first}"
    try:
        table = tomllib.loads(block)["card"][0]
    except tomllib.TOMLDecodeError as error:
        line, message = _syntax(error, first)
        return Card(fallback, line=first, problems=(Problem(FILE, line, "", message),))
    values: dict[str, Any] = {}
    problems = []
    for key, given in table.items():
        try:
            values[key] = _option(key)(given)
        except OptionError as wrong:
            problems.append(Problem(FILE, _line_of(block, key, first), key, wrong.message))
    problems += _needs(values, table, block, first, types)
    kept = {key: value for key, value in values.items() if key != "id"}
    return Card(values.get("id", fallback), **kept, line=first, problems=tuple(problems), block=block, raw=table)


def _option(key: str) -> Any:
    if key in OPTIONS:
        return OPTIONS[key]
    if key in AXES:
        raise NO_SECOND_AXIS
    near = difflib.get_close_matches(key, OPTIONS, 1)
    hint = (
        (f"「{near[0]}」ではありませんか。", f'Did you mean "{near[0]}"?')
        if near
        else ("消してください。", "Remove it.")
    )
    raise OptionError(f"この項目は使えません。{hint[0]}", f"Not an option of a card. {hint[1]}")


def _needs(
    values: Mapping[str, Any], table: Mapping[str, Any], block: str, first: int, types: Collection[str]
) -> list[Problem]:
    """Options that must be there, and a type that exists."""
    out = []
    if "id" not in table:
        out.append(Problem(FILE, first, "id", Text('id = "…" を書いてください。', 'Write id = "…".')))
    kind = values.get("type")
    if kind is not None and kind not in types:
        names = ", ".join(sorted(types))
        message = Text(
            f"「{kind}」という種類はありません。使えるもの: {names}", f'There is no type "{kind}". Known: {names}'
        )
        out.append(Problem(FILE, _line_of(block, "type", first), "type", message))
    if kind is None and "type" not in table:
        out.append(Problem(FILE, first, "type", Text('type = "…" を書いてください。', 'Write type = "…".')))
    if "dataset" not in table and kind not in ("text", "compare"):
        out.append(Problem(FILE, first, "dataset", NO_DATASET))
    return out


def _distinct(cards: list[Card]) -> tuple[Card, ...]:
    """Cards with an id that was used before get one of their own and say so."""
    seen: dict[str, int] = {}
    out = []
    for card in cards:
        if card.id in seen:
            message = Text(
                f"id「{card.id}」は {seen[card.id]} 行目のカードと同じです。別の id にしてください。",
                f'The card at line {seen[card.id]} has the id "{card.id}" too. Choose another.',
            )
            problem = Problem(FILE, card.line, "id", message)
            card = Card(
                f"{card.id}-line-{card.line}",
                card.type,
                card.dataset,
                card.title,
                line=card.line,
                problems=(*card.problems, problem),
            )
        seen.setdefault(card.id, card.line)
        out.append(card)
    return tuple(out)


def _find_id(block: str) -> str:
    found = re.search(r'^[ \t]*id[ \t]*=[ \t]*"([a-z0-9][a-z0-9_-]{0,63})"', block, re.MULTILINE)
    return found[1] if found else ""


def _line_of(block: str, key: str, first: int) -> int:
    found = re.search(rf'^[ \t]*(\[+[ \t]*card\.)?["\']?{re.escape(key)}["\']?[ \t]*(=|\.|\])', block, re.MULTILINE)
    return first + block.count("\n", 0, found.start()) if found else first


def _syntax(error: tomllib.TOMLDecodeError, first: int) -> tuple[int, Text]:
    found = _WHERE.search(str(error))
    line = first + int(found[1]) - 1 if found and found[1] else first
    reason = _WHERE.sub("", str(error)).strip()
    return line, Text(
        f'この行の書き方が TOML として読めません（{reason}）。引用符 " やかっこの閉じ忘れを確かめてください。',
        f"This line is not valid TOML ({reason}). Look for a missing quote or bracket.",
    )

"""What is said once for many cards: `metrics.toml` (what a quantity is) and `events.toml` (what happened, and when).

    # metrics.toml
    [cases]
    title = { ja = "陽性者数", en = "Confirmed cases" }
    definition = { ja = "…", en = "…" }
    unit = { ja = "人", en = "people" }

    # events.toml
    [[event]]
    day = 2020-04-07
    text = { ja = "緊急事態宣言", en = "State of emergency" }
    cards = ["cases-by-day"]      # all cards of days when left out

A card with `metric = "cases"` takes what it does not say itself from there. A fault in these files is a problem of the
file: the cards stand, without it.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from tomoni.dashboard.config.model import NOTHING, Card, Deck, Event, Problem
from tomoni.dashboard.config.options import OptionError, events, text
from tomoni.i18n import Text

METRICS = "metrics.toml"
EVENTS = "events.toml"
WORDS = ("title", "definition", "unit", "source")
_LINE = re.compile(r"at line (\d+)")


@dataclass(frozen=True, slots=True)
class Metric:
    """A quantity: what it is called, what it counts, in which unit, and where it comes from."""

    id: str
    title: Text = NOTHING
    definition: Text = NOTHING
    unit: Text = NOTHING
    source: Text = NOTHING

    def to_json(self) -> dict[str, Any]:
        """Only what is said."""
        return {name: getattr(self, name).to_json() for name in WORDS if getattr(self, name).ja}


def completed(deck: Deck, folder: Path) -> Deck:
    """The deck with metrics and events put into its cards, and with the problems of the two files."""
    known, problems = metrics(folder)
    happened, more = timeline(folder)
    cards = tuple(_with(card, known.get(card.metric), happened) for card in deck.cards)
    return Deck(cards, (*deck.problems, *problems, *more))


def metrics(folder: Path) -> tuple[dict[str, Metric], list[Problem]]:
    """metrics.toml by id, and what is wrong in it."""
    source, table, problems = _read(folder / METRICS)
    found: dict[str, Metric] = {}
    for name, said in table.items():
        try:
            if not isinstance(said, Mapping) or (wrong := sorted(set(said) - set(WORDS))):
                listed = "、".join(wrong) if isinstance(said, Mapping) else name
                raise OptionError(
                    f"「{listed}」は使えません。[{name}] の下に title・definition・unit・source を書けます。",
                    f"Unknown: {listed}. Below [{name}] stand title, definition, unit, source.",
                )
            found[name] = Metric(name, **{key: text(value) for key, value in said.items()})
        except OptionError as error:
            problems.append(Problem(METRICS, _line(source, name), name, error.message))
    return found, problems


def timeline(folder: Path) -> tuple[tuple[Event, ...], list[Problem]]:
    """events.toml in order of days, and what is wrong in it; one wrong event costs only itself."""
    source, table, problems = _read(folder / EVENTS)
    starts = [source.count("\n", 0, match.start()) + 1 for match in re.finditer(r"^[ \t]*\[\[event\]\]", source, re.M)]
    listed = table.get("event", [])
    found: list[Event] = []
    for nth, item in enumerate(listed if isinstance(listed, list) else [listed]):
        try:
            found += events([item])
        except OptionError as error:
            line = starts[nth] if nth < len(starts) else 0
            problems.append(Problem(EVENTS, line, "event", error.message))
    for key in sorted(set(table) - {"event"}):
        message = Text("[[event]] の下に書いてください。", "Write it under [[event]].")
        problems.append(Problem(EVENTS, _line(source, key), key, message))
    return tuple(sorted(found, key=lambda event: event.day)), problems


def _with(card: Card, metric: Metric | None, happened: tuple[Event, ...]) -> Card:
    said: dict[str, Any] = {}
    if metric:
        said = {name: getattr(metric, name) for name in ("title", "definition", "unit") if not getattr(card, name).ja}
    own = tuple(event for event in happened if not event.cards or card.id in event.cards)
    if own:
        said["events"] = tuple(sorted(dict.fromkeys((*card.events, *own)), key=lambda event: event.day))
    return replace(card, **said) if said else card


def _read(path: Path) -> tuple[str, dict[str, Any], list[Problem]]:
    try:
        source = path.read_text(encoding="utf-8-sig")
        return source, tomllib.loads(source), []
    except FileNotFoundError:
        return "", {}, []
    except (OSError, UnicodeDecodeError):
        message = Text("読めません。UTF-8 で保存し直してください。", "Can't be read. Save it as UTF-8.")
        return "", {}, [Problem(path.name, 0, "", message)]
    except tomllib.TOMLDecodeError as error:
        found = _LINE.search(str(error))
        message = Text(
            f"TOML として読めません（{error}）。引用符やかっこの閉じ忘れを確かめてください。",
            f"Not valid TOML ({error}). Look for a missing quote or bracket.",
        )
        return "", {}, [Problem(path.name, int(found[1]) if found else 0, "", message)]


def _line(source: str, key: str) -> int:
    found = re.search(rf'^[ \t]*\[*[ \t]*["\']?{re.escape(key)}["\']?[ \t]*(=|\.|\])', source, re.M)
    return source.count("\n", 0, found.start()) + 1 if found else 0

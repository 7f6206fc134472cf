"""All writes of the room: cards for a new dataset go into dashboard.toml, at its end, the author's text untouched.

Which cards suit a dataset is declared in `defaults/`, see `dashboard.suggest`.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from tomoni.dashboard import suggest
from tomoni.dashboard.compute.select import CardError, require_names
from tomoni.dashboard.config import announcements, deck, editor, flows, model
from tomoni.i18n import Text
from tomoni.publish import queries as publish
from tomoni.registry import here, jobs
from tomoni.registry import services as registry
from tomoni.registry.errors import Problem
from tomoni.registry.rooms import rooms
from tomoni.registry.scope import Scope
from tomoni.registry.sources import write_text

LATE, AHEAD = timedelta(hours=1), timedelta(days=1)
_known: dict[str, Any] = {}
HEADER = """\
#:schema ./.tomoni/card.schema.json
# グラフ・表（カード）の宣言です。rank の小さい順、同じなら上から順に、トップページに並びます。
# 自由に直してください。tomoni は、新しいデータが入ったときに末尾に足すだけです。
# The cards of this site. The first page shows them by rank (lowest first), then in this order.
# Edit freely: tomoni only adds at the end, when a new dataset comes in.
"""


def add_default_cards(scope: Scope, dataset: str) -> list[Text]:
    """Called when a dataset was added. Does nothing when the author already has cards for it."""
    folder = scope.community.dir
    known = deck.load(folder, rooms.extras_of("card-type"))
    if any(card.dataset == dataset for card in known.cards):
        return []
    prepared = registry.intake(scope, dataset)
    fitting = suggest.cards(
        suggest.Newcomer(dataset, prepared.title, prepared.schema_id, prepared.frame, prepared.schema, scope.community)
    )
    editor.put(scope.community.home)
    taken = {card.id for card in known.cards}
    fresh = [text for name, text in fitting if name not in taken]
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


def check(scope: Scope) -> list[Text]:
    """Faults of dashboard.toml, metrics.toml and events.toml, in words. Keeps the editor's schema at hand."""
    editor.put(scope.community.home)
    made = deck.load(scope.community.dir, rooms.extras_of("card-type"))
    told = announcements.load(scope.community.dir)
    guides = flows.load(scope.community.dir, told.telephones)
    problems = [*made.all_problems(), *_misnamed(scope, made)]
    return [*(problem.to_text() for problem in problems), *told.problems, *guides.problems]


def _misnamed(scope: Scope, made: deck.Deck) -> Iterator[model.Problem]:
    """Cards that name a field which the published dataset does not have."""
    known = {one.dataset: [field["name"] for field in one.schema["fields"]] for one in publish.published(scope)}
    for card in made.cards:
        if card.problems or card.compare or card.dataset not in known:
            continue
        try:
            require_names(known[card.dataset], card.fields())
        except CardError as error:
            yield card.problem(deck.FILE, error.key, error.message)


def announce_turns(now: datetime) -> None:
    """At every tick: asks for the pages to be made again at the moments when a banner begins or ends."""
    try:
        community = here.community()
        turns = _turns(community.dir)
    except (Problem, OSError):
        return
    for turn in turns:
        if now - LATE <= turn <= now + AHEAD:
            jobs.ask("publish.show", f"banner:{community.id}:{turn.isoformat()}", turn)


def _turns(folder: Path) -> list[datetime]:
    """The moments of announcements.toml, read again when the file has changed."""
    path = folder / announcements.FILE
    stamp = path.stat().st_mtime_ns if path.is_file() else 0
    if _known.get("stamp") != (path, stamp):
        _known.update(stamp=(path, stamp), turns=announcements.load(folder).turns() if stamp else [])
    found: list[datetime] = _known["turns"]
    return found

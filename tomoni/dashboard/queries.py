"""Board: everything the public pages of one community are made of, read once for one build.

Cards, published datasets, holds, news and pages; and the digests that say whether a page would come out the same.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from django.utils import timezone

from tomoni.dashboard.cards.base import CardType, Table, Variant, View
from tomoni.dashboard.compute.select import CardError
from tomoni.dashboard.config import announcements, articles, deck, flows
from tomoni.dashboard.config.announcements import Announcements, Banner
from tomoni.dashboard.config.articles import Article
from tomoni.dashboard.config.flows import Flows
from tomoni.dashboard.config.model import Card, Deck, Problem
from tomoni.dashboard.dataset import Data
from tomoni.dashboard.federation import config as federation
from tomoni.dashboard.federation.config import Federation
from tomoni.dashboard.past import Past
from tomoni.i18n import LANGUAGES, Text
from tomoni.publish import queries as publish
from tomoni.registry import queries as registry
from tomoni.registry.community import CommunityConfig
from tomoni.registry.errors import Problem as Fault
from tomoni.registry.models import Hold
from tomoni.registry.rooms import rooms
from tomoni.registry.scope import Scope
from tomoni.registry.sources import SourceEntry

NO_CHANCE = 100
"""From this figure on, two equal ones of one quantity and day are the same figure and no coincidence."""


@dataclass
class Board:
    """One community at one moment. `sets` holds the published datasets; `sources` all that the folder declares."""

    scope: Scope
    deck: Deck
    sets: dict[str, Data]
    sources: list[SourceEntry]
    holds: list[Hold]
    news: list[Article]
    documents: list[Article]
    announcements: Announcements = field(default_factory=Announcements)
    flows: Flows = field(default_factory=Flows)
    now: datetime = field(default_factory=lambda: timezone.now())
    _views: dict[tuple[str, str], View | Problem] = field(default_factory=dict)
    _variants: dict[str, list[Variant]] = field(default_factory=dict)
    _states: dict[str, str] = field(default_factory=dict)
    past: Past | None = None
    """What the cards showed before (dashboard.past)."""

    @property
    def community(self) -> CommunityConfig:
        return self.scope.community

    @cached_property
    def menu(self) -> list[tuple[str, Text]]:
        """What other rooms put into the menu."""
        return [line for lines in rooms.extras_of("site-nav").values() for line in lines(self.community)]

    @cached_property
    def others(self) -> Federation | None:
        """The sites of other places that stand beside this one; None without any, or when their file can't be read."""
        try:
            found = federation.load(self.community.dir)
        except Fault:
            return None
        return found if found and found.sites else None

    @cached_property
    def home_cards(self) -> list[Card]:
        """Lower rank first; the author's order within a rank. A card of a quantity (`metric`) that one before it
        already shows with the same figure is left to its own page; figures that differ are both shown."""
        shown: list[Card] = []
        for card in sorted((card for card in self.deck.cards if card.home), key=lambda card: card.rank):
            if not any(self._repeats(card, before) for before in shown):
                shown.append(card)
        return shown

    def _repeats(self, card: Card, before: Card) -> bool:
        """The same quantity with the same figure, read from two kinds of table. Of two datasets of one kind each has
        its own figure (wards, say), unless it is one that no chance makes equal on the same day."""
        if not card.metric or card.metric != before.metric or card.key != before.key:
            return False
        ours, theirs = self.view(card), self.view(before)
        if isinstance(ours, Problem) or isinstance(theirs, Problem) or not ours.headline or not theirs.headline:
            return False
        value = ours.headline.value
        if value is None or value != theirs.headline.value:
            return False
        kinds = {str(self.sets[one.dataset].schema.get("name") or one.dataset) for one in (card, before)}
        return len(kinds) == 2 or (value >= NO_CHANCE and ours.headline.day == theirs.headline.day)

    def data(self, card: Card) -> Data | None:
        """The dataset of a card, the first of those it compares."""
        return next((self.sets[name] for name in card.datasets() if name in self.sets), None)

    def view(self, card: Card, variant: str = "") -> View | Problem:
        """What a card shows, computed once; a Problem in words when it can't be computed."""
        key = (card.id, variant)
        if key not in self._views:
            self._views[key] = self._view(card, variant)
        return self._views[key]

    def variants(self, card: Card) -> list[Variant]:
        """The other looks at a card; none when it can't be shown."""
        if card.id not in self._variants:
            data = self.data(card)
            shown = data is not None and not isinstance(self.view(card), Problem)
            self._variants[card.id] = list(card_type(card).variants(card, data)) if shown and data else []
        return self._variants[card.id]

    def _view(self, card: Card, variant: str) -> View | Problem:
        if card.problems:
            return card.problems[0]
        data = self.data(card)
        if card.compare and hasattr(card_type(card), "build_of"):
            return self._compared(card)
        if data is None:
            words_only = card.type == "text" and not card.dataset
            return View(Table((), ()), body=card.text) if words_only else self._unpublished(card)
        try:
            return card_type(card).build(card, data, variant)
        except CardError as error:
            return card.problem(deck.FILE, error.key, error.message)

    def _compared(self, card: Card) -> View | Problem:
        """A card of several datasets."""
        try:
            view: View = card_type(card).build_of(card, self.sets)  # type: ignore[attr-defined]
            return view
        except CardError as error:
            return card.problem(deck.FILE, error.key, error.message)

    def _unpublished(self, card: Card) -> Problem:
        if any(entry.dataset == card.dataset for entry in self.sources):
            message = Text(
                f"データ「{card.dataset}」は、まだ公開されていません。",
                f'The dataset "{card.dataset}" is not published yet.',
            )
        else:
            known = "、".join(entry.dataset for entry in self.sources) or "-"
            message = Text(
                f"データ「{card.dataset}」はありません。あるもの: {known}",
                f'There is no dataset "{card.dataset}". There are: {known}',
            )
        return card.problem(deck.FILE, "dataset", message)

    @property
    def banners(self) -> list[Banner]:
        return self.announcements.visible(self.now)

    def headings(self, lang: str) -> dict[str, str]:
        """Titles of articles in a further language, by their Japanese ones."""
        articles = [*self.news, *self.documents] if lang not in LANGUAGES else []
        return {article.title.ja: article.titles[lang] for article in articles if lang in article.titles}

    @cached_property
    def furniture(self) -> str:
        """Digest of what every page carries: code, look, community, menu, holds."""
        folder = self.community.dir
        community = (folder / "community.toml").read_bytes() if (folder / "community.toml").is_file() else b""
        spoken = [file.read_bytes() for file in sorted((folder / "texts").glob("*.toml"))]
        beside = (folder / federation.FILE).is_file()
        menu = [bool(self.news), beside, *((a.slug, a.title.to_json()) for a in self.documents), bool(self.sets)]
        menu += [(path, text.to_json()) for path, text in self.menu]
        held = [(hold.dataset.slug, hold.gate, hold.reason_ja, hold.since.isoformat()) for hold in self.holds]
        told = [(repr(banner), banner.state(self.now)) for banner in self.banners]
        menu += [told, [(flow.slug, flow.title.to_json()) for flow in self.flows.flows]]
        return _sha(code_digest(), community, *spoken, json.dumps([menu, held], ensure_ascii=False))

    def digest(self, datasets: Iterable[str] = (), *more: object) -> str:
        """`depends` of a page made of these datasets and these further things (compared by their repr)."""
        return _sha(self.furniture, *(self._state(name) for name in datasets), *(repr(item) for item in more))

    def _state(self, dataset: str) -> str:
        """Digest of a dataset as it is published and declared."""
        if dataset not in self._states:
            latest = self.sets[dataset].latest if dataset in self.sets else {}
            declared = [repr(entry) for entry in self.sources if entry.dataset == dataset]
            self._states[dataset] = _sha(json.dumps(latest, sort_keys=True), *declared)
        return self._states[dataset]


def board(scope: Scope) -> Board:
    """Read everything. Faults in the author's files become problems of cards, never exceptions."""
    community = scope.community
    sets = {published.dataset: Data(published, community) for published in publish.published(scope)}
    told = announcements.load(community.dir)
    declared = deck.load(community.dir, rooms.extras_of("card-type"))
    return Board(
        announcements=told,
        flows=flows.load(community.dir, told.telephones),
        scope=scope,
        deck=replace(declared, cards=tuple(guarded(card, sets.get(card.dataset)) for card in declared.cards)),
        sets=sets,
        sources=publish.sources(scope),
        holds=registry.holds(scope),
        news=articles.news(community.dir),
        documents=articles.documents(community.dir),
    )


def guarded(card: Card, data: Data | None) -> Card:
    """The card with the protection of its data. One that hides small numbers which the data themselves tell would only
    look safe: it is a problem, and is not shown."""
    if data is None:
        return card
    if card.suppress > data.suppress:
        message = Text(
            f"データ「{data.dataset}」がそのまま公開されているので、カードだけで伏せても守れません。sources/{data.dataset}.toml に suppress = {card.suppress} を書いてください（1行が1人の一覧なら count_by も）。",
            f'The dataset "{data.dataset}" itself tells these numbers; hiding them on the card protects nobody. Write suppress = {card.suppress} into sources/{data.dataset}.toml (and count_by, if a row is a person).',
        )
        return replace(card, problems=(*card.problems, card.problem(deck.FILE, "suppress", message)))
    counts = card.type not in ("table", "tree", "compare")
    return replace(card, suppress=data.suppress) if data.suppress and counts else card


def card_type(card: Card) -> CardType:
    """The registered type of a card; the deck has checked that it exists."""
    found: CardType = rooms.extras_of("card-type")[card.type]
    return found


@cache
def code_digest() -> str:
    """Digest of this room's code and templates, of the charts and of the look."""
    from tomoni import charts, dashboard, geo, i18n, look
    from tomoni.look import page

    files: list[Path] = []
    for package in (dashboard, charts, geo, look, i18n):
        root = Path(str(package.__file__)).parent
        files += [f for f in sorted(root.rglob("*")) if f.suffix in (".py", ".html", ".css", ".toml", ".typ")]
    return _sha(page.digest(), *(f.read_bytes() for f in files if "tests" not in f.parts))


def _sha(*parts: Any) -> str:
    made = hashlib.sha256()
    for part in parts:
        data = part if isinstance(part, bytes) else str(part).encode()
        made.update(len(data).to_bytes(8, "big") + data)
    return made.hexdigest()

"""federation.toml: the sites whose figures stand beside ours, one line each.

    title = { ja = "市町村の状況", en = "Municipalities" }
    every = "prefecture"          # also list the prefectures that have no site yet (or leave it out)
    unit = { ja = "人", en = "people" }
    site = [
      { code = "282103", latest = "https://data.city.example/data/patients/latest.json", show = "rows" },
      { code = "282014", latest = "https://…/data/daily/latest.json", show = "last", column = "陽性者数_累計" },
    ]

show: "rows" (how many rows), "sum" (of a column) or "last" (its newest value that is there).

Cards below it are written as in dashboard.toml and drawn from the data of the sites themselves:

    [[card]]
    id = "cases-by-day"
    type = "bar"            # a card for each place; "stacked" adds them up, "compare" sets them side by side
    dataset = "patients"    # the lines whose latest.json is of this dataset, or that say `as = "patients"`
    x = "公表_年月日"
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from tomoni.dashboard.config import deck
from tomoni.dashboard.config.model import Card
from tomoni.dashboard.config.model import Problem as CardProblem
from tomoni.i18n import Text
from tomoni.registry.config import Section, read_toml
from tomoni.registry.rooms import rooms
from tomoni.tables import codes

FILE = "federation.toml"
SHOWS = ("rows", "sum", "last")
NOTHING = Text("", "")


@dataclass(frozen=True, slots=True)
class Site:
    """One line: whose (6-digit code), where its latest.json stands, which figure of it is shown."""

    code: str
    latest: str
    show: str = "rows"
    column: str = ""
    dataset: str = ""
    population: int = 0

    @property
    def name(self) -> Text:
        entry = next((one for one in codes.find(self.code) if one.code == self.code), None)
        return Text(entry.name, entry.name_en) if entry else Text(self.code, self.code)


@dataclass(frozen=True, slots=True)
class Missing:
    """A place that has no site yet."""

    code: str
    name: Text


@dataclass(frozen=True, slots=True)
class Federation:
    sites: tuple[Site, ...] = ()
    title: Text = NOTHING
    unit: Text = NOTHING
    every: str = ""
    cards: tuple[Card, ...] = ()

    def problems(self) -> list[CardProblem]:
        """What is wrong in the cards."""
        return [problem for card in self.cards for problem in card.problems]

    def sites_of(self, card: Card) -> list[Site]:
        """The lines whose data a card shows."""
        return [site for site in self.sites if site.dataset == card.dataset]

    def missing(self, own: str = "") -> list[Missing]:
        """The prefectures of which no line is, when all are to be listed; `own`: the code of whose page it is."""
        if self.every != "prefecture":
            return []
        known = {own, *(site.code for site in self.sites)}
        return [
            Missing(entry.code, Text(entry.name, entry.name_en))
            for entry in codes.all_governments()
            if entry.kind == "prefecture" and entry.code not in known
        ]


def load(folder: Path) -> Federation | None:
    """None when the community has no such file. Problem that names file, line, key and the fix."""
    path = folder / FILE
    if not path.is_file():
        return None
    top = read_toml(path)
    made = Federation(
        sites=tuple(_site(section) for section in top.sections("site")),
        title=top.words("title", {"ja": "ほかの地域の状況", "en": "Other places"}),
        unit=top.words("unit", ""),
        every=top.text("every", "", pattern="prefecture|", example="prefecture"),
        cards=deck.cards(top.source, rooms.extras_of("card-type"), FILE) if top.sections("card") else (),
    )
    top.finish()
    return made


def _site(section: Section) -> Site:
    made = Site(
        code=section.text("code", pattern=r"[0-9]{6}", example="282103"),
        latest=section.text(
            "latest", pattern=r"https?://[^\s@]+/latest\.json", example="https://data.city.example/data/x/latest.json"
        ),
        show=section.text("show", "rows", pattern="|".join(SHOWS), example="rows"),
        column=section.text("column", ""),
        dataset=section.text("as", "", pattern=r"[A-Za-z0-9_-]*", example="patients"),
        population=section.number("population", 0),
    )
    if made.show != "rows" and not made.column:
        raise section.error("show", 'column = "列名" も書いてください。', 'also write column = "…".')
    section.finish()
    return made if made.dataset else replace(made, dataset=made.latest.split("/")[-2])

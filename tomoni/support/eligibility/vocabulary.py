"""The one vocabulary of facts: what may be asked about a person, the people of the household, a home, a business.

data/facts.toml is the house's; a community's `support/facts.toml` adds to it or words a fact anew. A fact is asked once,
however many measures need it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from tomoni.i18n import Text
from tomoni.registry.config import Section, read_toml

FILE = "support/facts.toml"
OWN = Path(__file__).parents[1] / "data" / "facts.toml"
ABOUT: Mapping[str, Text] = {
    "person": Text("あなたのこと", "About you"),
    "member": Text("世帯の一人ひとりのこと", "About each person of your household"),
    "household": Text("世帯のこと", "About your household"),
    "home": Text("住まいのこと", "About your home"),
    "business": Text("事業のこと", "About your business"),
}
KINDS = ("yes", "number", "choice")


@dataclass(frozen=True, slots=True)
class Fact:
    """`kind`: "yes" (true or false), "number" (with `unit`), "choice" (one of `choices`). `hint`: why, or where it is
    written. A fact "member" is asked for each person of the household; the person who answers is one of them."""

    id: str
    about: str
    kind: str
    question: Text
    label: Text
    hint: Text
    unit: Text
    choices: tuple[tuple[str, Text], ...] = ()
    most: int = 0

    def to_json(self) -> dict[str, Any]:
        made: dict[str, Any] = {
            "about": self.about,
            "kind": self.kind,
            "question": self.question.to_json(),
            "label": self.label.to_json(),
        }
        if self.hint.ja:
            made["hint"] = self.hint.to_json()
        if self.unit.ja:
            made["unit"] = self.unit.to_json()
        if self.choices:
            made["choices"] = [[value, words.to_json()] for value, words in self.choices]
        if self.most:
            made["most"] = self.most
        return made


def load(folder: Path | None) -> dict[str, Fact]:
    """All facts by id, in the order in which equals are asked. Problem names file, line and key."""
    found = dict(_own())
    path = folder / FILE if folder else None
    if path and path.is_file():
        found |= _read(path)
    return found


@cache
def _own() -> dict[str, Fact]:
    return _read(OWN)


def _read(path: Path) -> dict[str, Fact]:
    top = read_toml(path)
    facts = [_fact(section) for section in top.sections("fact")]
    top.finish()
    return {fact.id: fact for fact in facts}


def _fact(section: Section) -> Fact:
    kind = section.text("kind", "yes", pattern="|".join(KINDS), example="yes")
    question = section.words("question")
    choices = tuple((one.text("value"), one.words("words")) for one in section.sections("choice"))
    if (kind == "choice") != bool(choices):
        raise section.error(
            "kind",
            'kind = "choice" のときだけ、[[fact.choice]] を並べてください。',
            '[[fact.choice]] goes with kind = "choice", and only with it.',
        )
    fact = Fact(
        section.text("id", pattern=r"[a-z][a-z0-9_]{0,40}", example="age"),
        section.text("about", "person", pattern="|".join(ABOUT), example="person"),
        kind,
        question,
        section.words("label", question.to_json()),
        section.words("hint", ""),
        section.words("unit", ""),
        choices,
        section.number("most", 0),
    )
    section.finish()
    return fact

"""Conditions and what they come to: yes (True), no (False), not known (None), by Kleene's rules.

An answer that isn't there is not known. A condition that holds only from or until a day says nothing outside of it. A
parameter (an income limit) has a value for each time; before its first it is not known.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from tomoni.i18n import Text

LIKELY, UNKNOWN, UNLIKELY = "likely", "unknown", "unlikely"
STATES = {
    LIKELY: Text("対象の可能性が高い", "likely to fit"),
    UNKNOWN: Text("まだわからない", "not known yet"),
    UNLIKELY: Text("条件に合わない可能性", "may not fit"),
}
OPERATORS = ("=", "!=", "<", "<=", ">", ">=", "in")
MEMBERS, COMPLETE = "members", "members_complete"
Answers = Mapping[str, Any]
"""fact → answer. `members`: [{fact: answer}] of the others in the household; `members_complete`: these are all."""
Node = Mapping[str, Any]
"""{"fact", "op", "value" | "parameter"} · {"member": node, "at_least": n} · {"all": [...]} · {"any": [...]} · {"not": node}"""


@dataclass(frozen=True, slots=True)
class Parameter:
    """A number of the law; `values`: (first day, value), oldest first."""

    name: str
    values: tuple[tuple[date, float], ...]
    unit: str = ""

    def on(self, day: date) -> float | None:
        return next((value for first, value in reversed(self.values) if first <= day), None)


@dataclass(frozen=True, slots=True)
class Condition:
    """One line of the rule. `words` say it to people. `first` and `last`: the days on which it is asked for."""

    words: Text
    node: Node
    first: date | None = None
    last: date | None = None

    def holds_on(self, day: date) -> bool:
        return (self.first is None or self.first <= day) and (self.last is None or day <= self.last)


@dataclass(frozen=True, slots=True)
class Case:
    """A test that stands beside the rule."""

    name: str
    on: date
    answers: Answers
    expect: str


@dataclass(frozen=True, slots=True)
class Rule:
    """What a measure asks for. All conditions of the day must hold."""

    measure: str
    conditions: tuple[Condition, ...]
    parameters: Mapping[str, Parameter]
    cases: tuple[Case, ...] = ()
    ask: tuple[Text, ...] = ()
    """Questions worth asking at the counter."""
    note: Text | None = None

    def on(self, day: date) -> list[Condition]:
        return [one for one in self.conditions if one.holds_on(day)]


@dataclass(frozen=True, slots=True)
class Outcome:
    """`state`; the conditions that don't hold; the facts still open, in the order of the rule."""

    state: str
    against: tuple[Condition, ...]
    open: tuple[str, ...]


def decide(rule: Rule, answers: Answers, day: date) -> Outcome:
    """What a rule comes to for these answers on a day."""
    parts = [(one, value(one.node, answers, rule.parameters, day)) for one in rule.on(day)]
    against = tuple(one for one, said in parts if said is False)
    if against:
        return Outcome(UNLIKELY, against, ())
    missing = dict.fromkeys(
        fact for one, said in parts if said is None for fact in facts_of(one.node) if not is_answered(fact, answers)
    )
    return Outcome(UNKNOWN if any(said is None for _, said in parts) else LIKELY, (), tuple(missing))


def is_answered(fact: str, answers: Answers) -> bool:
    """Also by 「わからない」 (None): it isn't asked again."""
    return fact in answers


def value(node: Node, answers: Answers, parameters: Mapping[str, Parameter], day: date) -> bool | None:
    """True, False or None (not known)."""
    if "all" in node:
        return _all([value(part, answers, parameters, day) for part in node["all"]])
    if "any" in node:
        return _not(_all([_not(value(part, answers, parameters, day)) for part in node["any"]]))
    if "not" in node:
        return _not(value(node["not"], answers, parameters, day))
    if "member" in node:
        return _members(node, answers, parameters, day)
    wanted = node.get("value")
    if "parameter" in node:
        found = parameters.get(node["parameter"])
        wanted = found.on(day) if found else None
    given = answers.get(node["fact"])
    return None if given is None or wanted is None else compare(given, node["op"], wanted)


def _all(parts: Sequence[bool | None]) -> bool | None:
    if False in parts:
        return False
    return None if None in parts else True


def _not(said: bool | None) -> bool | None:
    return None if said is None else not said


def _members(node: Node, answers: Answers, parameters: Mapping[str, Parameter], day: date) -> bool | None:
    """How many of the household it holds for: the person who answers and those named; others may be unknown."""
    people = [answers, *answers.get(MEMBERS, ())]
    said = [value(node["member"], one, parameters, day) for one in people]
    yes = said.count(True)
    if yes >= node.get("at_least", 1):
        return True
    if not answers.get(COMPLETE) or yes + said.count(None) >= node.get("at_least", 1):
        return None
    return False


def compare(given: Any, op: str, wanted: Any) -> bool | None:
    """None where the two can't be compared."""
    if op == "in":
        return given in wanted if isinstance(wanted, Sequence) else None
    if op in ("=", "!="):
        return (given == wanted) == (op == "=") if type(given) is type(wanted) or _numbers(given, wanted) else None
    if not _numbers(given, wanted):
        return None
    return bool({"<": given < wanted, "<=": given <= wanted, ">": given > wanted, ">=": given >= wanted}[op])


def _numbers(*values: Any) -> bool:
    return all(isinstance(one, int | float) and not isinstance(one, bool) for one in values)


def facts_of(node: Node) -> Iterator[str]:
    """The facts a condition looks at; a member's count as `members` besides."""
    for part in (*node.get("all", ()), *node.get("any", ()), *([node["not"]] if "not" in node else ())):
        yield from facts_of(part)
    if "member" in node:
        yield from facts_of(node["member"])
        yield COMPLETE
    if "fact" in node:
        yield node["fact"]


SHARES = 27_720
"""Divides by 1 … 12, so that shares are whole numbers here and in the browser."""


def next_question(rules: Sequence[Rule], answers: Answers, day: date, order: Sequence[str]) -> str:
    """The fact that resolves most of what is open: every measure that isn't decided gives one part, shared by the facts
    it still needs. Equals go by `order`. "" when nothing is left to ask."""
    weight: dict[str, int] = {}
    for rule in rules:
        found = decide(rule, answers, day)
        if found.state == UNKNOWN:
            for fact in found.open:
                weight[fact] = weight.get(fact, 0) + SHARES // max(1, min(12, len(found.open)))
    place = {fact: at for at, fact in enumerate([*order, COMPLETE])}
    return min(weight, key=lambda fact: (-weight[fact], place.get(fact, len(place))), default="")


def failures(rule: Rule) -> list[tuple[Case, str]]:
    """The cases that come out otherwise than they say: (case, what it came to)."""
    found = [(case, decide(rule, case.answers, case.on).state) for case in rule.cases]
    return [(case, state) for case, state in found if state != case.expect]

"""The guide's data for the browser: facts, rules and where each measure stands, as one JSON object."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tomoni.support.eligibility.files import Rules
from tomoni.support.eligibility.rules import COMPLETE, Rule, facts_of
from tomoni.support.measure import Measure


def data(rules: Rules, measures: Sequence[Measure]) -> dict[str, Any]:
    """Only facts that some rule asks for; measures in the order given."""
    chosen = [(one, rules.by_measure[one.key]) for one in measures if one.key in rules.by_measure]
    asked = {fact for _, rule in chosen for part in rule.conditions for fact in facts_of(part.node)} - {COMPLETE}
    return {
        "facts": {name: fact.to_json() for name, fact in rules.facts.items() if name in asked},
        "measures": [_measure(one, rule) for one, rule in chosen],
    }


def _measure(measure: Measure, rule: Rule) -> dict[str, Any]:
    made: dict[str, Any] = {
        "key": measure.key,
        "title": {"ja": measure.title, "en": measure.title_en or measure.title},
        "provider": measure.provider,
        "phone": list(measure.phone),
        "documents": list(measure.documents),
        "until": measure.open_to.isoformat() if measure.open_to else "",
        "ask": [text.to_json() for text in rule.ask],
        "conditions": [_condition(part) for part in rule.conditions],
    }
    if rule.parameters:
        made["parameters"] = {
            name: [[first.isoformat(), amount] for first, amount in one.values] for name, one in rule.parameters.items()
        }
    return made


def _condition(part: Any) -> dict[str, Any]:
    made: dict[str, Any] = {"words": part.words.to_json(), "node": part.node}
    if part.first:
        made["from"] = part.first.isoformat()
    if part.last:
        made["until"] = part.last.isoformat()
    return made

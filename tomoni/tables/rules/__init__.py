"""Rules: the catalogue of what can be wrong with a table (one file a family), and the findings a made table gives.

`CATALOGUE` is all rules by id; `why` says in words what a rule did to a value; `examine` looks at a made table.
"""

from __future__ import annotations

from tomoni.tables.finding import Message
from tomoni.tables.rules import cells, dates, encoding, files, header, places, publication, structure, values
from tomoni.tables.rules.base import Repair, Rule

__all__ = ["CATALOGUE", "Repair", "Rule", "why"]

CATALOGUE: dict[str, Rule] = {
    found.id: found
    for family in (files, encoding, structure, header, cells, values, dates, places, publication)
    for found in family.RULES
}

CORRECTION = "correction:"
"""What people put right is a step like those of rules: "correction:2026-0012", with the public number of the message."""


def why(rule_id: str) -> Message:
    """What this rule did to a value, in words; the id itself when it is not in the catalogue."""
    if rule_id.startswith(CORRECTION):
        number = rule_id.removeprefix(CORRECTION)
        return Message(f"届いた知らせ {number} により訂正しました", f"corrected after message {number}")
    found = CATALOGUE.get(rule_id)
    return (found.done or found.title) if found else Message(rule_id, rule_id)

"""Rules: the catalogue of what can be wrong with a table (one file a family), and the findings a clean table gives.

`CATALOGUE` is all rules by id; `why` says in words what a rule did to a value; `examine` looks at a made table.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tomoni.tables.finding import Finding, Message
from tomoni.tables.rules.base import Repair, Rule

if TYPE_CHECKING:
    from tomoni.tables.table import Table

__all__ = ["Repair", "Rule", "examine", "why"]


def why(rule_id: str) -> Message:
    """What this rule did to a value, in words; the id itself when it is not in the catalogue."""
    return Message(rule_id, rule_id)


def examine(table: Table) -> list[Finding]:
    return []

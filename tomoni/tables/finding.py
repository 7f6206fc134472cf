"""Finding: one thing that is noteworthy about a file, said so that the officer who made it understands.

A finding names a rule of `rules/` (ids of docs/rules.md, e.g. D01), where it was seen, and what can be done about it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


class Severity(StrEnum):
    """error: no table, or a wrong one, would come out · warning: a person should look · info: handled or harmless."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


@dataclass(frozen=True, slots=True)
class Message:
    """The same sentence in Japanese and in English."""

    ja: str
    en: str

    def to_json(self) -> dict[str, str]:
        return {"ja": self.ja, "en": self.en}


@dataclass(frozen=True, slots=True)
class Proposal:
    """A repair that waits for a yes: what would be done, in words, and the override that does it."""

    message: Message
    override: dict[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Finding:
    """`cells` are A1 addresses or ranges, at most 20 of them, examples first; `count` is how many cells in all."""

    rule: str
    severity: Severity
    message: Message
    cells: tuple[str, ...] = ()
    count: int = 1
    repairable: bool = False
    repaired: bool = False
    proposal: Proposal | None = None
    sheet: str = ""

    def to_json(self) -> dict[str, object]:
        out: dict[str, object] = {
            "rule": self.rule,
            "severity": str(self.severity),
            "cells": list(self.cells),
            "count": self.count,
            "message": self.message.to_json(),
            "repairable": self.repairable,
            "repaired": self.repaired,
        }
        if self.proposal:
            out["proposal"] = self.proposal.message.to_json()
        return out


class Unreadable(Exception):
    """A file (or one sheet) that gives no table, with the reason for people. `rule` is the rule id, e.g. F05."""

    def __init__(self, rule: str, ja: str, en: str, proposal: Message | None = None) -> None:
        """`proposal` is what a person can do next, where there is something."""
        super().__init__(en)
        self.rule = rule
        self.message = Message(ja, en)
        self.proposal = Proposal(proposal) if proposal else None

    @property
    def finding(self) -> Finding:
        return Finding(self.rule, Severity.ERROR, self.message, proposal=self.proposal)

"""A rule: one thing that can be wrong with a table, explained for the person who makes tables."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from tomoni.tables.finding import Message, Severity


class Repair(StrEnum):
    """auto: repaired and recorded · assist: a proposal that waits for a yes · none: explained only."""

    AUTO = "auto"
    ASSIST = "assist"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Rule:
    """`article` is the number in 総務省「統計表における機械判読可能なデータの表記方法の統一ルール」, "" where there is none."""

    id: str
    title: Message
    explain: Message
    repair: Repair
    severity: Severity
    bad: str
    good: str
    article: str = ""
    done: Message | None = None
    """What the repair did, for the steps of a trace; the title stands in when it is not said."""


def rule(
    id_: str,
    title: tuple[str, str],
    explain: tuple[str, str],
    repair: str,
    severity: str,
    bad: str,
    good: str,
    article: str = "",
    done: tuple[str, str] | None = None,
) -> Rule:
    """A Rule written shortly."""
    return Rule(
        id_,
        Message(*title),
        Message(*explain),
        Repair(repair),
        Severity(severity),
        bad,
        good,
        article,
        Message(*done) if done else None,
    )

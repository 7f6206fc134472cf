"""What a gate is: a check inside a version, or against the last publication, that may hold it back.

held: a person decides (release needs a written, public reason); the last good version stays up meanwhile.
refused: can't be released as it is (synthetic or foreign data published as real, no readable table).
warned: is published, and the page and the report say it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any

import polars as pl

from tomoni.i18n import Text

if TYPE_CHECKING:
    from tomoni.registry.community import CommunityConfig
    from tomoni.registry.corrections import Applied
    from tomoni.registry.facts import Facts
    from tomoni.registry.sources import SourceEntry
    from tomoni.tables.provenance import Provenance
    from tomoni.tables.table import Table


class Outcome(StrEnum):
    WARNED = "warned"
    HELD = "held"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a gate says: outcome, reason for people (public), and the figures it rests on."""

    gate: str
    outcome: Outcome
    reason: Text
    details: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Candidate:
    """What stands at the door. Frames are typed by `schema` (a Table Schema dict); the previous publication may be
    missing (first publication). Dates are plain dates, as_of is an ISO date or date-time text or ""."""

    community: CommunityConfig
    source: SourceEntry
    dataset: str
    frame: pl.DataFrame
    schema: Mapping[str, Any]
    as_of: str = ""
    kinds: tuple[str, ...] = ()
    findings: tuple[Any, ...] = ()
    previous: pl.DataFrame | None = None
    previous_as_of: str = ""
    previous_schema: Mapping[str, Any] | None = None
    as_of_from: str = ""
    """"sheet", "data" (derived: the latest date in the data) or "" (a person said so)."""
    table: Table | None = None
    """The clean table before it was conformed, total rows included."""
    siblings: tuple[Facts, ...] = ()
    """The figures of the community's other datasets as last taken in."""
    elsewhere: tuple[Facts, ...] = ()
    """The figures of other communities on this instance."""
    facts: Facts | None = None
    provenance: Provenance | None = None
    """Of `frame`, cell by cell."""
    columns: Mapping[str, str | None] = field(default_factory=dict)
    """Column of the frame → column of `table` it came from."""
    notes_withheld: int = 0
    """How many notes of the sheet stay inside because of what they may say (registry.notes)."""
    corrections: tuple[Applied, ...] = ()
    """What became of each approved correction of a cell (registry.corrections)."""


@dataclass(frozen=True, slots=True)
class Gate:
    """id like "sum-of-parts"; title is 公開前チェック's name for people; `check` returns nothing when all is well."""

    id: str
    title: Text
    check: Callable[[Candidate], list[Verdict]]

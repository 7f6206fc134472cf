"""Scope: who acts, for which community. The first argument of every service and query."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

if TYPE_CHECKING:
    from tomoni.registry.community import CommunityConfig


@dataclass(frozen=True, slots=True)
class Scope:
    """`actor` is a Person's UUID, or None for the command line of whoever owns the machine and for the public."""

    actor: UUID | None
    community: CommunityConfig

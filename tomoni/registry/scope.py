"""Scope: who acts, for which community. The first argument of every service and query."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

if TYPE_CHECKING:
    from tomoni.registry.community import CommunityConfig


@dataclass(frozen=True, slots=True)
class Scope:
    """`actor` is a Person's UUID; None for the command line of whoever owns the machine, a worker, and the public.

    `role` is what the actor may do here (registry.people.roles); "machine" may all, "public" only reads what is public.
    """

    actor: UUID | None
    community: CommunityConfig
    role: str = "machine"

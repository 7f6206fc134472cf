"""findings: what layout noticed about a table, said for the officer who made it (rules S01–S10, S15–S19, H01–H04, H08, D03)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tomoni.tables.region import Region

if TYPE_CHECKING:
    from tomoni.tables.layout.build import Plan
    from tomoni.tables.layout.groups import Groups
    from tomoni.tables.layout.sides import Sides


def add(region: Region, plan: Plan, sides: Sides, groups: Groups) -> None:
    """Append the findings of one region."""

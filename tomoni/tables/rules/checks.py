"""Checks: what cannot be right in a clean table, though every value can be read. Said, never repaired.

Each check is a plain function `Table -> findings`; add one by adding it to `CHECKS`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from tomoni.tables.finding import Finding
from tomoni.tables.table import Table

CHECKS: tuple[Callable[[Table], Iterable[Finding]], ...] = ()


def run(table: Table) -> list[Finding]:
    """All checks on one table."""
    return [finding for check in CHECKS for finding in check(table)]

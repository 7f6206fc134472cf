"""Checks: what cannot be right in a clean table, though every value can be read. Said, never repaired.

Each check is a plain function `Table -> findings`; add one by adding it to `CHECKS`. They are strict on purpose: a
check that cries without need costs the trust that the next one lives on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from tomoni.tables.coded import LONG, beside
from tomoni.tables.finding import Finding
from tomoni.tables.rules import (
    calendar,
    columnsums,
    consistency,
    damage,
    forms,
    geography,
    identity,
    layoutmarks,
    offers,
    plausibility,
    spelling,
)
from tomoni.tables.table import Table

CHECKS: tuple[Callable[[Table], Iterable[Finding]], ...] = (
    layoutmarks.hidden,
    layoutmarks.beside_the_cells,
    layoutmarks.names,
    offers.wide,
    offers.left_blank,
    offers.several_values,
    offers.notes_beside,
    offers.qualified,
    offers.labels_down,
    offers.markup,
    offers.periods,
    damage.converted,
    consistency.mixed,
    consistency.no_year,
    consistency.sums,
    columnsums.bottom_lines,
    columnsums.out_of_scale,
    consistency.weekdays,
    calendar.impossible,
    calendar.out_of_step,
    consistency.negative_counts,
    identity.identifiers,
    identity.duplicate_rows,
    identity.personal,
    forms.area_codes,
    forms.written_forms,
    forms.readings_in_kana,
    forms.municipalities,
    plausibility.coordinates,
    geography.rough,
    geography.far,
    geography.without_prefecture,
    geography.old_datum,
    plausibility.characters,
    spelling.spaced_out,
    spelling.doubtful,
    plausibility.formula_like,
)


def run(table: Table) -> list[Finding]:
    """All checks on one table."""
    found = beside(lambda check: list(check(table)), CHECKS, at_once=table.height >= LONG)
    return [finding for one in found for finding in one]

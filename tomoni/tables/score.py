"""Score: 0–100 for one table, so that a month can be compared with the month before.

100 − what findings cost, never below 0. Share = cells touched / cells of the table, at most 1.

- error: 25 + 25·share. warning: 4 + 16·√share.
- Repaired for the publisher (information), each rule once; together at most 40, so that a mess that was put right
  completely stays at 60 or more:
  5 for what a program would have read as another table (`SHAPE`: merged cells, header of several rows, totals among the
  data, names or eras left out …),
  3 for what stands around the table or in its container (`FRAME`: title rows, notes, units, cp932 …),
  1 + 6·√share for values (dates, widths, blanks …).
- Proposals and explanations without a warning cost nothing.

Findings about the file (encoding, wrong ending) count for every table in it. A clean table scores 100.
"""

from __future__ import annotations

from collections.abc import Iterable
from math import sqrt

from tomoni.tables.finding import Finding, Severity

SHAPE = frozenset(("S01", "S02", "S04", "S05", "S06", "S09", "S10", "S15", "S19", "H01", "H02", "H03", "D03"))
FRAME = frozenset(
    ("F02", "E01", "E06", "S03", "S07", "S08", "S12", "S14", "S16", "S17", "H04", "H05", "H06", "H08", "D07")
)
MOST_REPAIRED = 40


def score(findings: Iterable[Finding], cells: int) -> int:
    """The score of a table of so many cells."""
    cost = 0.0
    repaired: dict[str, int] = {}
    for finding in findings:
        if finding.severity == Severity.ERROR:
            cost += 25 + 25 * _share(finding.count, cells)
        elif finding.severity == Severity.WARNING:
            cost += 4 + 16 * sqrt(_share(finding.count, cells))
        elif finding.repaired:
            repaired[finding.rule] = repaired.get(finding.rule, 0) + finding.count
    cost += min(MOST_REPAIRED, sum(_repair(rule, _share(count, cells)) for rule, count in repaired.items()))
    return max(0, round(100 - cost))


def _share(count: int, cells: int) -> float:
    return min(1.0, count / max(cells, 1))


def _repair(rule: str, share: float) -> float:
    if rule in SHAPE:
        return 5
    return 3 if rule in FRAME else 1 + 6 * sqrt(share)

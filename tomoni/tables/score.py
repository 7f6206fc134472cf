"""Score: 0–100 for one table, so that a month can be compared with the month before.

100 − what findings cost. A finding costs by severity and by how much of the table it touches (share = cells / cells of
the table, at most 1): an error 25 + 25·share, a warning 4 + 16·√share, information nothing. Never below 0. A table with
nothing above information scores 100; one small warning in a large table scores 96.
"""

from __future__ import annotations

from collections.abc import Iterable
from math import sqrt

from tomoni.tables.finding import Finding, Severity


def score(findings: Iterable[Finding], cells: int) -> int:
    """The score of a table of so many cells."""
    cost = 0.0
    for finding in findings:
        share = min(1.0, finding.count / max(cells, 1))
        if finding.severity == Severity.ERROR:
            cost += 25 + 25 * share
        elif finding.severity == Severity.WARNING:
            cost += 4 + 16 * sqrt(share)
    return max(0, round(100 - cost))

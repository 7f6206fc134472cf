"""Nothing to publish, or much less than last time: a feed that lost half its rows stays outside."""

from __future__ import annotations

from tomoni.i18n import Text
from tomoni.registry.gates.base import Candidate, Gate, Outcome, Verdict


def no_rows(candidate: Candidate) -> list[Verdict]:
    """A table without rows can't be published, not even with a reason: it would blank the page."""
    if candidate.frame.height:
        return []
    return [
        Verdict(
            "rows",
            Outcome.REFUSED,
            Text(
                "表に1行もデータがありません。元のファイルと、シート・列の指定を確かめてください。",
                "The table has no rows. Check the file and the chosen sheet and columns.",
            ),
        )
    ]


def row_drop(candidate: Candidate) -> list[Verdict]:
    """Fewer rows than the last publication by more than the source's `max_row_drop` percent (20 unless said)."""
    if candidate.previous is None or not candidate.previous.height or not candidate.frame.height:
        return []
    before, now = candidate.previous.height, candidate.frame.height
    limit = candidate.source.row_drop
    lost = (before - now) * 100 / before
    if lost <= limit:
        return []
    return [
        Verdict(
            "row-drop",
            Outcome.HELD,
            Text(
                f"行数が前回の{before:,}行から{now:,}行へ、{before - now:,}行（{lost:.0f}%）減っています（{limit}%まで）。ファイルが途中で切れていないか確かめてください。",
                f"The number of rows fell from {before:,} to {now:,}: {before - now:,} rows ({lost:.0f}%) are gone (limit {limit}%). Check that the file is complete.",
            ),
            {"before": before, "now": now, "limit_percent": limit},
        )
    ]


GATES = [
    Gate("rows", Text("データがあるか", "There are data"), no_rows),
    Gate("row-drop", Text("行が大きく減っていないか", "Rows have not been lost"), row_drop),
]

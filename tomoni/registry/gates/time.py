"""Dates that would mislead: an as-of that moves back, days that do not exist, days of the future."""

from __future__ import annotations

from tomoni.i18n import Text
from tomoni.registry.gates.base import Candidate, Gate, Outcome, Verdict


def as_of_advances(candidate: Candidate) -> list[Verdict]:
    """An edition older than what is public is held (back-filling goes another way and never comes here)."""
    before, now = candidate.previous_as_of, candidate.as_of
    if not before:
        return []
    if not now:
        return [
            Verdict(
                "as-of",
                Outcome.HELD,
                Text(
                    f"いつ時点のデータか分かりません。公開中のものは{before}時点です。入手元のファイルに as_of を書いてください。",
                    f"It is not known what day the data speak of. What is public is as of {before}. Write as_of in the source file.",
                ),
                {"before": before},
            )
        ]
    if now[: min(len(now), len(before))] >= before[: min(len(now), len(before))]:
        return []
    return [
        Verdict(
            "as-of",
            Outcome.HELD,
            Text(
                f"データの時点が{before}から{now}へ戻っています。古いファイルを選んでいないか、日付が正しいか確かめてください。",
                f"The as-of date goes back from {before} to {now}. Check that this is not an old file and that its date is right.",
            ),
            {"before": before, "now": now},
        )
    ]


GATES = [Gate("as-of", Text("時点が進んでいるか", "The as-of date advances"), as_of_advances)]

"""Corrections that people asked for and that were approved: said beside the data, with their public numbers."""

from __future__ import annotations

from tomoni.i18n import Text
from tomoni.registry.corrections import APPLIED
from tomoni.registry.gates.base import Candidate, Gate, Verdict
from tomoni.registry.gates.words import warned

SHOWN = 20


def check(candidate: Candidate) -> list[Verdict]:
    """One notice a correction: that it is applied, or why it no longer is."""
    said = [
        warned("correction", one.words.ja, one.words.en, number=one.correction.number, state=one.state)
        for one in candidate.corrections[:SHOWN]
    ]
    more = [one for one in candidate.corrections[SHOWN:] if one.state == APPLIED]
    if more:
        said.append(
            warned(
                "correction",
                f"ほかに{len(more)}件の訂正を適用しています。",
                f"{len(more)} more corrections are applied.",
            )
        )
    return said


GATES = [Gate("correction", Text("届いた知らせによる訂正", "Corrections after messages"), check)]

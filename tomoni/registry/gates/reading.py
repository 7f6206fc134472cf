"""How sure the reading was: a finding that says a wrong table would come out keeps it inside until a person looked."""

from __future__ import annotations

from tomoni.i18n import Text
from tomoni.registry.gates.base import Candidate, Gate, Outcome, Verdict
from tomoni.tables.finding import Finding, Severity

SHOWN = 3


def errors(candidate: Candidate) -> list[Verdict]:
    """Findings of severity "error", in their own words."""
    found = [f for f in candidate.findings if isinstance(f, Finding) and f.severity is Severity.ERROR]
    if not found:
        return []
    more = len(found) - SHOWN
    return [
        Verdict(
            "reading",
            Outcome.HELD,
            Text(
                "ファイルに直す必要のあるところがあります: "
                + "、".join(_ja(f) for f in found[:SHOWN])
                + (f" ほか{more}件" if more > 0 else ""),
                "The file needs a correction: "
                + "; ".join(_en(f) for f in found[:SHOWN])
                + (f" and {more} more" if more > 0 else ""),
            ),
            {"rules": sorted({finding.rule for finding in found})},
        )
    ]


def _ja(finding: Finding) -> str:
    return finding.message.ja.rstrip("。") + (f"（{'、'.join(finding.cells[:3])}）" if finding.cells else "")


def _en(finding: Finding) -> str:
    return finding.message.en.rstrip(".") + (f" ({', '.join(finding.cells[:3])})" if finding.cells else "")


GATES = [Gate("reading", Text("正しく読めたか", "The file was read well"), errors)]

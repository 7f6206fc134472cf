"""Saying: findings in the words of their rule, with the columns named and the first cells of the file shown."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from tomoni.tables.finding import Finding, Message, Proposal, Severity
from tomoni.tables.rules import CATALOGUE
from tomoni.tables.rules.base import Repair
from tomoni.tables.table import Table

EXAMPLES = 20


def finding(
    rule: str,
    *,
    columns: Sequence[str] = (),
    cells: Iterable[str] = (),
    count: int = 1,
    detail: Message | None = None,
    severity: Severity | None = None,
    repaired: bool = False,
    proposal: Message | None = None,
    sheet: str = "",
) -> Finding:
    """A finding of this rule. `detail` takes the place of the rule's explanation when there is more to say."""
    known = CATALOGUE[rule]
    return Finding(
        rule,
        severity or known.severity,
        in_columns(known.title, detail or known.explain, columns),
        tuple(dict.fromkeys(cells))[:EXAMPLES],
        count,
        repairable=repaired or (known.repair != Repair.NONE and proposal is not None),
        repaired=repaired,
        proposal=Proposal(proposal) if proposal else None,
        sheet=sheet,
    )


def in_columns(title: Message, explain: Message, columns: Sequence[str]) -> Message:
    """Title, the columns in brackets, explanation."""
    if not columns:
        return Message(f"{title.ja}。{explain.ja}", f"{title.en}. {explain.en}")
    shown = columns[:3]
    ja = "".join(f"「{name}」" for name in shown) + (f"など{len(columns)}列" if len(columns) > 3 else "")
    en = ", ".join(f"“{name}”" for name in shown) + (f" and {len(columns) - 3} more" if len(columns) > 3 else "")
    return Message(f"{title.ja}（{ja}）。{explain.ja}", f"{title.en} ({en}). {explain.en}")


def addresses(table: Table, rows: Iterable[int], col: int) -> list[str]:
    """The cells of the file behind these rows of a column, at most `EXAMPLES`."""
    found: list[str] = []
    for row in rows:
        found += [ref.a1 for ref in table.provenance.cells(row, col)[:1]]
        if len(found) >= EXAMPLES:
            break
    return found

"""Saying: findings in the words of their rule, with the columns named and the first cells of the file shown."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence

from tomoni.tables.finding import Finding, Message, Proposal, Severity
from tomoni.tables.rules import CATALOGUE
from tomoni.tables.rules.base import Repair
from tomoni.tables.table import ColumnInfo, Table

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
    accept: str = "",
    sheet: str = "",
) -> Finding:
    """A finding of this rule. `detail` takes the place of the rule's explanation when there is more to say.

    `accept` is the word that carries the proposal out (C01:電話番号); with none, a proposal is for the maker of the file.
    """
    known = CATALOGUE[rule]
    offer = offered(proposal, accept) if proposal else None
    return Finding(
        rule,
        severity or known.severity,
        in_columns(known.title, detail or known.explain, columns),
        tuple(dict.fromkeys(cells))[:EXAMPLES],
        count,
        repairable=repaired or (known.repair != Repair.NONE and proposal is not None),
        repaired=repaired,
        proposal=offer,
        sheet=sheet,
    )


def offered(message: Message, accept: str) -> Proposal:
    """A proposal with the word that accepts it, in the text too."""
    if not accept:
        return Proposal(message)
    shown = accept if " " not in accept else f'"{accept}"'
    said = Message(f"{message.ja}（--accept {shown}）", f"{message.en} (--accept {shown})")
    return Proposal(said, {"accept": [accept]})


def in_columns(title: Message, explain: Message, columns: Sequence[str]) -> Message:
    """Title, the columns in brackets, explanation."""
    if not columns:
        return Message(f"{title.ja}。{explain.ja}", f"{title.en}. {explain.en}")
    shown = columns[:3]
    ja = "".join(f"「{name}」" for name in shown) + (f"など{len(columns)}列" if len(columns) > 3 else "")
    en = ", ".join(f"“{name}”" for name in shown) + (f" and {len(columns) - 3} more" if len(columns) > 3 else "")
    return Message(f"{title.ja}（{ja}）。{explain.ja}", f"{title.en} ({en}). {explain.en}")


def seen(
    table: Table,
    pattern: str,
    types: Collection[str] = ("string", "code"),
    *,
    digits: bool = True,
    only: Callable[[ColumnInfo], bool] = lambda _: True,
) -> dict[int, list[int]]:
    """The columns of these types in which a pattern occurs, each with its rows. Each distinct value is looked at once.
    `digits` is false for a pattern that no text of digits alone fulfils; `only` says which columns are asked about."""
    columns = [col for col, column in enumerate(table.columns) if column.type in types and only(column)]
    if (
        len(columns) > 1
        and table.small
        and not table.together(tuple(columns), digits=digits).str.contains(pattern).any()
    ):
        return {}
    found = {}
    for col in columns:
        texts = table.texts(col) if digits else table.words(col)
        hits = texts.filter(texts.str.contains(pattern))
        if len(hits):
            found[col] = table.rows_of(col, hits.unique())
    return found


def addresses(table: Table, rows: Iterable[int], col: int) -> list[str]:
    """The cells of the file behind these rows of a column, at most `EXAMPLES`."""
    found: list[str] = []
    for row in rows:
        found += [ref.a1 for ref in table.provenance.cells(row, col)[:1]]
        if len(found) >= EXAMPLES:
            break
    return found

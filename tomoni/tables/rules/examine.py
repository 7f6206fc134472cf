"""Findings about a made table: what was changed in its values, what does not fit, and what cannot be right.

Changes are grouped by rule, with the columns named and the first cells shown; checks look at clean values only.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import polars as pl

from tomoni.tables.changes import ChangeLog
from tomoni.tables.finding import Finding, Severity
from tomoni.tables.grid import Ref
from tomoni.tables.provenance import Change, Texts
from tomoni.tables.rules import CATALOGUE, checks
from tomoni.tables.rules.saying import finding
from tomoni.tables.table import Table

EXAMPLES = 20
PER_COLUMN = 5
TOP = 500
"""Rows looked through as a list first."""
SURE = 0.8
"""From this confidence on, a year that was added counts as known."""


@dataclass(slots=True)
class _Seen:
    """What one rule did: the columns it touched, how many cells, the first of them."""

    columns: list[str] = field(default_factory=list)
    count: int = 0
    cells: list[str] = field(default_factory=list)
    sure: float = 1.0


def examine(table: Table) -> list[Finding]:
    """The findings of a table, besides those layout had already."""
    known = {item.rule for item in table.findings}
    # layout says its own things better: what concerns the sheet and the names
    checked = [item for item in checks.run(table) if item.rule not in known or item.rule[0] not in "SH"]
    table.forget()
    found = [*_changes(table), *_fills(table), *checked]
    order = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.INFO: 2}
    return sorted(found, key=lambda item: (order[item.severity], item.rule))


def _changes(table: Table) -> Iterable[Finding]:
    seen: dict[str, _Seen] = {}
    for col, changes in enumerate(table.provenance.changes):
        if not changes:
            continue
        known = table.provenance.coded.get(col) or _itself(table.provenance.raw[col])
        top = _top(*known)
        by_rule = changes.by_rule(PER_COLUMN) if isinstance(changes, ChangeLog) else _by_rule(changes.values())
        for rule, (count, texts, sure) in by_rule.items():
            item = seen.setdefault(rule, _Seen())
            item.columns.append(table.columns[col].name)
            item.count += count
            item.sure = min(item.sure, sure)
            for text in texts[: EXAMPLES - len(item.cells)]:
                row = top.get(text)
                row = _first(text, *known) if row is None else row
                if row is not None:
                    item.cells += [ref.a1 for ref in table.provenance.cells(row, col)[:1]]
    for (row, col), change in table.provenance.at.items():
        item = seen.setdefault(change.rules[-1], _Seen())
        item.sure = min(item.sure, change.confidence)
        name = table.columns[col].name
        item.count += 1
        if name not in item.columns:
            item.columns.append(name)
        if len(item.cells) < EXAMPLES:
            item.cells += [ref.a1 for ref in table.provenance.cells(row, col)[:1]]
    for rule, item in seen.items():
        yield finding(
            rule,
            columns=item.columns,
            cells=item.cells,
            count=item.count,
            severity=_severity(rule, item),
            repaired=True,
        )


def _itself(texts: Texts) -> tuple[None, pl.Series]:
    assert isinstance(texts, pl.Series)
    return None, texts


def _top(codes: pl.Series | None, texts: pl.Series) -> dict[str, int]:
    """Where each text of the first rows stands first: most examples are among them."""
    some = texts.head(TOP) if codes is None else texts.gather(codes.head(TOP))
    rows = {text: row for row, text in reversed(list(enumerate(some.to_list())))}
    rows.pop(None, None)
    return rows


def _first(text: str, codes: pl.Series | None, texts: pl.Series) -> int | None:
    """The first row that holds a text; codes are quicker to look through than texts."""
    place = texts.index_of(text)
    return place if codes is None or place is None else codes.index_of(place)


def _severity(rule: str, item: _Seen) -> Severity:
    """What was put right on good evidence, or on a person's word, needs no second look; else the rule's own severity."""
    known = CATALOGUE[rule].severity
    return Severity.INFO if rule in _SETTLED and item.sure >= SURE else known


_SETTLED = frozenset(("C08", "D02", "G01", "K01", "K03", "V02"))


def _by_rule(changes: Iterable[Change]) -> dict[str, tuple[int, list[str], float]]:
    """For each rule: cells, the first texts, and how sure the least sure change was."""
    counts: dict[str, int] = {}
    texts: dict[str, list[str]] = {}
    sure: dict[str, float] = {}
    for change in changes:
        for rule, _ in change.path:
            if rule not in counts:
                counts[rule], texts[rule], sure[rule] = 0, [], 1.0
            counts[rule] += change.count
            if change.confidence < sure[rule]:
                sure[rule] = change.confidence
            if len(texts[rule]) < PER_COLUMN:
                texts[rule].append(change.before)
    return {rule: (counts[rule], texts[rule], sure[rule]) for rule in counts}


def _fills(table: Table) -> Iterable[Finding]:
    known = {item.rule for item in table.findings}
    seen: dict[str, _Seen] = {}
    for (row, col), filled in table.provenance.fills.items():
        if filled.rule in known:
            continue
        item = seen.setdefault(filled.rule, _Seen())
        item.count += 1
        name = table.columns[col].name
        if name not in item.columns:
            item.columns.append(name)
        if len(item.cells) < EXAMPLES:
            block = table.provenance.blocks[table.provenance.block_of[row]]
            letter = block.columns[col]
            item.cells.append(Ref(table.provenance.grid_row[row], letter).a1 if letter else filled.refs[0].a1)
    for rule, item in seen.items():
        yield finding(
            rule,
            columns=item.columns,
            cells=item.cells,
            count=item.count,
            severity=_severity(rule, item),
            repaired=True,
        )

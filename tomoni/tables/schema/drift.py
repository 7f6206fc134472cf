"""Drift: the header of a file that changed since its last edition (リリース日 → 判明日), mapped again and said (H07)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from tomoni.tables.finding import Finding, Message, Severity
from tomoni.tables.schema.evidence import evidence
from tomoni.tables.schema.match import HOW, Mapped, map_columns
from tomoni.tables.schema.model import Schema
from tomoni.tables.table import Table


@dataclass(frozen=True, slots=True)
class Drift:
    """What changed. `mapping` (field → column) is the one that holds for the new edition."""

    mapping: dict[str, str]
    renamed: dict[str, tuple[str, str]] = field(default_factory=dict)
    """Field → (column before, column now)."""
    lost: list[str] = field(default_factory=list)
    """Fields that had a column and have none now."""
    gone: list[str] = field(default_factory=list)
    """The columns those fields had."""
    new: list[str] = field(default_factory=list)
    """Columns that no field was found for and that the saved mapping did not know either."""
    findings: list[Finding] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.renamed or self.lost or self.new)


def drift(table: Table, schema: Schema, mapping: Mapping[str, str], known: Mapping[str, object] | None = None) -> Drift:
    """Compare `table` with the saved `mapping` of the last edition.

    `known` names further columns of that edition (its own, beside the schema's), so that they are not called new.
    Findings: H07, a warning when a field lost its column, else a note.
    """
    columns = evidence(table)
    names = [column.name for column in columns]
    kept = {f: c for f, c in mapping.items() if c in names}
    before = {f: c for f, c in mapping.items() if c and c not in names}
    free = [column for column in columns if column.name not in kept.values()]
    found = {m.field: m for m in map_columns(free, schema) if m.field not in kept and mapping.get(m.field) != ""}
    renamed = {f: (before[f], found[f].column) for f in before if f in found}
    lost = [f for f in before if f not in found]
    settled = kept | {f: m.column for f, m in found.items()}
    ordered = {item.name: settled[item.name] for item in schema.fields if item.name in settled}
    used = set(settled.values())
    new = [name for name in names if name not in used and name not in (known or {}) and name not in mapping.values()]
    findings = [_renamed(f, *pair, found[f], table.sheet) for f, pair in renamed.items()]
    findings += [_lost(f, before[f], table.sheet) for f in lost]
    findings += [_added(new, table.sheet)] if new and known is not None else []
    return Drift(ordered, renamed, lost, [before[f] for f in lost], new, findings)


def _renamed(name: str, before: str, now: str, by: Mapped, sheet: str) -> Finding:
    how = HOW[by.how]
    message = Message(
        f"前回「{before}」だった列が、今回は「{now}」になっています。「{name}」として読みました（{how.ja}）。",
        f"The column “{before}” of the last edition is now “{now}”; read as “{name}” ({how.en}).",
    )
    return Finding("H07", Severity.INFO, message, sheet=sheet, repairable=True, repaired=True)


def _lost(name: str, before: str, sheet: str) -> Finding:
    message = Message(
        f"前回あった「{before}」の列（{name}）が見つかりません。列の名前が変わったときは、対応を指定してください。",
        f"The column “{before}” ({name}) of the last edition was not found. If it was renamed, please say to what.",
    )
    return Finding("H07", Severity.WARNING, message, sheet=sheet)


def _added(names: list[str], sheet: str) -> Finding:
    listed = "、".join(names)
    return Finding(
        "H07",
        Severity.INFO,
        Message(
            f"前回なかった列があります: {listed}。", f"Columns that were not in the last edition: {', '.join(names)}."
        ),
        count=len(names),
        sheet=sheet,
    )

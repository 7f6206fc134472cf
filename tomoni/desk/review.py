"""Review: what publishing these choices would do — the difference to what is public, and what the checks say.

Nothing is written. The review also names the state it was made against (`base`): the digest of each source entry and
the last publication; publishing refuses to run over anything newer.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import polars as pl

from tomoni.desk import decisions
from tomoni.desk.decisions import Choice, Chosen
from tomoni.desk.reading import previous_of
from tomoni.desk.wording import both
from tomoni.publish import changes, reasons
from tomoni.publish.queries import Published
from tomoni.registry import intake, queries
from tomoni.registry.errors import Problem
from tomoni.registry.facts import Facts
from tomoni.registry.gates.base import Outcome
from tomoni.registry.publications import run_gates
from tomoni.registry.scope import Scope
from tomoni.tables.diff import Diff, diff

Json = dict[str, Any]
SHOWN = 30
SAMPLE = 8


def review(scope: Scope, choices: Sequence[Choice], data: bytes, name: str) -> Json:
    """{datasets: […], base: {dataset: {digest, seq}}, status}: status is "ready", "held", "refused" or "same"."""
    used = [choice for choice in choices if choice.use]
    left = decisions.left_tables(choices)
    base = {choice.dataset: base_of(scope, choice.dataset) for choice in used}
    ready = [_prepared(scope, choice, data, name, left) for choice in used]
    beside = [one[1].facts for one in ready if not isinstance(one, Problem)]
    found = [_one(scope, choice, one, beside) for choice, one in zip(used, ready, strict=True)]
    return {"datasets": found, "base": base, "status": _worst([one["status"] for one in found])}


def _worst(statuses: Sequence[str]) -> str:
    return next((status for status in ("refused", "held", "ready") if status in statuses), "same")


def base_of(scope: Scope, dataset: str) -> Json:
    last = queries.latest_publication(scope, dataset)
    return {"digest": decisions.digest_of(scope, dataset), "seq": last.seq if last else 0}


def prepare(
    scope: Scope, choice: Choice, data: bytes, name: str, left: Sequence[str]
) -> tuple[Chosen, intake.Prepared]:
    """The entry of a choice and the edition as it would come to the gates; nothing is kept. The as-of is settled."""
    made = decisions.chosen(scope, choice, data, name, left)
    prepared = intake.rehearse(scope, made.entry, made.file, made.table, data)
    dated = replace(made.file, as_of=prepared.as_of, as_of_from=prepared.as_of_from)
    entry = replace(made.entry, files=tuple(dated if f == made.file else f for f in made.entry.files))
    return replace(made, entry=entry, file=dated), replace(prepared, file=dated, source=entry)


Ready = tuple[Chosen, intake.Prepared]


def _prepared(scope: Scope, choice: Choice, data: bytes, name: str, left: Sequence[str]) -> Ready | Problem:
    try:
        return prepare(scope, choice, data, name, left)
    except Problem as problem:
        return problem


def _one(scope: Scope, choice: Choice, ready: Ready | Problem, beside: Sequence[Facts]) -> Json:
    """One dataset's review. `beside`: the figures of the others that are published with it."""
    out: Json = {"key": choice.key, "dataset": choice.dataset, "title": choice.title, "schema": choice.schema}
    if isinstance(ready, Problem):
        said = {"gate": "read", "outcome": "refused", **both(ready.text)}
        return out | {"status": "refused", "verdicts": [said], "rows": 0, "as_of": "", "columns": [], "sample": None}
    made, prepared = ready
    previous, last = previous_of(scope, choice.dataset)
    older = bool(last and prepared.as_of and prepared.as_of < last.publication.as_of)
    verdicts = run_gates(scope, prepared, None if older else previous, back_filling=older, beside=beside)
    outcomes = {verdict.outcome for verdict in verdicts}
    status = "refused" if Outcome.REFUSED in outcomes else "held" if Outcome.HELD in outcomes else "ready"
    out |= {
        "title": made.entry.title.to_json(),
        "rows": prepared.frame.height,
        "as_of": prepared.as_of,
        "as_of_from": prepared.as_of_from,
        "columns": list(prepared.frame.columns),
        "inside": [column.name for column in made.table.columns if column.name not in choice.columns],
        "sample": _sample(prepared.frame),
        "older": older,
        "status": status,
        "verdicts": [
            {"gate": verdict.gate, "outcome": str(verdict.outcome), **both(verdict.reason)} for verdict in verdicts
        ],
        "before": None,
        "why": "",
    }
    if last and not older:
        out |= _against(last, prepared.frame, prepared.as_of)
        out["why"] = reasons.asked(prepared, last.frame, out["figures"])
        if out["same"] and status == "ready":
            out["status"] = "same"
    return out


def _against(last: Published, frame: pl.DataFrame, as_of: str) -> Json:
    """What is public now, and the difference in figures and in rows."""
    figures = changes.summary(last.frame, frame)
    words = changes.words(figures)
    found = diff(last.frame, frame)
    return {
        "before": {
            "seq": last.publication.seq,
            "as_of": last.publication.as_of,
            "rows": last.publication.version.rows,
            "released": last.publication.released_at.isoformat(),
        },
        "figures": figures,
        "words": words.to_json() if words else None,
        "difference": _rows(found),
        "same": found.same and last.publication.as_of == as_of and not any(figures.get(key) for key in changes.COLUMNS),
    }


def _rows(found: Diff) -> Json:
    """The first rows of each kind of difference, ready for a table."""
    return {
        "changed": [
            {
                "row": item.new_row,
                "key": "・".join(text or "" for text in item.key),
                "cells": [{"column": c, "before": before, "after": after} for c, before, after in item.cells[:12]],
            }
            for item in found.changed[:SHOWN]
        ],
        "added": [_row(row, values) for row, values in found.added[:SHOWN]],
        "removed": [_row(row, values) for row, values in found.removed[:SHOWN]],
        "more": {kind: max(0, len(getattr(found, kind)) - SHOWN) for kind in ("changed", "added", "removed")},
    }


def _row(number: int, values: dict[str, str | None]) -> Json:
    words = [f"{name}: {text}" for name, text in values.items() if text]
    return {"row": number, "text": " / ".join(words[:8])[:200]}


def _sample(frame: pl.DataFrame) -> Json:
    """The last rows as they will be public."""
    tail = frame.tail(SAMPLE)
    return {
        "columns": tail.columns,
        "numbers": [kind.is_numeric() for kind in tail.dtypes],
        "rows": [["" if value is None else str(value) for value in row] for row in tail.iter_rows()],
    }

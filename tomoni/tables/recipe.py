"""Recipe: the portable plan by which a table was made from a file, and can be made again, byte for byte.

It holds the source (by hash), where the table lies, how its columns are put together, and for every column the log of
changes per distinct value. People may edit it: delete a change, write another `to`, or name rules under `decline`.
Positions of changed cells stand in the `.changes.parquet` beside it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain, islice, zip_longest
from typing import Any

import polars as pl

from tomoni.tables import assemble
from tomoni.tables.changes import ChangeLog
from tomoni.tables.finding import Finding, Message, Proposal, Severity
from tomoni.tables.grid import Book, Grid, Rect, Ref
from tomoni.tables.provenance import Change
from tomoni.tables.region import Block, Column, Fill, Origin, Region
from tomoni.tables.runs import Kinds, RowMap, stretches, totals

FORMAT = 1
LOGGED = 2_000
"""Distinct changes a column that are written out; beyond, the plan (the role and its hints) makes the rest again."""


@dataclass(slots=True)
class ColumnPlan:
    """How the values of one column are read: its role, and what evidence was at hand for it."""

    role: str = "text"
    hints: dict[str, Any] = field(default_factory=dict)
    changes: Mapping[str, Change] = field(default_factory=dict)
    at: dict[int, Change] = field(default_factory=dict)
    """Changes of single rows, by output row."""
    distinct: int = 0
    unit: str = ""
    """The unit that stood in the cells with the numbers."""
    counts: pl.DataFrame | None = field(default=None, compare=False, repr=False)
    """The distinct texts and how often they stand, while the file is open; not part of the plan."""
    shape: str = field(default="", compare=False, repr=False)
    """What `coded.shape_of` says of the distinct texts."""
    codes: pl.Series | None = field(default=None, compare=False, repr=False)
    """The place of each row's text in `counts`, where it is known; not part of the plan either."""


@dataclass(slots=True)
class Recipe:
    """See the module. `region` is a Region without its grid, as JSON; `plans` one a column."""

    sha256: str
    format: str
    encoding: str | None
    name: str
    region: dict[str, Any]
    plans: list[ColumnPlan] = field(default_factory=list)
    decline: tuple[str, ...] = ()
    accept: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        return self._json([_logged(plan) for plan in self.plans])

    def _json(self, logs: Sequence[object]) -> dict[str, Any]:
        columns = []
        for column, plan, log in zip(self.region["columns"], self.plans, logs, strict=True):
            columns.append({**column, **_plan_json(plan, log)})
        return {
            "tomoni_recipe": FORMAT,
            "source": {"sha256": self.sha256, "format": self.format, "encoding": self.encoding, "name": self.name},
            "decline": list(self.decline),
            "accept": list(self.accept),
            **{key: self.region[key] for key in _REGION_KEYS},
            "columns": columns,
        }

    def dumps(self) -> str:
        """JSON for people and versions: a line a change."""
        text = json.dumps(
            self._json([f"\0{number}" for number in range(len(self.plans))]), ensure_ascii=False, indent=1
        )
        pieces = re.split(r'"\\u0000[0-9]+"', text)
        if len(pieces) != len(self.plans) + 1:  # a text of the table looks like our marks
            return json.dumps(self.to_json(), ensure_ascii=False, indent=1) + "\n"
        write = json.JSONEncoder(ensure_ascii=False, check_circular=False).encode
        logs = (
            plan.changes.lines(LOGGED) if isinstance(plan.changes, ChangeLog) else map(write, _logged(plan))
            for plan in self.plans
        )
        lines = [",\n    ".join(log) for log in logs]
        parts = [f"[\n    {log}\n   ]" if log else "[]" for log in lines]
        return "".join(chain.from_iterable(zip_longest(pieces, parts, fillvalue=""))) + "\n"

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Recipe:
        """Raises ValueError when this is not a recipe, or one of a later format."""
        if data.get("tomoni_recipe") != FORMAT:
            raise ValueError("not a recipe of this version of Tomoni")
        source = data["source"]
        region = {key: data[key] for key in _REGION_KEYS}
        region["columns"] = [{key: column[key] for key in _COLUMN_KEYS} for column in data["columns"]]
        return cls(
            sha256=source["sha256"],
            format=source["format"],
            encoding=source["encoding"],
            name=source.get("name", ""),
            region=region,
            plans=[_plan_of(column) for column in data["columns"]],
            decline=tuple(data.get("decline", ())),
            accept=tuple(data.get("accept", ())),
        )

    def place(self, book: Book) -> Region:
        """The region this recipe speaks of, in the same file read again. Raises ValueError when it is another file."""
        if book.sha256 != self.sha256:
            raise ValueError("the recipe belongs to another file")
        grid = next((grid for grid in book.grids if grid.sheet == self.region["sheet"]), None)
        if grid is None:
            raise ValueError(f"no sheet {self.region['sheet']!r}")
        return region_of(self.region, grid)


_COLUMN_KEYS = ("name", "levels", "cells", "unit", "origin", "confidence", "label")
_REGION_KEYS = (
    *("sheet", "range", "header_rows", "title", "as_of", "as_of_cell", "unit", "notes", "blocks", "rows", "totals"),
    *("fills", "findings", "confidence"),
)


def region_json(region: Region) -> dict[str, Any]:
    """A region without its cells."""
    return {
        "sheet": region.grid.sheet,
        "range": region.range.a1,
        "header_rows": list(region.header_rows),
        "title": region.title,
        "as_of": region.as_of,
        "as_of_cell": region.as_of_cell.a1 if region.as_of_cell else None,
        "unit": region.unit,
        "confidence": region.confidence,
        "notes": [{"cells": rect.a1, "text": text} for rect, text in region.notes],
        "blocks": [
            {
                "body": block.body.a1,
                "columns": list(block.columns),
                "constants": [[col, text, ref.a1] for col, (text, ref) in sorted(block.constants.items())],
                "header_rows": list(block.header_rows),
            }
            for block in region.blocks
        ],
        "rows": [list(stretch) for stretch in stretches(region.rows)],
        "findings": [_finding_json(finding) for finding in region.findings],
        "totals": totals(region.kinds),
        "fills": [
            {
                "row": fill.row,
                "col": fill.col,
                "from": fill.source.a1,
                "also": [ref.a1 for ref in fill.also],
                "cells": [ref.a1 for ref in filled.refs],
                "before": filled.before,
                "value": filled.after,
                "rule": fill.rule,
                "confidence": fill.confidence,
            }
            for fill in region.fills
            for filled in [assemble.filled(region, fill)]
        ],
        "columns": [
            {
                "name": column.name,
                "levels": list(column.levels),
                "cells": [ref.a1 for ref in column.cells],
                "unit": column.unit,
                "origin": str(column.origin),
                "confidence": column.confidence,
                "label": column.is_label,
            }
            for column in region.columns
        ],
    }


def region_of(data: dict[str, Any], grid: Grid) -> Region:
    """The inverse of `region_json`."""
    rows = RowMap((block, first, length) for block, first, length in data["rows"])
    return Region(
        grid=grid,
        range=Rect.parse(data["range"]),
        header_rows=tuple(data["header_rows"]),
        columns=[
            Column(
                name=column["name"],
                levels=tuple(column["levels"]),
                cells=tuple(Ref.parse(a1) for a1 in column["cells"]),
                unit=column["unit"],
                origin=Origin(column["origin"]),
                confidence=column["confidence"],
                is_label=column["label"],
            )
            for column in data["columns"]
        ],
        blocks=[
            Block(
                body=Rect.parse(block["body"]),
                columns=list(block["columns"]),
                constants={col: (text, Ref.parse(a1)) for col, text, a1 in block["constants"]},
                header_rows=tuple(block["header_rows"]),
            )
            for block in data["blocks"]
        ],
        rows=rows,
        kinds=Kinds(len(rows), data["totals"]),
        title=data["title"],
        notes=[(Rect.parse(note["cells"]), note["text"]) for note in data["notes"]],
        as_of=data["as_of"],
        as_of_cell=Ref.parse(data["as_of_cell"]) if data["as_of_cell"] else None,
        unit=data["unit"],
        fills=[
            Fill(
                row=fill["row"],
                col=fill["col"],
                source=Ref.parse(fill["from"]),
                rule=fill["rule"],
                value=fill["value"],
                also=tuple(Ref.parse(a1) for a1 in fill["also"]),
                confidence=fill["confidence"],
            )
            for fill in data["fills"]
        ],
        findings=[_finding_of(item) for item in data.get("findings", ())],
        confidence=data["confidence"],
    )


def _finding_json(finding: Finding) -> dict[str, Any]:
    """All of it: `Finding.to_json` is for people, this is for making it again."""
    proposal = finding.proposal
    return {
        **finding.to_json(),
        "sheet": finding.sheet,
        "proposal": {**proposal.message.to_json(), "override": proposal.override} if proposal else None,
    }


def _finding_of(data: dict[str, Any]) -> Finding:
    proposal = data.get("proposal")
    return Finding(
        rule=data["rule"],
        severity=Severity(data["severity"]),
        message=Message(data["message"]["ja"], data["message"]["en"]),
        cells=tuple(data["cells"]),
        count=data["count"],
        repairable=data["repairable"],
        repaired=data["repaired"],
        proposal=Proposal(Message(proposal["ja"], proposal["en"]), proposal["override"]) if proposal else None,
        sheet=data["sheet"],
    )


def _logged(plan: ColumnPlan) -> list[dict[str, Any]]:
    """The changes that are written out."""
    log = plan.changes
    if isinstance(log, ChangeLog):
        return log.described(LOGGED)
    return [change_json(change) for change in islice(log.values(), LOGGED)]


def _plan_json(plan: ColumnPlan, logged: object) -> dict[str, Any]:
    out: dict[str, Any] = {"role": plan.role, "hints": plan.hints, "distinct": plan.distinct, "cell_unit": plan.unit}
    out["complete"] = len(plan.changes) <= LOGGED
    out["changes"] = logged
    out["at"] = [{"row": row, **change_json(change)} for row, change in sorted(plan.at.items())]
    return out


def change_json(change: Change) -> dict[str, Any]:
    """{value, to, rules, via, confidence, count}; `via` are the texts between the first and the last rule."""
    return {
        "value": change.before,
        "to": change.after,
        "rules": list(change.rules),
        "via": [after for _, after in change.path[:-1]],
        "confidence": change.confidence,
        "count": change.count,
    }


def change_of(data: dict[str, Any]) -> Change:
    texts = [*data.get("via", ()), data["to"]]
    path = tuple(zip(data["rules"], texts, strict=True))
    return Change(data["value"], path, data.get("confidence", 1.0), data.get("count", 1))


def _plan_of(column: dict[str, Any]) -> ColumnPlan:
    log = [change_of(item) for item in column["changes"]]
    hints = dict(column.get("hints", {}))
    if not column.get("complete", True):
        hints["replay"] = True
    return ColumnPlan(
        role=column["role"],
        hints=hints,
        changes={change.before: change for change in log},
        at={item["row"]: change_of(item) for item in column.get("at", ())},
        distinct=column.get("distinct", 0),
        unit=column.get("cell_unit", ""),
    )

"""Provenance: where every value of a clean table came from, at the cost of a row map and a column map.

An output row is a (block, grid row) pair, a block maps output columns to grid columns, and only the exceptions (fills,
constants, changed values) are kept one by one. `take` follows a table through dropped or reordered rows and columns.
Output rows and columns count from 0, cells of the file from 1.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

import polars as pl

from tomoni.tables.coded import LONG, beside
from tomoni.tables.finding import Message
from tomoni.tables.grid import Ref
from tomoni.tables.packed import Before, Packed
from tomoni.tables.runs import Numbers, runs_of

T = TypeVar("T")
Texts = Sequence[str | None] | pl.Series
"""A column of texts, one an output row."""


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that was done to a value, by one rule."""

    rule: str
    before: str
    after: str | None
    why: Message
    confidence: float = 1.0

    def to_json(self) -> dict[str, object]:
        return {
            "rule": self.rule,
            "before": self.before,
            "after": self.after,
            "why": self.why.to_json(),
            "confidence": self.confidence,
        }


@dataclass(frozen=True, slots=True)
class Change:
    """What became of one distinct value of a column: `path` holds (rule, text after it), in order."""

    before: str
    path: tuple[tuple[str, str | None], ...]
    confidence: float = 1.0
    count: int = 1

    @property
    def after(self) -> str | None:
        return self.path[-1][1]

    @property
    def rules(self) -> tuple[str, ...]:
        return tuple(rule for rule, _ in self.path)


@dataclass(frozen=True, slots=True)
class Filled:
    """A value that was not in its own place: the cells it was taken from and the rule that took it."""

    refs: tuple[Ref, ...]
    rule: str
    before: str
    after: str
    confidence: float = 1.0


@dataclass(slots=True)
class BlockMap:
    """Output column → grid column of one block, and the output columns that have one value for the whole block."""

    columns: list[int | None]
    constants: dict[int, tuple[str, Ref]] = field(default_factory=dict)


@dataclass(slots=True)
class Provenance:
    """See the module. `raw[c][row]` is the text of the cell before any rule, for the columns that changed at all."""

    sha256: str
    sheet: str
    blocks: list[BlockMap]
    block_of: Sequence[int]
    grid_row: Sequence[int]
    names: list[str]
    header: list[tuple[Ref, ...]]
    fills: dict[tuple[int, int], Filled] = field(default_factory=dict)
    changes: list[Mapping[str, Change]] = field(default_factory=list)
    raw: Before = field(default_factory=Before)
    at: dict[tuple[int, int], Change] = field(default_factory=dict)
    """Changes that hold for one cell only (a year that follows from the rows around it)."""
    coded: dict[int, tuple[pl.Series, pl.Series]] = field(default_factory=dict, compare=False, repr=False)
    """(codes, texts) of columns in `raw` that are known by codes: raw[c][row] is texts[codes[row]]."""

    def __len__(self) -> int:
        return len(self.grid_row)

    def cells(self, row: int, col: int) -> list[Ref]:
        """The cells of the file that output cell (row, col) comes from; [] when it has none (a column we added)."""
        filled = self.fills.get((row, col))
        if filled:
            return list(filled.refs)
        block = self.blocks[self.block_of[row]]
        if col in block.constants:
            return [block.constants[col][1]]
        grid_col = block.columns[col]
        return [] if grid_col is None else [Ref(self.grid_row[row], grid_col)]

    def header_cells(self, col: int) -> list[Ref]:
        return list(self.header[col])

    def _before(self, row: int, col: int) -> str | None:
        column = self.raw.get(col)
        return None if column is None else column[row]

    def original(self, row: int, col: int, value: str = "") -> str:
        """The text of the cell as the file has it; `value` (what the table has there) when no rule touched it."""
        filled = self.fills.get((row, col))
        if filled:
            return filled.before
        change = self.change(row, col)
        return change.before if change else value

    def change(self, row: int, col: int) -> Change | None:
        """What the rules made of the value on its way; None when none touched it."""
        if (row, col) in self.at:
            return self.at[row, col]
        before = self._before(row, col)
        return None if before is None else self.changes[col].get(before)

    def steps(self, row: int, col: int) -> list[Step]:
        """What was done to the value, in order; [] when it stands in the file as it is here."""
        from tomoni.tables.rules import why

        out = []
        filled = self.fills.get((row, col))
        if filled:
            out.append(Step(filled.rule, filled.before, filled.after, why(filled.rule), filled.confidence))
        block = self.blocks[self.block_of[row]]
        if col in block.constants and not filled:
            text = block.constants[col][0]
            out.append(Step("S06", text, text, why("S06")))
        change = self.change(row, col)
        if change:
            before = change.before
            for rule, after in change.path:
                out.append(Step(rule, before, after, why(rule), change.confidence))
                before = after or ""
        return out

    def take(self, rows: Sequence[int], cols: Sequence[int]) -> Provenance:
        """The provenance of a table made of these rows and columns, in this order; column -1 is one that was added."""
        row_of = {old: new for new, old in enumerate(rows)} if len(rows) != len(self) or self._sparse else None
        places = {old: new for new, old in enumerate(cols) if old >= 0}
        keep_rows = rows

        def moved(position: tuple[int, int]) -> tuple[int, int] | None:
            row, col = position
            if col not in places:
                return None
            if row_of is None:
                return (row, places[col])
            return (row_of[row], places[col]) if row in row_of else None

        fills = {new: item for old, item in self.fills.items() if (new := moved(old))}
        at = {new: change for old, change in self.at.items() if (new := moved(old))}
        blocks = [
            BlockMap(
                [None if c < 0 else block.columns[c] for c in cols],
                {places[c]: item for c, item in block.constants.items() if c in places},
            )
            for block in self.blocks
        ]
        return Provenance(
            sha256=self.sha256,
            sheet=self.sheet,
            blocks=blocks,
            block_of=_gather(self.block_of, keep_rows),
            grid_row=_gather(self.grid_row, keep_rows),
            names=[self.names[c] if c >= 0 else "" for c in cols],
            header=[self.header[c] if c >= 0 else () for c in cols],
            fills=fills,
            changes=[self.changes[c] if c >= 0 else {} for c in cols],
            raw=Before({places[c]: _taken(column, keep_rows) for c, column in self.raw.as_kept() if c in places}),
            at=at,
            coded={
                places[c]: (codes if rows == range(len(self)) else codes.gather(list(rows)), texts)
                for c, (codes, texts) in self.coded.items()
                if c in places
            },
        )

    @property
    def _sparse(self) -> bool:
        return bool(self.fills or self.at)

    def to_json(self) -> dict[str, Any]:
        """Compact and complete: runs of rows, column maps, fills, and the changed values with the rows they stand in (see
        `changesjson`)."""
        return self._json([self._changes_json(col) for col in range(len(self.names))])

    def dumps(self) -> bytes:
        """`to_json` as JSON without blanks, keys in order, a line feed at its end: large logs never become objects."""
        from tomoni.tables import changesjson

        def written(col: int) -> bytes:
            log, known = self.changes[col], self.coded.get(col)
            if not log or col not in self.raw:
                return b"{}"
            return changesjson.dumps(log, () if known else self.raw[col], known)  # texts of rows only where they count

        logs = beside(written, range(len(self.changes)), at_once=len(self) >= LONG)
        pieces: list[bytes] = []  # put together once: such a file is as long as several columns
        for key, part in sorted(self._json([]).items()):
            pieces.append(b'%b"%b":' % (b"," if pieces else b"{", key.encode()))
            if key == "changes":
                pieces += [b"[", *(piece for log in logs for piece in (log, b","))]
                pieces[-1] = b"]" if logs else b"[]"
                continue
            text = json.dumps(part, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
            pieces.append(text.encode())
        return b"".join([*pieces, b"}\n"])

    def _json(self, changes: list[dict[str, Any]]) -> dict[str, Any]:
        from tomoni.tables.changesjson import change_json

        return {
            "sha256": self.sha256,
            "sheet": self.sheet,
            "columns": [
                {"name": name, "header": [ref.a1 for ref in refs]}
                for name, refs in zip(self.names, self.header, strict=True)
            ],
            "blocks": [
                {
                    "columns": block.columns,
                    "constants": [[c, text, ref.a1] for c, (text, ref) in sorted(block.constants.items())],
                }
                for block in self.blocks
            ],
            "rows": [list(run) for run in runs_of(self.block_of, self.grid_row)],
            "fills": [
                [row, col, [ref.a1 for ref in item.refs], item.rule, item.before, item.after, item.confidence]
                for (row, col), item in sorted(self.fills.items())
            ],
            "changes": changes,
            "at": [[row, col, *change_json(change)] for (row, col), change in sorted(self.at.items())],
        }

    def _changes_json(self, col: int) -> dict[str, Any]:
        from tomoni.tables import changesjson

        log, known = self.changes[col], self.coded.get(col)
        if not log or col not in self.raw:
            return {}
        return changesjson.dump(log, () if known else self.raw[col], known)

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Provenance:
        from tomoni.tables import changesjson

        block_of = Numbers((block, length, 0) for block, _, length in data["rows"])
        grid_row = Numbers((first, length, 1) for _, first, length in data["rows"])
        changes: list[Mapping[str, Change]] = []
        raw = Before()
        for col, item in enumerate(data["changes"]):
            log, texts = changesjson.load(item, len(grid_row)) if item else ({}, [])
            changes.append(log)
            if log:
                raw[col] = texts
        return cls(
            sha256=data["sha256"],
            sheet=data["sheet"],
            blocks=[
                BlockMap(list(block["columns"]), {c: (text, Ref.parse(a1)) for c, text, a1 in block["constants"]})
                for block in data["blocks"]
            ],
            block_of=block_of,
            grid_row=grid_row,
            names=[column["name"] for column in data["columns"]],
            header=[tuple(Ref.parse(a1) for a1 in column["header"]) for column in data["columns"]],
            fills={
                (row, col): Filled(tuple(Ref.parse(a1) for a1 in refs), rule, before, after, confidence)
                for row, col, refs, rule, before, after, confidence in data["fills"]
            },
            changes=changes,
            raw=raw,
            at={(row, col): changesjson.change_of(rest) for row, col, *rest in data["at"]},
        )


def _gather(items: Sequence[T], rows: Sequence[int]) -> Sequence[T]:
    return items if rows == range(len(items)) else [items[row] for row in rows]


def _taken(column: Texts | Packed, rows: Sequence[int]) -> Texts | Packed:
    if rows == range(len(column)):
        return column
    if isinstance(column, Packed):
        return column.take(rows)
    return column.gather(list(rows)) if isinstance(column, pl.Series) else _gather(column, rows)

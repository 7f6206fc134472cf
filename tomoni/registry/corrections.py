"""Corrections: single cells that people agreed are wrong in the file, put right on the way through the stream.

corrections/<dataset>.toml in the community folder says for each: the public number of the message it came from, the
field, the value as it was published and the right one, the cell of the file it stands in, and the row by its key. It is
applied while the source still says what it said then; once the cell changes at the source it is left out, and that is
told (`Applied.state`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import polars as pl
import tomli_w

from tomoni.i18n import Text
from tomoni.registry.config import Section, read_toml
from tomoni.registry.errors import Problem
from tomoni.registry.sources import write_text
from tomoni.tables.provenance import Change, Provenance
from tomoni.tables.schema.cast import cast
from tomoni.tables.schema.model import Field

FOLDER = "corrections"
NUMBER = r"[0-9]{4}-[0-9]{4,8}"
RULE = "correction:{number}"
APPLIED, IN_SOURCE, CHANGED, ROW_GONE, AMBIGUOUS, NO_FIELD = (
    "applied",
    "in-source",
    "changed",
    "row-gone",
    "ambiguous",
    "no-field",
)
HEADER = """\
# 届いた知らせ（まちがいの指摘）を受けて承認された、データ「{dataset}」の訂正です。取り込みのたびに、元の値が同じあいだ適用します。
# Corrections of "{dataset}" that were approved after a message. They are applied as long as the source still says `old`.
"""


@dataclass(frozen=True, slots=True)
class Correction:
    """`old` and `new` are texts as published ("" for an empty cell); `key`: field → text, which names the row."""

    number: str
    column: str
    old: str
    new: str
    sha256: str = ""
    sheet: str = ""
    cell: str = ""
    key: Mapping[str, str] = field(default_factory=dict)
    reason: str = ""
    credit: str = ""
    approved: str = ""


@dataclass(frozen=True, slots=True)
class Applied:
    """What became of a correction in one run. `row` counts from 0, -1 where it was not applied."""

    correction: Correction
    state: str
    row: int = -1

    @property
    def words(self) -> Text:
        """For people, public: what was put right and after which message; no names but a credit that was asked for."""
        one = self.correction
        thanks = Text(f"、{one.credit}さんの知らせ", f", thanks to {one.credit}") if one.credit else Text("", "")
        what = Text(
            f"「{one.column}」の{f' {one.cell} ' if one.cell else ''}「{one.old}」→「{one.new}」",
            f'"{one.column}"{f" in {one.cell}" if one.cell else ""}: "{one.old}" → "{one.new}"',
        )
        if self.state == APPLIED:
            return Text(
                f"届いた知らせにより訂正しています: {what.ja}（{one.number}{thanks.ja}）。",
                f"Corrected after a message: {what.en} ({one.number}{thanks.en}).",
            )
        why = WHY[self.state]
        return Text(f"訂正 {one.number}（{what.ja}）: {why.ja}", f"Correction {one.number} ({what.en}): {why.en}")


WHY = {
    IN_SOURCE: Text(
        "元のファイルが直ったので、もう適用していません。", "the source has been put right; no longer applied."
    ),
    CHANGED: Text(
        "元のファイルの値が変わったので、適用をやめました。確かめてください。",
        "the source now says something else; no longer applied. Please check it.",
    ),
    ROW_GONE: Text("元の行が見つからないので、適用していません。", "its row is no longer found; not applied."),
    AMBIGUOUS: Text("同じ行がいくつもあるので、適用していません。", "several rows look the same; not applied."),
    NO_FIELD: Text("項目がなくなったので、適用していません。", "the column is gone; not applied."),
}


def path_in_folder(dataset: str) -> str:
    return f"{FOLDER}/{dataset}.toml"


def load(folder: Path, dataset: str) -> list[Correction]:
    """The corrections of a dataset, in the order they were approved. Problem names file, line and key."""
    path = Path(folder) / path_in_folder(dataset)
    if not path.is_file():
        return []
    top = read_toml(path)
    found = [_read(section) for section in top.sections("correction")]
    top.finish()
    return found


def _read(section: Section) -> Correction:
    one = Correction(
        number=section.text("number", pattern=NUMBER, example="2026-0012"),
        column=section.text("column"),
        old=section.text("old"),
        new=section.text("new"),
        sha256=section.text("sha256", "", pattern=r"[0-9a-f]{64}", example="(64 hex digits)"),
        sheet=section.text("sheet", ""),
        cell=section.text("cell", ""),
        key=section.string_table("key"),
        reason=section.text("reason", ""),
        credit=section.text("credit", ""),
        approved=section.text("approved", ""),
    )
    section.finish()
    return one


def write(folder: Path, dataset: str, corrections: Sequence[Correction]) -> Path:
    """Writes the file whole or not at all; an empty list takes it away."""
    path = Path(folder) / path_in_folder(dataset)
    if not corrections:
        path.unlink(missing_ok=True)
        return path
    tables = [{name: value for name, value in _as_toml(one).items() if value not in ("", {})} for one in corrections]
    for made, one in zip(tables, corrections, strict=True):
        made |= {"old": one.old, "new": one.new}
    write_text(path, HEADER.format(dataset=dataset) + "\n" + tomli_w.dumps({"correction": tables}))
    return path


def _as_toml(one: Correction) -> dict[str, Any]:
    names = ("number", "column", "old", "new", "sha256", "sheet", "cell", "reason", "credit", "approved")
    return {name: getattr(one, name) for name in names} | {"key": dict(one.key)}


def add(folder: Path, dataset: str, correction: Correction) -> None:
    """Adds a correction, or takes the place of the one with its number: doing it twice is doing it once."""
    kept = [one for one in load(folder, dataset) if one.number != correction.number]
    write(folder, dataset, [*kept, correction])


def text_of(value: Any) -> str:
    """A published value as text: "" for nothing, ISO for days."""
    if value is None:
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value)


def key_of(frame: pl.DataFrame, row: int, column: str, primary: Sequence[str] = ()) -> dict[str, str]:
    """What names a row in later editions: the schema's key, else one column without repeats, else the whole rest."""
    others = [name for name in frame.columns if name != column]
    if primary and all(name in others for name in primary):
        names = list(primary)
    else:
        unique = (n for n in others if not frame[n].null_count() and frame[n].n_unique() == frame.height)
        one = next(unique, None)
        names = [one] if one is not None and frame.height > 1 else others
    return {name: text_of(frame[name][row]) for name in names}


def value_for(text: str, schema_field: Mapping[str, Any], dtype: pl.DataType) -> Any:
    """The typed value a text stands for in a column. ValueError when it can't be one."""
    if text == "":
        return None
    found = cast(text, Field.from_json(schema_field))
    if found.value is None or found.problem in ("V02", "D02", "D08"):
        raise ValueError(text)
    try:
        return pl.Series([found.value], dtype=dtype, strict=True)[0]
    except (TypeError, pl.exceptions.PolarsError):
        raise ValueError(text) from None


def apply(
    corrections: Sequence[Correction],
    frame: pl.DataFrame,
    fields: Sequence[Mapping[str, Any]],
    provenance: Provenance,
) -> tuple[pl.DataFrame, Provenance, tuple[Applied, ...]]:
    """The rows with their corrections, each a step of the value's trace; and what became of every correction."""
    known = {entry["name"]: entry for entry in fields}
    said, changed = [], dict(provenance.at)
    for one in corrections:
        found = place(one, frame, provenance)
        if found.state == APPLIED:
            try:
                frame = _put(frame, found.row, one, known.get(one.column, {}))
            except ValueError:
                found = Applied(one, NO_FIELD)
            else:
                at = (found.row, frame.columns.index(one.column))
                changed[at] = _step(one, changed.get(at) or provenance.change(*at))
        said.append(found)
    made = replace(provenance, at=changed) if changed != provenance.at else provenance
    return frame, made, tuple(said)


def place(one: Correction, frame: pl.DataFrame, provenance: Provenance) -> Applied:
    """The row a correction speaks of: in the same file by its cell, in a later one by its key."""
    if one.column not in frame.columns:
        return Applied(one, NO_FIELD)
    col = frame.columns.index(one.column)
    rows = _rows(one, frame)
    if one.sha256 and one.sha256 == provenance.sha256 and one.cell:
        here = [
            row for row in (rows or range(frame.height)) if [ref.a1 for ref in provenance.cells(row, col)] == [one.cell]
        ]
        rows = here or rows
    if len(rows) != 1:
        return Applied(one, AMBIGUOUS if rows else ROW_GONE)
    now = text_of(frame[one.column][rows[0]])
    if now == one.old:
        return Applied(one, APPLIED, rows[0])
    return Applied(one, IN_SOURCE if now == one.new else CHANGED)


def _rows(one: Correction, frame: pl.DataFrame) -> list[int]:
    if not one.key or any(name not in frame.columns for name in one.key):
        return []
    chosen = range(frame.height)
    for name, text in one.key.items():
        texts = frame[name]
        chosen = [row for row in chosen if text_of(texts[row]) == text]
    return list(chosen)


def _put(frame: pl.DataFrame, row: int, one: Correction, schema_field: Mapping[str, Any]) -> pl.DataFrame:
    series = frame[one.column]
    value = value_for(one.new, schema_field, series.dtype)
    values = pl.Series(one.column, [value], dtype=series.dtype)
    return frame.with_columns(pl.concat([series[:row], values, series[row + 1 :]]).alias(one.column))


def _step(one: Correction, before: Change | None) -> Change:
    last = (RULE.format(number=one.number), one.new or None)
    if before is None:
        return Change(one.old, (last,))
    return Change(before.before, (*before.path, last), before.confidence)


def faults(folder: Path, datasets: Sequence[str]) -> list[Problem]:
    """Correction files that can't be read."""
    found = []
    for dataset in datasets:
        try:
            load(folder, dataset)
        except Problem as fault:
            found.append(fault)
    return found

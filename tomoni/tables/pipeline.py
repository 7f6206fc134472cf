"""Pipeline: one file → its tables. read → regions → raw columns → plan (or a saved recipe) → clean table, findings.

`check` and `repair` walk the same way; repair's result is what `check` speaks about. A recipe replaces detection: the
region and every change come from it, so the same bytes and the same recipe give the same table.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from os import PathLike
from pathlib import Path
from typing import Any

import polars as pl

from tomoni.tables import assemble, clean, evidence, proposals
from tomoni.tables.changes import ChangeLog
from tomoni.tables.coded import LONG, Coded, beside, shape_of
from tomoni.tables.editions import against
from tomoni.tables.finding import Finding, Message, Severity, Unreadable
from tomoni.tables.grid import Book, Rect
from tomoni.tables.packed import Columns, Packed
from tomoni.tables.proposals import values as proposed
from tomoni.tables.provenance import Change
from tomoni.tables.recipe import ColumnPlan, Recipe, region_json
from tomoni.tables.region import Override, Region
from tomoni.tables.rules.examine import examine
from tomoni.tables.rules.filename import standard_name
from tomoni.tables.rules.layoutmarks import hidden_sheets
from tomoni.tables.rules.offers import sheets_alike
from tomoni.tables.score import score
from tomoni.tables.table import ColumnInfo, FileResult, Table, source_letters

Source = str | PathLike[str] | bytes
"""A path, or the bytes of a file."""


def check(
    source: Source,
    *,
    name: str = "",
    schema: str | None = None,
    override: Override | None = None,
    before: Source | None = None,
) -> FileResult:
    """Read one file (a path or bytes) and say what is in it and what is wrong with it. Never raises for what the bytes hold.

    `schema` (an id of the library, or a file) adds the findings of conforming to it; `before`, the edition published
    last, adds columns that changed (H07) and figures of another magnitude (V04). One that cannot be read adds nothing.
    """
    path = name if isinstance(source, bytes) else str(source)
    try:
        book = _read(source, name)
    except Unreadable as refusal:
        return FileResult(path, _sha256(source), "", None, findings=[refusal.finding])
    result = FileResult(path, book.sha256, book.format, book.encoding, findings=list(book.findings), book=book)
    for region in _regions(book, override or Override(), result.findings):
        said = override or Override()
        region, raws = proposals.shape(region, assemble.raw_columns(region), said.accept, said.decline)
        table = make(book, region, plan(book, region, said, raws), raws)
        if schema:
            _conform(table, schema)
        result.tables.append(table)
    result.findings += [*hidden_sheets(result.tables), *sheets_alike(result.tables)]
    if before is not None:
        result.findings += against(result.tables, check(before, name=name, override=override).tables)
    if not result.tables and not any(f.severity == Severity.ERROR for f in result.findings):
        result.findings.append(_no_table(book, override))
    return result


repair = check


def read_tables(source: Source, **options: Any) -> list[Table]:
    """The clean tables of one file. Raises `Unreadable` when there is none."""
    result = check(source, **options)
    if result.refused:
        first = result.findings[0]
        raise Unreadable(first.rule, first.message.ja, first.message.en)
    return result.tables


def replay(source: Source, recipe: Recipe, *, name: str = "") -> FileResult:
    """Make the table of a saved recipe again. Raises ValueError when the recipe belongs to other bytes."""
    book = _read(source, name)
    region = recipe.place(book)
    path = name if name or isinstance(source, bytes) else str(source)
    result = FileResult(path, book.sha256, book.format, book.encoding, [], list(book.findings), book)
    result.tables.append(make(book, region, recipe, assemble.raw_columns(region)))
    return result


def plan(book: Book, region: Region, override: Override, raws: Columns) -> Recipe:
    """What is to be done with a region: a role for each column, a change for each distinct value that changes."""
    recipe = Recipe(
        sha256=book.sha256,
        format=book.format,
        encoding=book.encoding,
        name=book.name,
        region=region_json(region),
        decline=override.decline,
        accept=override.accept,
    )
    counted = assemble.all_known(region, raws)
    hints = evidence.hints_of(region, [one.counts["text"] for one in counted])
    roles = clean.roles([one.counts for one in counted], [column.name for column in region.columns])
    names = unique([column.name for column in region.columns])

    def planned(col: int) -> ColumnPlan:
        given = proposals.year_hints(override.accept, names[col]) or hints
        accepted = proposals.for_column(override.accept, names[col])
        return _plan_column(col, counted[col], roles[col], raws, given, accepted)

    recipe.plans = beside(planned, range(len(names)), at_once=len(region.rows) >= LONG)
    return recipe


def _plan_column(
    col: int,
    known: Coded,
    role: str,
    raws: Columns,
    hints: dict[str, object],
    accepted: dict[str, str],
) -> ColumnPlan:
    used: dict[str, object] = {}
    at: dict[int, Change] = {}
    counts = known.counts
    if role in ("date", "datetime") and evidence.yearless(counts["text"]):
        series = raws[col]
        at = evidence.by_neighbours(series, clean.days(counts["text"]))
        used = {} if at else evidence.with_weekdays(series, (raws[i] for i in range(len(raws)) if i != col), hints)
        at = at or evidence.over_new_year(series, used)
    if accepted:
        used = {**used, "accept": accepted}
        role = "code" if "C08" in accepted else role
    plan_ = clean.plan_column(counts, role, used)
    plan_.at, plan_.codes = at, known.codes
    return plan_


@dataclass(frozen=True, slots=True)
class _Made:
    """One clean column, and what is known of it."""

    info: ColumnInfo
    values: Packed
    changes: Mapping[str, Change]
    at: dict[int, Change]
    counts: pl.DataFrame | None
    shape: str


def _make_column(region: Region, index: int, raw: Packed, recipe: Recipe) -> _Made:
    """Carry out the plan of one column."""
    plan_, column = recipe.plans[index], region.columns[index]
    changes = effective(plan_, raw, recipe.decline)
    texts = None if plan_.counts is None else plan_.counts["text"]
    now = None if texts is None else _apply(texts, changes)
    known = clean.distinct_after(plan_.counts, now) if plan_.counts is not None and now is not None else None
    known = None if plan_.at else known
    at = {row: cut for row, change in plan_.at.items() if (cut := truncated(change, recipe.decline))}
    if now is not None and plan_.codes is not None:
        out = Packed(now, plan_.codes, keep=raw.keep)
    else:
        out = Packed(_apply(raw.series(), changes))  # of codes nobody counted, some may belong to rows outside
    if plan_.at:
        rows = out.series().clone()
        for row, cut in at.items():
            rows[row] = cut.after
        out = Packed(rows)
    values, times = (out.series(), None) if known is None else (known["value"], known["count"])
    shape = "" if known is None else shape_of(values) if changes else plan_.shape
    info = ColumnInfo(
        name=column.name,
        type=clean.type_of(plan_.role, values, shape),
        unit=column.unit or plan_.unit,
        source=source_letters(region, index),
        cells=column.cells,
        origin=column.origin,
        confidence=column.confidence,
        is_label=column.is_label,
        levels=column.levels,
        missing=out.null_count(),
        exceptions=clean.exceptions(plan_.role, values, times, shape),
    )
    return _Made(info, out, changes, at, known, shape)


def make(book: Book, region: Region, recipe: Recipe, raws: Columns) -> Table:
    """Carry out a recipe on its region."""
    provenance = assemble.provenance(region, book.sha256)
    made = beside(
        lambda index: _make_column(region, index, raws.packed[index], recipe),
        range(len(recipe.plans)),
        at_once=len(region.rows) >= LONG,
    )
    for index, (one, plan_) in enumerate(zip(made, recipe.plans, strict=True)):
        provenance.at.update({(row, index): change for row, change in one.at.items()})
        if one.changes:
            provenance.changes[index] = one.changes
            if plan_.codes is not None and plan_.counts is not None:
                provenance.coded[index] = (plan_.codes, plan_.counts["text"])
                provenance.raw.put(index, Packed(plan_.counts["text"], plan_.codes, keep=raws.packed[index].keep))
            else:
                provenance.raw.put(index, raws.packed[index])
    columns = [one.info for one in made]
    names = unique([column.name for column in columns])
    for info, unique_name in zip(columns, names, strict=True):
        info.name = unique_name
    provenance.names = names
    table = Table(
        name=region.title or region.grid.sheet or Path(book.name).stem,
        sheet=region.grid.sheet,
        range=region.range.a1,
        header_rows=region.header_rows,
        title=region.title,
        notes=[*(text for _, text in region.notes), *region.grid.notes],
        as_of=region.as_of,
        unit=region.unit,
        columns=columns,
        cells=Columns([one.values for one in made], names),
        kinds=region.kinds,
        findings=list(region.findings),
        score=100,
        recipe=recipe,
        provenance=provenance,
        book=book,
        region=region,
    )
    table.know(
        [one.counts for one in made],
        {index: one.shape for index, one in enumerate(made) if one.shape},
    )
    table.findings += examine(table)
    table.score = rated(table)
    return table


def rated(table: Table) -> int:
    """The score of a table; what is noteworthy about its file counts too."""
    cells = table.height * max(table.width, 1)
    return score([*table.book.findings, *table.findings], cells)


def effective(plan_: ColumnPlan, raw: Packed, decline: Iterable[str]) -> Mapping[str, Change]:
    """The changes of a plan without what was declined; what the log left out is read again."""
    changes = plan_.changes
    if plan_.hints.get("replay"):
        changes = dict(changes)
        read = clean.reader(plan_.role)
        for text in raw.series().drop_nulls().unique():
            if text in changes:
                continue
            change = clean.read_change(text, plan_.hints, read)
            if accepted := plan_.hints.get("accept"):
                change = proposed.change(text, plan_.role, change, accepted)
            if change:
                changes[text] = change
    declined = frozenset(decline)
    if not declined:
        return changes
    return {text: cut for text, change in changes.items() if (cut := truncated(change, declined))}


def truncated(change: Change, decline: Iterable[str]) -> Change | None:
    """A change up to the first declined rule; None when nothing is left of it."""
    declined = frozenset(decline)
    kept = []
    for rule, after in change.path:
        if rule in declined:
            break
        kept.append((rule, after))
    return Change(change.before, tuple(kept), change.confidence, change.count) if kept else None


def _apply(raw: pl.Series, changes: Mapping[str, Change]) -> pl.Series:
    if not changes:
        return raw
    # null is a result here (a placeholder), so a join tells "changed to nothing" from "not in the log"
    if isinstance(changes, ChangeLog):
        new, position = changes.frame["after"], changes.among(raw)
    else:
        old = pl.Series(list(changes), dtype=pl.Utf8)
        new = pl.Series([change.after for change in changes.values()], dtype=pl.Utf8)
        position = raw.replace_strict(old, pl.int_range(len(old), eager=True), default=None)
    changed = new.gather(position)
    return pl.select(pl.when(position.is_not_null()).then(changed).otherwise(raw)).to_series().alias(raw.name)


def unique(names: list[str]) -> list[str]:
    """Column names made unique by a number behind the second and later ones (H03); empty ones are numbered."""
    seen: dict[str, int] = {}
    taken = set(names)
    out = []
    for index, name in enumerate(names, 1):
        name = name or f"列{index}"
        if name in seen:
            number = seen[name] + 1
            while f"{name}_{number}" in taken:
                number += 1
            seen[name] = number
            name = f"{name}_{number}"
            taken.add(name)
        seen.setdefault(name, 1)
        out.append(name)
    return out


def _read(source: Source, name: str) -> Book:
    from tomoni.tables.read import read

    return read(source if isinstance(source, bytes) else Path(source), name=name)


def _regions(book: Book, override: Override, findings: list[Finding]) -> Iterable[Region]:
    from tomoni.tables.layout import regions

    for grid in book.grids:
        if override.sheet is not None and grid.sheet != override.sheet:
            continue
        try:
            yield from regions(grid, override)
        except Unreadable as refusal:
            findings.append(refusal.finding)


def _sha256(source: Source) -> str:
    import hashlib

    if isinstance(source, bytes):
        return hashlib.sha256(source).hexdigest()
    try:
        with Path(source).open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return ""


def _conform(table: Table, schema: str) -> None:
    from tomoni.tables.schema import conform, load

    table.conformed = conform(table, load(schema))
    table.findings += [*table.conformed.findings, *standard_name(table)]
    table.score = rated(table)


def _no_table(book: Book, override: Override | None) -> Finding:
    sheets = [grid.sheet for grid in book.grids if grid.sheet]
    if override and override.sheet is not None and override.sheet not in sheets:
        named, listed = "、".join(sheets) or "なし", ", ".join(sheets) or "none"
        return Unreadable(
            "F01",
            f"「{override.sheet}」という名のシートはありません（あるシート: {named}）。",
            f"There is no sheet “{override.sheet}” (sheets: {listed}).",
        ).finding
    if override and (beside_it := _off_the_sheet(book, override)):
        return beside_it
    return Unreadable(
        "F01",
        "表が見つかりませんでした。表のあるシートか、見出しのある表かをご確認ください。",
        "No table was found. Please check that the file has a sheet with a table under a header.",
    ).finding


def _off_the_sheet(book: Book, override: Override) -> Finding | None:
    """What a person said lies outside of every sheet it could be said of: where it is, and where the cells are."""
    grids = [grid for grid in book.grids if override.sheet in (None, grid.sheet)]
    rect = Rect.parse(override.range) if override.range else None
    rows = override.header_rows or ()
    if not grids or not (rect or rows):
        return None
    meets = [not rect or (rect.top <= g.bottom and rect.bottom >= g.top and rect.left <= g.rect.right) for g in grids]
    below = [not rows or max(rows) < min(g.bottom, rect.bottom if rect else g.bottom) for g in grids]
    if any(a and b for a, b in zip(meets, below, strict=True)):
        return None
    spans_ja = "、".join(f"「{g.sheet}」は {g.rect.a1}" if g.sheet else g.rect.a1 for g in grids[:3])
    spans_en = ", ".join(f"“{g.sheet}”: {g.rect.a1}" if g.sheet else g.rect.a1 for g in grids[:3])
    if not any(meets):
        said = Message(
            f"範囲 {override.range} に、セルがありません", f"There are no cells in the range {override.range}"
        )
    else:
        listed = ", ".join(map(str, rows))
        said = Message(
            f"見出しの行 {listed} の下に、行がありません", f"There are no rows below the header rows {listed}"
        )
    return Unreadable("F01", f"{said.ja}（セルのある所: {spans_ja}）。", f"{said.en} (cells: {spans_en}).").finding

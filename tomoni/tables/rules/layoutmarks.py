"""What a sheet carries besides values: hidden parts, comments, drawings, formulas, names that are missing or doubled."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from tomoni.tables.finding import Finding, Message, Severity
from tomoni.tables.grid import Ref, column_letter, text_of
from tomoni.tables.region import Origin
from tomoni.tables.rules.saying import finding
from tomoni.tables.table import Table


def hidden_sheets(tables: Sequence[Table]) -> list[Finding]:
    """S13, once a file: the hidden sheets that hold a table, by their names."""
    names = list(dict.fromkeys(table.sheet for table in tables if table.region.grid.hidden))
    if not names:
        return []
    some = "、".join(f"「{name}」" for name in names[:6]) + ("など" if len(names) > 6 else "")
    said = Message(
        f"非表示のシートがあります（{some}）。公開してよいかご確認ください。",
        f"Sheets are hidden ({', '.join(names[:6])}). Please check that they may be public.",
    )
    return [finding("S13", count=len(names), detail=said)]


def hidden(table: Table) -> Iterable[Finding]:
    """S13: hidden rows and columns inside of the table that hold something; empty gutters say nothing."""
    grid, place = table.region.grid, table.region.range
    shown = range(place.top, place.bottom + 1)
    columns = sorted(
        col
        for col in grid.marks.hidden_cols
        if place.left <= col <= place.right and any(text_of(grid.value(row, col)).strip() for row in shown)
    )
    rows = sorted(row for row in grid.marks.hidden_rows if row in shown and any(v is not None for v in grid.row(row)))
    if columns or rows:
        cells = [column_letter(col) for col in columns[:10]] + [str(row) for row in rows[:10]]
        named = "、".join(cells[:6])
        yield finding(
            "S13",
            cells=[Ref(place.top, col).a1 for col in columns] + [Ref(row, place.left).a1 for row in rows],
            count=len(columns) + len(rows),
            detail=Message(
                f"非表示の列か行が表の中にあります（{named}）。公開してよいかご確認ください。",
                f"Columns or rows of the table are hidden ({named}). Please check that they may be public.",
            ),
            proposal=Message("非表示の行と列を除きます。", "Leave the hidden rows and columns out."),
            accept="S13",
        )


def beside_the_cells(table: Table) -> Iterable[Finding]:
    """S11 drawings, S12 comments, S14 formulas, S18 strikethrough."""
    marks, place = table.region.grid.marks, table.region.range
    if marks.drawings:
        yield finding("S11", count=marks.drawings)
    for rule, refs in (("S12", marks.comments), ("S14", marks.formulas), ("S18", marks.struck)):
        inside = sorted(ref for ref in refs if place.__contains__(ref))
        if inside:
            cells = [ref.a1 for ref in inside]
            offer = Message("列「書式_取消線」に書き出します。", "Write them into a column 書式_取消線.")
            struck = rule == "S18"
            yield finding(
                rule,
                cells=cells,
                count=len(cells),
                repaired=rule in ("S12", "S14"),
                proposal=offer if struck else None,
                accept="S18" if struck else "",
            )


def names(table: Table) -> Iterable[Finding]:
    """H02 joined levels, H03 doubled names (a missing name, H01, is said by layout, which gave the provisional one)."""
    region = table.region
    joined = [column for column in table.columns if column.origin == Origin.JOINED]
    if joined:
        cells = [ref.a1 for column in joined for ref in column.cells[:1]]
        yield finding("H02", cells=cells, count=len(joined), repaired=True)
    rows = region.header_rows
    blank = [
        cell.a1
        for i, column in enumerate(region.columns)
        if column.origin is Origin.FILLED and not column.cells and not column.levels and rows
        for block in region.blocks[:1]
        if block.columns[i] is not None
        for cell in [Ref(rows[-1], block.columns[i] or 1)]
        if not any(merge.__contains__(cell) for merge in region.grid.marks.merges)
    ]
    if blank:
        yield finding(
            "H01",
            cells=blank,
            count=len(blank),
            severity=Severity.INFO,
            repaired=True,
            detail=Message("左の列の項目名に番号を付けました。", "They were named after the column at their left."),
        )
    doubled = [name for name, count in Counter(column.name for column in region.columns).items() if count > 1 and name]
    if doubled:
        cells = [column.cells[-1].a1 for column in region.columns if column.name in doubled and column.cells]
        yield finding("H03", columns=doubled, cells=cells, count=len(cells), repaired=True)

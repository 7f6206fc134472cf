"""findings: what layout noticed about a table, said for the officer who made it (S01–S10, S15–S17, S19, H01–H04, H08, D03).

What was repaired without doubt is info; what a person should look at is a warning, with a proposal where there is a
choice. A plain table with one header row gives none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from tomoni.tables.finding import Finding, Message, Proposal, Severity
from tomoni.tables.grid import Rect, Ref
from tomoni.tables.layout.draft import Draft
from tomoni.tables.layout.kinds import squeeze
from tomoni.tables.layout.page import Page
from tomoni.tables.layout.sides import Sides
from tomoni.tables.region import Fill, Origin, Region, RowKind

_MOST = 20
_PIVOT = re.compile(
    r"(行|列)ラベル|(データの個数|合計|平均|最大|最小)/.+|(row|column) ?labels|(count|sum|average)of.+", re.I
)


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the findings of a region are made from, besides the region itself."""

    page: Page
    draft: Draft
    sides: Sides
    padded: tuple[Ref, ...] = ()
    renamed: tuple[int, ...] = ()


def add(region: Region, evidence: Evidence) -> None:
    """Append the findings of one region to it."""
    region.findings += [
        *_around(region, evidence),
        *_shape(region, evidence),
        *_header(region, evidence),
        *_inherited(region),
    ]


def info(rule: str, cells: Iterable[str], ja: str, en: str, count: int | None = None) -> Finding:
    """Something that was put right and recorded."""
    shown = list(cells)
    return Finding(rule, Severity.INFO, Message(ja, en), tuple(shown[:_MOST]), count or max(1, len(shown)), True, True)


def warning(rule: str, cells: Iterable[str], ja: str, en: str, proposal: Proposal | None = None) -> Finding:
    """Something a person should look at."""
    shown = list(cells)
    return Finding(
        rule,
        Severity.WARNING,
        Message(ja, en),
        tuple(shown[:_MOST]),
        max(1, len(shown)),
        proposal is not None,
        False,
        proposal,
    )


def _around(region: Region, evidence: Evidence) -> Iterable[Finding]:
    top = min([*region.header_rows, *(row for _, row in region.rows[:1])], default=region.range.top)
    above = [r for r in evidence.draft.above if r < top]
    if above and (region.title or region.as_of):
        cells = [_line(evidence.page, r) for r in above]
        yield info(
            "S07",
            cells,
            "表の上に題名や時点の行があります。データの行とは分けて、題名・時点として残しました。",
            "There are title or date lines above the table. They were kept as its title and date, apart from the data.",
        )
    notes = [where.a1 for where, _ in region.notes if where.top >= top]
    if notes:
        yield info(
            "S08",
            notes,
            "表の下や横に注記・出典があります。データの行とは分けて、注記として残しました。",
            "There are notes or sources below or beside the table. They were kept as notes, apart from the data.",
        )
    totals = [
        Ref(row, region.blocks[block].body.left).a1
        for (block, row), kind in zip(region.rows, region.kinds, strict=True)
        if kind is RowKind.TOTAL
    ]
    if totals:
        yield info(
            "S09",
            totals,
            "合計や小計の行がデータの行にまざっています。「合計」の印を付けて区別しました。",
            "Totals or subtotals stand among the rows of data. They were marked as totals.",
        )


def _shape(region: Region, evidence: Evidence) -> Iterable[Finding]:
    draft, sides, page = evidence.draft, evidence.sides, evidence.page
    merges = [m.a1 for m in page.merges if _inside(m, region.range) and m.bottom >= region.range.top]
    if merges:
        yield info(
            "S01",
            merges,
            "結合されたセルがあります。見出しと項目の列では、同じ値を各セルに入れました。",
            "There are merged cells. In headers and label columns their value was put into every cell.",
        )
    if sides.form:
        yield info(
            "S04",
            [Rect(region.range.top, p[0], region.range.bottom, p[-1]).a1 for p in sides.parts],
            "項目名と値の組が横に並んでいます。縦につないで「項目」と「内容」の一覧にしました。",
            "Names and values stand side by side. They were put below each other as one list.",
        )
    elif len(sides.parts) > 1:
        cells = [Rect(region.range.top, p[0], region.range.bottom, p[-1]).a1 for p in sides.parts]
        yield info(
            "S04",
            cells,
            "同じ見出しの表が横に並んでいます。縦につないで一つの表にしました。",
            "Parts with the same header stand side by side. They were put below each other as one table.",
        )
    if sides.repeated:
        yield info(
            "S04",
            [Rect(region.range.top, sides.repeated[0], region.range.bottom, sides.repeated[-1]).a1],
            "右端に、左端と同じ項目の列がもう一度あります。くり返しとして除きました。",
            "The label columns are repeated at the right edge. The repetition was left out.",
        )
    if draft.repeats or draft.folded:
        rows = draft.repeats or list(region.header_rows[:1])
        yield info(
            "S05",
            [_line(page, r) for r in rows],
            "紙の大きさに合わせて表が折り返され、見出しが途中でくり返されています。"
            + ("くり返しの見出しを除いて、つなぎました。" if draft.repeats else "見出しごとに表を分けました。"),
            "The table was folded to fit the paper and its header comes again. "
            + ("The repeated header was taken out." if draft.repeats else "Each header got a table of its own."),
        )
    pivot = [c for c in region.columns if _PIVOT.fullmatch(squeeze(c.levels[-1] if c.levels else ""))]
    if pivot:
        yield info(
            "S15",
            [cell.a1 for c in pivot for cell in c.cells],
            "ピボットテーブルの集計結果が貼り付けられています。ふつうの表として読み取りました。",
            "The result of a pivot table was pasted. It was read as an ordinary table.",
        )
    if draft.ghosts:
        yield info(
            "S16",
            [_line(page, r) for r in draft.ghosts],
            "通し番号だけで、ほかに何も書かれていない行が末尾にあります。空の行として除きました。",
            "The last rows hold nothing but a running number. They were left out as empty.",
        )


def _header(region: Region, evidence: Evidence) -> Iterable[Finding]:
    rows = region.header_rows
    if evidence.sides.form:
        return
    if not rows:
        first = region.rows[0][1]
        proposal = Proposal(
            Message(f"{first}行目を見出しとして読む", f"Read row {first} as the header"), {"header_rows": [first]}
        )
        yield warning(
            "H01",
            [_line(evidence.page, first)],
            "見出しの行が見つかりません。仮の列名（列1、列2…）を付けました。列名をご確認ください。",
            "No header row was found. The columns were given provisional names. Please check them.",
            proposal,
        )
    else:
        yield from _names(region)
    if len(rows) > 1:
        yield info(
            "H02",
            [_line(evidence.page, r) for r in rows],
            f"見出しが{len(rows)}行に分かれています。上から「_」でつないで一つの列名にしました。",
            f"The header has {len(rows)} rows. They were joined with _ into one name a column.",
        )
    renamed = [cell.a1 for i in evidence.renamed for cell in region.columns[i].cells[-1:]]
    if renamed:
        yield info(
            "H03",
            renamed,
            "同じ列名が二つ以上あります。後の列に番号（_2、_3…）を付けて区別しました。",
            "Several columns have the same name. Later ones were numbered (_2, _3 …).",
        )
    if evidence.padded:
        yield info(
            "H04",
            [ref.a1 for ref in evidence.padded],
            "列名の中に、見た目を整えるための空白や改行があります。取り除きました。",
            "Column names contain spaces or line breaks for looks. They were taken out.",
        )
    if evidence.draft.units or region.unit:
        cells = [_line(evidence.page, r) for r in evidence.draft.units]
        yield info(
            "H08",
            cells,
            "単位が列名とは別の行や欄外に書かれています。列や表の単位として記録しました。",
            "Units stand in a row of their own or beside the table. They were recorded as units.",
        )


def _names(region: Region) -> Iterable[Finding]:
    guessed = [(i, c) for i, c in enumerate(region.columns) if c.origin is Origin.GUESSED and not _constant(region, i)]
    sure = [(i, c) for i, c in guessed if c.confidence >= 0.8]
    open_ = [(i, c) for i, c in guessed if c.confidence < 0.8]
    if sure:
        yield info(
            "H01",
            [_place(region, i) for i, _ in sure],
            f"列名が空です。中身から「{'」「'.join(c.name for _, c in sure)}」としました。",
            f"A column has no name. From what it holds it was called {', '.join(c.name for _, c in sure)}.",
        )
    if open_:
        yield warning(
            "H01",
            [_place(region, i) for i, _ in open_],
            f"列名が空の列があります。仮に「{'」「'.join(c.name for _, c in open_)}」としました。列名をご確認ください。",
            f"Columns without a name were called {', '.join(c.name for _, c in open_)} for now. Please check.",
            Proposal(
                Message(
                    f"名前を付けられます（例: --accept H01:{open_[0][1].name}=区分）。",
                    f"You can give a name (--accept H01:{open_[0][1].name}=name).",
                )
            ),
        )


def _inherited(region: Region) -> Iterable[Finding]:
    by_rule: dict[str, list[Fill]] = {}
    for fill in region.fills:
        by_rule.setdefault(fill.rule, []).append(fill)
    texts = {
        "S02": (
            "上と同じ項目名が省略された空のセルがあります。上の行の項目名を補いました。",
            "Label cells were left empty where they repeat the row above. They were filled from above.",
        ),
        "S10": (
            "項目の上下関係が、字下げや縦書きなどの見た目で書かれています。読み取って各行に入れました。",
            "Which label belongs to which is shown by indents or by words written downwards. It was put into every row.",
        ),
        "S19": (
            "「同上」「〃」などで上の行の値を指しているセルがあります。上の値を入れました。",
            "Cells say ditto. They were given the value above.",
        ),
        "D03": (
            "年号や年の一部が省略されています（例：平成29年、30、令和元、2）。上の行から補いました。",
            "Years are shortened after the first one. They were completed from the rows above.",
        ),
    }
    for rule, (ja, en) in texts.items():
        fills = by_rule.get(rule)
        if not fills:
            continue
        cells = [_cell(region, f) for f in fills]
        if min(f.confidence for f in fills) < 0.7:
            yield warning(
                rule, cells, ja + "推測を含むため、ご確認ください。", en + " Please check, some of it is guessed."
            )
        else:
            yield info(rule, cells, ja, en)
    lines = [block.constants[0][1].a1 for block in region.blocks if 0 in block.constants]
    if lines:
        yield info(
            "S10",
            lines,
            "区分を示す行がデータの間にあります。区分の列を作って、各行に入れました。",
            "Lines between the rows of data name groups. They became a column of their own.",
        )


def _constant(region: Region, column: int) -> bool:
    """A column that layout made: it has no place in the grid, so nobody forgot to name it."""
    return all(block.columns[column] is None for block in region.blocks)


def _place(region: Region, column: int) -> str:
    col = next((b.columns[column] for b in region.blocks if b.columns[column] is not None), None)
    return Ref(region.header_rows[-1], col or region.range.left).a1


def _cell(region: Region, fill: Fill) -> str:
    block, row = region.rows[fill.row]
    col = region.blocks[block].columns[fill.col]
    return Ref(row, col).a1 if col is not None else fill.source.a1


def _line(page: Page, row: int) -> str:
    held = page.held(row)
    return Rect(row, min(held), row, max(held)).a1 if held else Ref(row, page.cols[0]).a1


def _inside(merge: Rect, rect: Rect) -> bool:
    return (
        merge.left >= rect.left and merge.right <= rect.right and merge.top >= rect.top and merge.bottom <= rect.bottom
    )

"""Offers: what a person may want done with a table that is not wrong — each with the word that does it (--accept).

Several values in a cell, notes beside values, periods, blanks that mean "same as above", wide tables.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import polars as pl

from tomoni.tables.finding import Finding, Message
from tomoni.tables.proposals import inherit, record, split, unpivot
from tomoni.tables.region import Origin
from tomoni.tables.rules.saying import addresses, finding, seen
from tomoni.tables.table import ColumnInfo, Table
from tomoni.tables.union import SHEET

_LISTED = r"^[^、;；/／\n]{1,14}(?:[、;；/／\n][^、;；/／\n]{0,14})+$"
_NOTED = r"^[^(（※]*[0-9０-９時日][^(（※]*(?:[(（].*[)）]|※)"
_SPAN = r"[~〜～]|から|[月火水木金土日](?:曜日?)?[・、,〜～~\-ー－]\s*[月火水木金土日]|第[1-5１-５]|毎週|(?:平日|土日)[^祝日]|.(?:平日|土日)"
_MARKUP = r'^\s*(?:\{.*"|\[\s*[\[{"]).*[\]}]\s*$|<(?:br|p|a|div|span|td|img)[ />]'
MIN_LISTED = 3
SHARE = 0.3
SAMPLE = 400
"""Cells of a column that are read again to see what they are; the rest is like them."""
_ALL = ("string", "code", "number", "integer", "date", "time", "datetime")


def several_values(table: Table) -> Iterable[Finding]:
    """C01: short values in a row in many cells of a column. Whether they are such is judged by a sample of them."""
    for col, rows in seen(table, _LISTED, ("string",)).items():
        column = table.columns[col]
        least = max(MIN_LISTED, SHARE * (table.height - column.missing))
        if len(rows) < least or f"{column.name}_1" in table.names:
            continue
        values = table.series(col)
        sample = [row for row in rows[:SAMPLE] if split.listed(values[row])]
        if len(sample) / min(len(rows), SAMPLE) * len(rows) >= least:
            yield finding(
                "C01",
                columns=[column.name],
                cells=addresses(table, sample, col),
                count=round(len(sample) / min(len(rows), SAMPLE) * len(rows)),
                proposal=Message("値ごとに列を分けます。", "Give each value a column of its own."),
                accept=f"C01:{column.name}",
            )


def notes_beside(table: Table) -> Iterable[Finding]:
    """C02: a note in brackets beside a number, a day or a time, in a column of such values."""

    def loose(column: ColumnInfo) -> bool:
        return column.type in ("string", "code") or column.exceptions > 0

    for col, rows in seen(table, _NOTED, _ALL, digits=False, only=loose).items():
        column = table.columns[col]
        values = table.series(col)
        held = table.coded(col)
        pairs = split.noted((values if held is None else held[1]).to_list())
        rows = [row for row in rows if values[row] in pairs]
        if rows:
            value, note = pairs[values[rows[0]]]
            yield finding(
                "C02",
                columns=[column.name],
                cells=addresses(table, rows, col),
                count=len(rows),
                detail=Message(
                    f"例:「{value}」と「{note[:30]}」。値と注を別の列に分けると、値を計算に使えます。",
                    f"For example “{value}” and “{note[:30]}”. With the note in a column of its own the value can be used.",
                ),
                proposal=Message(
                    f"注を列「{column.name}_特記事項」に分けます。", f"Put the notes into “{column.name}_特記事項”."
                ),
                accept=f"C02:{column.name}",
            )


def markup(table: Table) -> Iterable[Finding]:
    """C03: JSON or HTML in a cell."""
    for col, rows in seen(table, _MARKUP, ("string",)).items():
        name, values = table.columns[col].name, table.series(col)
        if any(word in ("C03", f"C03:{name}") for word in table.recipe.accept):
            continue
        json = any(str(values[row]).lstrip().startswith("{") for row in rows)
        yield finding(
            "C03",
            columns=[name],
            cells=addresses(table, rows, col),
            count=len(rows),
            proposal=Message("JSONの項目ごとに列を分けます。", "Give each key of the JSON a column.") if json else None,
            accept=f"C03:{name}",
        )


def periods(table: Table) -> Iterable[Finding]:
    """D04: periods or recurrences in a column: three of them, or three in ten."""
    for col, rows in seen(table, _SPAN, ("string", "date", "datetime"), digits=False).items():
        column = table.columns[col]
        values = table.series(col)
        if f"{column.name}_開始" in table.names or f"{column.name}_規則" in table.names:
            continue
        head = rows[:SAMPLE]
        if len(rows) > SAMPLE and len(split.spans([values[row] for row in head])) < 3:
            continue
        found = split.spans([values[row] for row in rows])
        rows = [row for row in rows if values[row] in found]
        if not rows or (len(rows) < 3 and len(rows) < SHARE * (table.height - column.missing)):
            continue
        days = any(found[values[row]] for row in rows)
        ends = f"「{column.name}_開始」「{column.name}_終了」" if days else f"「{column.name}_規則」（RFC 5545）"
        no_year = days and split.span_of(values[rows[0]]) is None
        yield finding(
            "D04",
            columns=[column.name],
            cells=addresses(table, rows, col),
            count=len(rows),
            proposal=Message(
                f"列{ends}に分け"
                + (f"られます。年を添えてください（例: --accept D04:{column.name}=2020）。" if no_year else "ます。"),
                ("Split into start and end." if days else "Split into a rule of weekdays (RFC 5545).")
                + (f" Name the year (--accept D04:{column.name}=2020)." if no_year else ""),
            ),
            accept="" if no_year else f"D04:{column.name}",
        )


def left_blank(table: Table) -> Iterable[Finding]:
    """S02: item columns that are blank where they repeat, and that layout did not take for such."""
    cols = inherit.left_blank(table.cells)
    if cols:
        names = [table.columns[col].name for col in cols]
        blank = [row for row, text in enumerate(table.series(cols[0])) if text is None]
        yield finding(
            "S02",
            columns=names,
            cells=addresses(table, blank, cols[0]),
            count=sum(table.series(col).null_count() for col in cols),
            detail=Message(
                "空白のセルは「上と同じ」を表しているようです。", "Blank cells seem to mean “same as above”."
            ),
            proposal=Message("上の行の値を入れます。", "Fill in the value of the row above."),
            accept=f"S02:{names[0]}" if len(names) == 1 else "S02",
        )


def labels_down(table: Table) -> Iterable[Finding]:
    """S22: labels down the first column, their values beside them."""
    if record.is_record(table.names, table.cells):
        yield finding(
            "S22",
            cells=addresses(table, range(table.height), 0),
            count=table.height + 1,
            proposal=Message(
                "項目名を列にして、1件を1行にします。", "Make the labels columns, and each thing one row."
            ),
            accept="S22",
        )


def qualified(table: Table) -> Iterable[Finding]:
    """C02: figures that are no exact ones (約4か月, 30人以上) and stand as figures now; the words are not lost silently."""
    for col in table.provenance.raw:
        column = table.columns[col]
        if column.type not in ("integer", "number"):
            continue
        known = table.provenance.coded.get(col)
        if known and not known[1].str.contains(split.QUALIFIED).any():
            continue
        raw = table.provenance.raw[col]
        texts = raw if isinstance(raw, pl.Series) else pl.Series(raw, dtype=pl.Utf8)
        rows = texts.str.contains(split.QUALIFIED).fill_null(False).arg_true().to_list()
        rows = [row for row in rows if table.series(col)[row] is not None]
        if rows:
            yield finding(
                "C02",
                columns=[column.name],
                cells=addresses(table, rows, col),
                count=len(rows),
                detail=Message(
                    f"「{texts[rows[0]]}」のように、おおよその数や範囲を表す言葉があります。数だけを残したため、正確な数のように見えます。",
                    f"Words such as in “{texts[rows[0]]}” say that a figure is not exact. Only the figure stayed, so it looks exact.",
                ),
                proposal=Message(
                    f"言葉を列「{column.name}_特記事項」に残します。", f"Keep the words in “{column.name}_特記事項”."
                ),
                accept=f"C02:{column.name}",
            )


def sheets_alike(tables: Sequence[Table]) -> list[Finding]:
    """S06: one table over several sheets: at least three, one table each, with the same columns, two of them named."""
    groups: dict[tuple[str, ...], list[Table]] = {}
    for table in tables:
        if sum(column.origin is not Origin.GUESSED for column in table.columns) >= 2:
            groups.setdefault(tuple(table.names), []).append(table)
    out = []
    for columns, group in groups.items():
        if len(group) >= 3 and len({table.sheet for table in group}) == len(group) and SHEET not in columns:
            shown = "、".join(table.sheet for table in group[:3])
            out.append(
                finding(
                    "S06",
                    count=len(group),
                    detail=Message(
                        f"同じ形の表が{len(group)}枚のシート（{shown}…）に分かれています。",
                        f"The same table stands on {len(group)} sheets ({shown} …).",
                    ),
                    proposal=Message(
                        f"シート名を列「{SHEET}」として加え、一つの表につなげます。",
                        f"Put them below each other as one table, with the sheet's name as a column {SHEET}.",
                    ),
                    accept="S06",
                )
            )
    return out


_AGES = Message("年齢の階級が列になっています。", "Age bands stand as columns.")


def wide(table: Table) -> Iterable[Finding]:
    """S20 periods as columns, S21 numbered groups of columns."""
    names = [column.name for column in table.columns]
    for rule, found in (("S20", unpivot.periods(names)), ("S21", unpivot.numbered(names))):
        if found:
            yield finding(
                rule,
                columns=[names[col] for col in found.columns],
                cells=[cell.a1 for col in found.columns for cell in table.columns[col].cells[-1:]],
                count=len(found.columns),
                detail=_AGES if found.key == "年齢" else None,
                proposal=Message(
                    f"「{found.key}」の列を作り、縦長の表に組み替えます。",
                    f"Turn it into a long table with a column “{found.key}”.",
                ),
                accept=rule,
            )
            return

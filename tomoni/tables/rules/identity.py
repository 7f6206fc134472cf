"""Rows that should be one of a kind, and columns that speak of persons."""

from __future__ import annotations

import re
from collections.abc import Iterable

from tomoni.tables.finding import Finding, Message, Severity
from tomoni.tables.rules.consistency import data_rows
from tomoni.tables.rules.saying import addresses, finding, seen
from tomoni.tables.table import Table

_ID = re.compile(
    r"(?:.{0,4}(?:施設|学校|園|事業所|機関|店舗|停留所|測定局|地点)(?:コード|番号|ID)|ID|Id|id|ＩＤ|NO|No\.?|Ｎｏ|№|番号|通番|整理番号|管理番号|識別番号|識別ID|例目)"
)
_PERSON = re.compile(
    r"氏名|(?:代表者|開設者|責任者|申請者|世帯主|本人|患者|保護者)名|生年月日|マイナンバー|個人番号|免許番号|携帯(?:電話)?"
)
_NAME = re.compile(r"氏名|本人名")
_OFFICE = re.compile(r"議席|会派|選挙区|当選回数|官職|補職|職名")
_HOLDERS = re.compile(r"議員|(?<!民生)(?<!児童)委員(?:名簿|一覧)|職員録|職員名簿|歴代(?:市|町|村)?長|幹部職員")
"""Columns and titles of lists whose very purpose is to say who holds a public office. Heads of firms and voluntary
welfare commissioners are no such."""
_MOBILE = r"^\(?0[789]0\)?[-－ー ]?\d{4}[-－ー ]?\d{4}$"


def identifiers(table: Table) -> Iterable[Finding]:
    """K05: an ID column (among the first of the table, named so) in which nearly all values differ, but not these."""
    col = next((i for i, column in enumerate(table.columns[:3]) if _ID.fullmatch(column.name.strip())), None)
    if col is None or table.height < 10:
        return
    if any(word.startswith("K05") for word in table.recipe.accept):
        return
    values = table.series(col)
    keep = data_rows(table)
    doubled = (values.is_duplicated() & values.is_not_null() & keep).arg_true().to_list()
    distinct = values.n_unique()
    if doubled and (distinct >= 0.95 * len(values) or len(doubled) == 2):
        texts = "、".join(dict.fromkeys(str(values[row]) for row in doubled[:10]))
        yield finding(
            "K05",
            columns=[table.columns[col].name],
            cells=addresses(table, doubled, col),
            count=len(doubled),
            detail=Message(f"同じ番号の行があります（{texts}）。", f"Rows share a number ({texts})."),
            proposal=Message("行ごとに違う番号の列「連番」を加えます。", "Add a column of unique numbers."),
            accept=f"K05:{table.columns[col].name}",
        )


def duplicate_rows(table: Table) -> Iterable[Finding]:
    """K06: rows that are the same in every column as the file has them, in a table whose rows have names of their own."""
    height, width = table.height, table.width
    if height < 5 or width < 3:
        return
    if any(table.counts(col).height == height for col in range(width)):
        return  # a column without two equal values
    rows = (table.cells.doubled() & data_rows(table)).arg_true().to_list()
    if not rows or len(rows) > max(2, 0.1 * height):
        return
    named = [
        table.cells.packed[col]
        for col, series in enumerate(table.cells)
        if series.n_unique() >= 0.9 * height
        and (table.columns[col].type == "date" or float(series.str.contains(r"\p{L}{2}").sum()) > 0.8 * height)
    ]
    rows = [row for row in rows if any(column[row] is not None for column in named)]
    written: dict[tuple[str | None, ...], list[int]] = {}
    for row in rows:  # ｲﾝﾀｰﾈｯﾄ beside インターネット is another row before any repair
        written.setdefault(_as_written(table, row), []).append(row)
    rows = sorted(row for group in written.values() if len(group) > 1 for row in group)
    if rows:
        yield finding(
            "K06",
            cells=addresses(table, rows, 0),
            count=len(rows),
            proposal=Message("同じ行は最初の1行だけにします。", "Keep the first of identical rows."),
            accept="K06",
        )


def _as_written(table: Table, row: int) -> tuple[str | None, ...]:
    raw = table.provenance.raw
    return tuple(raw[col][row] if col in raw else column[row] for col, column in enumerate(table.cells.packed))


_PUBLIC = Message(
    "議員や委員など、公の職にある方の名簿のようです。名前は公開されるものですが、自宅の住所・電話や生年月日が入っていないことをご確認ください。",
    "This looks like a list of people in public office, whose names are public. Please check that no home addresses, phones or birth dates stand in it.",
)


def _of_office(table: Table) -> bool:
    said = " ".join((table.title, table.sheet))
    return bool(_HOLDERS.search(said)) or any(_OFFICE.search(column.name) for column in table.columns)


def personal(table: Table) -> Iterable[Finding]:
    """P01: columns named for persons, and mobile phone numbers."""
    office = _of_office(table)
    for col, column in enumerate(table.columns):
        filled = table.height - column.missing
        if filled and _PERSON.search(column.name):
            present = table.series(col).is_not_null().arg_true().head(3).to_list()
            known = office and _NAME.search(column.name) is not None
            yield finding(
                "P01",
                columns=[column.name],
                cells=addresses(table, present, col),
                count=filled,
                severity=Severity.INFO if known else None,
                detail=_PUBLIC if known else None,
            )
    for col, rows in seen(table, _MOBILE).items():
        if not _PERSON.search(table.columns[col].name):
            yield finding(
                "P01",
                columns=[table.columns[col].name],
                cells=addresses(table, rows, col),
                count=len(rows),
                detail=Message(
                    "携帯電話の番号があります。公開してよい番号か、ご確認ください。",
                    "There are mobile phone numbers. Please check that they may be public.",
                ),
            )

"""Values that contradict each other or their column: other kinds, sums that do not add up, wrong weekdays."""

from __future__ import annotations

import re
from collections.abc import Iterable

import polars as pl

from tomoni.tables.finding import Finding, Message
from tomoni.tables.layout.totals import is_total
from tomoni.tables.proposals.split import spans, value_and_note
from tomoni.tables.readings import kind
from tomoni.tables.rules.damage import mangled
from tomoni.tables.rules.saying import addresses, finding, seen
from tomoni.tables.runs import totals
from tomoni.tables.table import Table
from tomoni.tables.values.date import parse_date
from tomoni.tables.values.missing import is_missing

_TOTAL = re.compile(r"合計|総計|総数|計$|計[）)]|(?<![a-z])total", re.I)
_PART_OF = re.compile(r"累計|平均|率|割合|比|増減|差|前[月年日]|小計")
_COUNT = re.compile(
    r"(?:(?:[人件世帯者回床台戸校級童徒児日冊棟店社隻頭羽票]|[箇か]所|施設|団体|組)数|定員|人口)(?:[_(（](?:男|女|計|総数|人|件|戸|台|世帯)[)）]?)?$"
)
_WEEKDAYS = {mark: index for index, mark in enumerate("月火水木金土日", 1)}
MIN_ROWS = 5
HOLDS = 0.85
TYPED = {
    "number": r"^-?\d+(?:\.\d+)?$",
    "integer": r"^-?\d+(?:\.\d+)?$",
    "date": r"^\d{4}-\d{2}-\d{2}$",
    "time": r"^\d{2,}:\d{2}",
}


def data_rows(table: Table) -> pl.Series:
    """True for the rows that are no totals."""
    keep = pl.Series([True]).new_from_index(0, len(table.kinds))
    gone = totals(table.kinds)
    return keep.scatter(gone, False) if gone else keep


def mixed(table: Table) -> Iterable[Finding]:
    """V02: values of another kind than nine in ten of their column; V08-like placeholders do not count."""
    keep = data_rows(table)
    if table.width == 2 and table.columns[1].name in _ANY:
        return
    for col, column in enumerate(table.columns):
        shape = TYPED.get(column.type)
        if not column.exceptions or shape is None or mangled(table, col):
            continue
        values = table.series(col)
        texts = table.texts(col)
        strange = [text for text in texts.filter(~texts.str.contains(shape)).unique() if _odd(str(text))]
        unsure = [text for text in strange if (day := parse_date(str(text))) and day.note == "day_or_month"]
        if unsure:
            strange = [text for text in strange if text not in unsure]
            yield _which_first(table, col, (values.is_in(unsure) & keep).fill_null(False).arg_true().to_list())
        rows = (values.is_in(strange) & keep).fill_null(False).arg_true().to_list() if strange else []
        if rows:
            examples = "、".join(dict.fromkeys(str(values[row])[:20] for row in rows[:50]))[:60]
            yield finding(
                "V02",
                columns=[column.name],
                cells=addresses(table, rows, col),
                count=len(rows),
                detail=Message(
                    f"多くが{_KIND_JA[column.type]}の列に、ほかの値があります（{examples}）。そのまま残しました。",
                    f"Most values are {_KIND_EN[column.type]}, but not these ({examples}). They were left as they are.",
                ),
                proposal=Message(
                    "空欄にします。元の値は「この数字の元」で見られます。",
                    "Leave them empty; the trace keeps what stands in the file.",
                ),
                accept=f"V02:{column.name}",
            )


def _which_first(table: Table, col: int, rows: list[int]) -> Finding:
    """V02: 01/02/2020, and nothing in the column that tells which of the two is the month."""
    name, example = table.columns[col].name, table.series(col)[rows[0]]
    return finding(
        "V02",
        columns=[name],
        cells=addresses(table, rows, col),
        count=len(rows),
        detail=Message(
            f"「{example}」のような日付は、月と日のどちらが先か、この列だけでは決められません。そのまま残しました。",
            f"In days like “{example}” nothing in the column tells whether the month or the day stands first. They were left as they are.",
        ),
        proposal=Message(
            f"月が先の日付として読みます（日が先なら --accept V02:{name}=日月）。",
            f"Read the month first (the day first: --accept V02:{name}=日月).",
        ),
        accept=f"V02:{name}=月日",
    )


def _odd(text: str) -> bool:
    """Not a placeholder, the word of a total row, a day without a year or of no calendar, a value with a note or a period: those have rules of their own."""
    return (
        not is_missing(text)
        and not is_total(text)
        and kind(text) not in ("monthday", "baddate")
        and value_and_note(text) is None
        and not (text in spans([text]) and re.search("[0-9０-９]", text))
    )


_ANY = frozenset(("値", "内容", "value", "Value"))
"""A list of items and their values (項目, 値) holds one of each kind by nature."""
_KIND_JA = {"number": "数", "integer": "数", "date": "日付", "time": "時刻"}
_KIND_EN = {"number": "numbers", "integer": "numbers", "date": "dates", "time": "times"}


def no_year(table: Table) -> Iterable[Finding]:
    """D02: days without a year, and nothing in the file that tells which."""
    for col, column in enumerate(table.columns):
        if column.type not in ("date", "datetime") or not column.exceptions:
            continue
        values = table.series(col)
        texts = table.texts(col)
        short = [
            text
            for text in texts.filter(~texts.str.contains("^[0-9]{4}")).unique()
            if text and not text[:4].isdigit() and kind(text) == "monthday"
        ]
        rows = values.is_in(short).fill_null(False).arg_true().to_list() if short else []
        if rows:
            yield finding(
                "D02",
                columns=[column.name],
                cells=addresses(table, rows, col),
                count=len(rows),
                detail=Message(
                    "年が分かる手がかりがファイルにないため、そのまま残しました。",
                    "Nothing in the file tells the year, so they were left as they are.",
                ),
                proposal=Message(
                    "表の題か「○年○月○日現在」に年を書くか、日付を西暦で書いてください"
                    f"（この場で年を決めるには: --accept D02:{column.name}=2020）。",
                    "Please write the year into the title or an as-of line, or write full dates "
                    f"(to say the year here: --accept D02:{column.name}=2020).",
                ),
            )


def sums(table: Table) -> Iterable[Finding]:
    """V06: a total column beside its parts that adds up in nearly all rows, and not in these."""
    numeric = {col for col, column in enumerate(table.columns) if column.type in ("integer", "number")}
    for total in sorted(numeric):
        name = table.columns[total].name
        if not _TOTAL.search(name) or _PART_OF.search(name):
            continue
        values = table.numbers(total)
        parts = _parts(table, numeric, total, values)
        if not parts:
            continue
        expected = sum((table.numbers(part) for part in parts[1:]), start=table.numbers(parts[0]))
        wrong = ((expected - values).abs() > 0.5 + 0.001 * values.abs()).fill_null(False)
        rows = wrong.arg_true().to_list()
        if rows:
            row = rows[0]
            names = "＋".join(table.columns[part].name for part in parts[:4])
            yield finding(
                "V06",
                columns=[name],
                cells=addresses(table, rows, total),
                count=len(rows),
                detail=Message(
                    f"{names}は{expected[row]:g}ですが、{values[row]:g}と書かれています。どちらが正しいかご確認ください。",
                    f"{names} is {expected[row]:g}, but {values[row]:g} is written. Please check which is right.",
                ),
            )


def _parts(table: Table, numeric: set[int], total: int, values: pl.Series) -> list[int]:
    """The run of number columns right before or after `total` that adds up to it in nearly all rows; [] when none."""
    present = int(values.is_not_null().sum())
    if present < MIN_ROWS:
        return []
    for step in (-1, 1):
        run: list[int] = []
        acc: pl.Series | None = None
        col = total + step
        while col in numeric and len(run) < 12:
            if not _PART_OF.search(table.columns[col].name):
                run.append(col)
                acc = table.numbers(col) if acc is None else acc + table.numbers(col)
                agree = (acc - values).abs() <= 0.5 + 0.001 * values.abs()
                known = int(agree.is_not_null().sum())
                meant = len(run) >= 2 and known >= MIN_ROWS
                if meant and int(agree.sum()) / known >= HOLDS and int((values != 0).sum()) > 0.5 * present:
                    return run
            col += step
    return []


def weekdays(table: Table) -> Iterable[Finding]:
    """D08: a weekday beside a date that is not its own, when nearly all are."""
    days = [col for col, column in enumerate(table.columns) if column.type == "date"]
    marks = [col for col, column in enumerate(table.columns) if "曜" in column.name]
    if not days or not marks:
        return
    for mark in marks:
        stated = table.series(mark).str.head(1).replace_strict(_WEEKDAYS, default=None, return_dtype=pl.Int8)
        day = min(days, key=lambda col: abs(col - mark))
        actual = table.series(day).str.to_date(strict=False).dt.weekday()
        wrong = (stated != actual).fill_null(False)
        known = int((stated.is_not_null() & actual.is_not_null()).sum())
        if known >= MIN_ROWS and 0 < int(wrong.sum()) <= (1 - HOLDS) * known:
            rows = wrong.arg_true().to_list()
            yield finding(
                "D08",
                columns=[table.columns[day].name, table.columns[mark].name],
                cells=addresses(table, rows, day),
                count=len(rows),
                detail=Message(
                    "曜日と日付が合わない行があります。", "In these rows the weekday is not that of the date."
                ),
            )


def negative_counts(table: Table) -> Iterable[Finding]:
    """V05: a negative number in a column that counts things."""
    for col, rows in seen(table, r"^-\d+$", ("integer",), digits=False).items():
        name = table.columns[col].name
        if _COUNT.search(name) and not _PART_OF.search(name) and len(rows) <= 0.05 * max(table.height, 20):
            yield finding("V05", columns=[name], cells=addresses(table, rows, col), count=len(rows))

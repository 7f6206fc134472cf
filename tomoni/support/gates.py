"""Feed guard: what must not take the place of a list of measures. An unreadable file (web page, empty) and lost rows are
stopped by the house's own gates; these look at what only this room knows.
"""

from __future__ import annotations

import re

import polars as pl

from tomoni.i18n import Text
from tomoni.registry.gates.base import Candidate, Gate, Verdict
from tomoni.registry.gates.words import held, listed, refused
from tomoni.support import forms

NAMELESS = 0.2
"""Share of rows without a name from which a list is no list any more."""
FEW = 5
"""A column with fewer values than this may become empty without a question."""
PRIVATE = re.compile(
    r"非公開|公開しない|内部(用|管理)|記入者|登録者|入力者|担当者.{0,6}(名|氏名|メール|連絡先|電話)|申請者|created_by|e-?mail.*(private|非公開)",
    re.I,
)


def is_private(column: str) -> bool:
    """Whether a column's name says that it isn't for the public.

    >>> is_private("記入者の連絡先（メールアドレス）・・非公開"), is_private("お問い合わせ先")
    (True, False)
    """
    return bool(PRIVATE.search(column))


def names(candidate: Candidate) -> list[Verdict]:
    """Rows without a name are no measures: a list whose names are gone is another table, or broken."""
    form = forms.of_schema(candidate.source.schema)
    if form is None or not candidate.frame.height:
        return []
    if form.name not in candidate.frame.columns:
        return [_nameless(form.name, candidate.frame.height, candidate.frame.height)]
    column = candidate.frame[form.name].cast(pl.String)
    empty = int((column.is_null() | (column.str.strip_chars() == "")).sum())
    return [_nameless(form.name, empty, candidate.frame.height)] if empty > NAMELESS * candidate.frame.height else []


def _nameless(name: str, empty: int, rows: int) -> Verdict:
    return refused(
        "support-names",
        f"{rows:,}行のうち{empty:,}行に「{name}」がありません。別の表か、壊れたファイルのようです。前の一覧を出したままにします。",
        f'{empty:,} of {rows:,} rows have no "{name}". This seems to be another table, or a broken file. The list of before stays.',
        rows=rows,
        empty=empty,
    )


def columns(candidate: Candidate) -> list[Verdict]:
    """A column that had values and has none now; most columns of these lists are thinly filled, and each counts."""
    previous = candidate.previous
    if forms.of_schema(candidate.source.schema) is None or previous is None or not candidate.frame.height:
        return []
    lost = []
    for name in previous.columns:
        before = previous.height - previous[name].null_count()
        gone = name not in candidate.frame.columns or candidate.frame[name].null_count() == candidate.frame.height
        half = before * 2 >= previous.height  # the house's own gate speaks of those
        if before >= FEW and gone and not half:
            lost.append(name)
    if not lost:
        return []
    said = listed([Text(f"「{name}」", f'"{name}"') for name in lost])
    return [
        held(
            "support-columns",
            f"これまで書かれていた列が、なくなったか空になっています: {said.ja}。前の一覧を出したままにします。",
            f"Columns that had values are gone or empty: {said.en}. The list of before stays.",
            columns=lost,
        )
    ]


def private(candidate: Candidate) -> list[Verdict]:
    """Columns that say of themselves that they aren't public."""
    if forms.of_schema(candidate.source.schema) is None:
        return []
    found = [
        name
        for name in candidate.frame.columns
        if is_private(candidate.columns.get(name) or name)
        and candidate.frame[name].null_count() < candidate.frame.height
    ]
    if not found:
        return []
    said = listed([Text(f"「{name}」", f'"{name}"') for name in found])
    return [
        held(
            "support-private",
            f"公開しない列が含まれています: {said.ja}。sources/{candidate.dataset}.toml の columns から外してください。",
            f"Columns that aren't for the public: {said.en}. Leave them out of columns in sources/{candidate.dataset}.toml.",
            columns=found,
        )
    ]


GATES = [
    Gate("support-names", Text("支援の名前があるか", "The measures have names"), names),
    Gate("support-columns", Text("支援の項目がなくなっていないか", "No column of the measures is lost"), columns),
    Gate("support-private", Text("公開しない列がないか", "No column that isn't for the public"), private),
]

"""The words of a question about rows: `where=column:op:value`, `sort=-column`, `columns=a,b`.

`where=年代:60代` means equal; other operators are named: `where=日付:gte:2020-04-01`, `where=備考:contains:渡航`,
`where=退院:is:null`. A value that begins like an operator is asked with `eq:`.
"""

from __future__ import annotations

import difflib
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

import polars as pl

from tomoni.i18n import Text
from tomoni.registry.api_problems import parameter

MOST = 20
"""Conditions in one question."""
COMPARED: dict[str, Callable[[pl.Expr, Any], pl.Expr]] = {
    "eq": lambda column, value: column == value,
    "ne": lambda column, value: column.ne_missing(value),
    "gt": lambda column, value: column > value,
    "gte": lambda column, value: column >= value,
    "lt": lambda column, value: column < value,
    "lte": lambda column, value: column <= value,
}
OPERATORS = (*COMPARED, "contains", "is", "not")
BIGGEST = 2**63


def column(names: Sequence[str], name: str, asking: str) -> str:
    """`name` when it is one of the columns; a 422 that names the nearest, else."""
    if name in names:
        return name
    near = difflib.get_close_matches(name[:100], names, 1, 0.5)
    hint = Text(f"「{near[0]}」のことでしょうか。", f'Did you mean "{near[0]}"?') if near else Text("", "")
    raise parameter(
        asking,
        Text(
            f"「{name[:100]}」という列はありません。{hint.ja}", f'There is no column "{name[:100]}". {hint.en}'.strip()
        ),
        columns=list(names),
    )


def chosen(names: Sequence[str], asked: Sequence[str]) -> list[str]:
    """The columns to answer with, in the order asked; all when none was asked for."""
    if not asked:
        return list(names)
    parts = [part for one in asked for part in ([one] if one in names else one.split(","))]
    return list(dict.fromkeys(column(names, part.strip() if part not in names else part, "columns") for part in parts))


def order(names: Sequence[str], asked: str) -> tuple[str, bool]:
    """(column, descending); ("", False) for the order of the table."""
    if not asked:
        return "", False
    if asked in names:
        return asked, False
    descending = asked.startswith("-")
    return column(names, asked.removeprefix("-"), "sort"), descending


def conditions(schema: pl.Schema, asked: Sequence[str]) -> list[pl.Expr]:
    """One expression for each `where`. ApiProblem invalid-parameter for what can't be understood."""
    if len(asked) > MOST:
        raise parameter("where", Text(f"条件は{MOST}個までです。", f"At most {MOST} conditions."))
    return [_condition(schema, one) for one in asked]


@dataclass(frozen=True, slots=True)
class Asked:
    column: str
    operator: str
    value: str


def parse(names: Sequence[str], text: str) -> Asked:
    """The longest column name that `text` begins with counts, so that names may hold colons."""
    for name in sorted(names, key=len, reverse=True):
        if text.startswith(f"{name}:"):
            rest = text[len(name) + 1 :]
            operator, colon, value = rest.partition(":")
            return Asked(name, operator, value) if colon and operator in OPERATORS else Asked(name, "eq", rest)
    name, colon, _ = text.partition(":")
    if not colon:
        raise parameter(
            "where", Text("where=列名:値 の形で書いてください。", "Write where=column:value."), columns=list(names)
        )
    column(names, name, "where")
    raise AssertionError("a known column was matched above")


def _condition(schema: pl.Schema, text: str) -> pl.Expr:
    asked = parse([name for name in schema.names() if not name.startswith("\x00")], text)
    of = pl.col(asked.column)
    kind = schema[asked.column]
    if asked.operator in ("is", "not"):
        if asked.value != "null":
            raise parameter("where", Text("is と not のあとは null だけです。", "After is and not comes null only."))
        return of.is_null() if asked.operator == "is" else of.is_not_null()
    if asked.operator == "contains":
        if kind != pl.String:
            raise parameter(
                "where",
                Text(
                    f"contains は文字の列だけに使えます（{asked.column}）。", f"contains is for text ({asked.column})."
                ),
            )
        return normal(of).str.contains(normalised(asked.value), literal=True)
    return COMPARED[asked.operator](of, pl.lit(value(kind, asked)))


def normal(of: pl.Expr) -> pl.Expr:
    """Text as it is compared in searches: full and half width, upper and lower case are the same."""
    return of.str.normalize("NFKC").str.to_lowercase()


def normalised(text: str) -> str:
    found: str = pl.select(normal(pl.lit(text, dtype=pl.String))).item()
    return found


def value(kind: pl.DataType, asked: Asked) -> Any:
    """The text as a value of the column's type."""
    try:
        return _value(kind, asked.value)
    except (ValueError, OverflowError):
        raise parameter(
            "where",
            Text(
                f"「{asked.value[:60]}」は列「{asked.column}」の値として読めません。例: {EXAMPLES.get(kind.base_type(), '…')}",
                f'"{asked.value[:60]}" is no value of column "{asked.column}". Example: {EXAMPLES.get(kind.base_type(), "…")}',
            ),
        ) from None


EXAMPLES: dict[Any, str] = {
    pl.Int64: "60",
    pl.Float64: "3.5",
    pl.Boolean: "true",
    pl.Date: "2020-04-01",
    pl.Datetime: "2020-04-01T09:00:00",
    pl.Time: "09:00:00",
}


def _value(kind: pl.DataType, text: str) -> Any:
    if kind == pl.String:
        return text
    if kind == pl.Boolean:
        return BOOLEAN[text.lower()] if text.lower() in BOOLEAN else _no()
    if kind.is_numeric():
        return _number(text)
    if kind == pl.Date:
        return date.fromisoformat(text)
    if kind == pl.Datetime:
        return datetime.fromisoformat(text).replace(tzinfo=None)
    if kind == pl.Time:
        return time.fromisoformat(text).replace(tzinfo=None)
    return _no()


BOOLEAN = {"true": True, "1": True, "false": False, "0": False}


def _number(text: str) -> int | float:
    if not text.isascii() or len(text) > 40:
        _no()
    try:
        whole = int(text)
    except ValueError:
        broken = float(text)
        return broken if math.isfinite(broken) else _no()
    return whole if -BIGGEST <= whole < BIGGEST else _no()


def _no() -> Any:
    raise ValueError("no value of this type")

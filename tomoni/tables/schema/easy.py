"""Easy values: the texts of a column that Polars can cast by itself, so that only the others are looked at one by one.

What is easy is narrower than what `cast` accepts, and has no rule and no problem there: canonical numbers within the
limits of the field, ISO days, any text where the field asks nothing of it.
"""

from __future__ import annotations

import polars as pl

from tomoni.tables.schema.model import Field

WHOLE = r"^(?:0|-?[1-9][0-9]{0,14})$"
DECIMAL = r"^(?:0|-?[1-9][0-9]{0,11}|(?:0|[1-9][0-9]{0,11})\.[0-9]{1,12}|-[1-9][0-9]{0,11}\.[0-9]{1,12})$"
UNSIGNED = r"^(?:0|[1-9][0-9]{0,11})(?:\.[0-9]{1,12})?$"
ISO = r"^[12][0-9]{3}-[01][0-9]-[0-3][0-9]$"
NEVER_MISSING = r"^-?[0-9][0-9.,:/-]*$"
"""No placeholder starts with a digit."""


def easy(text: pl.Series, item: Field, shape: str = "") -> pl.Series:
    """The typed values of the easy texts, null for all others. One value for each text; `shape` is what
    `coded.shape_of` says of them, where it is known."""
    none = pl.Series([None] * len(text), dtype=pl.Null)
    if item.codes:
        return none
    if item.type in {"integer", "number", "year"}:
        return _number(text, item, shape)
    if item.type == "date":
        iso = text.str.contains(ISO)
        return text.set(~iso.fill_null(value=False), None).str.to_date("%Y-%m-%d", strict=False)
    if item.type == "string" and not item.pattern and item.role != "code":
        return text
    return none


def all_easy(text: pl.Series, item: Field) -> bool:
    """Whether every text is a canonical number of the field's type, which asks no more than that: told by their shape
    alone. False is no answer: `easy` knows."""
    if item.type not in {"integer", "number"} or item.codes or item.minimum is not None or item.maximum is not None:
        return False
    return bool(text.str.contains(WHOLE if item.type == "integer" else DECIMAL).all())


def _number(text: pl.Series, item: Field, shape: str) -> pl.Series:
    if shape == "whole" or (shape and item.type == "number"):
        plain = text
    else:
        wanted = WHOLE if item.type != "number" else UNSIGNED if item.role in {"lat", "lon"} else DECIMAL
        plain = text.set(~text.str.contains(wanted).fill_null(value=False), None)
    if item.role in {"lat", "lon"} and item.type != "number":
        plain = plain.set(plain.str.starts_with("-").fill_null(value=False), None)
    values = plain.cast(pl.Float64 if item.type == "number" else pl.Int64)
    if item.minimum is not None:
        values = values.set((values < item.minimum).fill_null(value=False), None)
    if item.maximum is not None:
        values = values.set((values > item.maximum).fill_null(value=False), None)
    return values


def hard(text: pl.Series, typed: pl.Series) -> pl.Series:
    """The distinct texts that are not easy, in order of appearance."""
    if typed is text or typed.null_count() == text.null_count():
        return text.clear()
    return text.filter(typed.is_null() & text.is_not_null()).unique(maintain_order=True)

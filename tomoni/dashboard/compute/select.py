"""The rows a card speaks of: an index column that never changes, and the card's filter."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping, Sequence

import polars as pl

from tomoni.i18n import Text

ROW = "__row__"


class CardError(Exception):
    """A card that can't be computed from this dataset, in words for its author; `key` is the option at fault."""

    def __init__(self, key: str, ja: str, en: str) -> None:
        super().__init__(en)
        self.key = key
        self.message = Text(ja, en)


def indexed(frame: pl.DataFrame) -> pl.DataFrame:
    """The frame with its row numbers (from 0, as published) in the column ROW."""
    return frame.with_row_index(ROW)


def selected(frame: pl.DataFrame, conditions: Mapping[str, tuple[str, ...]]) -> pl.DataFrame:
    """Rows of an indexed frame for which every condition holds; values are compared as text ("true" for booleans)."""
    for field, allowed in conditions.items():
        frame = frame.filter(pl.col(field).cast(pl.Utf8).is_in(list(allowed)))
    return frame


def require(frame: pl.DataFrame, fields: Iterable[str]) -> None:
    """CardError for the first field that the dataset does not have, with the likely name."""
    require_names([name for name in frame.columns if name != ROW], fields)


def require_names(known: Sequence[str], fields: Iterable[str]) -> None:
    """As `require`, from the names of the fields alone."""
    for field in fields:
        if field and field not in known:
            near = difflib.get_close_matches(field, known, 1, 0.5)
            listed = "、".join(known[:12])
            raise CardError(
                field,
                f"このデータに「{field}」という項目はありません。"
                + (f"「{near[0]}」ではありませんか。" if near else f"項目: {listed}"),
                f'The dataset has no field "{field}". '
                + (f'Did you mean "{near[0]}"?' if near else f"Fields: {', '.join(known[:12])}"),
            )


def numeric(frame: pl.DataFrame, field: str) -> pl.Expr:
    """The field as numbers; CardError when it holds something else."""
    require(frame, [field])
    kind = frame.schema[field]
    if kind.is_numeric():
        return pl.col(field)
    if kind == pl.Boolean:
        return pl.col(field).cast(pl.Int64)
    raise CardError(
        field,
        f"「{field}」は数の項目ではないので、合計や値として使えません。",
        f'"{field}" is not a field of numbers, so it has no sum and no value to draw.',
    )

"""Packed: columns of text by their distinct texts and small numbers, so that a row costs bytes and not a view of a text.

A text column takes 16 bytes a row and more; the place of each row's text among the distinct ones takes 1, 2 or 4. The
texts of the rows are made when asked for, and kept only while the whole table is small.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Iterator, Mapping, MutableMapping, Sequence
from types import MappingProxyType
from typing import overload

import polars as pl

_SEED = secrets.randbits(62)
KEEP = 4_000_000
"""Cells of a table up to which the texts of its rows are kept once they were made: 64 MB."""


class Packed:
    """A column: row r holds texts[codes[r]], or texts[r] where there are no codes. Null is an empty cell."""

    __slots__ = ("_made", "codes", "keep", "texts")

    def __init__(self, texts: pl.Series, codes: pl.Series | None = None, *, keep: bool = True) -> None:
        self.texts = texts
        self.codes = codes
        self.keep = keep
        self._made: pl.Series | None = None

    def __len__(self) -> int:
        return len(self.texts if self.codes is None else self.codes)

    def __getitem__(self, row: int) -> str | None:
        place = row if self.codes is None else self.codes[row]
        return None if place is None else self.texts[place]

    def series(self) -> pl.Series:
        """The texts of all rows."""
        if self.codes is None:
            return self.texts
        made = self._made
        if made is None:
            made = self.texts.gather(self.codes)
            if self.keep:
                self._made = made
        return made

    def slice(self, top: int, length: int) -> Packed:
        if self.codes is None:
            return Packed(self.texts.slice(top, length))
        part = Packed(self.texts, self.codes.slice(top, length), keep=self.keep)
        part._made = None if self._made is None else self._made.slice(top, length)
        return part

    def take(self, rows: Sequence[int]) -> Packed:
        if self.codes is None:
            return Packed(self.texts.gather(list(rows)))
        return Packed(self.texts, self.codes.gather(list(rows)), keep=self.keep)

    def held(self) -> pl.Series:
        """True for the rows that hold a text."""
        if self.codes is None or not self.texts.has_nulls():
            return (self.texts if self.codes is None else self.codes).is_not_null()
        return self.texts.is_not_null().gather(self.codes).fill_null(value=False)

    def null_count(self) -> int:
        if self.codes is None or not self.texts.has_nulls():
            return (self.texts if self.codes is None else self.codes).null_count()
        return len(self) - int(self.held().sum())


class Columns(Sequence[pl.Series]):
    """The columns of a table: `columns[i]` is a series of text, made when asked for."""

    def __init__(self, packed: Sequence[Packed], names: Iterable[str] | None = None) -> None:
        self.packed = list(packed)
        self.names = [str(i) for i in range(len(self.packed))] if names is None else list(names)

    @property
    def height(self) -> int:
        return len(self.packed[0]) if self.packed else 0

    def __len__(self) -> int:
        return len(self.packed)

    @overload
    def __getitem__(self, index: int) -> pl.Series: ...
    @overload
    def __getitem__(self, index: slice) -> Columns: ...
    def __getitem__(self, index: int | slice) -> pl.Series | Columns:
        if isinstance(index, slice):
            return Columns(self.packed[index], self.names[index])
        return self.packed[index].series().alias(self.names[index])

    def put(self, index: int, column: pl.Series) -> Columns:
        """The same with another column in this place."""
        packed = list(self.packed)
        packed[index] = Packed(column)
        return Columns(packed, self.names)

    def take(self, rows: Sequence[int]) -> Columns:
        """The columns of these rows."""
        if rows == range(self.height):
            return self
        return Columns([one.take(rows) for one in self.packed], self.names)

    def doubled(self) -> pl.Series:
        """True for the rows that stand there twice or more often."""
        if self.height * len(self) <= KEEP:
            return self.rows().is_duplicated()
        key = _hashed(self.packed[0])
        for column in self.packed[1:]:
            key = pl.DataFrame([key.alias("key"), _hashed(column).alias("next")]).hash_rows(_SEED)
        found = key.is_duplicated()  # a number that two rows share is no proof: these rows are compared
        del key
        maybe = found.arg_true()
        if 0 < len(maybe) <= self.height // 4:
            certain = maybe.filter(self.take(maybe.to_list()).rows().is_duplicated())
            found = pl.Series([False]).new_from_index(0, self.height).scatter(certain, True)
        return found

    def rows(self, top: int = 0, length: int | None = None) -> pl.DataFrame:
        """A stretch of rows, or all, as a frame."""
        length = self.height - top if length is None else length
        parts = [one.slice(top, length) for one in self.packed]
        return pl.DataFrame([one.series().alias(name) for one, name in zip(parts, self.names, strict=True)])


class Before(MutableMapping[int, Sequence[str | None] | pl.Series]):
    """The texts of some columns by position, those that are packed made when asked for."""

    def __init__(self, columns: Mapping[int, Sequence[str | None] | pl.Series | Packed] = MappingProxyType({})) -> None:
        self._columns = dict(columns)

    def put(self, col: int, column: Packed) -> None:
        self._columns[col] = column

    def as_kept(self) -> Iterable[tuple[int, Sequence[str | None] | pl.Series | Packed]]:
        """The columns as they are kept."""
        return self._columns.items()

    def __getitem__(self, col: int) -> Sequence[str | None] | pl.Series:
        found = self._columns[col]
        return found.series() if isinstance(found, Packed) else found

    def __setitem__(self, col: int, texts: Sequence[str | None] | pl.Series) -> None:
        self._columns[col] = texts

    def __delitem__(self, col: int) -> None:
        del self._columns[col]

    def __iter__(self) -> Iterator[int]:
        return iter(self._columns)

    def __len__(self) -> int:
        return len(self._columns)

    def __contains__(self, col: object) -> bool:
        return col in self._columns


def joined(parts: Sequence[Packed]) -> Packed:
    """The parts of one column as one."""
    if len(parts) == 1:
        return parts[0]
    if parts and all(part.codes is not None and part.texts is parts[0].texts for part in parts):
        codes = pl.concat([part.codes for part in parts if part.codes is not None], rechunk=True)
        return Packed(parts[0].texts, codes, keep=parts[0].keep)
    return Packed(
        pl.concat([part.series() for part in parts], rechunk=True) if parts else pl.Series([], dtype=pl.String)
    )


def _hashed(column: Packed) -> pl.Series:
    """A number a row, equal for equal texts."""
    if column.codes is None:
        return column.texts.hash(_SEED)
    texts = pl.concat([column.texts, pl.Series([None], dtype=pl.String)])  # its last place is that of empty cells
    return texts.hash(_SEED).gather(column.codes.cast(pl.UInt32).fill_null(len(column.texts)))


def unpacked(columns: Sequence[pl.Series]) -> Columns:
    """Columns whose texts are all there."""
    return Columns([Packed(column) for column in columns], [column.name for column in columns])


def narrow(codes: pl.Series, texts: int) -> pl.Series:
    """Codes below `texts` in the smallest kind of number that holds them."""
    return codes.cast(pl.UInt8 if texts <= 1 << 8 else pl.UInt16 if texts <= 1 << 16 else pl.UInt32)

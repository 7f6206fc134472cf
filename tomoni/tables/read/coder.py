"""Coder: one column of a large file as its stretches come in, put into codes from the moment on that shows that its
texts come again. What it ends with is what `coded` says of the whole column."""

from __future__ import annotations

import polars as pl

from tomoni.tables.coded import FEW, MOST, SOME, Coded, by_codes, coded
from tomoni.tables.packed import Packed, narrow
from tomoni.tables.read.carried import recovered

AGAIN = 50_000
"""Rows after which a column of many texts is looked at again, and then whenever there are twice as many. Early, since
codes take an eighth of the memory of texts that wait."""


class Coder:
    """`add` every stretch in order, then `done` once."""

    def __init__(self) -> None:
        self._parts: list[pl.Series] = []
        self._rows = 0
        self._seen = False
        self._next = AGAIN
        self._kind: pl.Series | None = None
        """An empty column of the kind that holds the numbers of the texts; Polars forgets them with the last such column."""
        self._categories = pl.Categories.random()
        self._texts = 0
        self._in_order = True

    def add(self, part: pl.Series) -> None:
        self._rows += len(part)
        if self._kind is not None:
            self._parts.append(self._codes(part, self._kind))
            return
        self._parts.append(part)
        if not self._seen and self._rows >= SOME:
            self._seen = True
            some = pl.concat(self._parts).head(SOME)
            if some.n_unique() < FEW * len(some):
                self._begin()
        elif self._rows >= self._next:
            self._next = 2 * self._rows
            if int(str(pl.concat(self._parts, rechunk=False).approx_n_unique())) < MOST * self._rows:
                self._begin()

    def _begin(self) -> None:
        self._kind = pl.Series([], dtype=pl.Categorical(self._categories))
        for place, part in enumerate(self._parts):
            self._parts[place] = self._codes(part, self._kind)

    def _codes(self, part: pl.Series, kind: pl.Series) -> pl.Series:
        """The codes of a stretch. Polars does not promise to number texts in the order in which they come; that it did is
        seen here."""
        codes = part.cast(kind.dtype).to_physical()
        most = codes.max()
        known = 0 if most is None else int(str(most)) + 1
        if known > self._texts:
            fresh = codes.filter(codes >= self._texts).unique(maintain_order=True)
            expected = pl.int_range(self._texts, known, dtype=pl.UInt32, eager=True)
            self._in_order = self._in_order and fresh.equals(expected)
            self._texts = known
        return narrow(codes, known)

    def done(self, rows: int, codec: str = "") -> tuple[Packed, Coded] | None:
        """The first `rows` rows of the column (those after them are empty), and what is known of it. The stretches are let
        go of one by one. `codec` is that of texts that are `carried`; None when one is not of it."""
        column, found = self._ended(rows)
        return _decoded(column, found, codec) if codec else (column, found)

    def _ended(self, rows: int) -> tuple[Packed, Coded]:
        if self._kind is None:
            column = pl.concat(self._parts, rechunk=True).head(rows)  # one piece is gathered from far quicker
            self._parts.clear()
            found = coded(column)
            return (Packed(column) if found.codes is None else Packed(found.counts["text"], found.codes)), found
        codes = pl.concat([narrow(part, self._texts) for part in self._parts], rechunk=True).head(rows).alias("code")
        self._parts.clear()
        texts = self._categories.to_series().head(self._texts).alias("text")
        if not self._in_order:
            found = by_codes(texts.gather(codes))
        else:
            found = Coded(pl.DataFrame({"text": texts, "count": codes.drop_nulls().unique_counts()}), codes)
        return Packed(found.counts["text"], found.codes), found


def _decoded(column: Packed, found: Coded, codec: str) -> tuple[Packed, Coded] | None:
    """The same with the texts decoded; None when one is not of the encoding."""
    before = found.counts["text"]
    texts = recovered(before, codec)
    if texts is None or texts is before:
        return None if texts is None else (column, found)
    if found.codes is not None and texts.n_unique() == len(texts):
        found = Coded(found.counts.with_columns(texts.alias("text")), found.codes)
        return Packed(found.counts["text"], found.codes), found
    series = texts if found.codes is None else texts.gather(found.codes)
    if found.codes is None and len(texts) < len(column):
        again = recovered(column.texts, codec)
        series = texts if again is None else again
    if texts.n_unique() < len(texts):  # some signs can be written in two ways
        found = coded(series)
        return (Packed(series) if found.codes is None else Packed(found.counts["text"], found.codes)), found
    return Packed(series), Coded(found.counts.with_columns(texts.alias("text")))

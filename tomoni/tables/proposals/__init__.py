"""Proposals that were accepted, carried out on a region before its values are read; and slips that need no yes.

A word of `accept` is RULE, RULE:COLUMN, RULE=VALUE or RULE:COLUMN=VALUE (D02=2020, S20, C01:電話番号, C08:コード=6). What
changes the shape of a table is done here, on the region, so that the recipe holds it and the trace names the cells:

- `shape`: columns named, cells filled down or split into columns, rows left out, tables unpivoted
- without a yes: coordinates in each other's column (G01), look-alikes in names (E06), fiscal years called years (D07)
- `values`: C04, C06, C08, E03, E06, E07, K01, K02, K03 and V02 change single values; the pipeline asks for them column by column
- F04, M01 and M02 are about files: whoever writes them asks `rules.goingout` and `rules.filename`
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import polars as pl

from tomoni.tables import assemble
from tomoni.tables.packed import Columns
from tomoni.tables.proposals import inherit, names, places, record, rows, split, unpivot
from tomoni.tables.region import Region

_WORD = re.compile(r"\s*([A-Za-z]\d\d)(?::([^=]*))?(?:=(.*))?", re.S)
_VALUES = ("C04", "C06", "C08", "E03", "E06", "E07", "K01", "K02", "K03", "V02")


@dataclass(frozen=True, slots=True)
class Accept:
    """A yes to the proposals of one rule, for one column ("" for all), with what only a person could say."""

    rule: str
    column: str = ""
    value: str = ""


def parse(words: Iterable[str]) -> list[Accept]:
    """Raises ValueError for what is not RULE[:COLUMN][=VALUE]."""
    found = []
    for word in words:
        match = _WORD.fullmatch(word)
        if not match:
            raise ValueError(f"not RULE[:COLUMN][=VALUE]: {word!r}")
        found.append(Accept(match[1].upper(), (match[2] or "").strip(), (match[3] or "").strip()))
    return found


_Shape = Callable[[Region, Sequence[pl.Series], Sequence[str], str, str], Region | None]
_SHAPES: dict[str, _Shape] = {
    "S22": record.as_record,
    "H01": names.named,
    "S13": rows.without_hidden,
    "K06": rows.without_duplicates,
    "S02": inherit.fill_down,
    "C01": split.several_values,
    "C02": split.notes_beside,
    "C03": split.expanded,
    "D04": split.periods,
    "G01": places.as_told,
    "G03": places.with_prefecture,
    "K05": rows.numbered,
    "S18": rows.struck,
    "S06": rows.sheet_as_column,
    "S20": unpivot.by_period,
    "S21": unpivot.by_number,
}
"""In this order: cells first, then columns, then the whole table."""


def shape(region: Region, raws: Columns, accept: Sequence[str], decline: Iterable[str]) -> tuple[Region, Columns]:
    """The region with what was accepted carried out, and its columns of text. The region that is given stays as it is."""
    region = names.put_right(region, raws, decline) or region
    if "G01" not in decline:
        turned = places.turned_round(region, raws)
        if turned:
            region, raws = turned, assemble.raw_columns(turned)
    said = parse(accept) if accept else []
    for rule, make in _SHAPES.items():
        for word in said:
            if word.rule != rule:
                continue
            titles = [column.name for column in region.columns]
            made = make(region, raws, titles, word.column, word.value)
            if made:
                region, raws = made, assemble.raw_columns(made)
    return region, raws


def for_column(accept: Sequence[str], name: str) -> dict[str, str]:
    """The value-level rules that were accepted for this column, each with the value that was given ("")."""
    return (
        {word.rule: word.value for word in parse(accept) if word.rule in _VALUES and word.column in ("", name)}
        if accept
        else {}
    )


def year_hints(accept: Sequence[str], name: str) -> dict[str, object]:
    """The year that was given for days without one: D02=2020, D02=2020年度 (April to March), D02=2020-04-13 (until)."""
    for word in parse(accept) if accept else ():
        if word.rule != "D02" or word.column not in ("", name) or not word.value:
            continue
        said: dict[str, object] = {"sure": 1.0, "why": f"D02={word.value}"}
        if re.fullmatch(r"[12]\d{3}", word.value):
            return {**said, "year": int(word.value)}
        if re.fullmatch(r"[12]\d{3}年度", word.value):
            return {**said, "fiscal": int(word.value[:4])}
        if re.fullmatch(r"[12]\d{3}-\d\d-\d\d", word.value):
            return {**said, "until": word.value}
        raise ValueError(f"not a year: {word.value!r}")
    return {}

"""Files of the original's second generation that are no lists of days, written back as they were: charts, pairs, news.

They are made only from what was taken in from such a file. What the importer took away to make a table of it comes back:
the spelling of keys, units inside values, values beside the series, tables under a key of their own.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl

KEY, VALUE, LABELS = "項目", "値", "labels"
_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")


@dataclass(frozen=True, slots=True)
class Piece:
    """One table of a file. `sheet` names the keys that led to it, "" for the one at the top."""

    sheet: str
    frame: pl.DataFrame
    notes: tuple[str, ...] = ()


def body(file: Mapping[str, Any], pieces: Iterable[Piece]) -> dict[str, Any] | None:
    """The document without its date; None when the tables are not of this shape."""
    return _SHAPES[file["shape"]](file, list(pieces))


def beside(file: Mapping[str, Any], notes: Iterable[str]) -> dict[str, Any]:
    """The declared values that stood beside the rows, from notes like `unknown_count: 6261`."""
    said = dict(note.partition(": ")[::2] for note in notes)
    return {name: plain(said[name]) for name in file.get("beside", ()) if said.get(name)}


def plain(value: Any) -> Any:
    """A number where it is one, whole where it is whole; a day as text."""
    if isinstance(value, str) and _NUMBER.fullmatch(value):
        value = float(value) if "." in value else int(value)
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value.isoformat() if isinstance(value, date) else value


def _chart(file: Mapping[str, Any], pieces: list[Piece]) -> dict[str, Any] | None:
    found = next((piece for piece in pieces if LABELS in piece.frame.columns), None)
    if found is None:
        return None
    names = [name for name in found.frame.columns if name != LABELS]
    sets = [{"label": name, "data": [plain(value) for value in found.frame[name]]} for name in names]
    labels = [f"{day.month}/{day.day}" if isinstance(day, date) else day for day in found.frame[LABELS]]
    return {"labels": labels, "datasets": sets, **beside(file, found.notes)}


def _pairs(file: Mapping[str, Any], pieces: list[Piece]) -> dict[str, Any] | None:
    known = [piece for piece in pieces if KEY in piece.frame.columns and piece.frame.width > 1]
    if not any(piece.sheet == "" for piece in known):
        return None
    spelt = {_folded(key): key for key in file.get("keys", ())}
    made: dict[str, Any] = {}
    for piece in sorted(known, key=lambda piece: piece.sheet != ""):
        rows = {spelt.get(_folded(row[KEY]), row[KEY]): _value(file, row) for row in piece.frame.iter_rows(named=True)}
        made |= {piece.sheet: rows} if piece.sheet else rows
    return {"data": made}


def _value(file: Mapping[str, Any], row: Mapping[str, Any]) -> Any:
    if VALUE not in row:
        return {name: plain(value) for name, value in row.items() if name != KEY}
    unit = file.get("units", {}).get(row[KEY])
    value = plain(row[VALUE])
    return f"{value}{unit}" if unit and isinstance(value, int | float) else value


def _folded(key: str) -> str:
    return "".join(unicodedata.normalize("NFKC", key).split())


def _list(file: Mapping[str, Any], pieces: list[Piece]) -> dict[str, Any] | None:
    found = next((piece for piece in pieces if set(file["columns"]) <= set(piece.frame.columns)), None)
    if found is None:
        return None
    rows = found.frame.select(file["columns"]).iter_rows(named=True)
    return {file["under"]: [{name: _slashed(value) for name, value in row.items()} for row in rows]}


def _slashed(value: Any) -> Any:
    return f"{value:%Y/%m/%d}" if isinstance(value, date) else value


_SHAPES = {"chart": _chart, "pairs": _pairs, "list": _list}

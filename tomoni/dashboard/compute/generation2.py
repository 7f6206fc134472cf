"""The shape of the original site's second generation: `{date, data: [...]}`, one file a metric, English keys.

Which dataset fills which file is declared in data/compat2.toml. Days are ISO dates, means are trailing over seven days
and null before the seventh, as the original writes them. A file is left out when no dataset fills it. Those that are no
lists of days (charts, pairs, news) are in generation2_shapes.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import polars as pl

from tomoni.dashboard.compute import generation2_shapes as shapes
from tomoni.dashboard.compute.generation1 import Source, stamp
from tomoni.tables import codes

DECLARED = Path(__file__).parents[1] / "data" / "compat2.toml"
WEEK = 7
LONGEST = 3660
"""Days. A stray year in one row must not write a line for every day of a century."""


@cache
def declared() -> list[dict[str, Any]]:
    files: list[dict[str, Any]] = tomllib.loads(DECLARED.read_text(encoding="utf-8"))["file"]
    return files


@dataclass(frozen=True, slots=True)
class Made:
    """One file: the datasets it is made of, and how."""

    sources: list[Source]
    document: Callable[[], dict[str, Any]]


def made_of(sets: Iterable[Source], community: str, sheets: Mapping[str, str | None] | None = None) -> dict[str, Made]:
    """File name (without .json) → how it is made, for every file that a dataset fills. `community` is the area code,
    `sheets` says of a dataset under which keys of its JSON file it stood, where not at the top."""
    known = list(sets)
    found = {file["name"]: _made(file, known, community, sheets or {}) for file in declared()}
    return {name: made for name, made in found.items() if made}


def documents(
    sets: Iterable[Source], community: str, sheets: Mapping[str, str | None] | None = None
) -> dict[str, dict[str, Any]]:
    """File name → its document."""
    return {name: made.document() for name, made in made_of(sets, community, sheets).items()}


def _made(file: Mapping[str, Any], sets: list[Source], community: str, sheets: Mapping[str, str | None]) -> Made | None:
    if "shape" in file:
        return _shaped(file, sets, sheets)
    if own := _own(file, sets):
        return Made([own], lambda: _wrapped(file, _stamp(own), _rows(file, own)))
    said = file.get("from")
    data = next((s for s in sets if said and _schema(s) == said["schema"] and _fills(s.frame, said)), None)
    if said is None or data is None:
        return None
    return Made([data], lambda: _wrapped(file, _stamp(data), MAKERS[said["kind"]](data.frame, said, community)))


def _rows(file: Mapping[str, Any], own: Source) -> dict[str, Any]:
    numbers = file.get("numbers", ())
    rows = [
        {name: shapes.plain(value) if name in numbers else _plain(value) for name, value in row.items()}
        for row in own.frame.iter_rows(named=True)
    ]
    return {**shapes.beside(file, _notes(own)), "data": rows}


def _shaped(file: Mapping[str, Any], sets: list[Source], sheets: Mapping[str, str | None]) -> Made | None:
    own = [data for data in sets if _came_from(file, data)]
    top = file.get("under", "")
    pieces = [
        shapes.Piece((sheets.get(_dataset(data)) or "").removeprefix(top), data.frame, _notes(data)) for data in own
    ]
    body = shapes.body(file, pieces)
    if body is None:
        return None
    when = {} if top else {"date": max((stamp(data), _stamp(data)) for data in own)[1]}
    return Made(own, lambda: {**when, **body})


def _came_from(file: Mapping[str, Any], data: Source) -> bool:
    """A file of several tables is several datasets: monitoring-items-1, -2, …"""
    return re.sub("_[0-9]+$", "", _dataset(data).replace("-", "_")) == file["name"]


def _own(file: Mapping[str, Any], sets: list[Source]) -> Source | None:
    for data in sets:
        if _dataset(data).replace("-", "_") == file["name"] and set(file["columns"]) <= set(data.frame.columns):
            return data
    return None


def _dataset(data: Source) -> str:
    return str(data.latest.get("dataset") or "")


def _notes(data: Source) -> tuple[str, ...]:
    return tuple(data.schema.get("notes", ()))


def _stamp(data: Source) -> str:
    """ "2020/8/20 20:15": this generation writes months and days without a zero before them."""
    return re.sub("/0", "/", stamp(data))


def _wrapped(file: Mapping[str, Any], when: str, body: dict[str, Any]) -> dict[str, Any]:
    if inside := file.get("inside"):
        return {"date": when, inside: {"date": when.partition(" ")[0], **body}}
    return {"date": when, **body}


def _schema(data: Source) -> str:
    return str(data.latest.get("schema") or "").partition("@")[0]


def _fills(frame: pl.DataFrame, said: Mapping[str, Any]) -> bool:
    names = [said[key] for key in ("day", "place") if key in said] or list(said["columns"].values())
    return all(name in frame.columns and frame[name].null_count() < frame.height for name in names)


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _counted(frame: pl.DataFrame, said: Mapping[str, Any], community: str) -> dict[str, Any]:
    days = frame[said["day"]].drop_nulls()
    counts = dict(days.value_counts().iter_rows())
    first, last = days.min(), days.max()
    if not isinstance(first, date) or not isinstance(last, date) or (last - first).days > LONGEST:
        return {"data": []}
    rows = [
        {said["key"]: day.isoformat(), "count": counts.get(day, 0)}
        for day in pl.date_range(first, last, eager=True).to_list()
    ]
    unknown = {"unknown_count": frame.height - len(days)} if said.get("unknown") else {}
    return {**unknown, "data": _with_mean(rows) if said.get("mean") else rows}


def _daily(frame: pl.DataFrame, said: Mapping[str, Any], community: str) -> dict[str, Any]:
    day = next(iter(said["columns"].values()))
    rows = frame.filter(pl.col(day).is_not_null()).sort(day, maintain_order=True)
    data = [{key: _plain(row[field]) for key, field in said["columns"].items()} for row in rows.iter_rows(named=True)]
    return {"data": _with_mean(data) if said.get("mean") else data}


def _with_mean(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    out = []
    for index, row in enumerate(rows):
        week = [r["count"] for r in rows[max(0, index - WEEK + 1) : index + 1]]
        whole = len(week) == WEEK and None not in week
        out.append(row | {"weekly_average_count": round(sum(week) / WEEK, 1) if whole else None})
    return out


def _places(frame: pl.DataFrame, said: Mapping[str, Any], community: str) -> dict[str, Any]:
    """Counts of the places that are municipalities of the community's prefecture; others have no code to stand under."""
    own = codes.prefecture_of(community)
    data = []
    for place, count in frame[said["place"]].drop_nulls().value_counts().sort("count", descending=True).iter_rows():
        found = [entry for entry in codes.find(place) if own and entry.code[:2] == own.code[:2]]
        if len(found) == 1 and found[0].kind != "prefecture":
            entry = found[0]
            data.append({"code": int(entry.code), "area": "", "label": entry.city, "ruby": entry.kana, "count": count})
    return {"data": data}


MAKERS = {"counted": _counted, "daily": _daily, "places": _places}

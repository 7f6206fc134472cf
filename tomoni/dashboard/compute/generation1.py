"""The shape of the original site's first `data.json`: lastUpdate, patients, …_summary, contacts, querents, main_summary.

Days are written as the original family wrote them ("2020-04-18T08:00:00.000Z" for a Japanese day: eight in the morning
UTC is the same day in Japan). A part is left out when no dataset fills it; nothing is made up.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Protocol

import polars as pl

DECLARED = Path(__file__).parents[1] / "data" / "compat.toml"
WEEKDAYS = "月火水木金土日"


class Source(Protocol):
    """What is needed of a dataset."""

    @property
    def latest(self) -> Mapping[str, Any]: ...
    @property
    def frame(self) -> pl.DataFrame: ...
    @property
    def schema(self) -> Mapping[str, Any]: ...


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a dataset stood in a data.json that was taken in: the part, and what its fields were called there."""

    part: str
    names: Mapping[str, str]


@cache
def declared() -> dict[str, Any]:
    """schema id (without version) → the parts it fills."""
    return tomllib.loads(DECLARED.read_text(encoding="utf-8"))


def parts(sets: Iterable[Source], origins: Mapping[str, Origin] | None = None) -> list[tuple[dict[str, Any], Source]]:
    """(declared part, dataset) pairs whose fields are there with values; the first dataset of a part wins. What was taken
    in from a data.json (`origins`: dataset → where it stood) fills its own part before all others."""
    out: list[tuple[dict[str, Any], Source]] = []
    taken: set[str] = set()
    known = [(data, _origin(data, origins or {})) for data in sets]
    for data, origin in known:
        part = _own(data.frame, origin) if origin else None
        if part and part["name"] not in taken and _has(data.frame, _needed(part)):
            out.append((part, data))
            taken.add(part["name"])
    for data, origin in known:
        schema = str(data.latest.get("schema") or "").partition("@")[0]
        for part in declared().get(schema, {}).get("part", []):
            if part["name"] not in taken and _has(data.frame, _needed(part)):
                back = _back(part, origin) if origin and part["kind"] == "list" else {}
                out.append(({**part, **back}, data))
                taken.add(part["name"])
    return out


def document(sets: Iterable[Source], origins: Mapping[str, Origin] | None = None) -> dict[str, Any]:
    """The whole data.json."""
    made: dict[str, Any] = {}
    stamps = []
    found = parts(sets, origins)
    for part, data in found:
        when = stamp(data)
        stamps.append(when)
        made[part["name"]] = MAKERS[part["kind"]](data.frame, part, when)
        if part["kind"] == "tree" and made[part["name"]]["value"] is None:
            made[part["name"]]["value"] = _elsewhere(part["tree"], found)
    return {"lastUpdate": max(stamps, default=""), **made}


def _origin(data: Source, origins: Mapping[str, Origin]) -> Origin | None:
    return origins.get(str(data.latest.get("dataset") or ""))


def _own(frame: pl.DataFrame, origin: Origin) -> dict[str, Any] | None:
    """How a table goes back into the part it came from; None for a list, which the schemas know."""
    levels = [name for name in frame.columns if _LEVEL.fullmatch(name)]
    if levels and "値" in frame.columns:
        return {"name": origin.part, "kind": "paths", "levels": levels, "value": "値"}
    if _LABELS in frame.columns:
        return {"name": origin.part, "kind": "series", "value": _LABELS}
    if not {"年月日", "件数"} <= set(frame.columns):
        return None
    rest = {name: name for name in frame.columns if name not in _COMMON}
    short = bool({"曜日", "short_date"} & set(frame.columns))
    return {"name": origin.part, "kind": "daily", "day": "年月日", "value": "件数", "short": short, "columns": rest}


def _back(part: Mapping[str, Any], origin: Origin) -> dict[str, Any]:
    """What a list that was taken in from a data.json has besides: its own name of the day, and its remarks."""
    called = origin.names.get(part["day"], part["day"])
    return {"called": called, "columns": part["columns"] | {"備考": "備考"}}


_LABELS = "labels"
_CHARTS = frozenset(("inspection_persons",))
"""Parts in the shape that Chart.js takes: {labels, datasets: [{label, data}]}."""
_LEVEL = re.compile("項目[1-9]")
_COMMON = frozenset(
    ("年月日", "件数", "全国地方公共団体コード", "都道府県名", "市区町村名", "曜日", "date", "short_date", "w")
)


def _needed(part: Mapping[str, Any]) -> list[str]:
    return [name for name in (part.get("day"), part.get("value")) if name]


def _has(frame: pl.DataFrame, fields: list[str]) -> bool:
    return all(name in frame.columns and frame[name].null_count() < frame.height for name in fields)


def stamp(data: Source) -> str:
    """ "YYYY/MM/DD HH:mm" of the as-of, as the original writes it."""
    text = str(data.latest.get("as_of") or data.latest.get("released") or "").replace("T", " ")
    day, _, clock = text.partition(" ")
    return f"{day.replace('-', '/')} {clock[:5] or '00:00'}" if day else ""


def _moment(day: date) -> str:
    return f"{day.isoformat()}T08:00:00.000Z"


def _list(frame: pl.DataFrame, part: Mapping[str, Any], when: str) -> dict[str, Any]:
    """One object a row (patients): the declared fields under their old names."""
    columns = {old: new for old, new in part["columns"].items() if new in frame.columns}
    rows = []
    for row in frame.iter_rows(named=True):
        day = row.get(part["day"])
        if day is None:
            continue
        line: dict[str, Any] = {"リリース日": _moment(day), "曜日": WEEKDAYS[day.weekday()]}
        line |= {part["called"]: _moment(day)} if part.get("called") else {}
        line |= {old: row[new] for old, new in columns.items()}
        gone = any(str(row.get(flag["field"])) in flag["values"] for flag in part.get("discharged", []))
        line["退院"] = "○" if gone else None
        rows.append(line | {"date": day.isoformat()})
    return {"date": when, "data": rows}


def _counted(frame: pl.DataFrame, part: Mapping[str, Any], when: str) -> dict[str, Any]:
    """日付, 小計: rows counted for every day from the first to the last."""
    days = frame[part["day"]].drop_nulls()
    counts = dict(days.value_counts().iter_rows())
    first, last = days.min(), days.max()
    if not isinstance(first, date) or not isinstance(last, date) or (last - first).days > 3660:
        return {"date": when, "data": []}
    every = pl.date_range(first, last, eager=True).to_list()
    return {"date": when, "data": [{"日付": _moment(day), "小計": counts.get(day, 0)} for day in every]}


def _daily(frame: pl.DataFrame, part: Mapping[str, Any], when: str) -> dict[str, Any]:
    """日付, 小計 and the declared further fields: the values as they are."""
    also = {old: new for old, new in part.get("columns", {}).items() if new in frame.columns}
    rows = frame.filter(pl.col(part["day"]).is_not_null()).sort(part["day"], maintain_order=True)
    data = []
    for row in rows.iter_rows(named=True):
        day, value = row[part["day"]], row[part["value"]]
        line = {"日付": _moment(day), "小計": value}
        if part.get("short"):
            line |= {
                "曜日": WEEKDAYS[day.weekday()],
                "date": day.isoformat(),
                "short_date": f"{day:%m/%d}",
                "w": (day.weekday() + 1) % 7,
            }
        data.append(line | {old: row[new] for old, new in also.items()})
    return {"date": when, "data": data}


def _tree(frame: pl.DataFrame, part: Mapping[str, Any], when: str) -> dict[str, Any]:
    """attr, value, children: the newest value of each field, else the sum of its `sum`; boxes without any are left out."""
    rows = frame.filter(pl.col(part["day"]).is_not_null()).sort(part["day"], maintain_order=True)
    return _box(rows, part["tree"])


def _box(rows: pl.DataFrame, node: Mapping[str, Any]) -> dict[str, Any]:
    box: dict[str, Any] = {"attr": node["attr"], "value": _value(rows, node)}
    children = [_box(rows, child) for child in node.get("children", [])]
    known = [child for child in children if child["value"] is not None]
    return box | ({"children": known} if known else {})


def _value(rows: pl.DataFrame, node: Mapping[str, Any]) -> Any:
    value = _newest(rows, node["field"])
    return rows[node["sum"]].sum() if value is None and node.get("sum") in rows.columns else value


def _elsewhere(top: Mapping[str, Any], found: list[tuple[dict[str, Any], Source]]) -> Any:
    """The value of the top box from the dataset that fills the part named in `from`, where the tree's own has none: a
    workbook may have one sheet for the states of patients and another for tests."""
    other = next((data.frame for part, data in found if part["name"] == top.get("from")), None)
    return None if other is None or "年月日" not in other.columns else _value(other.sort("年月日"), top)


def _paths(frame: pl.DataFrame, part: Mapping[str, Any], when: str) -> dict[str, Any]:
    """attr, value, children again, of rows that name the way down to each box."""
    top: dict[str, Any] = {}
    for row in frame.iter_rows(named=True):
        at = top
        for attr in filter(None, (row[level] for level in part["levels"])):
            boxes = at.setdefault("children", [])
            found = next((box for box in boxes if box["attr"] == attr), None)
            if found is None:
                found = {"attr": attr, "value": None}
                boxes.append(found)
            at = found
        at["value"] = row[part["value"]]
    boxes = top.get("children", [])
    return boxes[0] if len(boxes) == 1 else {"attr": "", "value": None, "children": boxes}


def _series(frame: pl.DataFrame, part: Mapping[str, Any], when: str) -> dict[str, Any]:
    """labels ("3/30") and a list of values for each name."""
    days = frame[_LABELS].to_list()
    labels = [f"{day.month}/{day.day}" if isinstance(day, date) else day for day in days]
    values = {name: frame[name].to_list() for name in frame.columns if name != _LABELS}
    if part["name"] in _CHARTS:
        return {"date": when, "labels": labels, "datasets": [{"label": k, "data": v} for k, v in values.items()]}
    return {"date": when, "data": values, "labels": labels}


def _newest(rows: pl.DataFrame, field: str) -> Any:
    if field not in rows.columns:
        return None
    known = rows[field].drop_nulls()
    return known[-1] if len(known) else None


MAKERS = {"list": _list, "counted": _counted, "daily": _daily, "tree": _tree, "paths": _paths, "series": _series}

"""A schema from the table itself, for tables that follow no definition we know: its columns, as they are."""

from __future__ import annotations

from typing import Any

from tomoni.tables.coded import LONG, beside
from tomoni.tables.schema.cast import cast
from tomoni.tables.schema.easy import all_easy, easy, hard
from tomoni.tables.schema.evidence import Values, all_values
from tomoni.tables.schema.model import Field, Schema
from tomoni.tables.schema.names import bare
from tomoni.tables.table import Table

_LAT = {"緯度", "latitude", "lat", "y座標(緯度)"}
_LON = {"経度", "longitude", "lon", "lng", "long", "x座標(経度)"}
_IDS = {"no", "№", "id", "#", "連番", "通番", "整理番号", "順位", "例目"}
_YEARS = {"年", "年度", "西暦", "西暦年", "year", "調査年"}
_TYPES = {"integer", "number", "date", "time"}


def infer(table: Table) -> Schema:
    """A schema with id "table" that keeps every column, with its type where all its values agree, else as text."""
    columns = all_values(table)
    fields = beside(field_of, columns, at_once=table.height >= LONG)
    raw: dict[str, Any] = {
        "name": "table",
        "title": table.title or table.name,
        "tomoni:version": "1",
        "tomoni:source": "",
        "fields": fields,
        "missingValues": [""],
    }
    dates = [f["name"] for f, c in zip(fields, columns, strict=True) if f["type"] == "date" and not c.empty]
    if dates:
        raw["tomoni:dateField"] = dates[0]
    for key, role in (("tomoni:latField", "lat"), ("tomoni:lonField", "lon")):
        found = next((f["name"] for f in fields if f.get("tomoni:role") == role), None)
        if found:
            raw[key] = found
    return Schema.from_json(raw)


def field_of(column: Values) -> dict[str, Any]:
    """The field descriptor of a column that no definition describes."""
    out: dict[str, Any] = {"name": column.name, "type": _type(column), "title": column.name}
    if out["type"] == "date":
        out["format"] = "%Y-%m-%d"
    if column.column.unit:
        out["tomoni:unit"] = column.column.unit
    role = _role(column.name, out["type"])
    return out | {"tomoni:role": role} if role else out


def _role(name: str, kind: str) -> str:
    """What the name says the column is for; a number that names (No, コード, 年度) is no count."""
    word = bare(name)
    if kind == "date":
        return "date"
    if kind == "number" and word in _LAT:
        return "lat"
    if kind == "number" and word in _LON:
        return "lon"
    if word in _IDS or word.endswith(("番号", "id")):
        return "id"
    if word.endswith(("コ-ド", "code")):
        return "code"
    if kind == "integer" and (word in _YEARS or word.endswith("年度")):
        return "year"
    return "count" if kind == "integer" else ""


def _type(column: Values) -> str:
    """The narrowest type that holds every value; text rather than lose one."""
    if column.empty:
        return "string"
    wanted = [column.column.type] if column.column.type in _TYPES else []
    if column.column.type in {"string", "year"}:
        wanted += ["integer", "number", "date"] if column.column.type == "string" else ["integer"]
    if column.column.type == "integer":
        wanted.append("number")
    if wanted and (wanted[0] == "number" or (wanted[0] == "integer" and column.shape == "whole")) and column.shape:
        return wanted[0]
    if wanted and all_easy(column.texts, Field(column.name, wanted[0])):
        return wanted[0]
    if {"integer", "number"} & set(wanted) and column.texts.str.contains(r"^0[^.]").any():
        wanted = [kind for kind in wanted if kind not in {"integer", "number"}]  # 0123 is a code
    for kind in wanted:
        item = Field(column.name, kind)
        rest = hard(column.texts, easy(column.texts, item))
        if not any(cast(value, item).problem for value in rest):
            return kind
    return "string"

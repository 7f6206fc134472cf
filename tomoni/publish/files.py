"""The files of a version, as bytes that are the same on any machine: CSV, JSON, Parquet, GeoJSON, schema.

data.csv is UTF-8 with LF, ISO dates and one header row; data.json is a list of objects, one a line; data.geojson exists
when the schema has a latitude and a longitude. Cells that a spreadsheet would run as a formula are made harmless in the
CSV only, as `repair` does (P02); JSON and Parquet, which spreadsheets do not run, keep the text as it was.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import polars as pl

from tomoni.publish import canonical
from tomoni.tables.outputs import guard

ROW_GROUP = 65_536
AT_ONCE = 20_000
"""Rows that are Python objects at one moment: a large table would take many times its size."""
LATITUDE = ("latitude", "lat", "緯度")
LONGITUDE = ("longitude", "lon", "lng", "経度")
DATE_TIME = "%Y-%m-%dT%H:%M:%S"
CLOCK = "%H:%M:%S"


def csv(frame: pl.DataFrame) -> bytes:
    out = io.BytesIO()
    guard(frame).write_csv(out, line_terminator="\n", null_value="", datetime_format=DATE_TIME, time_format=CLOCK)
    return out.getvalue()


def records(frame: pl.DataFrame) -> list[dict[str, Any]]:
    """Rows as JSON values: dates in ISO form, missing as null, numbers that JSON can't say as null."""
    return _plain(frame).to_dicts()


def _plain(frame: pl.DataFrame) -> pl.DataFrame:
    """Every column as something JSON has."""
    casts = []
    for name, kind in frame.schema.items():
        column = pl.col(name)
        if kind == pl.Datetime:
            casts.append(column.dt.strftime(DATE_TIME))
        elif kind.is_temporal():
            casts.append(column.dt.strftime(CLOCK) if kind == pl.Time else column.cast(pl.String))
        elif kind.is_float():
            casts.append(pl.when(column.is_finite()).then(column))
        elif kind.is_decimal():
            casts.append(column.cast(pl.Float64))
    return frame.with_columns(casts)


def json_rows(frame: pl.DataFrame) -> bytes:
    """A JSON list with one object a line, fields in the order of the table."""
    return _listed(b"[\n", _rows(frame), b"\n]\n")


def _rows(frame: pl.DataFrame) -> Iterator[dict[str, Any]]:
    return (row for part in frame.iter_slices(AT_ONCE) for row in records(part))


def _listed(before: bytes, values: Iterable[Any], after: bytes) -> bytes:
    """The values as JSON, one a line, with commas between them."""
    out = io.BytesIO()
    out.write(before)
    for number, value in enumerate(values):
        out.write(b",\n" if number else b"")
        out.write(json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode())
    out.write(after)
    return out.getvalue()


def parquet(frame: pl.DataFrame) -> bytes:
    """Parquet without times: one chunk, fixed row groups, zstd at a fixed level, so that threads can't change it."""
    out = io.BytesIO()
    frame.rechunk().write_parquet(
        out, compression="zstd", compression_level=6, statistics=True, row_group_size=ROW_GROUP, use_pyarrow=False
    )
    return out.getvalue()


def position_fields(frame: pl.DataFrame, schema: Mapping[str, Any]) -> tuple[str, str] | None:
    """The names of the numeric latitude and longitude columns, by field name or the schema's titles."""
    titles = {field["name"]: _titles(field) for field in schema.get("fields", [])}

    def find(words: Sequence[str]) -> str | None:
        for name, kind in frame.schema.items():
            if kind.is_numeric() and (name.lower() in words or any(title in words for title in titles.get(name, ()))):
                return name
        return None

    latitude, longitude = find(LATITUDE), find(LONGITUDE)
    return (latitude, longitude) if latitude and longitude else None


def _titles(field: Mapping[str, Any]) -> tuple[str, ...]:
    title = field.get("title", "")
    return tuple(str(part).lower() for part in (title.values() if isinstance(title, Mapping) else [title]))


def geojson(frame: pl.DataFrame, schema: Mapping[str, Any]) -> bytes | None:
    """RFC 7946 points, one feature a line; rows without a position have a null geometry. None without such columns."""
    found = position_fields(frame, schema)
    if not found:
        return None
    features = (_feature(row, *found) for row in _rows(frame))
    return _listed(b'{"type":"FeatureCollection","features":[\n', features, b"\n]}\n")


def _feature(row: dict[str, Any], latitude: str, longitude: str) -> dict[str, Any]:
    lat, lon = row[latitude], row[longitude]
    here = lat is not None and lon is not None
    geometry = {"type": "Point", "coordinates": [lon, lat]} if here else None
    return {"type": "Feature", "geometry": geometry, "properties": row}


def data_files(frame: pl.DataFrame, schema: Mapping[str, Any]) -> dict[str, bytes]:
    """name → bytes of everything that is made of the rows and the schema alone."""
    made = {"data.csv": csv(frame), "data.json": json_rows(frame), "data.parquet": parquet(frame)}
    if places := geojson(frame, schema):
        made["data.geojson"] = places
    made["schema.json"] = canonical.pretty(schema)
    return made

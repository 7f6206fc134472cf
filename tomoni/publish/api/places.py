"""`near`: the rows nearest to a point, exactly, over every current dataset that has positions."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import polars as pl

from tomoni.publish import files
from tomoni.publish.api import cursor
from tomoni.publish.api.site import ROW, Site
from tomoni.registry.api_problems import ApiProblem

EARTH = 6_371_008.8
"""Mean radius in metres (IUGG)."""
AWAY, LATITUDE, LONGITUDE = "\x00away", "\x00lat", "\x00lon"
Box = tuple[float, float, float, float]
"""West, south, east, north in degrees."""


@dataclass(frozen=True, slots=True)
class Asked:
    """`point`: latitude and longitude, or None to list what lies in `box` by dataset and row."""

    point: tuple[float, float] | None
    box: Box | None
    datasets: tuple[str, ...]
    limit: int
    within: float | None = None
    cursor: str = ""


def with_positions(site: Site) -> list[str]:
    return [name for name in site.datasets() if "positions" in site.latest(name)["capabilities"]]


def near(site: Site, asked: Asked) -> tuple[list[dict[str, Any]], str]:
    """(items nearest first, cursor of the next page or "")."""
    used = [name for name in with_positions(site) if not asked.datasets or name in asked.datasets]
    question = cursor.question(site.prefix, asked.point, asked.box, sorted(asked.datasets), asked.within)
    bound = cursor.question([(name, site.latest(name)["version"]) for name in used])
    after = _after(asked.cursor, question, bound)
    found = [item for name in used for item in _of(site, name, asked, after)]
    found.sort(key=_key)
    page = found[: asked.limit]
    more = len(found) > asked.limit
    return page, cursor.Cursor(bound, question, list(_key(page[-1]))).encode() if more else ""


def _key(item: dict[str, Any]) -> tuple[float, str, int]:
    return item["distance"] or 0.0, item["dataset"], item["row"]


def _after(text: str, question: str, bound: str) -> tuple[float, str, int] | None:
    if not text:
        return None
    given = cursor.decode(text, question)
    if given.bound != bound:
        raise ApiProblem("cursor-expired")
    match given.after:
        case [float() | int() as distance, str() as dataset, int() as row]:
            return float(distance), dataset, row
    raise ApiProblem("bad-cursor")


def _of(site: Site, name: str, asked: Asked, after: tuple[float, str, int] | None) -> list[dict[str, Any]]:
    version = site.latest(name)["version"]
    rows = site.lazy(name, version)
    fields = files.position_fields(pl.DataFrame(schema=rows.collect_schema()), site.schema(name, version))
    if not fields:
        return []
    places = rows.with_columns(
        pl.col(fields[0]).cast(pl.Float64).alias(LATITUDE), pl.col(fields[1]).cast(pl.Float64).alias(LONGITUDE)
    ).filter(pl.col(LATITUDE).is_between(-90, 90), pl.col(LONGITUDE).is_between(-180, 180))
    if asked.box:
        places = places.filter(_inside(asked.box))
    places = places.with_columns(_distance(asked.point) if asked.point else pl.lit(0.0).alias(AWAY))
    if asked.within is not None and asked.point:
        places = places.filter(pl.col(AWAY) <= asked.within)
    if after:
        places = places.filter(_beyond(name, after))
    frame = places.sort(AWAY, ROW).head(asked.limit + 1).collect()
    values = files.records(frame.drop(ROW, AWAY, LATITUDE, LONGITUDE))
    return [
        {
            "dataset": name,
            "version": version,
            "row": row,
            "distance": away if asked.point else None,
            "latitude": lat,
            "longitude": lon,
            "values": one,
        }
        for row, away, lat, lon, one in zip(
            frame[ROW], frame[AWAY], frame[LATITUDE], frame[LONGITUDE], values, strict=True
        )
    ]


def _beyond(name: str, after: tuple[float, str, int]) -> pl.Expr:
    distance, dataset, row = after
    further = pl.col(AWAY) > distance
    if name < dataset:
        return further
    return further | ((pl.col(AWAY) == distance) & (pl.col(ROW) > row if name == dataset else pl.lit(True)))


def _inside(box: Box) -> pl.Expr:
    """A box whose west is east of its east goes round the other side of the earth (RFC 7946 §5.2)."""
    west, south, east, north = box
    lon = pl.col(LONGITUDE)
    across = (lon >= west) & (lon <= east) if west <= east else (lon >= west) | (lon <= east)
    return across & pl.col(LATITUDE).is_between(south, north)


def _distance(point: tuple[float, float]) -> pl.Expr:
    """Metres along the great circle (haversine), to the centimetre."""
    lat, lon = math.radians(point[0]), math.radians(point[1])
    of_lat, of_lon = pl.col(LATITUDE).radians(), pl.col(LONGITUDE).radians()
    a = ((of_lat - lat) / 2).sin() ** 2 + of_lat.cos() * math.cos(lat) * ((of_lon - lon) / 2).sin() ** 2
    return (a.clip(0.0, 1.0).sqrt().arcsin() * (2 * EARTH)).round(2).alias(AWAY)

"""Coordinates: decimal degrees, degrees-minutes-seconds, and pairs that were typed the wrong way round."""

from __future__ import annotations

import re

from tomoni.tables.values.characters import fold
from tomoni.tables.values.parsed import Parsed, bad

JAPAN_LATITUDE = (20.0, 46.0)
JAPAN_LONGITUDE = (122.0, 154.5)
"""From 沖ノ鳥島 and 与那国島 to 択捉島 and 南鳥島, with a margin."""

_DECIMAL = re.compile(r"[+-]?[0-9]{1,3}(?:\.[0-9]{1,15})?")
_DMS = re.compile(
    r"(北緯|東経|緯度|経度|[NE])?:?([0-9]{1,3})(?:度|°|゜|º|d|:)([0-9]{1,2})(?:分|'|′|’|m|:)(?:([0-9]{1,2}(?:\.[0-9]{1,8})?)(?:秒|\"|″|”|''|′′|’’|s)?)?([NE])?"
)
_PACKED = re.compile(r"(?:北緯|東経|[NE])?:?([0-9]{2,3})\.([0-5][0-9])\.([0-5][0-9](?:\.[0-9]{1,8})?)")
_PAIR = re.compile(r"\(?([^,、]{2,24})[,、]([^,、]{2,24}?)\)?")


def parse_degrees(text: str) -> Parsed[float] | None:
    """Decimal degrees of a latitude or longitude (G01 when they were degrees, minutes and seconds)."""
    if not 1 <= len(text) <= 30:
        return None
    folded = fold(text)
    if _DECIMAL.fullmatch(folded):
        value = float(folded)
        return (
            Parsed(value, text, "" if folded == text else "V01")
            if abs(value) <= 180
            else bad(text, "out_of_range", "G01")
        )
    found = _DMS.fullmatch(folded)
    if found:
        degrees, minutes, seconds = int(found[2]), int(found[3]), float(found[4] or 0)
    elif packed := _PACKED.fullmatch(folded):
        degrees, minutes, seconds = int(packed[1]), int(packed[2]), float(packed[3])
    else:
        return None
    if minutes > 59 or seconds >= 60 or degrees > 179:
        return bad(text, "out_of_range", "G01")
    return Parsed(round(degrees + minutes / 60 + seconds / 3600, 6), text, "G01", "dms")


def parse_point(latitude: str, longitude: str) -> Parsed[tuple[float, float]] | None:
    """(latitude, longitude) in degrees (G01). Swapped pairs are turned round (note ``swapped``) when that puts them in Japan."""
    lat, lon = parse_degrees(latitude), parse_degrees(longitude)
    if lat is None or lon is None:
        return None
    raw = f"{latitude}, {longitude}"
    if lat.value is None or lon.value is None:
        return bad(raw, "out_of_range", "G01")
    if in_japan(lat.value, lon.value):
        return Parsed((lat.value, lon.value), raw, lat.rule or lon.rule)
    if in_japan(lon.value, lat.value):
        return Parsed((lon.value, lat.value), raw, "G01", "swapped", 0.95)
    if lat.value == 0 and lon.value == 0:
        return bad(raw, "zero", "G01")
    if abs(lat.value) > 90:
        return bad(raw, "out_of_range", "G01")
    return Parsed((lat.value, lon.value), raw, "G01", "outside_japan", 0.3)


def parse_pair(text: str) -> Parsed[tuple[float, float]] | None:
    """``35.6895,139.6917`` in one cell."""
    found = _PAIR.fullmatch(fold(text)) if len(text) <= 60 else None
    parsed = parse_point(found[1], found[2]) if found else None
    return parsed._replace(raw=text) if parsed else None


def in_japan(latitude: float, longitude: float) -> bool:
    """Inside the rectangle around Japan."""
    return JAPAN_LATITUDE[0] <= latitude <= JAPAN_LATITUDE[1] and JAPAN_LONGITUDE[0] <= longitude <= JAPAN_LONGITUDE[1]

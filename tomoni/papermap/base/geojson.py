"""A base map from GeoJSON: the class of a feature is read from its properties, as maps usually name them."""

from __future__ import annotations

import hashlib
from typing import Any

from tomoni.papermap.base.model import Base
from tomoni.papermap.model import Kind
from tomoni.papermap.read import geojson as reading

NAMED = {
    "motorway": "motorway", "trunk": "major", "primary": "major", "secondary": "road", "tertiary": "road",
    "unclassified": "minor", "residential": "minor", "service": "minor", "living_street": "minor", "footway": "path",
    "path": "path", "steps": "path", "track": "path", "rail": "rail", "railway": "rail", "river": "river", "stream": "river",
    "coastline": "coast", "coast": "coast", "water": "water", "park": "green", "forest": "green", "wood": "green",
    "building": "building", "border": "border", "administrative": "border", "major": "major", "road": "road",
    "minor": "minor", "land": "land", "green": "green", "contour": "contour",
}  # fmt: skip
KEYS = ("class", "kind", "highway", "railway", "waterway", "natural", "landuse", "building", "boundary", "type")


def base(data: bytes, credit: str = "") -> Base:
    """Every line and area of the file. Problem when it is no GeoJSON."""
    document = reading.load(data)
    made = Base(hashlib.sha256(data).hexdigest(), credit or _credit(document))
    made.synthetic = isinstance(document, dict) and document.get("synthetic") is True
    for item in reading.items(document, "base"):
        if not item.paths:
            continue
        name = _class(item.fields)
        if item.kind is Kind.AREA:
            made.areas.setdefault(name if name in ("water", "green", "building", "land") else "land", []).extend(
                item.paths
            )
            if not name or name == "border":
                made.lines.setdefault("border", []).extend(item.paths)
        elif item.kind is Kind.LINE:
            made.lines.setdefault(name if name not in ("water", "land", "") else "road", []).extend(item.paths)
        elif item.name:
            made.labels.append((item.name, *item.anchor, 2))
    return made


def _class(fields: dict[str, str]) -> str:
    for key in KEYS:
        value = fields.get(key, "").casefold()
        if value in NAMED:
            return NAMED[value]
        if value and key in ("building", "highway"):
            return "building" if key == "building" else "minor"
    return ""


def _credit(document: Any) -> str:
    said = document.get("attribution", "") if isinstance(document, dict) else ""
    return said if isinstance(said, str) else ""

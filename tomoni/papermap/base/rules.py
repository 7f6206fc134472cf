"""What a feature of a vector tile is on paper: about ten classes. Known vocabularies: GSI's optimal vector tiles
(optimal_bvmap), OpenMapTiles, Shortbread, Protomaps; other tiles by the usual words of OpenStreetMap."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tomoni.papermap.base.geojson import KEYS, NAMED

NAME = ("vt_text", "name:ja", "name", "name:latin", "knj")
PLACES = ("Anno", "place", "places", "place_labels", "poi")
ROADS = ("RdCL", "transportation", "roads", "streets", "road")
# GSI's classes of roads (vt_rdctg) and lines
GSI_ROADS = {"高速自動車国道等": "motorway", "国道": "major", "主要道路": "major", "都道府県道": "road", "市区町村道等": "minor", "その他": "path"}  # fmt: skip
LAYERS = {
    "RailCL": "rail", "RailTrCL": "rail", "Cstline": "coast", "WL": "river", "RvrCL": "river", "AdmBdry": "border", "Cntr": "contour",
    "waterway": "river", "water_lines": "river", "boundary": "border", "boundaries": "border", "railway": "rail",
}  # fmt: skip
AREAS = {
    "WA": "water", "BldA": "building", "water": "water", "water_polygons": "water", "ocean": "water", "building": "building",
    "buildings": "building", "park": "green", "landuse": "green", "landcover": "green",
}  # fmt: skip
GREEN = ("park", "wood", "forest", "grass", "garden", "cemetery", "nature_reserve", "recreation_ground", "village_green", "national_park")  # fmt: skip
WEIGHTS = {"city": 4, "town": 3, "locality": 3, "suburb": 2, "neighbourhood": 2, "village": 2}


def line(layer: str, about: Mapping[str, Any]) -> str:
    """The class of a line; "" when it is not printed."""
    if layer in ROADS:
        if said := about.get("vt_rdctg"):
            return GSI_ROADS.get(str(said), "minor")
        for key in ("class", "kind_detail", "kind", "subclass", "highway", "type"):
            if found := NAMED.get(str(about.get(key, "")).casefold().removesuffix("_road").removesuffix("_link")):
                return found
        return "minor"
    if layer in LAYERS:
        return LAYERS[layer]
    return "rail" if layer == "transit" and about.get("kind") == "rail" else _usual(about)


def area(layer: str, about: Mapping[str, Any]) -> str:
    found = AREAS.get(layer, "")
    if found == "green":
        return "green" if any(str(about.get(key, "")).casefold() in GREEN for key in (*KEYS, "subclass")) else ""
    if found:
        return found
    usual = _usual(about)
    return usual if usual in ("water", "green", "building", "land") else ""


def label(layer: str, about: Mapping[str, Any]) -> tuple[str, int]:
    """(its words, how weighty): only names of places, not of every shop."""
    if layer not in PLACES:
        return "", 0
    words = next((str(about[key]) for key in NAME if about.get(key)), "")
    kind = str(about.get("class") or about.get("kind_detail") or about.get("kind") or "")
    return words.replace("\n", "")[:20], WEIGHTS.get(kind, 1)


def _usual(about: Mapping[str, Any]) -> str:
    return next((NAMED[said] for key in KEYS if (said := str(about.get(key, "")).casefold()) in NAMED), "")

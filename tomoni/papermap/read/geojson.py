"""GeoJSON (RFC 7946) and uMap exports (layers of GeoJSON). Null names, a foreign `crs`, empty geometries are normal."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from tomoni.papermap.model import Item, Kind
from tomoni.papermap.read.shapes import set_shape
from tomoni.papermap.read.text import one_line, pairs, words
from tomoni.registry.errors import problem

NAMES = (
    "name",
    "名称",
    "施設・場所名",
    "施設名",
    "施設名称",
    "title",
    "Name",
    "NAME",
    "場所",
    "名前",
    "病院名",
    "地点名",
)
LAYERS = ("category", "カテゴリ", "種別", "layer", "folder", "分類")
DEEPEST = 40


def load(data: bytes) -> Any:
    """The JSON of a file; Problem when it is none."""
    try:
        return json.loads(data.decode("utf-8-sig"), parse_constant=lambda name: name)
    except (UnicodeDecodeError, ValueError, RecursionError) as broken:
        raise problem(
            f"JSONとして読めません（{str(broken)[:120]}）。",
            f"This can't be read as JSON ({str(broken)[:120]}).",
        ) from broken


def items(document: Any, source: str) -> Iterator[Item]:
    """Every feature, in file order. Problem when the document holds no features at all."""
    if isinstance(document, Mapping) and document.get("type") == "umap":
        yield from _umap(document, source)
        return
    if isinstance(document, Mapping) and document.get("type") == "unavailable":
        said = one_line(str(document.get("message", "")))
        raise problem(
            f"データがない、という返事でした: {said}", f"The answer says that there are no data: {said}", code=1
        )
    features = _features(document)
    if features is None:
        raise problem(
            "地図のデータ（GeoJSONの features）がありません。",
            "There are no features in it: this is not GeoJSON.",
        )
    for nth, feature in enumerate(features, 1):
        yield _item(feature, source, "", nth)


def _features(document: Any) -> list[Any] | None:
    if not isinstance(document, Mapping):
        return None
    if isinstance(document.get("features"), list):
        return document["features"]
    if document.get("type") == "Feature":
        return [document]
    if "coordinates" in document or "geometries" in document:
        return [{"type": "Feature", "properties": {}, "geometry": document}]
    return None


def _umap(document: Mapping[str, Any], source: str) -> Iterator[Item]:
    nth = 0
    layers = document.get("layers")
    for layer in layers if isinstance(layers, list) else []:
        if not isinstance(layer, Mapping):
            continue
        options = layer.get("_umap_options") or layer.get("_storage") or {}
        title = one_line(str(options.get("name", ""))) if isinstance(options, Mapping) else ""
        features = layer.get("features")
        for feature in features if isinstance(features, list) else []:
            nth += 1
            yield _item(feature, source, title, nth)


def _item(feature: Any, source: str, layer: str, nth: int) -> Item:
    feature = feature if isinstance(feature, Mapping) else {}
    raw = feature.get("properties")
    fields = {}
    for key, value in raw.items() if isinstance(raw, Mapping) else ():
        if isinstance(value, str | int | float | bool) and str(value).strip() and not str(key).startswith("_"):
            fields[one_line(str(key))] = words(str(value))
    name = next((fields[key] for key in NAMES if fields.get(key)), "")
    group = layer or next((fields[key] for key in LAYERS if fields.get(key)), "")
    item = Item(source, group, nth, name.replace("\n", " "))
    for language in ("en", "zh", "ko", "easy"):
        if said := fields.pop(f"name:{language}", ""):
            item.names[language] = said
    item.code = one_line(str(feature.get("id") or fields.get("共通ID") or ""))[:80]
    described, rest = pairs(fields.pop("description", ""))
    item.fields = {**described, **({"説明": rest} if rest else {}), **fields}
    item.address = fields.get("住所") or fields.get("address") or fields.get("所在地_連結表記") or ""
    kind, paths = _shape(feature.get("geometry"), 0)
    set_shape(item, kind, paths)
    return item


def _shape(geometry: Any, depth: int) -> tuple[Kind | None, list[list[Any]]]:
    if not isinstance(geometry, Mapping) or depth > DEEPEST:
        return None, []
    form, spots = geometry.get("type"), geometry.get("coordinates")
    if form == "GeometryCollection":
        parts = geometry.get("geometries")
        shapes = [_shape(one, depth + 1) for one in (parts if isinstance(parts, list) else [])]
        for kind in (Kind.AREA, Kind.LINE, Kind.POINT):
            paths = [path for found, several in shapes if found is kind for path in several]
            if paths:
                return kind, paths
        return None, []
    if not isinstance(spots, list) or not spots:
        return None, []
    if form == "Point":
        return Kind.POINT, [[spots]]
    if form == "MultiPoint":
        return Kind.POINT, [_rows([one]) for one in spots]
    if form == "LineString":
        return Kind.LINE, [_rows(spots)]
    if form in ("MultiLineString", "Polygon"):
        return (Kind.AREA if form == "Polygon" else Kind.LINE), [_rows(one) for one in spots]
    if form == "MultiPolygon":
        return Kind.AREA, [_rows(ring) for polygon in spots if isinstance(polygon, list) for ring in polygon]
    return None, []


def _rows(spots: Any) -> list[Any]:
    """Positions of one path; what is no list stands as one that can't be read."""
    if not isinstance(spots, list):
        return [(None, None)]
    return [one if isinstance(one, list) else (None, None) for one in spots]

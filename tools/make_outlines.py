"""Makes `tomoni/geo/data/*.topojson` from municipal outlines: `python tools/make_outlines.py FOLDER`.

FOLDER holds `N03-21_<prefecture>.json` and `prefectures.json` (国土数値情報 行政区域 N03, 2021-01-01, 国土交通省, as GeoJSON).
Rings are cut into arcs shared by neighbours, each arc is simplified once (Visvalingam–Whyatt), so borders stay closed;
what would be smaller than a pixel of a map 500 px wide goes, but every area keeps its largest ring. Same input, same bytes.
"""

from __future__ import annotations

import heapq
import json
import math
import sys
from collections import defaultdict
from itertools import pairwise
from pathlib import Path
from typing import Any

Point = tuple[float, float]
Ring = list[Point]
OUT = Path(__file__).resolve().parent.parent / "tomoni" / "geo" / "data"
GRID = 10_000  # steps of the quantised coordinates across the larger side
PIXELS = 480  # a "pixel" is the root of the land area over this, or more
MOST = 3_600  # points of one map, borders counted on both sides: about 15 kB of SVG


def area(ring: Ring) -> float:
    """Signed area of a closed ring, in squared units of its coordinates."""
    return sum(ax * by - bx * ay for (ax, ay), (bx, by) in pairwise(ring)) / 2


def flat(point: Point, cosine: float) -> Point:
    return point[0] * cosine, point[1]


def junctions(rings: list[Ring]) -> set[Point]:
    """Points where borders meet: visited with different neighbours."""
    around: dict[Point, set[frozenset[Point]]] = defaultdict(set)
    for ring in rings:
        for i in range(len(ring) - 1):
            around[ring[i]].add(frozenset((ring[i - 1] if i else ring[-2], ring[i + 1])))
    return {point for point, pairs in around.items() if len(pairs) > 1}


def arcs_of(ring: Ring, knots: set[Point]) -> list[Ring]:
    """A closed ring cut at the knots; without any it is one arc that starts at its smallest point."""
    open_ring = ring[:-1]
    cuts = [i for i, point in enumerate(open_ring) if point in knots]
    start = cuts[0] if cuts else open_ring.index(min(open_ring))
    turned = [*open_ring[start:], *open_ring[:start], open_ring[start]]
    if not cuts:
        return [turned]
    arcs, arc = [], [turned[0]]
    for point in turned[1:]:
        arc.append(point)
        if point in knots:
            arcs.append(arc)
            arc = [point]
    return arcs


def simplified(arc: Ring, limit: float, cosine: float) -> Ring:
    """Visvalingam–Whyatt: the points whose triangle is smaller than `limit` go, smallest first; both ends stay."""
    keep_at_least = 4 if arc[0] == arc[-1] else 2
    before, after = list(range(-1, len(arc) - 1)), list(range(1, len(arc) + 1))
    alive, left = [True] * len(arc), len(arc)
    points = [flat(point, cosine) for point in arc]

    def weight(i: int) -> float:
        return abs(area([points[before[i]], points[i], points[after[i]], points[before[i]]]))

    heap = [(weight(i), i) for i in range(1, len(arc) - 1)]
    heapq.heapify(heap)
    current = {i: w for w, i in heap}
    least = 0.0
    while heap and left > keep_at_least:
        w, i = heapq.heappop(heap)
        if not alive[i] or current[i] != w:
            continue
        least = max(least, w)
        if least > limit:
            break
        alive[i], left = False, left - 1
        a, b = before[i], after[i]
        after[a], before[b] = b, a
        for n in (a, b):
            if 0 < n < len(arc) - 1:
                current[n] = max(weight(n), least)
                heapq.heappush(heap, (current[n], n))
    return [point for i, point in enumerate(arc) if alive[i]]


def topology(features: list[dict[str, Any]]) -> dict[str, Any]:
    """A TopoJSON object from features {properties, polygons}, as fine as fits into MOST points."""
    pixels = float(PIXELS)
    while True:
        made = _topology(features, pixels)
        sizes = [len(arc) - 1 for arc in made["arcs"]]
        shapes = made["objects"]["areas"]["geometries"]
        if sum(sizes[n if n >= 0 else ~n] for g in shapes for p in g["arcs"] for r in p for n in r) <= MOST:
            return made
        pixels *= 0.93


def _topology(features: list[dict[str, Any]], pixels: float) -> dict[str, Any]:
    rings = [ring for feature in features for polygon in feature["polygons"] for ring in polygon]
    latitude = sum(ring[0][1] for ring in rings) / len(rings)
    cosine = math.cos(math.radians(latitude))
    land = sum(abs(area([flat(p, cosine) for p in polygon[0]])) for f in features for polygon in f["polygons"])
    pixel = math.sqrt(land) / pixels
    knots = junctions(rings)
    xs, ys = [p[0] for ring in rings for p in ring], [p[1] for ring in rings for p in ring]
    step = pixel / 4
    origin = (min(xs), min(ys))
    scale = (step / cosine, step)
    arcs: list[Ring] = []
    known: dict[tuple[Point, ...], int] = {}

    def arc_number(arc: Ring) -> int:
        thin = simplified(arc, pixel * pixel * 0.7, cosine)
        forward = tuple(thin)
        if forward in known:
            return known[forward]
        if (back := forward[::-1]) in known:
            return ~known[back]
        known[forward] = len(arcs)
        arcs.append(thin)
        return known[forward]

    geometries = []
    for feature in features:
        sizes = [abs(area([flat(p, cosine) for p in polygon[0]])) for polygon in feature["polygons"]]
        polygons = []
        for polygon, size in zip(feature["polygons"], sizes, strict=True):
            if size < 2 * pixel * pixel and size != max(sizes):
                continue
            polygons.append([[arc_number(arc) for arc in arcs_of(ring, knots)] for ring in polygon])
        geometries.append({"type": "MultiPolygon", "arcs": polygons, "properties": feature["properties"]})
    return {
        "type": "Topology",
        "transform": {"scale": [round(s, 9) for s in scale], "translate": [round(o, 6) for o in origin]},
        "objects": {"areas": {"type": "GeometryCollection", "geometries": geometries}},
        "arcs": [delta(arc, origin, scale) for arc in arcs],
    }


def delta(arc: Ring, origin: Point, scale: Point) -> list[list[int]]:
    """Whole steps from the origin: the first point, then differences; steps of nothing are left out."""
    out: list[list[int]] = []
    x = y = 0
    for nth, point in enumerate(arc):
        here = (round((point[0] - origin[0]) / scale[0]), round((point[1] - origin[1]) / scale[1]))
        step = [here[0] - x, here[1] - y]
        if nth and step == [0, 0] and len(arc) > 4:
            continue
        out.append(step)
        x, y = here
    return out


def polygons(geometry: dict[str, Any]) -> list[list[Ring]]:
    found = [geometry["coordinates"]] if geometry["type"] == "Polygon" else geometry["coordinates"]
    return [[[(p[0], p[1]) for p in ring] for ring in polygon] for polygon in found]


def main(folder: Path) -> None:
    OUT.mkdir(parents=True, exist_ok=True)
    names: dict[str, str] = {}
    for path in sorted(folder.glob("N03-21_*.json")):
        code = path.stem[-2:]
        features = []
        for feature in json.loads(path.read_text("utf-8"))["features"]:
            said = feature["properties"]
            names[said["N03_001"]] = code
            if said["N03_007"] is None:  # 所属未定地 belongs to no municipality
                continue
            kept = {"code": said["N03_007"], "name": said["N03_004"]}
            if said["N03_003"]:
                kept["of"] = said["N03_003"]
            features.append({"properties": kept, "polygons": polygons(feature["geometry"])})
        features.sort(key=lambda f: f["properties"]["code"])
        write(OUT / f"{code}.topojson", topology(features))
    nation = json.loads((folder / "prefectures.json").read_text("utf-8"))["features"]
    features = [
        {
            "properties": {"code": names[f["properties"]["N03_001"]], "name": f["properties"]["N03_001"]},
            "polygons": polygons(f["geometry"]),
        }
        for f in nation
    ]
    features.sort(key=lambda f: f["properties"]["code"])
    write(OUT / "00.topojson", topology(features))


def write(path: Path, content: dict[str, Any]) -> None:
    path.write_text(json.dumps(content, ensure_ascii=False, separators=(",", ":")) + "\n", "utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))

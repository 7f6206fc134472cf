"""Outlines of prefectures and municipalities, for overview maps, from `data/<prefecture>.topojson` (see credit()).

Codes are those of local governments: two digits a prefecture, five a municipality (a sixth check digit is dropped).
Made by `tools/make_outlines.py` from 国土数値情報 行政区域 N03 (2021-01-01): precision for pictures, not for surveying.
"""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from tomoni.i18n import Text

DATA = Path(__file__).parent / "data"
NATION = "00"
Point = tuple[float, float]
Ring = tuple[Point, ...]
_CREDIT = Text(
    "「国土数値情報（行政区域データ）」（国土交通省、2021年1月1日時点）を加工して作成",
    "Made from National Land Numerical Information (administrative areas, as of 1 January 2021), MLIT, simplified",
)


class UnknownAreaError(LookupError):
    """There are no outlines for this code (a made-up area, or no code of a local government)."""


@dataclass(frozen=True, slots=True)
class Outline:
    """One area. `polygons` are rings of (longitude, latitude), outer ring first, closed, in degrees (JGD2011).

    `of` is the designated city of a ward or the district (郡, 支庁) of a town or village, else "".
    """

    code: str
    name: str
    of: str
    polygons: tuple[tuple[Ring, ...], ...]

    @property
    def full_name(self) -> str:
        """ "大阪市北区" for a ward, else the name alone: districts are not part of everyday names."""
        return self.of + self.name if self.is_ward else self.name

    @property
    def is_ward(self) -> bool:
        """A ward of a designated city (not one of Tokyo's special wards)."""
        return self.of.endswith("市")


def credit(lang: str = "ja") -> str:
    """The source to name wherever an outline is shown."""
    return _CREDIT[lang]


def normal(code: str | int) -> str:
    """ "271004" → "27100", 27100 → "27100", "130001" → "13" and "13" → "13"; what is no code raises UnknownAreaError."""
    text = str(code).strip()
    if not text.isascii() or not text.isdigit() or len(text) not in (1, 2, 4, 5, 6):
        raise UnknownAreaError(text)
    text = text.zfill({1: 2, 4: 5}.get(len(text), len(text)))
    text = text[:5]
    return text[:2] if text[2:] == "000" else text


def outlines(code: str, *, wards: bool = False) -> list[Outline]:
    """The municipalities of a prefecture; the wards of a designated city; the one area of any other municipality.

    In a prefecture the wards of a designated city are merged into the city unless `wards`. "00": the prefectures.
    """
    code = normal(code)
    known = _load(code[:2])
    if len(code) == 2:
        return list(known.every if wards or code == NATION else known.merged)
    found = next((o for o in known.every if o.code == code), None)
    if found:
        return [found]
    city = next((o for o in known.merged if o.code == code), None)
    if city is None:
        raise UnknownAreaError(code)
    return [o for o in known.every if o.of == city.name and o.is_ward]


def names(prefecture: str) -> dict[str, str]:
    """code → full name of everything in a prefecture: municipalities, designated cities and their wards."""
    known = _load(normal(prefecture)[:2])
    return {o.code: o.full_name for o in sorted(dict.fromkeys((*known.every, *known.merged)), key=lambda o: o.code)}


@dataclass(frozen=True, slots=True)
class _Known:
    every: tuple[Outline, ...]
    merged: tuple[Outline, ...]


@lru_cache(maxsize=8)
def _load(prefecture: str) -> _Known:
    path = DATA / f"{prefecture}.topojson"
    if not path.is_file():
        raise UnknownAreaError(prefecture)
    topology = json.loads(path.read_text("utf-8"))
    arcs = _arcs(topology)
    every, cities = [], dict[str, list[dict[str, Any]]]()
    for shape in topology["objects"]["areas"]["geometries"]:
        said = shape["properties"]
        found = Outline(said["code"], said["name"], said.get("of", ""), _polygons(shape["arcs"], arcs))
        every.append(found)
        if found.is_ward:
            cities.setdefault(found.of, []).append(shape)
    merged = [o for o in every if not o.is_ward]
    for city, shapes in cities.items():
        rings = [ring for shape in shapes for polygon in shape["arcs"] for ring in polygon]
        merged.append(Outline(_city_code(shapes), city, "", _polygons([[r] for r in _dissolved(rings, arcs)], arcs)))
    return _Known(tuple(every), tuple(sorted(merged, key=lambda o: o.code)))


def _city_code(wards: list[dict[str, Any]]) -> str:
    """The code of a designated city: its wards count on from it, at most 30 above, cities being multiples of ten."""
    first = min(int(ward["properties"]["code"]) for ward in wards)
    return f"{first // 10 * 10 if first % 10 else first - 10:05d}"


def _arcs(topology: dict[str, Any]) -> list[list[Point]]:
    (sx, sy), (ox, oy) = topology["transform"]["scale"], topology["transform"]["translate"]
    out = []
    for arc in topology["arcs"]:
        x = y = 0
        points = []
        for dx, dy in arc:
            x, y = x + dx, y + dy
            points.append((ox + x * sx, oy + y * sy))
        out.append(points)
    return out


def _ring(numbers: list[int], arcs: list[list[Point]]) -> Ring:
    points: list[Point] = []
    for number in numbers:
        arc = arcs[number] if number >= 0 else arcs[~number][::-1]
        points += arc[1:] if points else arc
    return tuple(points)


def _polygons(shape: list[list[list[int]]], arcs: list[list[Point]]) -> tuple[tuple[Ring, ...], ...]:
    return tuple(tuple(_ring(ring, arcs) for ring in polygon) for polygon in shape)


def _dissolved(rings: list[list[int]], arcs: list[list[Point]]) -> list[list[int]]:
    """The outer arcs of neighbouring rings joined to new rings: arcs that two of them share are inner borders."""
    uses = Counter(number if number >= 0 else ~number for ring in rings for number in ring)
    loose = [number for ring in rings for number in ring if uses[number if number >= 0 else ~number] == 1]
    starts: dict[Point, list[int]] = {}
    for number in loose:
        arc = arcs[number] if number >= 0 else arcs[~number][::-1]
        starts.setdefault(arc[0], []).append(number)
    joined: list[list[int]] = []
    while starts:
        here = next(iter(starts))
        ring: list[int] = []
        while here in starts:
            number = starts[here].pop()
            if not starts[here]:
                del starts[here]
            ring.append(number)
            here = (arcs[number] if number >= 0 else arcs[~number][::-1])[-1]
        joined.append(ring)
    return joined

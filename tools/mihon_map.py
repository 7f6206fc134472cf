"""The sample's roads and its list of relief places for the paper map: invented like the rest, and marked synthetic."""

from __future__ import annotations

import json
import math
import random
from typing import Any

CENTRE = (136.5, 30.5)
SEED = 992012
AS_OF = "9月3日 8:00"
Point = tuple[float, float]


def _at(angle: float, radius: float) -> Point:
    """A place `radius` degrees from the middle; `angle` in turns."""
    x = CENTRE[0] + radius * math.cos(angle * math.tau) * 1.15
    return round(x, 5), round(CENTRE[1] + radius * math.sin(angle * math.tau), 5)


def _collection(features: list[dict[str, Any]], **more: Any) -> bytes:
    whole = {"type": "FeatureCollection", "synthetic": True, **more, "features": features}
    return (json.dumps(whole, ensure_ascii=False, separators=(",", ":")) + "\n").encode()


def _feature(kind: str, coordinates: Any, **properties: Any) -> dict[str, Any]:
    return {"type": "Feature", "properties": properties, "geometry": {"type": kind, "coordinates": coordinates}}


def _rough(points: list[Point], rng: random.Random, by: float) -> list[Point]:
    return [(round(x + rng.uniform(-by, by), 5), round(y + rng.uniform(-by, by), 5)) for x, y in points]


def roads() -> bytes:
    """Two ring roads, eight roads outwards, small streets in the middle, a railway, a river, a park: what a town has."""
    rng = random.Random(SEED)
    found = []
    for radius, kind in ((0.03, "primary"), (0.06, "secondary")):
        ring = _rough([_at(n / 48, radius) for n in range(48)], rng, 0.0006)
        found.append(_feature("LineString", [*ring, ring[0]], highway=kind))
    for arm in range(8):
        path = [_at(arm / 8 + 0.01 * math.sin(n), n * 0.006) for n in range(1, 14)]
        found.append(_feature("LineString", _rough(path, rng, 0.0004), highway="primary" if arm % 2 else "secondary"))
    for step in range(-14, 15):
        for across in (True, False):
            path = []
            for n in range(-14, 15):
                a, b = step * 0.002, n * 0.002
                if math.hypot(a, b) < 0.029:
                    path.append((CENTRE[0] + (a if across else b) * 1.15, CENTRE[1] + (b if across else a)))
            if len(path) > 1:
                found.append(_feature("LineString", _rough(path, rng, 0.00015), highway="residential"))
    for nth in range(40):
        start = _at(rng.random(), rng.uniform(0.034, 0.075))
        turn, path = rng.random(), [start]
        for _ in range(6):
            turn += rng.uniform(-0.06, 0.06)
            x, y = path[-1]
            path.append(
                (round(x + 0.0022 * math.cos(turn * math.tau), 5), round(y + 0.002 * math.sin(turn * math.tau), 5))
            )
        found.append(_feature("LineString", path, highway="tertiary" if nth % 4 == 0 else "unclassified"))
    rail = [(CENTRE[0] + x * 0.004, CENTRE[1] - 0.013 + 0.006 * math.sin(x / 7)) for x in range(-22, 23)]
    found.append(_feature("LineString", _rough(rail, rng, 0.0002), railway="rail"))
    river = [(CENTRE[0] - 0.02 + 0.006 * math.sin(y / 3), CENTRE[1] + y * 0.006) for y in range(-13, 14)]
    found.append(_feature("LineString", _rough(river, rng, 0.0003), waterway="river"))
    park = [(CENTRE[0] + 0.008 + 0.004 * math.cos(n / 12 * math.tau), CENTRE[1] + 0.006 + 0.003 * math.sin(n / 12 * math.tau)) for n in range(12)]  # fmt: skip
    found.append(_feature("Polygon", [[*_rough(park, rng, 0.0002), park[0]]], landuse="park"))
    for name, x, y in (("みほん駅", 0.0, -0.0145), ("中央公園", 0.008, 0.006), ("架空川", -0.026, 0.02), ("北港", 0.0, 0.072), ("東浜", 0.082, 0.0)):  # fmt: skip
        found.append(_feature("Point", [round(CENTRE[0] + x, 5), round(CENTRE[1] + y, 5)], name=name))
    return _collection(found, attribution="つくりものの道路（架空のみほん市、synthetic）")


PLACES = (
    ("給水所", "第{n}給水所", "9:00–17:00", "ポリタンクを持ってきてください"),
    ("避難所", "みほん第{n}小学校", "24時間", "毛布は足りています"),
    ("お風呂", "銭湯 架空湯{n}", "15:00–20:00", "タオルと石けん"),
    ("トイレ", "仮設トイレ{n}", "24時間", ""),
    ("携帯の充電", "充電コーナー{n}", "10:00–16:00", "ケーブルを持ってきてください"),
)


def relief() -> bytes:
    """Open places with hours and what to bring, one that has ended, one with no state, one that has an address only; a
    closed road, a flooded area and one without power."""
    rng = random.Random(SEED + 1)
    found = []
    for layer, name, hours, bring in PLACES:
        for n in range(1, 7 if layer != "携帯の充電" else 4):
            spot = _at(rng.random(), rng.uniform(0.008, 0.062))
            about = {"category": layer, "name": name.format(n=n), "時間帯": hours, "持ち物": bring, "更新日時": AS_OF}
            about["状態"] = "終了" if (layer, n) == ("給水所", 4) else "" if (layer, n) == ("避難所", 6) else "開設中"
            if (layer, n) == ("お風呂", 3):
                about["備考"] = "登録者: 架空 太郎 090-0000-0000"
            found.append(_feature("Point", spot, **{key: value for key, value in about.items() if value}))
    found.append({"type": "Feature", "properties": {"category": "給水所", "name": "位置の分からない給水所", "address": "みほん市東区1-1", "状態": "開設中"}, "geometry": None})  # fmt: skip
    for name, angle, start in (("架空橋 通行止め", 0.26, 0.032), ("北通り 通行止め", 0.62, 0.040)):
        path = [_at(angle, start + n * 0.003) for n in range(5)]
        found.append(_feature("LineString", path, category="通行止め", name=name, 状態="開設中", 更新日時=AS_OF))
    for category, angle, radius, size in (("浸水している所", 0.5, 0.03, 0.011), ("停電している所", 0.06, 0.045, 0.014)):
        x, y = _at(angle, radius)
        ring = [(round(x + size * math.cos(n / 18 * math.tau) * rng.uniform(0.75, 1.2), 5), round(y + size * math.sin(n / 18 * math.tau) * rng.uniform(0.75, 1.2), 5)) for n in range(18)]  # fmt: skip
        found.append(_feature("Polygon", [[*ring, ring[0]]], category=category, name=category, 状態="開設中", 更新日時=AS_OF))  # fmt: skip
    return _collection(found, attribution="架空のみほん市（synthetic）")


def files() -> dict[str, bytes]:
    return {"papermap/base/roads.geojson": roads(), "papermap/relief.geojson": relief()}

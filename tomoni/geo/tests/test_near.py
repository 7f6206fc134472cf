"""Nearest and box, against looking at every point: also over the 180° meridian, at the poles, with equal places."""

from __future__ import annotations

import math
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tomoni.geo import sphere
from tomoni.geo.near import LEAF, Near

latitudes = st.one_of(st.floats(-90, 90), st.sampled_from([90.0, -90.0, 89.9999, 0.0]))
longitudes = st.one_of(st.floats(-180, 180), st.sampled_from([180.0, -180.0, 179.9999, -179.9999, 0.0]))
places = st.tuples(latitudes, longitudes)


def brute(points: list[tuple[float, float] | None], lat: float, lon: float) -> list[tuple[float, int]]:
    """All points by haversine distance: another formula than the index uses."""
    return sorted((sphere.distance(lat, lon, *p), i) for i, p in enumerate(points) if p is not None)


def alike(one: float, other: float) -> bool:
    """To the millimetre; at the other side of the earth, where arcsine is steep, to half a metre."""
    return math.isclose(one, other, rel_tol=0, abs_tol=0.5 if other > 19e6 else 1e-3)


def same(found: list[tuple[float, int]], wanted: list[tuple[float, int]]) -> None:
    """Equal distances, and no index twice (ties may swap)."""
    assert len(found) == len(wanted)
    assert all(alike(a, b) for (a, _), (b, _) in zip(found, wanted, strict=True))
    assert len({i for _, i in found}) == len(found)


@settings(max_examples=150, deadline=None)
@given(st.lists(places, max_size=120), places, st.integers(1, 130))
def test_nearest_is_what_a_look_at_every_point_finds(points: list[tuple[float, float]], here: tuple[float, float], count: int) -> None:  # fmt: skip
    near, wanted = Near(points), brute(list(points), *here)
    found = near.nearest(*here, count)
    same(found, wanted[:count])
    away = {i: d for d, i in wanted}
    assert all(alike(d, away[i]) for d, i in found)
    lazy = [item for item, _ in zip(near.by_distance(*here), range(count), strict=False)]
    same(lazy, wanted[:count])


@pytest.mark.parametrize("middle", [(0.0, 180.0), (90.0, 0.0), (-90.0, 10.0), (23.7, 120.9), (66.5, -180.0)])
def test_a_crowd_around_the_seam_a_pole_and_a_town(middle: tuple[float, float]) -> None:
    dice = random.Random(7)
    points: list[tuple[float, float] | None] = []
    for _ in range(1500):
        lat = max(-90.0, min(90.0, middle[0] + dice.gauss(0, 2)))
        points.append((lat, (middle[1] + dice.gauss(0, 4) + 180.0) % 360.0 - 180.0))
    near = Near(points)
    for _ in range(20):
        lat = max(-90.0, min(90.0, middle[0] + dice.gauss(0, 2)))
        lon = (middle[1] + dice.gauss(0, 4) + 180.0) % 360.0 - 180.0
        same(near.nearest(lat, lon, 100), brute(points, lat, lon)[:100])
        limit = 50_000.0
        same(near.nearest(lat, lon, 2000, within=limit), [one for one in brute(points, lat, lon) if one[0] <= limit])


def test_equal_places_come_by_index_and_what_has_no_place_never() -> None:
    points = [None, (35.0, 139.0), (math.nan, 1.0), *[(35.0, 139.0)] * (3 * LEAF), (91.0, 0.0)]
    found = Near(points).nearest(35.0, 139.0, 10)
    assert [index for _, index in found] == [1, *range(3, 12)]
    assert Near([]).nearest(0, 0, 5) == [] == list(Near([None]).by_distance(0, 0))


def test_where_goes_on_until_enough_are_found() -> None:
    points = [(0.0, lon / 10) for lon in range(500)]
    found = Near(points).nearest(0.0, 0.0, 3, where=lambda index: index % 100 == 99)
    assert [index for _, index in found] == [99, 199, 299]


def test_a_box_may_go_over_the_meridian_and_holds_its_edges() -> None:
    points = [(0.0, 179.0), (0.0, -179.0), (0.0, 0.0), (10.0, 180.0), (90.0, 12.0)]
    near = Near(points)
    assert near.inside(sphere.Box(178.0, -10.0, -178.0, 10.0)) == [0, 1, 3]
    assert near.inside(sphere.Box(-10.0, -10.0, 10.0, 10.0)) == [2]
    assert near.inside(sphere.Box(170.0, 80.0, 175.0, 90.0)) == [4]


@given(places, places)
def test_distance_is_that_of_the_chord_and_the_same_both_ways(a: tuple[float, float], b: tuple[float, float]) -> None:
    there = sphere.distance(*a, *b)
    assert there == pytest.approx(sphere.distance(*b, *a), abs=1e-6)
    chord = sum((p - q) ** 2 for p, q in zip(sphere.unit(*a), sphere.unit(*b), strict=True))
    assert sphere.metres(chord) == pytest.approx(there, abs=0.2)  # at the antipodes asin is flat
    assert 0.0 <= sphere.bearing(*a, *b) < 360.0


def test_known_distances_and_directions() -> None:
    tokyo, osaka = (35.681236, 139.767125), (34.702485, 135.495951)
    assert sphere.distance(*tokyo, *osaka) == pytest.approx(403_000, rel=0.006)
    assert sphere.compass(sphere.bearing(*tokyo, *osaka)) == "W"
    assert sphere.compass(sphere.bearing(0, 179, 0, -179)) == "E"
    assert sphere.compass(sphere.bearing(89, 0, 90, 0)) == "N"
    assert sphere.chord2(1e9) == 4.0

"""Outlines and names: whole, closed, small, and never the wrong area."""

import csv
import re
from itertools import pairwise
from pathlib import Path

import pytest

from tomoni.geo import NATION, UnknownAreaError, credit, find, names, outlines, picture
from tomoni.geo.names import tidy
from tomoni.geo.outlines import DATA, normal

PREFECTURES = [f"{n:02d}" for n in range(1, 48)]
SHARED = Path(__file__).resolve().parents[4] / "shared" / "data" / "codes" / "localgovjp-20211101-utf8.csv"


def test_all_47_prefectures_are_there_and_the_data_stay_small() -> None:
    assert [o.code for o in outlines(NATION)] == PREFECTURES
    assert sum(file.stat().st_size for file in DATA.iterdir()) < 1_500_000


@pytest.mark.parametrize("code", PREFECTURES)
def test_every_ring_is_closed_and_every_area_has_one(code: str) -> None:
    for wards in (False, True):
        for outline in outlines(code, wards=wards):
            assert outline.polygons
            for polygon in outline.polygons:
                for ring in polygon:
                    assert ring[0] == ring[-1] and len(ring) >= 4, outline.name


def test_wards_are_merged_into_their_city_or_shown_apart() -> None:
    merged = {o.code: o.full_name for o in outlines("27")}
    assert len(merged) == 43 and merged["27100"] == "大阪市" and merged["27140"] == "堺市"
    apart = {o.code: o.full_name for o in outlines("27", wards=True)}
    assert len(apart) == 72 and apart["27127"] == "大阪市北区"
    assert {o.of for o in outlines("271004")} == {"大阪市"} and len(outlines("27100")) == 24


def test_a_merged_city_covers_its_wards() -> None:
    def land(code: str) -> float:
        return sum(
            abs(shoelace(polygon[0])) - sum(abs(shoelace(r)) for r in polygon[1:])
            for o in by[code]
            for polygon in o.polygons
        )

    def shoelace(ring: tuple[tuple[float, float], ...]) -> float:
        return sum(a[0] * b[1] - b[0] * a[1] for a, b in pairwise(ring)) / 2

    by = {"city": [o for o in outlines("14") if o.name == "横浜市"], "wards": outlines("14100")}
    assert land("city") == pytest.approx(land("wards"), rel=1e-6)


@pytest.mark.parametrize(
    ("given", "code"), [("271004", "27100"), ("27100", "27100"), ("130001", "13"), ("13", "13"), ("1", "01")]
)
def test_codes_with_and_without_check_digit(given: str, code: str) -> None:
    assert normal(given) == code


@pytest.mark.parametrize("code", ["990001", "999999", "", "大阪市", "48", "27999"])
def test_made_up_codes_have_no_outlines(code: str) -> None:
    with pytest.raises(UnknownAreaError):
        outlines(code)


@pytest.mark.parametrize("code", [NATION, *PREFECTURES])
def test_maps_are_small_whole_and_complete(code: str) -> None:
    drawn = picture(code)
    assert {s.code for s in drawn.shapes} == {o.code for o in outlines(code)}
    assert sum(len(s.path) for s in drawn.shapes) < 26_000
    assert max(drawn.size) <= 1700 and min(drawn.size) >= 250
    for shape in drawn.shapes:
        assert re.fullmatch(r"(M-?\d+ -?\d+([la][-\d .]+)+z)+", shape.path.replace(" 0 1 0", " ")), shape.name
        for x, y in re.findall(r"M(-?\d+) (-?\d+)", shape.path):
            assert -10 <= int(x) <= drawn.size[0] + 10 and -10 <= int(y) <= drawn.size[1] + 10


def test_far_islands_stand_in_boxes_and_leave_the_mainland_legible() -> None:
    tokyo = picture("13")
    assert tokyo.frames
    chiyoda = next(s for s in tokyo.shapes if s.name == "千代田区")
    xs = [int(x) for x in re.findall(r"M(\d+)", chiyoda.path)]
    assert xs and tokyo.size[0] == 1000
    assert not picture("27").frames


@pytest.mark.parametrize(
    ("words", "within", "code"),
    [
        ("大阪市", "27", "27100"),
        ("大阪市北区", "27", "27127"),
        ("大阪市 北区", "270008", "27127"),
        ("大阪府大阪市北区", "", "27127"),
        ("北区", "27100", "27127"),
        ("豊能郡能勢町", "27", "27322"),
        ("能勢町", "27", "27322"),
        ("太子町", "27", "27381"),
        ("太子町", "28", "28464"),
        ("高槻", "27", "27207"),
        ("千代田区", "130001", "13101"),
        ("大島町", "13", "13361"),
        ("伊達市", "01", "01233"),
        ("大阪府", "27", "27"),
        ("東京都", "27", "13"),
        ("京都", "", "26"),
        ("京都市", "26", "26100"),
        ("檮原町", "39", "39405"),
        ("竜ヶ崎市", "08", "08208"),
        ("２７１００", "", "27100"),
        ("271004", "", "27100"),
    ],
)
def test_names_that_mean_an_area(words: str, within: str, code: str) -> None:
    assert find(words, within) == code


@pytest.mark.parametrize(
    ("words", "within"),
    [
        ("府外", "27"),
        ("県外", "28"),
        ("市外", "28100"),
        ("調査中", "27"),
        ("非公表", "27"),
        ("―", "27"),
        ("", "27"),
        ("北区", "27"),
        ("大阪", "27"),
        ("兵庫", "28"),
        ("府中市", ""),
        ("神戸市", "27"),
        ("みほん市", "990001"),
        ("大阪市以外", "27"),
    ],
)
def test_names_that_mean_none_or_several(words: str, within: str) -> None:
    assert find(words, within) is None


def test_every_own_name_is_found_again() -> None:
    for prefecture in PREFECTURES:
        same: dict[str, set[str]] = {}
        for code, name in names(prefecture).items():
            same.setdefault(name, set()).add(code)
        for name, codes in same.items():
            assert find(name, prefecture) == (codes.pop() if len(codes) == 1 else None), name


def test_the_source_is_named() -> None:
    assert "国土数値情報" in credit() and "国土交通省" in credit() and "MLIT" in credit("en")


@pytest.mark.shared
def test_codes_agree_with_the_list_of_local_governments() -> None:
    if not SHARED.is_file():
        pytest.skip("no ../shared/data/codes")
    with SHARED.open(encoding="utf-8-sig") as file:
        listed = {row["lgcode"][:5]: row["city"].replace(" ", "") for row in csv.DictReader(file)}
    ours = {code: name for prefecture in PREFECTURES for code, name in names(prefecture).items()}
    wrong = {
        c: (ours[c], listed[c])
        for c in ours.keys() & listed.keys()
        if tidy(ours[c]) not in (tidy(listed[c]), tidy(listed[c].split("郡")[-1]))
    }
    assert len(ours.keys() & listed.keys()) > 1_880
    assert not wrong

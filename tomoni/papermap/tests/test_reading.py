"""Files as people make them → items whose outcomes add up; hostile ones → a clear message."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path

import pytest

from tomoni.papermap import making, read, report
from tomoni.papermap.model import Kind, Outcome
from tomoni.registry.errors import Problem

KML = '<kml xmlns="http://www.opengis.net/kml/2.2"><Document><name>D</name><Folder><name>{layer}</name>{marks}</Folder></Document></kml>'


def mark(name: str, where: str = "133.2,34.4,0", more: str = "") -> str:
    return f"<Placemark><name>{name}</name>{more}<Point><coordinates>{where}</coordinates></Point></Placemark>"


def screened(data: bytes, name: str = "a.kml"):
    return making.gather([read.read(data, name, reuse="open")])


def kml(*marks: str, layer: str = "お風呂") -> bytes:
    return KML.format(layer=layer, marks="".join(marks)).encode()


@pytest.mark.shared
@pytest.mark.parametrize(
    ("name", "total", "wanted"),
    [
        ("2018_hiroshima_water-supply_final.kml", 389, {"unplaced": 44}),
        ("2018_hiroshima_water-supply_20180712.kml", 203, {"unplaced": 0}),
        ("2019_chiba_typhoon15_mymaps.kml", 2781, {"unplaced": 2280}),
        ("2024_noto_town_mymaps.kml", 40, {"placed": 40}),
        ("okinawa_camp.umap", 33, {"placed": 33}),
        ("ghp2020_null-names.geojson", 14, {"placed": 14}),
        ("170003_aed.csv", 286, {"refused": 3}),
        ("170003_evacuation_space.csv", 1528, {"unplaced": 3}),
        ("saigai_hospital.csv", 10, {"unplaced": 10}),
        ("suzusiteishelter.csv", 27, {"placed": 27}),
        ("open_shelter_Nanao-shi_2024-01-09-1800.csv", 29, {"placed": 29}),
        ("gsi_evacuation_342050.json", 163, {"placed": 163}),
    ],
)
def test_every_placemark_of_a_real_file_has_an_outcome(
    real: Path, name: str, total: int, wanted: dict[str, int]
) -> None:
    found = report.summary(screened((real / name).read_bytes(), name))
    assert found["total"] == total == sum(found[str(one)] for one in Outcome)
    assert {key: found[key] for key in wanted} == wanted


@pytest.mark.shared
def test_real_traps_are_seen(real: Path) -> None:
    name = "2018_hiroshima_water-supply_final.kml"
    reading = screened((real / name).read_bytes(), name)
    ended = [item for item in reading.items if item.outcome is Outcome.ENDED]
    assert sum("提供終了" in item.why.ja for item in ended if item.why) == 17
    baths = [item for item in reading.placed() if item.name == "大宮湯"]
    assert len(baths) == 1
    assert not any("登録者" in " ".join([i.name, i.notes, i.hours, *i.fields.values()]) for i in reading.items)


def test_hours_inside_a_name_and_the_word_of_its_category_are_taken_apart() -> None:
    (item,) = screened(kml(mark("風呂｜みなと館（6:00-9:30、12:00-24:00）"))).items
    assert (item.category, item.name, item.hours) == ("bath", "みなと館", "6:00-9:30、12:00-24:00")


def test_a_place_that_ended_in_another_row_is_not_printed_as_open() -> None:
    reading = screened(kml(mark("風呂｜鶴の湯（提供終了）"), mark("風呂｜鶴の湯")))
    assert [item.outcome for item in reading.items] == [Outcome.ENDED, Outcome.WITHHELD]


def test_a_road_closed_at_night_is_not_passable() -> None:
    line = "<Placemark><name>夜間通行止</name><LineString><coordinates>137,37 137.1,37.1</coordinates></LineString></Placemark>"
    (item,) = screened(kml(line, layer="通行可能道路")).items
    assert (item.kind, item.category) == (Kind.LINE, "closed-road")


def test_mobile_numbers_and_mail_never_stay() -> None:
    (item,) = screened(kml(mark("A", more="<description>連絡 090-1234-5678 a@example.jp</description>"))).items
    said = " ".join([item.notes, *item.fields.values()])
    assert "1234" not in said and "example.jp" not in said and "masked" in item.marks


def test_the_name_behind_a_number_goes_with_it() -> None:
    (item,) = screened(kml(mark("A", more="<description>運びます 080-1234-5678（三上）まで</description>"))).items
    assert "三上" not in " ".join([item.notes, *item.fields.values()])


@pytest.mark.parametrize("where", ["nan,34", "inf,34", "0,0", "999,34", "x,y", "1e999,3"])
def test_numbers_that_are_no_place_are_refused_and_said(where: str) -> None:
    (item,) = screened(kml(mark("A", where))).items
    assert item.outcome is Outcome.REFUSED and item.why


def test_latitude_and_longitude_the_wrong_way_round_are_put_right_and_marked() -> None:
    (item,) = screened(kml(mark("A", "34.4,133.2"))).items
    assert item.anchor == (133.2, 34.4) and "swapped" in item.marks


def test_an_xml_bomb_is_refused() -> None:
    bomb = b'<!DOCTYPE k [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]><kml><Document>&b;</Document></kml>'
    with pytest.raises(Problem, match="entities"):
        read.read(bomb, "a.kml")


def test_a_zip_bomb_in_a_kmz_is_refused() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("doc.kml", b"<kml>" + b" " * 30_000_000)
    with pytest.raises(Problem, match="unfolds"):
        read.read(out.getvalue(), "a.kmz")


def test_a_kmz_is_its_kml() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("doc.kml", kml(mark("A"), mark("B", "133.3,34.5")))
    assert len(screened(out.getvalue(), "a.kmz").placed()) == 2


def test_more_places_than_a_sheet_can_hold_is_said_at_once() -> None:
    one = json.dumps({"type": "Feature", "properties": {}, "geometry": {"type": "Point", "coordinates": [133, 34]}})
    data = '{"type":"FeatureCollection","features":[' + ",".join([one] * (read.MOST_ITEMS + 1)) + "]}"
    with pytest.raises(Problem, match="too many"):
        read.read(data.encode(), "a.geojson")


@pytest.mark.parametrize(
    "data",
    [b"{", b"[]", b"<html><body>404</body></html>", b'{"type":"x"}', b"<kml", b"\xff\xfe\x00", b"PK\x03\x04junk"],
)
def test_what_is_no_map_is_a_message(data: bytes) -> None:
    with pytest.raises(Problem):
        read.read(data, "a.kml")

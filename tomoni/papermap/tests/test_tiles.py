"""Vector tiles as base map: PMTiles read and cut, MVT decoded, drawn on a sheet; broken ones end in words."""

from __future__ import annotations

import contextlib
import gzip
import math
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tomoni.papermap import base, making
from tomoni.papermap.base import drawing, mvt, pmtiles, rules, tiles
from tomoni.papermap.order import Order
from tomoni.papermap.sheet.look import Look
from tomoni.papermap.sheet.paper import Frame
from tomoni.papermap.tests.test_sheet import SAID, item, reading
from tomoni.registry.errors import Problem


def varint(value: int) -> bytes:
    out = bytearray()
    while value > 127:
        out.append(value & 127 | 128)
        value >>= 7
    return bytes([*out, value])


def part(number: int, data: bytes) -> bytes:
    return varint(number << 3 | 2) + varint(len(data)) + data


def zigzag(value: int) -> int:
    return value << 1 if value >= 0 else (-value << 1) - 1


def geometry(paths: list[list[tuple[int, int]]], kind: int) -> bytes:
    out, x, y = [], 0, 0
    for path in paths:
        for nth, (u, v) in enumerate(path):
            if nth == 0:
                out.append(1 | 1 << 3)
            elif nth == 1:
                out.append(2 | (len(path) - 1) << 3)
            out += [zigzag(u - x), zigzag(v - y)]
            x, y = u, v
        if kind == mvt.AREA:
            out.append(7 | 1 << 3)
    return b"".join(map(varint, out))


def layer(name: str, features: list[tuple[int, dict[str, str], list[list[tuple[int, int]]]]]) -> bytes:
    keys = sorted({key for _, about, _ in features for key in about})
    values = sorted({value for _, about, _ in features for value in about.values()})
    body = varint(15 << 3) + varint(2) + part(1, name.encode())
    for kind, about, paths in features:
        tags = b"".join(varint(keys.index(key)) + varint(values.index(value)) for key, value in about.items())
        body += part(2, part(2, tags) + varint(3 << 3) + varint(kind) + part(4, geometry(paths, kind)))
    body += b"".join(part(3, key.encode()) for key in keys)
    body += b"".join(part(4, part(1, value.encode())) for value in values)
    return part(3, body + varint(5 << 3) + varint(4096))


CROSS = [[(0, 2048), (4096, 2048)], [(2048, 0), (2048, 4096)]]
TILE = (
    layer("RdCL", [(mvt.LINE, {"vt_rdctg": "国道"}, CROSS)])
    + layer("WA", [(mvt.AREA, {}, [[(100, 100), (900, 100), (900, 900)]])])
    + layer(
        "Anno", [(mvt.POINT, {"vt_text": "尾道市"}, [[(3000, 3000)]]), (mvt.POINT, {"vt_text": "外"}, [[(5000, 10)]])]
    )
)
AROUND = (133.15, 34.36, 133.25, 34.44)


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    """Tiles of zooms 10 to 14 around Onomichi, each with the same cross of roads, a pond and a name."""
    found = {(z, x, y): TILE for z in range(10, 15) for x, y in tiles.covering(AROUND, z)}
    path = tmp_path / "town.pmtiles"
    path.write_bytes(pmtiles.write(found, {"attribution": "<a href='x'>つくりもの</a>", "synthetic": True}))
    return path


def test_a_tile_says_its_roads_water_and_names() -> None:
    made = tiles.drawn(TILE, 14, 14250, 6530)
    assert set(made.lines) == {"major"} and set(made.areas) == {"water"}
    assert [one[0] for one in made.labels] == ["尾道市"], "a name beyond the edge is the neighbour's"
    (west, lat), (east, _) = made.lines["major"][0]
    assert math.isclose(east - west, 360 / 2**14) and 33 < lat < 35


def test_the_archive_is_drawn_on_the_sheet_with_its_attribution(archive: Path) -> None:
    found = reading([item(1, 133.2, 34.4), item(2, 133.21, 34.41)])
    order = Order({"ja": "題", "en": "T"}, permission=SAID, scale=25_000, base=base.load(str(archive)), printed="x")
    document = making.make(found, order, "json").composition.document
    assert document["credit"] == "つくりもの" and "<svg" in document["pages"][0]["base"]
    assert document["synthetic"], "a made-up base map makes the sheet say so"
    assert "尾道市" in document["pages"][0]["base"]


def test_zooms_follow_the_scale_and_never_take_too_many_tiles(archive: Path) -> None:
    source = tiles.of_file(archive)
    wide = [source.zoom(Frame(133.2, 34.4, scale, 180, 120)) for scale in (5_000, 25_000, 100_000, 1_000_000)]
    assert wide == sorted(wide, reverse=True) and wide[0] == 14 and wide[-1] == 10
    frame = Frame(133.2, 34.4, 2_000_000, 287, 390)
    assert drawing.draw(source.base(), frame, Look()) is not None


def test_a_town_is_cut_out_of_a_larger_archive(archive: Path, tmp_path: Path) -> None:
    part_of = tiles.cut(tiles.of_file(archive), (133.19, 34.39, 133.21, 34.41), (12, 13))
    path = tmp_path / "part.pmtiles"
    path.write_bytes(part_of)
    less = tiles.of_file(path)
    assert (less.least, less.most) == (12, 13) and len(part_of) < archive.stat().st_size
    assert less.at(Frame(133.2, 34.4, 25_000, 60, 60)).lines["major"]
    with pytest.raises(Problem, match="tiles"):
        tiles.cut(less, (130, 30, 140, 40), (14, 14))


def test_tiles_of_an_address_are_asked_for_with_a_range_and_one_by_one(archive: Path, monkeypatch: Any) -> None:
    from tomoni.registry.fetching import services
    from tomoni.registry.fetching.transport import Answer

    data, asked = archive.read_bytes(), []

    class Web:
        def get(self, url: str, headers: Any) -> Answer:
            asked.append(url)
            if url.endswith(".pmtiles"):
                first, last = map(int, headers["Range"].removeprefix("bytes=").split("-"))
                return Answer(206, url, {}, data[first : last + 1])
            return Answer(200, url, {}, gzip.compress(TILE)) if "/14/" in url else Answer(404, url)

    monkeypatch.setattr(services, "transport", Web)
    away = base.load("https://tiles.example/town.pmtiles")
    frame = Frame(133.2, 34.4, 25_000, 60, 60)
    assert away.at and away.at(frame).lines["major"] and away.at(frame).areas["water"]
    before = len(asked)
    away.at(frame)
    assert len(asked) == before, "a tile is fetched once"
    single = base.load("https://cyberjapandata.gsi.go.jp/xyz/optimal_bvmap-v1/{z}/{x}/{y}.pbf")
    assert single.credit == tiles.GSI and single.at and single.at(frame).lines["major"]


@pytest.mark.parametrize(
    ("layer_name", "about", "wanted"),
    [("transportation", {"class": "primary"}, "major"), ("roads", {"kind": "highway", "kind_detail": "motorway"}, "motorway"),
     ("streets", {"kind": "residential"}, "minor"), ("RdCL", {"vt_rdctg": "高速自動車国道等"}, "motorway"),
     ("RailCL", {}, "rail"), ("Cstline", {}, "coast"), ("AdmBdry", {}, "border"), ("nobody", {"highway": "trunk"}, "major"), ("nobody", {}, "")],
)  # fmt: skip
def test_known_vocabularies_come_to_the_same_ten_classes(layer_name: str, about: dict[str, str], wanted: str) -> None:
    assert rules.line(layer_name, about) == wanted
    assert not wanted or wanted in drawing.LINES


@given(st.binary(max_size=300))
@settings(max_examples=150, deadline=None)
def test_any_bytes_are_a_tile_or_a_problem(data: bytes) -> None:
    for made in (data, TILE[: len(data) % len(TILE)] + data):
        with contextlib.suppress(Problem):
            tiles.drawn(made, 3, 1, 1)
        with contextlib.suppress(Problem):
            pmtiles.Archive.open(lambda offset, length, made=made: made[offset : offset + length])


def test_a_bomb_in_a_tile_is_not_unpacked(tmp_path: Path) -> None:
    bomb = gzip.compress(bytes(pmtiles.MOST + 1_000_000))
    with pytest.raises(Problem, match="too large"):
        pmtiles.unpacked(bomb, 2)
    path = tmp_path / "x.pmtiles"
    path.write_bytes(b"PMTiles\x03" + b"\xff" * 200)
    with pytest.raises(Problem):
        tiles.of_file(path)

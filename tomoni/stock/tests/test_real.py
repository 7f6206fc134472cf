"""The real files of Taiwan and Korea: two feeds, every difference between description and data handled and said."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tomoni.publish import versions
from tomoni.stock import intake, publishing, queries, services
from tomoni.stock.feed import deltas, documents
from tomoni.stock.ledger import Held
from tomoni.stock.tests.conftest import SHARED, Make

pytestmark = [pytest.mark.shared, pytest.mark.skipif(not SHARED.is_dir(), reason="../shared is not here")]
TAIWAN = [SHARED / "taiwan" / f"maskdata_2020-03-22T{time}.csv" for time in ("0538", "2041", "2111")]


def pull(scope: Any, config: Any, *paths: Path) -> Any:
    files = [(path.name, path.read_bytes()) for path in paths]
    digest = hashlib.sha256(b"".join(data for _, data in files)).hexdigest()
    return services.take(scope, config, intake.read(config, files), "pull", digest)


def told(reading: Any) -> dict[str, int]:
    return {notice.code: notice.count for notice in reading.notices}


def test_taiwan_replayed_in_order_gives_deltas_and_tombstones(feed: Make) -> None:
    scope, config = feed("taiwan", "Asia/Taipei")
    client, sizes = None, []
    for path in TAIWAN:
        outcome = pull(scope, config, path)
        shown = publishing.publish(scope, config)
        storage = versions.storage()
        wanted = {name: shown.read(storage, name) for name in (documents.SITES, documents.STATUS, documents.DATA, documents.CSV, documents.GEOJSON)}  # fmt: skip
        if client is None:
            client = documents.read_pair(wanted[documents.SITES], wanted[documents.STATUS])
        else:
            name = f"deltas/{shown.seq}.json"
            sizes.append(shown.manifest.files[name]["forms"]["gzip"][1])
            client = deltas.apply(client, json.loads(shown.read(storage, name)))
        assert documents.all_of(client) == wanted
    assert (outcome.came, outcome.left) == (5, 13)
    assert len(client.sites) == 5602 and len(client.gone) >= 13
    assert sizes[-1] < shown.manifest.files[documents.CSV]["forms"]["gzip"][1] / 5
    assert all(site["reason"] == "not-listed" for site in client.gone.values())


def test_the_older_file_is_not_taken_after_the_newer_one(feed: Make) -> None:
    scope, config = feed("taiwan", "Asia/Taipei")
    pull(scope, config, TAIWAN[1])
    with pytest.raises(Held):
        pull(scope, config, TAIWAN[0])
    assert queries.row(scope, config).held["ja"]
    again = pull(scope, config, TAIWAN[1])
    assert again.again and not queries.row(scope, config).held


def test_both_spellings_of_the_taiwanese_file_are_the_same_sites(feed: Make) -> None:
    _, config = feed("taiwan", "Asia/Taipei")
    now = intake.read(config, [("now", TAIWAN[0].read_bytes())])
    old = TAIWAN[0].read_bytes().replace("成人口罩剩餘數".encode(), "成人口罩總剩餘數".encode())
    before = intake.read(config, [("old", old)])
    assert before.said == now.said and "other-header" in told(before)
    mangled = intake.read(
        config, [("m", (SHARED / "taiwan" / "maskdata_2020-03-17_float-id-mangled.csv").read_bytes())]
    )
    assert told(mangled)["float-id"] == 6143
    assert all(len(code) == 10 for code in mangled.places)
    assert len(mangled.places.keys() & now.places.keys()) > 5000


def test_what_taiwan_leaves_out_is_said(feed: Make) -> None:
    _, config = feed("taiwan", "Asia/Taipei")
    found = told(intake.read(config, [("now", TAIWAN[0].read_bytes())]))
    assert found == {"default-count": 3, "one-time": 1, "no-zone": 1, "no-position": 5744}
    virtual = TAIWAN[0].read_bytes() + "9999999999,臺北虛擬診所,臺北市,02,200,50,2020/03/22 05:38:41\n".encode()
    assert told(intake.read(config, [("v", virtual)]))["test-site"] == 1


def test_positions_come_from_a_file_of_the_folder(feed: Make, tmp_path: Path) -> None:
    (tmp_path / "files").mkdir()
    points = (SHARED / "taiwan" / "derived_points_2020-03-22T2111.geojson").read_bytes()
    (tmp_path / "files" / "points.geojson").write_bytes(points)
    scope, plain = feed("taiwan", "Asia/Taipei")
    pull(scope, plain, TAIWAN[2])
    config = replace(plain, positions="files/points.geojson")  # named later: the same reading is taken again
    pull(scope, config, TAIWAN[2])
    assert pull(scope, config, TAIWAN[2]).again
    assert queries.without_position(queries.row(scope, config)).count() == 5602 - 5226


def test_korea_and_what_it_did_outside_its_description(feed: Make) -> None:
    scope, config = feed("korea", "Asia/Seoul", publish="band")
    files = [
        SHARED / "korea" / "mask_store_info_seoul_busan.csv",
        SHARED / "korea" / "sales_2020-03-14T2355_sample.csv",
    ]
    pull(scope, config, *files)
    feed_row = queries.row(scope, config)
    found = {notice["code"]: notice["count"] for notice in feed_row.notices}
    assert (found["orphan"], found["break"], found["missing-keys"], found["no-position"]) == (761, 23, 1, 37)
    sites, status, _ = queries.content(feed_row, config)
    assert len(sites) == 6580 and len(status) == 239
    assert {said["sale_state"] for said in status.values()} == {"on_sale", "sold_out", "paused", "unknown"}
    assert not any("on_hand" in said for said in status.values())
    paused = next(said for said in status.values() if said["sale_state"] == "paused")
    assert paused["observed_at"].endswith("+09:00") and "band" not in paused


def test_korean_pages_of_json_and_the_form_with_exact_counts(feed: Make) -> None:
    _, config = feed("korea", "Asia/Seoul")
    stores = {"totalPages": 1, "storeInfos": [{"code": "1", "name": "약국", "addr": "서울 a", "type": "01", "lat": 37.5, "lng": 127.0}]}  # fmt: skip
    sales = {"sales": [{"code": "1", "remain_cnt": 12, "sold_cnt": 3, "sold_out": False, "stock_t": "2020/03/08 09:00:00", "created_at": "2020/03/08 09:10:00"}]}  # fmt: skip
    reading = intake.read(config, [("a", json.dumps(stores).encode()), ("b", json.dumps(sales).encode())])
    assert reading.said[0].on_hand == 12 and told(reading)["exact-counts"] == 1
    assert reading.places["1"].kind == "pharmacy"

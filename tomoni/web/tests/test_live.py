"""Feeds at the front: without Django or database, whole publications only, exact answers, and no question that breaks it."""

from __future__ import annotations

import gzip
import json
import random
import re
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import brotli
import pytest
import schemathesis
from django.test import Client
from hypothesis import HealthCheck, given, settings
from schemathesis import GenerationMode

from tomoni.geo.sphere import Box, distance
from tomoni.publish import site, versions
from tomoni.stock import openapi, publishing, services
from tomoni.stock.intake.base import Said
from tomoni.stock.tests.conftest import feed, say_table  # noqa: F401 — the fixture
from tomoni.web.front import Front
from tomoni.web.tests.asgi import ask
from tomoni.web.tests.test_wire import request, talk

SITES = 300


def table(seed: int = 4) -> str:
    dice = random.Random(seed)
    rows = ["id,name,area,lat,lon,adult,child"]
    for number in range(SITES):
        lat, lon = dice.choice([(0.0, 180.0), (89.0, 0.0), (35.6, 139.7)])
        lat, lon = min(90.0, lat + dice.gauss(0, 1)), (lon + dice.gauss(0, 2) + 180) % 360 - 180
        place = f"{lat:.5f},{lon:.5f}" if number % 20 else ","
        rows.append(f"s{number:03},店{number},{'東西'[number % 2]}区,{place},{number % 5},{number % 3}")
    return "\n".join(rows)


@pytest.fixture
def city(feed: Any) -> Any:  # noqa: F811
    scope, config = feed("table")
    say_table(scope, config, table())
    publishing.publish(scope, config)
    site.show(scope)
    return scope, config


@pytest.fixture
def front(city: Any) -> Front:
    return Front(versions.storage().root)


def get(front: Front, path: str, **headers: str) -> Any:
    answer = ask(front, path, **headers)
    return answer, json.loads(answer.body) if answer.body and "json" in answer.headers["content-type"] else None


def test_every_encoding_has_its_strong_etag_and_304(front: Front) -> None:
    seen = set()
    for coding, unpack in (("gzip", gzip.decompress), ("br", brotli.decompress), ("identity", bytes)):
        answer = ask(front, "/data/masks/data.json", accept_encoding=coding)
        assert json.loads(unpack(answer.body))["feed"] == "masks"
        assert answer.headers["cache-control"].startswith("public, max-age=60")
        assert answer.headers["access-control-allow-origin"] == "*" and answer.headers["vary"] == "Accept-Encoding"
        again = ask(front, "/data/masks/data.json", accept_encoding=coding, if_none_match=answer.headers["etag"])
        assert (again.status, again.body) == (304, b"")
        seen.add(answer.headers["etag"])
    assert len(seen) == 3


def test_a_version_never_changes_and_current_documents_do(front: Front, city: Any) -> None:
    scope, config = city
    head = get(front, "/data/masks/latest.json")[1]
    old = head["files"]["status.json"]["url"]
    first, _ = get(front, f"/data/masks/{old}")
    assert "immutable" in first.headers["cache-control"]
    services.say(scope, config, [Said("s001", "adult", 99)], "key:x", "1")
    publishing.publish(scope, config)
    front.feeds.look({"masks": {}}, wait=True)
    assert get(front, "/data/masks/latest.json")[1]["seq"] == 2
    assert ask(front, f"/data/masks/{old}").body == first.body
    assert get(front, "/data/masks/sites.json")[1]["seq"] == 1


def test_a_swap_is_whole_while_the_next_publication_is_read(front: Front, city: Any) -> None:
    scope, config = city
    get(front, "/data/masks/latest.json")
    services.say(scope, config, [Said("s001", "adult", 99)], "key:x", "1")
    publishing.publish(scope, config)
    said = [get(front, f"/data/masks/{name}")[1]["seq"] for name in ("latest.json", "status.json", "deltas.json", "find.json?limit=1")]  # fmt: skip
    assert said == [1, 1, 1, 1] or said == [2, 2, 2, 2]


def brute(places: list[dict[str, Any]], lat: float, lon: float) -> list[tuple[float, str]]:
    return sorted((distance(lat, lon, p["lat"], p["lon"]), p["id"]) for p in places if "lat" in p)


def test_nearest_box_and_area_are_what_a_look_at_every_site_finds(front: Front) -> None:
    places = get(front, "/data/masks/sites.json")[1]["sites"]
    dice = random.Random(5)
    for lat, lon in [(0.0, 180.0), (0.0, -180.0), (90.0, 0.0), (-90.0, 7.0), *((dice.uniform(-90, 90), dice.uniform(-180, 180)) for _ in range(6))]:  # fmt: skip
        found = get(front, f"/data/masks/find.json?lat={lat!r}&lon={lon!r}&limit=40")[1]["sites"]
        wanted = brute(places, lat, lon)[:40]
        assert all(abs(one["distance"] - away) < 0.6 for one, (away, _) in zip(found, wanted, strict=True))
    for box in (Box(170, -5, -170, 5), Box(139, 35, 140, 36), Box(-180, 88, 180, 90)):
        asked = ",".join(map(str, box))
        found = get(front, f"/data/masks/find.json?bbox={asked}&limit=1000&count=1")[1]
        wanted = [p["id"] for p in places if "lat" in p and box.holds(p["lat"], p["lon"])]
        assert [one["id"] for one in found["sites"]] == wanted and found["count"] == len(wanted)
    found = get(front, f"/data/masks/find.json?{urlencode({'area': '東区', 'item': 'adult', 'state': 'on_sale', 'limit': 1000})}")[1]  # fmt: skip
    assert [one["id"] for one in found["sites"]] == [f"s{n:03}" for n in range(SITES) if n % 2 == 0 and n % 5]


@pytest.mark.parametrize("asked", ["lat=0&lon=180", "", "bbox=-180,-90,180,90", "lat=35&lon=139&state=on_sale"])
def test_pages_follow_each_other_without_a_gap_also_over_a_publication(front: Front, city: Any, asked: str) -> None:
    scope, config = city
    whole = get(front, f"/data/masks/find.json?{asked}&limit=1000")[1]["sites"]
    found, cursor = [], ""
    for turn in range(100):
        page = get(front, f"/data/masks/find.json?{asked}&limit=37&cursor={cursor}")[1]
        found += page["sites"]
        cursor = page["next"]
        if turn == 2:
            services.say(scope, config, [Said("s299", "child", 2)], "key:x", "1")
            publishing.publish(scope, config)
            front.feeds.look({"masks": {}}, wait=True)
        if not cursor:
            break
    assert [one["id"] for one in found] == [one["id"] for one in whole]


def test_deltas_since_and_410_to_the_snapshot(front: Front, city: Any) -> None:
    scope, config = city
    for count in (7, 8, 9):
        services.say(scope, config, [Said("s001", "adult", count)], "key:x", str(count))
        publishing.publish(scope, config)
    front.feeds.look({"masks": {}}, wait=True)
    said = get(front, "/data/masks/deltas.json?since=2")[1]
    assert [one["seq"] for one in said["deltas"]] == [3, 4] and said["deltas"][0]["from_seq"] == 2
    assert get(front, "/data/masks/deltas.json?since=4")[1]["deltas"] == []
    gone, problem = get(front, "/data/masks/deltas.json?since=0")
    assert (gone.status, problem["snapshot"]) == (410, "latest.json")
    assert get(front, "/data/masks/deltas/1.json")[0].status == 410
    assert get(front, "/data/masks/deltas/99.json")[0].status == 404
    assert [get(front, f"/data/masks/deltas.json?since={bad}")[0].status for bad in ("9", "x", "-1", "")] == [400] * 4


def test_the_first_reader_after_a_while_sees_what_is_true_now(
    front: Front, city: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    scope, config = city
    clock = [1000.0]
    monkeypatch.setattr("tomoni.web.live.time.monotonic", lambda: clock[0])
    assert get(front, "/data/masks/latest.json")[1]["seq"] == 1
    services.say(scope, config, [Said("s001", "adult", 77)], "key:x", "1")
    publishing.publish(scope, config)
    clock[0] += 600
    assert get(front, "/data/masks/latest.json")[1]["seq"] == 2


def test_the_list_page_is_filled_for_each_question_without_a_script(front: Front) -> None:
    near = ask(front, "/stock/masks/?lat=35.6&lon=139.7").body.decode()
    assert "今いる場所から近い順" in near and "更新: <time" in near and 'class="away">約' in near
    area = ask(front, f"/stock/masks/?{urlencode({'area': '東区', 'item': 'adult'})}").body.decode()
    assert "東区の中ほどから近い順" in area and "西区 " not in area and "なし</b>" in area
    assert "Nearest to you first" in ask(front, "/en/stock/masks/?lat=0&lon=180").body.decode()
    odd = ask(
        front, "/stock/masks/?" + urlencode({"lat": "<script>", "area": '"><script>alert(1)</script>', "cursor": "x"})
    )
    assert odd.status == 200 and b"<script>alert" not in odd.body
    packed = ask(front, "/stock/masks/", accept_encoding="gzip")
    assert packed.headers["content-encoding"] == "gzip" and len(gzip.decompress(packed.body)) < 100_000


def test_the_catalogue_and_an_export_have_the_feed(front: Front, tmp_path: Path) -> None:
    from tomoni.publish import export

    listed = get(front, "/catalog.jsonld")[0]
    assert '"data/masks/data.geojson"' in listed.body.decode()
    export.export(versions.storage(), tmp_path / "out")
    out = tmp_path / "out" / "data" / "masks"
    assert json.loads((out / "latest.json").read_bytes())["seq"] == 1
    assert (out / json.loads((out / "latest.json").read_bytes())["files"]["data.json"]["url"]).is_file()
    assert b"data-near" in (tmp_path / "out" / "stock" / "masks" / "index.html").read_bytes()


def test_a_feed_that_has_stopped_says_so_loudly(front: Front, monkeypatch: pytest.MonkeyPatch) -> None:
    from datetime import UTC, datetime, timedelta

    from tomoni.stock import fronted

    state = (front.look(), front.feeds.states["masks"])[1]
    shell = b"<p>a</p><!--live--><!--/live-->"
    fresh = fronted.fill(shell, "stock/masks/", state, "").decode()
    late = fronted.fill(shell, "stock/masks/", state, "", datetime.now(UTC) + timedelta(hours=3)).decode()
    assert 'role="alert"' not in fresh and "更新が止まっています（3時間前の情報）" in re.sub("<[^>]+>", "", late)


def test_a_list_in_a_further_language_is_in_english_and_marked_so(front: Front) -> None:
    from tomoni.stock import fronted

    state = (front.look(), front.feeds.states["masks"])[1]
    shell = b"<!--live--><!--/live-->"
    other = fronted.fill(shell, "zh-hant/stock/masks/", state, "").decode()
    assert '<div lang="en">' in other and "Updated:" in other
    assert "更新:" in fronted.fill(shell, "easy/stock/masks/", state, "").decode()
    assert "<div lang=" not in fronted.fill(shell, "en/stock/masks/", state, "").decode()


PATHS = (
    "/data/masks/latest.json",
    "/data/masks/data.json",
    "/",
    "/nothing",
    "/data/masks/nothing",
    "/stock/masks",
    "/assets/none.css",
)
SAME = ("etag", "cache-control", "content-type", "content-encoding", "content-security-policy", "location")


def test_what_is_written_at_once_is_what_asgi_says(front: Front) -> None:
    for path in PATHS:
        for method in ("GET", "HEAD", "POST", "OPTIONS"):
            one = ask(front, path, method, accept_encoding="gzip")
            [said] = talk(front, request(path, method, "Accept-Encoding: gzip"), heads=method == "HEAD")
            assert (said.status, said.body) == (one.status, one.body), (method, path)
            assert [said.headers.get(name) for name in SAME] == [one.headers.get(name) for name in SAME], (method, path)


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
@pytest.mark.parametrize("name", ["find", "findGeojson", "deltas", "push"])
def test_generated_questions_and_updates_never_break_it(
    front: Front, city: Any, name: str, mode: GenerationMode
) -> None:
    scope, config = city
    secret = services.make_key(scope, config, "x")[1]
    schema = schemathesis.openapi.from_dict(openapi.document([config]))
    every = [result.ok() for result in schema.get_all_operations()]
    operation = next(one for one in every if one.definition.raw["operationId"] == name)

    @given(case=operation.as_strategy(generation_mode=mode))
    @settings(max_examples=40, derandomize=True, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    def run(case: Any) -> None:
        if name == "push":
            body = case.body if isinstance(case.body, bytes) else json.dumps(case.body, default=str).encode()
            headers = {"authorization": f"Bearer {secret}"}
            status = Client().post("/shop/push/masks/", body, "application/json", headers=headers).status_code
            assert status in (200, 400, 409, 413, 422)
        else:
            query = urlencode(case.query or {}, doseq=True, errors="replace")
            status = ask(front, f"/data/masks/{operation.path.rsplit('/', 1)[1]}?{query}").status
            assert status in (200, 304, 400, 410)

    run()

"""Sources by address and by dataset, the command line, and what stands in the files of the folder."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tomoni.publish import live, services, versions
from tomoni.registry import jobs
from tomoni.registry.errors import Problem
from tomoni.registry.fetching.transport import Answer
from tomoni.registry.models import Job
from tomoni.stock import config, founding, pulling, queries, showing
from tomoni.stock.intake import base
from tomoni.stock.tests.conftest import SHOPS, Make
from tomoni.stock.validating import validate


class Server:
    """The source's server."""

    def __init__(self, pages: dict[str, bytes]) -> None:
        self.pages = pages

    def get(self, url: str, headers: Any) -> Answer:
        return Answer(200, url, {}, self.pages[url]) if url in self.pages else Answer(500, url)


@pytest.fixture
def serve(monkeypatch: pytest.MonkeyPatch) -> Any:
    def use(pages: dict[str, bytes]) -> None:
        monkeypatch.setattr(pulling, "Urllib3Transport", lambda **_: Server(pages))
        monkeypatch.setattr(pulling.hosts, "_take", lambda *_: True)

    return use


def test_korea_page_by_page_from_its_addresses(feed: Make, serve: Any) -> None:
    base = "https://api.example/v1"
    scope, masks = feed(
        "korea", "Asia/Seoul", f'stores_url = "{base}/stores?page={{page}}"\nurl = "{base}/sales?page={{page}}"'
    )
    pages = {}
    for page in (1, 2):
        store = {
            "code": str(page),
            "name": f"약국{page}",
            "addr": "서울",
            "type": "01",
            "lat": 37.5,
            "lng": 127 + page / 10,
        }
        sale = {
            "code": str(page),
            "stock_at": "2020/03/14 09:00:00",
            "remain_stat": "break",
            "created_at": "2020/03/14 09:05:00",
        }
        pages[f"{base}/stores?page={page}"] = json.dumps({"totalPages": 2, "storeInfos": [store]}).encode()
        pages[f"{base}/sales?page={page}"] = json.dumps({"totalPages": 2, "sales": [sale]}).encode()
    serve(pages)
    assert pulling.pull(scope, masks).came == 2


def test_a_source_that_is_away_changes_nothing_and_is_said(feed: Make, serve: Any) -> None:
    feed("table", more='url = "https://x.example/t.csv"')
    serve({"https://x.example/t.csv": SHOPS.encode()})
    pulling.pull_job("masks")
    serve({})
    pulling.pull_job("masks")
    said = json.loads((versions.storage().root / "live/masks/latest.json").read_bytes())
    assert said["notices"][0]["code"] == "source-away" and said["counts"]["sites"] == 3


@pytest.mark.parametrize(
    "junk", [b"", b"\x00" * 50, b"{", b"a,b\n1,2\n", b'{"sales": 3}', "名称\n".encode("cp932"), b"[[[[" * 5000]
)
@pytest.mark.parametrize("kind", ["table", "taiwan", "korea"])
def test_a_broken_file_is_refused_in_words(feed: Make, kind: str, junk: bytes, tmp_path: Path) -> None:
    scope, masks = feed(kind)
    path = tmp_path / "junk"
    path.write_bytes(junk)
    with pytest.raises(Problem) as said:
        pulling.from_files(scope, masks, [path])
    assert said.value.text.ja and said.value.text.en


def test_a_sheet_that_went_through_the_main_stream(feed: Make, tmp_path: Path) -> None:
    scope, masks = feed("dataset", more='dataset = "sheet"')
    (tmp_path / "sources").mkdir()
    (tmp_path / "files").mkdir()
    (tmp_path / "sources" / "sheet.toml").write_text(
        'dataset = "sheet"\ntitle = "在庫表"\n\n[[file]]\npath = "files/sheet.csv"\nas_of = "2026-03-01"\n',
        encoding="utf-8",
    )
    (tmp_path / "files" / "sheet.csv").write_text(
        "番号,名称,大人用,子ども用\nx1,北薬局,12,0\nx2,南薬局,3,5\n", encoding="utf-8"
    )
    with pytest.raises(Problem):
        pulling.pull(scope, masks)
    later = tmp_path / "stock" / "masks.toml"
    text = later.read_text(encoding="utf-8")
    later.unlink()
    assert services.publish(scope)[0].status == "published"
    later.write_text(text, encoding="utf-8")  # opened after the sheet was published: the clock takes it in
    pulling.ask(datetime.now(UTC))
    assert Job.objects.filter(kind="stock.pull").exists()
    jobs.work_off()
    status = queries.content(queries.row(scope, masks), masks)[1]
    assert status["x1", "adult"]["on_hand"] == 12 and status["x2", "child"]["on_hand"] == 5
    before = live.shown(versions.storage(), "masks")
    assert before is not None
    (tmp_path / "files" / "sheet.csv").write_text(
        "番号,名称,大人用,子ども用\nx1,北薬局,11,0\nx2,南薬局,3,5\n", encoding="utf-8"
    )
    assert services.publish(scope)[0].status == "published"  # and goes on with each publication, without a clock
    after = live.shown(versions.storage(), "masks")
    assert after is not None and after.seq == before.seq + 1
    assert queries.content(queries.row(scope, masks), masks)[1]["x1", "adult"]["on_hand"] == 11


def test_a_new_feed_has_its_file_and_a_name_is_taken_once(feed: Make) -> None:
    scope, _ = feed("table")
    founding.found(scope, "water", '水 "飲用"', ["water=水"], "push", True, "Asia/Tokyo")
    made = config.feed(scope, "water")
    assert made.title.ja == '水 "飲用"' and made.items[0].publish == "band"
    for kind, dataset in (("dataset", ""), ("dataset", "nowhere"), ("table", "sheet")):
        with pytest.raises(Problem):
            founding.found(scope, "fuel", "x", ["w=x"], kind, False, "Asia/Tokyo", dataset)
    assert not (scope.community.dir / "stock" / "fuel.toml").exists()
    for name, items in (("water", ["w"]), ("Bad Name", ["w"]), ("fuel", ["W!"])):
        with pytest.raises(Problem):
            founding.found(scope, name, "x", items, "push", False, "Asia/Tokyo")


@pytest.mark.parametrize(
    ("was", "wrong"),
    [("ttl = 60", "ttl = 0"), ('id = "child"', 'id = "adult"'), ("Asia/Tokyo", "Asia/Nowhere"), ("[[item]]", "[[thing]]"), ('"table"', '"magic"')],
)  # fmt: skip
def test_a_mistake_in_the_file_is_named(feed: Make, tmp_path: Path, was: str, wrong: str) -> None:
    scope, _ = feed("table")
    path = tmp_path / "stock" / "masks.toml"
    path.write_text(path.read_text(encoding="utf-8").replace(was, wrong), encoding="utf-8")
    assert "masks.toml" in config.problems(scope)[0].ja


def test_the_validator_finds_what_is_wrong(shops: Any, tmp_path: Path) -> None:
    scope, masks = shops
    showing.show(scope, masks)
    copy = tmp_path / "copy"
    copy.mkdir()
    source = versions.storage().root / "live" / "masks"
    for name in (
        "latest.json",
        "sites.json",
        "status.json",
        "data.json",
        "data.csv",
        "data.geojson",
        "schema.json",
        "deltas.json",
    ):
        (copy / name).write_bytes((source / name).read_bytes())
    assert [one.severity for one in validate(str(copy)).findings] == ["warning"]  # one shop has no position
    status = json.loads((copy / "status.json").read_bytes())
    status["status"][0]["site"] = "nowhere"
    (copy / "status.json").write_text(json.dumps(status))
    found = {one.document for one in validate(str(copy)).findings if one.severity == "error"}
    assert {"status.json", "data.json"} <= found
    (copy / "latest.json").write_text("[]")
    assert validate(str(copy)).findings
    with pytest.raises(Problem):
        validate(str(tmp_path / "nothing"))


@pytest.mark.parametrize(
    ("lat", "lon", "place", "notice"),
    [
        ("35.68", "139.76", (35.68, 139.76), ""),
        ("139.76", "35.68", (35.68, 139.76), "turned-position"),
        (127.0, 37.5, (37.5, 127.0), "turned-position"),
        ("139.76", "135.68", None, "bad-position"),
        ("0", "0", None, "bad-position"),
        ("北緯", "", None, "bad-position"),
        ("nan", "inf", None, "bad-position"),
        ("", None, None, ""),
    ],
)
def test_a_position_that_stands_the_wrong_way_round_is_turned_and_said(
    lat: Any, lon: Any, place: tuple[float, float] | None, notice: str
) -> None:
    notices = base.Notices()
    assert base.place_of(lat, lon, "a1", notices) == place
    assert [one.code for one in notices.all()] == ([notice] if notice else [])

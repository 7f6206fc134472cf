"""A tick: what changed becomes a delta, nothing to say is nothing published, a killed publisher leaves a whole feed."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from django.test import Client

from tomoni.publish import live, site, storage, versions
from tomoni.stock import publishing, queries, services
from tomoni.stock.feed import deltas, documents
from tomoni.stock.intake.base import Said
from tomoni.stock.ledger import Conflict, Held
from tomoni.stock.models import Entry
from tomoni.stock.tests.conftest import SHOPS, Make, say_table
from tomoni.stock.validating import validate

NOON = datetime(2026, 3, 1, 3, 0, tzinfo=UTC)


def read(name: str) -> Any:
    return json.loads((versions.storage().root / "live" / "masks" / name).read_bytes())


def test_nothing_new_is_nothing_published_until_the_heartbeat(feed: Make) -> None:
    scope, config = feed("table")
    say_table(scope, config, SHOPS)
    assert publishing.publish(scope, config, NOON).seq == 1
    assert publishing.publish(scope, config, NOON + timedelta(seconds=100)) is None
    beat = publishing.publish(scope, config, NOON + timedelta(seconds=400))
    assert beat.seq == 2
    delta = read("deltas/2.json")
    assert deltas.is_empty(delta) and delta["from_seq"] == 1
    assert read("sites.json")["seq"] == 1 and read("status.json")["seq"] == 2


def test_counts_bands_or_both_are_the_publisher_s_choice(feed: Make) -> None:
    for publish, there, away in (("count", "on_hand", "band"), ("band", "band", "on_hand")):
        scope, config = feed("table", publish=publish)
        say_table(scope, config, SHOPS + f"z,{publish},,,,1,1\n")
        publishing.publish(scope, config)
        status = [one for one in read("status.json")["status"] if one["site"] == "a1"]
        assert all(there in one and away not in one for one in status)
    scope, config = feed("table", publish="count")  # a source that says a band and no count: the band is what is known
    say_table(scope, config, SHOPS + "q,band,,,,残りわずか,1\n")
    publishing.publish(scope, config)
    (few,) = [one for one in read("status.json")["status"] if (one["site"], one["item"]) == ("q", "adult")]
    assert few["band"] == "few" and "on_hand" not in few


def test_a_site_that_leaves_is_a_tombstone_and_may_come_back(shops: Any) -> None:
    scope, config = shops
    say_table(scope, config, "\n".join(SHOPS.splitlines()[:3]))
    publishing.publish(scope, config)
    gone = read("sites.json")["gone"]
    assert [one["id"] for one in gone] == ["a3"] and gone[0]["reason"] == "not-listed"
    say_table(scope, config, SHOPS)
    publishing.publish(scope, config)
    assert read("deltas/3.json")["back"] == ["a3"] and not read("sites.json")["gone"]
    assert not [
        one for one in validate(str(versions.storage().root / "live" / "masks")).findings if one.severity == "error"
    ]


def test_a_source_that_loses_half_its_sites_or_all_its_stock_is_held(feed: Make) -> None:
    scope, config = feed("table")
    rows = [f"s{n},店{n},,,,{n},1" for n in range(40)]
    say_table(scope, config, "id,name,area,lat,lon,adult,child\n" + "\n".join(rows))
    publishing.publish(scope, config)
    with pytest.raises(Held):
        say_table(scope, config, "id,name,area,lat,lon,adult,child\n" + "\n".join(rows[:20]))
    publishing.publish(scope, config)
    assert read("latest.json")["held"]["ja"] and len(read("sites.json")["sites"]) == 40
    with pytest.raises(Held):
        say_table(
            scope, config, "id,name,area,lat,lon,adult,child\n" + "\n".join(f"s{n},店{n},,,,0,0" for n in range(40))
        )
    services.accept(scope, config)
    assert say_table(scope, config, "id,name,area,lat,lon,adult,child\n" + "\n".join(rows[:20])).left == 20
    publishing.publish(scope, config)
    assert read("latest.json")["held"] is None


def test_120_deltas_are_kept_and_versions_go(shops: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    scope, config = shops
    monkeypatch.setattr(live, "KEPT_DELTAS", 5)
    monkeypatch.setattr(live.time, "time", lambda: datetime.now().timestamp() + 10_000)
    for count in range(1, 12):
        services.say(scope, config, [Said("a1", "adult", count)], "key:x", str(count))
        publishing.publish(scope, config)
    folder = versions.storage().root / "live" / "masks"
    assert sorted(int(path.stem) for path in (folder / "deltas").glob("*.json")) == [8, 9, 10, 11, 12]
    assert len([path for path in folder.iterdir() if live.ID.fullmatch(path.name)]) == live.LEAST_KEPT + 1
    assert read("deltas.json")["oldest_from_seq"] == 7


@pytest.mark.parametrize("step", range(60))
def test_killed_at_any_step_readers_have_the_old_feed_or_the_new(shops: Any, monkeypatch: pytest.MonkeyPatch, step: int) -> None:  # fmt: skip
    """Every call that touches the disk is a place to die; what comes after goes on by itself."""
    scope, config = shops
    before = {name: read(name) for name in ("latest.json", "status.json")}
    services.say(scope, config, [Said("a1", "adult", 7)], "key:x", "1")
    left = step

    class Killed(BaseException):
        pass

    def dying(real: Any) -> Any:
        def call(*args: Any, **kwargs: Any) -> Any:
            nonlocal left
            left -= 1
            if left < 0:
                raise Killed
            return real(*args, **kwargs)

        return call

    with monkeypatch.context() as patch:
        patch.setattr(storage, "_flush", dying(storage._flush))
        patch.setattr(storage.shutil, "rmtree", lambda *_, **__: None)  # a killed process tidies nothing
        for name in ("write_bytes", "rename", "replace", "symlink_to", "hardlink_to"):
            patch.setattr(Path, name, dying(getattr(Path, name)))
        try:
            publishing.publish(scope, config)
        except Killed:
            publishing._known.clear()
    folder = versions.storage().root / "live" / "masks"
    now = {name: read(name) for name in before}
    assert now == before or now["status.json"]["seq"] == now["latest.json"]["seq"] == 2
    assert not [one for one in validate(str(folder)).findings if one.severity == "error"]
    publishing.publish(scope, config)
    assert read("latest.json")["seq"] == 2
    assert any(one.get("on_hand") == 7 for one in read("deltas/2.json")["status"])
    assert not list(folder.glob(".new-*"))


def test_seq_only_grows_when_the_files_are_lost(shops: Any) -> None:
    scope, config = shops
    services.say(scope, config, [Said("a1", "adult", 7)], "key:x", "1")
    publishing.publish(scope, config)
    (versions.storage().root / "live").rename(versions.storage().root / "lost")
    publishing._known.clear()
    assert publishing.publish(scope, config).seq == 3
    assert read("deltas.json")["deltas"] == []


def test_each_day_that_is_over_is_a_parquet(feed: Make) -> None:
    scope, config = feed("table", publish="band")
    say_table(scope, config, SHOPS, NOON)
    publishing.publish(scope, config, NOON)
    services.say(scope, config, [Said("a1", "adult", 7)], "key:x", "1", NOON + timedelta(hours=1))
    tomorrow = publishing.publish(scope, config, NOON + timedelta(days=1))
    day = pl.read_parquet(versions.storage().root / tomorrow.folder / "history" / "2026-03-01.parquet")
    assert day.height == 7 and day["site"].to_list()[-1] == "a1"
    assert day["on_hand"].null_count() == day.height  # only bands are published
    assert read("latest.json")["history"] == ["history/2026-03-01.parquet"]
    publishing.publish(scope, config, NOON + timedelta(days=1, hours=1))
    assert read("latest.json")["history"] == ["history/2026-03-01.parquet"]


def test_a_key_says_the_same_thing_once(shops: Any) -> None:
    scope, config = shops
    said = [Said("a1", "adult", 3, observed_at="2026-03-01T12:00:00+09:00")]
    one = services.say(scope, config, said, "key:x", "k1", NOON)
    again = services.say(scope, config, said, "key:x", "k1", NOON)
    assert (one.status, again.status, again.again) == (1, 1, True)
    assert Entry.objects.filter(source="key:x").count() == 1
    with pytest.raises(Conflict):
        services.say(scope, config, [Said("a1", "adult", 4)], "key:x", "k1", NOON)


def test_older_future_and_unknown_updates_are_left_out_and_said(shops: Any) -> None:
    scope, config = shops
    at = "2026-03-01T12:00:00+09:00"
    services.say(scope, config, [Said("a1", "adult", 3, observed_at=at)], "key:x", "1", NOON)
    found = services.say(
        scope,
        config,
        [
            Said("a1", "adult", 9, observed_at="2026-03-01T11:00:00+09:00"),
            Said("a1", "adult", 9, observed_at="2026-03-01T13:00:00+09:00"),
            Said("nowhere", "adult", 9),
            Said("a2", "water", 9),
            Said("a2", "child", 9),
        ],
        "key:x",
        "2",
        NOON,
    )
    assert [one["why"] for one in found.ignored] == ["older", "from-the-future", "no-such-site", "no-such-item"]
    assert found.status == 1
    status = queries.content(queries.row(scope, config), config)[1]
    assert status["a1", "adult"]["on_hand"] == 3 and status["a2", "child"]["on_hand"] == 9


def test_a_position_that_a_person_set_is_kept_when_the_source_says_another(shops: Any) -> None:
    scope, config = shops
    services.set_position(scope, config, "a1", "36.5", "140.5")
    say_table(scope, config, SHOPS.replace("あおば薬局", "あおば薬局 本店"))
    site = queries.site(queries.row(scope, config), "a1")
    assert (site.name, site.latitude, site.position_by) == ("あおば薬局 本店", 36.5, "hand")


def test_the_bytes_that_are_published_are_those_of_the_state(shops: Any) -> None:
    folder = versions.storage().root / "live" / "masks"
    state = documents.read((folder / "data.json").read_bytes())
    assert documents.all_of(state)[documents.CSV] == (folder / "data.csv").read_bytes()


def test_the_api_lists_a_feed_and_leads_to_its_documents(shops: Any, settings: Any) -> None:
    settings.API_LIMIT = (0, 60)
    site.show(shops[0])
    ask = Client().get
    said = ask("/api/v1/datasets?count=true").json()
    assert said["count"] == 1 and said["items"][0]["id"] == "masks" and "live" in said["items"][0]["capabilities"]
    assert said["items"][0]["seq"] == read("latest.json")["seq"]
    detail = ask("/api/v1/datasets/masks").json()
    assert {one["name"] for one in detail["files"]} >= {"data.json", "data.csv", "status.json"}
    assert detail["links"]["find"] == "/data/masks/find.json"
    for asked in ("rows", "publications", "diff?from=1&to=2", "trace?row=1&column=id"):
        answer = ask(f"/api/v1/datasets/masks/{asked}")
        assert answer.status_code == 404 and answer.json()["deltas"] == "/data/masks/deltas.json", asked
    near = ask("/api/v1/near?lat=35&lon=139&dataset=masks")
    assert near.status_code == 404 and near.json()["find"] == "/data/masks/find.json"
    assert ask("/api/v1/near?lat=35&lon=139").json()["items"] == []


def test_the_site_search_is_offered_feeds_and_their_places(shops: Any) -> None:
    from tomoni.stock import offers

    feed, *sites = offers.entries(shops[0])
    assert (feed.kind, feed.path) == ("stock", "stock/masks/") and "子ども用" in feed.words.ja
    assert [(one.title.ja, one.path) for one in sites] == [
        ("あおば薬局", "stock/masks/?lat=35.0&lon=139.0#s-a1"),
        ("みなと薬局", "stock/masks/?lat=35.1&lon=139.1#s-a2"),
        ("やま商店", "stock/masks/?area=%E8%A5%BF%E5%8C%BA#s-a3"),
    ]
    assert {one.kind for one in sites} == {"stock-site"} and {one.of for one in sites} == {feed.title}
    assert sites[0].words.ja == "東区"

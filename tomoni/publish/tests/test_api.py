"""The API over a published community: what it gives, how it goes on, what it refuses, and that it can't say more."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

import pytest
from django.test import Client

from tomoni.publish import services
from tomoni.publish.api import cursor, site
from tomoni.publish.tests.api_city import SHELTERS
from tomoni.publish.tests.conftest import ROWS, Put
from tomoni.registry.scope import Scope

BASE = "/api/v1/"
ROWS_OF = BASE + "datasets/counts/rows"


def get(api: Client, address: str, **headers: str) -> dict[str, Any]:
    answer = api.get(address if address.startswith("/") else BASE + address, headers=headers)
    assert answer.status_code == 200, answer.content.decode()
    return json.loads(answer.content)


def refused(api: Client, address: str, status: int, kind: str) -> dict[str, Any]:
    answer = api.get(address if address.startswith("/") else BASE + address)
    said = json.loads(answer.content)
    assert (answer.status_code, said["status"]) == (status, status), said
    assert answer["Content-Type"] == "application/problem+json"
    assert said["type"] == f"/developers/#problem-{kind}"
    assert said["texts"]["title"]["ja"]
    assert said["texts"]["title"]["en"]
    return said


def all_pages(api: Client, address: str, items: str = "items") -> list[Any]:
    found: list[Any] = []
    following = address
    while following:
        answer = api.get(following)
        value = json.loads(answer.content)
        assert value[items]
        found += value[items]
        link = answer.get("Link", "")
        assert bool(link) == bool(value["next"])
        following = link.split(">")[0].removeprefix("<") if link else ""
    return found


def test_the_list_is_what_latest_json_says(api: Client) -> None:
    listed = get(api, "datasets")
    assert [item["id"] for item in listed["items"]] == ["counts", "places"]
    counts = listed["items"][0]
    assert (counts["seq"], counts["rows"], counts["as_of"]) == (2, 21, "2020-04-21")
    assert "count" not in listed
    assert get(api, "datasets?count=true&limit=1")["count"] == 2
    assert len(all_pages(api, BASE + "datasets?limit=1")) == 2


def test_a_dataset_tells_its_columns_and_where_its_files_are(api: Client, scope: Scope) -> None:
    one = get(api, "datasets/counts")
    assert [column["name"] for column in one["columns"]] == ["日付", "件数", "備考"]
    csv_file = next(file for file in one["files"] if file["name"] == "data.csv")
    public = scope.community.home / "public"
    assert (public / csv_file["url"].lstrip("/")).read_bytes().startswith("日付".encode())


@pytest.mark.parametrize("sort", ["", "件数", "-件数", "備考", "-備考", "日付"])
@pytest.mark.parametrize("limit", [1, 4, 21])
def test_pages_hold_every_row_once_in_order(api: Client, sort: str, limit: int) -> None:
    asked = f"{ROWS_OF}?limit={limit}" + (f"&sort={quote(sort)}" if sort else "")
    found = all_pages(api, asked, "rows")
    assert found == get(api, f"{ROWS_OF}?limit=1000" + (f"&sort={quote(sort)}" if sort else ""))["rows"]
    assert sorted(row["日付"] for row in found) == sorted({**ROWS, "2020-04-21": 63})
    if sort == "-件数":
        assert [row["件数"] for row in found] == sorted((row["件数"] for row in found), reverse=True)


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        (["日付:2020-04-03"], 1),
        (["日付:gte:2020-04-19"], 3),
        (["件数:gt:30", "件数:lte:36"], 2),
        (["件数:ne:10"], 20),
        (["備考:is:null"], 21),
        (["備考:not:null"], 0),
        (["日付:eq:2020-04-03"], 1),
    ],
)
def test_rows_are_filtered_by_their_types(api: Client, where: list[str], expected: int) -> None:
    query = "&".join(f"where={quote(one)}" for one in where)
    answer = get(api, f"{ROWS_OF}?{query}&count=true")
    assert len(answer["rows"]) == answer["count"] == expected


def test_text_is_found_whatever_its_width(api: Client) -> None:
    found = get(api, f"datasets/places/rows?where={quote('名称:contains:abc')}&columns={quote('備考,名称')}")
    assert found["rows"] == [{"備考": "本館", "名称": "ＡＢＣ会館"}]
    assert found["columns"] == ["備考", "名称"]


def test_csv_is_harmless_for_spreadsheets_and_ndjson_is_a_row_a_line(api: Client) -> None:
    as_csv = api.get(BASE + "datasets/places/rows?limit=2", headers={"accept": "text/csv;q=0.9, text/html;q=0.1"})
    assert as_csv["Content-Type"].startswith("text/csv")
    assert [row["名称"] for row in csv.DictReader(io.StringIO(as_csv.content.decode()))] == [
        SHELTERS[0][0],
        SHELTERS[1][0],
    ]
    assert 'rel="next"' in as_csv["Link"]
    whole = api.get(BASE + "datasets/places/rows?format=csv").content.decode()
    assert "\n=SUM" not in whole
    lines = api.get(BASE + "datasets/places/rows?format=ndjson").content.decode().splitlines()
    assert [json.loads(line)["名称"] for line in lines] == [row[0] for row in SHELTERS]


def test_a_cursor_stays_in_its_version_when_something_is_published(api: Client, scope: Scope, put: Put) -> None:
    first = get(api, f"{ROWS_OF}?limit=10")
    put({"2020-04-01": 1}, as_of="2020-04-22")
    put(ROWS | {"2020-04-03": 11, "2020-04-21": 63, "2020-04-22": 66}, as_of="2020-04-22")
    services.publish(scope)
    second = get(api, f"{ROWS_OF}?limit=100&cursor={first['next']}")
    assert second["version"] == first["version"]
    assert len(first["rows"]) + len(second["rows"]) == 21
    assert get(api, f"{ROWS_OF}?limit=100")["version"] != first["version"]


def test_a_cursor_of_what_is_gone_is_expired_or_withdrawn(api: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    first = get(api, f"{ROWS_OF}?limit=10")
    shown = site.public()
    place = f"data/counts/{first['version']}"
    del shown.folders[place]
    monkeypatch.setattr(site, "public", lambda: shown)
    refused(api, f"{ROWS_OF}?limit=10&cursor={first['next']}", 410, "cursor-expired")
    shown.tombstones[f"{place}/"] = {"at": "2026-01-01", "reason": "誤って載せました", "title": {}}
    said = refused(api, f"{ROWS_OF}?limit=10&cursor={first['next']}", 410, "withdrawn")
    assert "誤って載せました" in said["detail"]
    shown.tombstones["data/counts/"] = shown.tombstones[f"{place}/"]
    for part in ("", "/rows", "/publications", "/diff", "/trace?row=1&column=a"):
        refused(api, f"datasets/counts{part}", 410, "withdrawn")
    refused(api, "search?q=a&dataset=counts", 410, "withdrawn")


@pytest.mark.parametrize(
    "damage", [lambda c: c[:-1], lambda c: c + "A", lambda c: "あ", lambda c: "A" * 500, lambda c: "x"]
)
def test_a_damaged_cursor_is_refused(api: Client, damage: Callable[[str], str]) -> None:
    good = get(api, f"{ROWS_OF}?limit=5")["next"]
    refused(api, f"{ROWS_OF}?limit=5&cursor={quote(damage(good))}", 400, "bad-cursor")


def test_a_made_up_or_borrowed_cursor_is_refused(api: Client) -> None:
    good = get(api, f"{ROWS_OF}?limit=5")
    refused(api, f"{ROWS_OF}?limit=5&sort={quote('件数')}&cursor={good['next']}", 400, "bad-cursor")
    question = cursor.question("", "counts", "", [], "")
    for after in (-1, 0, True, None, "1", [1], 10**30):
        made = cursor.Cursor(good["version"], question, after).encode()
        answer = api.get(f"{ROWS_OF}?limit=5&cursor={made}")
        assert answer.status_code in (200, 400), answer.content
    nowhere = cursor.Cursor("0" * 64, question, 5).encode()
    refused(api, f"{ROWS_OF}?limit=5&cursor={nowhere}", 410, "cursor-expired")


@pytest.mark.parametrize(
    ("query", "status", "kind"),
    [
        ("limit=0", 422, "invalid-parameter"),
        ("limit=99999999999999999999999", 422, "invalid-parameter"),
        ("limit=x", 422, "invalid-parameter"),
        ("colums=a", 422, "invalid-parameter"),
        ("where=x", 422, "invalid-parameter"),
        ("where=nothing:1", 422, "invalid-parameter"),
        ("where=" + quote("件数:gt:many"), 422, "invalid-parameter"),
        ("where=" + quote("件数:99999999999999999999999999"), 422, "invalid-parameter"),
        ("where=" + quote("件数:nan"), 422, "invalid-parameter"),
        ("where=" + quote("日付:2020-02-31"), 422, "invalid-parameter"),
        ("where=" + quote("日付:contains:2020"), 422, "invalid-parameter"),
        ("where=" + quote("備考:is:あ"), 422, "invalid-parameter"),
        ("&".join(["where=" + quote("件数:1")] * 21), 422, "invalid-parameter"),
        ("sort=--x", 422, "invalid-parameter"),
        ("columns=x", 422, "invalid-parameter"),
        ("version=abc", 404, "not-found"),
        ("version=../../..", 404, "not-found"),
        ("format=xml", 406, "not-acceptable"),
        ("where=%00", 400, "bad-request"),
        ("%00=1", 400, "bad-request"),
        ("where=" + "a" * 9000, 414, "address-too-long"),
    ],
)
def test_what_can_not_be_asked_is_answered_in_words(api: Client, query: str, status: int, kind: str) -> None:
    refused(api, f"{ROWS_OF}?{query}", status, kind)


@pytest.mark.parametrize("name", ["nothing", "..%2F..", "%E3%81%82", "a" * 900, "%F0%9F%92%A9", "COUNTS", "counts%20"])
def test_a_dataset_that_is_not_there(api: Client, name: str) -> None:
    for part in ("", "/rows", "/publications", "/diff", "/trace?row=1&column=a"):
        refused(api, f"datasets/{name}{part}", 404, "not-found")


def test_the_history_and_what_changed(api: Client) -> None:
    rows = all_pages(api, BASE + "datasets/counts/publications?limit=1")
    assert [row["seq"] for row in rows] == [2, 1]
    found = get(api, "datasets/counts/diff")
    assert (found["from"]["seq"], found["to"]["seq"], found["key"]) == (1, 2, ["日付"])
    assert found["summary"]["changed"] == found["summary"]["added"] == 1
    changed, added = found["items"]
    assert changed["cells"] == [{"column": "件数", "before": "9", "after": "10"}]
    assert added["values"]["日付"] == "2020-04-21"
    assert all_pages(api, BASE + "datasets/counts/diff?from=1&to=2&limit=1") == found["items"]
    back = get(api, f"datasets/counts/diff?from=2&to={rows[1]['version'][:12]}")
    assert [item["kind"] for item in back["items"]] == ["changed", "removed"]
    refused(api, "datasets/counts/diff?from=9", 404, "not-found")
    refused(api, "datasets/counts/diff?from=1&to=2&key=" + quote("備考"), 422, "invalid-parameter")
    refused(api, "datasets/counts/diff?from=1&to=2&key=x", 422, "invalid-parameter")
    refused(api, "datasets/places/diff", 404, "not-found")


def test_a_value_is_traced_to_its_cell_with_its_neighbours(api: Client) -> None:
    found = get(api, "datasets/counts/trace?row=3&column=" + quote("件数"))
    assert (found["value"], found["original"], found["cells"], found["header"]) == (10, "10", ["B4"], ["B1"])
    assert [near["row"] for near in found["neighbourhood"]] == [1, 2, 3, 4, 5]
    assert found["neighbourhood"][0]["cells"]["日付"] == ["A2"]
    assert len(found["sha256"]) == 64
    refused(api, "datasets/counts/trace?row=22&column=" + quote("件数"), 404, "not-found")
    refused(api, "datasets/counts/trace?row=0&column=" + quote("件数"), 422, "invalid-parameter")
    refused(api, "datasets/counts/trace?row=1&column=x", 422, "invalid-parameter")


def test_near_is_exact_and_nearest_first(api: Client) -> None:
    found = get(api, "near?lat=34.69&lon=135.19")
    assert [item["values"]["名称"] for item in found["items"]][:2] == ["みなと小学校", "ＡＢＣ会館"]
    assert found["items"][0]["distance"] == 0
    # One degree of latitude on a sphere of the IUGG mean radius is 111,195 m.
    far = get(api, "near?lat=35.69&lon=135.19")["items"]
    port = next(item for item in far if item["values"]["名称"] == "みなと小学校")
    assert port["distance"] == pytest.approx(111_195, abs=1)
    assert [item["distance"] for item in far] == sorted(item["distance"] for item in far)
    assert all_pages(api, BASE + "near?lat=35.69&lon=135.19&limit=1") == far
    assert len(get(api, "near?lat=34.69&lon=135.19&within=1000")["items"]) == 2
    inside = get(api, "near?bbox=135.18,34.685,135.195,34.70")["items"]
    assert [item["row"] for item in inside] == [1, 2]
    assert inside[0]["distance"] is None
    assert get(api, "near?bbox=170,-10,-170,10")["items"] == []
    for query in ("lat=1", "", "lat=nan&lon=0", "lat=91&lon=0", "bbox=1,2,3", "bbox=a,b,c,d", "bbox=0,50,0,40"):
        refused(api, f"near?{query}", 422, "invalid-parameter")


def test_search_finds_titles_columns_and_rows(api: Client) -> None:
    assert [item["kind"] for item in get(api, "search?q=shelters")["items"]] == ["dataset"]
    assert [(item["kind"], item["column"]) for item in get(api, "search?q=" + quote("件数"))["items"][1:]] == [
        ("column", "件数")
    ]
    rows = get(api, "search?q=" + quote("abc 本館"))["items"]
    assert [(item["dataset"], item["row"]) for item in rows] == [("places", 1)]
    assert get(api, "search?q=" + quote("会館本館"))["items"] == []  # not across two cells
    assert get(api, "search?q=%20")["items"] == []
    assert len(all_pages(api, BASE + "search?q=2020&limit=4")) == 21
    refused(api, "search", 422, "invalid-parameter")
    refused(api, "search?q=a&dataset=x", 404, "not-found")


def test_a_held_version_is_not_seen_but_said(api: Client, scope: Scope, put: Put) -> None:
    put({"2020-04-01": 1}, as_of="2020-04-23")
    assert {outcome.status for outcome in services.publish(scope, ["counts"])} == {"held"}
    said = get(api, "datasets/counts")
    assert said["held"]["checks"]
    assert said["seq"] == 2
    assert len(get(api, f"{ROWS_OF}?limit=100")["rows"]) == 21


def test_nothing_is_asked_of_the_database(api: Client, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(0):
        for address in ("datasets", "datasets/counts", "datasets/counts/rows", "near?lat=0&lon=0", "search?q=a"):
            get(api, address)

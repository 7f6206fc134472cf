"""The door before /api: limits, CORS, 304, HEAD, sizes, endings; every error from further in is a problem document."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from tomoni.i18n import Text
from tomoni.registry import deprecations
from tomoni.registry.deprecations import Deprecated
from tomoni.registry.limits import Buckets, reader
from tomoni.registry.rooms import rooms
from tomoni.web.api import ApiDoor
from tomoni.web.front import Front
from tomoni.web.settings.api import limit
from tomoni.web.tests.asgi import ask

SANDBOX = "/api/v1/sandbox/"
COUNTS = SANDBOX + "datasets/sandbox-counts"
AT = "at=2026-02-01T09"


@pytest.fixture(autouse=True)
def unlimited(settings: object) -> None:
    settings.API_LIMIT = (0, 60)


def problem(answer: HttpResponse, status: int) -> dict[str, object]:
    assert answer.status_code == status, answer.content
    assert answer["Content-Type"] == "application/problem+json"
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert answer["Cache-Control"] == "no-store"
    said = json.loads(answer.content)
    assert said["status"] == status
    return said


def test_other_sites_may_read(client: Client) -> None:
    answer = client.get(f"{COUNTS}?{AT}", headers={"origin": "https://elsewhere.example"})
    assert answer["Access-Control-Allow-Origin"] == "*"
    asked = client.options(f"{COUNTS}/rows", headers={"access-control-request-method": "GET"})
    assert asked.status_code == 204
    assert "GET" in asked["Access-Control-Allow-Methods"]
    assert "If-None-Match" in asked["Access-Control-Allow-Headers"]


def test_an_unchanged_answer_is_304_and_a_head_has_no_body(client: Client) -> None:
    first = client.get(f"{COUNTS}/rows?{AT}")
    again = client.get(f"{COUNTS}/rows?{AT}", headers={"if-none-match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again["ETag"] == first["ETag"]
    head = client.head(f"{COUNTS}/rows?{AT}")
    assert (head.status_code, head.content, head["ETag"]) == (200, b"", first["ETag"])
    assert head["Content-Length"] == str(len(first.content))
    assert client.get(f"{COUNTS}/rows?at=2026-02-01T10")["ETag"] != first["ETag"]


def test_long_answers_are_packed_for_those_who_take_it(client: Client) -> None:
    plain = client.get(f"{COUNTS}/rows?{AT}")
    packed = client.get(f"{COUNTS}/rows?{AT}", headers={"accept-encoding": "gzip"})
    assert packed["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.content) == plain.content
    assert packed["ETag"] != plain["ETag"]
    assert "Accept-Encoding" in plain["Vary"]
    refused = client.get(f"{COUNTS}/rows?{AT}", headers={"accept-encoding": "gzip;q=0, identity"})
    assert not refused.has_header("Content-Encoding")


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_reading_only(client: Client, method: str) -> None:
    answer = getattr(client, method)(COUNTS, data="{}", content_type="application/json")
    problem(answer, 405)
    assert "GET" in answer["Allow"]


def test_bodies_are_bounded_and_of_one_type(client: Client) -> None:
    problem(client.post(COUNTS, data=b"x" * (1024 * 1024 + 1), content_type="application/json"), 413)
    problem(client.post(COUNTS, data=b"<a/>", content_type="text/xml"), 415)


@pytest.mark.parametrize("path", ["/api/", "/api/v2/datasets", "/api/v1/x/y", "/api/v1/datasets/a/b/c", "/api/%00"])
def test_addresses_that_lead_nowhere(client: Client, path: str) -> None:
    answer = client.get(path)
    problem(answer, 400 if "%00" in path else 404)


def test_a_wrong_host_is_a_problem_document_too(client: Client) -> None:
    problem(client.get(COUNTS, headers={"host": "evil.example"}), 400)


def test_a_fault_of_ours_says_that_the_data_are_safe(rf: RequestFactory) -> None:
    said = problem(ApiDoor(lambda request: HttpResponse("<h1>oops", status=500))(rf.get(COUNTS)), 500)
    assert "公開中のデータは変わっていません" in str(said["detail"])


def test_words_follow_the_reader(client: Client) -> None:
    japanese = problem(client.get("/api/v1/nothing"), 404)
    english = problem(client.get("/api/v1/nothing", headers={"accept-language": "en-GB,en;q=0.9,ja;q=0.5"}), 404)
    assert (japanese["title"], english["title"]) == ("見つかりません", "Not found")
    assert japanese["texts"] == english["texts"]


def test_formats_that_are_not_there(client: Client) -> None:
    problem(client.get(COUNTS, headers={"accept": "image/png"}), 406)
    problem(client.get(COUNTS, headers={"accept": "text/csv"}), 406)
    problem(client.get(COUNTS, headers={"accept": "application/json;q=0"}), 406)
    browser = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
    assert client.get(COUNTS, headers={"accept": browser}).status_code == 200


class TestLimits:
    def test_beyond_the_limit_one_waits_and_others_do_not(self, client: Client, settings: object) -> None:
        settings.API_LIMIT = (3, 3600)
        settings.API_PEOPLE = 41  # a number of its own gives this test its own buckets
        left = [client.get(f"{COUNTS}?{AT}")["RateLimit-Remaining"] for _ in range(3)]
        assert left == ["2", "1", "0"]
        refused = client.get(f"{COUNTS}?{AT}")
        problem(refused, 429)
        assert int(refused["Retry-After"]) == pytest.approx(1200, abs=2)
        assert refused["RateLimit-Limit"] == "3"
        assert client.get(f"{COUNTS}?{AT}", REMOTE_ADDR="192.0.2.7").status_code == 200
        assert client.get(f"{COUNTS}?{AT}", headers={"x-forwarded-for": "192.0.2.8"}).status_code == 429

    def test_tokens_come_back_evenly(self) -> None:
        now = [0.0]
        buckets = Buckets(2, 60, 10, clock=lambda: now[0])
        assert [buckets.take("a").allowed for _ in range(3)] == [True, True, False]
        now[0] = 29.0
        assert not buckets.take("a").allowed
        now[0] = 30.0
        assert buckets.take("a").allowed
        assert not buckets.take("a").allowed

    def test_many_readers_do_not_fill_the_memory(self) -> None:
        buckets = Buckets(1, 60, 3, clock=lambda: 0.0)
        for number in range(1000):
            buckets.take(str(number))
        assert len(buckets._levels) == 3

    def test_whom_to_count(self) -> None:
        assert reader("10.0.0.1", "1.2.3.4", 0) == "10.0.0.1"
        assert reader("10.0.0.1", "6.6.6.6, 1.2.3.4", 1) == "1.2.3.4"
        assert reader("10.0.0.1", "", 1) == "10.0.0.1"
        assert reader("2001:db8::1", "", 0) == reader("2001:db8::ffff", "", 0) == "2001:db8::/64"
        assert reader("::ffff:1.2.3.4", "", 0) == "1.2.3.4"
        assert reader("10.0.0.1", "nonsense", 1) == "10.0.0.1"

    def test_the_setting(self) -> None:
        assert (limit("600/60"), limit("0"), limit("5")) == ((600, 60), (0, 60), (5, 60))
        for wrong in ("x", "1/0", "-1/60"):
            with pytest.raises(ValueError):
                limit(wrong)


class TestEndings:
    @pytest.fixture(autouse=True)
    def notice(self, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
        ends = Deprecated(
            "sandbox/datasets/*/rows",
            date(2026, 1, 1),
            date(2026, 4, 1),
            Text("古い形です", "Old"),
            parameter="columns",
        )
        monkeypatch.setitem(rooms.extras, deprecations.KIND, {"test": ends})
        yield

    def test_headers_stand_on_what_ends_and_nowhere_else(self, client: Client) -> None:
        answer = client.get(f"{COUNTS}/rows?{AT}&columns=%E4%BB%B6%E6%95%B0&limit=1")
        assert answer["Deprecation"] == "@1767225600"
        assert answer["Sunset"] == "Wed, 01 Apr 2026 00:00:00 GMT"
        assert 'rel="deprecation"' in answer["Link"]
        assert 'rel="next"' in answer["Link"]
        assert not client.get(f"{COUNTS}/rows?{AT}").has_header("Deprecation")

    def test_ninety_days_are_the_least(self) -> None:
        with pytest.raises(ValueError, match="90 days"):
            Deprecated("datasets", date(2026, 1, 1), date(2026, 3, 31), Text("", ""))

    def test_apps_can_practise(self, client: Client) -> None:
        answer = client.get(f"{SANDBOX}datasets?fail=deprecated")
        assert answer.status_code == 200
        assert answer["Deprecation"].startswith("@")
        assert answer["Sunset"]


class TestSandbox:
    def test_the_same_hour_is_the_same_and_the_next_one_moves(self, client: Client) -> None:
        one, same, later = (client.get(f"{COUNTS}?at=2026-02-01T{hour}").json() for hour in ("09", "09", "10"))
        assert one == same
        assert one["synthetic"] is True
        assert one["community"]["code"] == "992011"
        assert later["version"] != one["version"]
        found = client.get(f"{COUNTS}/diff?at=2026-02-01T10&limit=1000").json()
        assert {item["kind"] for item in found["items"]} == {"changed", "added", "removed"}
        told = client.get(f"{COUNTS}/publications?at=2026-02-01T10").json()["items"][0]["changes"]
        assert {key: told[key] for key in ("added", "changed", "removed")} == {
            key: found["summary"][key] for key in ("added", "changed", "removed")
        }

    def test_tombstones_are_there(self, client: Client) -> None:
        problem(client.get(f"{SANDBOX}datasets/sandbox-withdrawn?{AT}"), 410)
        rows = client.get(f"{COUNTS}/publications?{AT}").json()["items"]
        gone = [row for row in rows if row["withdrawn"]]
        assert 3 <= len(gone) <= 5
        said = problem(client.get(f"{COUNTS}/rows?{AT}&version={gone[0]['version']}"), 410)
        assert said["reason"]

    @pytest.mark.parametrize("status", [400, 404, 406, 410, 413, 415, 422, 429, 500, 503])
    def test_errors_on_demand(self, client: Client, status: int) -> None:
        answer = client.get(f"{COUNTS}/rows?fail={status}")
        problem(answer, status)
        assert answer.has_header("Retry-After") == (status in (429, 503))

    def test_wrong_wishes(self, client: Client) -> None:
        for query in ("fail=418", "at=yesterday", "at=1999-01-01T00", "at=9999-12-31T23"):
            problem(client.get(f"{COUNTS}/rows?{query}"), 422)


def test_addresses_that_are_not_of_the_api_pass_untouched(rf: RequestFactory) -> None:
    def inner(request: HttpRequest) -> HttpResponse:
        return HttpResponse("<h1>page", status=404)

    answer = ApiDoor(inner)(rf.get("/desk/x"))
    assert answer.content == b"<h1>page"
    assert not answer.has_header("Access-Control-Allow-Origin")


def test_while_django_is_away_the_api_says_so_in_its_own_form_and_files_are_read(home: Path) -> None:
    def broken() -> None:
        raise RuntimeError("no database")

    front = Front(home, broken)
    answer = ask(front, "/api/v1/datasets")
    assert (answer.status, answer.headers["content-type"]) == (503, "application/problem+json")
    assert json.loads(answer.body)["texts"]["title"]["en"]
    assert answer.headers["access-control-allow-origin"] == "*"
    assert ask(front, "/api/%00").headers["content-type"] == "application/problem+json"
    assert ask(front, "/data/patients/latest.json").status == 200

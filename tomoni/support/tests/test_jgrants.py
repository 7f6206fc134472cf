"""jGrants over a server of its kind on this machine: what `tomoni fetch` does with its answers, good and bad."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from tomoni.publish.services import publish
from tomoni.registry import here, jobs
from tomoni.registry.fetching.transport import Urllib3Transport
from tomoni.registry.rooms import rooms
from tomoni.registry.scope import Scope
from tomoni.support import jgrants, queries
from tomoni.support.config import load

OVER = Urllib3Transport(allow=("127.0.0.1",), seconds=10)
TYPE = "https://schema.jgrants-portal.go.jp/v1/"


def listed(number: int, **more: object) -> dict[str, object]:
    """One subsidy as the list has it (fields and kinds of values of the API's version 1)."""
    return {
        "id": f"a0W000000000{number:06}",
        "name": f"S-{number:08}",
        "title": f"設備の補助金 {number}号",
        "target_area_search": "兵庫県 / 大阪府",
        "subsidy_max_limit": 0 if number == 1 else 5_000_000,
        "acceptance_start_datetime": "2026-04-01T00:00:00.000Z",
        "acceptance_end_datetime": "2099-03-30T15:30:00.000Z",
        "target_number_of_employees": "20名以下",
        **more,
    }


DETAILS = {
    "subsidy_catch_phrase": "省エネの設備に",
    "detail": "<p>電気代を<b>減らす</b>設備<script>alert(1)</script></p><p>電話 078-918-5000</p>",
    "use_purpose": "設備整備・IT導入をしたい / エコ・SDGs活動支援がほしい",
    "industry": "医療、福祉 / 製造業",
    "target_area_detail": "県内に事業所があること",
    "subsidy_rate": "2分の1以内",
    "project_end_deadline": "2099-12-31T14:59:00.000Z",
    "request_reception_presence": "有",
    "is_enable_multiple_request": False,
    "front_subsidy_detail_page_url": "https://www.jgrants-portal.example/subsidy/1",
    "application_guidelines": [{"name": "要領.pdf", "data": "JVBERi0xLjQ" * 50}],
    "outline_of_grant": [],
    "application_form": [],
}


class Portal:
    """`found`: keyword → numbers; `broken`: path → (status, body) instead of the good answer."""

    def __init__(self) -> None:
        self.found: dict[str, list[int]] = {"補助": [1, 2], "事業": [2, 3]}
        self.broken: dict[str, tuple[int, bytes]] = {}
        self.asked: list[str] = []

    def answer(self, path: str) -> tuple[int, bytes]:
        parts = urlsplit(path)
        self.asked.append(parts.path)
        if parts.path in self.broken:
            return self.broken[parts.path]
        if parts.path.startswith("/exp/v1/public/subsidies/id/"):
            number = int(parts.path.rsplit("/", 1)[-1][-6:])
            return self.said([listed(number) | DETAILS])
        question = parse_qs(parts.query)
        assert 2 <= len(question["keyword"][0]) <= 255 and question["acceptance"] == ["1"]
        return self.said([listed(n) for n in self.found.get(question["keyword"][0], [])])

    @staticmethod
    def said(items: list[dict[str, object]]) -> tuple[int, bytes]:
        metadata = {"type": TYPE, "resultset": {"count": len(items)}}
        return 200, json.dumps({"metadata": metadata, "result": items}, ensure_ascii=False).encode()


@pytest.fixture
def portal(scope: Scope) -> Iterator[Portal]:
    made = Portal()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            status, body = made.answer(self.path)
            self.send_response(status)
            self.send_header("Content-Type", "application/json; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    text = f'[jgrants]\nurl = "http://127.0.0.1:{server.server_port}/exp/v1/public/"\nkeywords = ["補助", "事業"]\n'
    (scope.community.dir / "support.toml").write_text(text, encoding="utf-8")
    yield made
    server.shutdown()
    server.server_close()


def test_what_the_keywords_find_becomes_a_published_list(portal: Portal, scope: Scope) -> None:
    ((said, good),) = jgrants.visit(scope, OVER)
    assert good and "3件" in said.ja, said
    rooms.page_sources.clear()
    (outcome,) = publish(scope)
    assert (outcome.status, outcome.rows, outcome.dataset) == ("published", 3, "jgrants"), outcome
    one, two, _ = queries.collection(scope).measures
    assert (one.title, one.area, one.amount) == ("設備の補助金 1号", ("280003", "270008"), "")
    assert two.amount == "上限 5,000,000円" and one.industry == ("医療・福祉", "製造業")
    assert "減らす" in one.body and "alert" not in one.body and one.phone == ("078-918-5000",)
    assert (str(one.open_to), one.origin) == ("2099-03-31", "Jグランツ")  # 15:30 UTC is past midnight in Japan
    assert "JVBERi" not in (scope.community.dir / "files").joinpath(outcome_file(scope)).read_text(encoding="utf-8")
    assert jgrants.visit(scope, OVER)[0][0].ja.endswith("変わりありません")


def outcome_file(scope: Scope) -> str:
    (path,) = (scope.community.dir / "files").glob("jgrants.*.csv")
    return path.name


@pytest.mark.parametrize(
    ("path", "status", "body"),
    [
        ("/exp/v1/public/subsidies", 500, b"{}"),
        ("/exp/v1/public/subsidies", 200, b"<!DOCTYPE html><title>503</title>"),
        ("/exp/v1/public/subsidies", 200, b'{"result": {"id": 1}}'),
        ("/exp/v1/public/subsidies", 200, b"[]"),
        (
            "/exp/v1/public/subsidies",
            200,
            b'{"metadata": {"resultset": {"count": 3}}, "result": [{"id": "a0W000000000000001"}]}',
        ),
        ("/exp/v1/public/subsidies", 200, b'{"metadata": {"resultset": {"co'),
        ("/exp/v1/public/subsidies/id/a0W000000000000002", 404, b'{"message": "not found"}'),
        ("/exp/v1/public/subsidies/id/a0W000000000000002", 200, b'{"result": []}'),
    ],
)
def test_half_an_answer_changes_nothing(portal: Portal, scope: Scope, path: str, status: int, body: bytes) -> None:
    jgrants.visit(scope, OVER)
    before = (scope.community.dir / "files" / outcome_file(scope)).read_bytes()
    portal.found["事業"] = [3, 4]
    portal.broken[path] = (status, body)
    ((said, good),) = jgrants.visit(scope, OVER)
    assert not good and "公開中のデータは変わっていません" in said.ja and said.en
    assert (scope.community.dir / "files" / outcome_file(scope)).read_bytes() == before


def test_nothing_found_and_too_much_found_are_no_lists(portal: Portal, scope: Scope) -> None:
    portal.found = {}
    assert jgrants.visit(scope, OVER)[0][1] is False
    portal.found = {"補助": list(range(600))}
    ((said, good),) = jgrants.visit(scope, OVER)
    assert not good and "600件" in said.ja and len(portal.asked) < 10, "no details were asked for"
    assert not list((scope.community.dir / "files").glob("*")) if (scope.community.dir / "files").is_dir() else True


def test_a_private_address_needs_a_word_from_whoever_runs_it(portal: Portal, scope: Scope) -> None:
    ((said, good),) = jgrants.visit(scope, Urllib3Transport())
    assert not good and "127.0.0.1" in said.ja and portal.asked == []


def test_by_its_schedule_a_visit_is_asked_for_once_and_what_came_is_published(
    portal: Portal, scope: Scope, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tomoni.registry.models import Job

    path = scope.community.dir / "support.toml"
    path.write_text(path.read_text(encoding="utf-8") + 'schedule = "daily 06:00"\n', encoding="utf-8")
    monkeypatch.setattr(jgrants, "transport", lambda: OVER)
    monkeypatch.setattr(jgrants, "LOOK_AGAIN", -1.0)
    now = datetime(2026, 11, 20, 3, tzinfo=UTC)
    jgrants.ask_when_due(now)
    jgrants.ask_when_due(now)
    assert Job.objects.filter(kind="support.jgrants").count() == 1
    jgrants.visit_now()()
    assert list(Job.objects.filter(kind="publish.dataset").values_list("args__dataset", flat=True)) == ["jgrants"]


def test_what_went_wrong_stands_at_the_desk_until_it_is_well_again(
    portal: Portal, scope: Scope, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(here, "community", lambda: scope.community)
    monkeypatch.setattr(jgrants, "transport", lambda: OVER)
    portal.broken["/exp/v1/public/subsidies"] = (200, b"<!DOCTYPE html><title>503</title>")
    jobs.ask("support.jgrants", "jgrants:yesterday")
    jobs.work_off()
    (dead,) = jobs.dead()
    assert "Jグランツの答えが読めませんでした（subsidies?keyword=補助）" in dead.error
    portal.broken.clear()
    jobs.ask("support.jgrants", "jgrants:today")
    rooms.page_sources.clear()
    jobs.work_off()
    jobs.work_off()  # what came is published next
    assert jobs.dead() == [] and len(queries.collection(scope).measures) == 3


@pytest.mark.parametrize("line", ['schedule = "毎日"', 'keywords = ["補"]', 'url = "file:///etc/passwd"', "most = -1"])
def test_a_fault_of_the_settings_is_said(scope: Scope, line: str) -> None:
    said = {"url": 'url = "https://a.example/"', line.split(" ")[0]: line}
    (scope.community.dir / "support.toml").write_text("[jgrants]\n" + "\n".join(said.values()), encoding="utf-8")
    config = load(scope.community.dir)
    assert config.jgrants is None and line.split(" ")[0] in config.problems[0].ja + config.problems[0].en

"""What shops, machines and citizens say: by key, by the shop's link, through the inbox; and who is told."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tomoni.registry import jobs
from tomoni.registry.fetching.transport import Answer
from tomoni.registry.inbox import door, kinds
from tomoni.registry.inbox import services as inbox
from tomoni.registry.inbox.services import Decision, Letter
from tomoni.registry.models import Job
from tomoni.stock import apps_seen, hooks, publishing, pulling, queries, services, showing
from tomoni.stock.intake.base import Said
from tomoni.stock.models import App, Status, Subscriber


@pytest.fixture
def key(shops: Any) -> str:
    scope, config = shops
    return services.make_key(scope, config, "役所")[1]


def post(secret: str, body: Any, feed: str = "masks", **headers: str) -> Any:
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    return Client().post(
        f"/shop/push/{feed}/",
        data,
        content_type="application/json",
        headers={"authorization": f"Bearer {secret}", **headers},
    )


def stock(site: str, item: str = "adult") -> Status:
    return Status.objects.get(site__code=site, item=item)


def test_one_update_or_a_batch(key: str) -> None:
    assert post(key, {"site": "a1", "item": "adult", "on_hand": 3}).json() == {
        "changed": 1,
        "ignored": [],
        "again": False,
    }
    batch = {"updates": [{"site": s, "item": "child", "sale_state": "paused"} for s in ("a1", "a2", "zz")]}
    said = post(key, batch).json()
    assert said["changed"] == 2 and said["ignored"][0]["why"] == "no-such-site"
    assert stock("a1").on_hand == 3 and stock("a2", "child").sale_state == "paused"


def test_the_same_key_of_idempotency_is_taken_once(key: str) -> None:
    headers = {"idempotency-key": "batch-7"}
    first = post(key, {"site": "a1", "item": "adult", "on_hand": 3}, **headers)
    again = post(key, {"site": "a1", "item": "adult", "on_hand": 3}, **headers)
    assert (first.json()["again"], again.json()["again"]) == (False, True)
    other = post(key, {"site": "a1", "item": "adult", "on_hand": 4}, **headers)
    assert other.status_code == 409 and stock("a1").on_hand == 3


def test_a_wrong_key_or_body_changes_nothing_and_says_what_is_wrong(key: str, shops: Any) -> None:
    assert post("x" * 40, {"site": "a1", "item": "adult", "on_hand": 3}).status_code == 401
    assert post(key, {}, feed="other").status_code == 404
    wrong = post(
        key, {"updates": [{"site": "a1", "item": "adult", "on_hand": 5}, {"site": "a1", "item": "x", "on_hand": -1}]}
    )
    assert wrong.status_code == 422 and wrong["Content-Type"] == "application/problem+json"
    assert {one["at"] for one in wrong.json()["errors"]} == {"updates[1].item", "updates[1].on_hand"}
    assert stock("a1").on_hand == 120
    scope, config = shops
    row = queries.row(scope, config).access.get()
    services.forget_key(scope, row)
    assert post(key, {"site": "a1", "item": "adult", "on_hand": 3}).status_code == 401


def test_a_key_that_speaks_too_often_waits_and_others_do_not(shops: Any, key: str, tmp_path: Path) -> None:
    scope, config = shops
    file = tmp_path / "stock" / "masks.toml"
    file.write_text(
        file.read_text(encoding="utf-8").replace("ttl = 60", "ttl = 60\npushes_per_minute = 2"), encoding="utf-8"
    )
    other = services.make_key(scope, config, "別の店")[1]
    counts = [post(key, {"site": "a1", "item": "adult", "on_hand": n}) for n in (1, 2, 3)]
    assert [one.status_code for one in counts] == [200, 200, 429] and stock("a1").on_hand == 2
    assert 1 <= int(counts[2]["Retry-After"]) <= 60 and counts[2]["Content-Type"] == "application/problem+json"
    assert post(other, {"site": "a1", "item": "adult", "on_hand": 9}).status_code == 200


def test_a_shop_s_key_speaks_of_its_shop_only(shops: Any) -> None:
    scope, config = shops
    secret = services.make_key(scope, config, "あおば", "a1")[1]
    assert post(secret, {"item": "adult", "on_hand": 1}).json()["changed"] == 1
    assert post(secret, {"site": "a2", "item": "adult", "on_hand": 1}).status_code == 422


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["site", "item", "on_hand", "updates", "band", "observed_at", "note", "x"]), inner, max_size=4),
    max_leaves=12,
)  # fmt: skip


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(body=st.binary(max_size=60) | values.map(lambda v: json.dumps(v).encode()), mark=st.text(max_size=120))
def test_whatever_is_sent_is_answered_and_never_with_a_fault_of_ours(key: str, body: bytes, mark: str) -> None:
    answer = post(
        key, body, **{"idempotency-key": mark.encode("ascii", "ignore").decode().replace("\n", "").replace("\r", "")}
    )
    assert answer.status_code in (200, 400, 409, 422)


def test_the_shop_s_page_is_one_tap_without_a_password(shops: Any) -> None:
    scope, config = shops
    secret = services.make_key(scope, config, "あおば", "a1")[1]
    page = f"/shop/s/{secret}/"
    shown = Client().get(page)
    assert shown.status_code == 200 and "あおば薬局" in shown.content.decode()
    assert shown["Referrer-Policy"] == "no-referrer" and "noindex" in shown.content.decode()
    done = Client(enforce_csrf_checks=True).post(page, {"item": "adult", "is": "sold_out", "once": "1"})
    assert done.status_code == 302 and stock("a1").sale_state == "sold_out" and stock("a1").on_hand == 0
    Client().post(page, {"item": "adult", "is": "count", "count": "１２", "once": "2"})
    assert stock("a1").on_hand == 12
    Client().post(page, {"item": "adult", "is": "paused", "once": "3"})
    assert stock("a1").sale_state == "paused"
    wrong = Client().post(page, {"item": "adult", "is": "count", "count": "たくさん"})
    assert wrong.status_code == 422 and stock("a1").sale_state == "paused"
    assert Client().get(f"/shop/s/{'x' * 43}/").status_code == 404


def message(scope: Any, kind: str, asked: dict[str, str], given: dict[str, str]) -> Any:
    found, subject = kinds.find(scope, {"kind": kind, **asked})
    assert found.name == kind
    stamp = door.stamp()
    return inbox.submit(scope, found, subject, Letter("", stamp, given=given, sender=uuid4().hex))


def test_anybody_may_say_where_a_site_is_and_staff_approve(shops: Any) -> None:
    scope, config = shops
    one = message(scope, "stock-site", {"feed": "masks", "site": "a3"}, {"lat": "35.6812", "lon": "139.7671"})
    assert queries.without_position(queries.row(scope, config)).count() == 1
    inbox.decide(scope, one, Decision("approve", "ありがとうございます。"))
    site = queries.site(queries.row(scope, config), "a3")
    assert (site.latitude, site.longitude, site.position_by) == (35.6812, 139.7671, "correction")
    publishing.publish(scope, config)
    with pytest.raises(Exception, match="Latitude"):
        message(scope, "stock-site", {"feed": "masks", "site": "a1"}, {"lat": "135", "lon": "35"})


class Fake:
    """The apps' servers."""

    def __init__(self, said: dict[str, Any]) -> None:
        self.said = said

    def get(self, url: str, headers: Any) -> Answer:
        return Answer(200, url, {}, json.dumps(self.said[url]).encode()) if url in self.said else Answer(500, url)


def test_apps_register_themselves_and_stale_ones_are_marked(shops: Any) -> None:
    scope, config = shops
    form = Client().get("/inbox/new/?kind=stock-app&feed=masks").content.decode()
    assert "<h1>アプリを登録する</h1>" in form and "まちがい" not in form.partition("<main")[2].partition("</main>")[0]
    for name in ("fresh", "stale", "away", "quiet"):
        given = {"name": name, "address": f"https://{name}.example/"}
        given |= {} if name == "quiet" else {"status_url": f"https://{name}.example/s"}
        inbox.decide(scope, message(scope, "stock-app", {"feed": "masks"}, given), Decision("approve", "載せました。"))
    said = {
        "https://fresh.example/s": {"seq": 1},
        "https://stale.example/s": {"last_updated": "2020-01-01T00:00:00+09:00"},
    }
    apps_seen.look_at_all(scope, config, Fake(said), datetime.now(UTC))
    assert dict(App.objects.values_list("name", "state")) == {"fresh": "fresh", "stale": "stale", "away": "away", "quiet": "unknown"}  # fmt: skip
    with pytest.raises(Exception, match="https"):
        message(scope, "stock-app", {"feed": "masks"}, {"name": "x", "address": "javascript:alert(1)"})


def test_subscribers_are_told_signed_and_again_when_they_were_away(shops: Any, key: str, monkeypatch: pytest.MonkeyPatch) -> None:  # fmt: skip
    scope, config = shops
    made = Client().post("/shop/hooks/masks/", json.dumps({"url": "https://hook.example/x"}), "application/json", headers={"authorization": f"Bearer {key}"})  # fmt: skip
    assert made.status_code == 201
    secret, sent, away = made.json()["secret"], [], [True]

    def deliver(self: Any, url: str, body: bytes, headers: Any) -> Answer:
        sent.append((url, json.loads(body), headers["X-Tomoni-Signature"], body))
        return Answer(503 if away.pop() else 200, url) if away else Answer(200, url)

    monkeypatch.setattr(hooks.Urllib3Transport, "post", deliver)
    post(key, {"site": "a1", "item": "adult", "on_hand": 3})
    shown = showing.show(scope, config)
    jobs.work_off()
    row = Subscriber.objects.get()
    assert (row.told_seq, row.failures) == (0, 1)
    Job.objects.filter(kind="stock.tell").update(due_at=datetime.now(UTC))
    jobs.work_off()
    row.refresh_from_db()
    assert (row.told_seq, row.failures) == (shown.seq, 0) and len(sent) == 2
    url, said, mark, body = sent[-1]
    at = int(mark.partition(",")[0].removeprefix("t="))
    assert mark == hooks.signature(secret, at, body) and said["seq"] == shown.seq and url == "https://hook.example/x"
    private = Client().post("/shop/hooks/masks/", json.dumps({"url": "file:///etc/passwd"}), "application/json", headers={"authorization": f"Bearer {key}"})  # fmt: skip
    assert private.status_code == 422


def test_the_clock_asks_for_publication_only_when_something_was_said(shops: Any) -> None:
    scope, config = shops
    now = datetime.now(UTC)
    assert not publishing.is_due(scope, config, now)
    services.say(scope, config, [Said("a1", "adult", 1)], "key:x", "1")
    pulling.ask(now + timedelta(seconds=60))
    assert Job.objects.filter(kind="stock.publish").count() == 1

"""What a check holds is let through with a reason: asked for on the page, done by a worker, seen on the way."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from tomoni.publish import services as publishing
from tomoni.registry import jobs, queries
from tomoni.registry.models import Hold, Job
from tomoni.registry.scope import Scope
from tomoni.registry.services import add_file

PAGE, DOOR = "/desk/data/counts/", "/desk/data/counts/release/"
WHY = "集計のやり直しのため"


def table(rows: int) -> bytes:
    return ("日付,件数\n" + "".join(f"2026-04-{day:02},{day}\n" for day in range(1, rows + 1))).encode()


@pytest.fixture
def held(scope: Scope, tmp_path: Any) -> Scope:
    """A dataset that has lost most of its rows since it was published."""
    path = tmp_path / "counts.csv"
    path.write_bytes(table(28))
    added = add_file(scope, path, "counts")[0]
    assert publishing.publish(scope)[0].status == "published"
    (scope.community.dir / added.file).write_bytes(table(5))
    assert publishing.publish(scope)[0].status == "held"
    return scope


def rows(scope: Scope) -> int:
    last = queries.latest_publication(scope, "counts")
    assert last
    return int(last.version.rows)


def test_the_request_only_asks_and_the_worker_publishes(
    held: Scope, officer: Client, work: Callable[[], int], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert WHY not in officer.get(PAGE).content.decode()
    with monkeypatch.context() as now:
        now.setattr(publishing, "publish", None)  # nothing of it inside the request
        assert officer.post(DOOR, {"reason": WHY}).status_code == 302
    assert rows(held) == 28
    seen = officer.get(PAGE).content.decode()
    assert 'http-equiv="refresh"' in seen and "<progress" in seen and 'name="reason"' not in seen
    assert "公開の処理中" in officer.get("/desk/").content.decode()
    assert work() >= 1
    assert rows(held) == 5
    last = queries.latest_publication(held, "counts")
    assert last and last.reason_ja == WHY
    seen = officer.get(PAGE).content.decode()
    assert "<progress" not in seen and 'http-equiv="refresh"' not in seen


def test_twice_is_once(held: Scope, officer: Client, work: Callable[[], int]) -> None:
    officer.post(DOOR, {"reason": WHY})
    assert officer.post(DOOR, {"reason": WHY}).status_code == 409
    assert Job.objects.filter(kind="desk.release").count() == 1
    work()
    assert rows(held) == 5


def test_no_reason_no_work(held: Scope, officer: Client) -> None:
    assert officer.post(DOOR, {"reason": " "}).status_code == 409
    assert not Job.objects.filter(kind="desk.release").exists() and queries.holds(held, "counts")


def test_a_hold_of_an_exported_site_is_looked_at_first(held: Scope, officer: Client, work: Callable[[], int]) -> None:
    """Such a hold doesn't say which candidate it is."""
    Hold.objects.update(fingerprint="")
    assert officer.post(DOOR, {"reason": WHY}).status_code == 302
    assert 'name="reason"' not in officer.get(PAGE).content.decode()
    work()
    assert rows(held) == 5 and not queries.holds(held, "counts")


def test_work_that_was_given_up_is_said_and_can_be_done_again(
    held: Scope, officer: Client, work: Callable[[], int], monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: Any) -> None:
        raise jobs.Hopeless("the disk is full")

    officer.post(DOOR, {"reason": WHY})
    with monkeypatch.context() as now:
        now.setattr(publishing, "publish", broken)
        work()
    seen = officer.get(PAGE).content.decode()
    assert "うまくいきませんでした" in seen and "http-equiv" not in seen
    (job,) = jobs.dead()
    assert officer.post(f"/desk/jobs/{job.pk}/retry/").status_code == 302
    work()
    assert rows(held) == 5


def test_what_has_changed_since_is_held_again(held: Scope, officer: Client, work: Callable[[], int]) -> None:
    officer.post(DOOR, {"reason": WHY})
    (file,) = (held.community.dir / "files").glob("counts*")
    file.write_bytes(table(3))
    work()
    assert rows(held) == 28 and queries.holds(held, "counts")
    assert 'name="reason"' in officer.get(PAGE).content.decode()


def test_an_editor_may_not(held: Scope, person: Callable[[str], Client]) -> None:
    assert person("editor").post(DOOR, {"reason": WHY}).status_code == 403
    assert queries.holds(held, "counts")

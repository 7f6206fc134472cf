"""After a withdrawal the desk knows nothing of the file: drafts, the log, looks, uploads that were left behind."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from tomoni.desk import looks, withdrawn
from tomoni.desk.models import ENDS, Draft
from tomoni.desk.tests.conftest import APRIL, counts
from tomoni.desk.tests.test_publishing import choose, first, give
from tomoni.publish import withdraw
from tomoni.registry import raw_store, withdrawals
from tomoni.registry.models import Event, EventText
from tomoni.registry.scope import Scope

__all__ = ["first"]
NAME = "youseisha.csv"
"""The dataset's id, which is made of it, stays on the tombstone."""
Upload = Callable[..., Any]


def said(scope: Scope) -> str:
    """Every word of the log and of the drafts."""
    words = [json.dumps(body, ensure_ascii=False) for body in EventText.objects.values_list("body", flat=True)]
    words += [json.dumps(list(row), ensure_ascii=False, default=str) for row in Draft.objects.values_list()]
    return "\n".join(words)


def take_away(scope: Scope, draft: Draft) -> None:
    withdraw.withdraw(scope, draft.decisions["tables"][0]["dataset"], None, "載せてはいけない内容")


def test_drafts_of_it_end_and_say_nothing(scope: Scope, officer: Client, upload: Upload, first: Draft) -> None:
    again = give(officer, upload("youseisha-2.csv", counts(APRIL)))
    other = give(officer, upload("betsu.csv", counts({"令和2年5月1日": 1, "令和2年5月2日": 2, "令和2年5月3日": 4})))
    assert NAME in said(scope)
    take_away(scope, first)
    assert NAME not in said(scope)
    again.refresh_from_db()
    other.refresh_from_db()
    assert again.state in ENDS
    assert (again.name, again.reading, again.decisions) == ("", {}, {})
    assert other.state not in ENDS
    assert other.name == "betsu.csv"
    assert raw_store.find(first.sha256) is None


def test_that_somebody_saw_the_original_stays_in_the_log_without_its_name(
    scope: Scope, officer: Client, upload: Upload, first: Draft
) -> None:
    from tomoni.desk import services

    services.viewed(scope, first)
    seen = Event.objects.filter(kind="private.viewed").count()
    assert seen
    take_away(scope, first)
    assert Event.objects.filter(kind="private.viewed").count() == seen
    left = EventText.objects.filter(event__kind="private.viewed").values_list("body", flat=True)
    assert not [body for body in left if body["sha256"] == first.sha256]


def test_looks_and_uploads_of_it_go_and_those_of_others_stay(
    scope: Scope, officer: Client, upload: Upload, first: Draft, settings: Any
) -> None:
    same = looks.begin([upload("sono-file.csv", counts(APRIL))])
    other = looks.begin([upload("betsu.csv", "日付,件数\n2020-04-01,1\n")])
    uploads = Path(settings.HOME) / "uploads"
    uploads.mkdir(exist_ok=True)
    (uploads / "abc.upload.csv").write_bytes(counts(APRIL))
    (uploads / "def.upload.csv").write_bytes(b"another file")
    take_away(scope, first)
    assert not same.folder.exists()
    assert other.folder.is_dir()
    assert [path.name for path in uploads.iterdir()] == ["def.upload.csv"]


def test_a_file_that_other_data_need_stays_known(
    scope: Scope, officer: Client, upload: Upload, first: Draft, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(withdrawals, "needed_by", lambda *_, **__: ["another"])
    take_away(scope, first)
    first.refresh_from_db()
    assert first.name == "youseisha.csv"


def test_running_it_again_changes_nothing(scope: Scope, officer: Client, upload: Upload, first: Draft) -> None:
    take_away(scope, first)
    before = said(scope)
    withdrawn.forget(scope, withdrawals.of_community(scope)[0])
    assert said(scope) == before


PRIVATE = ["/desk/work/{}/choose/", "/desk/work/{}/marked.xlsx", "/desk/work/{}/repaired.xlsx"]


@pytest.mark.parametrize("page", PRIVATE)
def test_every_look_at_a_private_original_is_in_the_log(
    scope: Scope, officer: Client, upload: Upload, page: str
) -> None:
    draft = give(officer, upload("youseisha.csv", counts(APRIL)))
    before = Event.objects.filter(kind="private.viewed").count()
    assert officer.get(page.format(draft.pk)).status_code == 200
    lines = Event.objects.filter(kind="private.viewed")
    assert lines.count() == before + 1
    last = lines.order_by("seq").last()
    assert last
    assert last.text.body["sha256"] == draft.sha256
    assert last.actor is not None


def test_the_page_of_differences_is_such_a_look(scope: Scope, officer: Client, upload: Upload) -> None:
    draft = choose(officer, give(officer, upload("youseisha.csv", counts(APRIL))))
    before = Event.objects.filter(kind="private.viewed").count()
    assert officer.get(f"/desk/work/{draft.pk}/").status_code == 200
    assert Event.objects.filter(kind="private.viewed").count() == before + 1

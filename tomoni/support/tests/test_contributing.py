"""Anybody tells of a measure: the mailed link, the difference, approval, the row in the list."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tomoni.registry import here, jobs
from tomoni.registry.errors import Problem
from tomoni.registry.inbox import door
from tomoni.registry.inbox import services as inbox
from tomoni.registry.inbox.services import Letter
from tomoni.registry.scope import Scope
from tomoni.support import contributing, finding, pages, queries
from tomoni.support.asking import Wanted

GIVEN = {
    "名称": "こども食堂 あさひ", "提供者": "あさひの会", "概要": "毎週土曜に夕ごはんを出します。", "対象の地域": "全国",
    "相談の電話": "078-918-5000", "受付終了": "未定",
}  # fmt: skip


def send(scope: Scope, **changes: str) -> Any:
    subject = contributing.subject(scope, {"kind": contributing.NAME})
    assert subject
    letter = Letter("", door.stamp(), GIVEN | changes, mail="hanako@example.jp")
    return inbox.submit(scope, contributing.NEW, subject, letter, "https://data.example.jp")


def test_not_before_the_mailed_link_was_opened(scope: Scope) -> None:
    message = send(scope)
    found = contributing.difference(scope, message)
    assert found and "確認されていません" in str(found)
    with pytest.raises(Problem):
        contributing.apply(scope, message)
    assert not (scope.community.dir / contributing.FILE).exists()
    assert not inbox.confirm(scope, message, "0" * 40)
    assert inbox.confirm(scope, message, inbox.code(message, "confirm"))
    message.refresh_from_db()
    contributing.apply(scope, message)
    assert [row["名称"] for row in contributing.rows(scope)] == [GIVEN["名称"]]


def test_twice_is_once_and_the_senders_address_is_nowhere(scope: Scope) -> None:
    message = send(scope)
    inbox.confirm(scope, message, inbox.code(message, "confirm"))
    message.refresh_from_db()
    contributing.apply(scope, message)
    contributing.apply(scope, message)
    assert len(contributing.rows(scope)) == 1
    text = (scope.community.dir / contributing.FILE).read_text(encoding="utf-8")
    assert "hanako" not in text and message.number in text


@pytest.mark.parametrize(
    "wrong",
    [
        {"名称": ""},
        {"詳細URL": "javascript:alert(1)"},
        {"対象の地域": "どこか"},
        {"相談の電話": "でんわ"},
        {"名称": "あ" * 81},
    ],
)
def test_what_would_not_be_read_is_said_before_it_is_sent(scope: Scope, wrong: dict[str, str]) -> None:
    with pytest.raises(Problem):
        send(scope, **wrong)


HOSTILE = "食料の配達 <script>alert(1)</script>"


class TestToTheEnd:
    """From the letter to what everybody finds; the worker's jobs are run as the worker runs them."""

    @pytest.fixture(autouse=True)
    def house(self, scope: Scope, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(here, "community", lambda: scope.community)

    def told(self, scope: Scope, **changes: str) -> Any:
        message = send(scope, **changes)
        assert inbox.confirm(scope, message, inbox.code(message, "confirm"))
        message.refresh_from_db()
        return message

    def decide(self, scope: Scope, message: Any, what: str, **more: Any) -> None:
        inbox.decide(scope, message, inbox.Decision(what, "ありがとうございます。", sure=True, **more))
        jobs.work_off()
        message.refresh_from_db()

    def titles(self, scope: Scope) -> list[str]:
        wanted = Wanted(text="食料の配達")
        return [one.title for one in finding.find(scope, wanted, date(2026, 11, 20)).measures]

    def test_approved_it_is_published_found_and_its_history_is_public(self, scope: Scope) -> None:
        message = self.told(scope, 名称=HOSTILE, 提供者="=cmd|あさひの会")
        found = contributing.difference(scope, message)
        assert found and found.problem is None and HOSTILE in found.after and "まだありません" in found.before
        assert self.titles(scope) == []
        self.decide(scope, message, "approve")
        assert self.titles(scope) == [HOSTILE]
        (one,) = queries.collection(scope).measures
        shown = {page.path: page.render() for page in pages.all_pages(scope)}
        html = shown[f"support/m/{one.key}/index.html"].decode()
        assert "食料の配達 &lt;script&gt;alert(1)" in html and "<script>alert" not in html
        assert f"datasets/{contributing.DATASET}/" in html
        assert b"'=cmd" in shown["support/measures.csv"]
        assert b"hanako" not in b"".join(shown.values())
        assert inbox.said(message).ja == "載せました", "nothing was wrong that could have been corrected"
        self.decide(scope, self.told(scope, 名称="食料の配達 二つめ"), "approve")
        assert len(self.titles(scope)) == 2
        assert len(publications(scope)) == 2, "each approval is a publication of its own"

    def test_what_staff_changed_before_they_approved_is_what_is_shown(self, scope: Scope) -> None:
        message = self.told(scope, 名称=HOSTILE)
        self.decide(scope, message, "approve", fields=dict(message.fields) | {"名称": "食料の配達"})
        assert self.titles(scope) == ["食料の配達"]

    def test_declined_nothing_changes_and_the_answer_is_there(self, scope: Scope) -> None:
        message = self.told(scope, 名称=HOSTILE)
        self.decide(scope, message, "decline")
        assert self.titles(scope) == [] and not (scope.community.dir / contributing.FILE).exists()
        assert message.answer == "ありがとうございます。"


def publications(scope: Scope) -> list[Any]:
    from tomoni.registry.models import Publication

    return list(Publication.objects.filter(dataset__slug=contributing.DATASET))

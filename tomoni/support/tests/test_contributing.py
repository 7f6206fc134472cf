"""Anybody tells of a measure: the mailed link, the difference, approval, the row in the list."""

from __future__ import annotations

from typing import Any

import pytest

from tomoni.registry.errors import Problem
from tomoni.registry.inbox import door
from tomoni.registry.inbox import services as inbox
from tomoni.registry.inbox.services import Letter
from tomoni.registry.scope import Scope
from tomoni.support import contributing

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

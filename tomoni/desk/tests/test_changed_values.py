"""A file that changes what is public: the desk asks why, and the answer is public."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from django.test import Client

from tomoni.desk.models import Draft, State
from tomoni.desk.tests.conftest import APRIL, counts
from tomoni.desk.tests.test_publishing import Upload, first, give, publish
from tomoni.publish import reasons
from tomoni.registry import queries
from tomoni.registry.scope import Scope

__all__ = ["first"]


class TestPublishedValuesChange:
    """Yesterday's figures are others today: the page says so, and why."""

    CHANGED: ClassVar = APRIL | {"令和2年4月3日": 8, "令和2年4月13日": 50}

    def test_a_reason_is_asked_for_and_shown_everywhere(
        self, scope: Scope, officer: Client, upload: Upload, work: Callable[[], int], first: Draft
    ) -> None:
        draft = give(officer, upload("youseisha0413.csv", counts(self.CHANGED)))
        dataset = draft.decisions["tables"][0]["dataset"]
        page = officer.get(f"/desk/work/{draft.pk}/").content.decode()
        assert "公開済みの値が変わる理由" in page and "<del>9</del>" in page and "<ins>8</ins>" in page
        answer = publish(officer, draft)
        assert answer.status_code == 409 and "理由を選ぶか" in answer.content.decode()
        assert draft.state == State.OPEN
        publish(officer, draft, **{f"why-{dataset}": "mistake"})
        work()
        draft.refresh_from_db()
        assert draft.state == State.PUBLISHED, draft.trouble
        row = queries.latest_publication(scope, dataset)
        assert reasons.said(row.notices) == reasons.REASONS["mistake"]
        public = scope.community.home / "public"
        assert "入力・転記の誤りの訂正" in (public / "feed.atom").read_text(encoding="utf-8")

    def test_the_editor_chooses_and_the_approver_sees_it(
        self, scope: Scope, officer: Client, person: Callable[[str], Client], upload: Upload, first: Draft
    ) -> None:
        editor = person("editor")
        draft = give(editor, upload("youseisha0413.csv", counts(self.CHANGED)))
        dataset = draft.decisions["tables"][0]["dataset"]
        asked = {"revision": draft.revision, "when": "now"}
        assert editor.post(f"/desk/work/{draft.pk}/ask/", asked).status_code == 409
        own = asked | {f"why-{dataset}-own": "保健所の<b>調査</b>で分かりました"}
        assert editor.post(f"/desk/work/{draft.pk}/ask/", own).status_code == 302
        page = officer.get(f"/desk/work/{draft.pk}/").content.decode()
        assert 'value="保健所の&lt;b&gt;調査&lt;/b&gt;で分かりました"' in page

    def test_days_still_being_completed_say_it_by_themselves(
        self, scope: Scope, officer: Client, upload: Upload, first: Draft
    ) -> None:
        dataset = first.decisions["tables"][0]["dataset"]
        source = scope.community.dir / "sources" / f"{dataset}.toml"
        source.write_text("provisional_days = 30\n" + source.read_text(encoding="utf-8"), encoding="utf-8")
        draft = give(officer, upload("youseisha0413.csv", counts(self.CHANGED)))
        page = officer.get(f"/desk/work/{draft.pk}/").content.decode()
        assert "追加報告による更新" in page and "公開済みの値が変わる理由" not in page

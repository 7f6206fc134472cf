"""A correction of a cell: approved once, applied while the source says the same, traced, told when it no longer is."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from tomoni.publish import cells, queries, retention, services
from tomoni.publish.tests.conftest import Put
from tomoni.registry import corrections, raw_store
from tomoni.registry import queries as registry
from tomoni.registry.errors import Problem
from tomoni.registry.inbox import door, kinds
from tomoni.registry.inbox import services as inbox
from tomoni.registry.inbox.models import Message, State
from tomoni.registry.models import Job, RawFile
from tomoni.registry.notify.models import Delivery
from tomoni.registry.scope import Scope
from tomoni.tables.trace import trace

ROWS = {f"2020-04-{day:02}": day * 3 for day in range(1, 21)}


@pytest.fixture
def published(scope: Scope, put: Put, monkeypatch: pytest.MonkeyPatch, settings: Any) -> Scope:
    settings.COMMUNITY_DIR = scope.community.dir
    monkeypatch.setattr(door, "FASTEST", -1)
    cells.forget()
    put(ROWS)
    services.publish(scope)
    return scope


def ask(scope: Scope, new: str = "99", row: int = 5, **more: str) -> Message:
    asked = {"dataset": "counts", "row": str(row), "column": "件数", **more}
    kind, subject = kinds.find(scope, asked)
    assert kind.name == cells.NAME
    letter = inbox.Letter(words="資料とちがいます", stamp=door.stamp(), given={"new": new}, credit="ことり")
    return inbox.submit(scope, kind, subject, letter)


def approve(scope: Scope, message: Message) -> None:
    inbox.decide(scope, message, inbox.Decision("approve", "直しました", public=True, show_credit=True))


def value(scope: Scope, row: int) -> Any:
    found = queries.current(scope, "counts")
    assert found is not None
    return found.frame["件数"][row - 1]


def test_the_form_shows_the_cell_and_where_it_came_from(published: Scope) -> None:
    found = cells.subject(published, {"dataset": "counts", "row": "5", "column": "件数"})
    assert found is not None
    said = {label.ja: text for label, text in found.facts}
    assert said["今の値"] == "15" and said["元のファイルの場所"] == "B6"


def test_approved_it_is_published_with_its_number_and_trace(published: Scope) -> None:
    message = ask(published)
    approve(published, message)
    assert Job.objects.filter(kind="publish.dataset", args={"dataset": "counts"}).exists()
    services.publish(published, ["counts"])
    assert value(published, 5) == 99
    found = queries.current(published, "counts")
    assert found is not None
    assert any(message.number in notice["ja"] and "ことり" in notice["ja"] for notice in found.publication.notices)
    assert found.publication.changes["cells"] == {"件数": 1}
    traced = trace(found.folder / "data.csv", 5, "件数")
    assert (traced.value, traced.original, traced.cells) == ("99", "15", ["B6"])
    assert traced.steps[-1]["rule"] == f"correction:{message.number}"


def test_it_goes_on_to_later_editions_until_the_source_changes(published: Scope, put: Put) -> None:
    message = ask(published)
    approve(published, message)
    put({**ROWS, "2020-04-21": 63}, as_of="2020-04-21")
    services.publish(published)
    assert value(published, 5) == 99, "the row is known by its key"
    put({**ROWS, "2020-04-05": 50, "2020-04-21": 63}, as_of="2020-04-22")
    services.publish(published)
    assert value(published, 5) == 50
    row = Message.objects.get()
    assert row.done["now"]["state"] == corrections.CHANGED
    told = Delivery.objects.filter(template="inbox-changed")
    services.publish(published, ["counts"])
    assert told.count() == 1, "said once"


def test_running_again_changes_nothing(published: Scope) -> None:
    approve(published, ask(published))
    services.publish(published, ["counts"])
    before = len(registry.publications(published, "counts"))
    assert [one.status for one in services.publish(published, ["counts"])] == ["unchanged"]
    assert len(registry.publications(published, "counts")) == before


@pytest.mark.parametrize("new", ["たくさん", "15"])
def test_what_cannot_stand_there_is_refused(published: Scope, new: str) -> None:
    with pytest.raises(Problem):
        ask(published, new)
    assert not Message.objects.exists()


def test_a_value_that_has_changed_meanwhile_is_not_corrected_blindly(published: Scope, put: Put) -> None:
    message = ask(published)
    put({**ROWS, "2020-04-05": 50}, as_of="2020-04-21")
    services.publish(published)
    with pytest.raises(Problem, match="corrected"):
        approve(published, message)
    assert Message.objects.get().state == State.OPEN
    assert not (published.community.dir / "corrections").exists()


@pytest.mark.parametrize(
    "forged",
    [
        {"row": "21"},
        {"row": "0"},
        {"row": "１"},
        {"column": "ない列"},
        {"version": "0" * 64},
        {"dataset": "../counts"},
        {"dataset": "nothing"},
    ],
)
def test_a_forged_address_names_nothing(published: Scope, forged: dict[str, str]) -> None:
    asked = {"dataset": "counts", "row": "5", "column": "件数", **forged}
    assert cells.subject(published, asked) is None


class TestKeeping:
    def editions(self, scope: Scope, put: Put) -> None:
        for day in (21, 22):
            put({**ROWS, f"2020-04-{day}": day}, as_of=f"2020-04-{day}")
            services.publish(scope)

    def community(self, scope: Scope, rule: str) -> Scope:
        from tomoni.registry import community

        path: Path = scope.community.dir / "community.toml"
        path.write_text(path.read_text(encoding="utf-8") + f"\n[retention]\n{rule}\n", encoding="utf-8")
        return Scope(None, community.load(scope.community.dir))

    def test_by_default_everything_is_kept(self, published: Scope, put: Put) -> None:
        self.editions(published, put)
        assert retention.apply(published, timezone.now() + timedelta(days=9999)) == retention.Kept()
        assert len(queries.versions(published, "counts")) == 3

    def test_old_versions_go_and_what_is_current_stays(self, published: Scope, put: Put) -> None:
        self.editions(published, put)
        scope = self.community(published, "versions = 2")
        assert retention.apply(scope).versions == 1
        assert len(queries.versions(scope, "counts")) == 2
        assert value(scope, 5) == 15
        assert retention.apply(scope).versions == 0
        assert [one.status for one in services.publish(scope, ["counts"])] == ["unchanged"]

    def test_old_originals_go_but_not_those_of_what_is_current(self, published: Scope, put: Put) -> None:
        self.editions(published, put)
        scope = self.community(published, "raw_days = 30")
        assert retention.apply(scope, timezone.now() + timedelta(days=29)).originals == ()
        assert len(retention.apply(scope, timezone.now() + timedelta(days=31)).originals) == 2
        kept = [row.sha256 for row in RawFile.objects.all() if raw_store.find(row.sha256)]
        current = registry.latest_publication(scope, "counts")
        assert current and kept == current.version.sources

"""Older editions join the history; what is current stays current, and nothing waits for a person."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tomoni.i18n import Text
from tomoni.publish import memory, queries, services
from tomoni.publish.tests.conftest import ROWS
from tomoni.registry import queries as registry
from tomoni.registry import services as desk
from tomoni.registry.gates.base import Candidate, Gate, Outcome, Verdict
from tomoni.registry.rooms import rooms
from tomoni.registry.scope import Scope


@pytest.fixture
def edition(scope: Scope, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """edition(15, bump=0): adds the file of the day on which `days` days were known."""
    monkeypatch.setattr(rooms, "dataset_hooks", [])

    def add(days: int, bump: int = 0, extra: str = "") -> None:
        path = tmp_path / f"counts_{days}{'_' if bump else ''}.csv"
        lines = ["日付,件数", *(f"{day},{count + bump}" for day, count in list(ROWS.items())[:days])]
        path.write_text("\n".join(lines) + f"\n{extra}", encoding="utf-8")
        desk.add_file(scope, path, dataset="counts")

    return add


def history(scope: Scope) -> list[tuple[int, str, bool, int | None]]:
    """(seq, as-of, back-filled, parent's seq), oldest publication first."""
    rows = registry.publications(scope, "counts")[::-1]
    return [(row.seq, row.as_of, row.back_filled, row.parent.seq if row.parent else None) for row in rows]


def shown(scope: Scope, name: str = "latest.json") -> Any:
    return json.loads((scope.community.dir / ".tomoni/public/data/counts" / name).read_text(encoding="utf-8"))


def said(scope: Scope) -> tuple[str, str]:
    """(status, the words about back-filling) of the one dataset."""
    outcome = services.publish(scope)[0]
    return outcome.status, " ".join(reason["ja"] for reason in outcome.reasons if reason["gate"] == "back-fill")


def test_editions_that_are_there_at_the_start_come_out_oldest_first(scope: Scope, edition: Any) -> None:
    for days in (20, 10, 15):
        edition(days)
    status, words = said(scope)
    assert status == "published"
    assert "過去の版を2つ" in words
    assert history(scope) == [
        (1, "2020-04-10", True, None),
        (2, "2020-04-15", True, 1),
        (3, "2020-04-20", False, 2),
    ]
    assert (shown(scope)["seq"], shown(scope)["as_of"], shown(scope)["rows"]) == (3, "2020-04-20", 20)
    assert registry.publications(scope, "counts")[0].changes["added"] == 5


def test_an_older_edition_that_comes_later_changes_nothing_that_is_current(scope: Scope, edition: Any) -> None:
    edition(10)
    said(scope)
    edition(20)
    said(scope)
    before = shown(scope)
    edition(15)
    status, words = said(scope)
    assert (status, "過去の版を1つ" in words) == ("unchanged", True)
    assert history(scope) == [
        (1, "2020-04-10", False, None),
        (2, "2020-04-20", False, 1),
        (3, "2020-04-15", True, 1),
    ]
    assert shown(scope) == before
    assert registry.publications(scope, "counts")[0].changes["added"] == 5, "against the edition it follows"
    assert said(scope) == ("unchanged", ""), "once is enough"


def test_the_next_edition_follows_what_is_current(scope: Scope, edition: Any) -> None:
    for days in (15, 10):
        edition(days)
    said(scope)
    edition(20)
    assert said(scope)[0] == "published"
    assert history(scope)[-1] == (3, "2020-04-20", False, 2)


def test_history_and_feed_tell_of_it_and_an_export_remembers_it(
    scope: Scope, edition: Any, tmp_path: Path, settings: Any
) -> None:
    for days in (20, 10):
        edition(days)
    said(scope)
    told = shown(scope, "publications.json")
    assert [(row["seq"], row["back_filled"], row["parent"]) for row in told] == [(2, False, 1), (1, True, None)]
    tree = scope.community.dir / ".tomoni" / "public"
    feed = (tree / "feed.atom").read_text(encoding="utf-8")
    assert "過去の版を履歴に追加" in feed
    from tomoni.registry.models import Dataset, Publication, Version

    for model in (Publication, Version):
        model.objects.get_queryset()._raw_delete("default")
    Dataset.objects.all().delete()
    assert memory.go_on_from(scope, tree) == 2
    assert history(scope) == [(1, "2020-04-10", True, None), (2, "2020-04-20", False, 1)]


def test_while_the_newest_is_held_nothing_older_takes_its_place(
    scope: Scope, edition: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def check(candidate: Candidate) -> list[Verdict]:
        return [Verdict("long", Outcome.HELD, Text("長い", "long"))] if candidate.frame.height == 20 else []

    monkeypatch.setattr(rooms, "gates", {"long": Gate("long", Text("長さ", "Length"), check)})
    edition(10)
    edition(20)
    assert said(scope)[0] == "held"
    assert history(scope) == []
    edition(15)
    desk.release(scope, "counts", "確かめた")
    assert said(scope)[0] == "published"
    assert [row[1:3] for row in history(scope)] == [("2020-04-10", True), ("2020-04-15", True), ("2020-04-20", False)]


@pytest.mark.parametrize(
    ("gate", "outcome", "goes"),
    [
        ("sum-of-parts", Outcome.HELD, True),
        ("sum-of-parts", Outcome.REFUSED, False),
        ("personal", Outcome.HELD, False),
        ("personal", Outcome.WARNED, True),
    ],
)
def test_an_older_edition_is_never_held_but_may_be_left_out(
    scope: Scope, edition: Any, monkeypatch: pytest.MonkeyPatch, gate: str, outcome: Outcome, goes: bool
) -> None:
    def check(candidate: Candidate) -> list[Verdict]:
        return [Verdict(gate, outcome, Text("わけ", "why"))] if candidate.frame.height == 10 else []

    monkeypatch.setattr(rooms, "gates", {gate: Gate(gate, Text("門", "Gate"), check)})
    edition(20)
    edition(10)
    status, words = said(scope)
    assert status == "published"
    assert ("履歴に加えました" in words, "履歴に加えていません: わけ" in words) == (goes, not goes)
    assert registry.holds(scope) == []
    old = [row for row in registry.publications(scope, "counts") if row.back_filled]
    assert [row.notices[0]["ja"] for row in old] == (["わけ"] if goes else [])


def test_what_was_stopped_as_the_newest_does_not_slip_in_as_history(
    scope: Scope, edition: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def check(candidate: Candidate) -> list[Verdict]:
        return [Verdict("x", Outcome.HELD, Text("止め", "stop"))] if candidate.frame.height == 15 else []

    monkeypatch.setattr(rooms, "gates", {"x": Gate("x", Text("門", "Gate"), check)})
    for days in (10, 15, 20):
        edition(days)
        status, words = said(scope)
    assert "止まったまま" in words
    assert [row[1] for row in history(scope)] == ["2020-04-10", "2020-04-20"]
    current = queries.current(scope, "counts")
    assert current is not None
    assert (status, current.publication.seq) == ("published", 2)

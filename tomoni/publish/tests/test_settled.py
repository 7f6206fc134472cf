"""A run that would end as the last one did is not repeated; anything it rests on makes it run again."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from tomoni.i18n import Text
from tomoni.publish import services, settled, versions
from tomoni.publish.tests.conftest import ROWS, Put
from tomoni.registry import services as desk
from tomoni.registry.community import load
from tomoni.registry.gates.base import Candidate, Gate, Outcome, Verdict
from tomoni.registry.rooms import rooms
from tomoni.registry.scope import Scope


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The datasets that were really read, in order."""
    seen: list[str] = []
    intake = desk.intake

    def counted(scope: Scope, dataset: str, edition: int | None = None) -> Any:
        seen.append(dataset)
        return intake(scope, dataset, edition)

    monkeypatch.setattr(desk, "intake", counted)
    return seen


def test_nothing_is_read_again_and_the_answer_is_the_same(scope: Scope, put: Put, read: list[str]) -> None:
    put(ROWS)
    first = services.publish(scope)[0]
    settled_at = services.publish(scope)[0]
    assert read == ["counts"]
    (Path(scope.community.home) / settled.NAME).unlink()
    really = services.publish(scope)[0]
    assert read == ["counts", "counts"]
    assert settled_at == really
    assert (first.status, really.status, really.version) == ("published", "unchanged", first.version)


def test_one_dataset_that_is_asked_for_is_always_read(scope: Scope, put: Put, read: list[str]) -> None:
    put(ROWS)
    services.publish(scope)
    services.publish(scope, ["counts"])
    assert read == ["counts", "counts"]


@pytest.mark.parametrize("what", ["file", "entry", "community", "gates", "program", "version", "garbage"])
def test_whatever_it_rests_on_makes_it_run(
    scope: Scope, put: Put, read: list[str], monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    put(ROWS)
    outcome = services.publish(scope)[0]
    folder = scope.community.dir
    if what == "file":
        put(ROWS | {"2020-04-20": 61})
    elif what == "entry":
        path = folder / "sources" / "counts.toml"
        path.write_text(path.read_text(encoding="utf-8").replace("件数", "人数"), encoding="utf-8")
    elif what == "community":
        path = folder / "community.toml"
        path.write_text(path.read_text(encoding="utf-8").replace("990019", "990027"), encoding="utf-8")
        scope = Scope(None, load(folder))
    elif what == "gates":
        monkeypatch.setattr(rooms, "gates", {})
    elif what == "program":
        monkeypatch.setattr(settled, "program", lambda: "another release")
    elif what == "version":
        shutil.rmtree(versions.storage().path(versions.folder_of("counts", outcome.version)))
    else:
        (folder / ".tomoni" / settled.NAME).write_text("[]", encoding="utf-8")
    services.publish(scope)
    assert read == ["counts", "counts"]


def second(scope: Scope, text: str) -> None:
    """Another dataset of the same community, with a file of its own."""
    folder = scope.community.dir
    (folder / "files" / "other.csv").write_text(text, encoding="utf-8")
    (folder / "sources" / "other.toml").write_text(
        'dataset = "other"\ntitle = "ほか"\n[[file]]\npath = "files/other.csv"\nas_of = "2020-04-20"\n',
        encoding="utf-8",
    )


def test_only_the_dataset_that_changed_is_read_again(scope: Scope, put: Put, read: list[str]) -> None:
    put(ROWS)
    second(scope, "年月日,人数\n2020-04-19,3\n2020-04-20,4\n")
    first = services.publish(scope)
    assert [one.status for one in first] == ["published"] * 2
    read.clear()
    second(scope, "年月日,人数\n2020-04-19,3\n2020-04-20,4\n2020-04-21,5\n")
    again = services.publish(scope)
    assert read == ["other"]
    assert [(one.dataset, one.status) for one in again] == [("counts", "unchanged"), ("other", "published")]
    (Path(scope.community.home) / settled.NAME).unlink()
    really = services.publish(scope)
    assert really[0] == again[0] and [one.status for one in really] == ["unchanged"] * 2


@pytest.mark.parametrize("what", ["hold", "version"])
def test_a_dataset_whose_own_state_moved_is_read(scope: Scope, put: Put, read: list[str], what: str) -> None:
    from tomoni.registry.models import Hold, Publication

    put(ROWS)
    second(scope, "年月日,人数\n2020-04-19,3\n2020-04-20,4\n")
    counts, _ = services.publish(scope)
    row = Publication.objects.get(dataset__slug="counts")
    read.clear()
    second(scope, "年月日,人数\n2020-04-19,3\n2020-04-20,4\n2020-04-21,5\n")
    if what == "hold":
        Hold.objects.create(
            dataset=row.dataset, gate="reading", outcome="held", reason_ja="x", reason_en="x", since=row.released_at
        )
    else:
        shutil.rmtree(versions.storage().path(versions.folder_of("counts", counts.version)))
    services.publish(scope)
    assert read == ["counts", "other"]


def test_what_is_held_stays_held_until_it_is_released(
    scope: Scope, put: Put, read: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def check(candidate: Candidate) -> list[Verdict]:
        large = candidate.frame.select(pl.col("件数").cast(pl.Int64).max()).item() > 1000
        return [Verdict("large", Outcome.HELD, Text("大きい", "large"))] if large else []

    monkeypatch.setattr(rooms, "gates", {"large": Gate("large", Text("大きさ", "Size"), check)})
    put(ROWS | {"2020-04-20": 5000})
    held = [services.publish(scope)[0] for _ in range(2)]
    assert [outcome.status for outcome in held] == ["held", "held"]
    assert held[0] == held[1]
    assert read == ["counts"]
    desk.release(scope, "counts", "確かめた")
    assert services.publish(scope)[0].status == "published"
    assert services.publish(scope)[0].status == "unchanged"
    assert read == ["counts"] * 2


def test_pages_are_made_anew_when_only_the_community_speaks_differently(scope: Scope, put: Put) -> None:
    put(ROWS)
    services.publish(scope)
    page = scope.community.dir / ".tomoni" / "public" / "index.html"
    assert "有志による非公式" in page.read_text(encoding="utf-8")
    path = scope.community.dir / "community.toml"
    text = (
        path.read_text(encoding="utf-8")
        .replace('"てすと市"', '"ためし市"')
        .replace("contact", "official = true\ncontact")
    )
    path.write_text(text, encoding="utf-8")
    assert services.publish(Scope(None, load(scope.community.dir)))[0].status == "unchanged"
    assert "ためし市" in page.read_text(encoding="utf-8")
    assert "有志による非公式" not in page.read_text(encoding="utf-8")

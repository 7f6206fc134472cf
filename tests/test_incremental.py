"""After one dataset changed: what readers see is what a site made from nothing would be, byte for byte; and pages that
are not concerned are neither changed nor made again."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from tomoni.publish import services, site
from tomoni.registry import community
from tomoni.registry.rooms import Page, rooms
from tomoni.registry.scope import Scope

ROOT = Path(__file__).resolve().parents[1]
CHANGED = "covid19-daily-status"
OF_THE_CLOCK = {"stock/supplies/index.html", "en/stock/supplies/index.html"}
"""Say how long ago something was."""


def files_of(home: Path) -> dict[str, Any]:
    said = json.loads((home / "public" / ".manifest.json").read_text(encoding="utf-8"))["files"]
    return {path: facts["forms"] for path, facts in said.items()}


@pytest.fixture
def sample(tmp_path: Path, settings: Any, db: None, monkeypatch: pytest.MonkeyPatch) -> Scope:
    """The sample city as published, at a clock that stands still."""
    folder = tmp_path / "mihon"
    shutil.copytree(ROOT / "communities" / "mihon", folder, ignore=shutil.ignore_patterns(".tomoni"))
    settings.COMMUNITY_DIR, settings.HOME = folder, folder / ".tomoni"
    monkeypatch.setattr(timezone, "now", lambda: datetime(2026, 11, 1, 3, tzinfo=UTC))
    scope = Scope(None, community.load(folder))
    services.take_in_new_files(scope)
    services.publish(scope)
    return scope


def one_more_day(scope: Scope) -> None:
    path = scope.community.dir / "files" / "mihon_status.csv"
    lines = path.read_text(encoding="utf-8-sig").splitlines()
    day, *rest = lines[-1].split(",")
    following = datetime.strptime(day, "%Y/%m/%d") + timedelta(1)
    path.write_text("\n".join([*lines, ",".join([f"{following:%Y/%m/%d}", *rest])]), encoding="utf-8-sig")


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The paths of the rooms' pages that were rendered."""
    paths: list[str] = []
    every = rooms.all_pages

    def noted(page: Page) -> bytes:
        paths.append(page.path)
        return page.render()

    def watched(scope: Scope) -> Iterator[Page]:
        for page in every(scope):
            yield replace(page, render=lambda page=page: noted(page))

    monkeypatch.setattr(type(rooms), "all_pages", lambda self, scope: watched(scope))
    return paths


def test_what_is_left_is_what_a_site_from_nothing_would_be(sample: Scope, made: list[str]) -> None:
    home = sample.community.home
    before = files_of(home)
    one_more_day(sample)
    services.publish(sample)
    after = files_of(home)
    rendered = set(made)
    (home / "public").unlink()
    site.show(sample)
    assert files_of(home) == after

    changed = {path for path in before if after.get(path) != before[path]}
    assert f"datasets/{CHANGED}/index.html" in changed and "index.html" in changed
    others = [path.name for path in (sample.community.dir / "sources").glob("*.toml")]
    others = [name.removesuffix(".toml") for name in others if not name.startswith(CHANGED)]
    assert others
    assert [path for path in changed if any(name in path for name in others)] == []
    apart = ("support/", "stock/", "inbox/", "developers/", "search/", "news/", "flow/", "start/", "metrics/")
    assert [path for path in changed if path.removeprefix("en/").startswith(apart)] == []
    again = {path for path in rendered if path.removeprefix("en/").startswith(apart)}
    assert again <= OF_THE_CLOCK


def test_nothing_is_made_again_when_nothing_changed(sample: Scope, made: list[str]) -> None:
    before = (sample.community.home / "public").resolve()
    services.publish(sample)
    assert set(made) <= OF_THE_CLOCK
    assert (sample.community.home / "public").resolve() == before

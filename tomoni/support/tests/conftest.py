"""A made-up city with the sample's list of help, published once for each test that asks."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import SHARED
from tomoni.registry.rooms import rooms
from tomoni.registry.scope import Scope
from tools.mihon_support import measures_csv

COMMUNITY = """\
[community]
id = "testcity"
code = "992011"
name = { ja = "みほん市", en = "Mihon" }
operator = { ja = "みほん市を見る会", en = "Friends of Mihon" }
address = "https://data.example.jp"
"""
V1 = "data/support/vs-covid19/vscovid19-data.csv"
V2 = "data/support/vs-covid19/vscovid19-data2-20210608163308.csv"


@pytest.fixture(scope="session")
def shared() -> Path:
    """../shared, with real files; without it the tests on them are skipped, visibly."""
    if not (SHARED / "data").is_dir():
        pytest.skip("../shared is not here: no real files to test with")
    return SHARED


@pytest.fixture
def scope(tmp_path: Path, settings: Any, db: None, monkeypatch: pytest.MonkeyPatch) -> Scope:
    from tomoni.registry import community
    from tomoni.support import pages, queries, views

    folder = tmp_path / "city"
    folder.mkdir()
    (folder / "community.toml").write_text(COMMUNITY, encoding="utf-8")
    settings.HOME, settings.COMMUNITY_DIR = folder / ".tomoni", folder
    monkeypatch.setattr(rooms, "page_sources", {"support": pages.all_pages})
    monkeypatch.setattr(rooms, "dataset_hooks", rooms.dataset_hooks[1:])
    monkeypatch.setitem(rooms.extras, "furniture", {})
    queries.forget()
    views._kept.clear()
    return Scope(None, community.load(folder))


@pytest.fixture
def add(scope: Scope, tmp_path: Path) -> Callable[..., Any]:
    """add(name, bytes, dataset="") puts a file into the community and gives what became of it."""
    from tomoni.registry.services import add_file

    def put(name: str, data: bytes, dataset: str = "") -> Any:
        path = tmp_path / name
        path.write_bytes(data)
        return add_file(scope, path, dataset or None)[0]

    return put


@pytest.fixture
def published(scope: Scope, add: Callable[..., Any]) -> Scope:
    """The sample's list, published, without its pages being written."""
    from tomoni.publish.services import publish

    add("measures.csv", measures_csv(), "help")
    rooms.page_sources.clear()
    (outcome,) = publish(scope)
    assert outcome.status == "published", outcome
    return scope

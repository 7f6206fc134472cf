"""A made-up community with one small dataset, and the state folder beside it; no room's pages."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.test import Client

from tomoni.publish.tests.api_city import add_places, point_here
from tomoni.registry.rooms import rooms
from tomoni.registry.scope import Scope

COMMUNITY = """\
[community]
id = "testcity"
code = "990019"
name = { ja = "てすと市", en = "Test City" }
operator = { ja = "てすと市 情報課", en = "Test City IT" }
contact = "data@example.jp"
"""
SOURCE = """\
dataset = "counts"
title = { ja = "件数", en = "Counts" }

[[file]]
path = "files/counts.csv"
as_of = "{as_of}"
"""
ROWS = {f"2020-04-{day:02}": day * 3 for day in range(1, 21)}

Put = Callable[..., None]


@pytest.fixture
def scope(tmp_path: Path, settings: object, db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[Scope]:
    from tomoni.registry import community

    folder = tmp_path / "city"
    (folder / "sources").mkdir(parents=True)
    (folder / "files").mkdir()
    (folder / "community.toml").write_text(COMMUNITY, encoding="utf-8")
    settings.HOME = folder / ".tomoni"
    monkeypatch.setattr(rooms, "page_sources", {})
    yield Scope(None, community.load(folder))


@pytest.fixture
def put(scope: Scope) -> Put:
    """Puts the dataset's file into the folder: put({date: count}, as_of="2020-04-20")."""

    def write(rows: dict[str, object], as_of: str = "2020-04-20") -> None:
        lines = ["日付,件数,備考", *(f"{day},{count}," for day, count in rows.items())]
        (scope.community.dir / "files" / "counts.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
        (scope.community.dir / "sources" / "counts.toml").write_text(SOURCE.replace("{as_of}", as_of), encoding="utf-8")

    return write


@pytest.fixture
def api(scope: Scope, put: Put, settings: object, client: Client, monkeypatch: pytest.MonkeyPatch) -> Client:
    """A client of the API of a community with two datasets, `counts` published twice."""
    from tomoni.publish import services
    from tomoni.publish.api import document, site

    add_places(scope)
    point_here(settings, scope.community.dir)
    monkeypatch.setattr(site, "LOOK_AGAIN", -1.0)
    document.api.cache_clear()
    put(ROWS)
    services.publish(scope)
    put(ROWS | {"2020-04-03": 10, "2020-04-21": 63}, as_of="2020-04-21")
    services.publish(scope)
    return client

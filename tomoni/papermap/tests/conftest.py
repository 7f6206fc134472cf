"""What the tests of the press share."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tomoni.papermap import queries
from tomoni.papermap.tests.test_reading import kml, mark
from tomoni.registry import here, records
from tomoni.registry.community import load
from tomoni.registry.models import Person
from tomoni.registry.people.models import Membership
from tomoni.registry.scope import Scope

COMMUNITY = '[community]\nid = "paper-test"\ncode = "990019"\nofficial = true\nname = { ja = "てすと市", en = "Test City" }\noperator = { ja = "てすと市役所", en = "Test City" }\n'
PLACES = kml(
    mark("第一公民館", "137.10,37.30") + mark("体育館", "137.12,37.31") + mark("プール（提供終了）", "137.13,37.32"),
    layer="給水所",
)
DESK = "/desk/papermap/"
SHARED = Path(__file__).resolve().parents[4] / "shared" / "data" / "papermap"


@pytest.fixture(scope="session")
def real() -> Path:
    """The real maps; without them the tests on them are skipped, visibly."""
    if not SHARED.is_dir():
        pytest.skip("../shared is not here: no real files to test with")
    return SHARED


@pytest.fixture
def scope(tmp_path: Path, settings: Any, db: None, monkeypatch: pytest.MonkeyPatch) -> Scope:
    (tmp_path / "community.toml").write_text(COMMUNITY, encoding="utf-8")
    settings.COMMUNITY_DIR, settings.HOME = tmp_path, tmp_path / ".tomoni"
    settings.HOME.mkdir()
    monkeypatch.setattr(here, "_known", {})
    queries.forget()
    return Scope(None, load(tmp_path))


@pytest.fixture
def browser(scope: Scope, settings: Any) -> Callable[[str], Client]:
    def make(role: str) -> Client:
        who = Person.objects.create_user(username=f"田中{role}", password="-")
        Membership.objects.create(person=who, community=records.community(scope), role=role)
        client = Client()
        client.force_login(who, settings.AUTHENTICATION_BACKENDS[0])
        return client

    return make


@pytest.fixture
def made(scope: Scope, browser: Callable[[str], Client]) -> tuple[Client, str]:
    """A map made from an uploaded file, in the browser of an approver."""
    client = browser("approver")
    upload = SimpleUploadedFile("water.kml", PLACES)
    answer = client.post(DESK, {"title": "Water map", "file": upload, "reuse": "1"})
    assert answer.status_code == 302
    return client, answer["Location"]

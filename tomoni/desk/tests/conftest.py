"""A community with an owner, an editor and a viewer signed in, and files as officers hand them in."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import Workbook

from tomoni.registry import here, jobs, records
from tomoni.registry.community import CommunityConfig
from tomoni.registry.founding import found
from tomoni.registry.models import Person
from tomoni.registry.people.models import Membership
from tomoni.registry.rooms import rooms
from tomoni.registry.scope import Scope

SHARED = Path(__file__).resolve().parents[3].parent / "shared"
OSAKA = "270008"


@pytest.fixture
def community(tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> CommunityConfig:
    config = found(tmp_path / "site", OSAKA)
    settings.HOME, settings.COMMUNITY_DIR = config.home, config.dir
    config.home.mkdir(exist_ok=True)
    monkeypatch.setattr(here, "_known", {})
    monkeypatch.setattr(rooms, "dataset_hooks", [])
    return config


@pytest.fixture
def scope(community: CommunityConfig, db: None) -> Iterator[Scope]:
    yield Scope(None, community)


@pytest.fixture
def person(scope: Scope) -> Callable[[str], Client]:
    """person("editor") → a browser in which somebody with this role is signed in."""

    def make(role: str, name: str = "") -> Client:
        who = Person.objects.create_user(name or role, password="-")
        Membership.objects.create(person=who, community=records.community(scope), role=role)
        client = Client()
        client.force_login(who, settings.AUTHENTICATION_BACKENDS[0])
        return client

    return make


@pytest.fixture
def officer(person: Callable[[str], Client]) -> Client:
    return person("owner")


@pytest.fixture
def upload() -> Callable[..., SimpleUploadedFile]:
    return lambda name, data: SimpleUploadedFile(name, data if isinstance(data, bytes) else data.encode())


@pytest.fixture
def work() -> Callable[[], int]:
    """Does what is due, as the worker would."""
    return jobs.work_off


def counts(days: dict[str, int], **more: list[str]) -> bytes:
    """A small CSV in Shift_JIS as a city writes it: day, count, and further columns."""
    names = ["日付", "陽性者数", *more]
    lines = [",".join(names)]
    for number, (day, count) in enumerate(days.items()):
        lines.append(",".join([day, str(count), *(values[number] for values in more.values())]))
    return ("\r\n".join(lines) + "\r\n").encode("cp932")


APRIL = {f"令和2年4月{day}日": day * 3 for day in range(1, 13)}


def workbook(rows: list[list[Any]], **sheets: list[list[Any]]) -> bytes:
    """An XLSX with these rows in its first sheet."""
    book = Workbook()
    sheet = book.active
    sheet.title = "一覧"
    for row in rows:
        sheet.append(row)
    for name, more in sheets.items():
        other = book.create_sheet(name)
        for row in more:
            other.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.fixture(scope="session")
def real() -> Path:
    """The real files of the dashboard area; without them the test is skipped, visibly."""
    folder = SHARED / "data" / "dashboard"
    if not folder.is_dir():
        pytest.skip("../shared is not here: no real files to test with")
    return folder

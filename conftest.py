"""On PostgreSQL (TEST_ON=postgresql) only the tests run that touch the database in this process: the others have
nothing to do with it, and those that start processes of their own bring databases of their own."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import TYPE_CHECKING

import hypothesis
import pytest

from tests.chromium import started

if TYPE_CHECKING:
    from playwright.sync_api import Browser

# A busy machine is slow: how long an example takes says nothing. In CI the examples are the same every time (the
# profile that hypothesis chooses there, which this one goes on from).
hypothesis.settings.register_profile("tomoni", parent=hypothesis.settings.default, deadline=None)
hypothesis.settings.load_profile("tomoni")

TOUCHING = {"db", "transactional_db", "client", "live_server"}
OPENING = {"django_db_setup", "django_db_blocker"}  # pytest-django's own fixtures ask for them in every test


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if os.environ.get("TEST_ON") != "postgresql":
        return
    kept, left = [], []
    for item in items:
        (kept if _touches(item) else left).append(item)
    config.hook.pytest_deselected(items=left)
    items[:] = kept


def _touches(item: pytest.Item) -> bool:
    """Whether the test, or a fixture that is not pytest-django's own, asks for the database."""
    if item.get_closest_marker("django_db") or TOUCHING & set(getattr(item, "fixturenames", ())):
        return True
    asked = item._fixtureinfo.name2fixturedefs.values() if isinstance(item, pytest.Function) else ()
    ours = (one for some in asked for one in some if not one.func.__module__.startswith("pytest_django"))
    return any(OPENING & set(one.argnames) for one in ours)


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """A browser for the tests of a module."""
    with started() as browser:
        yield browser

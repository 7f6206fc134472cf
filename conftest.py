"""On PostgreSQL (TEST_ON=postgresql) only the tests run that touch the database in this process: the others have
nothing to do with it, and those that start processes of their own bring databases of their own."""

from __future__ import annotations

import os

import pytest

TOUCHING = {"db", "transactional_db", "django_db_setup", "django_db_blocker", "client", "live_server"}


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if os.environ.get("TEST_ON") != "postgresql":
        return
    kept, left = [], []
    for item in items:
        touches = item.get_closest_marker("django_db") or TOUCHING & set(getattr(item, "fixturenames", ()))
        (kept if touches else left).append(item)
    config.hook.pytest_deselected(items=left)
    items[:] = kept

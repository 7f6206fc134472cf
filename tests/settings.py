"""The product's settings as the tests use them: jobs run in the process that ticks, and the database is SQLite or, with
TEST_ON=postgresql, the server that TEST_DATABASE_URL names. Processes that a test starts get neither by accident."""

from __future__ import annotations

import os

from tests.services import DATABASE_URL

os.environ.pop("DATABASE_URL", None)
if os.environ.get("TEST_ON") == "postgresql":
    os.environ["DATABASE_URL"] = DATABASE_URL
os.environ["TOMONI_TASKS"] = "immediate"

from tomoni.web.settings import *  # noqa: F403

os.environ.pop("DATABASE_URL", None)
os.environ.pop("TOMONI_TASKS", None)

"""Which database: SQLite in TOMONI_HOME, or what DATABASE_URL names (PostgreSQL).

DATABASE_URL  e.g. postgresql:///tomoni (socket) or postgresql://user@host:5432/tomoni
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import dj_database_url


def databases(home: Path) -> dict[str, dict[str, Any]]:
    """Django's DATABASES for a house whose state lies in `home`."""
    if url := os.environ.get("DATABASE_URL"):
        return {"default": dict(dj_database_url.parse(url, conn_max_age=60, conn_health_checks=True))}
    return {
        "default": {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": home / "tomoni.sqlite3",
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,  # seconds to wait for another writer
                "init_command": "PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;",
            },
        }
    }

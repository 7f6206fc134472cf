"""Background work: which backend of django_tasks runs the jobs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

APPS: list[str] = []


def settings(home: Path) -> dict[str, Any]:
    return {}

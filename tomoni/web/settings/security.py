"""Headers, cookies, hosts: what the pages behind the front may do, and over which connections."""

from __future__ import annotations

from pathlib import Path
from typing import Any

MIDDLEWARE: list[str] = ["whitenoise.middleware.WhiteNoiseMiddleware"]


def settings(home: Path) -> dict[str, Any]:
    """Static files of the staff pages are served by Django itself, below /static/."""
    return {"STATIC_URL": "/static/", "WHITENOISE_USE_FINDERS": True, "WHITENOISE_AUTOREFRESH": False}

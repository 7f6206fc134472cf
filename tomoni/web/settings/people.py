"""People: accounts, sign-in, second factors, sessions (django-allauth)."""

from __future__ import annotations

from typing import Any

APPS: list[str] = []
MIDDLEWARE: list[str] = []
SETTINGS: dict[str, Any] = {}

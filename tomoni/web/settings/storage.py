"""Where public and private bytes lie: folders in TOMONI_HOME, or an S3-compatible store."""

from __future__ import annotations

from pathlib import Path
from typing import Any


def settings(home: Path) -> dict[str, Any]:
    return {}

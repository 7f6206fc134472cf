"""What the tests across rooms share: where the real files are, and whether this run must have them."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared"


@pytest.fixture(scope="session")
def shared() -> Path:
    """../shared, with real files, labels and the scorer. Without it the tests on real files are skipped, visibly."""
    if not (SHARED / "data").is_dir():
        pytest.skip("../shared is not here: no real files to test with")
    return SHARED


@pytest.fixture(scope="session")
def tomoni() -> list[str]:
    """The command line as a user has it."""
    return [str(ROOT / ".venv" / "bin" / "tomoni")]


@pytest.fixture(scope="session")
def environment() -> dict[str, str]:
    """A clean environment for commands: Japanese, no settings of this process leak in."""
    keep = {name: value for name, value in os.environ.items() if not name.startswith(("TOMONI_", "DJANGO_"))}
    return {**keep, "LANG": "ja_JP.UTF-8", "PYTHONUTF8": "1"}

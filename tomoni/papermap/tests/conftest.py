"""What the tests of the press share."""

from __future__ import annotations

from pathlib import Path

import pytest

SHARED = Path(__file__).resolve().parents[4] / "shared" / "data" / "papermap"


@pytest.fixture(scope="session")
def real() -> Path:
    """The real maps; without them the tests on them are skipped, visibly."""
    if not SHARED.is_dir():
        pytest.skip("../shared is not here: no real files to test with")
    return SHARED

"""A new community folder with its state beside it, and a way to put a table at the gates."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from tomoni.i18n import Text
from tomoni.registry.community import CommunityConfig
from tomoni.registry.founding import found
from tomoni.registry.gates.base import Candidate
from tomoni.registry.rooms import rooms
from tomoni.registry.scope import Scope
from tomoni.registry.sources import SourceEntry

KOBE = "281000"
SHARED = Path(__file__).resolve().parents[3].parent / "shared"

AtTheGate = Callable[..., Candidate]


@pytest.fixture
def community(tmp_path: Path) -> CommunityConfig:
    return found(tmp_path / "site", KOBE)


@pytest.fixture
def scope(community: CommunityConfig, settings: Any, db: None, monkeypatch: pytest.MonkeyPatch) -> Scope:
    """神戸市, with its own state and without other rooms' reactions."""
    settings.HOME = community.home
    monkeypatch.setattr(rooms, "dataset_hooks", [])
    return Scope(None, community)


@pytest.fixture
def at_the_gate(community: CommunityConfig) -> AtTheGate:
    """at_the_gate({"人数": [1, 2]}, …) → a Candidate without a file behind it."""

    def make(columns: dict[str, list[Any]] | pl.DataFrame, *, schema: str = "", **known: Any) -> Candidate:
        frame = columns if isinstance(columns, pl.DataFrame) else pl.DataFrame(columns, strict=False)
        return Candidate(
            community=known.pop("community", community),
            source=SourceEntry("numbers", Text("数", "Numbers"), schema, max_row_drop=known.pop("max_row_drop", None)),
            dataset="numbers",
            frame=frame,
            schema={"fields": [{"name": name} for name in frame.columns]},
            **known,
        )

    return make


@pytest.fixture(scope="session")
def real() -> Path:
    """The real files of the dashboard area; without them the test is skipped, visibly."""
    folder = SHARED / "data" / "dashboard"
    if not folder.is_dir():
        pytest.skip("../shared is not here: no real files to test with")
    return folder

"""What a published site says, read from its files as anybody could read them."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

Run = Callable[..., Any]
"""run("publish", site): (exit code, what the command said as JSON)."""


def public(site: Path) -> Path:
    return site / ".tomoni" / "public"


def latest(site: Path) -> dict[str, dict[str, Any]]:
    """Dataset id → its latest.json."""
    files = sorted((public(site) / "data").glob("*/latest.json"))
    return {path.parent.name: json.loads(path.read_text(encoding="utf-8")) for path in files}


def folder(site: Path, dataset: str, version: str = "") -> Path:
    return public(site) / "data" / dataset / (version or latest(site)[dataset]["version"])


def table(site: Path, dataset: str, version: str = "") -> list[dict[str, Any]]:
    loaded = json.loads((folder(site, dataset, version) / "data.json").read_text(encoding="utf-8"))
    return list(loaded)


def dataset_of(site: Path, column: str, rows: int) -> str:
    """The one dataset with so many rows that has this column."""
    found = [name for name, said in latest(site).items() if said["rows"] == rows and column in table(site, name)[0]]
    assert len(found) == 1, {name: said["rows"] for name, said in latest(site).items()}
    return found[0]


def history(site: Path, dataset: str) -> list[dict[str, Any]]:
    """publications.json, oldest as-of first."""
    path = public(site) / "data" / dataset / "publications.json"
    return sorted(json.loads(path.read_text(encoding="utf-8")), key=lambda row: row["as_of"])


def words(site: Path, page: str = "index.html") -> str:
    """The words of a page without the data in tables and charts."""
    html = (public(site) / page).read_text(encoding="utf-8")
    return re.sub(r"<[^>]+>", " ", re.sub(r"(?s)<(table|svg|script|style)\b.*?</\1>", " ", html))


def cell(run: Run, site: Path, dataset: str, row: int, column: str, version: str = "") -> tuple[list[str], str, str]:
    """(cells, sheet, original) that `tomoni trace` names for a published value."""
    code, answer = run("trace", folder(site, dataset, version) / "data.csv", row, column)
    assert code == 0
    assert len(answer["sha256"]) == 64
    return answer["cells"], answer["sheet"], answer["original"]

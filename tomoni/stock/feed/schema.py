"""The format as JSON Schema (2020-12): data/feed.schema.json, published with every version as schema.json.

It only ever grows: a field may be added, none is removed and none changes its type (tests/test_contract.py).
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

FILE = Path(__file__).parents[1] / "data" / "feed.schema.json"


@cache
def document() -> bytes:
    return FILE.read_bytes()


@cache
def value() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(document())
    return found


def of(name: str) -> dict[str, Any]:
    """The schema of one document: "sites", "status", "data", "delta"."""
    return {"$schema": value()["$schema"], "$ref": f"#/$defs/{name}", "$defs": value()["$defs"]}

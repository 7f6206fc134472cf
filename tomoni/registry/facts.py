"""Facts: the few figures of a dataset that others are compared with, small enough to keep beside every edition."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import polars as pl


@dataclass(frozen=True, slots=True)
class Facts:
    """`totals`: column → sum of its data rows; `rows`: number of data rows."""

    dataset: str
    community: str = ""
    as_of: str = ""
    sha256: str = ""
    rows: int = 0
    totals: Mapping[str, float] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        return {"rows": self.rows, "totals": dict(self.totals)}


def of_frame(dataset: str, community: str, as_of: str, sha256: str, frame: pl.DataFrame) -> Facts:
    totals = {name: float(frame[name].sum() or 0) for name, kind in frame.schema.items() if kind.is_numeric()}
    return Facts(dataset, community, as_of, sha256, frame.height, totals)

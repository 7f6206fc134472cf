"""A base map: strokes in degrees, each of a class that `draw` has a rule for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

Path = Sequence[tuple[float, float]]


@dataclass(slots=True)
class Base:
    """`lines`, `areas`: class → paths (an area's rings follow each other, even-odd). `labels`: (text, lon, lat, weight).
    `credit` is printed with the map; `key` tells one base from another (equal key, equal content)."""

    key: str = ""
    credit: str = ""
    lines: dict[str, list[Path]] = field(default_factory=dict)
    areas: dict[str, list[Path]] = field(default_factory=dict)
    labels: list[tuple[str, float, float, int]] = field(default_factory=list)
    synthetic: bool = False
    least: float = 0
    """The 1:n below which it is too coarse to be printed: a wrong coast misleads."""
    at: Callable[[Any], Base] | None = None
    """Gives what lies in a frame, for a base that is read only where it is drawn (vector tiles)."""

    @property
    def empty(self) -> bool:
        return self.at is None and not (any(self.lines.values()) or any(self.areas.values()))

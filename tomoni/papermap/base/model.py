"""A base map: strokes in degrees, each of a class that `draw` has a rule for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

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

    @property
    def empty(self) -> bool:
        return not (any(self.lines.values()) or any(self.areas.values()))

"""Paper, and the map's frame on it: a window of the earth at a fixed scale 1:n, in millimetres, y down."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

PAPERS = {"a4": (210.0, 297.0), "a3": (297.0, 420.0)}
SCALES = (1000, 1250, 1500, 2000, 2500, 3000, 4000, 5000, 6000, 7500, 8000, 10_000, 12_500, 15_000, 20_000, 25_000,
          30_000, 40_000, 50_000, 60_000, 75_000, 80_000, 100_000, 125_000, 150_000, 200_000, 250_000, 300_000,
          400_000, 500_000, 750_000, 1_000_000, 1_500_000, 2_000_000, 3_000_000, 5_000_000)  # fmt: skip
_A, _F = 6_378_137.0, 1 / 298.257222101
"""GRS80 (JGD2011)."""
Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Frame:
    """`wide` × `high` mm of paper around (lon, lat) at 1:`scale`. True in scale at the middle, to 0.1 % over 100 km."""

    lon: float
    lat: float
    scale: float
    wide: float
    high: float

    @property
    def per_degree(self) -> tuple[float, float]:
        """mm on paper of one degree of longitude, of latitude."""
        phi = math.radians(self.lat)
        e2 = _F * (2 - _F)
        w = math.sqrt(1 - e2 * math.sin(phi) ** 2)
        across = _A / w * math.cos(phi)
        along = _A * (1 - e2) / w**3
        return math.radians(across) * 1000 / self.scale, math.radians(along) * 1000 / self.scale

    def spot(self, lon: float, lat: float) -> tuple[float, float]:
        kx, ky = self.per_degree
        return self.wide / 2 + (lon - self.lon) * kx, self.high / 2 - (lat - self.lat) * ky

    def degrees(self, x: float, y: float) -> tuple[float, float]:
        kx, ky = self.per_degree
        return self.lon + (x - self.wide / 2) / kx, self.lat - (y - self.high / 2) / ky

    @property
    def box(self) -> Box:
        """West, south, east, north."""
        west, north = self.degrees(0, 0)
        east, south = self.degrees(self.wide, self.high)
        return west, south, east, north

    def holds(self, lon: float, lat: float, inset: float = 0.0) -> bool:
        x, y = self.spot(lon, lat)
        return inset <= x <= self.wide - inset and inset <= y <= self.high - inset

    def moved(self, dx: float, dy: float) -> Frame:
        """The frame as many mm further east (dx) and south (dy)."""
        lon, lat = self.degrees(self.wide / 2 + dx, self.high / 2 + dy)
        return Frame(lon, lat, self.scale, self.wide, self.high)

    @property
    def metres(self) -> tuple[float, float]:
        return self.wide * self.scale / 1000, self.high * self.scale / 1000


def bounds(points: Iterable[tuple[float, float]]) -> Box | None:
    found = list(points)
    if not found:
        return None
    xs, ys = [x for x, _ in found], [y for _, y in found]
    return min(xs), min(ys), max(xs), max(ys)


def fitting(box: Box, wide: float, high: float, margin: float = 9.0, least: float = 2000) -> Frame:
    """The frame with the largest scale of SCALES that shows the whole box, `margin` mm from its edges."""
    lon, lat = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    for scale in SCALES:
        frame = Frame(lon, lat, scale, wide, high)
        kx, ky = frame.per_degree
        if (
            scale >= least
            and (box[2] - box[0]) * kx <= wide - 2 * margin
            and (box[3] - box[1]) * ky <= high - 2 * margin
        ):
            return frame
    return Frame(lon, lat, SCALES[-1], wide, high)


def nice(value: float) -> float:
    """The largest of 1, 2, 5 × 10^n that is not above the value."""
    power = 10.0 ** math.floor(math.log10(max(value, 1e-9)))
    return next(step * power for step in (5, 2, 1) if step * power <= value * 1.0000001)

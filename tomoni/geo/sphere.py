"""Points on the earth: great-circle distance and direction, boxes, and points as unit vectors. No models, no Django.

The earth is a sphere of mean radius (IUGG), so distances differ from those on the ellipsoid by less than 0.6 %. On unit
vectors neither the 180° meridian nor the poles are special: the straight line between two of them (the chord) grows
with the distance on the ground.
"""

from __future__ import annotations

import math
from typing import NamedTuple

EARTH = 6_371_008.8
"""Mean radius in metres (IUGG)."""
COMPASS = ("N", "NE", "E", "SE", "S", "SW", "W", "NW")


class Box(NamedTuple):
    """West, south, east, north in degrees. West greater than east goes round the other side (RFC 7946 §5.2)."""

    west: float
    south: float
    east: float
    north: float

    def holds(self, latitude: float, longitude: float) -> bool:
        """Whether the point lies in the box, its edges included."""
        if not self.south <= latitude <= self.north:
            return False
        if abs(latitude) == 90.0:
            return True  # a pole has every longitude
        if self.west <= self.east:
            return self.west <= longitude <= self.east
        return longitude >= self.west or longitude <= self.east


def is_position(latitude: float, longitude: float) -> bool:
    """Whether these are degrees of a place on the earth (no NaN, no infinity)."""
    return -90.0 <= latitude <= 90.0 and -180.0 <= longitude <= 180.0


def unit(latitude: float, longitude: float) -> tuple[float, float, float]:
    """The point as a vector of length 1."""
    phi, lam = math.radians(latitude), math.radians(longitude)
    flat = math.cos(phi)
    return flat * math.cos(lam), flat * math.sin(lam), math.sin(phi)


def metres(chord2: float) -> float:
    """The distance on the ground, in metres, of two unit vectors whose straight distance squared is `chord2`."""
    return 2.0 * EARTH * math.asin(min(1.0, math.sqrt(chord2) / 2.0))


def chord2(far: float) -> float:
    """The inverse of `metres`; half the way round the earth and more gives 4."""
    return 4.0 if far >= math.pi * EARTH else (2.0 * math.sin(far / (2.0 * EARTH))) ** 2


def distance(lat1: float, lon1: float, lat2: float, lon2: float) -> float:
    """Metres along the great circle (haversine)."""
    phi1, phi2 = math.radians(lat1), math.radians(lat2)
    lam = math.radians(lon2 - lon1)
    a = math.sin((phi2 - phi1) / 2.0) ** 2 + math.cos(phi1) * math.cos(phi2) * math.sin(lam / 2.0) ** 2
    return 2.0 * EARTH * math.asin(math.sqrt(min(1.0, a)))


def bearing(lat1: float, lon1: float, lat2: float, lon2: float) -> float:
    """The direction to leave the first point in, degrees clockwise from north, 0 ≤ … < 360; 0 for the same point."""
    phi1, phi2 = math.radians(lat1), math.radians(lat2)
    lam = math.radians(lon2 - lon1)
    east = math.sin(lam) * math.cos(phi2)
    north = math.cos(phi1) * math.sin(phi2) - math.sin(phi1) * math.cos(phi2) * math.cos(lam)
    return math.degrees(math.atan2(east, north)) % 360.0 % 360.0  # a hair below 0 rounds to 360 first


def compass(degrees: float) -> str:
    """The nearest of the eight directions: "N", "NE" …"""
    return COMPASS[round(degrees / 45.0) % 8]

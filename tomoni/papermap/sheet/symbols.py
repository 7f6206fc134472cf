"""Shapes of markers, as SVG paths around (x, y) in mm: each is told by its outline alone, in grey as in colour."""

from __future__ import annotations

import math
from collections.abc import Callable

SHAPES = (
    "circle",
    "square",
    "diamond",
    "hexagon",
    "house",
    "pentagon",
    "cross",
    "octagon",
    "triangle",
    "down",
    "pill",
    "pin",
)


def _polygon(points: list[tuple[float, float]]) -> str:
    return "M" + "L".join(f"{x:.2f} {y:.2f}" for x, y in points) + "Z"


def _regular(sides: int, turn: float, size: float = 1.0) -> Callable[[float, float, float, float], str]:
    def draw(x: float, y: float, w: float, h: float) -> str:
        corners = [math.pi * 2 * nth / sides + turn for nth in range(sides)]
        return _polygon([(x + w / 2 * size * math.cos(a), y + h / 2 * size * math.sin(a)) for a in corners])

    return draw


def _circle(x: float, y: float, w: float, h: float) -> str:
    r, straight = h / 2, max(w - h, 0) / 2
    return (
        f"M{x - straight:.2f} {y - r:.2f}h{2 * straight:.2f}a{r:.2f} {r:.2f} 0 0 1 0 {2 * r:.2f}"
        f"h{-2 * straight:.2f}a{r:.2f} {r:.2f} 0 0 1 0 {-2 * r:.2f}Z"
    )


def _square(x: float, y: float, w: float, h: float) -> str:
    return f"M{x - w / 2:.2f} {y - h / 2:.2f}h{w:.2f}v{h:.2f}h{-w:.2f}Z"


def _pill(x: float, y: float, w: float, h: float) -> str:
    n = h * 0.28
    return _polygon(
        [(x - w / 2 + n, y - h / 2), (x + w / 2, y - h / 2), (x + w / 2 - n, y + h / 2), (x - w / 2, y + h / 2)]
    )


def _diamond(x: float, y: float, w: float, h: float) -> str:
    w, h = w * 1.3, h * 1.3
    return _polygon([(x, y - h / 2), (x + w / 2, y), (x, y + h / 2), (x - w / 2, y)])


def _hexagon(x: float, y: float, w: float, h: float) -> str:
    n = h * 0.3
    return _polygon([(x - w / 2 - n / 2, y), (x - w / 2 + n / 2, y - h / 2), (x + w / 2 - n / 2, y - h / 2), (x + w / 2 + n / 2, y), (x + w / 2 - n / 2, y + h / 2), (x - w / 2 + n / 2, y + h / 2)])  # fmt: skip


def _house(x: float, y: float, w: float, h: float) -> str:
    return _polygon([(x - w / 2, y + h / 2), (x - w / 2, y - h * 0.25), (x, y - h * 0.8), (x + w / 2, y - h * 0.25), (x + w / 2, y + h / 2)])  # fmt: skip


def _pentagon(x: float, y: float, w: float, h: float) -> str:
    return _polygon([(x - w / 2, y - h / 2), (x + w * 0.35, y - h / 2), (x + w * 0.68, y), (x + w * 0.35, y + h / 2), (x - w / 2, y + h / 2)])  # fmt: skip


def _octagon(x: float, y: float, w: float, h: float) -> str:
    n = h * 0.3
    return _polygon([(x - w / 2 + n, y - h / 2), (x + w / 2 - n, y - h / 2), (x + w / 2, y - h / 2 + n), (x + w / 2, y + h / 2 - n), (x + w / 2 - n, y + h / 2), (x - w / 2 + n, y + h / 2), (x - w / 2, y + h / 2 - n), (x - w / 2, y - h / 2 + n)])  # fmt: skip


def _cross(x: float, y: float, w: float, h: float) -> str:
    """A square with tabs on its four sides."""
    a, b, t = w / 2, h / 2, h * 0.22
    return _polygon([(x - a, y - b), (x - t, y - b), (x - t, y - b - t), (x + t, y - b - t), (x + t, y - b), (x + a, y - b), (x + a, y - t), (x + a + t, y - t), (x + a + t, y + t), (x + a, y + t), (x + a, y + b), (x + t, y + b), (x + t, y + b + t), (x - t, y + b + t), (x - t, y + b), (x - a, y + b), (x - a, y + t), (x - a - t, y + t), (x - a - t, y - t), (x - a, y - t)])  # fmt: skip


def _triangle(x: float, y: float, w: float, h: float) -> str:
    return _polygon([(x, y - h * 0.95), (x + w * 0.85, y + h * 0.55), (x - w * 0.85, y + h * 0.55)])


def _down(x: float, y: float, w: float, h: float) -> str:
    return _polygon([(x, y + h * 0.95), (x + w * 0.85, y - h * 0.55), (x - w * 0.85, y - h * 0.55)])


def _pin(x: float, y: float, w: float, h: float) -> str:
    return _polygon([(x - w / 2, y - h / 2), (x + w / 2, y - h / 2), (x + w / 2, y + h * 0.35), (x + w * 0.15, y + h * 0.35), (x, y + h * 0.75), (x - w * 0.15, y + h * 0.35), (x - w / 2, y + h * 0.35)])  # fmt: skip


_DRAW: dict[str, Callable[[float, float, float, float], str]] = {
    "circle": _circle, "square": _square, "diamond": _diamond, "hexagon": _hexagon, "house": _house,
    "pentagon": _pentagon, "cross": _cross, "octagon": _octagon, "triangle": _triangle, "down": _down, "pill": _pill, "pin": _pin,
}  # fmt: skip
_ROOM = {"circle": (1.0, 1.0), "square": (1.0, 1.0), "pill": (1.0, 1.0), "diamond": (1.3, 1.3), "hexagon": (1.2, 1.0),
         "house": (1.0, 1.6), "pentagon": (1.36, 1.0), "cross": (1.44, 1.44), "octagon": (1.0, 1.0),
         "triangle": (1.7, 1.9), "down": (1.7, 1.9), "pin": (1.0, 1.5)}  # fmt: skip


def draw(shape: str, x: float, y: float, w: float, h: float) -> str:
    """The outline for a number of w × h mm in the middle of (x, y); the middle of the number is the marker's anchor."""
    return _DRAW.get(shape, _square)(x, y, w, h)


def room(shape: str, w: float, h: float) -> tuple[float, float]:
    """The width and height (mm) to keep free for the outline, symmetric around its middle."""
    a, b = _ROOM.get(shape, (1.0, 1.0))
    return w * a, h * b

"""The looks of an edition: colour, black and white, tactile (few, thick, black shapes to be copied onto swell paper)."""

from __future__ import annotations

from dataclasses import dataclass

WHITE, BLACK = "#ffffff", "#000000"


@dataclass(frozen=True, slots=True)
class Look:
    """`size`: of letters and markers against the plain edition (大字版 1.5)."""

    id: str = "colour"
    size: float = 1.0

    @property
    def grey(self) -> bool:
        return self.id in ("bw", "tactile")

    def ink(self, colour: str) -> str:
        return BLACK if self.grey else colour

    def paint(self, colour: str) -> str:
        """The light filling of a marker: numbers on it stay readable in any look."""
        if self.grey:
            return WHITE
        r, g, b = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
        return "#" + "".join(f"{round(255 - (255 - one) * 0.16):02x}" for one in (r, g, b))


LOOKS = ("colour", "bw", "tactile")

"""Grid references: letters across, numbers down ("C4"), squares of about 25 mm, the same for map and list."""

from __future__ import annotations

from dataclasses import dataclass

from tomoni.papermap.sheet.paper import Frame

SQUARE = 25.0


@dataclass(frozen=True, slots=True)
class Grid:
    """`across` × `down` squares over a frame."""

    frame: Frame
    across: int
    down: int

    @property
    def size(self) -> tuple[float, float]:
        return self.frame.wide / self.across, self.frame.high / self.down

    def ref(self, lon: float, lat: float) -> str:
        """ "C4"; "" outside the frame."""
        x, y = self.frame.spot(lon, lat)
        if not (0 <= x <= self.frame.wide and 0 <= y <= self.frame.high):
            return ""
        w, h = self.size
        return letter(min(int(x / w), self.across - 1)) + str(min(int(y / h), self.down - 1) + 1)


def letter(nth: int) -> str:
    """0 → A, 25 → Z, 26 → AA; without I and O, which look like figures."""
    letters = "ABCDEFGHJKLMNPQRSTUVWXYZ"
    return letters[nth] if nth < len(letters) else letters[nth // len(letters) - 1] + letters[nth % len(letters)]


def over(frame: Frame) -> Grid:
    return Grid(frame, max(2, round(frame.wide / SQUARE)), max(2, round(frame.high / SQUARE)))

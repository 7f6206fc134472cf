"""The sheet a chart is drawn on: fluid in a page, fixed in a file.

In a page a chart has no viewBox: heights and text are in px and everything across is a share of the width, so letters
stay their size at 360 px and at 1,200 px and nothing shifts while loading. Shapes across many bands are one path in a
stretched inner <svg>. In a file (standalone .svg, PNG) the same drawing gets plain px, which every viewer understands.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from html import escape

from tomoni.charts.spec import ChartSpec


def short(value: float, digits: int = 1) -> str:
    """A coordinate in few bytes: 12.0 → "12", -0.04 → "0"."""
    text = f"{value:.{digits}f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text == "-0" else text


def spec_id(spec: ChartSpec, lang: str) -> str:
    """An id for the parts of this picture: given, or from what it shows (the same chart gets the same id)."""
    if spec.id:
        return "".join(c if c.isalnum() and c.isascii() else "-" for c in f"c-{spec.id}")
    return "c" + hashlib.sha256(f"{spec!r}{lang}".encode()).hexdigest()[:8]


@dataclass(slots=True)
class Canvas:
    """Collects the parts of one plot. `width` None = fluid; y runs down in px from the top of the picture."""

    id: str
    width: float | None
    parts: list[str] = field(default_factory=list)
    defs: dict[str, str] = field(default_factory=dict)

    def across(self, share: float) -> str:
        """An x position or width: a share 0..1 of the plot."""
        return f"{short(share * 100, 2)}%" if self.width is None else short(share * self.width)

    def add(self, part: str) -> None:
        self.parts.append(part)

    def text(self, share: float, y: float, words: str, css: str, *, dx: float = 0) -> None:
        """Text at a share of the width, moved by `dx` px."""
        move = f' dx="{short(dx)}"' if dx else ""
        self.add(f'<text class="{css}" x="{self.across(share)}" y="{short(y)}"{move}>{escape(words)}</text>')

    def rule(self, y: float, css: str) -> None:
        """A horizontal line across the plot."""
        self.add(f'<line class="{css}" x2="{self.across(1)}" y1="{short(y)}" y2="{short(y)}"/>')

    def post(self, share: float, y1: float, y2: float, css: str) -> None:
        """A vertical line."""
        x = self.across(share)
        self.add(f'<line class="{css}" x1="{x}" x2="{x}" y1="{short(y1)}" y2="{short(y2)}"/>')

    def box(self, left: float, y: float, wide: float, high: float, css: str, *, fill: str = "") -> None:
        """A rectangle: left and width are shares, y and height px."""
        paint = f' fill="url(#{fill})"' if fill else ""
        x, w = self.across(left), self.across(wide)
        self.add(f'<rect class="{css}" x="{x}" y="{short(y)}" width="{w}" height="{short(high)}"{paint}/>')

    def bands(self, units: float, height: float, shapes: str) -> None:
        """Filled paths in a space `units` wide, stretched over the plot."""
        if not shapes:
            return
        if self.width is None:
            size = f'viewBox="0 0 {short(units)} {short(height)}" preserveAspectRatio="none"'
            self.add(f'<svg {size} width="100%" height="{short(height)}">{shapes}</svg>')
        else:
            self.add(f'<g transform="scale({short(self.width / units, 5)} 1)">{shapes}</g>')

    def line(self, points: list[list[tuple[float, float]]], height: float, css: str, *, bands: int) -> None:
        """Strokes through runs of (band centre, y). The stroke keeps its width when the plot is stretched."""
        unit = 10.0 if self.width is None else self.width / bands
        data = "".join(_run(run, unit, 0 if self.width is None else 1) for run in points if len(run) > 1)
        if not data:
            return
        path = f'<path class="{css}" d="{data}"/>'
        if self.width is None:
            self.bands(bands * 10, height, path)
        else:
            self.add(path)

    def pattern(self, name: str, css: str, *, size: float = 6) -> str:
        """The id of a hatching; made once per picture."""
        ident = f"{self.id}-{name}"
        self.defs[name] = (
            f'<pattern id="{ident}" width="{short(size)}" height="{short(size)}" patternUnits="userSpaceOnUse" '
            f'patternTransform="rotate(45)"><path class="{css}" d="M0 {short(size / 2)}h{short(size)}"/></pattern>'
        )
        return ident

    def body(self) -> str:
        defs = f"<defs>{''.join(self.defs.values())}</defs>" if self.defs else ""
        return defs + "".join(self.parts)


def _run(run: list[tuple[float, float]], unit: float, digits: int) -> str:
    """One run as relative moves; each step is the difference of rounded positions, so errors do not add up."""
    out, before = "", (0.0, 0.0)
    for nth, (band, y) in enumerate(run):
        here = (round(band * unit, digits), round(y, 1))
        step = f"{short(here[0] - before[0])} {short(here[1] - before[1])}".replace(" -", "-")
        out += ("M" if not nth else "l") + step
        before = here
    return out

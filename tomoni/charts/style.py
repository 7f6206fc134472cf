"""The rules that colour a chart, in one file for three uses: inside the site's style sheet, inside a standalone .svg,
and resolved to literal colours for pictures (the rasteriser knows no CSS variables).
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent
PAGES = "/* In pages only"


def squeeze(css: str) -> str:
    """Without comments, blanks and the 0 of 0.5; the rules stay as they are."""
    css = re.sub(r"/\*.*?\*/", "", css, flags=re.S)
    css = re.sub(r"\s*([{};,>])\s*", r"\1", re.sub(r"\s+", " ", css))
    css = re.sub(r"(?<![\w.#])0(\.\d)", r"\1", css)
    return re.sub(r":\s+", ":", css).replace(";}", "}").strip()


@cache
def site_css() -> str:
    """The chart rules for the site's style sheet, squeezed."""
    return squeeze((FOLDER / "chart.css").read_text("utf-8"))


@cache
def drawing_css() -> str:
    """The rules of the drawing alone, without what surrounds it in a page."""
    return squeeze((FOLDER / "chart.css").read_text("utf-8").partition(PAGES)[0])


def variables(css: str) -> dict[str, str]:
    """The custom properties a style sheet declares first (the light theme)."""
    found: dict[str, str] = {}
    for name, value in re.findall(r"(--[\w-]+):([^;}]+)", css):
        found.setdefault(name, value.strip())
    return found


def resolve(css: str) -> str:
    """The light theme with literal colours: variables filled in, media queries taken out."""
    known = variables(css)
    plain = re.sub(r"@media[^{]*\{(?:[^{}]*\{[^{}]*\})*[^{}]*\}", "", css)
    for _ in range(3):
        plain = re.sub(r"var\((--[\w-]+)\)", lambda m: known[m[1]], plain)
    return re.sub(r"--[\w-]+:[^;}]+;?", "", plain)

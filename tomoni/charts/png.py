"""Pictures: SVG to PNG with resvg and a Japanese font that is proven to draw, and the 1200×630 picture for sharing.

The rasteriser draws nothing where a font lacks a letter and says nothing about it, so `prove_font` compares once per
process what two Japanese letters look like; `FontMissingError` says what to install.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache
from html import escape
from pathlib import Path
from typing import Any

from tomoni.charts import drawing, style
from tomoni.charts.canvas import Canvas, short
from tomoni.charts.lines import balanced, wrap
from tomoni.charts.scale import breadth
from tomoni.charts.spec import ChartSpec
from tomoni.charts.svg import draw, form
from tomoni.charts.words import has_data
from tomoni.i18n import Text

FAMILY = "Noto Sans JP"
SHARE = (1200, 630)


class FontMissingError(RuntimeError):
    """No font that draws Japanese: pictures would have empty places where words belong."""


@cache
def font_file() -> Path:
    """The bundled Noto Sans JP (SIL OFL 1.1)."""
    import pylopdf_fonts_jp

    return Path(pylopdf_fonts_jp.sans_path())


def _asked(svg: str, width: int, font: Path) -> dict[str, Any]:
    """What the rasteriser is asked for."""
    return {
        "svg_string": svg,
        "width": width,
        "skip_system_fonts": True,
        "font_files": [str(font)],
        "font_family": FAMILY,
        "sans_serif_family": FAMILY,
        "languages": ["ja"],
    }


@cache
def prove_font() -> None:
    """Draws 「永」, 「鷹」 and nothing, and asks that all three differ. FontMissingError otherwise."""
    sheet = '<svg xmlns="http://www.w3.org/2000/svg" width="32" height="32"><text x="2" y="26" font-size="26">{}</text></svg>'
    try:
        drawn = {drawing.here(_asked(sheet.format(letter), 32, font_file())) for letter in ("永", "鷹", "")}
    except (ImportError, OSError, ValueError) as problem:
        raise FontMissingError(f"日本語フォントを読めません / no Japanese font: {problem}") from problem
    if len(drawn) < 3:
        raise FontMissingError(
            "日本語フォントが文字を描けません。pylopdf-fonts-jp を入れ直してください。"
            " / The Japanese font draws no letters; reinstall pylopdf-fonts-jp."
        )


def to_png(svg: str, width: int) -> bytes:
    """A standalone SVG as PNG, `width` px wide. Weight 700 is drawn with a fine outline: the font has one weight."""
    prove_font()
    bold = re.sub(r"(fill:(#[0-9a-f]+);font-size:([\d.]+)px;font-weight:700)", _embolden, svg)
    return drawing.drawn(_asked(bold, width, font_file()))


def _embolden(found: re.Match[str]) -> str:
    return f"{found[1]};stroke:{found[2]};stroke-width:{float(found[3]) / 32:.2f}"


@dataclass(frozen=True, slots=True)
class Share:
    """What a share picture says. `marks`: 「有志による非公式サイト」, 「架空のデータです」; `chart` is drawn small below."""

    title: str
    figure: str
    unit: str
    as_of: str
    community: str
    marks: tuple[str, ...] = ()
    chart: ChartSpec | None = None
    lang: str = "ja"


UNOFFICIAL = Text("有志による非公式サイト", "Unofficial site by volunteers")
MADE_UP = Text("架空のデータです", "Made-up data")


def share_svg(share: Share) -> str:
    """The picture for sharing as SVG, 1200×630: who, what, how much, as of when, and what it is not."""
    wide, high = SHARE
    pad, inner = 64, SHARE[0] - 128
    parts = [f'<rect class="p" width="{wide}" height="{high}"/><rect class="a" width="{wide}" height="12"/>']
    parts.append(f'<text class="n" x="{pad}" y="76">{escape(wrap(share.community, 22, most=1)[0])}</text>')
    right = wide - pad
    for mark in reversed(share.marks):
        long = round(breadth(mark) * 24 + 36)
        right -= long
        parts.append(
            f'<rect class="m" x="{right}" y="42" width="{long}" height="48" rx="8"/>'
            f'<text class="k" x="{right + 18}" y="75">{escape(mark)}</text>'
        )
        right -= 16
    chart = form(share.chart) if share.chart is not None and has_data(share.chart) else None
    drawn = chart is not None and chart.kind in ("bar", "stacked", "line")
    beside = "" if drawn or chart is None or chart.kind == "many" else _beside(chart, share.lang)
    if beside:
        parts.append(beside)
        inner -= 580
    y = 150
    for line in balanced(share.title, inner / 46, most=2 if not beside else 3):
        parts.append(f'<text class="t" x="{pad}" y="{y}">{escape(line)}</text>')
        y += 60
    size = min(150, inner / max(breadth(share.figure) + breadth(share.unit) * 0.45, 1))
    base = y + size * (0.75 if drawn else 1.0) + (0 if drawn else 40)
    figure = f'<text class="f" x="{pad}" y="{short(base)}" font-size="{short(size)}">{escape(share.figure)}'
    parts.append(f'{figure}<tspan font-size="{short(size * 0.4)}" dx="12">{escape(share.unit)}</tspan></text>')
    if drawn and chart is not None:
        parts.append(_little(chart, share.lang, pad, base + size * 0.2, inner, 570 - base - size * 0.2))
    parts.append(f'<text class="d" x="{pad}" y="{high - 24}">{escape(share.as_of)}</text>')
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide} {high}" width="{wide}" height="{high}">'
        f"<style>{_share_css()}</style>{''.join(parts)}</svg>"
    )


def _little(spec: ChartSpec, lang: str, x: float, y: float, wide: float, high: float) -> str:
    """The chart without its words, scaled to the room there is."""
    canvas = Canvas("little", wide)
    made = draw(replace(spec, annotations=()), canvas, lang)
    body = re.sub(r"<text.*?</text>", "", canvas.body())
    squeeze = high / made.height
    return f'<g class="chart" transform="translate({short(x)} {short(y)}) scale(1 {short(squeeze, 4)})">{body}</g>'


def _beside(spec: ChartSpec, lang: str) -> str:
    """Maps, rows and trees with their words, at the right; nothing when they would be too small to read."""
    wide, high, left, top = 540.0, 430.0, SHARE[0] - 604.0, 116.0
    canvas = Canvas("beside", 400.0)
    made = draw(spec, canvas, lang)
    zoom = min(wide / 400, high / made.height)
    if zoom < 0.8 and spec.kind != "map":
        return ""
    x, y = left + (wide - 400 * zoom), top + (high - made.height * zoom) / 2
    return f'<g class="chart" transform="translate({short(x)} {short(y)}) scale({short(zoom, 3)})">{canvas.body()}</g>'


def _share_css() -> str:
    own = (
        f'text{{font-family:"{FAMILY}";fill:#1a1a1a}}.p{{fill:#fff}}.a{{fill:#0017c1}}.n{{font-size:34px}}'
        ".t{fill:#1a1a1a;font-size:46px;font-weight:700}.f{fill:#0017c1}.d{fill:#4d4d4d;font-size:26px}"
        ".m{fill:#ffeee2;stroke:#ac3e00;stroke-width:2}.k{fill:#8b3200;font-size:24px;font-weight:700}"
    )
    return style.resolve(style.drawing_css()) + own

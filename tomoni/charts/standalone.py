"""A chart as one SVG file: title, legend, drawing, notes, source and marks inside, rules with literal colours.

Made for downloads, for pictures in articles and as the source of PNGs: plain px, no variables, no scripts.
"""

from __future__ import annotations

from html import escape

from tomoni.charts import style
from tomoni.charts.canvas import Canvas, short, spec_id
from tomoni.charts.lines import balanced, wrap
from tomoni.charts.plot import Key
from tomoni.charts.scale import breadth
from tomoni.charts.spec import ChartSpec
from tomoni.charts.svg import apart, draw, form
from tomoni.charts.svg import foot as under
from tomoni.charts.words import describe, pick

MARGIN = 24
FONT = '"BIZ UDPGothic","Noto Sans JP","Hiragino Sans","Yu Gothic UI",sans-serif'


def standalone(
    spec: ChartSpec, lang: str = "ja", *, width: int = 800, foot: tuple[str, ...] = (), mark: str = ""
) -> str:
    """`foot`: lines under the drawing (as-of, source, community); `mark`: what must not be missed (unofficial, made up)."""
    spec = form(spec)
    inner = width - 2 * MARGIN
    parts: list[str] = []
    y = float(MARGIN)
    if mark:
        y += 4
        parts.append(f'<text class="f-m" x="{MARGIN}" y="{short(y + 6)}">{escape(mark)}</text>')
        y += 22
    for line in balanced(pick(spec.title, lang), inner / 20):
        parts.append(f'<text class="f-t" x="{MARGIN}" y="{short(y + 18)}">{escape(line)}</text>')
        y += 28
    y += 6
    charts = apart(spec, lang) if spec.kind == "many" else [spec]
    gutter = max(draw(chart, Canvas("x", float(inner)), lang).gutter for chart in charts)
    for chart in charts:
        if len(charts) > 1:
            y += 20
            parts.append(
                f'<text class="f-k" x="{MARGIN}" y="{short(y - 4)}">{escape(pick(chart.series[0].name, lang))}</text>'
            )
        canvas = Canvas(spec_id(chart, lang), float(inner - gutter - 8))
        made = draw(chart, canvas, lang)
        legend, y = _legend(made.key, y, inner)
        parts += [legend, f'<g class="chart" transform="translate({MARGIN + gutter} {short(y)})">{canvas.body()}</g>']
        y += made.height + 8
    for text in [*under(spec, lang), *(pick(note, lang) for note in spec.notes), *foot]:
        for line in wrap(text, inner / 12.5):
            y += 18
            parts.append(f'<text class="f-f" x="{MARGIN}" y="{short(y)}">{escape(line)}</text>')
    high = round(y + MARGIN)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {high}" width="{width}" height="{high}" '
        f'role="img" lang="{lang}" aria-labelledby="t d"><title id="t">{escape(pick(spec.title, lang))}</title>'
        f'<desc id="d">{escape(describe(spec, lang))}</desc><style>{_css()}</style>'
        f'<rect class="f-p" width="{width}" height="{high}"/>{"".join(parts)}</svg>'
    )


def _css() -> str:
    own = (
        ".c-k,.c-f,.c-nm{vector-effect:none;stroke-width:2}"
        f"text{{font-family:{FONT}}}.f-p{{fill:var(--c-paper)}}.f-t{{fill:var(--c-ink);font-size:20px;font-weight:700}}"
        ".f-f{fill:var(--c-soft);font-size:12.5px}.f-k{fill:var(--c-ink);font-size:13px}"
        ".f-b{stroke:var(--c-edge)}.f-m{fill:#ac3e00;font-size:13px;font-weight:700}"
    )
    return style.resolve(style.drawing_css() + own)


def _legend(key: list[Key], y: float, inner: float) -> tuple[str, float]:
    """Entries side by side, in as many lines as they need; returns the marks and where the drawing begins."""
    out, x = "", 0.0
    for entry in key:
        wide = 22 + breadth(entry.words) * 13 + 18
        if x and x + wide > inner:
            x, y = 0.0, y + 22
        left, kinds = MARGIN + x, entry.css.split()
        if "k-l" in kinds:
            css = "c-d s1" if "k-d" in kinds else kinds[-1]
            out += f'<path class="c-l {css}" d="M{short(left)} {short(y + 9)}h28"/>'
            left, wide = left + 14, wide + 14
        elif "k-h" in kinds:
            out += "".join(f'<path class="c-l s1" d="M{short(left + i)} {short(y + 15)}l6-12"/>' for i in (0, 5, 10))
        elif "k-t" in kinds:
            left -= 22
            wide -= 22
        elif "k-n" in kinds:
            out += "".join(f'<path class="c-n" d="M{short(left + i)} {short(y + 15)}l6-12"/>' for i in (0, 5, 10))
        else:
            out += f'<rect class="{"f-b " if "k-m" in kinds else "c-b "}{kinds[-1]}" x="{short(left)}" y="{short(y + 2)}" width="14" height="14"/>'
        out += f'<text class="f-k" x="{short(left + 22)}" y="{short(y + 14)}">{escape(entry.words)}</text>'
        x += wide
    return out, y + (30 if key else 4)

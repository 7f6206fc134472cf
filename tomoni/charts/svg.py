"""From a `ChartSpec` to a picture: inside a page (`render`) or as a file of its own (`standalone`).

`render` gives HTML: the legend as a list and an inline <svg role="img"> with <title> and <desc>; no style attributes and
no <style>, the rules come with the site's style sheet (strict CSP). `standalone` gives one SVG file with title, legend
and rules inside, as plain px.
"""

from __future__ import annotations

from dataclasses import replace
from html import escape

from tomoni.charts import rows, shapes, tree
from tomoni.charts.canvas import Canvas, spec_id
from tomoni.charts.plot import Drawing, Plot
from tomoni.charts.scale import axis
from tomoni.charts.spec import ChartSpec
from tomoni.charts.words import EMPTY, describe, has_data, pick

LETTER = 12.5
"""Width in px of one full-width letter of a label."""


def form(spec: ChartSpec) -> ChartSpec:
    """The kind that is drawn: bars with labels that would not fit side by side at 360 px lie down."""
    if spec.kind in ("bar", "stacked") and spec.x and not spec.mean7 and len(spec.x) <= 60:
        found, _ = axis(spec.x)
        if not found.step and sum(rows.breadth(str(key)) + 0.7 for key in found.keys) * LETTER > 300:
            return replace(spec, kind="hbar")
    return spec


def draw(spec: ChartSpec, canvas: Canvas, lang: str) -> Drawing:
    """Draw any kind on a canvas."""
    if not has_data(spec):
        canvas.text(0.5, 48, EMPTY[lang], "c-e")
        return Drawing(96, 0, [])
    if spec.kind == "hbar":
        return rows.draw(spec, canvas, lang)
    if spec.kind == "map":
        return shapes.draw(spec, canvas, lang)
    if spec.kind == "tree":
        return tree.draw(spec, canvas, lang)
    return Plot(spec, canvas, lang).draw()


def render(spec: ChartSpec, lang: str = "ja") -> str:
    """The chart as HTML for a page. A tree is a nested list, everything else an <svg>; empty data say so in words."""
    if not has_data(spec):
        return f'<p class="c-empty">{EMPTY[lang]}</p>'
    if spec.kind == "tree":
        return tree.as_list(spec, lang)
    spec = form(spec)
    canvas = Canvas(spec_id(spec, lang), None)
    made = draw(spec, canvas, lang)
    gutter = f" g{-(-made.gutter // 8)}" if made.gutter else ""
    ident = canvas.id
    head = (
        f'<svg class="chart{gutter}" role="img" aria-labelledby="{ident}-t {ident}-d" width="100%" '
        f'height="{round(made.height)}"><title id="{ident}-t">{escape(pick(spec.title, lang))}</title>'
        f'<desc id="{ident}-d">{escape(describe(spec, lang))}</desc>'
    )
    items = "".join(f'<li class="{entry.css}">{escape(entry.words)}</li>' for entry in made.key)
    notes = "".join(
        f"<li>{chr(0x2460 + nth)} {escape(str(note.x))} {escape(pick(note.text, lang))}</li>"
        for nth, note in enumerate(spec.annotations[:20])
    )
    return (
        '<div class="c-box">'
        + (f'<ul class="c-key">{items}</ul>' if items else "")
        + head
        + canvas.body()
        + "</svg>"
        + (f'<ul class="c-notes">{notes}</ul>' if notes else "")
        + "</div>"
    )

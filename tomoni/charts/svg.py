"""From a `ChartSpec` to a picture: inside a page (`render`) or as a file of its own (`standalone`).

`render` gives HTML: the legend as a list and an inline <svg role="img"> with <title> and <desc>; no style attributes and
no <style>, the rules come with the site's style sheet (strict CSP). `standalone` gives one SVG file with title, legend
and rules inside, as plain px.
"""

from __future__ import annotations

from dataclasses import replace
from html import escape

from tomoni.charts import heat, rows, shapes, tree
from tomoni.charts.canvas import Canvas, short, spec_id
from tomoni.charts.plot import Drawing, Plot
from tomoni.charts.scale import axis, breadth, spread
from tomoni.charts.spec import ChartSpec
from tomoni.charts.words import EMPTY, HIDDEN, describe, has_data, noted, pick
from tomoni.i18n import speaking

LETTER = 12.5
"""Width in px of one full-width letter of a label."""


def form(spec: ChartSpec) -> ChartSpec:
    """The kind that is drawn: bars with labels that would not fit side by side at 360 px lie down."""
    if spec.kind in ("bar", "stacked") and spec.x and not spec.mean7 and len(spec.x) <= 60:
        found, _ = axis(spec.x)
        if not found.step and sum(breadth(str(key)) + 0.7 for key in found.keys) * LETTER > 300:
            return replace(spec, kind="hbar")
    return spec


def draw(spec: ChartSpec, canvas: Canvas, lang: str) -> Drawing:
    """Draw any kind on a canvas."""
    if not has_data(spec):
        canvas.text(0.5, 48, EMPTY[lang], "c-e")
        return Drawing(96, 0, [])
    if spec.kind == "hbar":
        return rows.draw(spec, canvas, lang)
    if spec.kind == "heat":
        return heat.draw(spec, canvas, lang)
    if spec.kind == "map":
        return shapes.draw(spec, canvas, lang)
    if spec.kind == "tree":
        return tree.draw(spec, canvas, lang)
    return Plot(spec, canvas, lang).draw()


def apart(spec: ChartSpec, lang: str) -> list[ChartSpec]:
    """Small multiples: one chart a series; bars unless a series says lines. One scale for all of one unit."""
    own = {pick(series.unit or spec.unit, "ja") for series in spec.series}
    known = [v for series in spec.series for v in series.values if v is not None]
    span = (min(known, default=0.0), max(known, default=0.0)) if len(own) < 2 else None
    return [
        replace(
            spec,
            kind=series.kind or "bar",
            title=f"{pick(spec.title, lang)} {pick(series.name, lang)}",
            series=(series,),
            unit=series.unit or spec.unit,
            span=span,
            height=spec.height or 96,
            id=f"{spec.id}-{nth}" if spec.id else "",
            annotations=(),
            corrections=(),
        )
        for nth, series in enumerate(spec.series)
    ]


def render(spec: ChartSpec, lang: str = "ja") -> str:
    """The chart as HTML for a page. A tree is a nested list, everything else an <svg>; empty data say so in words."""
    if not has_data(spec):
        return f'<p class="c-empty">{EMPTY[lang]}</p>'
    if spec.kind == "tree":
        return tree.as_list(spec, lang)
    if spec.kind == "many":
        small = "".join(
            f"<figure><figcaption>{escape(pick(series.name, lang))}</figcaption>{render(part, lang)}</figure>"
            for series, part in zip(spec.series, apart(spec, lang), strict=True)
        )
        return f'<div class="c-many">{small}</div>'
    spec = form(spec)
    canvas = Canvas(spec_id(spec, lang), None)
    made = draw(spec, canvas, lang)
    gutter = f" g{-(-made.gutter // 8)}" if made.gutter else ""
    ident = canvas.id
    head = (
        f'<svg class="chart{gutter}" role="img" aria-labelledby="{ident}-t {ident}-d" width="100%" '
        f'height="{round(made.height)}"{_values(spec, lang)}><title id="{ident}-t">{escape(pick(spec.title, lang))}</title>'
        + _alternative(f"{ident}-d", spec, lang)
    )
    items = "".join(f'<li class="{entry.css}">{escape(entry.words)}</li>' for entry in made.key)
    notes = "".join(f"<li>{escape(line)}</li>" for line in noted(spec, lang))
    return (
        '<div class="c-box">'
        + (f'<ul class="c-key">{items}</ul>' if items else "")
        + head
        + canvas.body()
        + "</svg>"
        + (f'<ul class="c-notes">{notes}</ul>' if notes else "")
        + "</div>"
    )


def _alternative(ident: str, spec: ChartSpec, lang: str) -> str:
    """The chart in words. On a page in a further language the sentences made from the numbers are English, and say so."""
    said = pick(spec.alt, lang)
    if not said and lang == "en":
        with speaking.plainly():
            said = describe(spec, lang)
    said = said or describe(spec, lang)
    other = speaking.really(lang) != lang == "en" and not speaking.was_said(said)
    mark = f' lang="{lang}"' if other else ""
    return f'<desc id="{ident}"{mark}>{escape(said)}</desc>'


def _values(spec: ChartSpec, lang: str) -> str:
    """The numbers of a chart of days for the script that shows one under the pointer (the table has them for all)."""
    found, bands = axis(spec.x)
    if found.step not in ("day", "week") or spec.kind not in ("bar", "stacked", "line") or len(found.keys) > 400:
        return ""
    rows = [spread(series.values, bands, len(found.keys)) for series in spec.series]
    stars = [{b for b, f in zip(bands, series.hidden, strict=False) if f} for series in spec.series]
    values = "|".join(
        ",".join(HIDDEN if n in star else "" if v is None else short(v, 2) for n, v in enumerate(row))
        for row, star in zip(rows, stars, strict=True)
    )
    names = "|".join(pick(series.name, lang).replace("|", " ") for series in spec.series)
    said = {"d": found.days[0].isoformat(), "k": found.step, "u": pick(spec.unit, lang), "n": names, "v": values}
    return "".join(f' data-{key}="{escape(value)}"' for key, value in said.items())

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
from tomoni.charts.words import EMPTY, HIDDEN, SCALES, describe, has_data, noted, pick
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
    """Small multiples: one chart a series; bars unless a series says lines. Those of one unit have one scale, so that their
    heights can be compared; one of which no unit is known is only drawn to the scale of others when all are alike."""
    scales = _scales(spec)
    return [
        replace(
            spec,
            kind=series.kind or "bar",
            title=f"{pick(spec.title, lang)} {pick(series.name, lang)}",
            series=(series,),
            unit=series.unit or spec.unit,
            span=scale,
            height=spec.height or 96,
            id=f"{spec.id}-{nth}" if spec.id else "",
            corrections=[note for note in spec.corrections if pick(note.series, "ja") == pick(series.name, "ja")],
        )
        for nth, (series, scale) in enumerate(zip(spec.series, scales, strict=True))
    ]


def _scales(spec: ChartSpec) -> list[tuple[float, float]]:
    """The least and the largest value of all series that are drawn to the scale of this one, for each."""
    keys = _quantities(spec)
    found: dict[str | int, tuple[float, float]] = {}
    for key, series in zip(keys, spec.series, strict=True):
        known = [*found.get(key, ()), *(v for v in series.values if v is not None)]
        found[key] = (min(known, default=0.0), max(known, default=0.0))
    return [found[key] for key in keys]


def _quantities(spec: ChartSpec) -> list[str | int]:
    """What each series counts: its unit, or a number of its own where that is not known."""
    units = [pick(series.unit or spec.unit, "ja") for series in spec.series]
    return [unit if unit or spec.alike else nth for nth, unit in enumerate(units)]


def scales_differ(spec: ChartSpec) -> bool:
    """Whether the heights of its small charts can't be compared with each other, which the page has to say."""
    return spec.kind == "many" and len(set(_quantities(spec))) > 1


def render(spec: ChartSpec, lang: str = "ja") -> str:
    """The chart as HTML for a page. A tree is a nested list, everything else an <svg>; empty data say so in words."""
    if not has_data(spec):
        return f'<p class="c-empty">{EMPTY[lang]}</p>'
    if spec.kind == "tree":
        return tree.as_list(spec, lang)
    if spec.kind == "many":
        small = "".join(
            f"<figure><figcaption>{escape(pick(series.name, lang))}</figcaption>{_one(part, lang, [])}</figure>"
            for series, part in zip(spec.series, apart(spec, lang), strict=True)
        )
        return f'<div class="c-many">{small}</div>{_notes(foot(spec, lang))}'
    return _one(spec, lang, noted(spec, lang))


def foot(spec: ChartSpec, lang: str) -> list[str]:
    """The lines under a chart: what happened, what was corrected, that scales differ."""
    return [*noted(spec, lang), *([SCALES[lang]] if scales_differ(spec) else [])]


def _notes(lines: list[str]) -> str:
    items = "".join(f"<li>{escape(line)}</li>" for line in lines)
    return f'<ul class="c-notes">{items}</ul>' if items else ""


def _one(spec: ChartSpec, lang: str, notes: list[str]) -> str:
    """One picture with its key and the lines under it."""
    if not has_data(spec):
        return f'<p class="c-empty">{EMPTY[lang]}</p>'
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
    return (
        '<div class="c-box">'
        + (f'<ul class="c-key">{items}</ul>' if items else "")
        + head
        + canvas.body()
        + "</svg>"
        + _notes(notes)
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

"""Heat maps: a row of cells for each series, a column for each day or label, light to dark, with a legend in numbers.

The classes of colour are those of maps. Missing cells are hatched, cells that are not told have a star.
"""

from __future__ import annotations

from tomoni.charts.canvas import Canvas, short
from tomoni.charts.plot import Drawing, Key
from tomoni.charts.scale import Axis, axis, breadth, labels, place, spaced, spread
from tomoni.charts.shapes import classes, key_of, level, shade
from tomoni.charts.spec import ChartSpec
from tomoni.charts.words import HIDDEN, MISSING, pick, small_name

CELL, ABOVE, BOTTOM, TOP = 22, 20, 26, 20
SHORT = 6.5
"""Names up to so many full-width letters stand beside their row, longer ones above it."""
FEW = 60
"""Up to so many columns there is a gap between cells."""


def draw(spec: ChartSpec, canvas: Canvas, lang: str) -> Drawing:
    """One path for each shade, so that 100 days of 40 areas stay a few kilobytes."""
    found, bands = axis(spec.x)
    count = len(found.keys)
    names = [pick(series.name, lang) for series in spec.series]
    above = max(map(breadth, names), default=0.0) > SHORT
    high = CELL + (ABOVE if above else 0)
    table = [spread(series.values, bands, count) for series in spec.series]
    stars = [{b for b, f in zip(bands, s.hidden, strict=False) if f} for s in spec.series]
    values = [value for row in table for value in row if value is not None]
    bounds = classes(values) if values else []
    paths: dict[int, str] = {}
    gap = 0.5 if count <= FEW else 0.0
    lead = _marks(spec, canvas, found)
    for nth, row in enumerate(table):
        top = lead + nth * high + (ABOVE if above else 0)
        canvas.text(0, top - 6 if above else top + 15, names[nth], "c-n3" if above else "c-y", dx=0 if above else -6)
        for start, end, tone in _runs(row, stars[nth], bounds, count <= FEW):
            size = f"{short((end - start) * 10 - gap, 2)}v{CELL - 2}h-{short((end - start) * 10 - gap, 2)}z"
            paths[tone] = paths.get(tone, "") + f"M{start * 10} {top + 1}h{size}"
        for band in stars[nth]:
            canvas.text((band + 0.5) / count, top + 17, HIDDEN, "c-st")
    tall = lead + len(table) * high
    none = canvas.pattern("none", "c-n") if 0 in paths else ""
    for nth, row in enumerate(table):
        if 0 in paths:
            top = lead + nth * high + (ABOVE if above else 0)
            for start, end, tone in _runs(row, stars[nth], bounds, False):
                if tone == 0:
                    canvas.box(start / count, top + 1, (end - start) / count, CELL - 2, "c-m", fill=none)
    canvas.bands(count * 10, tall, "".join(f'<path class="m{t}" d="{d}"/>' for t, d in sorted(paths.items()) if t > 0))
    middle = not found.step
    for band, words, main in spaced(labels(found, lang), count, middle=middle):
        share = (band + 0.5 * middle) / count
        canvas.text(share, tall + 17, words, f"c-x{'' if main else ' c-w'}{'' if middle else ' c-s'}")
    gutter = 0 if above else max(map(breadth, names), default=0.0) * 12 + 14
    key = key_of(values, bounds, pick(spec.unit, lang), lang)
    key += [Key("k-n", MISSING[lang])] * bool(none) + [Key("k-t", small_name(spec.small, lang))] * any(map(bool, stars))
    return Drawing(tall + BOTTOM, round(gutter), key)


def _marks(spec: ChartSpec, canvas: Canvas, found: Axis) -> int:
    """Above the cells the numbers of events and a mark for each corrected day; gives the height this takes."""
    events = [(place(found, note.x), chr(0x245F + n) if n <= 20 else "•") for n, note in enumerate(spec.annotations, 1)]
    marks = [(band, "▲") for band in {place(found, note.x) for note in spec.corrections} - {band for band, _ in events}]
    said = [(band, mark) for band, mark in [*events, *marks] if band is not None]
    for band, mark in said:
        canvas.text((band + 0.5) / len(found.keys), TOP - 6, mark, "c-an")
    return TOP if said else 0


def _runs(row: list[float | None], stars: set[int], bounds: list[float], single: bool) -> list[tuple[int, int, int]]:
    """(first band, band after the last, shade): neighbours of one shade joined unless `single`; 0 missing, -1 hidden."""
    out: list[tuple[int, int, int]] = []
    for band, value in enumerate(row):
        tone = -1 if band in stars else 0 if value is None else shade(level(value, bounds), len(bounds))
        if out and not single and out[-1][2] == tone:
            out[-1] = (out[-1][0], band + 1, tone)
        else:
            out.append((band, band + 1, tone))
    return out

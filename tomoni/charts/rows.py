"""Horizontal bars: one row a label, the number at the end of its bar; for ages, areas and whatever has long names."""

from __future__ import annotations

from tomoni.charts.canvas import Canvas
from tomoni.charts.plot import Drawing, Key
from tomoni.charts.scale import axis, breadth, spread
from tomoni.charts.spec import ChartSpec
from tomoni.charts.words import HIDDEN, MISSING, PROVISIONAL, amount, pick, small_name

NARROW, LETTER = 320, 13.0
ROW, TALL_ROW, BAR = 27, 44, 17


def draw(spec: ChartSpec, canvas: Canvas, lang: str) -> Drawing:
    """Rows in the order given. With several series the parts of a row are stacked, its sum stands at the end."""
    found, bands = axis(spec.x)
    names = [str(key) for key in found.keys]
    table = [spread(series.values, bands, len(names)) for series in spec.series]
    rough = [{b for b, f in zip(bands, s.provisional, strict=False) if f} for s in spec.series]
    unit = pick(spec.unit, lang)
    sums = [_sum([row[i] for row in table]) for i in range(len(names))]
    stars = {b for s in spec.series for b, f in zip(bands, s.hidden, strict=False) if f}
    ends = [amount(value, unit, lang) if value is not None else MISSING[lang] for value in sums]
    ends = [HIDDEN if i in stars else end for i, end in enumerate(ends)]
    most, least = max([0.0, *(v for v in sums if v is not None)]), min([0.0, *(v for v in sums if v is not None)])
    span = (most - least) or 1.0
    above = max(map(breadth, names)) > 9
    width = canvas.width or NARROW
    label = 0.0 if above else (max(map(breadth, names)) * LETTER + 10) / width
    tail = min(0.4, (max(map(breadth, ends)) * LETTER + 10) / width)
    room = 1 - label - tail
    y = 4.0
    for i, name in enumerate(names):
        high = TALL_ROW if above else ROW
        top = y + (high - BAR - 3 if above else (high - BAR) / 2)
        canvas.text(
            label if not above else 0,
            y + 15 if above else top + 13,
            name,
            "c-n2" if above else "c-n1",
            dx=0 if above else -8,
        )
        left = right = label + room * (-least / span)
        for nth, row in enumerate(table):
            value = row[i] or 0.0
            wide = abs(value) / span * room
            if wide:
                tone = nth % 8 + 1
                fill = canvas.pattern(f"p{tone}", f"c-h p{tone}") if i in rough[nth] else ""
                start = right if value > 0 else left - wide
                canvas.box(start, top, wide, BAR, f"c-p p{tone}" if fill else f"c-b s{tone}", fill=fill)
                left, right = min(left, start), max(right, start + wide)
        canvas.text(right, top + 13, ends[i], "c-v" if sums[i] is not None else "c-v c-q", dx=6)
        y += high
    if least < 0:
        canvas.post(label + room * (-least / span), 0, y, "c-0")
    key = [Key(f"s{n % 8 + 1}", pick(s.name, lang)) for n, s in enumerate(spec.series)] if len(table) > 1 else []
    if any(rough):
        key.append(Key("k-h", PROVISIONAL[lang]))
    if stars:
        key.append(Key("k-t", small_name(spec.small, lang)))
    return Drawing(y + 4, 0, key)


def _sum(values: list[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return sum(known) if known else None

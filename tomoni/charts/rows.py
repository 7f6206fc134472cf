"""Horizontal bars: one row a label, the number at the end of its bar; for ages, areas and whatever has long names."""

from __future__ import annotations

from tomoni.charts.canvas import Canvas
from tomoni.charts.lines import wrap
from tomoni.charts.plot import NARROW, Drawing, Key
from tomoni.charts.scale import axis, breadth, spread
from tomoni.charts.spec import ChartSpec
from tomoni.charts.words import HIDDEN, MISSING, PROVISIONAL, amount, pick, small_name
from tomoni.i18n import speaking
from tomoni.i18n.format import brief

LETTER = 13.0
ROW, LINE, BAR = 27, 17, 17
SHORT, LINES = 9, 3
"""Names up to so many full-width letters stand beside their bar; longer ones above it, in at most so many lines."""
BRIEF = 9
"""Figures wider than this are told in 万, 億 or millions; the table has them in full."""


def draw(spec: ChartSpec, canvas: Canvas, lang: str) -> Drawing:
    """Rows in the order given. With several series the parts of a row are stacked, its sum stands at the end."""
    found, bands = axis(spec.x)
    names = [str(key) for key in found.keys]
    table = [spread(series.values, bands, len(names)) for series in spec.series]
    rough = [{b for b, f in zip(bands, s.provisional, strict=False) if f} for s in spec.series]
    unit = pick(spec.unit, lang)
    sums = [_sum([row[i] for row in table]) for i in range(len(names))]
    stars = {b for s in spec.series for b, f in zip(bands, s.hidden, strict=False) if f}
    ends = [_end(value, unit, lang) for value in sums]
    ends = [HIDDEN if i in stars else end for i, end in enumerate(ends)]
    most, least = max([0.0, *(v for v in sums if v is not None)]), min([0.0, *(v for v in sums if v is not None)])
    span = (most - least) or 1.0
    above = max(map(breadth, names)) > SHORT
    width = canvas.width or NARROW
    told = [wrap(name, width / LETTER, most=LINES) if above else [name] for name in names]
    label = 0.0 if above else (max(map(breadth, names)) * LETTER + 10) / width
    tail = min(0.4, (max(map(breadth, ends)) * LETTER + 10) / width)
    room = 1 - label - tail
    y = 4.0
    for i, lines in enumerate(told):
        high = ROW + LINE * len(lines) * above
        top = y + (high - BAR - 3 if above else (high - BAR) / 2)
        if above:
            for nth, line in enumerate(lines):
                canvas.text(0, y + 15 + nth * LINE, line, "c-n2")
        else:
            canvas.text(label, top + 13, lines[0], "c-n1", dx=-8)
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


def _end(value: float | None, unit: str, lang: str) -> str:
    """The figure at the end of a bar."""
    if value is None:
        return MISSING[lang]
    whole = amount(value, unit, lang)
    if breadth(whole) <= BRIEF:
        return whole
    said = brief(value, lang)
    gap = speaking.gap(unit) if lang == "en" else ""
    return f"{said}{gap}{unit}" if breadth(said + unit) <= BRIEF else said


def _sum(values: list[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return sum(known) if known else None

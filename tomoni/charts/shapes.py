"""Maps of areas in classes of colour, light to dark, with a legend in numbers; areas without data are hatched."""

from __future__ import annotations

import math
from html import escape

from tomoni.charts.canvas import Canvas, short
from tomoni.charts.plot import Drawing, Key
from tomoni.charts.scale import ticks
from tomoni.charts.spec import ChartSpec
from tomoni.charts.words import MISSING, amount, pick
from tomoni.i18n import speaking
from tomoni.i18n.format import number

CLASSES = 5
HEIGHT = 360
STEPS = (1.0, 2.0, 2.5, 3.0, 4.0, 5.0, 10.0)


def classes(values: list[float], count: int = CLASSES) -> list[float]:
    """Lower bounds of at most `count` classes with round limits: even steps, or about equal counts when very uneven.

    Zero is a class of its own ("none") whenever it occurs together with positive values.
    """
    return _whole(values, _limits(values, count))


def _limits(values: list[float], count: int) -> list[float]:
    seen = sorted({v for v in values if v != 0} or {0.0})
    if seen[0] < 0 or len(seen) == 1:
        return _even(seen, count)
    room = count - (0.0 in values)
    middle = sorted(v for v in values if v)[len([v for v in values if v]) // 2]
    bounds = _even(seen, room) if seen[-1] <= 6 * middle else _quantiles([v for v in values if v], room)
    if 0.0 not in values:
        return bounds
    first = 1.0 if all(v == int(v) for v in values) else seen[0]
    return [0.0, first, *(b for b in bounds[1:] if b > first)]


def _whole(values: list[float], bounds: list[float]) -> list[float]:
    """Of whole numbers the limits are whole, too: nobody is counted between 1 and 1.5."""
    if any(v != int(v) for v in values):
        return bounds
    return sorted({float(math.ceil(bound)) for bound in bounds})


def _even(seen: list[float], count: int) -> list[float]:
    found: list[float] = []
    for finer in range(1, 3 * count):
        trial = [t for t in ticks(seen[0], seen[-1], finer, STEPS) if t < seen[-1]]
        found = trial if len(found) < len(trial) <= count else found
    if seen[0] > 0 and found and found[0] == 0:
        found[0] = _round(seen[0], down=True) if len(found) > 1 and seen[0] < found[1] else 0.0
    return found or [seen[0]]


def _quantiles(values: list[float], count: int) -> list[float]:
    ordered = sorted(values)
    cuts = {_round(ordered[len(ordered) * i // count]) for i in range(1, count)}
    return sorted({_round(ordered[0], down=True), *cuts})


def _round(value: float, *, down: bool = False) -> float:
    """To one significant digit (1, 2, 5, 10, 30, 200 …)."""
    if value == 0:
        return 0.0
    power = 10.0 ** math.floor(math.log10(abs(value)))
    units = math.floor(value / power) if down else round(value / power)
    return round(units * power, 10)


def level(value: float, bounds: list[float]) -> int:
    """The class of a value, from 1."""
    return max(1, sum(value >= bound for bound in bounds))


def shade(level: int, count: int) -> int:
    """Of the five shades, those that lie furthest apart."""
    return 5 if count == 1 else 1 + round((level - 1) * 4 / (count - 1))


def draw(spec: ChartSpec, canvas: Canvas, lang: str) -> Drawing:
    """The map fits its box whole, in the middle; every area has its name and value as a tooltip."""
    assert spec.map is not None
    unit = pick(spec.unit, lang)
    values = [area.value for area in spec.map.areas if area.value is not None]
    bounds = classes(values) if values else []
    wide, high = spec.map.size
    tall = float(spec.height or min(HEIGHT, max(200.0, HEIGHT * high / wide)))
    none = canvas.pattern("none", "c-n c-nm", size=max(wide, high) / tall * 6)
    paths = []
    for area in spec.map.areas:
        said = amount(area.value, unit, lang) if area.value is not None else MISSING[lang]
        title = f"<title>{escape(area.name)} {escape(said)}</title>"
        if area.value is None:
            paths.append(f'<path class="c-k" d="{area.path}" fill="url(#{none})">{title}</path>')
        else:
            tone = shade(level(area.value, bounds), len(bounds))
            paths.append(f'<path class="c-k m{tone}" d="{area.path}">{title}</path>')
    frames = "".join(f'<path class="c-f" d="{frame}"/>' for frame in spec.map.frames)
    size = f'width="{canvas.across(1)}" height="{short(tall)}"'
    canvas.add(f'<svg viewBox="-4 -4 {short(wide + 8)} {short(high + 8)}" {size}>{frames}{"".join(paths)}</svg>')
    gaps = [Key("k-n", MISSING[lang])] * any(a.value is None for a in spec.map.areas)
    return Drawing(tall, 0, key_of(values, bounds, unit, lang) + gaps)


def key_of(values: list[float], bounds: list[float], unit: str, lang: str) -> list[Key]:
    """The classes as entries of the legend."""
    whole = all(v == int(v) for v in values) and all(b == int(b) for b in bounds)
    key = []
    for nth, bound in enumerate(bounds):
        tone = shade(nth + 1, len(bounds))
        last = nth + 1 == len(bounds)
        upper = max(values) if last else bounds[nth + 1] - 1 if whole else bounds[nth + 1]
        text = number(bound) if bound == upper else f"{number(bound)}–{number(upper)}"
        gap = speaking.gap(unit) if lang == "en" else ""
        key.append(Key(f"k-m m{tone}", f"{text}{gap}{unit}"))
    return key

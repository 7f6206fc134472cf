"""Charts over an x axis: bars, stacked bars, lines, bars with the mean of seven days. Missing is hatched, never zero."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tomoni.charts.canvas import Canvas, short
from tomoni.charts.scale import Axis, axis, breadth, labels, place, spaced, spread, tick_names, ticks, trailing_mean
from tomoni.charts.spec import ChartSpec
from tomoni.charts.words import CORRECTED, EACH_DAY, HIDDEN, MISSING, PROVISIONAL, mean_name, pick, small_name
from tomoni.i18n.format import number

TOP, BOTTOM, PLOT = 24, 24, 184
NARROW = 290
"""The plot of the smallest drawing, in pixels: what must not touch is measured there."""
WIDEST = 0.12
"""The largest share of the plot one band's bars may take: a single day is a bar, not a wall."""
APART = 62
"""Up to so many bands, the parts of a stack are divided by a line of paper."""
DENSE = 300
"""From so many bands on, bars are drawn as one outline without gaps: thinner than a pixel on a small screen anyway."""


@dataclass(frozen=True, slots=True)
class Key:
    """One entry of the legend: the class that colours it and its words."""

    css: str
    words: str


@dataclass(slots=True)
class Drawing:
    """A drawn chart: its height in px, the room its numbers need on the left, and the legend."""

    height: float
    gutter: int
    key: list[Key]


@dataclass(slots=True)
class _Row:
    """One series on the bands of the axis."""

    name: str
    css: str
    values: list[float | None]
    rough: set[int]
    line: bool
    hidden: set[int]


class Plot:
    """One chart over bands; `draw` adds everything to the canvas and returns its measures."""

    def __init__(self, spec: ChartSpec, canvas: Canvas, lang: str) -> None:
        self.spec, self.canvas, self.lang = spec, canvas, lang
        self.axis: Axis
        self.axis, bands = axis(spec.x)
        self.count = len(self.axis.keys)
        self.rows = [self._row(nth, bands) for nth in range(len(spec.series))]
        self.bars = [row for row in self.rows if not row.line]
        self.lines = [row for row in self.rows if row.line]
        self.mean: list[float | None] = []
        if spec.mean7 and self.axis.step == "day" and len(self.bars or self.rows) == 1:
            self.mean = trailing_mean((self.bars or self.rows)[0].values, spec.mean_days)
        slashed = self.axis.step == "day" and self.count <= 45
        self.starts = self.axis.step in ("day", "week", "month") and not slashed  # labels stand at the start of a month
        self.group = min(0.8, WIDEST * self.count)  # the share of a band that its bars take
        self.tall = float(spec.height or PLOT)
        self.ticks = self._ticks()

    def _row(self, nth: int, bands: Sequence[int]) -> _Row:
        series = self.spec.series[nth]
        rough = {band for band, flag in zip(bands, series.provisional, strict=False) if flag}
        values = spread(series.values, bands, self.count)
        kind = series.kind or ("line" if self.spec.kind == "line" else "bar")
        hidden = {band for band, flag in zip(bands, series.hidden, strict=False) if flag}
        return _Row(pick(series.name, self.lang), f"s{nth % 8 + 1}", values, rough, kind == "line", hidden)

    def _ticks(self) -> list[float]:
        seen: list[float] = [0.0, *(self.spec.span or ()), *(v for v in self.mean if v is not None)]
        seen += [level.value for level in self.spec.thresholds]
        for row in self.rows if self.spec.kind != "stacked" else self.lines:
            seen += [v for v in row.values if v is not None]
        if self.spec.kind == "stacked":
            for column in zip(*(row.values for row in self.bars), strict=True):
                seen.append(sum(v for v in column if v is not None and v > 0))
                seen.append(sum(v for v in column if v is not None and v < 0))
        whole = all(v == int(v) for row in self.rows for v in row.values if v is not None)
        found = ticks(min(seen), max(seen))
        return [t for t in found if t == int(t)] if whole and max(seen) - min(seen) <= 4 else found

    def y(self, value: float) -> float:
        low, high = self.ticks[0], self.ticks[-1]
        return TOP + self.tall * (high - value) / (high - low)

    def draw(self) -> Drawing:
        names = tick_names(self.ticks, self.lang)
        for tick, name in zip(self.ticks, names, strict=True):
            self.canvas.rule(self.y(tick), "c-0" if tick == 0 else "c-r")
            self.canvas.text(0, self.y(tick) + 4, name, "c-y", dx=-6)
        unit = pick(self.spec.unit, self.lang)
        said = f"（{unit}）" if unit and self.lang == "ja" else unit
        beside = bool(said) and self._event_before(breadth(said) * 12 + 8)
        if said:
            self.canvas.text(0, TOP - 11, said, "c-y" if beside else "c-u", dx=-6)
        self._missing()
        if self.spec.kind == "stacked":
            self._stacked()
        else:
            self._beside()
        self._strokes()
        self._stars()
        self._levels()
        self._annotations()
        self._corrections()
        self._labels()
        gutter = max(breadth(name) for name in [*names, *([said] if beside else [])])
        return Drawing(TOP + self.tall + BOTTOM, round(gutter * 12.4 + 14), self._key())

    def _beside(self) -> None:
        """Bars of one series, or of several side by side in each band."""
        many = len(self.bars)
        for nth, row in enumerate(self.bars):
            spans = [(i, 0.0, v) for i, v in enumerate(row.values) if v is not None and v != 0]
            self._bars(row, spans, nth, many)

    def _stacked(self) -> None:
        up, down = [0.0] * self.count, [0.0] * self.count
        for row in self.bars:
            spans = []
            for i, value in enumerate(row.values):
                if value:
                    base = up if value > 0 else down
                    spans.append((i, base[i], base[i] + value))
                    base[i] += value
            self._bars(row, spans, 0, 1)

    def _bars(self, row: _Row, spans: list[tuple[int, float, float]], nth: int, many: int) -> None:
        sure = [span for span in spans if span[0] not in row.rough]
        height = TOP + self.tall
        if self.count >= DENSE and many == 1:
            self.canvas.bands(self.count, height, _outline(self, sure, f"c-b {row.css}"))
        elif sure:
            path, before = "", (0.0, 0.0)
            slot = self.group * 10 / many
            for band, base, top in sure:
                x = band * 10 + 5 - self.group * 5 + nth * slot
                y0, y1 = round(self.y(base), 1), round(self.y(top), 1)
                wide = short(slot - (0.4 if many > 1 else 0), 2)
                move = f"m{short(x - before[0], 2)} {short(y0 - before[1])}".replace(" -", "-")
                path += f"{move}v{short(y1 - y0)}h{wide}V{short(y0)}z"
                before = (x, y0)
            apart = " c-gp" if self.spec.kind == "stacked" and self.count <= APART else ""
            self.canvas.bands(self.count * 10, height, f'<path class="c-b{apart} {row.css}" d="M0 0{path}"/>')
        if rough := [span for span in spans if span[0] in row.rough]:
            self._rough(row, rough, nth, many)

    def _rough(self, row: _Row, spans: list[tuple[int, float, float]], nth: int, many: int) -> None:
        """Provisional bars: an outline with hatching in the colour of the series."""
        fill = self.canvas.pattern(row.css, f"c-h p{row.css[1:]}")
        slot = self.group / many
        for band, base, top in spans:
            left, upper = (band + 0.5 - self.group / 2 + nth * slot) / self.count, min(self.y(base), self.y(top))
            self.canvas.box(
                left, upper, slot / self.count, abs(self.y(base) - self.y(top)), f"c-p p{row.css[1:]}", fill=fill
            )

    def _missing(self) -> None:
        """Light hatching over bands nobody speaks of, between the first and the last that somebody does."""
        silent = [all(row.values[i] is None and i not in row.hidden for row in self.rows) for i in range(self.count)]
        for start, end in _spans(silent):
            fill = self.canvas.pattern("none", "c-n")
            self.canvas.box(start / self.count, TOP, (end - start) / self.count, self.tall, "c-m", fill=fill)

    def _strokes(self) -> None:
        height = TOP + self.tall
        for row in self.lines:
            sure = [None if i in row.rough and i - 1 in row.rough else v for i, v in enumerate(row.values)]
            self._stroke(sure, height, f"c-l {row.css}")
            if row.rough:
                near = {i for r in row.rough for i in (r - 1, r)}
                rough = [v if i in near else None for i, v in enumerate(row.values)]
                self._stroke(rough, height, f"c-l c-d {row.css}")
        if self.mean:
            self._stroke(self.mean, height, "c-l c-7")

    def _stroke(self, values: Sequence[float | None], height: float, css: str) -> None:
        runs: list[list[tuple[float, float]]] = [[]]
        for i, value in enumerate(values):
            if value is None:
                runs.append([])
            else:
                runs[-1].append((i + 0.5, self.y(value)))
        self.canvas.line(runs, height, css, bands=self.count)
        for run in runs:
            if len(run) == 1:  # a value between two gaps has no line; a dot shows it
                x = self.canvas.across(run[0][0] / self.count)
                self.canvas.add(f'<circle class="{css.replace("c-l", "c-o")}" cx="{x}" cy="{short(run[0][1])}" r="3"/>')

    def _stars(self) -> None:
        """A star where a number is not told because it is small."""
        for band in sorted({band for row in self.rows for band in row.hidden}):
            self.canvas.text((band + 0.5) / self.count, self.y(0) - 2, HIDDEN, "c-st")

    def _levels(self) -> None:
        """Lines across, their words above them; words that would lie on those of a higher line move below these."""
        free = 0.0
        for level in sorted(self.spec.thresholds, key=lambda level: -level.value):
            y = self.y(level.value)
            self.canvas.rule(y, "c-lv")
            base = max(y - 4, free)
            self.canvas.text(0, base, f"{pick(level.text, self.lang)} {number(level.value)}", "c-lt", dx=4)
            free = base + 14

    def _corrections(self) -> None:
        """A mark under the axis at each point that was published otherwise before."""
        bands = {place(self.axis, note.x) for note in self.spec.corrections}
        for band in sorted(band for band in bands if band is not None):
            self.canvas.text((band + 0.5) / self.count, TOP + self.tall - 2, "▲", "c-co")

    def _event_before(self, wide: float) -> bool:
        """Whether the number of an event would stand on so many pixels at the left, on the smallest drawing."""
        bands = [place(self.axis, note.x) for note in self.spec.annotations]
        return any(band is not None and (band + 0.5) / self.count * NARROW < wide for band in bands)

    def _annotations(self) -> None:
        """A line for each event, its number above; numbers that would touch on the smallest drawing stand together."""
        groups: list[tuple[list[float], list[str]]] = []
        for nth, note in enumerate(self.spec.annotations, 1):
            band = place(self.axis, note.x)
            if band is not None:
                share = (band + 0.5) / self.count
                self.canvas.post(share, TOP - 6, TOP + self.tall, "c-a")
                groups.append(([share], [chr(0x2460 + nth - 1) if nth <= 20 else "•"]))
        groups.sort(key=lambda group: group[0][0])
        for shares, marks in _together(groups):
            said = marks[0] + ("〜" if len(marks) > 3 else "".join(marks[1:-1])) + (marks[-1] if marks[1:] else "")
            self.canvas.text((shares[0] + shares[-1]) / 2, TOP - 10, said, "c-an")

    def _labels(self) -> None:
        base = TOP + self.tall
        for band, words, main in self._marks():
            css = "c-x" if main else "c-x c-w"
            if self.starts:
                share = band / self.count
                if share > 0.95 and self.count > 20:
                    continue
                self.canvas.post(share, base, base + 5, "c-t" if main else "c-t c-w")
                self.canvas.text(share, base + 17, words, css + " c-s", dx=2)
            else:
                self.canvas.text((band + 0.5) / self.count, base + 17, words, css)

    def _marks(self) -> list[tuple[int, str, bool]]:
        found = labels(self.axis, self.lang)
        return spaced(found, self.count, middle=not self.starts)

    def _key(self) -> list[Key]:
        key = [Key(("k-l " if row.line else "") + row.css, row.name) for row in self.rows]
        averaged = any(value is not None for value in self.mean)
        if len(key) == 1:
            key = [Key(key[0].css, EACH_DAY[self.lang])] if averaged else []
        if averaged:
            key.append(Key("k-l c-7", mean_name(self.spec.mean_days, self.lang)))
        if any(row.rough for row in self.bars):
            key.append(Key("k-h", PROVISIONAL[self.lang]))
        elif any(row.rough for row in self.lines):
            key.append(Key("k-l k-d", PROVISIONAL[self.lang]))
        if any(row.hidden for row in self.rows):
            key.append(Key("k-t", small_name(self.spec.small, self.lang)))
        if self.spec.corrections:
            key.append(Key("k-t", f"▲ {CORRECTED[self.lang]}"))
        if "none" in self.canvas.defs:
            key.append(Key("k-n", MISSING[self.lang]))
        return [entry for entry in key if entry.words]


def _together(groups: list[tuple[list[float], list[str]]]) -> list[tuple[list[float], list[str]]]:
    """Marks in order of place, those closer than a mark joined."""
    out: list[tuple[list[float], list[str]]] = []
    for shares, marks in groups:
        if out and (shares[0] - out[-1][0][-1]) * NARROW < 15:
            out[-1] = (out[-1][0] + shares, out[-1][1] + marks)
        else:
            out.append((shares, marks))
    return out


def _spans(flags: Sequence[bool]) -> list[tuple[int, int]]:
    """Half-open runs of True that do not touch either end."""
    runs, start = [], None
    for i, flag in enumerate(flags):
        if flag and start is None:
            start = i
        elif not flag and start is not None:
            runs.append((start, i))
            start = None
    return [run for run in runs if run[0] > 0]


def _outline(plot: Plot, spans: list[tuple[int, float, float]], css: str) -> str:
    """Many bars as one stepped shape per unbroken run of bands; its lower edge follows the bases of a stack."""
    runs: list[list[tuple[int, float, float]]] = []
    for span in spans:
        if runs and runs[-1][-1][0] + 1 == span[0]:
            runs[-1].append(span)
        else:
            runs.append([span])
    data = ""
    for run in runs:
        data += f"M{run[0][0]} {short(plot.y(run[0][1]))}" + _steps([plot.y(top) for _, _, top in run], 1)
        bases = [plot.y(base) for _, base, _ in reversed(run)]
        data += f"V{short(bases[0])}h-{len(run)}z" if len(set(bases)) == 1 else _steps(bases, -1) + "z"
    return f'<path class="{css}" d="{data}"/>' if data else ""


def _steps(heights: list[float], way: int) -> str:
    """Level, one band on, next level …; equal neighbours become one longer step."""
    out, last, wide = "", "", 0
    for height in heights:
        here = short(height)
        if here != last and wide:
            out += f"V{last}h{wide * way}"
            wide = 0
        last, wide = here, wide + 1
    return out + f"V{last}h{wide * way}"

"""What of many figures is drawn: a chart with 500 bars or 20 colours tells nobody anything. The table always has all.

Categories beyond the first 40 are left to the table; of a stack with more than eight parts the smallest are drawn as one;
more than eight lines or bars side by side become small charts.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from tomoni.charts.spec import Kind
from tomoni.dashboard.compute.series import Line, Number, Series
from tomoni.i18n import Text

BARS, SERIES = 40, 8
REST = Text("その他", "Others")


@dataclass(frozen=True, slots=True)
class Shown:
    """What is drawn, as what, and what the page says about it."""

    made: Series
    names: list[Text]
    kind: Kind
    notes: tuple[Text, ...] = ()


def fewer(made: Series, names: list[Text], kind: Kind, over: frozenset[str] = frozenset()) -> Shown:
    """`over`: fields drawn as lines over the bars; they are never joined with others."""
    shown = Shown(made, names, kind)
    if not made.is_date and len(made.x) > BARS and kind not in ("heat", "many"):
        shown = _first(shown)
    if len(made.lines) > SERIES and kind == "stacked":
        return _joined(shown, over)
    if len(made.lines) > SERIES and kind in ("bar", "line", "hbar"):
        return replace(shown, kind="many")
    return shown


def _first(shown: Shown) -> Shown:
    made = shown.made
    left = len(made.x) - BARS
    lines = tuple(
        replace(line, values=line.values[:BARS], rows=line.rows[:BARS], hidden=line.hidden[:BARS])
        for line in made.lines
    )
    note = Text(
        f"グラフは初めの{BARS}件です。ほかの{left}件は表にあります。",
        f"The chart shows the first {BARS}; the other {left} are in the table.",
    )
    return replace(shown, made=replace(made, x=made.x[:BARS], lines=lines), notes=(*shown.notes, note))


def _joined(shown: Shown, over: frozenset[str]) -> Shown:
    """The largest parts in their order, then the rest as one."""
    made, names = shown.made, shown.names
    parts = [n for n, line in enumerate(made.lines) if line.field not in over]
    kept = set(sorted(parts, key=lambda n: (-made.lines[n].total(), n))[: SERIES - 1])
    rest = [n for n in parts if n not in kept]
    if len(rest) < 2:
        return shown
    joined = _sum([made.lines[n] for n in rest])
    order = [n for n in parts if n in kept]
    tops = [n for n in range(len(made.lines)) if n not in parts]
    lines = (*(made.lines[n] for n in order), joined, *(made.lines[n] for n in tops))
    said = "、".join(names[n].ja for n in rest[:6]) + ("など" if len(rest) > 6 else "")
    english = ", ".join(names[n].en for n in rest[:6]) + (" …" if len(rest) > 6 else "")
    note = Text(
        f"グラフの「その他」は{len(rest)}区分（{said}）の合計です。表には分けてあります。",
        f"“Others” in the chart is the sum of {len(rest)} ({english}); the table has each.",
    )
    titles = [*(names[n] for n in order), REST, *(names[n] for n in tops)]
    return replace(shown, made=replace(made, lines=lines), names=titles, notes=(*shown.notes, note))


def _sum(lines: list[Line]) -> Line:
    """Several series as one. Missing where all are; not told where one of them is not."""
    places = range(len(lines[0].values))
    hidden = tuple(any(line.hidden and line.hidden[n] for line in lines) for n in places)
    values: list[Number | None] = []
    for n in places:
        known = [value for line in lines if (value := line.values[n]) is not None]
        values.append(sum(known) if known and not hidden[n] else None)
    return Line("", "", tuple(values), tuple(() for _ in places), hidden if any(hidden) else ())

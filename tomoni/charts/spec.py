"""What a chart says, before it is drawn: declared by whoever has the data, free of any city's words.

`ChartSpec` carries plain values only (days, labels, numbers, None for "no data"); `svg.render` turns it into a picture,
`words.describe` into sentences. Texts may be a string, a `Text`, or a table {ja, en}.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from tomoni.i18n import Text

Kind = Literal["bar", "stacked", "line", "hbar", "many", "heat", "tree", "map"]
Words = str | Text | dict[str, str]


@dataclass(frozen=True, slots=True)
class Series:
    """One row of numbers beside `ChartSpec.x`. None is missing and is drawn as missing, never as zero.

    `provisional`: one flag a value (or shorter: the rest is final); those are drawn hatched or dashed. `hidden`: one
    flag a value; those are None because they are small numbers that are not told, and get a "*". `unit`: its own, only
    for small multiples.
    """

    name: Words
    values: Sequence[float | None]
    kind: Literal["", "bar", "line"] = ""
    provisional: Sequence[bool] = ()
    hidden: Sequence[bool] = ()
    unit: Words = ""


@dataclass(frozen=True, slots=True)
class Node:
    """One box of a tree of counts: tested → positive → in hospital, discharged, dead."""

    label: Words
    value: float | None
    children: Sequence[Node] = ()
    unit: Words = ""


@dataclass(frozen=True, slots=True)
class Area:
    """One area of a map: `path` is SVG path data in the map's own units (see `tomoni.geo`), `value` None = no data."""

    code: str
    name: str
    path: str
    value: float | None = None


@dataclass(frozen=True, slots=True)
class Map:
    """Shapes to colour: `size` is (width, height) of the units of the paths; `frames` are boxes around insets."""

    areas: Sequence[Area]
    size: tuple[float, float]
    frames: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Annotation:
    """Something that happened at `x` (one of the days or labels), told at that place of the chart. `series`: the name of
    the series it is about; small multiples mark it on that one only."""

    x: date | str
    text: Words
    series: Words = ""


@dataclass(frozen=True, slots=True)
class Threshold:
    """A level to compare with, drawn across the chart: hospital beds, a warning level."""

    value: float
    text: Words


@dataclass(frozen=True, slots=True)
class ChartSpec:
    """One chart. `x` are days (in any order of spacing; days left out count as missing) or labels.

    bar, stacked, line, hbar use `x` and `series`; many draws each series in a small chart of its own, those of one
    unit to one scale (`alike`: all are of one quantity, also where no unit is known); heat gives each series a row of cells; tree uses `tree`; map uses `map`. `span` widens the scale to a range, so that charts can be compared. `mean7` adds the trailing mean of
    `mean_days` days to a chart of days with one series. `annotations` are what happened, `corrections` which points were
    published otherwise before. `id` makes ids inside the picture unique on a page.
    """

    kind: Kind
    title: Words
    x: Sequence[date | str | int] = ()
    series: Sequence[Series] = ()
    unit: Words = ""
    mean7: bool = False
    mean_days: int = 7
    tree: Node | None = None
    map: Map | None = None
    notes: Sequence[Words] = ()
    annotations: Sequence[Annotation] = ()
    corrections: Sequence[Annotation] = ()
    thresholds: Sequence[Threshold] = ()
    small: int = 0
    """The largest number that is hidden: 1–4 are told as "*" when this is 4."""
    id: str = ""
    height: int = 0
    alt: Words = ""
    span: tuple[float, float] | None = None
    alike: bool = True

"""compare: the same quantity of several datasets or areas on one axis (neighbouring cities, wards), also per so many people
(`per` with the `population` of each). What a side does not say itself it takes from the card."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from tomoni.charts.spec import ChartSpec
from tomoni.charts.spec import Series as Drawn
from tomoni.dashboard.cards.axis import annotations, day_text
from tomoni.dashboard.cards.base import Column, Number, Row, Table, Variant, View
from tomoni.dashboard.compute.select import CardError
from tomoni.dashboard.compute.series import Series, series
from tomoni.dashboard.config.model import Card, Side
from tomoni.dashboard.dataset import Data
from tomoni.i18n import Text, format

PLACES = {
    "": Text("区分", "Category"),
    "day": Text("日付", "Day"),
    "week": Text("週の初め", "Week from"),
    "month": Text("月", "Month"),
    "year": Text("年", "Year"),
}
"""The head of the axis."""


class CompareCard:
    """Shows several datasets; `build_of` gets them all."""

    def variants(self, card: Card, data: Data) -> Sequence[Variant]:
        return ()

    def build(self, card: Card, data: Data, variant: str = "") -> View:
        """With the card's own dataset alone: sides that name another one can't be shown so."""
        return self.build_of(card, {data.dataset: data})

    def build_of(self, card: Card, sets: Mapping[str, Data]) -> View:
        """CardError names what a side lacks."""
        if len(card.compare) < 2:
            raise CardError(
                "compare",
                "[[card.compare]] を2つ以上書いてください（label と dataset）。",
                "Write two or more [[card.compare]], each with label and dataset.",
            )
        if card.suppress:
            raise CardError(
                "suppress", "くらべるカードでは小さい数を伏せられません。", "A comparison can't hide small numbers."
            )
        found = [_side(card, side, sets) for side in card.compare]
        is_date, step = found[0].is_date, found[0].step
        if any(made.step != step for made in found):
            raise CardError(
                "x",
                "日・週・月・年・区分のちがうものは、くらべられません。",
                "Days, weeks, months, years and categories can't be compared with each other.",
            )
        places = list(dict.fromkeys(place for made in found for place in made.x))
        places = sorted(places) if is_date else places
        values = [_values(card, side, made, places) for side, made in zip(card.compare, found, strict=True)]
        return View(
            table=_table(card, places, values, step),
            chart=ChartSpec(
                kind="line" if is_date else "bar",
                title=card.title,
                x=places if is_date else [Text.of(str(place)) for place in places],
                series=[Drawn(side.label, row) for side, row in zip(card.compare, values, strict=True)],
                unit=card.unit,
                alt=card.alt,
                annotations=annotations(card, replace(found[0], x=tuple(places))),
                id=card.id,
            ),
            notes=tuple(_notes(card, found, sets)),
        )


def _side(card: Card, side: Side, sets: Mapping[str, Data]) -> Series:
    name = side.dataset or card.dataset
    data = sets.get(name)
    if data is None:
        known = "、".join(sets) or "-"
        raise CardError(
            "dataset",
            f"「{side.label.ja}」のデータ「{name}」は、公開されていません。公開中: {known}",
            f'The dataset "{name}" of "{side.label.en}" is not published. Published: {known}',
        )
    if card.per and not side.population:
        raise CardError(
            "population",
            f"「{side.label.ja}」の人口を population = に書いてください（per があるため）。",
            f'Write the population of "{side.label.en}": population = … (because of per).',
        )
    own = replace(
        card,
        x=side.x or card.x,
        value=side.value or card.value,
        filter={**card.filter, **side.filter},
        series=(),
        lines=(),
        split="",
    )
    if not own.x:
        raise CardError("x", "横軸の項目を x に書いてください。", "Say which field is the axis: x = …")
    return series(data.frame, own, data.schema)


def _values(card: Card, side: Side, made: Series, places: Sequence[object]) -> list[Number | None]:
    found = dict(zip(made.x, made.lines[0].values, strict=True))
    values = [found.get(place) for place in places]
    if not card.per:
        return values
    return [None if value is None else round(value * card.per / side.population, 2) for value in values]


def _table(card: Card, places: Sequence[object], values: list[list[Number | None]], step: str) -> Table:
    heads = [Column(card.x or "place", PLACES.get(step, PLACES[""]), step=step)]
    unit = card.unit
    for nth, side in enumerate(card.compare, 1):
        ja = f"{side.label.ja}（{unit.ja}）" if unit.ja else side.label.ja
        en = f"{side.label.en} ({unit.en})" if unit.en else side.label.en
        heads.append(Column(f"side{nth}", Text(ja, en), True))
    rows = [Row((place, *(row[n] for row in values))) for n, place in enumerate(places)]
    return Table(tuple(heads), tuple(reversed(rows)) if step else tuple(rows))


def _notes(card: Card, found: list[Series], sets: Mapping[str, Data]) -> list[Text]:
    """Up to which day each side goes, where that differs; and what the figures are divided by."""
    out = []
    if card.per:
        each = [(side.label, format.number(side.population)) for side in card.compare]
        ja = "、".join(f"{label.ja} {count}人" for label, count in each)
        en = ", ".join(f"{label.en} {count}" for label, count in each)
        out.append(
            Text(
                f"人口{format.number(card.per)}人あたりの数です。人口: {ja}。",
                f"Per {format.number(card.per)} people. Populations: {en}.",
            )
        )
    ends = [made.x[-1] for made in found if made.is_date and made.x]
    if len(set(ends)) > 1:
        told = [
            (side.label, day_text(made.x[-1], made.step))
            for side, made in zip(card.compare, found, strict=True)
            if made.x
        ]
        ja = "、".join(f"{label.ja} {day.ja}" for label, day in told)
        en = ", ".join(f"{label.en} {day.en}" for label, day in told)
        out.append(Text(f"データのある最後の日がちがいます: {ja}。", f"The last day with data differs: {en}."))
    return out


TYPE = CompareCard()

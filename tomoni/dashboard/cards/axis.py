"""What bar, stacked and line cards share: figures along days or categories, their table, headline and variants."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from tomoni.charts.spec import Annotation, ChartSpec, Kind, Threshold
from tomoni.charts.spec import Series as Drawn
from tomoni.dashboard.cards.base import UNKNOWN, Column, Fact, Headline, Row, Table, Variant, View, title_of
from tomoni.dashboard.cards.fewer import Shown, fewer
from tomoni.dashboard.compute.select import CardError
from tomoni.dashboard.compute.series import Line, Series, mean, series
from tomoni.dashboard.compute.small import suppressed
from tomoni.dashboard.config.model import Card
from tomoni.dashboard.dataset import Data
from tomoni.i18n import Text, format

RECENT = 30
MEAN = Text("{n}日間平均", "{n}-day mean")
STAR = Text("*", "*")
"""A number that is not told because it is small."""
VARIANTS = {
    "30d": Text("直近30日", "Last 30 days"),
    "total": Text("累計", "Running total"),
    "total-30d": Text("累計・直近30日", "Running total, last 30 days"),
}


class AxisCard:
    """A chart over an axis. `day_kind` and `category_kind` are the kinds of picture for the two sorts of axis."""

    def __init__(self, day_kind: Kind, category_kind: Kind) -> None:
        self.day_kind = day_kind
        self.category_kind = category_kind

    def variants(self, card: Card, data: Data) -> Sequence[Variant]:
        """The other looks at this card that make sense for its axis and figures."""
        made = self._series(card, data)
        if not made.is_date:
            return ()
        long = made.step == "day" and len(made.x) > RECENT
        total = card.cumulative and not card.suppress  # a running total gives away each day's number
        keys = ["30d"] * long + ["total"] * total + ["total-30d"] * (total and long)
        return [Variant(key, VARIANTS[key]) for key in keys]

    def build(self, card: Card, data: Data, variant: str = "") -> View:
        made, whole = self._told(card, data)
        shown = made.running() if variant.startswith("total") else made
        shown = shown.last(RECENT) if variant.endswith("30d") else shown
        names = [line_name(line, card, data, len(made.lines)) for line in made.lines]
        unit = unit_of(card, data)
        facts = whole_only(made, card, unit, whole) if card.suppress else facts_of(made, names, card, data, unit)
        kind = self.day_kind if made.is_date else self.category_kind
        few = fewer(shown, names, kind, frozenset(card.lines))
        return View(
            table=table_of(shown, names, card, data, unit),
            headline=told_headline(made, unit, whole) if card.suppress else headline_of(made, unit),
            chart=self._chart(few, card, data, variant),
            facts=facts,
            notes=(*few.notes, *notes_of(made, data, card)),
        )

    def _series(self, card: Card, data: Data) -> Series:
        if not card.x:
            raise CardError("x", "横軸の項目を x に書いてください。", "Say which field is the axis: x = …")
        if self.day_kind != "many":
            one_unit(card, data)
        return data.once(("series", repr(card)), lambda: series(data.frame, card, data.schema))

    def _told(self, card: Card, data: Data) -> tuple[Series, Any]:
        """The figures as they may be told, and their total where small numbers are hidden (else None)."""
        made = self._series(card, data)
        return suppressed(made, card.suppress) if card.suppress else (made, None)

    def _chart(self, few: Shown, card: Card, data: Data, variant: str) -> ChartSpec:
        made, names = few.made, few.names
        alike = bool(card.unit.ja) or len({line.field for line in made.lines}) < 2
        flags = provisional(made, data) if not variant.startswith("total") else ()
        drawn = [
            Drawn(
                name,
                line.values,
                "line" if line.field in card.lines or (few.kind == "many" and self.day_kind == "line") else "",
                provisional=flags,
                hidden=line.hidden,
                unit=data.field_unit(line.field) if line.field and not card.unit.ja else "",
            )
            for name, line in zip(names, made.lines, strict=True)
        ]
        return ChartSpec(
            kind=few.kind,
            title=title_of(card, data),
            x=[place if made.is_date else place_text(place, card, data) for place in made.x],
            series=drawn,
            unit=unit_of(card, data) if alike or few.kind != "many" else "",
            alike=alike,
            mean7=bool(with_mean(card, made)) and not variant.startswith("total"),
            mean_days=card.mean_days or 7,
            alt=card.alt,
            annotations=annotations(card, made),
            thresholds=() if variant.startswith("total") else [Threshold(t.value, t.label) for t in card.thresholds],
            small=max(0, card.suppress - 1),
            id=f"{card.id}{'-' if variant else ''}{variant}",
        )


def with_mean(card: Card, made: Series) -> int:
    """Days of the mean that is drawn and stands in the table; 0 for none. Of hidden numbers there is none to tell."""
    return card.mean_days if made.step == "day" and len(made.lines) == 1 and not card.suppress else 0


def one_unit(card: Card, data: Data) -> None:
    """CardError for fields of several units in one chart: that would need a second axis, which misleads."""
    units = {name: data.field_unit(name).ja for name in (*card.series, *card.lines) if name in data.fields}
    if len({unit for unit in units.values() if unit}) > 1:
        ja = "、".join(f"{name}（{unit or '単位なし'}）" for name, unit in units.items())
        en = ", ".join(f"{name} ({unit or 'no unit'})" for name, unit in units.items())
        raise CardError(
            "series" if card.series else "lines",
            f'単位のちがう項目は、ひとつのグラフに重ねられません: {ja}。type = "many" にすると、小さなグラフを並べてくらべられます。',
            f'Fields of different units do not go into one chart: {en}. type = "many" shows small charts side by side.',
        )


def annotations(card: Card, made: Series) -> list[Annotation]:
    """Events within the days shown."""
    if not made.is_date or not made.x:
        return []
    return [Annotation(event.day, event.text) for event in card.events if made.x[0] <= event.day <= made.x[-1]][:20]


def whole_only(made: Series, card: Card, unit: Text, whole: Any) -> tuple[Fact, ...]:
    """Of a card with hidden numbers only the total can be traced, and only where it is told."""
    if whole is None or made.how == "field":
        return ()
    rows = tuple(sorted({row for line in made.lines for at in line.rows for row in at}))
    fields = tuple(dict.fromkeys(line.field or card.x for line in made.lines))
    return (Fact("all", Text("合計", "Total"), whole, unit, "total", fields, rows),)


def told_headline(made: Series, unit: Text, whole: Any) -> Headline | None:
    """The total where it may be told; what the newest day added only where all of that day is told."""
    if whole is None or made.how == "field":
        return None
    made_of = headline_of(made, unit)
    if made_of is None:
        return None
    open_ = made_of.day is not None and not any(line.hidden[-1] for line in made.lines if line.hidden)
    return replace(made_of, value=whole, step=made_of.step if open_ else None)


def line_name(line: Line, card: Card, data: Data, lines: int) -> Text:
    """What a series is called: the value of the split field, the title of its field, or the title of the card."""
    if card.split and line.field not in card.lines:
        return data.value_text(card.split, line.name) if line.name else UNKNOWN
    return data.field_title(line.field) if lines > 1 and line.field else title_of(card, data)


def unit_of(card: Card, data: Data) -> Text:
    """The card's unit, else what the schema says of the field."""
    if card.unit.ja:
        return card.unit
    field = card.value.field or (card.series[0] if card.series else "")
    return data.field_unit(field)


def anchor_of(place: Any, number: int) -> str:
    """The id of a place on the trace page: d2020-04-01 for days, c3 for the third category."""
    return f"d{place.isoformat()}" if isinstance(place, date) else f"c{number + 1}"


def place_text(place: Any, card: Card, data: Data, step: str = "") -> Text:
    if isinstance(place, date):
        return format.period_text(place, step)
    return data.value_text(card.x, str(place)) if place not in (None, "") else UNKNOWN


def facts_of(made: Series, names: list[Text], card: Card, data: Data, unit: Text) -> tuple[Fact, ...]:
    """The whole first (where it is counted or summed), then every figure of every place."""
    out = []
    if made.how != "field":
        rows = tuple(sorted({row for line in made.lines for at in line.rows for row in at}))
        fields = tuple(dict.fromkeys(line.field or card.x for line in made.lines))
        total = sum(line.total() for line in made.lines)
        out.append(Fact("all", Text("合計", "Total"), total, unit, made.how, fields, rows))
    for number, place in enumerate(made.x):
        for name, line in zip(names, made.lines, strict=True):
            where = place_text(place, card, data, made.step)
            label = Text(f"{where.ja} {name.ja}", f"{where.en}: {name.en}") if len(names) > 1 else where
            fields = (line.field or card.x,)
            out.append(
                Fact(anchor_of(place, number), label, line.values[number], unit, made.how, fields, line.rows[number])
            )
    return tuple(out)


def table_of(made: Series, names: list[Text], card: Card, data: Data, unit: Text) -> Table:
    """One row a place, newest day first; the mean beside a single series of days."""
    heads = [Column(card.x, data.field_title(card.x), step=made.step)]
    for name, line in zip(names, made.lines, strict=True):
        own = unit if card.unit.ja or not line.field else data.field_unit(line.field)
        title = Text(f"{name.ja}（{own.ja}）" if own.ja else name.ja, f"{name.en} ({own.en})" if own.en else name.en)
        heads.append(Column(line.name or line.field or card.id, title, True))
    days = with_mean(card, made)
    if days:
        heads.append(Column(f"mean{days}", Text(MEAN.ja.format(n=days), MEAN.en.format(n=days)), True))
    means = mean(made.lines[0].values, days) if days else []
    rows = []
    for number, place in enumerate(made.x):
        figures = [STAR if line.hidden and line.hidden[number] else line.values[number] for line in made.lines]
        extra = [None if means[number] is None else round(means[number] or 0, 1)] if days else []
        shown = place if made.is_date else place_text(place, card, data)
        rows.append(Row((shown, *figures, *extra), "" if card.suppress else anchor_of(place, number)))
    return Table(tuple(heads), tuple(reversed(rows)) if made.is_date else tuple(rows))


def headline_of(made: Series, unit: Text) -> Headline | None:
    """Counts and sums: the total and what the newest day added. Values: the newest one and its difference."""
    if not made.lines or not made.x:
        return None
    if made.how == "field":
        return _newest(made, unit) if made.is_date and len(made.lines) == 1 else None
    total = sum(line.total() for line in made.lines)
    label = Text("合計", "Total")
    if not made.is_date:
        return Headline(label, total, unit)
    place = len(made.x) - 1
    added = [line.values[place] for line in made.lines if line.values[place] is not None]
    day = made.x[place]
    step = sum(v for v in added if v is not None) if added else None
    return Headline(label, total, unit, day, step, day_text(day, made.step), period=made.step)


def _newest(made: Series, unit: Text) -> Headline | None:
    line = made.lines[0]
    known = [n for n, value in enumerate(line.values) if value is not None]
    if not known:
        return None
    last = known[-1]
    before = known[-2] if len(known) > 1 else None
    day, value = made.x[last], line.values[last]
    step = (value or 0) - (line.values[before] or 0) if before is not None else None
    label = day_text(made.x[before], made.step) if before is not None else Text("", "")
    since = Text(f"{label.ja}から", f"since {label.en}") if label.ja else label
    return Headline(Text("最新の値", "Latest value"), value, unit, day, step, since, anchor_of(day, last), made.step)


def small_note(card: Card) -> Text:
    """What the page says where small numbers are hidden."""
    most = card.suppress - 1
    return Text(
        f"個人が推測されないよう、1〜{most}の数は「＊」にしています。合計から逆算できないように、ほかの数も「＊」にすることがあります。ダウンロードするファイルも同じです。",
        f"To protect people, numbers from 1 to {most} are told as “*”; others are starred too where totals would give "
        "them away. The files to download are the same.",
    )


def day_text(day: date, step: str = "") -> Text:
    return format.period_text(day, step) if step in ("month", "year") else format.short_text(day)


def provisional(made: Series, data: Data) -> tuple[bool, ...]:
    """The newest days that the source said it still completes."""
    days = data.provisional_days
    if made.step not in ("day", "week") or not days or not made.x:
        return ()
    first = made.x[-1] - timedelta(days=days - 1)
    return tuple(day >= first for day in made.x)


def notes_of(made: Series, data: Data, card: Card) -> tuple[Text, ...]:
    """What a reader must know: rows without a place on the axis, days without a report, provisional days."""
    out = []
    if made.unplaced:
        title = data.field_title(card.x)
        out.append(
            Text(
                f"「{title.ja}」が空の{len(made.unplaced)}行は、このグラフに入っていません。",
                f'{len(made.unplaced)} rows without "{title.en}" are not in this chart.',
            )
        )
    if made.wholes:
        ja, en = "」「".join(made.wholes), "”, “".join(made.wholes)
        out.append(
            Text(
                f"「{ja}」の行は、ほかの行の合計なので、足していません。",
                f"Rows called “{en}” add up others, so they are not added.",
            )
        )
    if card.suppress:
        out.append(small_note(card))
    if made.how != "count" and any(
        value is None and not (line.hidden and line.hidden[n])
        for line in made.lines
        for n, value in enumerate(line.values)
    ):
        out.append(
            Text(
                "値のない日・区分は、0 ではなく空白で示しています。", "Places without a value are left blank, not zero."
            )
        )
    if any(provisional(made, data)):
        out.append(
            Text(
                f"直近{data.provisional_days}日は、あとから追加報告で変わることがあります。",
                f"The last {data.provisional_days} days may still change as reports come in.",
            )
        )
    return tuple(out)

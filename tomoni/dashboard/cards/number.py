"""number: one big figure with its day and what changed; text: a sentence of the author with a figure in it."""

from __future__ import annotations

from tomoni.dashboard.cards.axis import day_text, unit_of
from tomoni.dashboard.cards.base import Column, Fact, Headline, Plain, Row, Table, View, title_of
from tomoni.dashboard.compute.single import Single, card_single
from tomoni.dashboard.config.model import Card
from tomoni.dashboard.dataset import Data
from tomoni.i18n import Text, format


def build(card: Card, data: Data) -> View:
    figure = card_single(data.frame, card)
    unit = unit_of(card, data)
    title = title_of(card, data)
    return View(
        table=Table(
            (Column("item", Text("項目", "Item")), Column("value", _with_unit(unit), True)),
            tuple(Row((label, value), "all") for label, value in _lines(figure, title)),
        ),
        headline=_headline(figure, title, unit),
        facts=(fact_of(figure, title, unit, card),),
        body=_filled(card.text, figure, unit),
    )


def fact_of(figure: Single, label: Text, unit: Text, card: Card, anchor: str = "all") -> Fact:
    """The figure with its rows; a count is shown on the card's own fields."""
    fields = (figure.field,) if figure.field else tuple(name for name in (card.x, *card.filter) if name)[:1]
    return Fact(anchor, label, figure.value, unit, figure.how, fields, figure.rows)


def _headline(figure: Single, title: Text, unit: Text) -> Headline:
    label = Text("最新の値", "Latest value") if figure.how == "last" else Text("合計", "Total")
    since = Text("", "")
    if figure.step is not None and figure.day:
        day = day_text(figure.before or figure.day)
        since = Text(f"{day.ja}から", f"since {day.en}") if figure.before else day
    return Headline(label, figure.value, unit, figure.day, figure.step, since)


def _with_unit(unit: Text) -> Text:
    return Text(f"値（{unit.ja}）" if unit.ja else "値", f"Value ({unit.en})" if unit.en else "Value")


def _lines(figure: Single, title: Text) -> list[tuple[Text, int | float | None]]:
    out = [(title, figure.value)]
    if figure.step is not None and figure.day:
        day = day_text(figure.before or figure.day)
        ja, en = ("からの増減", "change since") if figure.before else ("の分", "on")
        out.append((Text(f"{day.ja}{ja}", f"{en} {day.en}"), figure.step))
    return out


def _filled(text: Text, figure: Single, unit: Text) -> Text:
    """{value} in the author's sentence becomes the figure with its unit; other braces stay as they are."""
    said = format.number(figure.value) or "―"
    return Text(
        text.ja.replace("{value}", f"{said}{unit.ja}"),
        text.en.replace("{value}", f"{said} {unit.en}".strip()),
    )


TYPE = Plain(build)

"""number: one big figure with its day and what changed; text: a sentence of the author with a figure in it."""

from __future__ import annotations

from dataclasses import replace

from tomoni.dashboard.cards.axis import STAR, day_text, small_note, unit_of
from tomoni.dashboard.cards.base import Column, Fact, Headline, Plain, Row, Table, View, title_of
from tomoni.dashboard.compute.single import Single, card_single
from tomoni.dashboard.config.model import Card
from tomoni.dashboard.dataset import Data
from tomoni.i18n import Text, format


def build(card: Card, data: Data) -> View:
    figure = card_single(data.frame, card, data.masked)
    if card.suppress:
        figure = told(figure, card.suppress)
    hidden = bool(card.suppress) and figure.value is None
    unit = unit_of(card, data)
    title = title_of(card, data)
    return View(
        table=Table(
            (Column("item", Text("項目", "Item")), Column("value", _with_unit(unit), True)),
            tuple(
                Row((label, STAR if hidden else value), "" if hidden else "all")
                for label, value in _lines(figure, title)
            ),
        ),
        headline=None if hidden else _headline(figure, title, unit),
        facts=() if hidden else (fact_of(figure, title, unit, card),),
        notes=(small_note(card),) if card.suppress else (),
        body=_filled(card.text, figure, unit, STAR.ja if hidden else "―"),
    )


def told(figure: Single, below: int) -> Single:
    """The figure without what is small: itself, and what the newest day added."""
    if figure.value is not None and 0 < figure.value < below:
        return replace(figure, value=None, rows=(), step=None)
    small = figure.step is not None and 0 < abs(figure.step) < below
    return replace(figure, step=None) if small else figure


def fact_of(figure: Single, label: Text, unit: Text, card: Card, anchor: str = "all") -> Fact:
    """The figure with its rows; a count is shown on the card's own fields."""
    fields = (figure.field,) if figure.field else tuple(name for name in (card.x, *card.filter) if name)[:1]
    return Fact(anchor, label, figure.value, unit, figure.how, fields, figure.rows)


def _headline(figure: Single, title: Text, unit: Text) -> Headline:
    label = Text("最新の値", "Latest value") if figure.how == "last" else Text("合計", "Total")
    since = Text("", "")
    if figure.step is not None and figure.day:
        day = day_text(figure.before or figure.day, figure.period)
        since = Text(f"{day.ja}から", f"since {day.en}") if figure.before else day
    return Headline(label, figure.value, unit, figure.day, figure.step, since, period=figure.period)


def _with_unit(unit: Text) -> Text:
    return Text(f"値（{unit.ja}）" if unit.ja else "値", f"Value ({unit.en})" if unit.en else "Value")


def _lines(figure: Single, title: Text) -> list[tuple[Text, int | float | None]]:
    out = [(title, figure.value)]
    if figure.step is not None and figure.day:
        day = day_text(figure.before or figure.day, figure.period)
        ja, en = ("からの増減", "change since") if figure.before else ("の分", "on")
        out.append((Text(f"{day.ja}{ja}", f"{en} {day.en}"), figure.step))
    return out


def _filled(text: Text, figure: Single, unit: Text, nothing: str) -> Text:
    """{value} in the author's sentence becomes the figure with its unit; other braces stay as they are."""
    said = format.number(figure.value) or nothing
    return Text(
        text.ja.replace("{value}", f"{said}{unit.ja}"),
        text.en.replace("{value}", f"{said} {unit.en}".strip()),
    )


TYPE = Plain(build)

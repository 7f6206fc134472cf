"""A tree of counts: 検査 → 陽性 → 入院・死亡・退院. In a page a nested list, in a file rows joined by lines."""

from __future__ import annotations

from html import escape

from tomoni.charts.canvas import Canvas, short
from tomoni.charts.plot import Drawing
from tomoni.charts.scale import breadth
from tomoni.charts.spec import ChartSpec, Node
from tomoni.charts.words import MISSING, amount, counted, pick
from tomoni.i18n.format import number

ROW, BOX, INDENT = 46, 38, 26


def as_list(spec: ChartSpec, lang: str) -> str:
    """Nested <ul class="tree">: label, value, unit; reads in order, prints, and fits 360 px."""
    return f'<ul class="tree">{_item(spec.tree, pick(spec.unit, lang), lang)}</ul>' if spec.tree else ""


def _item(node: Node, unit: str, lang: str) -> str:
    own = pick(node.unit, lang) if pick(node.unit, "ja") else unit
    value = (
        f"<b>{number(node.value)}</b> <i>{escape(counted(own, node.value, lang))}</i>"
        if node.value is not None
        else f"<i>{MISSING[lang]}</i>"
    )
    inner = "".join(_item(child, own, lang) for child in node.children)
    return (
        f'<li><p><span>{escape(pick(node.label, lang))}</span> <span class="n">{value}</span></p>'
        + (f"<ul>{inner}</ul>" if inner else "")
        + "</li>"
    )


def draw(spec: ChartSpec, canvas: Canvas, lang: str) -> Drawing:
    """The same for a sheet of fixed width: a row a node, indented, children joined to their parent by a line."""
    if spec.tree is None or canvas.width is None:
        return Drawing(0, 0, [])
    rows = _branch(spec.tree, pick(spec.unit, lang), 0, 0, canvas, lang)
    return Drawing(rows * ROW, 0, [])


def _branch(node: Node, unit: str, depth: int, row: int, canvas: Canvas, lang: str) -> int:
    """Draws a node and what is under it; returns the next free row."""
    assert canvas.width is not None
    own = pick(node.unit, lang) if pick(node.unit, "ja") else unit
    left, top = depth * INDENT, row * ROW
    wide = canvas.width - left
    canvas.add(f'<rect class="c-tb" x="{left}" y="{top}" width="{short(wide)}" height="{BOX}" rx="4"/>')
    canvas.add(f'<rect class="c-b s1" x="{left}" y="{top}" width="5" height="{BOX}"/>')
    value = amount(node.value, own, lang) if node.value is not None else MISSING[lang]
    room = wide - 40 - breadth(value) * 18
    label = pick(node.label, lang)
    size = min(15.0, room / max(breadth(label), 1))
    canvas.add(
        f'<text class="c-tl" x="{left + 18}" y="{top + 25}"><tspan font-size="{short(size)}">{escape(label)}</tspan></text>'
    )
    canvas.add(f'<text class="c-tv" x="{short(canvas.width - 14)}" y="{top + 26}">{escape(value)}</text>')
    free = row + 1
    for child in node.children:
        y, x = free * ROW + BOX / 2, left + 10
        canvas.add(f'<path class="c-tj" d="M{x} {top + BOX}V{short(y)}H{left + INDENT}"/>')
        free = _branch(child, own, depth + 1, free, canvas, lang)
    return free

"""Tables as HTML text: the hot path of the pages (thousands of rows), so built by hand; every value is escaped here."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime
from html import escape
from typing import Any

from django.utils.safestring import SafeString

from tomoni.dashboard.cards.base import Column, Row, Table
from tomoni.i18n import Text, format
from tomoni.look.page import localised, marked_ja, relative

Link = Callable[[Row], str]
"""Row → path of its trace page, "" for none."""
TRACE = Text("この数字の元", "Trace")
SEE = Text("元のセル", "Source")


def table(made: Table, caption: Text, link: Link, page_path: str, lang: str, limit: int = 0) -> SafeString:
    """A table in a frame that scrolls sideways and can be reached by keyboard. Its caption is heard: to the eye, the
    heading above says the same."""
    rows = made.rows[:limit] if limit else made.rows
    heads = "".join(
        f'<th scope="col"{NUMBER if column.numeric else ""}>{marked_ja(column.title[lang], lang)}</th>'
        for column in made.columns
    )
    links = [link(row) for row in rows]
    traced = any(links)
    if traced:
        heads += f'<th scope="col">{escape(TRACE[lang])}</th>'
    body = "".join(
        _row(row, target, made.columns, page_path, lang, traced) for row, target in zip(rows, links, strict=True)
    )
    return SafeString(
        f'<div class="table" tabindex="0" role="region" aria-label="{escape(caption[lang])}"><table data-sort{TRACED if traced else ""}>'
        f'<caption class="hidden">{marked_ja(caption[lang], lang)}</caption><thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table></div>'
    )


NUMBER = ' class="n"'
TRACED = ' class="traced"'
"""The last column leads to the sources: of no use on paper, where it is left out."""


def _row(row: Row, target: str, columns: Sequence[Column], page_path: str, lang: str, traced: bool) -> str:
    cells = []
    for place, (column, value) in enumerate(zip(columns, row.cells, strict=True)):
        text = str(value) if column.bare and value is not None else cell(value, lang, column.step)
        if place == 0:
            cells.append(f'<th scope="row"{NUMBER if column.numeric else ""}>{text}</th>')
        else:
            cells.append(f"<td{NUMBER if column.numeric else ''}>{text}</td>")
    if traced and target:
        name = escape(f"{SEE[lang]} {plain(row.cells[0], lang)}" if row.cells else SEE[lang])
        href = escape(relative(localised(target, lang), page_path))
        cells.append(f'<td><a href="{href}" aria-label="{name}">{SEE[lang]}</a></td>')
    elif traced:
        cells.append("<td></td>")
    return f"<tr>{''.join(cells)}</tr>"


def cell(value: Any, lang: str, step: str = "") -> str:
    """A value as HTML; an empty one is a dash. `step`: what a date stands for."""
    if value is None or value == "":
        return '<span class="none">–</span>'
    if isinstance(value, date):
        said = escape(format.period(value, step, lang))
        machine = value.isoformat()[: {"month": 7, "year": 4}.get(step, 10)]
        return (
            f'<time datetime="{machine}">{said}</time>'
            if not isinstance(value, datetime)
            else escape(plain(value, lang))
        )
    return marked_ja(plain(value, lang), lang)


def plain(value: Any, lang: str) -> str:
    """A value as text for people."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return Text("はい", "yes")[lang] if value else Text("いいえ", "no")[lang]
    if isinstance(value, int | float):
        return format.number(value)
    if isinstance(value, datetime):
        return format.moment(value, lang)
    if isinstance(value, date):
        return format.day(value, lang)
    if isinstance(value, Text):
        return value[lang]
    return str(value)

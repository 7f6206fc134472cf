"""Trace pages of rows, `trace/<dataset>/<n>/#r1160`, 25 rows a page: one plain sentence, the place in the file as it is
there, and what was done to each value, in words.

This is the largest part of a site, so the page's middle is written by hand here and each value escaped.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from html import escape
from typing import Any

from django.utils.safestring import SafeString

from tomoni.dashboard.compute.origin import condensed
from tomoni.dashboard.dataset import CHUNK, Data
from tomoni.dashboard.pages import base, tables
from tomoni.dashboard.pages.excerpt import Excerpts
from tomoni.dashboard.pages.sentences import of_row
from tomoni.dashboard.pages.sources import source
from tomoni.dashboard.queries import Board
from tomoni.i18n import Text
from tomoni.registry.rooms import Page
from tomoni.tables.grid import Ref
from tomoni.tables.provenance import Step

WORDS = {
    "row": Text("{n}行目", "Row {n}"),
    "field": Text("項目", "Field"),
    "value": Text("公開している値", "Published value"),
    "cell": Text("元のセル", "Cell"),
    "before": Text("元の表の値", "In the file"),
    "steps": Text("したこと", "What was done"),
    "none": Text("そのまま", "Unchanged"),
    "added": Text("元の表にない項目", "Not in the file"),
    "empty": Text("値のない項目: {names}", "Without a value: {names}"),
}
COLUMNS = ("field", "value", "cell", "before", "steps")


def pages(board: Board) -> Iterator[Page]:
    for data in board.sets.values():
        yield from _dataset(board, data)


def _dataset(board: Board, data: Data) -> Iterator[Page]:
    traces = Traces(board, data)
    rows = int(data.latest.get("rows") or 0)
    count = -(-rows // CHUNK)
    trail = [
        (Text("データ", "Data"), "data/"),
        (data.title, f"datasets/{data.dataset}/"),
        (Text("この数字の元", "Trace"), ""),
    ]
    for number in range(1, count + 1):

        def context(lang: str, number: int = number) -> Mapping[str, Any]:
            return {
                "title": data.title,
                "number": number,
                "trail": trail,
                "here": f"trace/{data.dataset}/{number}/",
                "pager": base.pager(lambda n: f"trace/{data.dataset}/{n}/", number, count),
                "source": source(board, data),
                "sections": traces.sections(range((number - 1) * CHUNK, min(number * CHUNK, rows)), lang),
            }

        path = f"trace/{data.dataset}/{number}/"
        yield from base.html(board, path, "dashboard/trace.html", context, datasets=[data.dataset], depends=[count])


class Traces:
    """The traces of a dataset's rows; the source file is read when the first is asked for."""

    def __init__(self, board: Board, data: Data) -> None:
        self.board = board
        self.data = data

    @cached_property
    def excerpts(self) -> Excerpts:
        return Excerpts(self.data)

    def sections(self, rows: range, lang: str) -> SafeString:
        """One <section id="r…"> for each row, rows counted from 1 in ids and headings."""
        shown = self.data.frame.slice(rows.start, len(rows)).rows()
        return SafeString("".join(self._section(row, values, lang) for row, values in zip(rows, shown, strict=True)))

    def _section(self, row: int, values: tuple[Any, ...], lang: str) -> str:
        data = self.data
        cells = [data.provenance.cells(row, col) for col in range(len(values))]
        own = {ref for refs in cells for ref in refs}
        sentence = of_row(data, self.board.community, ", ".join(condensed(own)))
        name = WORDS["row"].format(n=row + 1)[lang]
        lines, empty = [], []
        for col, value in enumerate(values):
            line = self._line(row, col, value, cells[col], lang)
            lines.append(line)
            if not line:
                empty.append(data.field_title(data.columns[col])[lang])
        heads = "".join(f'<th scope="col">{WORDS[key][lang]}</th>' for key in COLUMNS)
        names = escape(("、" if lang == "ja" else ", ").join(empty))
        missing = f'<p class="small">{WORDS["empty"].format(names=names)[lang]}</p>' if empty else ""
        return (
            f'<section id="r{row + 1}"><h2>{name}</h2><p class="lead">{escape(sentence[lang])}</p>'
            f"{self.excerpts.html(own, name, lang)}"
            f'<div class="table" tabindex="0" role="region" aria-label="{name}"><table class="done">'
            f"<thead><tr>{heads}</tr></thead><tbody>{''.join(lines)}</tbody></table></div>"
            f"{missing}</section>"
        )

    def _line(self, row: int, col: int, value: Any, refs: list[Ref], lang: str) -> str:
        """One field: published value, cell, value in the file, steps; "" when there is and was nothing."""
        data = self.data
        name = data.columns[col]
        title = escape(data.field_title(name)[lang])
        published = str(value) if data.is_name(name) and value is not None else tables.cell(value, lang)
        if not refs:
            if value is None:
                return ""
            added = WORDS["added"][lang]
            return f'<tr><th scope="row">{title}</th><td>{published}</td><td></td><td></td><td>{added}</td></tr>'
        before = data.provenance.original(row, col, "" if value is None else str(value))
        steps = data.provenance.steps(row, col)
        if value is None and not before and not steps:
            return ""
        done = f"<ol>{''.join(_step(step, lang) for step in steps)}</ol>" if steps else WORDS["none"][lang]
        where = refs[0].a1 if len(refs) == 1 else ", ".join(condensed(refs))
        return (
            f'<tr><th scope="row">{title}</th><td>{published}</td><td>{where}</td>'
            f"<td>{escape(before)}</td><td>{done}</td></tr>"
        )


def _step(step: Step, lang: str) -> str:
    """What one rule did: before → after, why, and its number."""
    after = tables.cell(step.after, lang) if step.after else '<span class="none">–</span>'
    why = escape(step.why.ja if lang == "ja" else step.why.en)
    return f"<li><del>{escape(step.before)}</del> → <ins>{after}</ins><br>{why} <code>{escape(step.rule)}</code></li>"

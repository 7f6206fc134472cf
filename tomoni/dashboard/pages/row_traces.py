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
from tomoni.dashboard.pages.statics import TRACE
from tomoni.dashboard.queries import Board
from tomoni.i18n import Text
from tomoni.look import page as look
from tomoni.look.page import marked_ja
from tomoni.registry.rooms import Page
from tomoni.tables.grid import Ref
from tomoni.tables.provenance import Step

WORDS = {
    "row": Text("{n}行目", "Row {n}"),
    "steps": Text("したこと", "What was done"),
    "unchanged": Text("そのまま: {all}", "As in the file: {all}"),
    "added": Text("元の表にない項目: {all}", "Not in the file: {all}"),
    "empty": Text("値のない項目: {all}", "Without a value: {all}"),
    "report": Text("この行のまちがいを知らせる", "Report a mistake in this row"),
    "nothing": Text("直したところはありません。", "Nothing was changed."),
}


EMPTY = Text("（空欄）", "(empty)")


def pages(board: Board) -> Iterator[Page]:
    for data in board.sets.values():
        yield from _dataset(board, data)


def _dataset(board: Board, data: Data) -> Iterator[Page]:
    traces = Traces(board, data)
    rows = data.paged_rows
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
                "trace_css": TRACE.path,
                "here": f"trace/{data.dataset}/{number}/",
                "pager": base.pager(lambda n: f"trace/{data.dataset}/{n}/", number, count),
                "source": source(board, data),
                "traces": traces.html(range((number - 1) * CHUNK, min(number * CHUNK, rows)), lang),
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

    def html(self, rows: range, lang: str) -> SafeString:
        """The sentences, one <section id="r…" class="k…"> a row (rows counted from 1, k within the page); one excerpt
        of the file for all; and the steps, again a section of class k… a row. `trace_style` shows those of one row."""
        shown = self.data.frame.slice(rows.start, len(rows)).rows()
        cells = [[self.data.provenance.cells(row, col) for col in range(len(self.data.columns))] for row in rows]
        owners = [{ref for refs in of_row for ref in refs} for of_row in cells]
        said, done = [], []
        for number, (row, values) in enumerate(zip(rows, shown, strict=True), 1):
            name = WORDS["row"].format(n=row + 1)[lang]
            sentence = of_row(self.data, self.board.community, ", ".join(condensed(owners[number - 1])))
            said.append(
                f'<section id="r{row + 1}" class="k{number}"><h2>{name}</h2>'
                f'<p class="lead">{marked_ja(sentence[lang], lang)}</p>{self._report(row, lang)}</section>'
            )
            done.append(
                f'<section class="k{number}"><h3>{name}</h3>{self._done(row, values, cells[number - 1], lang)}</section>'
            )
        sheet = self.excerpts.shared(owners, escape(self.data.title[lang]), lang)
        return SafeString(f"{''.join(said)}{sheet}<h2>{WORDS['steps'][lang]}</h2>{''.join(done)}")

    def _report(self, row: int, lang: str) -> str:
        """「この行のまちがいを知らせる」: which of its values, the form asks."""
        data = self.data
        here = f"trace/{data.dataset}/{row // CHUNK + 1}/"
        about = {"dataset": data.dataset, "version": data.published.version, "row": row + 1}
        target = look.report(data.community.inbox, here, **about) + f"&lang={lang}"
        link = target if data.community.inbox else look.relative(target, base.file_path(here, lang))
        return f'<p class="small"><a href="{escape(link)}">{WORDS["report"][lang]}</a></p>'

    def _done(self, row: int, values: tuple[Any, ...], cells: list[list[Ref]], lang: str) -> str:
        """What was done to each field that is not as in the file, then the others in a line each: as they are, added
        by us, without a value."""
        data = self.data
        changed: list[str] = []
        rest: dict[str, list[str]] = {"unchanged": [], "added": [], "empty": []}
        for col, (value, refs) in enumerate(zip(values, cells, strict=True)):
            title = marked_ja(data.field_title(data.columns[col])[lang], lang)
            if not refs:
                rest["added" if value is not None else "empty"].append(
                    f"{title} {marked_ja(_plain(value), lang)}".strip()
                )
                continue
            steps = data.provenance.steps(row, col)
            before = data.provenance.original(row, col, _plain(value))
            where = ", ".join(condensed(refs))
            if steps:
                made = [_step(step, lang) for step in steps]
                said = made[0] if len(made) == 1 else f"<ol>{''.join(f'<li>{one}</li>' for one in made)}</ol>"
                changed.append(f"<li><b>{title}</b> ({where}) {said}</li>")
            elif value is None and not before:
                rest["empty"].append(title)
            else:
                rest["unchanged"].append(f"{title} <b>{marked_ja(before, lang)}</b> ({where})")
        comma = "、" if lang == "ja" else ", "
        lines = (f"<p>{WORDS[key].format(all=comma.join(all_))[lang]}</p>" for key, all_ in rest.items() if all_)
        head = f"<ul>{''.join(changed)}</ul>" if changed else f"<p>{WORDS['nothing'][lang]}</p>"
        return head + "".join(lines)


def _plain(value: Any) -> str:
    return "" if value is None else str(value)


def _step(step: Step, lang: str) -> str:
    """What one rule did: before → after, in words, and its number."""
    why = escape(step.why.ja if lang == "ja" else step.why.en)
    if step.before == step.after:
        return f"<ins>{escape(step.before)}</ins> {why} <code>{escape(step.rule)}</code>"
    after = f"<ins>{tables.cell(step.after, lang)}</ins>" if step.after else f"<ins>{EMPTY[lang]}</ins>"
    return f"<del>{marked_ja(step.before, lang)}</del> → {after} {why} <code>{escape(step.rule)}</code>"

"""Trace pages of rows, `trace/<dataset>/<n>/#r1160`, 25 rows a page: one plain sentence, the place in the file as it is
there, and what was done to each value, in words.

This is the largest part of a site, so the page's middle is written by hand here and each value escaped.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from typing import Any

from django.utils.safestring import SafeString

from tomoni.dashboard.compute.origin import condensed
from tomoni.dashboard.dataset import CHUNK, Data
from tomoni.dashboard.pages import base, excerpt, tables
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


@dataclass(frozen=True, slots=True)
class _Field:
    """One value of a row: as it is here, where it stands in the file ("" for one that we added), as it is there, and what
    was done to it."""

    value: str
    empty: bool
    where: str
    before: str
    steps: Sequence[Step]


@dataclass(frozen=True, slots=True)
class _Row:
    """One row: its cells in the file, the same in words, its fields."""

    cells: set[Ref]
    where: str
    fields: Sequence[_Field]


class Traces:
    """The traces of a dataset's rows; the source file is read when the first is asked for."""

    def __init__(self, board: Board, data: Data) -> None:
        self.board = board
        self.data = data
        self._found = lru_cache(1)(self._find)  # the languages of a page come one after the other

    def html(self, rows: range, lang: str) -> SafeString:
        """The sentences, one <section id="r…" class="k…"> a row (rows counted from 1, k within the page); one excerpt
        of the file for all; and the steps, again a section of class k… a row. `trace_style` shows those of one row."""
        titles = [marked_ja(self.data.field_title(name)[lang], lang) for name in self.data.columns]
        found = self._found(rows)
        said, done = [], []
        for number, (row, one) in enumerate(zip(rows, found, strict=True), 1):
            name = WORDS["row"].format(n=row + 1)[lang]
            sentence = of_row(self.data, self.board.community, one.where)
            said.append(
                f'<section id="r{row + 1}" class="k{number}"><h2>{name}</h2>'
                f'<p class="lead">{marked_ja(sentence[lang], lang)}</p>{self._report(row, lang)}</section>'
            )
            done.append(f'<section class="k{number}"><h3>{name}</h3>{_done(one.fields, titles, lang)}</section>')
        sheet = excerpt.of(self.data).shared([one.cells for one in found], escape(self.data.title[lang]), lang)
        return SafeString(f"{''.join(said)}{sheet}<h2>{WORDS['steps'][lang]}</h2>{''.join(done)}")

    def _report(self, row: int, lang: str) -> str:
        """「この行のまちがいを知らせる」: which of its values, the form asks."""
        data = self.data
        here = f"trace/{data.dataset}/{row // CHUNK + 1}/"
        about = {"dataset": data.dataset, "version": data.published.version, "row": row + 1}
        target = look.report(data.community.inbox, here, **about) + f"&lang={lang}"
        link = target if data.community.inbox else look.relative(target, base.file_path(here, lang))
        return f'<p class="small"><a href="{escape(link)}">{WORDS["report"][lang]}</a></p>'

    def _find(self, rows: range) -> list[_Row]:
        """What is the same in every language."""
        provenance = self.data.provenance
        shown = self.data.frame.slice(rows.start, len(rows)).rows()
        found = []
        for row, values in zip(rows, shown, strict=True):
            fields, cells = [], set()
            for col, value in enumerate(values):
                refs, plain = provenance.cells(row, col), "" if value is None else str(value)
                cells.update(refs)
                steps = provenance.steps(row, col) if refs else []
                before = provenance.original(row, col, plain) if refs else ""
                fields.append(_Field(plain, value is None, ", ".join(condensed(refs)), before, steps))
            found.append(_Row(cells, ", ".join(condensed(cells)), fields))
        return found


def _done(fields: Sequence[_Field], titles: Sequence[str], lang: str) -> str:
    """What was done to each field that is not as in the file, then the others in a line each: as they are, added
    by us, without a value."""
    changed: list[str] = []
    rest: dict[str, list[str]] = {"unchanged": [], "added": [], "empty": []}
    for one, title in zip(fields, titles, strict=True):
        if not one.where:
            rest["empty" if one.empty else "added"].append(f"{title} {marked_ja(one.value, lang)}".strip())
        elif one.steps:
            made = [_step(step, lang) for step in one.steps]
            said = made[0] if len(made) == 1 else f"<ol>{''.join(f'<li>{each}</li>' for each in made)}</ol>"
            changed.append(f"<li><b>{title}</b> ({one.where}) {said}</li>")
        elif one.empty and not one.before:
            rest["empty"].append(title)
        else:
            rest["unchanged"].append(f"{title} <b>{marked_ja(one.before, lang)}</b> ({one.where})")
    comma = "、" if lang == "ja" else ", "
    lines = (f"<p>{WORDS[key].format(all=comma.join(all_))[lang]}</p>" for key, all_ in rest.items() if all_)
    head = f"<ul>{''.join(changed)}</ul>" if changed else f"<p>{WORDS['nothing'][lang]}</p>"
    return head + "".join(lines)


def _step(step: Step, lang: str) -> str:
    """What one rule did: before → after, in words, and its number."""
    why = escape(step.why.ja if lang == "ja" else step.why.en)
    if step.before == step.after:
        return f"<ins>{escape(step.before)}</ins> {why} <code>{escape(step.rule)}</code>"
    after = f"<ins>{tables.cell(step.after, lang)}</ins>" if step.after else f"<ins>{EMPTY[lang]}</ins>"
    return f"<del>{marked_ja(step.before, lang)}</del> → {after} {why} <code>{escape(step.rule)}</code>"

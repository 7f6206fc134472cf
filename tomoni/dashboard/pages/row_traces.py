"""Trace pages of rows, `trace/<dataset>/<n>/#r1160`, 25 rows a page: one plain sentence, the place in the file as it is
there, and what was done to each value, in words. Only published columns appear, in the rows around as well.

This is the largest part of a site, so the page's middle is written by hand here and each value escaped.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from html import escape
from typing import Any

from django.utils.safestring import SafeString

from tomoni.dashboard.compute.origin import condensed
from tomoni.dashboard.dataset import CHUNK, Data
from tomoni.dashboard.pages import base, tables
from tomoni.dashboard.pages.sentences import of_row
from tomoni.dashboard.pages.sources import source
from tomoni.dashboard.queries import Board
from tomoni.i18n import Text
from tomoni.registry.rooms import Page
from tomoni.tables.grid import Grid, Ref, column_letter, text_of
from tomoni.tables.provenance import Step

AROUND = 3
"""Rows of the file shown above and below."""
LONGEST = 80
"""Characters of a cell that are shown in the neighbourhood."""
WORDS = {
    "line": Text("行", "Row"),
    "row": Text("{n}行目", "Row {n}"),
    "around": Text(
        "元の表では（色の付いたところが、この行のセル）", "In the file (the coloured cells are those of this row)"
    ),
    "field": Text("項目", "Field"),
    "value": Text("公開している値", "Published value"),
    "cell": Text("元のセル", "Cell"),
    "before": Text("元の表の値", "In the file"),
    "steps": Text("したこと", "What was done"),
    "none": Text("そのまま", "Unchanged"),
    "added": Text("元の表にない項目", "Not in the file"),
    "gone": Text(
        "元のファイルは、いまこの場所に保管されていないため、まわりのセルは示せません。",
        "The original file is not kept here now, so the cells around can't be shown.",
    ),
}


def pages(board: Board) -> Iterator[Page]:
    for data in board.sets.values():
        yield from _dataset(board, data)


def _dataset(board: Board, data: Data) -> Iterator[Page]:
    rows = int(data.latest.get("rows") or 0)
    count = -(-rows // CHUNK)
    for number in range(1, count + 1):

        def context(lang: str, number: int = number) -> Mapping[str, Any]:
            return {
                "title": data.title,
                "dataset": data.dataset,
                "number": number,
                "count": count,
                "trail": [
                    (Text("データ", "Data"), "data/"),
                    (data.title, f"datasets/{data.dataset}/"),
                    (Text("この数字の元", "Trace"), ""),
                ],
                "here": f"trace/{data.dataset}/{number}/",
                "pager": base.pager(lambda n: f"trace/{data.dataset}/{n}/", number, count),
                "source": source(board, data),
                "sections": sections(board, data, range((number - 1) * CHUNK, min(number * CHUNK, rows)), lang),
            }

        path = f"trace/{data.dataset}/{number}/"
        yield from base.html(
            board, path, "dashboard/trace.html", context, datasets=[data.dataset], depends=[number, count]
        )


def sections(board: Board, data: Data, rows: range, lang: str) -> SafeString:
    """One <section id="r…"> for each row."""
    shown = data.frame.slice(rows.start, len(rows)).rows()
    cols = ticked(data)
    return SafeString(
        "".join(_section(board, data, row, values, cols, lang) for row, values in zip(rows, shown, strict=True))
    )


def ticked(data: Data) -> list[int]:
    """The columns of the file that are published: the only ones that may be shown around a cell."""
    found: set[int] = set()
    for block in data.provenance.blocks:
        found |= {col for col in block.columns if col is not None}
    return sorted(found)


def _section(board: Board, data: Data, row: int, values: tuple[Any, ...], cols: list[int], lang: str) -> str:
    cells = [data.provenance.cells(row, col) for col in range(len(values))]
    own = {ref for refs in cells for ref in refs}
    sentence = of_row(data, board.community, ", ".join(condensed(own)))
    name = WORDS["row"].format(n=row + 1)
    lines = "".join(_line(data, row, col, value, cells[col], lang) for col, value in enumerate(values))
    heads = "".join(f'<th scope="col">{WORDS[key][lang]}</th>' for key in ("field", "value", "cell", "before", "steps"))
    return (
        f'<section id="r{row + 1}" ><h2>{name[lang]}</h2><p class="lead">{escape(sentence[lang])}</p>'
        f"{excerpt(data.grid, own, cols, heads_of(data), lang)}"
        f'<div class="table" tabindex="0" role="region" aria-label="{name[lang]}"><table class="done">'
        f"<thead><tr>{heads}</tr></thead><tbody>{lines}</tbody></table></div></section>"
    )


def _line(data: Data, row: int, col: int, value: Any, refs: list[Ref], lang: str) -> str:
    name = data.columns[col]
    title = escape(data.field_title(name)[lang])
    published = str(value) if data.is_name(name) and value is not None else tables.cell(value, lang)
    if not refs:
        added = WORDS["added"][lang] if value is not None else ""
        return f'<tr><th scope="row">{title}</th><td>{published}</td><td></td><td></td><td>{added}</td></tr>'
    plain = "" if value is None else str(value)
    steps = data.provenance.steps(row, col)
    before = data.provenance.original(row, col, plain)
    if steps:
        said = [_step(step, lang) for step in steps]
        done = f"<ol>{''.join(said)}</ol>"
    else:
        done = WORDS["none"][lang]
    where = ", ".join(condensed(refs))
    return (
        f'<tr><th scope="row">{title}</th><td>{published}</td><td>{where}</td>'
        f"<td>{escape(before)}</td><td>{done}</td></tr>"
    )


def _step(step: Step, lang: str) -> str:
    """What one rule did: before → after, why, and its number."""
    after = tables.cell(step.after, lang) if step.after else '<span class="none">–</span>'
    why = escape(step.why.ja if lang == "ja" else step.why.en)
    return f"<li><del>{escape(step.before)}</del> → <ins>{after}</ins><br>{why} <code>{escape(step.rule)}</code></li>"


def heads_of(data: Data) -> list[int]:
    """The rows of the file that hold the column names, at most the last three."""
    return sorted({ref.row for refs in data.provenance.header for ref in refs})[-AROUND:]


def excerpt(grid: Grid | None, own: set[Ref], cols: list[int], heads: list[int], lang: str) -> str:
    """The header and the rows of the file around some cells, published columns only, nothing hidden."""
    if grid is None:
        return f"<p>{WORDS['gone'][lang]}</p>"
    if not own:
        return ""
    middle = max(ref.row for ref in own)
    near = range(max(grid.top, middle - AROUND), min(grid.bottom, middle + AROUND) + 1)
    rows = [row for row in sorted({*heads, *near}) if row == middle or row not in grid.marks.hidden_rows]
    shown = [col for col in cols if col not in grid.marks.hidden_cols]
    letters = "".join(f'<th scope="col">{column_letter(col)}</th>' for col in shown)
    around, line_word = WORDS["around"][lang], WORDS["line"][lang]
    lines = []
    for row, before in zip(rows, [rows[0], *rows], strict=False):
        if row - before > 1:
            lines.append(f'<tr class="gap"><th scope="row">…</th><td colspan="{len(shown)}">…</td></tr>')
        line = "".join(_cell(grid, Ref(row, col), own) for col in shown)
        lines.append(f'<tr><th scope="row">{row}</th>{line}</tr>')
    return (
        f'<div class="sheet" tabindex="0" role="region" aria-label="{around}"><table>'
        f'<caption>{around}</caption><thead><tr><th scope="col"><span class="hidden">{line_word}</span></th>{letters}</tr></thead>'
        f"<tbody>{''.join(lines)}</tbody></table></div>"
    )


def _cell(grid: Grid, ref: Ref, own: set[Ref]) -> str:
    text = text_of(grid.value(ref.row, ref.col))
    shown = escape(text if len(text) <= LONGEST else text[: LONGEST - 1] + "…")
    return f'<td aria-current="true">{shown}</td>' if ref in own else f"<td>{shown}</td>"

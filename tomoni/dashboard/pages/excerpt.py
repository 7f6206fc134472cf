"""A file as it is there: the header and the rows around some cells, only the published columns, nothing hidden.

Rows are turned into HTML once and used by all the rows that they are neighbours of, in every language.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from functools import lru_cache
from html import escape

from tomoni.dashboard.dataset import Data
from tomoni.i18n import Text
from tomoni.tables.grid import Grid, Ref, column_letter, text_of

AROUND = 3
"""Rows shown above and below, and header rows shown at most."""
MANY = 10_000
"""In a dataset with more rows only one row above and below is shown: the pages would outgrow the data."""
LONGEST = 80
"""Characters of a cell that are shown."""
TITLE = Text("元の表では（色の付いたところが、この行のセル）", "In the file (the coloured cells are those of this row)")
LINE = Text("行", "Row")
GONE = Text(
    "元のファイルは、いまこの場所に保管されていないため、まわりのセルは示せません。",
    "The original file is not kept here now, so the cells around can't be shown.",
)


class Excerpts:
    """The excerpts of one dataset's source sheet."""

    def __init__(self, data: Data) -> None:
        self.grid: Grid | None = data.grid
        hidden = self.grid.marks.hidden_cols if self.grid else frozenset()
        self.cols = [col for col in published_columns(data) if col not in hidden]
        self.heads = sorted({ref.row for refs in data.provenance.header for ref in refs})[-AROUND:]
        self.around = AROUND if data.frame.height <= MANY else 1
        self._plain = lru_cache(maxsize=1000)(self._line)

    def html(self, own: set[Ref], name: str, lang: str) -> str:
        """The rows around `own`, those cells marked; a sentence when the file is not at hand. `name`: of what."""
        if self.grid is None:
            return f"<p>{GONE[lang]}</p>"
        if not own:
            return ""
        letters = "".join(f'<th scope="col">{column_letter(col)}</th>' for col in self.cols)
        return (
            f'<div class="sheet" tabindex="0" role="region" aria-label="{name}: {TITLE[lang]}"><table>'
            f'<caption>{TITLE[lang]}</caption><thead><tr><th scope="col"><span class="hidden">{LINE[lang]}</span></th>'
            f"{letters}</tr></thead><tbody>{''.join(self._lines(self.grid, own))}</tbody></table></div>"
        )

    def _lines(self, grid: Grid, own: set[Ref]) -> Iterable[str]:
        marked = {ref.row for ref in own}
        middle = max(marked)
        near = range(max(grid.top, middle - self.around), min(grid.bottom, middle + self.around) + 1)
        before = 0
        for row in sorted({*self.heads, *near}):
            if row in grid.marks.hidden_rows and row not in marked:
                continue
            if before and row - before > 1:
                yield f'<tr class="gap"><th scope="row">…</th><td colspan="{len(self.cols)}">…</td></tr>'
            before = row
            yield self._line(row, own) if row in marked else self._plain(row)

    def _line(self, row: int, own: Collection[Ref] = ()) -> str:
        cells = [self._cell(row, col, own) for col in self.cols]
        return f'<tr><th scope="row">{row}</th>{"".join(cells)}</tr>'

    def _cell(self, row: int, col: int, own: Collection[Ref]) -> str:
        text = text_of(self.grid.value(row, col)) if self.grid else ""
        shown = escape(text if len(text) <= LONGEST else text[: LONGEST - 1] + "…")
        return f'<td aria-current="true">{shown}</td>' if Ref(row, col) in own else f"<td>{shown}</td>"


def published_columns(data: Data) -> Sequence[int]:
    """The columns of the file that are published: the only ones that may be shown around a cell."""
    found: set[int] = set()
    for block in data.provenance.blocks:
        found |= {col for col in block.columns if col is not None}
        found |= {ref.col for _, ref in block.constants.values()}
    return sorted(found)

"""A file as it is there: the header and the rows around some cells, only the published columns, nothing hidden.

Two shapes: `around` cuts a piece out for one figure, its cells marked; `shared` is one piece for all the rows of a trace
page, whose classes let the style sheet show and mark what belongs to the row that is asked for (see `trace_style`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import lru_cache
from html import escape

from tomoni.dashboard.dataset import Data
from tomoni.i18n import Text
from tomoni.tables.grid import Grid, Ref, column_letter, text_of

AROUND = 3
"""Rows shown above and below, and header rows shown at most."""
MANY = 10_000
"""In a dataset with more rows only one row above and below is shown: the pages would outgrow the data."""
BESIDE = 3
"""Columns shown left and right of the cells of one figure, besides the first."""
PIECES = 64
"""Cut-outs kept in memory: what the figures of one page of traces need, for its next language."""
LONGEST = 80
"""Characters of a cell that are shown."""
TITLE = Text("元の表では（色の付いたところが元のセル）", "In the file (the coloured cells are the source)")
LINE = Text("行", "Row")
JA = 'lang="ja"'
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
        self.rows_around = AROUND if data.frame.height <= MANY else 1
        self._texts: dict[tuple[int, int], str] = {}
        self._pieces = lru_cache(PIECES)(self._piece)

    def around(self, own: frozenset[Ref], name: str, lang: str, rows: int = AROUND) -> str:
        """The rows around the first and the last of `own`, those cells marked; a sentence when the file is not at
        hand. `name`: of what, for who can't see the picture."""
        if self.grid is None:
            return f"<p>{GONE[lang]}</p>"
        if not own:
            return ""
        cols, body = self._pieces(own, rows)
        return _sheet(cols, body, f"{name}: {TITLE[lang]}", lang)

    def _piece(self, own: frozenset[Ref], rows: int) -> tuple[list[int], str]:
        """(columns, lines): the same in every language."""
        assert self.grid is not None
        ends = (min(ref.row for ref in own), max(ref.row for ref in own))
        near = {row for end in ends for row in self._near(self.grid, end, rows)}
        cols = self._beside({ref.col for ref in own})
        body = []
        for row, gap in _with_gaps(sorted({*self.heads, *near})):
            if gap:
                body.append(_gap(len(cols)))
            cells = "".join(
                f'<td class="marked">{self._text(row, col)}</td>'
                if (row, col) in own
                else f"<td>{self._text(row, col)}</td>"
                for col in cols
            )
            body.append(f'<tr><th scope="row">{row}</th>{cells}</tr>')
        return cols, "".join(body)

    def shared(self, owners: Sequence[Collection[Ref]], name: str, lang: str) -> str:
        """One piece for several rows of a dataset. The nth owner's cells carry the class k<n> (their whole line, when
        it is all theirs), the lines near them n<n>; header lines carry none."""
        if self.grid is None:
            return f"<p>{GONE[lang]}</p>"
        of_cell: dict[Ref, list[int]] = {}
        near: dict[int, list[int]] = {}
        for number, own in enumerate(owners, 1):
            for ref in own:
                of_cell.setdefault(ref, []).append(number)
            lines = {ref.row for ref in own}
            for row in sorted({*lines, *(self._near(self.grid, max(lines), self.rows_around) if lines else ())}):
                near.setdefault(row, []).append(number)
        if not near:
            return ""
        body = []
        before_body = True
        for row, gap in _with_gaps(sorted({*self.heads, *near})):
            if gap:
                body.append(_gap(len(self.cols), "" if before_body else ' class="gap"'))
            before_body = before_body and row in self.heads
            body.append(self._line(row, () if row in self.heads else near[row], of_cell))
        return _sheet(self.cols, "".join(body), f"{name}: {TITLE[lang]}", lang)

    def _line(self, row: int, near: Sequence[int], of_cell: dict[Ref, list[int]]) -> str:
        owned = [of_cell.get(Ref(row, col), []) for col in self.cols]
        whole = owned[0] if owned and len(owned[0]) == 1 and all(one == owned[0] for one in owned) else []
        names = " ".join([*(f"n{n}" for n in near), *(f"k{n}" for n in whole)])
        cells = []
        for col, numbers in zip(self.cols, owned, strict=True):
            mark = "" if whole or not numbers else f' class="{" ".join(f"k{n}" for n in numbers)}"'
            cells.append(f"<td{mark}>{self._text(row, col)}</td>")
        return (
            f'<tr{f" class={chr(34)}{names}{chr(34)}" if names else ""}><th scope="row">{row}</th>{"".join(cells)}</tr>'
        )

    def _near(self, grid: Grid, middle: int, rows: int) -> Iterator[int]:
        """Lines that are not hidden, within the table: what stands above its header does not explain a cell below."""
        top = self.heads[0] if self.heads and self.heads[0] <= middle else grid.top
        for row in range(max(top, middle - rows), min(grid.bottom, middle + rows) + 1):
            if row == middle or row not in grid.marks.hidden_rows:
                yield row

    def _beside(self, own: set[int]) -> list[int]:
        """The first column and those beside the cells."""
        places = {place for place, col in enumerate(self.cols) if col in own}
        kept = {0, *(near for place in places for near in range(place - BESIDE, place + BESIDE + 1))}
        return [col for place, col in enumerate(self.cols) if place in kept]

    def _text(self, row: int, col: int) -> str:
        found = self._texts.get((row, col))
        if found is None:
            text = text_of(self.grid.value(row, col)) if self.grid else ""
            found = escape(text if len(text) <= LONGEST else text[: LONGEST - 1] + "…")
            self._texts[row, col] = found
        return found


def of(data: Data) -> Excerpts:
    """The excerpts of a dataset: one for all its pages."""
    return data.once(Excerpts, lambda: Excerpts(data))


def _with_gaps(rows: Iterable[int]) -> Iterator[tuple[int, bool]]:
    """(row, lines are left out before it)."""
    before = 0
    for row in rows:
        yield row, bool(before) and row - before > 1
        before = row


def _gap(columns: int, name: str = "") -> str:
    return f'<tr{name}><th scope="row">…</th><td colspan="{columns}">…</td></tr>'


def _sheet(cols: Sequence[int], body: str, name: str, lang: str) -> str:
    letters = "".join(f'<th scope="col">{column_letter(col)}</th>' for col in cols)
    return (
        f'<div class="sheet" tabindex="0" role="region" aria-label="{name}"><table>'
        f'<caption>{TITLE[lang]}</caption><thead><tr><th scope="col"><span class="hidden">{LINE[lang]}</span></th>'
        f"{letters}</tr></thead><tbody{chr(32) + JA if lang != 'ja' else ''}>{body}</tbody></table></div>"
    )


def published_columns(data: Data) -> Sequence[int]:
    """The columns of the file that are published: the only ones that may be shown around a cell."""
    found: set[int] = set()
    for block in data.provenance.blocks:
        found |= {col for col in block.columns if col is not None}
        found |= {ref.col for _, ref in block.constants.values()}
    return sorted(found)

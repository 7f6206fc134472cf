"""html: the tables of a web page → Grids. Many systems "export to Excel" by writing such a page and calling it .xls.

Only what looks like a table of data is read: at least two rows and two columns of which half hold something. A table that
holds tables is there for the layout of the page; the ones inside it are read. rowspan and colspan become merges, what is
not displayed is marked hidden, `x:num` (Excel's own exact number beside the shown one) stands for the cell. The scanner
passes over the text once, whatever is left open in it; it makes no request and runs nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape

from tomoni.tables.grid import Grid, Marks, Rect, Scalar
from tomoni.tables.read.limits import Limits, too_large
from tomoni.tables.read.sniff import no_table

_TAG = re.compile(r"<(/?)([A-Za-z][\w:-]*)((?:[^<>\"']++|\"[^\"]*+\"|'[^']*+')*+)>")
_ATTRIBUTE = re.compile(r"([\w:-]+)\s*(?:=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+)))?")
_HIDDEN = re.compile(r"display\s*:\s*none", re.I)
_NUMBER = re.compile(r"-?\d+(\.\d+)?([eE][-+]?\d+)?")
_BREAKS = frozenset({"br", "p", "div", "li"})
_UNSEEN = ("script", "style", "template", "noscript", "textarea")
_WIDEST, _TALLEST = 1_000, 65_534  # what browsers make of larger spans (HTML standard, tables)
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})


@dataclass(slots=True)
class _Table:
    """One table while it is read: cells by row, each (column, text), and where the next one goes."""

    caption: str = ""
    cells: dict[tuple[int, int], Scalar] = field(default_factory=dict)
    merges: list[Rect] = field(default_factory=list)
    taken: dict[int, int] = field(default_factory=dict)  # column → last row that a cell from above reaches into
    hidden_rows: set[int] = field(default_factory=set)
    row: int = 0
    column: int = 0
    text: list[str] | None = None  # of the open cell or caption
    at: tuple[int, int] | None = None  # None while a caption is open
    exact: str = ""
    nests: bool = False


def html_grids(text: str, limits: Limits) -> list[Grid]:
    """The tables of data in a page, in order. Raises `Unreadable`: F01 when there is none, F06 over a limit."""
    grids = []
    for table in _tables(text, limits):
        grid = None if table.nests else _grid(table, limits)
        if grid is not None:
            grids.append(grid)
    if not grids:
        raise no_table("ウェブページ（HTML）", "a web page (HTML)")
    if len(grids) > limits.sheets:
        raise too_large(f"表が{len(grids)}個", f"{len(grids)} tables")
    if len(grids) > 1:
        for number, grid in enumerate(grids, 1):
            grid.sheet = grid.sheet or f"表{number}"
    return grids


def _tables(text: str, limits: Limits) -> Iterator[_Table]:
    """Tables as they close; those left open at the end of the page too."""
    open_tables: list[_Table] = []
    heading, in_heading = "", False
    for kind, name, rest in _tokens(text):
        table = open_tables[-1] if open_tables else None
        if kind == "text":
            if table is not None and table.text is not None:
                table.text.append(rest)
            elif in_heading:
                heading += rest
        elif name == "table":
            if kind == "open":
                if table is not None:
                    table.nests = True
                open_tables.append(_Table(caption=heading))
                if len(open_tables) > limits.json_depth:
                    raise too_large("表の入れ子が深すぎます", "tables nested too deeply")
                heading = ""
            elif table is not None:
                _end(table, limits)
                yield open_tables.pop()
        elif name in _HEADINGS and table is None:
            in_heading, heading = kind == "open", "" if kind == "open" else heading
        elif table is not None:
            _step(table, kind, name, rest, limits)
    for table in reversed(open_tables):
        _end(table, limits)
        yield table


def _step(table: _Table, kind: str, name: str, rest: str, limits: Limits) -> None:
    if name in ("td", "th"):
        _end(table, limits)
        if kind == "open":
            _begin(table, _attributes(rest), limits)
    elif name == "tr":
        _end(table, limits)
        if kind == "open":
            table.row, table.column = table.row + 1, 0
            if _HIDDEN.search(rest):
                table.hidden_rows.add(table.row)
            if table.row > limits.rows:
                raise too_large(f"行が{table.row:,}行以上", f"more than {table.row:,} rows")
    elif name == "caption":
        _end(table, limits)
        if kind == "open":
            table.text, table.at = [], None
    elif name in _BREAKS and table.text is not None:
        table.text.append("\n")


def _begin(table: _Table, attributes: dict[str, str], limits: Limits) -> None:
    table.row = table.row or 1
    column = table.column + 1
    while table.taken.get(column, 0) >= table.row:
        column += 1
    across = _span(attributes.get("colspan"), _WIDEST)
    down = _span(attributes.get("rowspan"), _TALLEST)
    if column + across - 1 > limits.columns:
        raise too_large(f"{column + across - 1:,}列", f"{column + across - 1:,} columns")
    if down > 1:
        table.taken.update(dict.fromkeys(range(column, column + across), table.row + down - 1))
    if across * down > 1:
        table.merges.append(Rect(table.row, column, table.row + down - 1, column + across - 1))
    table.column = column + across - 1
    hidden = _HIDDEN.search(attributes.get("style", ""))
    table.text, table.at, table.exact = [], None if hidden else (table.row, column), attributes.get("x:num", "")
    if hidden:
        table.text = None


def _span(said: str | None, most: int) -> int:
    return min(max(int(said), 1), most) if said and said.isascii() and said.isdecimal() and len(said) < 10 else 1


def _end(table: _Table, limits: Limits) -> None:
    """Closes the cell or caption that is open."""
    if table.text is None:
        return
    value = _clean("".join(table.text))
    if len(value) > limits.cell_chars:
        raise too_large(f"1つのセルが{len(value):,}文字", f"one cell of {len(value):,} characters")
    if table.at is None:
        table.caption = value or table.caption
    elif _NUMBER.fullmatch(table.exact):
        number = float(table.exact)
        table.cells[table.at] = int(number) if number.is_integer() and abs(number) < 1e15 else number
    elif value:
        table.cells[table.at] = value
    table.text, table.at, table.exact = None, None, ""


def _clean(text: str) -> str:
    """White space as a browser shows it; no-break spaces count as spaces."""
    lines = (" ".join(line.split()) for line in text.split("\n"))
    return "\n".join(line for line in lines if line)


def _grid(table: _Table, limits: Limits) -> Grid | None:
    if not table.cells:
        return None
    rows = max(row for row, _ in table.cells)
    columns = max(column for _, column in table.cells)
    if rows * columns > limits.cells:
        raise too_large(f"{rows:,}行×{columns:,}列", f"{rows:,} rows × {columns:,} columns")
    merges = [Rect(at.top, at.left, min(at.bottom, rows), min(at.right, columns)) for at in table.merges]
    inside = sum((at.bottom - at.top + 1) * (at.right - at.left + 1) - 1 for at in merges)
    if rows < 2 or columns < 2 or 2 * (len(table.cells) + inside) < rows * columns:
        return None
    cells: list[list[Scalar]] = [[None] * columns for _ in range(rows)]
    for (row, column), value in table.cells.items():
        cells[row - 1][column - 1] = value
    marks = Marks(merges=merges, hidden_rows=frozenset(table.hidden_rows))
    return Grid(cells, sheet=table.caption.split("\n")[0].strip()[:80], marks=marks)


def _attributes(text: str) -> dict[str, str]:
    return {
        found[1].lower(): unescape(found[2] or found[3] or found[4] or "") for found in _ATTRIBUTE.finditer(text[:4000])
    }


def _tokens(text: str) -> Iterator[tuple[str, str, str]]:
    """("text", "", words) · ("open", name, attributes) · ("close", name, ""). Comments and scripts are left out.

    A `<` that opens no tag is text; a tag whose quotes never close ends at the next `>`: each part is passed once.
    """
    at, end = 0, len(text)
    last = max(text.rfind(">"), 0)  # no tag opens behind it
    lower = text.lower()
    while at < end:
        start = text.find("<", at, last)
        if start < 0:
            start = end
        if start > at:
            # line ends in the source are spaces, only <br> and blocks break a line
            yield "text", "", unescape(text[at:start]).replace("\r", " ").replace("\n", " ")
        if start == end:
            return
        if text.startswith(("<!", "<?"), start):
            comment = text.startswith("<!--", start)
            closed = text.find("-->" if comment else ">", start)
            if closed < 0:
                return
            at = closed + (3 if comment else 1)
            continue
        tag = _TAG.match(text, start)
        if tag is None:
            opens = text[start + 1 : start + 2].isalpha()
            if not opens:
                yield "text", "", "<"
            at = text.find(">", start) + 1 if opens else start + 1
            continue
        name, at = tag[2].lower(), tag.end()
        if name in _UNSEEN and not tag[1]:
            at = lower.find(f"</{name}", at)
            if at < 0:
                return
            continue
        yield ("close" if tag[1] else "open"), name, tag[3]

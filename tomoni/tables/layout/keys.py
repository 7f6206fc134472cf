"""keys: rows of a name and its value above a table (観測所名 | 港橋, 測定日 | 2024/7/1): said of the whole table, not rows of it."""

from __future__ import annotations

from tomoni.tables.layout.head import Lines
from tomoni.tables.layout.kinds import FIGURES, Kind, text
from tomoni.tables.layout.lines import Line
from tomoni.tables.layout.page import Page

FIGURE, DAY, OTHER = range(3)
MOST = 15
"""Rows of names and values; more are a table."""


def class_of(kind: Kind) -> int:
    """A figure, a day or anything else."""
    return FIGURE if kind in FIGURES else DAY if kind is Kind.DATE else OTHER


def names_and_values(page: Page, lines: Lines) -> tuple[list[int], Lines]:
    """Two rows or more of a name and a word beside it above a header at least twice as wide that names these two columns
    as well; and the other lines."""
    pair = set(page.cols[:2])
    keys: list[int] = []
    header = 0
    for row, line in lines:
        if line is not Line.HEADER:
            if keys and (line is not Line.WORDS or _says(page, row)):
                break
        elif page.held(row).keys() != pair or any(page.merge(row, c) for c in pair):
            header = row
            break
        else:
            keys.append(row)
    names = {text(page.value(r, page.cols[0])) for r in keys}
    if len(keys) < 2 or len(names) < len(keys) or not header:
        return [], lines
    if page.count[header] < 4 or not pair <= page.held(header).keys():
        return [], lines
    return keys, [(row, line) for row, line in lines if row not in keys]


def keyed(page: Page, rows: list[int], lines: Lines, data: int) -> bool:
    """Whether `rows` are names with their values, of kinds that differ from row to row, above a wider table. `lines` lead
    from them to its header, the last one; a blank row, a line of mere signs (#, -----) or the width parts the two."""
    header = lines[-1][0]
    if not 3 <= len(rows) <= MOST or page.count[data] < 3 or page.count[header] < 3:
        return False
    if any(_says(page, row) for row, _ in lines[:-1]):
        return False
    if len(lines) == 1 and header - 1 in page.count and page.count[header] < 4:
        return False
    col, beside = page.cols[:2]
    if any(page.held(r).get(col) is not Kind.WORDS or page.held(r).keys() != {col, beside} for r in rows):
        return False
    names = {text(page.value(r, col)) for r in rows}
    return len(names) == len(rows) and len({class_of(page.kind(r, beside)) for r in rows[1:]}) >= 2


def _says(page: Page, row: int) -> bool:
    """Whether a row holds a letter or a digit."""
    return any(sign.isalnum() for c in page.held(row) for sign in text(page.value(row, c)))

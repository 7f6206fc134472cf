"""preamble: lines that start with # before a table (#LINK … #property, comments), rule S17."""

from __future__ import annotations

from tomoni.tables.layout.kinds import DATA, text
from tomoni.tables.layout.page import Page

_LIMIT = 60


def preamble(page: Page) -> tuple[list[int], tuple[int, ...] | None]:
    """The comment rows at the top, and the header row among them when one is marked (#property) or fits the table."""
    rows: list[int] = []
    for row in page.rows[:_LIMIT]:
        if not _opening(page, row).startswith("#") or len(_opening(page, row)) < 2:
            break
        rows.append(row)
    if not rows:
        return [], None
    header = next((r for r in rows if _opening(page, r).casefold() == "#property"), None)
    rest = [r for r in page.rows if r > rows[-1]]
    if header is None and rest and page.count[rows[-1]] > 1:
        last = rows[-1]
        fits = page.count[last] >= 0.8 * page.count[rest[0]] and not any(k in DATA for k in page.held(last).values())
        header = last if fits else None
    if header is None:
        return rows, None
    return [r for r in rows if r != header], (header,)


def _opening(page: Page, row: int) -> str:
    held = page.held(row)
    return text(page.value(row, min(held))) if held else ""

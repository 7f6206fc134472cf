"""groups: lines of words between rows of data — a group for the rows below them, or a row that lacks its figures.

A group in a column of its own (北海道 left of its towns) is inherited by `labels.hierarchy`. A group in the same column
as the labels (〈北部〉, (1)平成27年) becomes a new column that is constant from one group line to the next.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, field
from itertools import pairwise

from tomoni.tables.layout.draft import Draft
from tomoni.tables.layout.kinds import FIGURES, Kind, plain, squeeze, text, year_of
from tomoni.tables.layout.notes import is_comment, is_note, is_sentence, is_title
from tomoni.tables.layout.page import Page


@dataclass(slots=True)
class Groups:
    """What the word lines of a draft are. `inline` open a constant column, `outer` are for `hierarchy`, `rows` are data."""

    inline: list[int] = field(default_factory=list)
    outer: list[int] = field(default_factory=list)
    rows: list[int] = field(default_factory=list)
    notes: list[int] = field(default_factory=list)


def sort_groups(page: Page, draft: Draft, cols: list[int], labels: list[int]) -> Groups:
    """Decide for every word line of a draft, together with the rows that follow it."""
    found = Groups()
    body = sorted(draft.body)
    lines = sorted(draft.groups)
    leaf = _leaf(page, draft, labels or cols[:1])
    same: list[int] = []
    for i, line in enumerate(lines):
        col = min(page.held(line))
        words = text(page.value(line, col))
        upper = lines[i + 1] if i + 1 < len(lines) else 10**9
        first = bisect_right(body, line)
        after = [r for r in body[first : first + 40] if r < upper]
        if col not in cols:
            found.notes.append(line)
        elif (
            after
            and labels
            and col != leaf
            and col < leaf
            and _blank(page, after, col)
            and page.span(line, col) <= max(1, leaf - col + 1)
        ):
            found.outer.append(line)
        elif (is_note(words) and len(words) > 12) or is_comment(words):
            found.notes.append(line)
        else:
            same.append(line)
    openers = {r for r in same if _opens(page, r, _until(body, same, r), cols, leaf)} or _said_again(
        page, same, body, leaf
    )
    alike = {_shape(page, r) for r in openers}
    for line in same:
        if line in openers or (_shape(page, line) in alike and _shape(page, line) != "words"):
            found.inline.append(line)
        elif is_sentence(text(page.value(line, min(page.held(line))))):
            found.notes.append(line)
        else:
            found.rows.append(line)
    return found


def _said_again(page: Page, lines: list[int], body: list[int], leaf: int) -> set[int]:
    """Lines under which the same labels stand in the same order (男 / 15～24歳 / 25～34歳 / 女 / 15～24歳 / 25～34歳)."""
    if len(lines) < 2 or len(body) > _MANY or body[0] < lines[0]:
        return set()
    if any(min(page.held(line)) != leaf for line in lines):
        return set()
    bounds = [bisect_right(body, line) for line in lines]
    runs = [tuple(squeeze(text(page.value(r, leaf))) for r in body[a:b]) for a, b in pairwise([*bounds, len(body)])]
    alike = sum(run == runs[0] for run in runs)
    return set(lines) if len(runs[0]) > 1 and "" not in runs[0] and alike >= 0.7 * len(runs) else set()


_MANY = 2000
"""Longer bodies are lists, not tables printed in groups."""


def _leaf(page: Page, draft: Draft, labels: list[int]) -> int:
    """The label column that most rows have something in, the last of them when equal."""
    sample = draft.body[:200]
    return max(labels, key=lambda c: (sum(page.value(r, c) is not None for r in sample), c)) if labels else 0


def _blank(page: Page, rows: list[int], col: int) -> bool:
    return sum(page.value(r, col) is None for r in rows) >= 0.8 * len(rows)


def _shape(page: Page, row: int) -> str:
    flat = squeeze(text(page.value(row, min(page.held(row)))))
    if flat[:1] in "(〈<【《[「■□◆◇●○◎▼・":
        return flat[:1]
    return "words"


def _until(body: list[int], lines: list[int], line: int) -> list[int]:
    """The first rows below a line, as far as the next line when there are any before it."""
    first = bisect_right(body, line)
    after = body[first : first + 12]
    place = bisect_right(lines, line)
    following = lines[place] if place < len(lines) else 10**9
    return [r for r in after if r < following] or after


def _opens(page: Page, line: int, after: list[int], cols: list[int], leaf: int) -> bool:
    """Evidence that a word line opens a group: brackets or numbering, a merge across, a period, another indent or kind."""
    col = min(page.held(line))
    raw = str(page.value(line, col))
    if not after:
        return False
    if _shape(page, line) != "words" and (is_title(raw) or plain(raw)[-1:] in ")〉>】》]」"):
        return True
    if page.span(line, col) >= max(3, 0.5 * len(cols)):
        return True
    values = [page.value(r, leaf) for r in after]
    if page.held(line)[col] is Kind.PERIOD or year_of(raw):
        return not any(page.kind(r, leaf) is Kind.PERIOD for r in after)
    if all(page.kind(r, col) in (*FIGURES, Kind.DATE) for r in after) and len(cols) >= 3:
        return True
    if (own := numbering(raw)) and all((n := numbering(text(v))) and n != own for v in values):
        return True
    deeper = [v for v in values if isinstance(v, str) and _indent(v) > _indent(raw)]
    return len(deeper) >= 0.8 * len(values) and len(values) >= 2


_NUMBERINGS = (r"第?[0-9]{1,2}[ .．、章節款項]", r"\([0-9]{1,2}\)", r"[①-⑳]", r"[ア-ン][ .．、)]", r"\([ア-ン]\)", r"[IVXivx]{1,4}[ .．、)]",
               r"[A-Z][ .．、)]", r"[a-z][ .．、)]", r"[0-9]{1,2}\)", r"[一二三四五六七八九十]{1,2}[ .．、]")  # fmt: skip


def numbering(words: str) -> int:
    """In what manner a label is numbered (1 子育て支援, (1) 待機児童数, ア …); 0 for one that is not."""
    flat = words.strip() if "①" <= words.strip()[:1] <= "⑳" else plain(words)
    return next((i for i, shape in enumerate(_NUMBERINGS, 1) if re.match(shape, flat)), 0)


def _indent(raw: str) -> int:
    return len(raw) - len(raw.lstrip(" 　\t"))


def column_name(texts: list[str]) -> tuple[str, float]:
    """A name for the column of group lines: 時期 when they name years, else 区分."""
    dated = [t for t in texts if any(ch.isdigit() for ch in plain(t)) and ("年" in t or "月" in t)]
    return ("時期", 0.7) if len(dated) == len(texts) else ("区分", 0.6)

"""segment: the rows of a page in order → drafts of tables (what is above, the header, the body, what is below).

Blank rows separate nothing by themselves: officers leave them inside headers and every five municipalities. A new table
begins where words stand in columns that held figures, or where a header comes again under another title.
"""

from __future__ import annotations

import itertools
from collections import Counter

from tomoni.tables.layout.draft import Draft
from tomoni.tables.layout.head import Lines, find_header, is_wide, text_header
from tomoni.tables.layout.keys import DAY, FIGURE, MOST, class_of, keyed, names_and_values
from tomoni.tables.layout.kinds import DATA, FIGURES, Kind, kind_of, number_of, squeeze, text
from tomoni.tables.layout.lines import Line, line_of, same_header
from tomoni.tables.layout.notes import is_aside, is_note, is_page_mark, is_sentence, is_title, without_continued
from tomoni.tables.layout.page import Page

_FIRM = frozenset({Kind.NUMBER, Kind.DATE, Kind.CODE})
_CLOSING = frozenset({"以上", "以下余白", "終わり", "おわり", "完", "参考", "備考", "速報値", "確報値", "暫定値"})
"""Words below a table that close it or speak of all of it."""
_DEEPEST = 8
"""More header rows than this are a table of words, not a header."""


def segment(page: Page, header_rows: tuple[int, ...] | None = None) -> list[Draft]:
    """The tables of a page from top to bottom. `header_rows`, when given, are taken at their word (() = no header)."""
    if header_rows is not None:
        return _as_told(page, header_rows)
    reader = _Reader(page)
    for row in page.rows:
        reader.take(row)
    reader.finish()
    for draft in reader.drafts:
        _trim(page, draft)
    return [d for d in reader.drafts if d.body and _is_table(page, d)]


def _trim(page: Page, draft: Draft) -> None:
    """Take rows off the end that hold only a running number: prepared for data that never came."""
    body = draft.body
    if len(body) < 3 or page.count[body[0]] < 2:
        return
    col = min(page.held(body[0]))
    keep = len(body)
    while keep > 1 and page.count[body[keep - 1]] == 1 and page.kind(body[keep - 1], col) is Kind.NUMBER:
        keep -= 1
    if keep < len(body) and sum(page.count[r] > 1 for r in body[:keep]) >= 0.5 * keep:
        draft.ghosts, draft.body = body[keep:], body[:keep]


def _is_table(page: Page, draft: Draft) -> bool:
    """Rows of single cells are prose, unless the whole page is one named column."""
    if any(page.count[r] > 1 for r in draft.body):
        return True
    return len(page.cols) == 1 and bool(draft.header)


def _as_told(page: Page, header_rows: tuple[int, ...]) -> list[Draft]:
    start = max(header_rows, default=0)
    first = min(header_rows, default=0)
    draft = Draft(above=[r for r in page.rows if r < first], header=sorted(header_rows))
    rest = [r for r in page.rows if r > start]
    lines = {r: line_of(page, r) for r in [*rest[:20], *rest[-60:]]}
    while rest and lines[rest[0]] in (Line.UNITS, Line.INDEX) and header_rows:
        draft.units.append(rest.pop(0))
    while rest and lines.get(rest[-1]) in (Line.NOTE, Line.STAMP):
        draft.below.insert(0, rest.pop())
    for row in rest:
        single = page.count[row] == 1 and len(page.cols) > 1
        (draft.groups if single and line_of(page, row) is Line.WORDS else draft.body).append(row)
    return [draft] if draft.body else []


class _Reader:
    """Reads lines one after the other; `pend` holds lines since the last row of data."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.drafts: list[Draft] = []
        self.pend: Lines = []
        self.now: Draft | None = None
        self._probe: int | None = None
        self._head = ""
        self._measures: set[int] | None = None
        self._recent: tuple[int, set[tuple[int, str]]] = (-1, set())

    def take(self, row: int) -> None:
        now = self.now
        if now and not self.pend and self._quick(now, row):
            now.body.append(row)
            return
        line = line_of(self.page, row)
        if line is Line.DATA and (self._again(now, row) if now else self._over_figures(row)):
            line = Line.HEADER
        if line is not Line.DATA:
            self.pend.append((row, line))
        elif now is None:
            self._open(self.pend, row)
        elif not self.pend:
            now.body.append(row)
        else:
            self._resolve(now, row)

    def _again(self, now: Draft, row: int) -> bool:
        """The header comes again with some cells changed (marks for words): its first words stand in their places."""
        if not now.header:
            return False
        held, head = self.page.held(row), self.page.held(now.header[-1])
        first = min(held)
        if held[first] in DATA or first not in head:
            return False
        value = self.page.value
        same = [c for c in held if c in head and text(value(row, c)) == text(value(now.header[-1], c))]
        return first in same and len(same) >= max(2, 0.5 * sum(k is Kind.WORDS for k in held.values()))

    def _over_figures(self, row: int) -> bool:
        """The first row of a page holds words where all rows below hold figures: a header, though some names are numbers."""
        if any(line is Line.HEADER for _, line in self.pend):
            return False
        below = [r for r in range(row + 1, row + 6) if r in self.page.count]
        held = self.page.held(row)
        words = [c for c, k in held.items() if k in (Kind.WORDS, Kind.PERIOD)]
        over = [c for c in words if below and all(self.page.kind(r, c) in _FIRM for r in below)]
        rising = [number_of(self.page.value(row, c)) or 0.0 for c, k in held.items() if k is Kind.NUMBER]
        counted = len(rising) >= 3 and all(a < b for a, b in itertools.pairwise(rising))
        return len(below) >= 3 and len(over) >= (1 if counted else 2) and len(over) >= 0.5 * len(words)

    def _quick(self, now: Draft, row: int) -> bool:
        """Deep in a body one cell of data in a column of figures is enough, unless the first header word comes again."""
        if len(now.body) < 20:
            return False
        if self._probe is None:
            votes = Counter(c for r in now.body for c, k in self.page.held(r).items() if k in FIGURES or k is Kind.DATE)
            self._probe = votes.most_common(1)[0][0] if votes else 0
            cols = self.page.held(now.header[-1]) if now.header else {}
            self._head = text(self.page.value(now.header[-1], min(cols))) if cols else ""
            self.page.probes.append((self._probe, self._head))
        if (
            self.page.count[row] < (3 if len(self.page.cols) > 3 else 2)
            or kind_of(self.page.value(row, self._probe)) not in DATA
        ):
            return False
        return not self._head or text(self.page.value(row, self.page.offset + self.page.first[row])) != self._head

    def _open(self, lines: Lines, row: int) -> None:
        keys, lines = names_and_values(self.page, lines)
        wide = [r for r, line in lines if line is Line.HEADER]
        if len(wide) > _DEEPEST:  # a table of words in which some row far down happens to hold a figure
            head = text_header(self.page, [r for r, _ in lines])
            rest = [(r, line) for r, line in lines if r > head.header[-1]]
            head.body = [r for r, line in rest if line is Line.HEADER]
            head.groups = [r for r, line in rest if line is Line.WORDS]
        else:
            head = find_header(self.page, lines, row)
        self.now = Draft(head.above, head.header, head.units, [*head.body, row], head.groups, keys=keys)
        self.drafts.append(self.now)
        self.pend, self._probe, self._measures = [], None, None
        self._recent = (-1, set())

    def _resolve(self, now: Draft, row: int) -> None:
        """A row of data after other lines: does it go on with the table, or begin another?"""
        headers = [i for i, (_, line) in enumerate(self.pend) if line is Line.HEADER]
        if headers and self._only_preamble(now):
            self._reopen(now, row)
            return
        early = self._keys(now, row)
        if early:
            self.drafts.remove(now)
            self.pend = [(r, line) for r, line in self.pend if r not in early]
            self._open([*((r, Line.WORDS) for r in now.above), *self.pend], row)
            self.drafts[-1].keys = early
            return
        start = next((i for i in headers if self._is_header(now, i)), None)
        if start is None and self._other_shape(now, row):
            self._open(self.pend, row)
            return
        if start is None:
            self._absorb(now, self.pend)
            now.body.append(row)
            self.pend = []
            return
        cut = self._cut(start)
        again = [r for r, line in self.pend[start:] if line is Line.HEADER]
        own = not any(self._caption(now, r, line) for r, line in self.pend[cut:start])
        if own and all(any(same_header(self.page, r, h) for h in now.header) for r in again):
            self._absorb(now, self.pend[:cut])
            now.repeats += [r for r, line in self.pend[cut:] if line is not Line.WORDS]
            self._absorb(now, [(r, line) for r, line in self.pend[start:] if line is Line.WORDS])
            now.body.append(row)
            self.pend = []
            return
        self._absorb(now, self.pend[:cut], ended=True)
        self._open(self.pend[cut:], row)
        assert self.now is not None
        self.now.folded = own and not self.now.above and self._same_labels(now, self.now)

    def _keys(self, now: Draft, row: int) -> list[int]:
        """The rows so far, when they are names with their values above the table that begins here; else []."""
        if len(now.body) > MOST:
            return []
        pair = set(self.page.cols[:2])
        more = list(itertools.takewhile(lambda item: self.page.held(item[0]).keys() == pair, self.pend))
        rest = self.pend[len(more) :]
        header = next((i for i, (_, line) in enumerate(rest) if line is Line.HEADER), None)
        rows = sorted([*now.header, *now.units, *now.body, *now.groups, *(r for r, _ in more)])
        return rows if header is not None and keyed(self.page, rows, rest[: header + 1], row) else []

    def _caption(self, now: Draft, row: int, line: Line) -> bool:
        """Words above a header that were not said above the table before: （令和4年） where it was （令和3年）."""
        if line not in (Line.NOTE, Line.WORDS):
            return False
        said = {text(self.page.value(r, c)) for r in now.above for c in self.page.held(r)}
        mine = {word for c in self.page.held(row) if not is_page_mark(word := text(self.page.value(row, c)))}
        if line is Line.WORDS:  # the title printed again on the next page says nothing new
            return any(not {word, without_continued(word)} & said for word in mine)
        return bool(mine) and not said & mine

    def _other_shape(self, now: Draft, row: int) -> bool:
        """After a blank row and a caption: a row whose cells are of other kinds than the column they stand in."""
        if not self._gap(0) or not any(line is Line.WORDS for _, line in self.pend) or len(now.body) < 2:
            return False
        votes: dict[int, Counter[Kind]] = {}
        for r in now.body[-30:]:
            for c, k in self.page.held(r).items():
                votes.setdefault(c, Counter())[k] += 1
        held = self.page.held(row)
        usual = {c: votes[c].most_common(1)[0][0] for c in held if c in votes}
        other = [c for c in held if c in usual and class_of(held[c]) != class_of(usual[c])]
        dates = [c for c in other if {class_of(held[c]), class_of(usual[c])} == {FIGURE, DAY}]
        return bool(dates) or (len(other) >= 2 and len(other) >= 0.3 * len(held))

    def _same_labels(self, now: Draft, new: Draft) -> bool:
        """Whether the rows begin with the same label again: the parts of a folded table share their row labels."""
        labels = []
        for draft in (now, new):
            first = draft.body[0]
            labels.append(squeeze(text(self.page.value(first, min(self.page.held(first))))))
        return bool(now.header) and labels[0] == labels[1]

    def _only_preamble(self, now: Draft) -> bool:
        """One or two short rows that hold a figure or a day, before any header: they belong to the title."""
        most = 4 if len(now.body) == 1 else 2
        return len(now.body) <= 2 and not now.header and all(self.page.count[r] <= most for r in now.body)

    def _reopen(self, now: Draft, row: int) -> None:
        self.drafts.remove(now)
        early: Lines = [(r, Line.WORDS) for r in sorted([*now.above, *now.groups, *now.body])]
        self._open([*early, *self.pend], row)

    def _measure_columns(self, now: Draft) -> set[int]:
        if self._measures is None or len(now.body) < 60:
            sample = now.body[:60]
            filled: Counter[int] = Counter()
            data: Counter[int] = Counter()
            for r in sample:
                for c, k in self.page.held(r).items():
                    filled[c] += 1
                    data[c] += k in FIGURES or k is Kind.DATE
            self._measures = {c for c in filled if data[c] >= 0.7 * filled[c] and filled[c] >= 0.3 * len(sample)}
        return self._measures

    def _is_header(self, now: Draft, index: int) -> bool:
        row = self.pend[index][0]
        held = self.page.held(row)
        if any(same_header(self.page, row, h) for h in now.header) or self._again(now, row):
            return True
        measures = self._measure_columns(now)
        hits = [c for c in held if c in measures]
        if any(held[c] in DATA for c in hits):  # a row of counting numbers: believed only for years and days
            return all(self.page.kind(row, c) not in DATA or _big(self.page, row, c) for c in hits) and len(hits) >= 3
        if self._known_values(now, row):
            return False
        words = {text(self.page.value(row, c)) for c in hits}
        if len(words) >= 2:
            return len(words) > 0.6 * len(hits)
        parted = self._gap(index) or (index > 0 and self.pend[index - 1][1] is Line.WORDS)
        if words and len(measures) <= 2:
            return parted
        titled = index > 0 and self.pend[index - 1][1] is Line.WORDS and self._gap(index - 1)
        return titled and all(len(text(self.page.value(row, c))) <= 25 for c in held)

    def _known_values(self, now: Draft, row: int) -> bool:
        """A cell says what a row of data just above says in the same column: then the row is data as well."""
        if self._recent[0] != len(now.body):
            known = {(c, text(self.page.value(r, c))) for r in now.body[-30:] for c in self.page.held(r)}
            self._recent = (len(now.body), known)
        words = [c for c, k in self.page.held(row).items() if k is Kind.WORDS]
        return any((c, text(self.page.value(row, c))) in self._recent[1] for c in words[:4])

    def _gap(self, index: int) -> bool:
        """Whether a blank row stands before this pending line."""
        row = self.pend[index][0]
        return row - 1 not in self.page.count

    def _cut(self, start: int) -> int:
        """The first pending line that belongs to the header at `start`: captions and asides right above it."""
        cut = start
        while cut > 0:
            row, line = self.pend[cut - 1]
            aside = line is Line.NOTE and not is_note(text(self.page.value(row, min(self.page.held(row)))))
            if line not in (Line.WORDS, Line.STAMP, Line.UNITS, Line.HEADER) and not aside:
                break
            cut -= 1
        return cut

    def _absorb(self, now: Draft, lines: Lines, *, ended: bool = False) -> None:
        for row, line in lines:
            if line is Line.WORDS and not ended:
                now.groups.append(row)
            elif line is Line.HEADER and not ended:
                now.body.append(row)
            else:
                now.below.append(row)

    def finish(self) -> None:
        """What is left at the end are notes, or the rows of a table of words."""
        now, lines = self.now, self.pend
        wide = [r for r, line in lines if line is Line.HEADER]
        if now is None or (self._only_preamble(now) and len(wide) >= 2):
            early = sorted([*now.above, *now.groups, *now.body]) if now else []
            if now:
                self.drafts.remove(now)
            self._words_table([*((r, Line.WORDS) for r in early), *lines])
            return
        start = next((i for i, (_, line) in enumerate(lines) if line is Line.HEADER and self._is_header(now, i)), None)
        if start is not None and len(wide) >= 2:
            cut = self._cut(start)
            self._tail(now, lines[:cut])
            self._words_table(lines[cut:])
        else:
            self._tail(now, lines)

    def _tail(self, now: Draft, lines: Lines) -> None:
        """Rows after the last data: text rows that still fit the table are its rows, all else is said below it."""
        ended = False
        for row, line in lines:
            held = self.page.held(row)
            opening = text(self.page.value(row, min(held)))
            if line is Line.WORDS and not ended and row == now.body[-1] + 1 and self._another(now, row):
                now.body.append(row)
                continue
            fits = line is Line.HEADER and len(held) >= 2 and not (len(held) < 3 and is_aside(opening))
            if fits and not ended and not is_sentence(opening) and len(held) >= 0.5 * self.page.count[now.body[-1]]:
                now.body.append(row)
            else:
                ended = True
                now.below.append(row)

    def _another(self, now: Draft, row: int) -> bool:
        """A last row of which only the label is there: a word in the place of the labels, of no other length than they."""
        page, col = self.page, self.page.cols[0]
        words = squeeze(text(page.value(row, col)))
        if page.held(row).keys() != {col} or page.span(row, col) > 1 or words in _CLOSING or is_title(words):
            return False
        above = [squeeze(text(page.value(r, col))) for r in now.body if page.kind(r, col) is Kind.WORDS]
        if len(above) < max(2, 0.8 * len(now.body)) or is_sentence(words) or is_aside(words):
            return False
        return min(map(len, above)) <= len(words) <= max(map(len, above)) and any(sign.isalpha() for sign in words)

    def _words_table(self, lines: Lines) -> None:
        rows = [r for r, _ in lines]
        if not is_wide(self.page, rows):
            if len(self.page.cols) == 1 and len(rows) >= 3 and rows[-1] - rows[0] + 1 == len(rows):
                self.drafts.append(Draft(header=rows[:1], body=rows[1:], words_only=True))
            return
        head = text_header(self.page, rows)
        draft = Draft(above=head.above, header=head.header, words_only=True)
        rest = [(r, line) for r, line in lines if r > max([*head.header, *head.above], default=0)]
        last = max((i for i, (r, _) in enumerate(rest) if self.page.count[r] > 1), default=-1)
        for i, (row, line) in enumerate(rest):
            if line is Line.NOTE or i > last:
                draft.below.append(row)
            else:
                (draft.groups if self.page.count[row] == 1 else draft.body).append(row)
        self.drafts.append(draft)


def _big(page: Page, row: int, col: int) -> bool:
    """A year or a day: the numbers that make a header even in the middle of a page."""
    value = page.value(row, col)
    return kind_of(value) is Kind.DATE or (
        kind_of(value) is Kind.NUMBER and text(value).isdecimal() and len(text(value)) == 4
    )

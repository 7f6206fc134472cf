"""Lines: what each row of a sheet is on its face — a line of words, a header, a unit row, data, a note, a time stamp.

Only the row itself (and for rows of counting numbers the next one) is looked at; `segment` puts the lines in order.
"""

from __future__ import annotations

import itertools
import re
from enum import Enum

from tomoni.tables.grid import Scalar
from tomoni.tables.layout.kinds import DATA, Kind, kind_of, number_of, plain, squeeze, text, year_of
from tomoni.tables.layout.notes import as_of, is_aside, is_key, is_note, is_stamp, is_title, unit_of
from tomoni.tables.layout.page import Page
from tomoni.tables.layout.years import is_years


class Line(Enum):
    """What a row is on its face."""

    WORDS = "words"  # one cell of words: a title, a group line, a caption
    NOTE = "note"
    STAMP = "stamp"
    HEADER = "header"  # two or more cells, none of them data
    UNITS = "units"
    INDEX = "index"  # (1) (2) (3) …, A B C …: numbers of columns
    DATA = "data"


def line_of(page: Page, row: int) -> Line:
    """The face of a row that holds something."""
    held = page.held(row)
    values = [page.value(row, col) for col in held]
    if is_stamp(values):
        return Line.STAMP
    words = [text(v) for v in values if isinstance(v, str)]
    if _aside(page, held, words):
        return Line.NOTE
    if _numbered_title(page, held, values):
        return Line.WORDS
    kinds = set(held.values())
    if (
        not kinds & DATA
        or _only_marks(held)
        or _placeholders(page, row, held)
        or (len(held) == 1 < len(page.cols) and _RULE.fullmatch(words[0] if words else ""))
    ):
        return _of_words(page, row, held, words)
    first = words[0] if words and text(values[0]) == words[0] else ""
    if _numbered_note(page, row, held, values):
        return Line.NOTE
    if first and is_note(first) and len(held) <= 2 and Kind.WORDS in kinds:
        return Line.NOTE
    if _numbered(page, row, held) or _codes(page, row, held):
        return Line.INDEX
    if (
        counting(page, row)
        or is_years(page, row)
        or _enclosed(page, row, held)
        or _spread(page, row, held)
        or _members(page, row, held)
    ):
        return Line.HEADER
    return Line.INDEX if _index(page, row) else Line.DATA


_RULE = re.compile(r"[#*＃＊=＝]+")
"""A line of signs that parts what stands above from what stands below."""


def _aside(page: Page, held: dict[int, Kind], words: list[str]) -> bool:
    """A row about the table in a page that is wider: 表番号：| 1-1, or what a mark means (*** | 数字が得られないもの)."""
    if not words or len(held) > 4 or len(page.cols) <= max(3, len(held)) or min(held) != page.cols[0]:
        return False
    kinds = list(held.values())
    return is_key(words[0]) or (kinds == [Kind.MARK, Kind.WORDS])


_TABLE_NUMBER = re.compile(
    r"(第?[ ]?[0-9]{1,3}([-.][0-9]{1,3}){0,3}[ ]?(表|図)?[.．]?|表[ -]?[0-9]{1,3}([-.][0-9]{1,3}){0,2}|[IVX]{1,4}[-.][0-9]{1,3})"
)


def _numbered_title(page: Page, held: dict[int, Kind], values: list[Scalar]) -> bool:
    """The number of a table, its title in the next cell, and perhaps a unit or a day at the right (12-3 | 道路の現況 | （4月1日現在）)."""
    if not 2 <= len(held) <= 3 or len(page.cols) <= len(held) + 1:
        return False
    first, title, *rest = held.items()
    number = plain(text(values[0]))
    if first[0] != page.cols[0] or title[0] != first[0] + 1 or not _TABLE_NUMBER.fullmatch(number):
        return False
    if title[1] is not Kind.WORDS or isinstance(values[0], int | float) or (number.isdecimal() and not rest):
        return False
    return all(isinstance(v, str) and (is_aside(v) or bool(as_of([v]))) for v in values[2:])


def _numbered_note(page: Page, row: int, held: dict[int, Kind], values: list[Scalar]) -> bool:
    """A note at the end of a list that numbers its rows, the notes as well (9 | ＊各年4月1日現在)."""
    if len(held) != 2 or len(page.cols) <= 3 or row not in page.rows[-12:] or min(held) != page.cols[0]:
        return False
    if any(page.count[r] > 2 for r in page.rows[-12:] if r > row):
        return False
    return next(iter(held.values())) is Kind.NUMBER and isinstance(values[1], str) and is_note(values[1])


def _only_marks(held: dict[int, Kind]) -> bool:
    """A few marks (x, ○, -) among words prove nothing: X and Y are names of columns, too."""
    data = [k for k in held.values() if k in DATA]
    return all(k is Kind.MARK for k in data) and len(held) >= 3 * len(data) + 1


def _placeholders(page: Page, row: int, held: dict[int, Kind]) -> bool:
    """Names left open (区分 | ○○ | △△ | □□): pairs of signs, each another one, beside a word and above figures."""
    signs = [text(page.value(row, c)) for c, k in held.items() if k in DATA]
    if len(signs) < 2 or len(set(signs)) < len(signs) or Kind.WORDS not in held.values():
        return False
    return all(len(s) >= 2 and len(set(s)) == 1 and s[0] in "○◯〇△▲□■◇◆●×☆★" for s in signs)


def _of_words(page: Page, row: int, held: dict[int, Kind], words: list[str]) -> Line:
    if len(held) == 1:
        if is_note(words[0]) or (len(words[0]) > 1 and is_aside(words[0])):
            return Line.NOTE
        return Line.UNITS if unit_of(words[0]) else Line.WORDS
    if is_note(words[0]) and len(words) <= (3 if words[0][0] in "※*＊注（(" else 2):
        return Line.NOTE
    if all(is_aside(w) or is_title(w) for w in words) and len(words) <= 4 and any(is_aside(w) for w in words):
        return Line.WORDS
    if len(words) == 2 and len(page.cols) > 3 and (is_aside(words[1]) or as_of([words[1]])):
        return Line.WORDS  # a title with its unit or day at the right edge
    if all(unit_of(w) for w in words):
        return Line.UNITS
    return Line.INDEX if _letters(words) else Line.HEADER


def _spread(page: Page, row: int, held: dict[int, Kind]) -> bool:
    """Days or years that each stand over several columns, merged or with blanks to their right, above a row of words."""
    data = [c for c, k in held.items() if k in DATA]
    if any(held[c] is not Kind.DATE and year_of(page.value(row, c)) is None for c in data):
        return False
    if all(page.span(row, c) > 1 for c in data):
        return True
    under = page.held(row + 1)
    words = bool(under) and not any(k in DATA for k in under.values())
    wide = [c for c in data if page.span(row, c) > 1 or (c + 1 in under and c + 1 not in held)]
    return words and bool(wide) and all(c in under for c in data)


def _numbered(page: Page, row: int, held: dict[int, Kind]) -> bool:
    """The numbers of all columns, 1 2 3 … from the labels on, on the line below the names."""
    if len(held) < 5 or len(held) != len(page.cols) or row == page.rows[0]:
        return False
    numbers = [number_of(page.value(row, c)) for c in held]
    if numbers != list(range(1, len(held) + 1)) or number_of(page.value(row + 1, page.cols[0])) == 2:
        return False
    above = page.held(row - 1)
    return any(k not in DATA for k in above.values()) or (bool(above) and _members(page, row - 1, above))


_CODES = re.compile(r"(?P<of>.*?)[ _(]*(コ-ド|code)[)]?", re.I)


def _codes(page: Page, row: int, held: dict[int, Kind]) -> bool:
    """Codes of the names on the next line (表章項目 コード | 020 | 020 over 表章項目 | 人口 | 人口), nothing at the left."""
    first = min(held)
    named = _CODES.fullmatch(plain(text(page.value(row, first)))) if first > page.cols[0] else None
    if named is None or len(held) < 3 or any(k is not Kind.NUMBER for c, k in held.items() if c != first):
        return False
    below = page.held(row + 1)
    return below.keys() >= held.keys() and plain(text(page.value(row + 1, first))).startswith(named["of"])


def _enclosed(page: Page, row: int, held: dict[int, Kind]) -> bool:
    """Names that are numbers in rings (停留所 | ① | ② | ③), rising, above rows without any."""
    rings = [text(page.value(row, c)) for c, k in held.items() if k is Kind.NUMBER]
    if len(rings) < 2 or Kind.WORDS not in held.values() or any(len(r) != 1 or not "①" <= r <= "⑳" for r in rings):
        return False
    return rings == sorted(set(rings)) and not any(text(page.value(row + 1, c)) in rings for c in held)


def _members(page: Page, row: int, held: dict[int, Kind]) -> bool:
    """Names that are figures (要支援: 1 | 2), each under a merged group name and level with a label merged downwards."""
    if row in (page.rows[0], page.rows[-1]) or page.cols[0] in held:
        return False
    corner = page.merge(row, page.cols[0])
    if corner is None or corner.top == row:
        return False
    groups = [m for m in page.merges if m.right > m.left > corner.left and corner.top <= m.top and m.bottom == row - 1]
    return bool(groups) and all(any(m.left <= c <= m.right for m in groups) for c in held)


def counting(page: Page, row: int) -> bool:
    """A header made of years (1965 1970 …), of days, or of equal steps (0 1 2 …, 5 10 15 …) above other figures."""
    held = page.held(row)
    cols = [c for c, k in held.items() if k in DATA]
    if len(cols) < 2 or page.count[row] - len(cols) > max(2, len(cols)):
        return False
    if not _counts(page, row, cols):
        return False
    around = [r for r in (row - 1, row + 1) if r in page.count]
    named = any(year_of(page.value(row, c)) is None for c in cols)
    return not any(_counts(page, r, cols) or (named and _step(page, r, cols) in (1, 5, 10)) for r in around)


def _counts(page: Page, row: int, cols: list[int]) -> bool:
    kinds = {page.kind(row, c) for c in cols}
    if kinds == {Kind.CODE}:
        return _clocks(page, row, cols)
    if kinds == {Kind.DATE}:
        days = [_day(text(page.value(row, c))) for c in cols]
        over = all(page.kind(r, c) is Kind.NUMBER for r in (row + 1, row + 2) for c in cols)
        turned = sum(a[:1] == (12,) and b[:1] == (1,) for a, b in itertools.pairwise(days) if len(a) == 2)
        return (len(cols) >= 3 or over) and sum(a >= b for a, b in itertools.pairwise(days)) == (
            turned if turned == 1 else 0
        )
    if kinds != {Kind.NUMBER}:
        return False
    years = [year_of(page.value(row, c)) for c in cols]
    known = [y for y in years if y is not None]
    if len(known) == len(cols):
        rising = all(a < b for a, b in itertools.pairwise(known))
        falling = all(a > b for a, b in itertools.pairwise(known))
        return (rising or falling) and (len(cols) >= 3 or abs(known[0] - known[-1]) <= 10)
    first = number_of(page.value(row, cols[0]))
    return len(cols) >= 5 and first in (0, 1, 5, 10) and _step(page, row, cols) in (1, 5, 10)


_CLOCK = re.compile(r"([0-2]?[0-9])[:時]([0-5][0-9])?分?(?:現在)?")


def _clocks(page: Page, row: int, cols: list[int]) -> bool:
    """Hours of the day, one after the other, over figures (時刻 | 10:00 | 11:00 above 男 | 5.21 | 9.88)."""
    found = [_CLOCK.fullmatch(plain(text(page.value(row, c)))) for c in cols]
    hours = [(int(hit[1]), int(hit[2] or 0)) for hit in found if hit]
    if len(hours) < 3 or len(hours) < len(cols) or any(a >= b for a, b in itertools.pairwise(hours)):
        return False
    return all(page.kind(r, c) in (Kind.NUMBER, Kind.MARK) for r in (row + 1, row + 2) for c in cols if r in page.count)


def _day(written: str) -> tuple[int, ...]:
    """4/1 → (4, 1), 2020-04-01 → (2020, 4, 1): days in the order of the calendar, not of their signs."""
    return tuple(map(int, re.findall(r"[0-9]+", written.translate(_WIDE))))


_WIDE = str.maketrans("０１２３４５６７８９", "0123456789")


def _step(page: Page, row: int, cols: list[int]) -> float | None:
    """The constant difference between the figures of a row, if there is one."""
    figures = [number_of(page.value(row, c)) for c in cols]
    steps = {b - a for a, b in itertools.pairwise(figures) if a is not None and b is not None}
    return steps.pop() if len(steps) == 1 and None not in figures else None


def _index(page: Page, row: int) -> bool:
    cells = [squeeze(text(page.value(row, c))) for c in page.held(row)]
    numbers = [c.strip("()[]") for c in cells]
    return (
        len(cells) >= 3
        and all(c != n for c, n in zip(cells, numbers, strict=True))
        and all(n.isdecimal() for n in numbers)
        and [int(n) for n in numbers] == list(range(int(numbers[0]), int(numbers[0]) + len(numbers)))
    )


def _letters(words: list[str]) -> bool:
    flat = [squeeze(w).strip("()") for w in words]
    return (
        len(flat) >= 3
        and all(len(w) == 1 for w in flat)
        and all(ord(b) - ord(a) == 1 for a, b in itertools.pairwise(flat))
        and flat[0] in "aAアあイ甲①ａＡ"
    )


def same_header(page: Page, row: int, other: int) -> bool:
    """Whether two rows say the same in the same places (a header printed again on the next page)."""
    mine, theirs = page.held(row), page.held(other)
    if len(mine) < 2 or not mine.keys() & theirs.keys():
        return False
    same = sum(
        kind_of(page.value(row, c)) not in DATA
        and squeeze(text(page.value(row, c))) == squeeze(text(page.value(other, c)))
        for c in mine.keys() & theirs.keys()
    )
    return same >= 0.8 * max(len(mine), len(theirs)) and same >= 2

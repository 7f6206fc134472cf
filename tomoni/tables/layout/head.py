"""head: among the lines above the first row of data, which are the header, and which are titles and remarks."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median

from tomoni.tables.layout.forms import ABOUT, NAMED
from tomoni.tables.layout.kinds import DATA, Kind, squeeze, text
from tomoni.tables.layout.lines import Line, line_of
from tomoni.tables.layout.notes import is_aside, is_sentence, is_title
from tomoni.tables.layout.page import Page
from tomoni.tables.values.missing import is_missing

Lines = list[tuple[int, Line]]


@dataclass(slots=True)
class Head:
    """Rows by their part in the head of a table; `groups` already belong to the body."""

    above: list[int] = field(default_factory=list)
    header: list[int] = field(default_factory=list)
    units: list[int] = field(default_factory=list)
    groups: list[int] = field(default_factory=list)
    body: list[int] = field(default_factory=list)
    """Rows of words below the header: data that lack their figures."""


def find_header(page: Page, lines: Lines, data: int) -> Head:
    """Split the lines above row `data`. The header is the run of header lines nearest to the data."""
    head = Head()
    bottom = _bottom(page, lines, data)
    if bottom < 0:
        bottom = _single(page, lines, data)
    if bottom < 0:
        return _headless(page, lines, data)
    head.header = [lines[bottom][0]]
    named = _named(page, lines[: bottom + 1])
    for row, line in lines[bottom + 1 :]:
        if line in (Line.UNITS, Line.INDEX):
            head.units.append(row)
        elif (
            line is Line.HEADER
            and not head.body
            and (_under(page, row, head.header[-1]) or _parts(page, row, head) or _corner(page, row, head, data))
        ):
            head.header.append(row)
        elif line is Line.HEADER:
            head.body.append(row)
        elif line is Line.WORDS and _level(page, row, data, named):
            head.header.append(row)
        else:
            (head.groups if line is Line.WORDS else head.above).append(row)
    top = bottom
    while top > 0 and _joins(page, lines, top - 1, head.header, data):
        top -= 1
        row, line = lines[top]
        (head.units if line in (Line.UNITS, Line.INDEX) else head.header).append(row)
    head.header.sort()
    head.units.sort()
    head.above = sorted([*(r for r, _ in lines[:top]), *head.above])
    _cut_levels(page, head, data)
    return head


def _named(page: Page, lines: Lines) -> set[int]:
    """The columns that the last header line names, or one right above it (names merged downwards, or blank below)."""
    named: set[int] = set()
    below = lines[-1][0] + 1
    for row, line in reversed(lines):
        if line is not Line.HEADER or row + 1 != below:
            break
        below = row
        wide = 1 if row == lines[-1][0] else 0
        named |= {c + k for c in page.held(row) for k in range(page.span(row, c) if wide else 1)}
    return named


def _bottom(page: Page, lines: Lines, data: int) -> int:
    """The last header line that names a column of data; lines after it that name none are data without figures."""
    wide = [i for i, (_, line) in enumerate(lines) if line is Line.HEADER]
    wide = [i for i in wide if not _prose(page, lines[i][0])] or wide
    cols = {c for c, k in page.held(data).items() if k in DATA}
    for i in reversed(wide):
        row = lines[i][0]
        if any(c + k in cols for c in page.held(row) for k in range(page.span(row, c))):
            return next((j for j in wide if j < i and _explained(page, lines[j][0], row, data)), i)
    return wide[-1] if wide else -1


def _explained(page: Page, upper: int, lower: int, data: int) -> bool:
    """`upper` names every column of `lower`, which says whole sentences where rows of data say them as well (項目名 | 説明
    over 関連組織 | 子会社などを記載。): `lower` is the first of the data, though it lacks figures."""
    held, names = page.held(lower), page.held(upper)
    told = [c for c in held if is_sentence(text(page.value(lower, c)))]
    if not told or not names.keys() > held.keys() or any(is_sentence(text(page.value(upper, c))) for c in names):
        return False
    rows = [r for r in range(data, data + 6) if r in page.count]
    return any(is_sentence(text(page.value(r, c))) for r in rows for c in told)


def _prose(page: Page, row: int) -> bool:
    """Two cells of which one is a long text: a heading with a remark beside it."""
    return page.count[row] <= 2 and any(len(text(page.value(row, c))) > 30 for c in page.held(row))


def _cut_levels(page: Page, head: Head, data: int) -> None:
    """Full rows of different words without any structure are not levels: the first is the header, the rest are data."""
    for i, (upper, lower) in enumerate(pairwise(head.header)):
        if (
            (not _structured(page, upper, lower) and not _over_numbers(page, lower, data))
            or _same_word(page, lower, data)
            or (i > 0 and _named_already(page, head.header[: i + 1], lower, data))
            or _first_of_labels(page, upper, lower)
        ):
            head.body = sorted([*head.header[i + 1 :], *head.body])
            head.header = head.header[: i + 1]
            return


def _named_already(page: Page, header: list[int], row: int, data: int) -> bool:
    """A full row of words whose columns all have names of their own above, told apart by them, some of them with the level
    right above left out (児童館名 | 開館時間 over | 平日): the first row of a table of words, like the row of data below it."""
    held = page.held(row)
    names = {c: [text(page.value(r, c)) for r in header if page.value(r, c) is not None] for c in held}
    skipped = [c for c in held if names[c] and page.value(header[-1], c) is None]
    if len(held) < 4 or len(skipped) < 2 or min(held) not in skipped or not all(names.values()):
        return False
    if any(m.top <= row <= m.bottom and m.bottom > m.top for m in page.merges):
        return False
    below = page.held(data)
    words = [c for c, k in held.items() if k is Kind.WORDS]
    alike = sum(below.get(c) is Kind.WORDS for c in words)
    plainly = not all(text(page.value(row, c)).isascii() for c in words)
    return plainly and below.keys() >= held.keys() - {max(held)} and alike >= 0.6 * len(held)


def _first_of_labels(page: Page, upper: int, lower: int) -> bool:
    """The first label of a table that lists what is known about things side by side (– | 市民会館 | 公民館 over 所在地 |
    本町1 | 港町2, then 開設年月日, 延床面積 …): their names stand above, the row is its first."""
    above, below = page.held(upper), page.held(lower)
    col = page.cols[0]
    if col in above or col not in below or below.keys() - {col} != above.keys() or len(above) < 2:
        return False
    rows = [r for r in range(lower, lower + 8) if r in page.count and col in page.held(r)]
    labels = [squeeze(text(page.value(r, col))) for r in rows]
    known = sum(bool(ABOUT.search(label) or NAMED.search(label)) for label in labels)
    kinds = {page.kind(r, c) for r in rows for c in above if page.value(r, c) is not None}
    return (
        len(rows) >= 3
        and known >= max(3, 0.5 * len(rows))
        and len(kinds) >= 2
        and not any(page.merge(r, c) for r in (upper, lower) for c in above)
    )


def _over_numbers(page: Page, row: int, data: int) -> bool:
    """Words of which all but the first stand over numbers (候補者名 above 党派), or one word twice (人数 | 人数 below 男 | 女):
    names, for data would be numbers."""
    numbers = [r for r in range(data, data + 3) if r in page.count]
    first = min(page.held(row))
    cells = [(c, k) for c, k in page.held(row).items() if c != first or page.kind(data, c) is Kind.NUMBER]
    words = {text(page.value(row, c)) for c, _ in cells}
    return (
        (len(cells) >= 3 or (len(cells) == 2 and len(words) == 1))
        and len(numbers) >= 2
        and all(k is Kind.WORDS and is_missing(text(page.value(row, c))) is None for c, k in cells)
        and all(page.kind(r, c) is Kind.NUMBER for r in numbers for c, _ in cells)
    )


def _same_word(page: Page, row: int, data: int) -> bool:
    """A word of the row stands in the row of data as well, in the same column: both are data."""
    words = {c: text(page.value(row, c)) for c, k in page.held(row).items() if k is Kind.WORDS}
    return any(text(page.value(data, c)) == word for c, word in words.items())


def _structured(page: Page, upper: int, lower: int) -> bool:
    """Whether two header rows stand to each other as group and member, name and year, Japanese and English."""
    above, below = page.held(upper), page.held(lower)
    few = min(len(above), len(below)) < 3 and above.keys() != below.keys()
    if few or any(page.merge(r, c) for r, cells in ((upper, above), (lower, below)) for c in cells):
        return True
    words = [squeeze(text(page.value(upper, c))) for c in above]
    if below.keys() - above.keys() or len(set(words)) < 0.9 * len(words) or min(above) not in below:
        return True
    under = [text(page.value(lower, c)) for c in below]
    if all(k is Kind.PERIOD for k in list(below.values())[1:]):
        return True
    latin = sum(w.isascii() for w in under) >= 0.8 * len(under)
    return (latin and not all(text(page.value(upper, c)).isascii() for c in above)) or sum(
        w[:1] in "(（[［" for w in under
    ) >= 0.5 * len(under)


def _single(page: Page, lines: Lines, data: int) -> int:
    """A header of one cell: the only column of the table, or a name over the figures with the first column left blank."""
    if not lines or lines[-1][1] is not Line.WORDS:
        return -1
    row = lines[-1][0]
    col = min(page.held(row))
    cells = page.held(data)
    if row + 1 != data and not page.bridged(row, data):
        return -1
    if len(page.cols) == 1 or (col in cells and col > min(cells) and len(text(page.value(row, col))) <= 40):
        return len(lines) - 1
    return -1


def _headless(page: Page, lines: Lines, data: int) -> Head:
    """No header at all. A line of words right above data in a further column is a group line, the rest are titles."""
    head = Head()
    for row, line in lines:
        (head.units if line is Line.UNITS and page.count[row] > 1 else head.above).append(row)
    return head


def _level(page: Page, row: int, data: int, named: set[int]) -> bool:
    """A single cell between header and data that names a column which has no name yet."""
    col = min(page.held(row))
    words = text(page.value(row, col))
    if any(m.top < row <= m.bottom < data and m.left != col for m in page.merges):
        return True
    return row + 1 == data and col not in named and col in page.held(data) and not is_title(words) and len(words) <= 20


def _joins(page: Page, lines: Lines, index: int, header: list[int], data: int) -> bool:
    """Whether the line above the header found so far is part of it."""
    row, line = lines[index]
    below = min(header)
    adjacent = row + 1 == below or all(r in dict(lines) for r in range(row + 1, below))
    if line is Line.HEADER:
        words = [text(page.value(row, c)) for c in page.held(row)]
        if (
            _prose(page, row)
            or any((is_sentence(w) and len(w) > 30) or len(w) > 60 for w in words)
            or _outside(page, row, header, data)
            or _over_corner(page, row, below)
        ):
            return False
        return adjacent or page.bridged(row, below) or _needed(page, row, header)
    if line in (Line.UNITS, Line.INDEX):
        codes = (
            line is Line.INDEX
            and min(page.held(row)) > page.cols[0]
            and page.held(row).keys() <= page.held(below).keys()
        )
        return adjacent and (codes or (index > 0 and lines[index - 1][1] is Line.HEADER))
    if line is not Line.WORDS:
        return False
    if index > 0 and lines[index - 1][1] is Line.HEADER and lines[index - 1][0] == row - 1 and below - row <= 3:
        col = min(page.held(row))  # the name of the labels, a step lower than the groups above
        if (
            col in page.held(data)
            and not any(col in page.held(h) for h in header)
            and len(text(page.value(row, col))) <= 20
        ):
            return True
    return (adjacent or page.bridged(row, below)) and _spans(page, row, below)


def _over_corner(page: Page, row: int, below: int) -> bool:
    """A heading over the name of the labels, where that name begins the header: merged downwards, or plainly shorter."""
    held, under = page.held(row), page.held(below)
    col = min(held)
    if col != page.cols[0] or page.merge(row, col) is not None:
        return False
    if (
        len(held) == 2
        and max(held) == page.cols[-1]
        and set(under) - set(held)
        and len(text(page.value(row, col))) >= 10
    ):
        return True  # a heading and, at the right edge, a day or a unit
    if col not in under:
        return False
    corner = page.merge(below, col)
    if corner is not None and corner.bottom > below:
        return True
    words, name = text(page.value(row, col)), text(page.value(below, col))
    return len(held) == 2 < len(under) and len(words) >= 12 > len(name)


def _outside(page: Page, row: int, header: list[int], data: int) -> bool:
    """All its cells lie over columns with neither header nor data below: remarks beside a title."""
    named = {c for h in (*header, data) for c in page.held(h)}
    return not any(c + k in named for c in page.held(row) for k in range(page.span(row, c)))


def _needed(page: Page, row: int, header: list[int]) -> bool:
    """A row above a blank row that names columns which have no name yet, in a header that would lack them."""
    named = {c for h in header for c in page.held(h)}
    mine = set(page.held(row))
    return (
        min(header) - row <= 3
        and len(mine - named) >= 1
        and len(mine) >= 2
        and not any(is_title(text(page.value(row, c))) for c in mine)
    )


def _spans(page: Page, row: int, below: int) -> bool:
    """One cell above a header that names several of its columns: merged over them, or with blanks to its right."""
    col = min(page.held(row))
    words = text(page.value(row, col))
    under = page.held(below)
    if (is_title(words) and page.span(row, col) == 1) or is_sentence(words) or is_aside(words) or len(words) > 30:
        return False
    if page.span(row, col) > 1:
        return col > min(under, default=col) or (col > page.cols[0])
    return col > page.cols[0] and col in under and col + 1 in under and len(words) <= 15


def is_wide(page: Page, rows: list[int]) -> bool:
    """Whether there are at least two rows with more than one cell: less is prose, not a table."""
    return sum(page.count[r] > 1 for r in rows) >= 2


def text_header(page: Page, rows: list[int]) -> Head:
    """The header of a table without a single number: the fullest row at the top, and rows above it that it needs."""
    wide = [r for r in rows if page.count[r] > 1 and line_of(page, r) is not Line.NOTE]
    if len(wide) < 2:
        wide = [r for r in rows if page.count[r] > 1]
    tops = [m.top for m in page.merges if m.bottom - m.top >= 2 and m.left <= page.cols[min(1, len(page.cols) - 1)]]
    limit = min((t for t in tops if t > wide[0]), default=10**9)
    candidates = [r for r in wide[:8] if r < limit] or wide[:1]
    usual = median(page.count[r] for r in wide)
    fullest = max(candidates, key=lambda r: (page.count[r], -r))
    if page.count[fullest] >= 1.3 * usual:
        bottom = fullest
    else:
        bottom = next((r for r in candidates if page.count[r] >= 0.6 * usual), candidates[0])
    header = [bottom]
    while (above := header[0] - 1) in page.count and _completes(page, above, header):
        header.insert(0, above)
    while (below := header[-1] + 1) in page.count and below < rows[-1] and _under(page, below, header[-1]):
        header.append(below)
    return Head(above=[r for r in rows if r < header[0]], header=header)


def _under(page: Page, row: int, header: int) -> bool:
    """The row goes on with the header: its cells stand under merged names, and the other names are merged down to it."""
    held = page.held(row)
    down = [m for c in page.cols if (m := page.merge(row, c)) and m.left == c and m.top <= header and c not in held]
    over = [any(m.left <= c <= m.right and m.right > m.left and m.bottom == row - 1 for m in page.merges) for c in held]
    return len(down) + len(held) >= 3 and bool(down) and page.cols[0] not in held and bool(over) and all(over)


def _parts(page: Page, row: int, head: Head) -> bool:
    """Right below the header, blank where rows begin: its cells name columns that have no name, as parts of the name left of them."""
    held, above = page.held(row), page.held(head.header[-1])
    if row - 1 != head.header[-1] or page.cols[0] in held or page.cols[0] not in above or len(held) < 2:
        return False
    bare = [c for c in held if c not in above]
    return bool(bare) and all(c - 1 in held for c in bare) and all(c in above or c - 1 in held for c in held)


def _corner(page: Page, row: int, head: Head, data: int) -> bool:
    """Right below a header whose first name is that of its columns (採水地点 | | 本町 | 西町): the names of the labels (検査項目 |
    基準値), one of them over a column that has no name yet, and nothing over the others."""
    held, above = page.held(row), page.held(head.header[-1])
    named = [c for c in above if c > max(held, default=0)]
    if row - 1 != head.header[-1] or len(head.header) > 1 or page.cols[0] not in held or page.cols[0] not in above:
        return False
    bare = [c for c in held if c not in above]
    words = all(k is Kind.WORDS and len(text(page.value(row, c))) <= 20 for c, k in held.items())
    labels = page.cols[: len(held)]
    below = [r for r in range(data, data + 30) if r in page.count]
    again = any(text(page.value(r, c)) == text(page.value(row, c)) for r in below for c in held)
    return (
        bool(bare)
        and not again
        and words
        and len(named) >= 2
        and list(held) == labels
        and set(above) == {page.cols[0], *named}
        and all(c in page.held(data) for c in [*labels, *named])
    )


def _completes(page: Page, row: int, header: list[int]) -> bool:
    """The row above gives names to columns without one, or tells equal names apart."""
    if page.count[row] < 2:
        return False
    names: dict[int, str] = {}
    for h in header:
        for c in page.held(h):
            names[c] = names.get(c, "") + squeeze(text(page.value(h, c)))
    doubled = len(set(names.values())) < len(names)
    missing = any(c not in names for c in page.held(row))
    return (doubled or missing or page.bridged(row, header[0])) and page.count[row] >= 0.3 * page.count[header[-1]]

"""Sheet XML: what has to be known about a sheet of an xlsx file before and beside reading its values.

Works on the bytes of `xl/worksheets/sheetN.xml` with a few regular expressions, a pass each, because a sheet of 100,000
rows must not pay for a parser twice. `used_range` bounds the cells that hold something, `errors`, `formulas`,
`styled` list cells of interest.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from tomoni.tables.grid import Rect, Ref, column_letter, column_number

_HEAD = 400_000
_PREFIX = re.compile(rb"<([A-Za-z_][\w.-]*:)?worksheet[\s>]")
_Q = rb"\s*=\s*[\"']"


class SheetXml:
    """One worksheet part. `prefix` is the namespace prefix in use, mostly none."""

    def __init__(self, xml: bytes) -> None:
        if xml[:2] in (b"\xff\xfe", b"\xfe\xff"):
            xml = xml.decode("utf-16", "replace").encode()
        self.xml = xml
        found = _PREFIX.search(xml[:4000])
        self.prefix = (found[1] or b"") if found else b""

    def _compile(self, pattern: bytes) -> re.Pattern[bytes]:
        return _compiled(pattern.replace(b"<@", b"<" + self.prefix).replace(b"</@", b"</" + self.prefix))

    def declared(self) -> Rect | None:
        """What the dimension element says."""
        found = self._compile(rb"<@dimension[^>]*?ref" + _Q + rb"([A-Za-z0-9:$]+)[\"']").search(self.xml[:_HEAD])
        try:
            return Rect.parse(found[1].decode()) if found else None
        except ValueError:
            return None

    def used_range(self) -> Rect | None:
        """The rectangle of all cells with content; None when there are none.

        The first and last stretch of the file give a first answer; one pass finds the cells that lie outside of it.
        """
        valued = rb"<@c\s(?:[^>]*?\s)?r" + _Q + rb"([A-Z]{1,3})([0-9]{1,7})[\"'][^>]*(?<!/)>(?!</@c>)"
        pattern = self._compile(valued)
        stretches = [self.xml[:_HEAD], self.xml[-_HEAD:]] if len(self.xml) > 2 * _HEAD else [self.xml]
        cells = [(int(row), letters) for stretch in stretches for letters, row in pattern.findall(stretch)]
        if len(stretches) == 2 or not cells:
            cells += self._outside(valued, cells)
        if not cells:
            return None
        rows = [row for row, _ in cells]
        columns = [column_number(letters.decode()) for letters in {letters for _, letters in cells}]
        return Rect(min(rows), min(columns), max(rows), max(columns))

    def _outside(self, valued: bytes, cells: list[tuple[int, bytes]]) -> list[tuple[int, bytes]]:
        most_row = max((row for row, _ in cells), default=0)
        most_column = max((column_number(letters.decode()) for _, letters in cells), default=0)
        beyond = rb"(?:" + _greater_letters(most_column) + rb"[0-9]|[A-Z]{1,3}" + _greater_number(most_row) + rb"[\"'])"
        usual = b"<" + self.prefix + b'c r="'
        if self.xml.count(usual) == self.xml.count(b"<" + self.prefix + b"c ") and (
            re.search(usual + beyond, self.xml) is None
        ):
            return []
        wanted = valued.replace(b"([A-Z]{1,3})([0-9]{1,7})", b"(?=" + beyond + b")([A-Z]{1,3})([0-9]{1,7})")
        return [(int(row), letters) for letters, row in self._compile(wanted).findall(self.xml)]

    def cells(self) -> list[Ref]:
        """The addresses of all cells with content."""
        valued = rb"<@c\s(?:[^>]*?\s)?r" + _Q + rb"([A-Z]{1,3})([0-9]{1,7})[\"'][^>]*(?<!/)>(?!</@c>)"
        found = self._compile(valued).finditer(self.xml)
        return [Ref(int(one[2]), column_number(one[1].decode())) for one in found]

    def without(self, keep: Rect) -> bytes:
        """The same sheet without the cells outside `keep`."""
        cell = self._compile(rb"<@c\s[^>]*?\br" + _Q + rb"([A-Z]{1,3})([0-9]{1,7})[\"'][^>]*?(?:/>|>.*?</@c>)")

        def chosen(found: re.Match[bytes]) -> bytes:
            row, column = int(found[2]), column_number(found[1].decode())
            inside = keep.top <= row <= keep.bottom and keep.left <= column <= keep.right
            return found[0] if inside else b""

        return cell.sub(chosen, self.xml)

    def errors(self) -> Iterator[tuple[Ref, str]]:
        """Cells that hold an error value, e.g. ``#REF!``."""
        if b't="e"' in self.xml or b"t='e'" in self.xml:
            pattern = rb"<@c\s(?=[^>]*\bt" + _Q + rb"e[\"'])[^>]*?\br" + _Q
            pattern += rb"([A-Z]{1,3}[0-9]{1,7})[\"'][^>]*>(?:(?!</@c>).)*?<@v>([^<]*)<"
            for found in self._compile(pattern).finditer(self.xml):
                yield Ref.parse(found[1].decode()), found[2].decode("utf-8", "replace")

    def formulas(self) -> Iterator[tuple[Ref, str, bool]]:
        """(cell, formula text, has a cached value). Followers of a shared formula have an empty text."""
        if b"<" + self.prefix + b"f" not in self.xml:
            return
        pattern = (
            rb"<@c\s([^>]*?)\br"
            + _Q
            + rb"([A-Z]{1,3}[0-9]{1,7})[\"']([^>]*)>\s*<@f\b([^>]*?)(?:/>|>([^<]*)</@f>)(.{0,12})"
        )
        for found in self._compile(pattern).finditer(self.xml):
            attributes = found[1] + found[3]
            tail = found[6].lstrip()
            value = b"<" + self.prefix + b"v>"
            cached = (tail.startswith(value) and not tail.startswith(value + b"<")) or b't="str"' in attributes
            yield Ref.parse(found[2].decode()), (found[5] or b"").decode("utf-8", "replace"), cached

    def styled(self, styles: dict[int, str]) -> Iterator[tuple[Ref, str]]:
        """Cells whose style index is one of `styles`, with what `styles` says about it."""
        if not styles:
            return
        wanted = b"|".join(str(index).encode() for index in sorted(styles))
        pattern = (
            rb"<@c\s(?=[^>]*\bs"
            + _Q
            + rb"("
            + wanted
            + rb")[\"'])[^>]*?\br"
            + _Q
            + rb"([A-Z]{1,3})([0-9]{1,7})[\"'][^>]*(?<!/)>"
        )
        for found in self._compile(pattern).finditer(self.xml):
            yield Ref(int(found[3]), column_number(found[2].decode())), styles[int(found[1])]

    def hidden_rows(self) -> frozenset[int]:
        if b"hidden" not in self.xml:
            return frozenset()
        pattern = rb"<@row\s(?=[^>]*\bhidden" + _Q + rb"(?:1|true)[\"'])[^>]*?\br" + _Q + rb"([0-9]{1,7})"
        return frozenset(int(found[1]) for found in self._compile(pattern).finditer(self.xml))

    def hidden_columns(self) -> frozenset[int]:
        hidden: set[int] = set()
        for found in self._compile(rb"<@col\s([^>]*)>").finditer(self.xml[:_HEAD]):
            if re.search(rb"\bhidden" + _Q + rb"(?:1|true)[\"']", found[1]):
                first, last = (re.search(key + _Q + rb"([0-9]{1,5})", found[1]) for key in (rb"\bmin", rb"\bmax"))
                if first and last:
                    hidden.update(range(int(first[1]), min(int(last[1]), 16_384) + 1))
        return frozenset(hidden)

    def filtered(self) -> bool:
        return b"<" + self.prefix + b"autoFilter" in self.xml


@lru_cache(maxsize=256)
def _compiled(pattern: bytes) -> re.Pattern[bytes]:
    return re.compile(pattern, re.S)


def _greater_number(number: int) -> bytes:
    """A regular expression for the whole numbers above `number`."""
    digits = str(number)
    longer = b"[1-9][0-9]{%d,6}" % len(digits)
    same = [
        digits[:i].encode() + b"[%d-9]" % (int(digit) + 1) + b"[0-9]{%d}" % (len(digits) - i - 1)
        for i, digit in enumerate(digits)
        if digit != "9"
    ]
    return b"(?:" + b"|".join([longer, *same]) + b")"


def _greater_letters(column: int) -> bytes:
    """A regular expression for the column letters after `column`."""
    letters = column_letter(column) if column else ""
    longer = b"[A-Z]{%d,3}" % (len(letters) + 1) if len(letters) < 3 else b"(?!)"
    same = [
        letters[:i].encode() + b"[%c-Z]" % (ord(letter) + 1) + b"[A-Z]{%d}" % (len(letters) - i - 1)
        for i, letter in enumerate(letters)
        if letter != "Z"
    ]
    return b"(?:" + b"|".join([longer, *same]) + b")"

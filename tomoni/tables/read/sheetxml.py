"""Sheet XML: what has to be known about a sheet of an xlsx file before and beside reading its values.

Works on the bytes of `xl/worksheets/sheetN.xml` with a few regular expressions, a pass each, because a sheet of 100,000
rows must not pay for a parser twice. `used_range` bounds the cells that hold something, `errors`, `formulas`,
`styled` list cells of interest.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

import polars as pl

from tomoni.tables.grid import Rect, Ref, column_letter, column_number
from tomoni.tables.read.sniff import damaged

_HEAD = 400_000
_STRETCH = 8_000_000
_PREFIXED = re.compile(
    rb"<(/?)[A-Za-z_][\w.-]*:(?=(?:worksheet|dimension|cols?|sheetData|row|c|f|v|is|t|autoFilter)[\s/>])"
)
_Q = rb"\s*=\s*[\"']"
_VALUED = re.compile(rb"<c\s(?:[^<>]*?\s)?r" + _Q + rb"([A-Z]{1,3})([0-9]{1,7})[\"'][^<>]*(?<!/)>(?!</c>)")
_ODD = r'[^ a-zA-Z]| (?:[^r]|r[^=]|r=[^"]|r="(?:[^A-Z]|[A-Z]{4}|[A-Z]{1,3}(?:[0-9]{8}|[^0-9A-Z])))'
"""What follows `<c` in a cell that does not begin as nearly all programs write it: `<c r="A1"`."""
_ANY = re.compile(rb"<(row|c)(?=[\s/>])((?:[^<>\"']++|\"[^\"<]*+\"|'[^'<]*+')*+)>(</c>)?")
_LONG_TAG = re.compile(rb"<[^<>]{65536}")
_PLACE = re.compile(rb"(?:^|\s)r" + _Q + rb"\s*([A-Za-z]*)([0-9]*)\s*[\"']")


class SheetXml:
    """One worksheet part, without namespace prefixes."""

    def __init__(self, xml: bytes) -> None:
        if xml[:2] in (b"\xff\xfe", b"\xfe\xff"):
            xml = xml.decode("utf-16", "replace").encode()
        if any(sign in xml for sign in (b":c", b":row", b":worksheet")) and _PREFIXED.search(xml):
            xml = _PREFIXED.sub(rb"<\1", xml)
        self.xml = xml

    def declared(self) -> Rect | None:
        """What the dimension element says."""
        found = re.search(rb"<dimension[^<>]*?ref" + _Q + rb"([A-Za-z0-9:$]+)[\"']", self.xml[:_HEAD])
        try:
            return Rect.parse(found[1].decode()) if found else None
        except ValueError:
            return None

    def used_range(self) -> Rect | None:
        """The rectangle of all cells with content; None when there are none.

        The first and last stretch of the file give a first answer; one pass finds the cells that lie outside of it.
        """
        stretches = [self.xml[:_HEAD], self.xml[-_HEAD:]] if len(self.xml) > 2 * _HEAD else [self.xml]
        cells = {(letters, int(row)) for stretch in stretches for letters, row in _VALUED.findall(stretch)}
        rows = [row for _, row in cells]
        columns = [column_number(letters.decode()) for letters in {letters for letters, _ in cells}]
        beyond = _beyond(max(rows, default=0), max(columns, default=0))
        if self._begins(f"{_ODD}|{beyond}"):
            for row, column in self.cells():
                rows.append(row)
                columns.append(column)
        return Rect(min(rows), min(columns), max(rows), max(columns)) if rows else None

    def _begins(self, wanted: str) -> bool:
        """Whether a cell begins with `wanted` after its `<c`. Polars' regular expressions are ten times as fast here."""
        for start in range(0, len(self.xml), _STRETCH):
            text = self.xml[start : start + _STRETCH + 64].decode("utf-8", "replace")
            if pl.Series([text]).str.contains(f"<c(?:{wanted})").item():
                return True
        return False

    def cells(self) -> list[tuple[int, int]]:
        """(row, column) of all cells with content; a cell without an address stands behind the one before it."""
        if not self._begins(_ODD):
            return [(int(row), column_number(letters.decode())) for letters, row in _VALUED.findall(self.xml)]
        if _LONG_TAG.search(self.xml):
            raise damaged("シートの中身が読めません", "a tag of the sheet is longer than any program writes")
        found = []
        row, column = 0, 0
        for token in _ANY.finditer(self.xml):
            place = _PLACE.search(token[2])
            number = int(place[2][:9]) if place and place[2] else 0
            if token[1] == b"row":
                row, column = number or row + 1, 0
                continue
            column = column_number(place[1][:6].decode()) if place and place[1] else column + 1
            row = number or row
            if not token[2].endswith(b"/") and not token[3]:
                found.append((row, column))
        return found

    def without(self, keep: Rect) -> bytes:
        """The same sheet without the cells outside `keep`."""
        cell = rb"<c\s[^<>]*?\br" + _Q + rb"([A-Z]{1,3})([0-9]{1,7})[\"'][^<>]*(?:(?<=/)>|>(?:(?!<c[\s>]).)*?</c>)"

        def chosen(found: re.Match[bytes]) -> bytes:
            row, column = int(found[2]), column_number(found[1].decode())
            inside = keep.top <= row <= keep.bottom and keep.left <= column <= keep.right
            return found[0] if inside else b""

        return re.sub(cell, chosen, self.xml, flags=re.S)

    def errors(self) -> Iterator[tuple[Ref, str]]:
        """Cells that hold an error value, e.g. ``#REF!``."""
        if b't="e"' in self.xml or b"t='e'" in self.xml:
            pattern = rb"<c\s(?=[^<>]*\bt" + _Q + rb"e[\"'])[^<>]*?\br" + _Q
            pattern += rb"([A-Z]{1,3}[0-9]{1,7})[\"'][^<>]*>\s*(?:<f(?:\s[^<>]*)?(?:(?<=/)>|>[^<]*</f>))?\s*<v>([^<]*)<"
            for found in re.finditer(pattern, self.xml):
                yield Ref.parse(found[1].decode()), found[2].decode("utf-8", "replace")

    def formulas(self) -> Iterator[tuple[Ref, str, bool]]:
        """(cell, formula text, has a cached value). Followers of a shared formula have an empty text."""
        if b"<f" not in self.xml:
            return
        pattern = (
            rb"<c\s([^<>]*?)\br" + _Q + rb"([A-Z]{1,3}[0-9]{1,7})[\"']([^<>]*)>\s*"
            rb"<f\b([^<>]*?)(?:/>|>([^<]*)</f>)(.{0,12})"
        )
        for found in re.finditer(pattern, self.xml, re.S):
            attributes = found[1] + found[3]
            tail = found[6].lstrip()
            cached = (tail.startswith(b"<v>") and not tail.startswith(b"<v><")) or b't="str"' in attributes
            yield Ref.parse(found[2].decode()), (found[5] or b"").decode("utf-8", "replace"), cached

    def styled(self, styles: Mapping[int, str]) -> Iterator[tuple[Ref, str]]:
        """Cells whose style index is one of `styles`, with what `styles` says about it."""
        if not styles:
            return
        pattern = (
            rb"<c\s(?=[^<>]*\bs"
            + _Q
            + rb"([0-9]{1,6})[\"'])[^<>]*?\br"
            + _Q
            + rb"([A-Z]{1,3})([0-9]{1,7})[\"'][^<>]*(?<!/)>"
        )
        by_text = {str(index).encode(): said for index, said in styles.items()}
        for found in re.finditer(pattern, self.xml):
            said = by_text.get(found[1])
            if said is not None:
                yield Ref(int(found[3]), column_number(found[2].decode())), said

    def hidden_rows(self) -> frozenset[int]:
        if b"hidden" not in self.xml:
            return frozenset()
        pattern = rb"<row\s(?=[^<>]*\bhidden" + _Q + rb"(?:1|true)[\"'])[^<>]*?\br" + _Q + rb"([0-9]{1,7})"
        return frozenset(map(int, re.findall(pattern, self.xml)))

    def hidden_columns(self) -> frozenset[int]:
        hidden = 0  # one bit a column: ranges may overlap thousands of times
        for found in re.finditer(rb"<col\s([^<>]*)>", self.xml[:_HEAD]):
            if re.search(rb"\bhidden" + _Q + rb"(?:1|true)[\"']", found[1]):
                first, last = (re.search(key + _Q + rb"([0-9]{1,5})", found[1]) for key in (rb"\bmin", rb"\bmax"))
                if first and last:
                    start, stop = int(first[1]), min(int(last[1]), 16_384) + 1
                    hidden |= ((1 << max(stop - start, 0)) - 1) << min(start, 16_385)
        return frozenset(column for column in range(1, 16_385) if hidden >> column & 1) if hidden else frozenset()

    def filtered(self) -> bool:
        return b"<autoFilter" in self.xml


def _beyond(row: int, column: int) -> str:
    """A regular expression for the beginning of a cell with an address below `row` or right of `column`."""
    return f' r="(?:{_greater_letters(column)}[0-9]|[A-Z]{{1,3}}{_greater_number(row)})'


def _greater_number(number: int) -> str:
    """A regular expression for the beginning of whole numbers above `number`, whatever follows."""
    digits = str(number)
    same = [
        f'{digits[:i]}[{int(digit) + 1}-9][0-9]{{{len(digits) - i - 1}}}"'
        for i, digit in enumerate(digits)
        if digit != "9"
    ]
    return f"(?:{'|'.join([f'[1-9][0-9]{{{len(digits)}}}', *same])})"


def _greater_letters(column: int) -> str:
    """A regular expression for the column letters after `column`."""
    letters = column_letter(column) if column else ""
    longer = [f"[A-Z]{{{len(letters) + 1},3}}"] if len(letters) < 3 else []
    same = [
        f"{letters[:i]}[{chr(ord(letter) + 1)}-Z][A-Z]{{{len(letters) - i - 1}}}"
        for i, letter in enumerate(letters)
        if letter != "Z"
    ]
    return f"(?:{'|'.join([*longer, *same]) or '[^A-Z]'})"

"""xlsb: values, error values, formats, merges and hidden lines of the binary workbook, and its guards."""

from __future__ import annotations

import io
import struct
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tomoni.tables.finding import Unreadable
from tomoni.tables.grid import CellError, Rect, Ref
from tomoni.tables.read import Limits, read

RELS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def record(kind: int, content: bytes = b"") -> bytes:
    number = bytes([kind]) if kind < 128 else bytes([kind & 0x7F | 0x80, kind >> 7])
    length, rest = b"", len(content)
    while True:
        length += bytes([rest & 0x7F | (0x80 if rest > 127 else 0)])
        rest >>= 7
        if not rest:
            return number + length + content


def wide(text: str) -> bytes:
    return struct.pack("<I", len(text)) + text.encode("utf-16-le")


def row(number: int, *cells: bytes, hidden: bool = False) -> bytes:
    head = struct.pack("<IIHBB", number, 0, 300, 0, 0x10 if hidden else 0) + b"\0" * 5
    return record(0, head) + b"".join(cells)


def cell(kind: int, column: int, content: bytes, style: int = 0) -> bytes:
    return record(kind, struct.pack("<II", column, style) + content)


def text(column: int, value: str) -> bytes:
    return cell(6, column, wide(value))


def number(column: int, value: float, style: int = 0) -> bytes:
    return cell(5, column, struct.pack("<d", value), style)


def workbook(*rows: bytes, after: bytes = b"", before: bytes = b"") -> bytes:
    """An xlsb file with one sheet 表 and two cell styles: General and m月d日."""
    sheet = (
        record(129)
        + record(148, struct.pack("<4I", 0, 0, 0, 0))
        + before
        + record(145)
        + b"".join(rows)
        + record(146)
        + after
        + record(130)
    )
    book = record(131) + record(143) + record(156, struct.pack("<II", 0, 1) + wide("rId1") + wide("表"))
    formats = record(615, struct.pack("<I", 1)) + record(44, struct.pack("<H", 176) + wide('m"月"d"日"')) + record(616)
    styles = [record(47, struct.pack("<HH", 0, code) + b"\0" * 12) for code in (0, 176)]
    rels = f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="{RELS}/worksheet" Target="worksheets/sheet1.bin"/></Relationships>'
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/workbook.bin", book + record(144) + record(132))
        archive.writestr("xl/_rels/workbook.bin.rels", rels)
        archive.writestr("xl/worksheets/sheet1.bin", sheet)
        styled = record(617, struct.pack("<I", 2)) + b"".join(styles) + record(618)
        archive.writestr("xl/styles.bin", record(278) + formats + styled + record(279))
    return out.getvalue()


class TestValues:
    def test_texts_numbers_and_errors(self) -> None:
        found = read(
            workbook(
                row(0, text(0, "名称"), text(1, "数")), row(1, text(0, "あ"), number(1, 12.0), cell(3, 2, b"\x07"))
            )
        )
        assert found.format == "xlsb"
        assert found.grids[0].row(1) == ["名称", "数", None]
        assert found.grids[0].row(2) == ["あ", 12, CellError("#DIV/0!")]

    def test_merges_hidden_lines_and_formats(self) -> None:
        merge = record(177, struct.pack("<I", 1)) + record(176, struct.pack("<4I", 0, 0, 0, 1)) + record(178)
        columns = record(390) + record(60, struct.pack("<4IH", 1, 1, 2000, 0, 1)) + record(391)
        rows = row(0, text(0, "日")), row(1, number(0, 44000.0, 1), hidden=True), row(2, number(0, 0.0, 1))
        marks = (grid := read(workbook(*rows, after=merge, before=columns)).grids[0]).marks
        assert marks.merges == [Rect(1, 1, 1, 2)]
        assert (marks.hidden_rows, marks.hidden_cols) == ({2}, {2})
        assert dict(marks.formats) == {Ref(2, 1): 'm"月"d"日"', Ref(3, 1): 'm"月"d"日"'}
        assert str(grid.value(2, 1)) == "2020-06-18"
        assert grid.value(3, 1) == 0

    def test_what_is_not_looked_at_is_said(self) -> None:
        findings = read(workbook(row(0, text(0, "名称")))).findings
        assert [(finding.rule, str(finding.severity)) for finding in findings] == [("S14", "info")]
        assert "コメント" in findings[0].message.ja


class TestGuards:
    def test_a_cell_in_the_last_corner_is_refused(self) -> None:
        with pytest.raises(Unreadable) as error:
            read(workbook(row(0, number(0, 1.0)), row(1_048_575, number(16_383, 1.0))))
        assert error.value.rule == "F06"

    @settings(max_examples=150, deadline=None)
    @given(st.lists(st.tuples(st.integers(0, 10_000), st.integers(0, 255)), min_size=1, max_size=12), st.booleans())
    def test_broken_records_end_in_a_reason(self, changes: list[tuple[int, int]], cut: bool) -> None:
        sheet = workbook(row(0, text(0, "名称"), text(1, "数")), row(1, text(0, "あ"), number(1, 12.0)))
        with zipfile.ZipFile(io.BytesIO(sheet)) as archive:
            parts = {name: bytearray(archive.read(name)) for name in archive.namelist()}
        binary = [name for name in parts if name.endswith(".bin")]
        for place, byte in changes:
            part = parts[binary[place % len(binary)]]
            part[place % len(part)] = byte
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as archive:
            for name, content in parts.items():
                archive.writestr(name, bytes(content[: len(content) // 2] if cut and name in binary else content))
        try:
            read(out.getvalue(), limits=Limits(cells=2_000_000))
        except Unreadable as error:
            assert error.message.en

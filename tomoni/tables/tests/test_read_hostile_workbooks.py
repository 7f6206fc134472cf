"""Workbooks written to make a reader allocate without end: every one is refused or cut before the cells are read.

A reader that believes one of these ends the process (memory that cannot be had), so that a failure here may look like a
crash of the test run.
"""

from __future__ import annotations

import io
import time
import zipfile

import pytest
import xlsxwriter

from tomoni.tables.finding import Unreadable
from tomoni.tables.grid import Book
from tomoni.tables.read import Limits, read
from tomoni.tables.read.limits import VARIABLE, current, parse

SHEET = "xl/worksheets/sheet1.xml"
HEAD = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
FIRST = b'<row r="1"><c r="A1"><v>1</v></c></row>'


def packed(parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def workbook(rows: bytes, tail: bytes = b"", **parts: bytes) -> bytes:
    """An ordinary workbook whose sheet holds these rows; `parts` by name with "/" written as "__"."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        book.add_worksheet("表").write(0, 0, "名称")
    with zipfile.ZipFile(io.BytesIO(out.getvalue())) as archive:
        kept = {name: archive.read(name) for name in archive.namelist()}
    kept[SHEET] = HEAD + b"<sheetData>" + rows + b"</sheetData>" + tail + b"</worksheet>"
    return packed({**kept, **{name.replace("__", "/") + ".xml": content for name, content in parts.items()}})


def ods(table: bytes) -> bytes:
    head = b'<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    for prefix, name in ((b"table", b"table"), (b"t", b"table"), (b"text", b"text")):
        head += b'xmlns:%s="urn:oasis:names:tc:opendocument:xmlns:%s:1.0" ' % (prefix, name)
    content = head + b"><office:body><office:spreadsheet>" + table + b"</office:spreadsheet></office:body>"
    return packed(
        {
            "mimetype": b"application/vnd.oasis.opendocument.spreadsheet",
            "META-INF/manifest.xml": b'<m:manifest xmlns:m="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>',
            "content.xml": content + b"</office:document-content>",
        }
    )


def outcome(data: bytes, limits: Limits | None = None) -> Book | Unreadable:
    started = time.process_time()
    try:
        return read(data, limits=limits)
    except Unreadable as error:
        assert error.message.ja
        assert error.message.en
        return error
    finally:
        assert time.process_time() - started < 10


def rule(data: bytes, limits: Limits | None = None) -> str:
    found = outcome(data, limits)
    assert isinstance(found, Unreadable)
    return found.rule


class TestFarCellsInDisguise:
    """A cell in XFD1048576 that a careless look at the XML doesn't see."""

    @pytest.mark.parametrize(
        "far",
        [
            b'<row r="1048576"><c\nr="XFD1048576"><v>2</v></c></row>',
            b"<row r=\"1048576\"><c r='XFD1048576'><v>2</v></c></row>",
            b'<row r="1048576"><c s="1" r="XFD1048576"><v>2</v></c></row>',
            b'<x:row r="1048576"><x:c r="XFD1048576"><x:v>2</x:v></x:c></x:row>',
            b'<row r="1048576"><c r="xfd1048576"><v>2</v></c></row>',
            b'<row r="1048576"><c x=">" r="XFD1048576"><v>2</v></c></row>',
            b'<row r="1048576"><c r="ZZZZ1048576"><v>2</v></c></row>',
            b'<row r="99999999"><c r="XFD99999999"><v>2</v></c></row>',
            b'<row r="4294967295"><c><v>2</v></c></row>',
            b'<row r="1048576"><c r=" XFD1048576"><v>2</v></c></row>',
            b'<row r="1048576"><c r="&#88;FD1048576"><v>2</v></c></row>',
        ],
    )
    def test_it_is_cut_off_or_refused(self, far: bytes) -> None:
        found = outcome(workbook(FIRST + far))
        if isinstance(found, Unreadable):
            assert found.rule in ("F03", "F06")
        else:
            assert found.grids[0].rect.a1 == "A1"

    def test_cells_without_addresses(self) -> None:
        first = b'<row r="1">' + b"<c><v>1</v></c>" * 16_384 + b"</row>"
        assert rule(workbook(first + b'<row r="1048576"><c><v>2</v></c></row>')) == "F06"

    def test_an_ordinary_sheet_without_addresses_is_read(self) -> None:
        found = outcome(workbook(b"<row><c><v>1</v></c><c><v>2</v></c></row><row><c><v>3</v></c></row>"))
        assert isinstance(found, Book)
        assert [found.grids[0].row(r) for r in (1, 2)] == [[1, 2], [3, None]]

    def test_a_sheet_with_a_prefix_is_read(self) -> None:
        far = b'<x:row r="1"><x:c r="A1"><x:v>1</x:v></x:c><x:c r="B1"><x:v>2</x:v></x:c></x:row>'
        found = outcome(workbook(far))
        assert isinstance(found, Book)
        assert found.grids[0].row(1) == [1, 2]


class TestThingsThatMultiply:
    def test_one_long_text_in_a_million_cells(self) -> None:
        cells = b"".join(b'<row r="%d"><c r="A%d" t="s"><v>0</v></c></row>' % (r, r) for r in range(1, 60_000))
        text = b"<sst><si><t>" + b"x" * 30_000 + b"</t></si></sst>"
        assert rule(workbook(cells, xl__sharedStrings=text)) == "F06"

    def test_the_same_text_a_few_times_is_fine(self) -> None:
        cells = b"".join(b'<row r="%d"><c r="A%d" t="s"><v>0</v></c></row>' % (r, r) for r in range(1, 100))
        text = b"<sst><si><t>" + b"x" * 30_000 + b"</t></si></sst>"
        assert isinstance(outcome(workbook(cells, xl__sharedStrings=text)), Book)

    def test_merges_that_lie_over_each_other(self) -> None:
        cells = b"".join(b'<row r="%d"><c r="A%d"><v>1</v></c></row>' % (r, r) for r in range(1, 4000))
        merges = b"<mergeCells>" + b'<mergeCell ref="A1:Z4000"/>' * 1000 + b"</mergeCells>"
        assert rule(workbook(cells, merges)) == "F06"

    def test_a_merge_beyond_the_cells_costs_nothing(self) -> None:
        found = outcome(workbook(FIRST, b'<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>'))
        assert isinstance(found, Book)

    def test_thousands_of_styles(self) -> None:
        styles = b'<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><fonts><font><strike/></font></fonts><cellXfs>'
        styles += b'<xf numFmtId="14" fontId="0"/>' * 5_000 + b"</cellXfs></styleSheet>"
        rows = (
            b'<row r="%d"><c r="A%d" s="%d"><v>%d</v></c></row>' % (r, r, r % 5_000, r % 2) for r in range(1, 8_000)
        )
        found = outcome(workbook(b"".join(rows), xl__styles=styles))
        assert isinstance(found, Book)
        assert len(found.grids[0].marks.struck) == 7_999

    def test_one_part_named_as_thousands_of_comments(self) -> None:
        rels = b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        rels += b'<Relationship Id="r" Type="http://x/comments" Target="../comments1.xml"/>' * 2
        for number in range(5_000):
            rels += b'<Relationship Id="r%d" Type="http://x/comments" Target="../comments1.xml"/>' % number
        comments = b'<comments xmlns="a">' + b'<comment ref="A1"><t>x</t></comment>' * 5_000 + b"</comments>"
        with zipfile.ZipFile(io.BytesIO(workbook(FIRST, xl__comments1=comments))) as archive:
            parts = {name: archive.read(name) for name in archive.namelist()}
        parts["xl/worksheets/_rels/sheet1.xml.rels"] = rels + b"</Relationships>"
        assert isinstance(outcome(packed(parts)), Book)

    def test_hidden_columns_that_lie_over_each_other(self) -> None:
        data = workbook(FIRST)
        columns = HEAD + b"<cols>" + b'<col min="2" max="16384" hidden="1"/>' * 9000 + b"</cols>"
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = {name: archive.read(name) for name in archive.namelist()}
        parts[SHEET] = columns + parts[SHEET].removeprefix(HEAD)
        found = outcome(packed(parts))
        assert isinstance(found, Book)
        assert len(found.grids[0].marks.hidden_cols) == 16_383


class TestXmlThatNeverEnds:
    @pytest.mark.parametrize(
        "rows",
        [
            b"<c " * 400_000,
            b'<c r="A1" ' * 100_000,
            b'<c r="A1" t="e">' * 100_000,
            b'<c r="A1"><f>' * 100_000,
            b'<c x="' * 200_000,
            b"<c " + b"r " * 1_000_000 + b"/>",
            b"<c r" + b" " * 2_000_000 + b"/>",
            b"<row>" * 200_000,
        ],
        ids=["tags", "addresses", "errors", "formulas", "quotes", "attributes", "blanks", "rows"],
    )
    def test_time_stays_in_bounds(self, rows: bytes) -> None:
        outcome(workbook(rows))


class TestOds:
    @pytest.mark.parametrize("prefix", [b"table", b"t"])
    def test_one_cell_repeated_over_the_whole_sheet(self, prefix: bytes) -> None:
        cell = (
            b'<P:table-cell office:x=">" office:value-type="float" office:value="1" P:number-columns-repeated="16384"/>'
        )
        table = (
            b'<P:table P:name="s"><P:table-row P:number-rows-repeated="1048576">' + cell + b"</P:table-row></P:table>"
        )
        assert rule(ods(table.replace(b"P:", prefix + b":"))) == "F06"

    def test_hidden_rows_beyond_the_last(self) -> None:
        row = b'<table:table-row table:visibility="collapse" table:number-rows-repeated="9999"></table:table-row>'
        outcome(ods(b'<table:table table:name="s">' + row * 3_000 + b"</table:table>"))

    def test_tags_that_never_close(self) -> None:
        outcome(ods(b"<table:table-cell " * 100_000))


class TestLimitsAreSet:
    def test_by_the_environment_for_all(self, monkeypatch: pytest.MonkeyPatch) -> None:
        data = workbook(FIRST + b'<row r="2"><c r="J2"><v>1</v></c></row>')
        assert isinstance(outcome(data), Book)
        monkeypatch.setenv(VARIABLE, " cells=10, sheets=1_0 ")
        assert current() == Limits(cells=10, sheets=10)
        assert rule(data) == "F06"

    @pytest.mark.parametrize("text", ["cells", "cells=", "cells=-1", "cells=0", "cell=5", "cells=1e6", "cells=五"])
    def test_what_is_no_limit_is_said(self, text: str) -> None:
        with pytest.raises(ValueError, match=r"TOMONI_LIMITS.*cells=2000000"):
            parse(text)

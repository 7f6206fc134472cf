"""Workbooks: cells keep their place and their kind; what Excel knows besides values is told as marks."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from datetime import date, datetime, time

import openpyxl
import pytest
import xlsxwriter

from tomoni.tables.finding import Unreadable
from tomoni.tables.grid import CellError, Grid, Rect, Ref
from tomoni.tables.read import read


def workbook(write: Callable[[xlsxwriter.Workbook], None], **options: object) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, **options}) as book:
        write(book)
    return out.getvalue()


def sheet(write: Callable[[xlsxwriter.Workbook, object], None], **options: object) -> Grid:
    """The first grid of a workbook with one sheet."""
    return read(workbook(lambda book: write(book, book.add_worksheet("表")), **options)).grids[0]


def repacked(data: bytes, edit: Callable[[bytes], bytes]) -> bytes:
    """The workbook with the XML of its first sheet changed."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = old.read(name)
            new.writestr(name, edit(content) if name == "xl/worksheets/sheet1.xml" else content)
    return out.getvalue()


class TestValues:
    def test_the_used_range_keeps_its_place(self) -> None:
        grid = sheet(lambda book, ws: (ws.write("C5", "名称"), ws.write("D6", 3)))
        assert grid.rect == Rect(5, 3, 6, 4)
        assert (grid.value(5, 3), grid.value(6, 4), grid.value(1, 1)) == ("名称", 3, None)

    def test_whole_floats_become_int_and_others_stay(self) -> None:
        grid = sheet(lambda book, ws: (ws.write("A1", 12.0), ws.write("B1", 12.5), ws.write("C1", True)))
        assert grid.row(1) == [12, 12.5, True]
        assert type(grid.value(1, 1)) is int

    @pytest.mark.parametrize(
        ("number", "form", "value"),
        [
            (43922, "yyyy/m/d", date(2020, 4, 1)),
            (43922, '[$-411]ggge"年"m"月"d"日"', date(2020, 4, 1)),
            (43922, 'm"月"d"日"', date(2020, 4, 1)),
            (43922.5, "yyyy/m/d h:mm", datetime(2020, 4, 1, 12, 0)),
            (43922.770833333336, "yyyy/m/d h:mm", datetime(2020, 4, 1, 18, 30)),
            (0.375, "h:mm", time(9, 0)),
            (0.375, "[h]:mm", time(9, 0)),
            (1.5, "[h]:mm", "36:00"),
            (43922, "General", 43922),
            (43922, '0"人"', 43922),
        ],
    )
    def test_dates_and_times_follow_the_number_format(self, number: float, form: str, value: object) -> None:
        grid = sheet(lambda book, ws: ws.write_number("A1", number, book.add_format({"num_format": form})))
        assert grid.value(1, 1) == value

    def test_workbooks_that_count_days_from_1904(self) -> None:
        def write(book, ws) -> None:
            ws.write_datetime("A1", datetime(2020, 4, 1), book.add_format({"num_format": "yyyy/m/d"}))

        assert sheet(write, date_1904=True).value(1, 1) == date(2020, 4, 1)

    def test_error_values_are_errors_and_not_blanks(self) -> None:
        grid = sheet(lambda book, ws: (ws.write("A1", "計"), ws.write_formula("B1", "=1/0", None, "#DIV/0!")))
        assert grid.value(1, 2) == CellError("#DIV/0!")

    def test_padding_and_line_breaks_are_kept(self) -> None:
        grid = sheet(lambda book, ws: (ws.write("A1", "  人　口 "), ws.write("B1", "市\n民")))
        assert grid.row(1) == ["  人　口 ", "市\n民"]

    def test_empty_sheets_are_grids_without_cells(self) -> None:
        data = workbook(lambda book: (book.add_worksheet("空"), book.add_worksheet("表").write("A1", 1)))
        first, second = read(data).grids
        assert (first.sheet, first.rect.bottom < first.rect.top) == ("空", True)
        assert second.value(1, 1) == 1

    def test_a_workbook_without_any_value_is_empty(self) -> None:
        with pytest.raises(Unreadable) as error:
            read(workbook(lambda book: book.add_worksheet()))
        assert error.value.rule == "F03"


class TestMarks:
    def test_hidden_sheets_are_read_and_marked(self) -> None:
        def write(book) -> None:
            book.add_worksheet("表").write("A1", 1)
            hidden = book.add_worksheet("計算用")
            hidden.write("A1", 2)
            hidden.hide()

        grids = read(workbook(write)).grids
        assert [(grid.sheet, grid.hidden) for grid in grids] == [("表", False), ("計算用", True)]

    def test_chart_sheets_are_left_out(self) -> None:
        def write(book) -> None:
            book.add_worksheet("表").write("A1", 1)
            chart = book.add_chart({"type": "line"})
            chart.add_series({"values": "=表!$A$1:$A$2"})
            book.add_chartsheet("図").set_chart(chart)

        assert [grid.sheet for grid in read(workbook(write)).grids] == ["表"]

    def test_merges(self) -> None:
        grid = sheet(lambda book, ws: ws.merge_range("B2:D3", "見出し"))
        assert list(grid.marks.merges) == [Rect(2, 2, 3, 4)]

    def test_hidden_rows_and_columns(self) -> None:
        def write(book, ws) -> None:
            ws.write("A1", 1)
            ws.write("D9", 1)
            ws.set_column("B:C", None, None, {"hidden": True})
            ws.set_row(4, None, None, {"hidden": True})

        marks = sheet(write).marks
        assert (marks.hidden_cols, marks.hidden_rows) == (frozenset({2, 3}), frozenset({5}))

    def test_number_formats_other_than_general(self) -> None:
        def write(book, ws) -> None:
            ws.write("A1", 7, book.add_format({"num_format": "000"}))
            ws.write("B1", 0.125, book.add_format({"num_format": "0.0%"}))
            ws.write("C1", 5)

        formats = sheet(write).marks.formats
        assert dict(formats) == {Ref(1, 1): "000", Ref(1, 2): "0.0%"}
        assert formats.get(Ref(1, 3)) is None

    def test_built_in_formats_have_their_code(self) -> None:
        grid = sheet(lambda book, ws: ws.write("A1", 1234, book.add_format({"num_format": 3})))
        assert grid.marks.formats[Ref(1, 1)] == "#,##0"

    def test_formulas_comments_strike_drawings_and_filter(self) -> None:
        def write(book, ws) -> None:
            ws.write("A1", "数")
            ws.write_formula("A2", "=1+1", None, 2)
            ws.write("A3", "廃止", book.add_format({"font_strikeout": True}))
            ws.write_comment("A1", "出典に注意")
            chart = book.add_chart({"type": "line"})
            chart.add_series({"values": "=表!$A$1:$A$2"})
            ws.insert_chart("D2", chart)
            ws.autofilter("A1:A3")

        marks = sheet(write).marks
        assert dict(marks.formulas) == {Ref(2, 1): "1+1"}
        assert list(marks.comments) == [Ref(1, 1)]
        assert "出典に注意" in marks.comments[Ref(1, 1)]
        assert marks.struck == frozenset({Ref(3, 1)})
        assert (marks.drawings, marks.filtered) == (1, True)

    def test_formulas_that_were_never_calculated_are_said(self) -> None:
        book = openpyxl.Workbook()
        book.active.append(["計", "=SUM(1,2)"])
        out = io.BytesIO()
        book.save(out)
        (finding,) = [one for one in read(out.getvalue()).findings if one.rule == "S14"]
        assert finding.cells == ("B1",)
        assert "Excel" in finding.message.ja

    def test_a_formula_that_gives_an_empty_text_is_calculated(self) -> None:
        data = workbook(lambda book: book.add_worksheet().write_row("A1", [1, "=A1"]))
        data = repacked(data, lambda xml: re.sub(rb'<c r="B1">(.*?)<v>0</v>', rb'<c r="B1" t="str">\1<v></v>', xml))
        assert read(data).findings == []


class TestPackage:
    def test_sheets_with_a_namespace_prefix(self) -> None:
        """Some generators write <x:c> instead of <c>."""
        data = workbook(lambda book: book.add_worksheet("表").write_formula("B2", "=1/0", None, "#REF!"))

        def prefixed(xml: bytes) -> bytes:
            head, _, body = xml.partition(b"?>")
            body = (
                body.replace(b"</", b"\0").replace(b"<", b"<x:").replace(b"\0", b"</x:").replace(b"xmlns=", b"xmlns:x=")
            )
            return head + b"?>" + body

        assert read(repacked(data, prefixed)).grids[0].value(2, 2) == CellError("#REF!")

    def test_ghost_ranges_are_trimmed_and_told(self) -> None:
        data = workbook(lambda book: book.add_worksheet("表").write("B2", 1))
        book = read(repacked(data, lambda xml: xml.replace(b'ref="B2"', b'ref="A1:XFD1048576"')))
        assert book.grids[0].rect == Rect(2, 2, 2, 2)
        assert [finding.rule for finding in book.findings] == ["S16"]


CONTENT = """<?xml version="1.0" encoding="UTF-8"?><office:document-content office:version="1.2"
 xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet>
 <table:table table:name="表">%s</table:table></office:spreadsheet></office:body></office:document-content>"""


def ods(rows: str, manifest: str = "") -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", CONTENT % rows)
        archive.writestr(
            "META-INF/manifest.xml", f'<manifest:manifest xmlns:manifest="m">{manifest}</manifest:manifest>'
        )
    return out.getvalue()


def text_cell(text: str, more: str = "") -> str:
    return f'<table:table-cell office:value-type="string" {more}><text:p>{text}</text:p></table:table-cell>'


class TestOds:
    def test_values_merges_and_formulas(self) -> None:
        rows = (
            "<table:table-row><table:table-cell/></table:table-row><table:table-row><table:table-cell/>"
            + text_cell("見出し", 'table:number-columns-spanned="2"')
            + "<table:covered-table-cell/></table:table-row><table:table-row><table:table-cell/>"
            '<table:table-cell office:value-type="date" office:date-value="2020-04-01"/>'
            '<table:table-cell table:formula="of:=1+1" office:value-type="float" office:value="2"/></table:table-row>'
        )
        grid = read(ods(rows)).grids[0]
        assert grid.value(2, 2) == "見出し"
        assert (grid.value(3, 2), grid.value(3, 3)) == (date(2020, 4, 1), 2)
        assert list(grid.marks.merges) == [Rect(2, 2, 2, 3)]
        assert dict(grid.marks.formulas) == {Ref(3, 3): "of:=1+1"}

    def test_a_million_empty_rows_at_the_end(self) -> None:
        rows = f'<table:table-row>{text_cell("あ")}<table:table-cell table:number-columns-repeated="16383"/></table:table-row>'
        rows += '<table:table-row table:number-rows-repeated="1048575"><table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
        assert read(ods(rows)).grids[0].rect == Rect(1, 1, 1, 1)

    def test_a_value_repeated_billions_of_times_is_refused(self) -> None:
        cell = text_cell("あ", 'table:number-columns-repeated="16384"')
        with pytest.raises(Unreadable) as error:
            read(ods(f'<table:table-row table:number-rows-repeated="1048576">{cell}</table:table-row>'))
        assert error.value.rule == "F06"

    def test_locked(self) -> None:
        with pytest.raises(Unreadable) as error:
            read(ods("", "<manifest:encryption-data/>"))
        assert error.value.rule == "F05"

"""Hostile and broken files: a clear refusal or a finding, in bounded time, never another exception."""

from __future__ import annotations

import gzip
import io
import random
import re
import struct
import time
import zipfile
import zlib

import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tomoni.tables.finding import Unreadable
from tomoni.tables.grid import Book
from tomoni.tables.read import Limits, read, text
from tomoni.tables.read.container import Container

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def book(cells: dict[str, object]) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as workbook:
        sheet = workbook.add_worksheet("表")
        for address, value in cells.items():
            sheet.write(address, value)
    return out.getvalue()


def packed(parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def with_part(data: bytes, name: str, content: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {one: archive.read(one) for one in archive.namelist()}
    return packed({**parts, name: content})


def refused(data: bytes, *, name: str = "", limits: Limits | None = None) -> Unreadable:
    started = time.process_time()
    with pytest.raises(Unreadable) as error:
        read(data, name=name, limits=limits or Limits())
    assert time.process_time() - started < 5
    return error.value


class TestNotATable:
    @pytest.mark.parametrize(
        ("data", "name", "word"),
        [
            (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj", "表.csv", "PDF"),
            (b"<!DOCTYPE html>\n<html><body><table><tr><td>1</td></tr></table>", "表.xls", "HTML"),
            (b"\xef\xbb\xbf\r\n <HTML><head>", "表.csv", "HTML"),
            (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "表.xlsx", "画像"),
            (b"\xff\xd8\xff\xe0\x00\x10JFIF", "表.csv", "画像"),
            (b"{\\rtf1\\ansi", "表.csv", "リッチテキスト"),
            (b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">', "表.xls", "XML"),
            (OLE + b"\0" * 600 + "WordDocument".encode("utf-16-le") + b"\0\0", "表.xls", "Word"),
            (
                b'<?xml version="1.0"?><kml xmlns="http://www.opengis.net/kml/2.2"><Document/></kml>',
                "a.kml",
                "tomoni papermap",
            ),
            (b'<gpx version="1.1"><wpt lat="35" lon="139"/></gpx>', "a.gpx", "tomoni papermap"),
            (packed({"doc.kml": b"<kml/>"}), "a.kmz", "tomoni papermap"),
            (packed({"word/document.xml": b"<w/>"}), "表.xlsx", "Word"),
            (packed({"ppt/presentation.xml": b"<p/>"}), "表.xlsx", "PowerPoint"),
            (bytes(range(1, 9)) * 100, "表.csv", "バイナリ"),
        ],
    )
    def test_other_documents_are_named(self, data: bytes, name: str, word: str) -> None:
        error = refused(data, name=name)
        assert error.rule == "F01"
        assert word in error.message.ja
        assert "入れ直し" in error.message.ja

    def test_locked_workbooks_say_what_to_do(self) -> None:
        error = refused(OLE + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le") + b"\0\0", name="表.xlsx")
        assert error.rule == "F05"
        assert "パスワードを解除" in error.message.ja


class TestNamesThatLie:
    def test_xlsx_named_csv_is_read_with_a_warning(self) -> None:
        result = read(book({"A1": 1}), name="data.csv")
        assert (result.format, [finding.rule for finding in result.findings]) == ("xlsx", ["F02"])

    def test_csv_named_xls(self) -> None:
        result = read(b"a,b\n1,2\n", name="data.xls")
        assert (result.format, [finding.rule for finding in result.findings]) == ("csv", ["F02"])

    @pytest.mark.parametrize("name", ["data.csv", "data.txt", "data.tsv", "data", "data.2020", ""])
    def test_names_that_fit_or_say_nothing(self, name: str) -> None:
        assert read(b"a,b\n1,2\n", name=name).findings == []

    def test_one_table_in_a_zip_is_read(self) -> None:
        result = read(packed({"folder/表.csv": b"a,b\n1,2\n", "__MACOSX/x": b"", "readme.md": b"x"}), name="表.zip")
        assert (result.format, [finding.rule for finding in result.findings]) == ("csv", ["F02"])

    def test_gzip(self) -> None:
        assert read(gzip.compress(b"a,b\n1,2\n"), name="a.csv.gz").grids[0].value(2, 2) == "2"

    def test_several_tables_in_a_zip_are_a_question(self) -> None:
        error = refused(packed({"a.csv": b"a\n1\n", "b.csv": b"a\n1\n"}))
        assert error.rule == "F01"
        assert "a.csv" in error.message.ja

    def test_zip_in_zip_is_not_followed(self) -> None:
        assert refused(packed({"a.csv": packed({"b.csv": b"a\n"})})).rule == "F01"


class TestTooMuch:
    def test_a_value_in_the_last_cell_is_left_out_and_named(self) -> None:
        data = book({"A1": "名称", "B1": "数", "A2": "あ", "B2": 1, "XFD1048576": "x"})
        started = time.process_time()
        result = read(data)
        assert time.process_time() - started < 1
        assert result.grids[0].rect.a1 == "A1:B2"
        assert [(finding.rule, finding.cells) for finding in result.findings] == [("S16", ("XFD1048576",))]

    def test_a_distant_note_in_a_small_sheet_is_kept(self) -> None:
        assert read(book({"A1": 1, "Z900": "※注"})).grids[0].value(900, 26) == "※注"

    def test_zip_bomb(self) -> None:
        bomb = with_part(book({"A1": 1}), "xl/worksheets/sheet1.xml", b" " * 60_000_000)
        assert len(bomb) < 100_000
        assert refused(bomb).rule == "F06"

    def test_a_directory_that_understates_sizes_is_not_believed(self) -> None:
        bomb = bytearray(with_part(book({"A1": 1}), "xl/worksheets/sheet1.xml", b" " * 60_000_000))
        size = struct.pack("<I", 60_000_000)
        while (at := bomb.find(size)) >= 0:
            bomb[at : at + 4] = struct.pack("<I", 500)
        assert refused(bytes(bomb)).rule in ("F03", "F06")

    def test_a_bomb_is_left_off_where_it_begins_to_swell(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """The directory understates the part; what is unpacked until that shows is bounded, whatever the part holds."""
        bomb = bytearray(packed({"a.csv": b" " * 60_000_000 + random.Random(7).randbytes(400_000)}))
        size = struct.pack("<I", 60_400_000)
        while (at := bomb.find(size)) >= 0:
            bomb[at : at + 4] = struct.pack("<I", 500)
        error = refused(bytes(bomb))
        assert error.rule == "F06"
        assert 10_000_000 < int(re.findall(r"([0-9,]+) bytes", error.message.en)[0].replace(",", "")) < 13_000_000

    def test_a_part_that_the_directory_says_swells_is_not_touched(self, monkeypatch: pytest.MonkeyPatch) -> None:
        bomb = packed({"a.csv": b" " * 60_000_000})
        monkeypatch.setattr(Container, "_inflate", lambda *_: pytest.fail("unpacked"))
        assert refused(bomb).rule == "F06"

    @pytest.mark.parametrize("line", ["x," * 2_000_000, '"a,b",' * 400_000, "," * 2_000_000])
    @pytest.mark.parametrize("before", ["", "a,b\n" * 200_000])
    def test_an_endless_line_is_refused_before_it_is_cut(
        self, line: str, before: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(text, "_records", lambda *_: pytest.fail("cut into cells"))
        error = refused(f"{before}{line}z\n1,2\n".encode())
        assert (error.rule, "columns" in error.message.en) == ("F06", True)

    def test_a_long_text_with_commas_is_no_wide_line(self) -> None:
        told = read(f'a,b\n1,"{"x," * 20_000}"\n'.encode()).grids[0]
        assert (told.right, len(str(told.value(2, 2)))) == (2, 40_000)

    def test_delimiters_and_nothing_else_are_an_empty_file(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(text, "_records", lambda *_: pytest.fail("cut into cells"))
        assert refused(b",\n" * 2_000_000).rule == refused(b",,\r\n").rule == "F03"

    def test_gzip_bomb(self) -> None:
        assert refused(gzip.compress(b"a," * 40_000_000, 9)).rule == "F06"

    def test_many_parts(self) -> None:
        assert refused(packed({f"xl/workbook{n}.xml": b"" for n in range(300)}), limits=Limits(parts=200)).rule == "F06"

    def test_xml_entities_are_not_expanded(self) -> None:
        lol = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "%s">' % (b"ha" * 50)
        for outer, inner in zip(b"bcdefghi", b"abcdefgh", strict=True):
            lol += b'<!ENTITY %c "%s">' % (outer, (b"&%c;" % inner) * 10)
        data = book({"A1": "名称", "A2": "あ"})
        for part in ("xl/workbook.xml", "xl/styles.xml"):
            assert refused(with_part(data, part, lol + b"]><workbook>&i;</workbook>")).rule == "F03"
        for part in ("xl/sharedStrings.xml", "xl/worksheets/sheet1.xml"):
            started = time.process_time()
            try:
                read(with_part(data, part, lol + b"]><sst><si><t>&i;</t></si><si><t>x</t></si></sst>"))
            except Unreadable as error:
                assert error.rule == "F03"
            assert time.process_time() - started < 2

    def test_a_huge_cell_shared_by_many(self) -> None:
        text = b"x" * 3_000_000
        shared = b"<sst><si><t>" + text + b"</t></si></sst>"
        cells = b"".join(b'<c r="A%d" t="s"><v>0</v></c>' % row for row in range(1, 2000))
        xml = b"<worksheet><sheetData>" + cells.replace(b"<c", b"<row><c").replace(b"</c>", b"</c></row>")
        data = with_part(book({"A1": "x"}), "xl/sharedStrings.xml", shared)
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = {name: archive.read(name) for name in archive.namelist()}
        parts["xl/worksheets/sheet1.xml"] = xml + b"</sheetData></worksheet>"
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
            for name, content in parts.items():
                archive.writestr(name, content)
        assert refused(out.getvalue()).rule == "F06"

    def test_a_huge_cell_in_a_text_file(self) -> None:
        assert refused(b'a,b\n"' + b"x" * 10_000_000 + b'",1\n').rule == "F06"

    @pytest.mark.parametrize("text", [b"[" * 100_000, b'{"a":' * 100_000, b"[" * 500 + b"1" + b"]" * 500])
    def test_deep_json(self, text: bytes) -> None:
        assert refused(text).rule in ("F03", "F06")

    def test_a_number_of_a_million_digits(self) -> None:
        assert refused(b'{"a": ' + b"9" * 1_000_000 + b"}").rule == "F03"

    def test_sheets(self) -> None:
        out = io.BytesIO()
        with xlsxwriter.Workbook(out, {"in_memory": True}) as workbook:
            for _ in range(20):
                workbook.add_worksheet().write(0, 0, 1)
        assert refused(out.getvalue(), limits=Limits(sheets=10)).rule == "F06"


class TestHarmless:
    def test_macros_are_not_run_and_said(self) -> None:
        result = read(with_part(book({"A1": 1}), "xl/vbaProject.bin", b"\x01"), name="表.xlsm")
        assert [(finding.rule, str(finding.severity)) for finding in result.findings] == [("F05", "info")]

    def test_external_links_are_said(self) -> None:
        result = read(with_part(book({"A1": 1}), "xl/externalLinks/externalLink1.xml", b"<externalLink/>"))
        assert [finding.rule for finding in result.findings] == ["S14"]

    def test_formulas_in_text_stay_text(self) -> None:
        assert read(b"a,b\n=1+1,@cmd\n").grids[0].row(2) == ["=1+1", "@cmd"]


def table_or_reason(data: bytes) -> Book | Unreadable:
    """What every input must end in; anything else fails the test."""
    try:
        return read(data, limits=Limits(cells=2_000_000))
    except Unreadable as error:
        assert error.message.ja and error.message.en
        return error


class TestBroken:
    @pytest.mark.parametrize("part", [0.02, 0.3, 0.6, 0.9, 0.99])
    def test_a_workbook_cut_off_anywhere_is_damaged(self, part: float) -> None:
        data = book({f"A{row}": f"値{row}" for row in range(1, 400)})
        assert refused(data[: int(len(data) * part)]).rule == "F03"

    def test_a_wrong_checksum_is_damaged(self) -> None:
        data = bytearray(packed({"xl/workbook.xml": b"<workbook/>"}))
        crc = struct.pack("<I", zlib.crc32(b"<workbook/>"))
        while (at := data.find(crc)) >= 0:
            data[at : at + 4] = b"\1\2\3\4"
        assert refused(bytes(data)).rule == "F03"

    def test_flipped_bytes(self) -> None:
        rnd = random.Random(20200401)
        data = book({f"{column}{row}": f"値{row}" for row in range(1, 60) for column in "ABC"})
        for _ in range(300):
            broken = bytearray(data)
            for _ in range(rnd.choice((1, 4, 40))):
                broken[rnd.randrange(len(broken))] = rnd.randrange(256)
            table_or_reason(bytes(broken))

    @settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(
        st.sampled_from(
            [b"", b"PK\x03\x04", OLE, b"{", b"[", b"\xff\xfe", b"\x1f\x8b\x08", b"\xef\xbb\xbf", b"\x1b$B", b'"', b"<"]
        ),
        st.binary(max_size=600),
    )
    def test_any_bytes_at_all(self, head: bytes, tail: bytes) -> None:
        table_or_reason(head + tail)

    @settings(max_examples=200, deadline=None)
    @given(st.text(max_size=300), st.sampled_from(["utf-8", "cp932", "euc_jp", "utf-16", "iso2022_jp"]))
    def test_any_text_in_any_encoding(self, text: str, codec: str) -> None:
        table_or_reason(text.encode(codec, "ignore"))

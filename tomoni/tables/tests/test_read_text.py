"""Text tables: whatever the encoding and dialect, the cells come out as typed and the row numbers are the file's."""

from __future__ import annotations

import pytest

from tomoni.tables.finding import Severity, Unreadable
from tomoni.tables.read import Limits, read

TABLE = "施設名,所在地,電話番号\nみほん市役所,みほん市中央１丁目,0123-45-6789\n①番館㈱髙﨑,ｶﾅ町,\n"

UNDEFINED = b"\x81\x8d\x8f\x90\x9d"
"""Bytes that Windows-1252 leaves open and browsers take as they are."""


def rules(book) -> list[str]:
    return [finding.rule for finding in book.findings]


def rows(book) -> list[list[object]]:
    return [list(row) for row in book.grids[0].cells]


class TestEncoding:
    @pytest.mark.parametrize(
        ("codec", "found"),
        [
            ("utf-8", "utf-8"),
            ("utf-8-sig", "utf-8-sig"),
            ("cp932", "cp932"),
            ("utf-16", "utf-16"),
            ("utf-16-le", "utf-16-le"),
            ("utf-16-be", "utf-16-be"),
        ],
    )
    def test_each_is_found_and_text_is_whole(self, codec: str, found: str) -> None:
        book = read(TABLE.encode(codec))
        assert book.encoding == found
        assert rows(book)[1:] == [
            ["みほん市役所", "みほん市中央１丁目", "0123-45-6789"],
            ["①番館㈱髙﨑", "ｶﾅ町", None],
        ]

    def test_a_nul_in_a_short_text_makes_no_utf_16_of_it(self) -> None:
        book = read("名,値\nあ\x00い,1\nうえ,23\n".encode())
        assert book.encoding == "utf-8"
        assert rows(book) == [["名", "値"], ["あい", "1"], ["うえ", "23"]]

    @pytest.mark.parametrize("codec", ["euc_jp", "iso2022_jp"])
    def test_unix_and_mail_encodings(self, codec: str) -> None:
        text = "年月日,曜日,相談件数\n令和２年２月７日,金曜日,４\n二月八日,土,十二\n"
        book = read(text.encode(codec))
        assert book.encoding == codec
        assert rows(book)[1] == ["令和２年２月７日", "金曜日", "４"]
        assert rules(book) == ["E01"]

    @pytest.mark.parametrize(
        "text",
        [
            "名称,住所\n市民センター,中央町\n",
            "ﾅﾏｴ,ｼﾞｭｳｼｮ,ﾊﾞﾝｺﾞｳ\nﾔﾏﾀﾞ,ﾐﾎﾝｼ,1\nｽｽﾞｷ,ﾄｳｷｮｳﾄ,2\n",
            "区,人口\n北区,一〇三\n",
        ],
    )
    def test_cp932_is_not_taken_for_euc(self, text: str) -> None:
        assert read(text.encode("cp932")).encoding == "cp932"

    @pytest.mark.parametrize("text", ["区,計\n北区,一\n", "日付,小計\n三月,五\n", "カナ,かな\nセンター,せんたー\n"])
    def test_short_euc_is_not_taken_for_half_width_kana(self, text: str) -> None:
        assert read(text.encode("euc_jp")).encoding == "euc_jp"

    def test_other_encodings_than_utf8_are_said_as_information(self) -> None:
        (finding,) = read(TABLE.encode("cp932")).findings
        assert (finding.rule, finding.severity, finding.repaired) == ("E01", Severity.INFO, True)

    def test_ascii_is_utf8_without_a_word(self) -> None:
        book = read(b"a,b\n1,2\n")
        assert (book.encoding, book.findings) == ("utf-8", [])

    @pytest.mark.parametrize(("right", "wrong"), [("cp932", "latin-1"), ("utf-8", "latin-1"), ("utf-8", "cp1252")])
    def test_double_encoding_is_undone_in_the_whole_file(self, right: str, wrong: str) -> None:
        text = "施設名,住所\nわかば,いろは町\n" * 20
        garbled = "".join(
            bytes([byte]).decode(wrong) if byte not in UNDEFINED else chr(byte) for byte in text.encode(right)
        )
        book = read(garbled.encode())
        assert rows(book)[1] == ["わかば", "いろは町"]
        assert "E02" in rules(book)

    def test_western_text_in_utf8_is_left_alone(self) -> None:
        book = read("nom,ville\nJosé Muñoz,Málaga\nZoë,Köln\n".encode())
        assert rows(book)[1] == ["José Muñoz", "Málaga"]
        assert book.findings == []

    def test_western_code_page(self) -> None:
        book = read("nom,ville\nJosé,Málaga\nZoë,Köln\n".encode("cp1252"))
        assert (book.encoding, rows(book)[2]) == ("cp1252", ["Zoë", "Köln"])

    def test_a_few_broken_bytes_do_not_change_the_encoding_and_are_reported(self) -> None:
        data = bytearray(("名称,住所\n" + "市民センター,中央町\n" * 200).encode())
        data[300] = 0xFF
        book = read(bytes(data))
        assert book.encoding == "utf-8"
        assert [(f.rule, f.severity) for f in book.findings] == [("E07", Severity.WARNING)]

    def test_broken_cp932(self) -> None:
        data = ("名称,住所\n" + "市民センター,中央町\n" * 200).encode("cp932")[:-3] + b"\x81"
        book = read(data)
        assert book.encoding == "cp932"
        assert "E07" in rules(book)


class TestDialect:
    def test_row_numbers_count_blank_and_preamble_lines(self) -> None:
        grid = read("#LINK\n\n名称,数\nあ,1\n".encode()).grids[0]
        assert grid.value(1, 1) == "#LINK"
        assert grid.value(2, 1) is None
        assert grid.value(4, 2) == "1"

    def test_cells_are_not_trimmed_or_typed(self) -> None:
        assert rows(read(b" a ,007\n"))[0] == [" a ", "007"]

    @pytest.mark.parametrize(("delimiter", "form"), [(",", "csv"), ("\t", "tsv"), (";", "csv")])
    def test_delimiters(self, delimiter: str, form: str) -> None:
        text = "\n".join(delimiter.join(["名称", "所在地", "備考"]) for _ in range(5))
        book = read(text.encode())
        assert book.format == form
        assert book.grids[0].right == 3

    def test_a_comma_in_japanese_prose_below_a_tab_table_does_not_decide(self) -> None:
        book = read("名称\t説明\t数\nあ\t赤,白,黄\t1\nい\t青\t2\nう\t緑\t3\n".encode())
        assert book.format == "tsv"

    def test_line_breaks_inside_quotes_stay_in_one_record(self) -> None:
        book = read('名称,住所\n"市民\r\nセンター","中央,1"\nあ,い\n'.encode())
        assert rows(book)[1] == ["市民\r\nセンター", "中央,1"]
        assert book.grids[0].value(3, 1) == "あ"

    def test_a_quote_that_is_never_closed_does_not_swallow_the_file(self) -> None:
        text = "名称,数\n" + '"あ,1\n' + "い,2\n" * 100
        book = read(text.encode())
        assert book.grids[0].bottom == 102
        assert "E08" in rules(book)

    def test_ragged_rows_are_named(self) -> None:
        text = "a,b,c\n" + "1,2,3\n" * 30 + "1,2\n" + "1,2,3,4\n"
        (finding,) = read(text.encode()).findings
        assert (finding.rule, finding.cells) == ("E08", ("B32", "D33"))

    @pytest.mark.parametrize("text", ["題名\n\na,b,c\n1,2,3\n4,5,6\n", "a,b\n1,2\n3,4\n"])
    def test_titles_and_even_rows_are_not_ragged(self, text: str) -> None:
        assert read(text.encode()).findings == []

    def test_mixed_line_ends(self) -> None:
        book = read(b"a,b\r\n1,2\n3,4\r5,6\r\n")
        assert book.grids[0].bottom == 4
        assert rules(book) == ["E08"]

    def test_nul_characters_are_removed_and_reported(self) -> None:
        book = read(b"a,b\n1\x00,2\n3,4\n5,6\n" * 20)
        assert rows(book)[1] == ["1", "2"]
        assert rules(book) == ["E07"]

    def test_trailing_blank_lines_do_not_count(self) -> None:
        assert read(b"a,b\n1,2\n,\n\n\n").grids[0].bottom == 2


class TestRefusals:
    @pytest.mark.parametrize("data", [b"", b"\n\n\n", b"\xef\xbb\xbf", b"   \r\n"])
    def test_empty(self, data: bytes) -> None:
        with pytest.raises(Unreadable) as error:
            read(data)
        assert error.value.rule == "F03"
        assert "空" in error.value.message.ja

    def test_limits_are_settable(self) -> None:
        with pytest.raises(Unreadable) as error:
            read(b"a,b\n" * 100, limits=Limits(rows=50))
        assert error.value.rule == "F06"

    def test_the_file_size(self) -> None:
        with pytest.raises(Unreadable) as error:
            read(b"a,b\n" * 100, limits=Limits(file_bytes=399))
        assert error.value.rule == "F06"

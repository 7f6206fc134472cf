"""Large regular text tables: read by column, cell for cell the same as read record by record."""

from __future__ import annotations

import csv
import hashlib
import io
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tomoni.tables.grid import Grid
from tomoni.tables.read import Limits, blocks, columns, encoding, read, stretches, text
from tomoni.tables.read.columns import ColumnGrid
from tomoni.tables.read.stretches import OfBytes

CELLS = st.text(alphabet='a１,"\n\r\t あ-', max_size=6)


@pytest.fixture(autouse=True)
def every_table_is_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(columns, "WORTHWHILE", 0)


def by_record(data: str) -> Grid:
    patch = pytest.MonkeyPatch()
    patch.setattr(columns, "columnar", lambda *_: None)
    try:
        return text.text_grid(data, Limits())[1]
    finally:
        patch.undo()


def written(rows: list[list[str]], line_end: str = "\n") -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator=line_end).writerows(rows)
    return out.getvalue()


def same(one: Grid, other: Grid) -> bool:
    return one.rect == other.rect and all(one.row(row) == other.row(row) for row in range(1, one.bottom + 2))


class TestRegular:
    @pytest.mark.parametrize("line_end", ["\n", "\r\n"])
    def test_it_is_read_by_column(self, line_end: str) -> None:
        data = written([["名称", "数", "備考"], ["あ", "1,234", ""], ["い", "5", "済"]], line_end)
        grid = read(data.encode()).grids[0]
        assert isinstance(grid, ColumnGrid)
        assert [grid.row(row) for row in (1, 2, 3)] == [
            ["名称", "数", "備考"],
            ["あ", "1,234", None],
            ["い", "5", "済"],
        ]
        assert (grid.bottom, grid.value(2, 2), grid.value(2, 9), grid.value(9, 1)) == (3, "1,234", None, None)

    def test_empty_rows_at_the_end_do_not_count(self) -> None:
        grid = read(("a,b\n" + "1,2\n" * 100 + ",\n" * 5).encode()).grids[0]
        assert isinstance(grid, ColumnGrid)
        assert grid.bottom == 101

    def test_titles_above_are_narrower(self) -> None:
        grid = read("題名\n名称,数\nあ,1\nい,2\n".encode()).grids[0]
        assert isinstance(grid, ColumnGrid)
        assert (grid.row(1), grid.row(3)) == (["題名", None], ["あ", "1"])

    def test_a_column_at_once(self) -> None:
        grid = read(b"a,b\n1,\n3,4\n").grids[0]
        assert isinstance(grid, ColumnGrid)
        assert grid.texts(2, 2, 3).to_list() == [None, "4"]

    def test_stretches_are_kept_apart(self) -> None:
        grid = read(("a,b\n" + "".join(f"{n},x\n" for n in range(20_000))).encode()).grids[0]
        assert isinstance(grid, ColumnGrid)
        assert [grid.value(row, 1) for row in (2, 20_001, 2_048, 2_049, 2_050)] == [
            "0",
            "19999",
            "2046",
            "2047",
            "2048",
        ]


class TestIrregular:
    @pytest.mark.parametrize(
        "data",
        [
            'a,b\n"1\n2",3\n',
            "a,b\n1,2\n\n3,4\n",
            "a,b\n1,2\r3,4\n5,6\n",
            'a,b\n1"2,3\n4,5\n',
            ',,\t\n",",",\t"\n',
            'a,b\n"1,2\n3,4\n',
            "a,b\n" + "1,2\n" * 60 + "1,2,3\n",
            "a,b\n" + "1,2\n" * 60 + "1\n",
        ],
    )
    def test_it_is_read_record_by_record(self, data: str) -> None:
        assert not isinstance(read(data.encode()).grids[0], ColumnGrid)


class TestAlways:
    @settings(max_examples=300, deadline=None)
    @given(st.lists(st.lists(CELLS, min_size=2, max_size=4), min_size=1, max_size=8), st.sampled_from(["\n", "\r\n"]))
    def test_written_tables_read_the_same_both_ways(self, rows: list[list[str]], line_end: str) -> None:
        data = written(rows, line_end)
        assert same(text.text_grid(data, Limits())[1], by_record(data))

    @settings(max_examples=300, deadline=None)
    @given(st.text(alphabet='a,"\n\r\t あ;', max_size=60))
    def test_any_text_reads_the_same_both_ways(self, data: str) -> None:
        assert same(text.text_grid(data, Limits())[1], by_record(data))

    @pytest.mark.parametrize("size", [1, 12])
    @settings(max_examples=300, deadline=None)
    @given(data=st.text(alphabet='a,"\n\r\t あ;', max_size=90))
    def test_any_text_reads_the_same_in_stretches(self, size: int, data: str) -> None:
        patch = pytest.MonkeyPatch()
        patch.setattr(stretches, "STRETCH", size)
        patch.setattr(blocks, "HEAD_LINES", 2)
        try:
            grid = columns.by_blocks(OfBytes(data.encode()), "utf-8", ",", Limits())
        finally:
            patch.undo()
        if grid is not None and text.sniff_delimiter(data) == ",":
            assert same(grid, by_record(data))


class TestBlocks:
    """Very large files are read a stretch at a time: the same grid, encoding and findings as read at once."""

    ROWS = "".join(f'{n},市{n % 7},"1,{n:03}",令和{n % 5 + 1}年\n' for n in range(3_000))

    @pytest.fixture(autouse=True)
    def every_file_is_huge(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(stretches, "STRETCH", 1_000)
        monkeypatch.setattr(text, "SAMPLE", 5_000)
        monkeypatch.setattr(encoding, "_SAMPLE", 1_000)

    def both(self, data: bytes, monkeypatch: pytest.MonkeyPatch) -> bool:
        """Reads both ways and compares; True when the short way was taken."""
        taken = text.regular_text(OfBytes(data), Limits()) is not None
        parts = read(data)
        monkeypatch.setattr(columns, "WORTHWHILE", 1 << 40)
        whole = read(data)
        assert same(whole.grids[0], parts.grids[0])
        assert (whole.encoding, whole.format, whole.findings) == (parts.encoding, parts.format, parts.findings)
        return taken

    @pytest.mark.parametrize("codec", ["cp932", "utf-8", "utf-8-sig", "euc_jp"])
    @pytest.mark.parametrize("line_end", ["\n", "\r\n"])
    def test_the_same_in_every_encoding(self, codec: str, line_end: str, monkeypatch: pytest.MonkeyPatch) -> None:
        data = ("題名\n番号,市,数,年\n" + self.ROWS).replace("\n", line_end).encode(codec)
        assert self.both(data, monkeypatch)

    @pytest.mark.parametrize(
        "rows",
        [
            ROWS + "1,2\n" + ROWS,
            ROWS + "\n\n" + ROWS,
            ROWS + 'a,"b\nc",d,e\n' + ROWS,
            ROWS + "a,b,c,d,e\n" + ROWS,
            ROWS + "\x00,b,c,d\n" + ROWS,
            ROWS + 'a,b"b,c,d\n' + ROWS,
        ],
    )
    def test_what_is_unusual_is_read_as_a_whole(self, rows: str, monkeypatch: pytest.MonkeyPatch) -> None:
        assert not self.both(("番号,市,数,年\n" + rows).encode("cp932"), monkeypatch)

    def test_quotes_inside(self, monkeypatch: pytest.MonkeyPatch) -> None:
        data = "番号,市,数,年\n" + self.ROWS + '1,"a ""b"" c",2,3\n' + self.ROWS
        assert self.both(data.encode("cp932"), monkeypatch)

    def test_empty_rows(self, monkeypatch: pytest.MonkeyPatch) -> None:
        data = "番号,市,数,年\n" + self.ROWS + ",,,\n" * 200 + self.ROWS + ",,,\n" * 500
        assert self.both(data.encode("cp932"), monkeypatch)

    def test_a_byte_that_fits_no_encoding(self, monkeypatch: pytest.MonkeyPatch) -> None:
        data = ("番号,市,数,年\n" + self.ROWS).encode("cp932") + b"\x81\x20,b,c,d\n"
        assert not self.both(data, monkeypatch)

    @pytest.mark.parametrize("byte", [b"\x81", b"\x81\xff", b"\xfc\xfd"])
    def test_a_cell_that_ends_within_a_sign(self, byte: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
        data = ("番号,市,数,年\n" + self.ROWS).encode("cp932") + b"1," + byte + b",2,3\n" + self.ROWS.encode("cp932")
        assert not self.both(data, monkeypatch)

    @pytest.mark.parametrize("repeated", [True, False])
    def test_a_sign_that_can_be_written_in_two_ways(self, repeated: bool, monkeypatch: pytest.MonkeyPatch) -> None:
        first, second = b"\x87\x54", b"\xfa\x4a"  # Ⅰ of NEC and of IBM
        lines = [b"%d,%b%d," % (n, second if n % 3 else first, n % 5 if repeated else n // 2) for n in range(8_000)]
        data = "番号,市,空\n".encode("cp932") + b"\n".join(lines)
        grid = read(data).grids[0]
        assert isinstance(grid, ColumnGrid)
        assert grid.coded(2).counts["text"].is_unique().all()
        assert self.both(data, monkeypatch)

    def test_texts_that_never_come_again_beside_empty_cells(self, monkeypatch: pytest.MonkeyPatch) -> None:
        rows = "".join(f"{n},{'' if n % 50 == 7 else f'丁目{n}番地'},x\n" for n in range(9_000))
        assert self.both(("番号,所在,印\n" + rows).encode("cp932"), monkeypatch)

    def test_a_delimiter_that_may_be_half_of_a_sign(self, monkeypatch: pytest.MonkeyPatch) -> None:
        rows = self.ROWS.replace('"', "").replace(",", "|").replace("市", "ポート")  # ポ is 83 7C, and 7C is |
        data = ("番号|市|数|端|年\n" + rows).encode("cp932")
        assert self.both(data, monkeypatch)

    @pytest.mark.parametrize("more", ["", "a,b,c,d,e\n", '1,"a ""b"" c",2,3\n', "\x00,b,c,d\n"])
    def test_a_file_on_disk_is_the_book_of_its_bytes(self, more: str, tmp_path: Path) -> None:
        data = ("番号,市,数,年\n" + self.ROWS + more + self.ROWS).encode("cp932")
        path = tmp_path / "表.csv"
        path.write_bytes(data)
        of_bytes, of_file = read(data, name="表.csv"), read(path)
        assert of_file.sha256 == of_bytes.sha256 == hashlib.sha256(data).hexdigest()
        assert same(of_file.grids[0], of_bytes.grids[0])
        assert (of_file.encoding, of_file.findings) == (of_bytes.encoding, of_bytes.findings)

    def test_a_regular_file_is_never_taken_as_a_whole(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        path = tmp_path / "表.csv"
        path.write_bytes(("番号,市,数,年\n" + self.ROWS).encode("cp932"))
        monkeypatch.setattr(Path, "read_bytes", lambda _: pytest.fail("read as a whole"))
        assert isinstance(read(path).grids[0], ColumnGrid)

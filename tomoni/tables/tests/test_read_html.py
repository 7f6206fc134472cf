"""Web pages called .xls, as systems export them: their tables are read; a page in place of a file is not."""

from __future__ import annotations

import pytest

from tomoni.tables.finding import Unreadable
from tomoni.tables.grid import Rect
from tomoni.tables.read import Limits, read

PLAIN = "<tr><th>区</th><th>人口</th></tr><tr><td>北区</td><td>1,200</td></tr>"


def grids(page: str, name: str = "表.xls", codec: str = "cp932", **limits: int):
    return read(page.encode(codec), name=name, limits=Limits(**limits)).grids


def cells(page: str, **more):
    (grid,) = grids(page, **more)
    return [grid.row(row) for row in range(grid.top, grid.bottom + 1)]


class TestReading:
    def test_a_table_and_what_is_said_of_the_file(self) -> None:
        book = read(f"<html><body><table>{PLAIN}</table></body></html>".encode("cp932"), name="表.xls")
        assert (book.format, book.encoding) == ("html", "cp932")
        assert [finding.rule for finding in book.findings] == ["F02", "E01"]
        assert book.grids[0].row(2) == ["北区", "1,200"]

    def test_spans_are_merges_and_push_their_neighbours_aside(self) -> None:
        page = (
            "<table><tr><th rowspan=2>区</th><th colspan='2'>回数</th></tr><tr><th>1回目</th><th>2回目</th></tr>"
            "<tr><td>北区</td><td>3</td><td>4</td></tr></table>"
        )
        (grid,) = grids(page)
        assert grid.marks.merges == [Rect(1, 1, 2, 1), Rect(1, 2, 1, 3)]
        assert grid.row(2) == [None, "1回目", "2回目"]

    def test_cells_and_rows_that_nobody_closed(self) -> None:
        assert cells("<TABLE><TR><TD>区<TD>人口<TR><TD>北区<TD>12</TABLE>") == [["区", "人口"], ["北区", "12"]]

    def test_line_breaks_entities_and_spaces(self) -> None:
        page = "<table><tr><td>a&amp;b</td><td>上<br>下</td></tr><tr><td>&nbsp; x\n  y </td><td><b>1</b>0</td></tr></table>"
        assert cells(page) == [["a&b", "上\n下"], ["x y", "10"]]

    def test_the_exact_number_that_excel_writes_beside_the_shown_one(self) -> None:
        page = f"<table>{PLAIN}<tr><td>南区</td><td x:num='1234.5'>1,235</td></tr></table>"
        assert cells(page)[2] == ["南区", 1234.5]

    def test_rows_that_are_not_displayed_are_hidden(self) -> None:
        (grid,) = grids(f"<table>{PLAIN}<tr style='display:none'><td>x</td><td>9</td></tr></table>")
        assert grid.marks.hidden_rows == frozenset({3})

    def test_scripts_and_comments_are_no_cells(self) -> None:
        page = f"<table><script>if (a<b) '<td>'</script><!-- <td>no</td> -->{PLAIN}</table>"
        assert cells(page) == [["区", "人口"], ["北区", "1,200"]]

    def test_several_tables_are_named_by_caption_or_heading(self) -> None:
        page = f"<h2>接種</h2><table>{PLAIN}</table><table><caption>検査</caption>{PLAIN}</table><table>{PLAIN}</table>"
        assert [grid.sheet for grid in grids(page)] == ["接種", "検査", "表3"]

    def test_tables_that_lay_out_the_page_are_left_out(self) -> None:
        page = f"<table><tr><td>メニュー</td><td><table>{PLAIN}</table></td></tr><tr><td>a</td><td>b</td></tr></table>"
        assert cells(page) == [["区", "人口"], ["北区", "1,200"]]

    def test_utf16_as_excel_saves_it(self) -> None:
        assert cells(f"<html><table>{PLAIN}</table>", codec="utf-16")[1] == ["北区", "1,200"]


class TestRefusing:
    @pytest.mark.parametrize(
        "page",
        [
            "<html><body>404 Not Found</body></html>",
            "<html><table><tr><td>このページはありません</td></tr></table></html>",
            "<html><table></table></html>",
            "<html <table <tr <td",
        ],
    )
    def test_a_page_without_a_table_of_data(self, page: str) -> None:
        with pytest.raises(Unreadable) as refused:
            grids(page)
        assert refused.value.rule == "F01"

    @pytest.mark.parametrize("name", ["data.csv", "data.JSON", "feed.tsv"])
    def test_a_page_in_place_of_a_file(self, name: str) -> None:
        """What a server sends when the file is gone must not be taken for its next edition."""
        with pytest.raises(Unreadable) as refused:
            grids(f"<html><table>{PLAIN}</table>", name=name)
        assert refused.value.rule == "F01"

    def test_more_cells_than_the_limit(self) -> None:
        with pytest.raises(Unreadable) as refused:
            grids("<table>" + "<tr><td>1</td><td>2</td></tr>" * 60 + "</table>", cells=100)
        assert refused.value.rule == "F06"

    @pytest.mark.parametrize(
        "page",
        [
            "<table>" * 100_000,
            f"<table>{PLAIN}</table>" + "<!--" * 200_000,
            f"<table>{PLAIN}</table>" + "<script>" * 100_000,
            f"<table>{PLAIN}</table>" + "<a \"<a '" * 100_000,
            f"<table>{PLAIN}</table>" + "</" * 300_000,
            "<table><tr><td colspan=999999999 rowspan=999999999>x</td><td>y</td></tr>" * 500,
            f"<table>{PLAIN}</table>" + "</" * 300_000 + ">",
            f"<table>{PLAIN}</table>" + "<a \"<a '" * 100_000 + ">",
            "<table><tr><td rowspan=60000 colspan=1000>" * 200,
        ],
    )
    def test_pages_made_to_take_long_come_to_an_end(self, page: str) -> None:
        try:
            grids(f"<html>{page}")
        except Unreadable as refused:
            assert refused.rule in ("F01", "F06")

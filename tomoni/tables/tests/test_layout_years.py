"""Years in short across a header, dittos before a year, page marks, timetables and codes above the names."""

from __future__ import annotations

import pytest

from tomoni.tables import check
from tomoni.tables.layout.notes import is_page_mark
from tomoni.tables.layout.years import read_year
from tomoni.tables.tests.sheets import one, seen, tables


def test_years_in_short_across_a_header_take_their_era():
    region = one("区分|令和元年度|2|3|4\n受給者数|12345|12100|11900|11600\n対象児童数|20111|19800|19400|18900")
    assert seen(region)[0] == ["区分", "令和元年度", "令和2年度", "令和3年度", "令和4年度"]
    assert seen(region)[1] == ["受給者数", "12345", "12100", "11900", "11600"]


def test_numbers_that_do_not_count_up_stay_numbers():
    region = one("区分|令和元年度|7|3\nA|1|2|3\nB|4|5|6\nC|7|8|9")
    assert "令和7年度" not in seen(region)[0]


def test_a_ditto_before_a_year_stands_for_the_era():
    region = one("年次|件数|死者\n平成元年|530|11\n〃2年|541|14\n〃3年|533|9\n令和元年|301|2\n〃 2年|288|3")
    assert [row[0] for row in seen(region)[1:]] == ["平成元年", "平成2年", "平成3年", "令和元年", "令和2年"]
    assert read_year("〃元年") is not None


def test_printed_pages_are_one_table():
    page = "医療機関一覧|||{}/2頁\n番号|名称|所在地|電話\n{}|{}|本町1-{}|012-345-000{}\n{}|{}|栄町2-{}|012-345-100{}\n"
    first = page.format(1, 1, "あおい内科", 1, 1, 2, "いずみ歯科", 2, 2)
    second = page.format(2, 3, "うめだ眼科", 3, 3, 4, "えのき整形", 4, 4)
    region = one(f"{first}\n{second}")
    assert [row[1] for row in seen(region)[1:]] == ["あおい内科", "いずみ歯科", "うめだ眼科", "えのき整形"]


def test_the_same_header_under_another_title_is_another_table():
    table = "{}\n区分|件数|人数\nA|1|2\nB|3|4\n"
    assert len(tables(table.format("北部の相談") + "\n" + table.format("南部の相談"))) == 2


def test_page_marks():
    assert all(map(is_page_mark, ["1/3頁", "（つづき）", "p. 2", "2ページ", "Page 1/3"]))
    assert not any(map(is_page_mark, ["12", "3頁の表", "続きの部屋", "1/3"]))


def test_a_timetable_with_buses_that_pass_by():
    region = one(
        "便名|1便|2便|3便|急行\n停留所名||||\n市役所前|6:45|8:10|10:30|18:05\n中央病院|6:52|8:17|10:37|レ\n"
        "緑が丘|7:01|8:26|‖|レ\n運動公園|7:08|8:33|‖|レ\n駅西口|7:20|8:45|25:10|18:25"
    )
    assert [c.is_label for c in region.columns] == [True, False, False, False, False]
    assert [name.split("_")[0] for name in seen(region)[0][1:]] == ["1便", "2便", "3便", "急行"]


def test_rows_of_codes_between_the_names_are_not_data():
    region = one(
        "|||表章項目 コード|020|020|030\n|||表章項目|人口|人口|世帯数\n|||男女 コード|0|1|0\n"
        "地域 コード|地域|年|男女|総数|男|総数\n||||単位【人】|単位【人】|単位【世帯】\n"
        "00000|全国|2020年||126146099|61349581|55830154\n01000|北海道|2020年||5224614|2465088|2476846",
        raw=True,
    )
    assert seen(region)[0][-3:] == ["人口_総数", "人口_男", "世帯数_総数"]
    assert [c.unit for c in region.columns[-3:]] == ["人", "人", "世帯"]
    assert len(region.rows) == 2


def test_comparisons_say_what_they_compare():
    region = one("年月|実人数|前年比|宿泊客|前年比\n令和5年1月|102|112.3|20|105.0\n令和5年2月|98|101.0|19|99.1")
    assert seen(region)[0] == ["年月", "実人数", "実人数_前年比", "宿泊客", "宿泊客_前年比"]


def test_other_names_that_come_twice_are_numbered():
    region = one("名称|備考|住所|備考\nA館|x|本町1|1\nB館|x|本町2|2\nC館|y|本町3|3")
    assert seen(region)[0] == ["名称", "備考", "住所", "備考_2"]


def test_numbers_in_rings_are_names():
    region = one("停留所|①|②|③\n市役所|700|830|1000\n病院前|708|838|1008\n駅|715|845|1015")
    assert seen(region)[0] == ["停留所", "①", "②", "③"]
    assert len(region.rows) == 3


@pytest.mark.parametrize(
    ("title", "head", "names"),
    [
        ("令和2年4月 検査件数", "4/8,4/9,4/10,4/11", ["2020-04-08", "2020-04-09", "2020-04-10", "2020-04-11"]),
        ("令和2年度 検査件数", "12/30,12/31,1/1,1/2", ["2020-12-30", "2020-12-31", "2021-01-01", "2021-01-02"]),
        ("検査件数", "4/8,4/9,4/10,4/11", ["4/8", "4/9", "4/10", "4/11"]),
    ],
)
def test_days_without_a_year_in_the_header(title: str, head: str, names: list[str]) -> None:
    file = f"{title},,,,\n地区,{head}\n北,12,7,30,4\n南,3,22,8,9\n東,3,21,8,9\n".encode()
    (table,) = check(file).tables
    assert table.frame.columns == ["地区", *names]
    assert [table.provenance.header_cells(1)[0].a1] == ["B2"]

"""What tables leave out because it stands above or beside: eras of days, months of days, endings of years, parents of parts."""

from __future__ import annotations

import pytest

from tomoni.tables import check
from tomoni.tables.tests.sheets import one, seen, tables


def frame(text: str) -> list[list[str | None]]:
    table = check("\n".join(line.replace("|", ",") for line in text.split("\n")).encode(), name="a.csv").tables[0]
    return [table.frame.columns, *map(list, table.frame.rows())]


class TestDays:
    def test_the_era_holds_for_the_days_below_and_beside(self):
        rows = frame(
            "代|氏名|就任|退任\n1|伊藤一|昭和29. 4. 1|33. 3.31\n2|加藤二|33. 4. 1|41. 3.31\n3|小林三|41. 4. 1|平成元. 3.31\n4|渡辺四|平成元. 4. 1|9. 3.31"
        )
        assert [row[2] for row in rows[1:]] == ["1954-04-01", "1958-04-01", "1966-04-01", "1989-04-01"]
        assert [row[3] for row in rows[1:]] == ["1958-03-31", "1966-03-31", "1989-03-31", "1997-03-31"]

    def test_a_year_of_an_era_is_written_in_two_ways(self):
        rows = frame("氏名|採用\n甲|平成20年4月1日\n乙|25.4.1\n丙|令和2年4月1日")
        assert [row[1] for row in rows[1:]] == ["2008-04-01", "2013-04-01", "2020-04-01"]

    def test_a_year_nobody_placed_is_asked_about_and_no_western_one(self):
        table = check(
            "事業所,指定年月日\nさくら,12.04.01\nもみじ,平成18.10.1\nかえで,平成20.4.1".encode(), name="a.csv"
        ).tables[0]
        assert table.frame["指定年月日"].to_list() == ["12.04.01", "2006-10-01", "2008-04-01"]
        assert [(item.rule, item.cells) for item in table.findings if item.severity != "info"] == [("V02", ("B2",))]

    def test_two_figures_of_a_year_without_any_era_are_read(self):
        rows = frame("名称|開催日\n甲|20/4/1\n乙|20/5/1\n丙|21/4/1")
        assert [row[1] for row in rows[1:]] == ["2020-04-01", "2020-05-01", "2021-04-01"]

    def test_the_fill_names_the_cell_with_the_era(self):
        region = one("名称|設置\n東|S50.4.1\n西|55.4.1", raw=True)
        assert [(fill.rule, fill.value, fill.source.a1) for fill in region.fills] == [("D03", "S55.4.1", "B2")]

    @pytest.mark.parametrize(
        "days",
        [
            "昭和60.4.1|3.4.1",  # goes back: of another era, nobody says which
            "昭和60.4.1|70.4.1",  # an era does not go on for ever
            "昭和60.4.1|61/4/1",  # written by somebody else
            "2020/4/1|21/4/1",
        ],
    )
    def test_no_era_is_guessed(self, days: str):
        first, second = days.split("|")
        assert one(f"名称|設置\n東|{first}\n西|{second}", raw=True).fills == []

    def test_the_era_in_the_name_of_the_column(self):
        rows = frame("契約日（令和）|件名\n5.4.1|清掃\n5.6.28|修繕\n6.3.29|保守")
        assert [row[0] for row in rows[1:]] == ["2023-04-01", "2023-06-28", "2024-03-29"]

    def test_an_era_with_its_year_names_a_period(self):
        region = one("令和5年度契約日|件名\n5.4.1|清掃\n5.6.28|修繕\n6.3.29|保守", raw=True)
        assert region.fills == []

    def test_the_month_holds_for_the_days_below(self):
        region = one(
            "月日|曜|会議\n6月3日|月|本会議\n4日|火|休会\n10日|月|本会議\n7月1日|月|本会議\n2日|火|委員会", raw=True
        )
        assert [row[0] for row in seen(region)[1:]] == ["6月3日", "6月4日", "6月10日", "7月1日", "7月2日"]

    def test_days_that_go_back_have_no_month(self):
        region = one("月日|曜|会議\n6月10日|月|本会議\n4日|火|休会", raw=True)
        assert [row[0] for row in seen(region)[1:]] == ["6月10日", "4日"]


class TestYears:
    def test_the_ending_holds_over_a_new_era(self):
        region = one("年産|面積|収量\n平成30年産|1210|528\n令和元|1195|530\n2|1180|535\n3|1150|539")
        assert [row[0] for row in seen(region)[1:]] == ["平成30年産", "令和元年産", "令和2年産", "令和3年産"]

    def test_the_ending_holds_across_a_header(self):
        region = one("区分|平成30年度|令和元|2|3\n農業|10|11|12|13\n林業|1|2|3|4")
        assert seen(region)[0] == ["区分", "平成30年度", "令和元年度", "令和2年度", "令和3年度"]

    def test_the_western_year_in_brackets_is_no_ending(self):
        region = one("年|数\n平成30年(2018)|10\n令和元|11\n2|12", raw=True)
        assert [row[0] for row in seen(region)[1:]] == ["平成30年(2018)", "令和元", "令和2"]

    def test_a_year_with_the_mark_of_what_is_not_final(self):
        region = one("年度|数\n令和3年度|10\n4|11\n5 p|12", raw=True)
        assert [row[0] for row in seen(region)[1:]] == ["令和3年度", "令和4年度", "令和5年度"]

    def test_parts_belong_to_the_year_in_full(self):
        region = one("年度|求職\n令和3年度|100\n4|120\n　東|70\n　西|50", raw=True)
        assert seen(region)[0][0] == "上位区分"
        assert [row[:2] for row in seen(region)[3:]] == [["令和4年度", "東"], ["令和4年度", "西"]]


class TestParts:
    def test_numbers_of_two_manners_are_two_levels(self):
        region = one(
            "科目|予算|決算\n１　営業収益|1020|1018\n（１）給水収益|980|977\n（２）その他|40|41\n２　営業外収益|55|56\n（１）受取利息|1|1\n（２）戻入|54|55"
        )
        assert [row[0] for row in seen(region)[1:]] == [
            "", "１　営業収益", "１　営業収益", "", "２　営業外収益", "２　営業外収益",
        ]  # fmt: skip

    def test_rows_of_shares_take_the_label_above(self):
        region = one(
            "区分|満足|不満\n全体|310|210\n（％）|59.6|40.4\n20代|40|30\n（％）|57.1|42.9\n30代|55|35\n（％）|61.1|38.9"
        )
        assert [row[0] for row in seen(region)[1:]] == [
            "全体",
            "全体（％）",
            "20代",
            "20代（％）",
            "30代",
            "30代（％）",
        ]
        assert {fill.rule for fill in region.fills} == {"S02"}

    def test_one_row_of_shares_is_a_row(self):
        region = one("区分|満足|不満\n20代|40|30\n全体|310|210\n（％）|59.6|40.4")
        assert [row[0] for row in seen(region)[1:]] == ["20代", "全体", "（％）"]

    def test_the_code_of_a_place_holds_for_its_parts(self):
        region = one(
            "コード|市町村|旧市町村|農家\n201|みほん市||1310\n||旧みほん町|800\n||旧さくら村|510\n202|港市||402\n||旧港町|402"
        )
        assert [row[:3] for row in seen(region)[2:4]] == [
            ["201", "みほん市", "旧みほん町"],
            ["201", "みほん市", "旧さくら村"],
        ]

    def test_numbered_rows_that_are_no_sums_have_no_parent(self):
        region = one("項目|数|率\n１　東|10|3\n（１）西|980|77\n（２）南|40|41\n２　北|55|56\n（１）港|100|99")
        assert seen(region)[0][0] == "項目"

    def test_a_word_written_downwards_from_the_first_row(self):
        region = one(
            "区分|項目|2015年|2020年\n農|総農家数|1520|1310\n|販売農家|980|790\n家|自給的農家|540|520\n"
            "経|個人経営体|950|760\n営|団体経営体|22|31\n体|法人経営体|18|27"
        )
        assert [row[0] for row in seen(region)[1:]] == ["農家", "農家", "農家", "経営体", "経営体", "経営体"]

    def test_single_characters_that_make_no_word_of_the_labels_are_labels(self):
        region = one("級|職名|人数\n甲|主事|3\n乙|主査|4\n丙|課長|5\n丁|部長|1")
        assert [row[0] for row in seen(region)[1:]] == ["甲", "乙", "丙", "丁"]


class TestForms:
    FORM = "施設概要|||\n施設名|市民会館|所在地|本町3-2-1\n構造|RC造|延床面積|4,520㎡\n開館年月日|昭和58年11月3日|駐車台数|150台\n休館日|毎週月曜日|電話|0123-22-3344"

    def test_pairs_beside_each_other_become_one_list(self):
        region = one(self.FORM, raw=True)
        assert (region.title, region.header_rows) == ("施設概要", ())
        assert seen(region)[:3] == [["項目", "内容"], ["施設名", "市民会館"], ["構造", "RC造"]]
        assert ["電話", "0123-22-3344"] in seen(region)

    def test_it_asks_whether_to_make_a_record(self):
        data = self.FORM.replace("4,520㎡", "4520㎡").replace("|", ",").encode()
        (offer,) = [item for item in check(data, name="a.csv").tables[0].findings if item.rule == "S22"]
        assert not [i for i in check(data, name="a.csv").all_findings if i.severity != "info"]
        assert offer.proposal

    @pytest.mark.parametrize(
        "text",
        [
            "学校名|電話番号|所在地|児童数\n北小|22-1111|本町1|120\n南小|22-1112|港町2|98\n東小|22-1113|旭町3|80\n西小|22-1114|緑町4|77",
            "施設名|定員|会議室名|面積\n会館|100人|第1|40㎡\n公民館|50人|和室|22㎡\n児童館|30人|遊戯室|60㎡",
        ],
    )
    def test_a_table_of_four_columns_is_no_form(self, text: str):
        assert one(text, raw=True).header_rows == (1,)


class TestHeads:
    def test_the_first_row_of_a_table_of_words_is_no_third_level(self):
        region = one(
            "児童館|所在地|開館時間||休館日\n||平日|土曜|\nひがし|東町2|10時～18時|9時～17時|日曜・祝日\nにし|西町7|10：00〜18：00|休館|土日祝",
            raw=True,
        )
        assert region.header_rows == (1, 2)
        assert seen(region)[1] == ["ひがし", "東町2", "10時～18時", "9時～17時", "日曜・祝日"]

    def test_the_first_label_of_things_side_by_side_is_no_header(self):
        region = one(
            "概要|||\n|市民会館|公民館|資料館\n所在地|本町1|港町2|山手3\n開設年月日|昭和58年4月1日|平成3年10月1日|平成12年7月20日\n"
            "延床面積|4,520|1,830|960\n休館日|月曜|月曜・祝日|火曜",
            raw=True,
        )
        assert seen(region)[:2] == [["区分", "市民会館", "公民館", "資料館"], ["所在地", "本町1", "港町2", "山手3"]]

    def test_names_over_names_with_a_blank_corner_stay_a_header(self):
        region = one("|令和3年|令和4年\n区分|件数|割合\n火災|12|3.1\n救急|402|80.2\n救助|9|1.1")
        assert seen(region)[0] == ["区分", "令和3年_件数", "令和4年_割合"]

    def test_the_number_of_the_table_beside_its_title(self):
        region = one(
            "12-3|道路の現況|||（4月1日現在）\n種別|実延長|舗装済|率|資料\n国道|210|200|95|国\n県道|1020|1001|98|県",
            raw=True,
        )
        assert seen(region)[0] == ["種別", "実延長", "舗装済", "率", "資料"]
        assert "道路の現況" in region.title

    def test_a_word_under_a_name_that_measures_has_no_unit(self):
        region = one(
            "地点|測定値（mg/L）||\n|鉛|六価クロム|適否\n本町|0.001|0.02|適\n中里|0.002|0.01|否", merges="A1:A2 B1:D1"
        )
        assert [column.unit for column in region.columns] == ["", "mg/L", "mg/L", ""]

    @pytest.mark.parametrize("unit", ["ppm", "mg/m3", "μSv/h", "Bq/kg", "MPN/100mL", "dB", "pg-TEQ/L"])
    def test_units_of_measuring_are_units(self, unit: str):
        region = one(f"局|値\n|{unit}\n東|0.1\n西|0.2")
        assert region.columns[1].name == "値"

    def test_two_headings_side_by_side_are_two_tables(self):
        found = tables(
            "1　年齢別職員数|||| 2　男女別職員数||\n年齢|人数|構成比||性別|人数|割合\n20代|102|21.3||男|280|58.5\n30代|133|27.8||女|199|41.5\n40代|150|31.3||計|479|100"
        )
        assert [[column.name for column in region.columns] for region in found] == [
            ["年齢", "人数", "構成比"],
            ["性別", "人数", "割合"],
        ]


def test_noon_is_a_time():
    assert [row[1] for row in frame("行事|終了\n祭|16:00\n教室|正午\n観察会|21時")[1:]] == ["16:00", "12:00", "21:00"]

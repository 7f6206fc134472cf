"""What belongs to which table, what rows are about, and what is said around them."""

from __future__ import annotations

import pytest

from tomoni.tables.layout import regions
from tomoni.tables.region import RowKind
from tomoni.tables.tests.sheets import grid, one, rules, seen, tables


def totals(region) -> list[str]:
    return [row[0] for row, kind in zip(seen(region)[1:], region.kinds, strict=True) if kind is RowKind.TOTAL]


class TestAround:
    def test_title_and_moment_above(self):
        region = one("発生状況一覧\n（令和２年４月４日18時現在）\n\n番号|年代|性別\n1|60代|男\n2|50代|女")
        assert region.title == "発生状況一覧"
        assert region.as_of == "2020-04-04 18:00"
        assert {"S07"} <= rules(region)

    def test_a_day_beside_the_word(self):
        region = one("2020-04-18|時点\n|件数\n2020-04-01|3\n2020-04-02|5", raw=True)
        assert region.as_of == "2020-04-18"
        assert seen(region) == [["日付", "件数"], ["2020-04-01", "3"], ["2020-04-02", "5"]]

    def test_a_stamp_in_the_header_row_is_no_column(self):
        region = one("No|居住地|年代||最終更新日時|2020/12/25 20:00\n1|北市|40代\n2|南市|50代\n3|北市|60代", raw=True)
        assert [c.name for c in region.columns] == ["No", "居住地", "年代"]
        assert region.as_of == "2020-12-25 20:00"

    @pytest.mark.parametrize(
        "note",
        [
            "※ 速報値です。",
            "注1 人口は推計による。",
            "資料：統計課",
            "（注）端数は四捨五入した。",
            "出典：総務省「国勢調査」",
            "備考 数値は暫定",
        ],
    )
    def test_notes_below(self, note):
        region = one(f"町|人口|世帯\n北町|10|4\n南町|12|5\n\n{note}")
        assert len(region.rows) == 2
        assert region.notes[-1][1] == note
        assert "S08" in rules(region)

    def test_notes_right_below_without_a_blank_row(self):
        region = one("町|人口|世帯\n北町|10|4\n南町|12|5\n注 人口は推計による。")
        assert len(region.rows) == 2

    def test_comments_before_the_header(self):
        region = one(
            "#LINK\n#lang|ja\n#property|name|note\n#object_type|string|string\n1|公園|広い\n2|広場|狭い", raw=True
        )
        assert [c.name for c in region.columns][1:] == ["name", "note"]
        assert len(region.rows) == 2
        assert "S17" in rules(region)

    def test_a_table_that_starts_at_c5(self):
        region = one("町|人口\n北町|10\n南町|12", top=5, left=3)
        assert region.range.a1 == "C5:D7"
        assert region.header_rows == (5,)
        assert region.blocks[0].columns == [3, 4]

    def test_rows_with_only_a_running_number_are_left_out(self):
        region = one("No|品名|区分\n1|電池|不燃\n2|傘|不燃\n3|本|資源\n4\n5\n6")
        assert len(region.rows) == 3
        assert "S16" in rules(region)


class TestTotals:
    def test_totals_stay_and_are_marked(self):
        region = one("町|人口\n総　数|60\n北町|10\n南町|20\n東町|30\n合計|60")
        assert totals(region) == ["総　数", "合計"]
        assert len(region.rows) == 5

    def test_a_category_named_sum_is_no_total(self):
        region = one("性別|年|人口\n総数|2015|10\n総数|2016|11\n総数|2017|12\n男|2015|5", raw=True)
        assert totals(region) == []


class TestGroups:
    def test_a_group_in_its_own_column(self):
        region = one("都道府県|市町村|面積\n北県||\n|A市|1\n|B市|2\n\n|C町|3\n南県||\n|D市|4\n|E市|5")
        assert seen(region)[1:] == [
            ["北県", "A市", "1"], ["北県", "B市", "2"], ["北県", "C町", "3"], ["南県", "D市", "4"], ["南県", "E市", "5"],
        ]  # fmt: skip
        assert "S02" in rules(region)

    def test_a_group_with_figures_of_its_own(self):
        region = one(
            "地域||人口\n県計||100\n北地域||60\n|A市|40\n|B市|20\n南地域||40\n|C市|25\n|D市|15", merges="A1:B1"
        )
        assert seen(region)[3] == ["北地域", "A市", "40"]
        assert seen(region)[7] == ["南地域", "D市", "15"]
        assert all(f.confidence == 1.0 for f in region.fills)

    def test_a_part_is_not_larger_than_its_whole(self):
        region = one("項目||金額|件数\n世帯人員||3|3\n|消費支出|300|310\n|食料|90|95")
        assert seen(region)[2][0] == ""

    def test_a_sum_under_its_parts(self):
        region = one(
            "種別||2019|2020\n自動車||500|470\n|自動二輪|180|145\n|原付|120|61\n二輪車||300|206\n歩行者||400|410"
        )
        assert seen(region)[2][0] == "二輪車"
        assert seen(region)[3][0] == "二輪車"

    def test_lines_in_brackets_between_the_rows(self):
        region = one("町|人口|世帯\n〈北部〉\nA町|1|1\nB町|2|1\n〈南部〉\nC町|3|2\nD町|4|3")
        assert seen(region)[0] == ["区分", "町", "人口", "世帯"]
        assert [row[0] for row in seen(region)[1:]] == ["〈北部〉", "〈北部〉", "〈南部〉", "〈南部〉"]
        assert len(region.blocks) == 2

    def test_a_period_over_each_block(self):
        region = one(
            "年齢|総数|男\n(1)平成27(2015)年\n　0～14|10|5\n　15～|90|44\n(2)令和2(2020)年\n　0～14|9|4\n　15～|91|45"
        )
        assert seen(region)[0][0] == "時期"
        assert seen(region)[3][:2] == ["(2)令和2(2020)年", "0～14"]

    def test_a_row_without_figures_is_no_group(self):
        region = one("町|人口|世帯\nA町|1|1\nB町\nC町|3|2\nD町|4|3")
        assert [row[0] for row in seen(region)[1:]] == ["A町", "B町", "C町", "D町"]

    def test_staggered_labels_three_deep(self):
        region = one(
            "住宅の種類|||総数|持ち家\n総数|||100|60\n|専用住宅||90|55\n||一戸建|50|45\n||長屋建|40|10\n|併用住宅||10|5",
            merges="A1:C1",
        )
        rows = seen(region)
        assert rows[0][:3] == ["住宅の種類", "住宅の種類_2", "住宅の種類_3"]
        assert rows[4][1:3] == ["専用住宅", "長屋建"]

    def test_merged_labels(self):
        region = one("地域|町|人口\n北部|A町|1\n|B町|2\n南部|C町|3\n|D町|4", merges="A2:A3 A4:A5")
        assert [row[0] for row in seen(region)[1:]] == ["北部", "北部", "南部", "南部"]
        assert {f.rule for f in region.fills} == {"S01"}

    def test_merged_figures_are_not_copied(self):
        region = one("町|人口|面積\nA町|1|9\nB町|2|\nC町|3|4", merges="C2:C3")
        assert seen(region)[2] == ["B町", "2", ""]

    def test_blanks_in_a_list_stay_blank(self):
        region = one("番号|種別|名称|電話\n1|公園|中央|0123-45-6789\n2||北|0123-45-6780\n3||南|0123-45-6781", raw=True)
        assert region.fills == []


class TestInheritedWords:
    def test_ditto(self):
        region = one("名称|所在地|定員\n第一園|本町1|30\n第二園|同上|40\n第三園|〃|50\n第四園|北町2|20")
        assert [row[1] for row in seen(region)[1:]] == ["本町1", "本町1", "本町1", "北町2"]
        assert "S19" in rules(region)

    def test_short_years_after_an_era(self):
        region = one("年次|指数\n平成 29 年平均|98.3\n30|99.5\n令和 元 年平均|99.8\n2|100.0\n3|99.4", raw=True)
        assert [row[0] for row in seen(region)[1:]] == [
            "平成 29 年平均", "平成30年平均", "令和 元 年平均", "令和2年平均", "令和3年平均",
        ]  # fmt: skip
        assert "D03" in rules(region)

    def test_short_western_years(self):
        region = one("年度|件数\n2018年度|5\n19|6\n20|7\n21|9", raw=True)
        assert [row[0] for row in seen(region)[1:]] == ["2018年度", "2019年度", "2020年度", "2021年度"]

    def test_month_numbers_are_not_years(self):
        region = one("年月||件数\n令和2年|1|5\n|2|6\n|3|7\n令和3年|1|9\n|2|4", merges="A1:B1")
        assert [row[:2] for row in seen(region)[1:]] == [
            ["令和2年", "1"], ["令和2年", "2"], ["令和2年", "3"], ["令和3年", "1"], ["令和3年", "2"],
        ]  # fmt: skip

    def test_words_written_downwards(self):
        region = one(
            "年齢|状態|人数\n|車|2\n9|自転車|1\n歳|歩行|5\n以|その他|0\n下|計|8\n|車|9\n10|自転車|3\n代|歩行|2\n|その他|1\n|計|15"
        )
        assert {row[0] for row in seen(region)[1:6]} == {"9歳以下"}
        assert {row[0] for row in seen(region)[6:]} == {"10代"}
        assert "S10" in rules(region)

    def test_words_written_downwards_without_totals(self):
        region = one(
            "区域|県|件数\n北国||7\n|甲県|1\n東|乙県|2\n|丙県|3\n北|丁県|4\n|戊県|5\n西|己県|6\n国|庚県|7\n全国||28"
        )
        assert {row[0] for row in seen(region)[2:7]} == {"東北"}
        assert {row[0] for row in seen(region)[7:9]} == {"西国"}


class TestSideBySide:
    SHEET = "町|世帯|人口||町|世帯|人口\n北町|4|10||東町|5|11\n南町|6|12||西町|7|13\n上町|8|14||||"

    def test_the_same_table_goes_on_at_the_right(self):
        region = one(self.SHEET)
        assert seen(region)[0] == ["町", "世帯", "人口"]
        assert [row[0] for row in seen(region)[1:]] == ["北町", "南町", "上町", "東町", "西町"]
        assert "S04" in rules(region)

    def test_without_an_empty_column_between(self):
        region = one(self.SHEET.replace("||町", "|町").replace("||東", "|東").replace("||西", "|西"))
        assert len(region.rows) == 5

    def test_another_table_at_the_right(self):
        left, right = tables(
            "(1) 輸出|||(2) 輸入||\n年次|総平均|繊維|年次|総平均|食料\n2019年|1.5|2|2019年|3|4\n2020年|1|2.5|2020年|3|4.5"
        )
        assert (left.title, right.title) == ("(1) 輸出", "(2) 輸入")
        assert seen(right)[0] == ["年次", "総平均", "食料"]

    def test_labels_repeated_at_the_right_edge(self):
        region = one("年次|米|麦|豆|年次\n平成30年|1|2|3|30年\n令和元年|4|5|6|元年\n令和2年|7|8|9|2年")
        assert seen(region)[0] == ["年次", "米", "麦", "豆"]

    def test_a_small_table_beside_a_long_one(self):
        long = "\n".join(f"2020-03-{d:02}|{d}|{d + 1}" for d in range(3, 20))
        found = tables(f"日付|検査|陽性||累計|\n2020-03-01|3|1||検査|陽性\n2020-03-02|4|1||100|20\n{long}", raw=True)
        assert len(found) == 2
        assert len(found[0].rows) == 19

    def test_codes_in_pairs_are_one_table(self):
        region = one("コード|名称|コード|名称\n37|北県|37201|北市\n37|北県|37202|南市\n37|北県|37203|東市", raw=True)
        assert len(region.rows) == 3
        assert len(region.columns) == 4


class TestStacked:
    def test_two_tables_with_captions(self):
        first, second = tables(
            "（1）入院\n行ラベル|データの個数\n退院|3\n入院中|5\n総計|8\n\n（2）症状\n行ラベル|データの個数\n軽症|6\n重症|2\n総計|8"
        )
        assert (first.title, second.title) == ("（1）入院", "（2）症状")
        assert [len(first.rows), len(second.rows)] == [3, 3]
        assert "S15" in rules(first)
        assert "S03" in rules(first)

    def test_a_header_printed_again_is_dropped(self):
        region = one("町|人口|世帯\nA|1|1\nB|2|2\n町|人口|世帯\nC|3|3\nD|4|4")
        assert [row[0] for row in seen(region)[1:]] == ["A", "B", "C", "D"]
        assert "S05" in rules(region)

    def test_a_folded_table(self):
        _, second = tables(
            "年次|米|麦|豆\n2018年|1|2|3\n2019年|4|5|6\n2020年|4|5|7\n年次|茶|砂糖|塩\n2018年|7|8|9\n2019年|1|2|3"
        )
        assert seen(second)[0] == ["年次", "茶", "砂糖", "塩"]
        assert "S05" in rules(second)

    def test_different_tables_one_above_the_other(self):
        first, second = tables("町|人口\nA|1\nB|2\n\n\n学校名|児童数|学級数\n北小|300|12\n南小|200|8")
        assert seen(first)[0] == ["町", "人口"]
        assert seen(second)[0] == ["学校名", "児童数", "学級数"]

    def test_blank_rows_inside_a_body(self):
        region = one("町|人口\nA|1\nB|2\n\nC|3\nD|4\n\nE|5")
        assert len(region.rows) == 5


class TestSpeed:
    def test_a_long_sheet_is_walked_once(self):
        cells = [["番号", "町", "年月日", "件数"], *([i, f"{i % 50}町", "2020/4/1", i * 2] for i in range(20000))]
        long = grid("x")
        long = type(long)(cells)
        (region,) = regions(long)
        assert len(region.rows) == 20000
        assert region.rows[0] == (0, 2) and region.rows[-1] == (0, 20001)

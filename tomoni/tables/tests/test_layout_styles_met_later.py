"""Styles met at first contact with sheets that the engine had not seen: each mended from what the style means."""

from __future__ import annotations

import pytest

from tomoni.tables import check
from tomoni.tables.tests.sheets import one, seen


def frame(text: str) -> list[list[str | None]]:
    table = check("\n".join(line.replace("|", ",") for line in text.split("\n")).encode(), name="a.csv").tables[0]
    return [table.frame.columns, *map(list, table.frame.rows())]


class TestYears:
    def test_every_fifth_year_across_a_header(self):
        region = one("区分|平成17年|22|27|令和2年\n農業|3010|2690|2388|2160\n林業|121|108|97|90")
        assert seen(region)[0] == ["区分", "平成17年", "平成22年", "平成27年", "令和2年"]

    def test_uneven_steps_stay_numbers(self):
        region = one("区分|平成17年|22|24|29\n農業|3010|2690|2388|2160\n林業|121|108|97|90\n漁業|1|2|3|4")
        assert "平成22年" not in seen(region)[0] and "平成24年" not in seen(region)[0]

    def test_the_western_year_stands_in_brackets(self):
        region = one("年度|額\n平成28（2016）|421\n29（2017）|430\n令和元（2019）|443\n2（2020）|429")
        assert [row[0] for row in seen(region)[1:]] == [
            "平成28（2016）",
            "平成29(2017)",
            "令和元（2019）",
            "令和2(2020)",
        ]

    def test_months_below_the_row_of_their_year(self):
        region = one("年月|気温\n令和4年|15.9\n令和5年|16.6\n1月|4.9\n2月|6.1\n3月|11.8")
        assert [row[0] for row in seen(region)[3:]] == ["令和5年1月", "令和5年2月", "令和5年3月"]
        assert {fill.rule for fill in region.fills} == {"D03"}
        assert all(fill.confidence < 0.8 for fill in region.fills)

    def test_months_of_a_fiscal_year_begin_in_april(self):
        region = one("年月|件数\n令和4年度|159\n4月|49\n5月|60\n6月|50")
        assert [row[0] for row in seen(region)[2:]] == ["令和4年度4月", "令和4年度5月", "令和4年度6月"]

    def test_months_that_do_not_begin_with_the_year_stay_as_they_are(self):
        region = one("年月|件数\n令和4年|159\n7月|49\n9月|60\n6月|50")
        assert [row[0] for row in seen(region)[2:]] == ["7月", "9月", "6月"]


class TestGroups:
    def test_lines_under_which_the_same_labels_come_again(self):
        region = one(
            "年齢|令和2年|令和3年\n男||\n15～24歳|45.1|45.3\n25～34歳|90.2|90.5\n女||\n15～24歳|46.2|47.1\n25～34歳|77.1|78.1"
        )
        assert seen(region)[1:] == [
            ["男", "15～24歳", "45.1", "45.3"],
            ["男", "25～34歳", "90.2", "90.5"],
            ["女", "15～24歳", "46.2", "47.1"],
            ["女", "25～34歳", "77.1", "78.1"],
        ]

    def test_rows_without_figures_over_other_labels_are_rows(self):
        region = one("地区|人口|世帯\n北||\n東|10|4\n西|20|9\n南||\n中央|30|14\n港|5|2")
        assert [row[0] for row in seen(region)[1:]] == ["北", "東", "西", "南", "中央", "港"]

    def test_numbered_headings_over_rows_numbered_otherwise(self):
        region = one(
            "項目|目標値|実績値\n1 子育て支援||\n(1) 待機児童数|0|3\n(2) 学童定員|500|520\n2 防災||\n(1) 備蓄食数|30000|30000"
        )
        assert [row[:2] for row in seen(region)[1:]] == [
            ["1 子育て支援", "(1) 待機児童数"],
            ["1 子育て支援", "(2) 学童定員"],
            ["2 防災", "(1) 備蓄食数"],
        ]


class TestHeaders:
    def test_names_left_open(self):
        assert seen(one("区分|○○|△△|□□\nA|10|20|30\nB|11|21|31\nC|12|22|32"))[0] == ["区分", "○○", "△△", "□□"]

    def test_one_sign_is_a_mark_and_no_name(self):
        region = one("区分|内科|外科\n東|○|△\n西|△|○\n南|○|○")
        assert seen(region)[1] == ["東", "○", "△"]

    def test_hours_of_the_day_over_figures(self):
        region = one("時刻|10:00|11:00|14:00\n男|5.21|9.88|20.13\n女|4.1|8.95|21.5")
        assert seen(region)[0] == ["時刻", "10:00", "11:00", "14:00"]

    def test_days_as_names_of_which_one_stands_over_a_single_column(self):
        region = one(
            "投票区|令和5年9月1日|||令和5年6月1日|増減\n|男|女|計|計|\n第1|1201|1310|2511|2520|-9\n第2|980|1002|1982|1975|7",
            merges="A1:A2 B1:D1 F1:F2",
        )
        assert seen(region)[0] == [
            "投票区", "令和5年9月1日_男", "令和5年9月1日_女", "令和5年9月1日_計", "令和5年6月1日_計", "増減",
        ]  # fmt: skip

    @pytest.mark.parametrize(("first", "second"), [("区分|男|女", "区分|人数|人数"), ("男|女", "人数|人数")])
    def test_one_word_below_two_names(self, first: str, second: str):
        lead = "A|" if "区分" in first else ""
        region = one(f"{first}\n{second}\n{lead}1|2\n{lead}3|4")
        assert region.header_rows == (1, 2)
        assert seen(region)[0][-2:] == ["男_人数", "女_人数"]

    def test_hours_over_hours_are_a_timetable_without_names(self):
        region = one("東|7:10|8:10|9:10\n西|7:20|8:20|9:20\n南|7:30|8:30|9:30")
        assert region.header_rows == ()

    def test_the_unit_in_the_corner_is_no_name(self):
        region = one("(単位：百万円)|2018年度|2019年度\n農業|1250|1230\n製造業|45600|44900")
        assert (seen(region)[0][0], region.unit) == ("区分", "百万円")

    def test_letters_that_a_formula_speaks_of_are_no_units(self):
        region = one("区分|決算額(A)|前年度(B)|面積(a)\n補助|12|11|3\n単独|17|18|4")
        assert [column.unit for column in region.columns] == ["", "", "", "a"]

    def test_a_title_printed_again_with_its_continuation(self):
        region = one("町別人口|\n町名|人口\nあ町|251\nい町|299\n町別人口（つづき）|\n町名|人口\nう町|140\nえ町|155")
        assert [row[0] for row in seen(region)[1:]] == ["あ町", "い町", "う町", "え町"]

    def test_blanks_between_thousands_are_figures(self):
        region = one("年月|輸出額\n2023年1月|6 550 633\n2月|7 654 410\n3月|p 8 824 300", raw=True)
        assert [row[0] for row in seen(region)[1:]] == ["2023年1月", "2023年2月", "2023年3月"]


class TestValues:
    def test_thousands_of_the_same_unit(self):
        rows = frame("行事|来場者数\n春|約300人\n夏|2千人\n秋|1200人\n冬|約1万2千人")
        assert [row[1] for row in rows[1:]] == ["300", "2000", "1200", "12000"]

    def test_thousands_alone_keep_their_unit(self):
        rows = frame("施設|年額\n会館|45000千円\n体育館|32500千円\n図書館|60000千円")
        assert [row[1] for row in rows[1:]] == ["45000", "32500", "60000"]

    def test_one_unit_in_several_spellings(self):
        rows = frame("事業|定員|実施箇所\n学童|120人|5か所\n教室|80名|3カ所\n預かり|15人|2箇所\n病児|6名|1ヶ所")
        assert [row[1:] for row in rows[1:]] == [["120", "5"], ["80", "3"], ["15", "2"], ["6", "1"]]

    def test_units_that_differ_stay(self):
        rows = frame("部屋|広さ\n和室|24畳\n洋室|39.6㎡\n会議室|50㎡")
        assert [row[1] for row in rows[1:]] == ["24畳", "39.6㎡", "50㎡"]

    @pytest.mark.parametrize("word", ["速報値", "速報", "暫定値", "推計値", "見込み"])
    def test_what_is_said_of_a_figure_in_brackets(self, word: str):
        rows = frame(f"年度|排出量\n平成30年度|45210\n令和元年度|44980\n令和2年度|45500（{word}）")
        assert rows[3] == ["令和2年度", "45500"]

    def test_amounts_that_are_names_of_classes(self):
        rows = frame("用途|口径|基本料金\n家庭用|13mm|1400\n家庭用|20mm|2200\n業務用|25mm|3600")
        assert [row[1] for row in rows[1:]] == ["13mm", "20mm", "25mm"]

    def test_formulas_that_keep_the_zeros(self):
        result = check('コード,名称\n"=""0010""",さくら\n"=""0011""",うめ\n'.encode(), name="a.csv")
        assert result.tables[0].frame.rows() == [("0010", "さくら"), ("0011", "うめ")]
        assert "S14" in {finding.rule for finding in result.tables[0].findings}

    def test_rents_beside_a_word(self):
        rows = frame("所在地|賃料（月額）\n本町|80000円\n駅前|応相談\n緑町|120000円")
        assert [row[1] for row in rows[1:]] == ["80000", "応相談", "120000"]

    def test_money_beside_a_word(self):
        rows = frame("室名|冷暖房\n大ホール|2000円\n小ホール|800円\n楽屋|無料")
        assert [row[1] for row in rows[1:]] == ["2000", "800", "無料"]

    def test_prices_of_several_kinds_stay_text(self):
        rows = frame("駐車場|料金\n駅前|30分100円\n本町|1時間200円\n港|500円")
        assert [row[1] for row in rows[1:]] == ["30分100円", "1時間200円", "500円"]

"""Habits of statistical tables: staggered labels, sums under merged groups, months in short, remarks between rows."""

from __future__ import annotations

from tomoni.tables.tests.sheets import one, rules, seen, tables


class TestHeaders:
    def test_names_merged_downwards_hold_the_header_together_without_any_figure(self):
        region = one(
            "地区|町名|燃やせるごみ|資源ごみ|\n|||びん|古紙\n東部|旭町|月・木|第2金|第3水\n|港町|火・金|第1月|第4水\n"
            "西部|入船|水・土|第1月|第1火",
            merges="A1:A2 B1:B2 C1:C2 D1:E1 A3:A4",
        )
        assert seen(region)[0] == ["地区", "町名", "燃やせるごみ", "資源ごみ_びん", "資源ごみ_古紙"]
        assert [row[:2] for row in seen(region)[1:]] == [["東部", "旭町"], ["東部", "港町"], ["西部", "入船"]]

    def test_figures_under_merged_names_are_names_and_the_numbers_of_columns_are_not_data(self):
        region = one(
            "区分|総数|要支援||要介護|\n||1|2|1|2\n1|2|3|4|5|6\n65歳以上|140|20|22|40|58\n75歳以上|480|70|80|120|210",
            merges="A1:A2 B1:B2 C1:D1 E1:F1",
        )
        assert seen(region)[0] == ["区分", "総数", "要支援_1", "要支援_2", "要介護_1", "要介護_2"]
        assert [row[0] for row in seen(region)[1:]] == ["65歳以上", "75歳以上"]


class TestInherited:
    def test_months_in_short_belong_to_the_year_above(self):
        region = one("年月|総平均\n令和3年 1月|100.3\n　　2|100.8\n　　3|101.8\n令和4年 1月|103\n　　2月p|103.1")
        assert [row[0] for row in seen(region)[1:]] == [
            "令和3年 1月",
            "令和3年 2月",
            "令和3年 3月",
            "令和4年 1月",
            "令和4年 2月p",
        ]

    def test_an_indented_month_is_not_a_part_of_the_month_above(self):
        region = one("年月|販売額\n2022年1月|50\n　2月|20\n　3月|30\n　4月|25")
        assert seen(region)[0] == ["年月", "販売額"]

    def test_a_budget_with_three_levels_of_labels(self):
        region = one(
            "款|項|目||本年度\n2総務費||||60\n|1総務管理費|||40\n||1|一般管理費|30\n||2|文書費|10\n|2徴税費|||20\n"
            "||1|税務総務費|20\n歳出合計||||60",
            merges="C1:D1",
        )
        assert [row[:2] for row in seen(region)[1:]] == [
            ["2総務費", ""],
            ["2総務費", "1総務管理費"],
            ["2総務費", "1総務管理費"],
            ["2総務費", "1総務管理費"],
            ["2総務費", "2徴税費"],
            ["2総務費", "2徴税費"],
            ["歳出合計", ""],
        ]

    def test_a_sum_under_a_merged_group_belongs_to_it(self):
        region = one(
            "飲酒||件数\n飲酒あり|酒酔い|8\n|酒気帯び|49\n|基準以下|5\n|小計|62\n飲酒なし||906\n調査不能||8",
            merges="A1:B1 A2:A4 A6:B6 A7:B7",
        )
        assert [row[0] for row in seen(region)[1:]] == ["飲酒あり"] * 4 + ["飲酒なし", "調査不能"]

    def test_a_list_and_its_items_in_columns_of_their_own(self):
        region = one(
            "No|一覧|コード|名称\n1|性別|||\n||0|不明\n||1|男性\n||2|女性\n2|有無|||\n||0|無\n||1|有\n||9|不明"
        )
        assert [row[:2] for row in seen(region)[1:]] == [["1", "性別"]] * 4 + [["2", "有無"]] * 4
        assert "S02" in rules(region)

    def test_a_missing_number_in_a_full_row_is_not_filled(self):
        region = one("No|種別|名称|住所\n1|甲|A|a\n||B|b\n||C|c\n2|乙|D|d\n||E|e\n||F|f", raw=True)
        assert [row[0] for row in seen(region)[1:]] == ["1", "", "", "2", "", ""]


class TestRemarks:
    def test_a_remark_in_brackets_between_the_rows_is_not_a_group(self):
        region = one("学校名|2/1|2/2\n第一小|3|1\n第二小|0|0\n（2/2は給食なし）\n第一中|5|2\n第二中|1|0")
        assert seen(region)[0] == ["学校名", "2/1", "2/2"]
        assert [words for _, words in region.notes] == ["（2/2は給食なし）"]

    def test_remarks_beside_the_table_are_not_a_column(self):
        region = one(
            "番号|医院|病床数||※先に電話してください\n1|市立病院|320\n2|青葉医院|19||※保険証を持参\n3|北医院|0\n4|南医院|5"
        )
        assert seen(region)[0] == ["番号", "医院", "病床数"]
        assert len(region.notes) == 2

    def test_names_and_values_above_a_table_are_said_of_it(self):
        region = one(
            "入札結果表\n工事名|市道舗装\n工事場所|中央町\n入札日|令和6年5月10日\n予定価格|12500000\n\n"
            "順位|業者名|入札金額|結果\n1|山田建設|11200000|落札\n2|鈴木組|11800000|"
        )
        assert seen(region)[0] == ["順位", "業者名", "入札金額", "結果"]
        assert region.title == "入札結果表"
        assert "工事名：市道舗装" in [words for _, words in region.notes]

    def test_two_columns_of_one_kind_above_a_table_are_a_table(self):
        first, second = tables("町|人口\nA町|10\nB町|20\nC町|30\n\n学校名|児童数|学級数\n北小|300|12\n南小|200|8")
        assert len(first.rows) == 3
        assert seen(second)[0] == ["学校名", "児童数", "学級数"]

    def test_a_heading_with_a_time_at_the_right_is_no_header(self):
        body = "投票区|有権者数||投票者数|\n|男|女|男|女\n第1|1020|1105|512|560\n第2|880|902|401|433"
        heading = "県議会議員選挙 投票区別投票結果||||確定 22時45分\n"
        for merges in ("A2:A3 B2:C2 D2:E2", ""):
            region = one(heading + body, merges=merges)
            assert seen(region)[0] == ["投票区", "有権者数_男", "有権者数_女", "投票者数_男", "投票者数_女"]
            assert region.title.startswith("県議会議員選挙")


class TestTellingApart:
    def test_labels_that_come_again_belong_to_the_sum_before_them(self):
        region = one(
            "年齢|平成27年|令和2年\n総数|1000|980\n0～14歳|130|118\n15歳以上|870|862\n男|480|470\n0～14歳|66|60\n"
            "15歳以上|414|410\n女|520|510\n0～14歳|64|58\n15歳以上|456|452"
        )
        assert [row[:2] for row in seen(region)[4:8]] == [["", "男"], ["男", "0～14歳"], ["男", "15歳以上"], ["", "女"]]

    def test_labels_that_come_again_without_sums_stay_alone(self):
        region = one("種別|件数\n総数|7\nA|66\nB|4\n男|80\nA|6\nB|9\n女|52\nA|1\nB|3")
        assert seen(region)[0] == ["種別", "件数"]

    def test_groups_of_a_table_of_words_are_filled(self):
        region = one(
            "部|課|係|業務\n総務部|総務課|庶務係|文書\n||人事係|任免\n|財政課|財政係|予算\n市民部|市民課|窓口係|戸籍\n||年金係|年金"
        )
        assert [row[:2] for row in seen(region)[1:]] == [
            ["総務部", "総務課"],
            ["総務部", "総務課"],
            ["総務部", "財政課"],
            ["市民部", "市民課"],
            ["市民部", "市民課"],
        ]

    def test_a_word_that_comes_again_is_not_a_group(self):
        region = one("種別|名称|住所\n公立|A園|本町\n|B園|北町\n私立|C園|南町\n公立|D園|東町\n|E園|西町")
        assert [row[0] for row in seen(region)[1:]] == ["公立", "", "私立", "公立", ""]

    def test_a_second_row_of_names_over_numbers(self):
        region = one(
            "候補者名|山田|佐藤|鈴木|総数\n党派|無所属|甲党|無所属|\n東|1234|2301|310|3845\n西|2010|1998|120|4128"
        )
        assert seen(region)[0][1:] == ["山田_無所属", "佐藤_甲党", "鈴木_無所属", "総数"]

    def test_group_names_written_over_the_middle_of_their_columns(self):
        region = one(
            "||男性|||女性|\n年度|対象者|受診者|受診率|対象者|受診者|受診率\n2年度|5000|2100|42.1|5200|2500|48.1\n"
            "3年度|4950|2200|44.4|5150|2550|49.5"
        )
        assert seen(region)[0][1:] == [
            "男性_対象者",
            "男性_受診者",
            "男性_受診率",
            "女性_対象者",
            "女性_受診者",
            "女性_受診率",
        ]

    def test_the_same_table_under_other_periods_is_not_one_table(self):
        found = tables(
            "火災\n（令和3年）\n区分|建物|計\n件数|23|33\n損害額|12003|14103\n\n（令和4年）\n区分|建物|計\n件数|24|35\n損害額|12004|14104"
        )
        assert len(found) == 2
        assert ["令和4年" in " ".join([r.title, *(w for _, w in r.notes)]) for r in found] == [False, True]

    def test_a_heading_with_an_issue_at_the_right_edge(self):
        region = one(
            "鉱工業指数（2020年=100）||||3月分速報\n|生産||出荷|\n|原指数|前年比|原指数|前年比\n鉱工業|98.2|2.1|97.1|1.8\n鉄鋼業|91.3|0.3|90.1|1.2"
        )
        assert seen(region)[0][1:] == ["生産_原指数", "生産_前年比", "出荷_原指数", "出荷_前年比"]
        assert region.title.startswith("鉱工業指数")


class TestNamesInTwoRows:
    def test_the_lower_row_names_the_columns_that_have_no_name_though_the_data_there_are_words(self):
        region = one(
            "番号|工事名|入札日|入札参加者||備考\n|||業者名|結果|\nR6-1|舗装工事|R6.4.10|甲建設|落札|\n"
            "R6-2|管渠工事|R6.4.17|乙土木|辞退|くじ",
            raw=True,
        )
        assert seen(region)[0] == ["番号", "工事名", "入札日", "入札参加者_業者名", "入札参加者_結果", "備考"]
        assert len(seen(region)) == 3


class TestCountsAndRates:
    def test_indented_parts_are_proven_by_counts_that_add_up_and_rates_between_theirs(self):
        region = one(
            "保健所・市町村|出生||死亡|\n|実数|率|実数|率\n県計|5100|6.3|10200|12.6\n　中央保健所|2500|7|4000|11.2\n"
            "　　中央市|2000|7.2|3000|10.8\n　　緑町|500|6.2|1000|12.5\n　東部保健所|2600|5.8|6200|13.8\n"
            "　　東市|2400|5.9|5600|13.7\n　　谷村|200|4.8|600|14.5"
        )
        groups = {row[-5]: row[0] for row in seen(region)[1:]}
        assert groups["緑町"] == "中央保健所"
        assert groups["谷村"] == "東部保健所"


class TestDottedMonths:
    def test_months_below_an_era_year_with_a_dot(self):
        region = one("|件数\nR5.11|12\n12|13\nR6.1|9\n2|8\n計|42")
        assert [row[0] for row in seen(region)[1:]] == ["R5.11", "R5.12", "R6.1", "R6.2", "計"]


class TestSideBySide:
    def test_groups_are_inherited_in_every_part_of_a_table_that_goes_on_beside_itself(self):
        region = one(
            "地区|自治会|世帯|人口||地区|自治会|世帯|人口\n北|一区|100|250||南|一区|90|200\n|二区|120|300|||二区|80|190\n"
            "|三区|80|190|||三区|70|150",
            merges="A2:A4 F2:F4",
        )
        assert [row[0] for row in seen(region)[1:]] == ["北"] * 3 + ["南"] * 3

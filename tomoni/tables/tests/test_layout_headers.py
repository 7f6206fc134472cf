"""What is a header, and what are columns called."""

from __future__ import annotations

from tomoni.tables.finding import Severity
from tomoni.tables.region import Origin, Override
from tomoni.tables.tests.sheets import one, rules, seen, tables


class TestPlainTables:
    def test_one_header_row_gives_no_finding(self):
        region = one("市区町村|世帯数|人口\n北市|120|340\n南市|98|250\n東町|40|101")
        assert seen(region)[0] == ["市区町村", "世帯数", "人口"]
        assert region.header_rows == (1,)
        assert region.findings == []

    def test_a_list_of_places_gives_no_finding(self):
        region = one(
            "名称|住所|電話番号|緯度|備考\n"
            "中央公園|本町1-2|012-345-6789|35.1|\n"
            "北公園|北町3|012-345-0000|35.2|トイレ改修中\n"
            "南公園|南町4||35.3|",
            raw=True,
        )
        assert len(region.rows) == 3
        assert region.findings == []

    def test_names_that_are_only_marks_are_still_names(self):
        region = one("名称|住所|種別|料金|X|Y\n公園|本町|都市公園|無料|138.1|35.2\n広場|北町|広場|無料|138.2|35.3")
        assert seen(region)[0] == ["名称", "住所", "種別", "料金", "X", "Y"]

    def test_numbers_as_names_over_figures(self):
        region = one("id|name|0|1|2|5|9\n1|a|1|0|1|0|1\n2|b|0|0|1|1|1\n3|c|1|1|1|0|0\n4|d|1|1|1|0|0")
        assert seen(region)[0] == ["id", "name", "0", "1", "2", "5", "9"]

    def test_a_single_named_column(self):
        region = one("ことば\nあいさつは大切です\n道をゆずりましょう\nごみは持ち帰る")
        assert seen(region)[0] == ["ことば"]
        assert len(region.rows) == 3

    def test_a_table_of_words_only(self):
        region = one("手続|窓口|必要なもの\n転入|市民課|本人確認書類\n印鑑登録|市民課|印鑑\n児童手当|子育て課|口座")
        assert seen(region)[0] == ["手続", "窓口", "必要なもの"]
        assert len(region.rows) == 3

    def test_a_text_where_figures_stand_does_not_start_a_table(self):
        region = one("町|人口|世帯\nA町|10|3\nB町|秘匿|秘匿\nC町|12|5\nD町|15|6")
        assert len(region.rows) == 4

    def test_data_without_figures_below_the_header_are_data(self):
        region = one("種別|名称|定員\n公立|第一園|調整中\n私立|第二園|調整中\n私立|第三園|80\n公立|第四園|90")
        assert region.header_rows == (1,)
        assert len(region.rows) == 4


class TestNoHeader:
    def test_the_first_row_stays_data_and_is_reported(self):
        region = one(
            "中央医院|840-0054|0952-24-6566|○|内科\n北医院|840-0804|0952-33-8177|×|外科\n南医院|840-0805|0952-33-8178|×|眼科",
            raw=True,
        )
        assert region.header_rows == ()
        assert len(region.rows) == 3
        assert [c.name for c in region.columns] == ["列1", "列2", "列3", "列4", "列5"]
        assert all(c.origin is Origin.GUESSED for c in region.columns)
        finding = next(f for f in region.findings if f.rule == "H01")
        assert finding.severity is Severity.WARNING
        assert finding.proposal is not None
        assert finding.proposal.override == {"header_rows": [1]}


class TestSeveralHeaderRows:
    def test_merged_groups_are_joined_with_their_members(self):
        region = one(
            "年次|総数||男|女\n|実数|構成比||\n2019|100|100.0|48|52\n2020|110|100.0|53|57",
            merges="A1:A2 B1:C1 D1:D2 E1:E2",
        )
        assert seen(region)[0] == ["年次", "総数_実数", "総数_構成比", "男", "女"]
        assert "H02" in rules(region)

    def test_groups_without_merges_spread_to_the_right(self):
        region = one("|PCR検査|||抗原検査\n判明日|県|民間|計|\n2020-02-29|36|0|36|0\n2020-03-01|40|1|41|2", raw=True)
        assert seen(region)[0] == ["判明日", "PCR検査_県", "PCR検査_民間", "PCR検査_計", "抗原検査"]

    def test_population_by_sex_under_merged_years(self):
        region = one(
            "市町村|令和元年|||令和2年||\n|総数|男|女|総数|男|女\n県計|30|14|16|29|14|15\n北市|20|9|11|19|9|10\n南市|10|5|5|10|5|5",
            merges="A1:A2 B1:D1 E1:G1",
        )
        assert seen(region)[0] == [
            "市町村", "令和元年_総数", "令和元年_男", "令和元年_女", "令和2年_総数", "令和2年_男", "令和2年_女",
        ]  # fmt: skip
        assert [str(k) for k in region.kinds] == ["total", "data", "data"]

    def test_an_era_its_year_and_the_western_year_are_one_word(self):
        region = one(
            "区分|平成|平成|令和|\n|29年|30年|元年|\n|(2017)|(2018)|(2019)|増減率\nA|1|2|3|0.5\nB|4|5|6|0.2\nC|7|8|9|0.1"
        )
        assert seen(region)[0] == ["区分", "平成29年(2017)", "平成30年(2018)", "令和元年(2019)", "増減率"]

    def test_the_corner_split_in_two_names_the_labels_by_its_lower_word(self):
        region = one("年|2018年|2019年\n年齢層||\n0～14歳|10|11\n15～64歳|50|51\n65歳以上|20|21", merges="B1:B2 C1:C2")
        assert seen(region)[0] == ["年齢層", "2018年", "2019年"]

    def test_japanese_over_english(self):
        region = one("市区町村|人口|世帯数|面積\nMunicipality|Population|Households|Area\n北市|10|4|5.5\n南市|20|8|6.1")
        assert seen(region)[0] == ["市区町村_Municipality", "人口_Population", "世帯数_Households", "面積_Area"]

    def test_a_blank_row_inside_the_header(self):
        region = one("|人口||増減|\n市町村||||\n||||\n|総数|男|自然|社会\n北市|10|4|-1|2\n南市|20|8|0|1")
        assert seen(region)[0] == ["市町村", "人口_総数", "人口_男", "増減_自然", "増減_社会"]

    def test_a_group_name_over_the_middle_of_its_columns(self):
        region = one(
            "|||発生件数|||負傷者数|\n月|計|1日平均|増減数|計|1日平均|増減数\n1月|27|0.9|-3|30|1.0|-5\n2月|25|0.8|-2|31|1.1|1"
        )
        assert seen(region)[0][0] == "月"
        assert len(region.rows) == 2


class TestUnits:
    def test_a_row_of_units_under_the_header(self):
        region = one(
            "市町村|世帯数|人口|||面積\n||総数|男|女|\n|（世帯）|（人）|||（km2）\n北市|4|10|4|6|5.5\n南市|8|20|9|11|6.5"
        )
        assert [c.unit for c in region.columns] == ["", "世帯", "人", "人", "人", "km2"]
        assert len(region.rows) == 2
        assert "H08" in rules(region)

    def test_household_accounts_in_thousand_yen(self):
        region = one(
            "費目|令和元年|令和2年|令和3年\n|千円|千円|千円\n消費支出|300|280|290\n食料|70|75|74\n住居|20|21|19"
        )
        assert [c.unit for c in region.columns] == ["", "千円", "千円", "千円"]
        assert len(region.rows) == 3

    def test_a_unit_beside_the_title(self):
        region = one("表1 歳出|||（単位：千円）\n款|予算|決算|差引\n総務費|10|9|1\n民生費|20|18|2")
        assert region.unit == "千円"
        assert region.title == "表1 歳出"

    def test_a_unit_in_the_name_stays_and_is_known(self):
        region = one("施設|面積（㎡）|人口（千人）\n公園|120|3\n広場|80|4")
        assert [c.name for c in region.columns] == ["施設", "面積（㎡）", "人口（千人）"]
        assert [c.unit for c in region.columns][1:] == ["m2", "千人"]
        assert region.findings == []


class TestPeriodsAsNames:
    def test_years_as_numbers(self):
        region = one("男性|1965|1970|1975\n総数|48.2|50.9|55.1\n0歳|0.9|1.0|1.0\n1歳|0.8|0.9|0.9")
        assert seen(region)[0] == ["男性", "1965", "1970", "1975"]

    def test_years_with_sign_and_growth(self):
        region = one("区分|2019年|2020年|前年比（％）\n農業|10|12|20.0\n漁業|5|4|-20.0")
        assert seen(region)[0] == ["区分", "2019年", "2020年", "前年比（％）"]

    def test_quarters_under_fiscal_years(self):
        region = one(
            "品目|2020年度||||2021年度|\n|第1四半期|第2四半期|第3四半期|第4四半期|第1四半期|第2四半期\n米|1|2|3|4|5|6\n麦|2|3|4|5|6|7",
            merges="A1:A2 B1:E1 F1:G1",
        )
        assert seen(region)[0][1] == "2020年度_第1四半期"
        assert seen(region)[0][6] == "2021年度_第2四半期"

    def test_column_numbers_are_not_names(self):
        region = one("市町村|人口|世帯|面積\n(1)|(2)|(3)|(4)\n北市|10|4|5.5\n南市|20|8|6.5")
        assert seen(region)[0] == ["市町村", "人口", "世帯", "面積"]
        assert len(region.rows) == 2


class TestNames:
    def test_padding_and_line_breaks_go(self):
        region = one("市 町 村|人　　口|total\\nnumber\n北市|10|1\n南市|20|2")
        assert seen(region)[0] == ["市町村", "人口", "total number"]
        assert "H04" in rules(region)

    def test_equal_names_are_numbered(self):
        region = one("番号|氏名|備考|備考\n1|山田|a|b\n2|鈴木|c|d")
        assert seen(region)[0] == ["番号", "氏名", "備考", "備考_2"]
        assert "H03" in rules(region)

    def test_a_footnote_sign_goes_when_there_is_its_note(self):
        region = one("年齢|人口|性比1)\n0～4|10|104\n5～9|11|105\n\n1) 女100に対する男の数。")
        assert seen(region)[0] == ["年齢", "人口", "性比"]

    def test_a_number_in_brackets_without_note_stays(self):
        region = one("年齢|人口|部屋1)\n0～4|10|104\n5～9|11|105")
        assert seen(region)[0][2] == "部屋1)"

    def test_a_column_of_days_without_name(self):
        region = one("|検査数|陽性数\n2020-04-01|10|1\n2020-04-02|12|2\n2020-04-03|12|2", raw=True)
        assert region.columns[0].name == "日付"
        assert region.columns[0].origin is Origin.GUESSED
        assert next(f for f in region.findings if f.rule == "H01").severity is Severity.INFO

    def test_a_column_of_figures_without_name_is_asked_about(self):
        region = one("町|人口|\n北町|10|1\n南町|12|2\n東町|9|3")
        assert region.columns[2].name == "列3"
        assert next(f for f in region.findings if f.rule == "H01").severity is Severity.WARNING

    def test_empty_columns_at_the_right_are_dropped(self):
        region = one("町|人口|||\n北町|10|||\n南町|12|||")
        assert len(region.columns) == 2


class TestOverride:
    SHEET = "題名\n町|人口\n北町|10\n南町|12\n東町|14"

    def test_header_rows_are_taken_at_their_word(self):
        region = one(self.SHEET, Override(header_rows=(3,)))
        assert seen(region) == [["北町", "10"], ["南町", "12"], ["東町", "14"]]

    def test_no_header(self):
        region = one(self.SHEET, Override(range="A2:B5", header_rows=()))
        assert region.header_rows == ()
        assert len(region.rows) == 4

    def test_range(self):
        region = one(self.SHEET, Override(range="A2:B4"))
        assert seen(region) == [["町", "人口"], ["北町", "10"], ["南町", "12"]]


class TestNothing:
    def test_an_empty_sheet(self):
        assert tables("|||\n|||") == []

    def test_a_sheet_with_only_a_note(self):
        assert tables("※ この表は次回更新します。") == []

    def test_prose(self):
        assert (
            tables("この資料について\n\n|按分の方法は次のとおりです。\n\n|くわしくは担当へ\n|https://example.jp/") == []
        )

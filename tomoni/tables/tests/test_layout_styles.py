"""Whole sheets in the styles that ministries and cities publish: nothing here comes from a real file."""

from __future__ import annotations

from tomoni.tables.region import RowKind
from tomoni.tables.tests.sheets import one, rules, seen, tables


def test_an_export_of_the_statistics_portal():
    region = one(
        "統計名：|国勢調査\n表番号：|1-1\n表題：|男女別人口－全国，都道府県\n実施年月：|2020年10月|-|-\n"
        "*|該当数値なし\n***|数字が得られないもの\n-|調査対象外\n\n"
        "表章項目 コード|表章項目|男女 コード|男女|地域 コード|地域|時間軸|人口【人】\n"
        "020|人口|100|総数|00000|全国|2020年|126146099\n020|人口|110|男|00000|全国|2020年|61349581\n"
        "020|人口|120|女|00000|全国|2020年|64796518",
        raw=True,
    )
    assert region.header_rows == (9,)
    assert region.title == "男女別人口－全国，都道府県"
    assert region.columns[7].unit == "人"
    assert len(region.rows) == 3


def test_population_estimates_in_two_languages():
    region = one(
        "人口推計\n第１表 年齢（５歳階級），男女別人口|||||（単位 千人）（Thousand persons）\n"
        "年齢階級||令和２年５月１日（確定値）|||令和２年10月１日（概算値）||\n||総人口|||総人口||\n"
        "Age groups||Both sexes|Male|Female|Both sexes|Male|Female\n||男女計|男|女|男女計|男|女\n"
        "総数|Total|125895|61275|64620|125880|61260|64620\n0～4歳|years old|4700|2405|2295|4690|2400|2290\n"
        "5～9||5089|2607|2482|5080|2601|2479",
        merges="A1:H1 C3:E3 F3:H3 C4:E4 F4:H4",
    )
    assert region.unit == "千人"
    assert seen(region)[0][3] == "令和２年５月１日（確定値）_総人口_Male_男"
    assert len(region.rows) == 3


def test_wards_in_two_columns_of_paper():
    region = one(
        "行政区別人口世帯数||||||||令和4年4月1日現在\n行政区|世帯数|人口|||行政区|世帯数|人口||\n||男|女|計|||男|女|計\n"
        "1区|10|12|13|25|4区|11|12|14|26\n2区|20|22|23|45|5区|21|22|24|46\n3区|30|32|33|65|6区|31|32|34|66\n"
        "小計|60|66|69|135|小計|63|66|72|138\n|||||合計|123|132|141|273"
    )
    assert seen(region)[0] == ["行政区", "世帯数", "人口_男", "人口_女", "人口_計"]
    assert [row[0] for row, kind in zip(seen(region)[1:], region.kinds, strict=True) if kind is RowKind.DATA] == [
        "1区", "2区", "3区", "4区", "5区", "6区",
    ]  # fmt: skip
    assert region.as_of == "2022-04-01"


def test_household_accounts_three_levels_deep():
    region = one(
        "第1表 収入と支出||||||\n|||||（単位 円）|\n用途分類|||2020年|2021年|||前年同月比\n|||平均|1月|2月|3月|（％）\n"
        "集計世帯数|||100|100|100|100|0.0\n消費支出|||277|267|252|309|-1.2\n|食料||76|70|70|80|0.5\n||穀類|60|59|58|61|0.1\n"
        "||魚介類|16|11|12|19|-0.3\n|住居||20|21|22|19|2.0\n||家賃|9|9|9|9|0.0\n||修繕|11|12|13|10|3.0"
    )
    rows = seen(region)
    assert rows[0][3:] == ["2020年_平均", "2021年_1月", "2021年_2月", "2021年_3月", "前年同月比_（％）"]
    assert rows[4][:3] == ["消費支出", "食料", "穀類"]
    assert rows[8][:3] == ["消費支出", "住居", "修繕"]


def test_a_monthly_report_with_two_small_tables():
    first, second = tables(
        "月報 4月号\n項目|4月|前月比|前年同月比\n出生（人）|100|-3|5\n死亡（人）|90|2|-4\n\n項目|単位|数値\n気温|℃|15.2\n降水量|mm|120.5"
    )
    assert seen(first)[0] == ["項目", "4月", "前月比", "前年同月比"]
    assert seen(second)[0] == ["項目", "単位", "数値"]
    assert "S05" not in rules(second)


def test_indented_districts():
    region = one(
        "表３ 建て方別住宅数\n||||（戸）\n地区|総数|一戸建|長屋建|共同\n市　計|1000|600|100|300\n東部|400|250|50|100\n"
        "　A町|250|150|30|70\n　B町|150|100|20|30\n西部|600|350|50|200\n　C町|600|350|50|200"
    )
    rows = seen(region)
    assert rows[0][:2] == ["上位区分", "地区"]
    assert [row[0] for row in rows[1:]] == ["", "", "東部", "東部", "", "西部"]
    assert region.unit == "戸"


def test_indents_that_figures_refute_are_for_looks():
    region = one("区分|人数|件数\n総数|10|10\n　男|40|70\n　女|60|30\n合計|100|100")
    assert seen(region)[0][0] == "区分"


def test_an_election_with_three_measures_by_sex():
    region = one(
        "選挙結果\n\n投票区|当日有権者数|||投票者数|||投票率（％）||\n|男|女|計|男|女|計|男|女|計\n"
        "第１投票区|500|520|1020|250|260|510|50.0|50.0|50.0\n第２投票区|600|620|1220|310|330|640|51.6|53.2|52.4\n"
        "合　　計|1100|1140|2240|560|590|1150|50.9|51.7|51.3"
    )
    assert seen(region)[0][9] == "投票率（％）_計"
    assert [str(k) for k in region.kinds] == ["data", "data", "total"]


def test_a_budget_by_chapter():
    region = one(
        "款|項|予算額\n1 議会費||100\n|1 議会費|100\n2 総務費||500\n|1 総務管理費|400\n|2 徴税費|100\n歳出合計||600"
    )
    assert seen(region)[5] == ["2 総務費", "2 徴税費", "100"]
    assert region.kinds[-1] is RowKind.TOTAL


def test_groups_in_brackets_and_a_grand_total():
    region = one(
        "品目|数量|金額\n【野菜】\nキャベツ|10|1000\nだいこん|20|2000\n【果物】\nみかん|5|500\nりんご|6|700\n合計|41|4200"
    )
    assert [row[0] for row in seen(region)[1:]] == ["【野菜】", "【野菜】", "【果物】", "【果物】", ""]
    assert region.kinds[-1] is RowKind.TOTAL


def test_a_list_with_a_header_of_two_rows():
    region = one(
        "令和４年度 公園一覧\n番号|公園名|所在地||面積|備考\n||町名|番地|（㎡）|\n1|中央公園|本町|1-2|1000|\n2|北公園|北町|3-4|500|改修中"
    )
    assert seen(region)[0] == ["番号", "公園名", "所在地_町名", "所在地_番地", "面積_（㎡）", "備考"]


def test_names_beside_their_values():
    region = one("項目|内容\n施設名|中央図書館\n所在地|本町1-2-3\n電話番号|0123-45-6789\n休館日|月曜日", raw=True)
    assert region.header_rows == (1,)
    assert len(region.rows) == 4


def test_a_timetable():
    region = one("停留所|1便|2便|3便\n駅前|7:00|8:00|9:00\n市役所|7:05|8:05|9:05\n病院|7:15|8:15|レ", raw=True)
    assert seen(region)[3] == ["病院", "7:15", "8:15", "レ"]
    assert region.findings == []


def test_a_corner_split_inside_one_cell():
    region = one("　　　　年度\\n区分|平成30年度|令和元年度|令和2年度\n歳入|10|11|12\n歳出|9|10|11")
    assert seen(region)[0][0] == "区分"


def test_a_table_of_definitions_with_a_second_header():
    first, second = tables(
        "基礎項目\nNo.|項目名|必須|最大数|説明\n1|名称|必|1|施設の名称\n2|住所|必|1|施設の住所\n\n"
        "拡張項目（実装データモデルを設計する際に必要に応じて利用する項目）\nNo.|項目名|―|―|説明\n|電話||1|電話番号\n|備考||n|その他"
    )
    assert len(first.rows) == 2
    assert [row[1] for row in seen(second)[1:]] == ["電話", "備考"]

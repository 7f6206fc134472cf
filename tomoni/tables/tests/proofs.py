"""One bad and one good example a rule, with what must come of the bad one: the proof behind docs/rules-status.md.

A proof is either an example here (`PROOFS`) or a test elsewhere by name (`ELSEWHERE`), for what needs hand-made bytes, a
schema or an earlier edition.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass, field

import openpyxl
from openpyxl.comments import Comment
from openpyxl.styles import Font

REPAIRED, PROPOSED, ADVISED, DETECTED = "repaired", "proposed", "advised", "detected"


@dataclass(frozen=True)
class Proof:
    """`bad` and `good` are files. `holds` are values of columns in the repaired table (or after `accept`)."""

    want: str
    bad: bytes
    good: bytes
    holds: dict[str, list[str | None]] = field(default_factory=dict)
    accept: str = ""
    name: str = ""
    schema: str | None = None


def csv(*lines: str, codec: str = "utf-8") -> bytes:
    return ("\n".join(lines) + "\n").encode(codec)


def many(header: str, row: str, *more: str, count: int = 12) -> bytes:
    """A header, `count` rows ({i} is the number of the row), and more rows."""
    return csv(header, *(row.replace("{i}", str(i)).replace("{j}", f"{i:02}") for i in range(1, count + 1)), *more)


def book(*rows: str, edit: Callable[[openpyxl.worksheet.worksheet.Worksheet], object] | None = None) -> bytes:
    """A workbook of one sheet; cells between |, whole numbers as numbers."""
    return books({"表": rows}, edit)


def books(
    sheets: dict[str, tuple[str, ...]],
    edit: Callable[[openpyxl.worksheet.worksheet.Worksheet], object] | None = None,
) -> bytes:
    made = openpyxl.Workbook()
    made.remove(made.worksheets[0])
    for name, rows in sheets.items():
        sheet = made.create_sheet(name)
        for row in rows:
            sheet.append([int(cell) if cell.isdecimal() else cell or None for cell in row.split("|")])
        if edit:
            edit(sheet)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def _comment(sheet: openpyxl.worksheet.worksheet.Worksheet) -> None:
    sheet["B2"].comment = Comment("速報値", "統計課")


def _strike(sheet: openpyxl.worksheet.worksheet.Worksheet) -> None:
    sheet["A3"].font = Font(strike=True)


def _hide(sheet: openpyxl.worksheet.worksheet.Worksheet) -> None:
    sheet.column_dimensions["B"].hidden = True


def _chart(sheet: openpyxl.worksheet.worksheet.Worksheet) -> None:
    from openpyxl.chart import BarChart, Reference

    chart = BarChart()
    chart.add_data(Reference(sheet, min_col=2, min_row=1, max_row=4), titles_from_data=True)
    sheet.add_chart(chart, "E2")


ROWS = ("町|人口", "北町|10", "南町|12", "東町|9")
PLAIN = book(*ROWS)
TOWNS = many("町,人口", "町{i},{i}")
PLACES = many("名称,緯度,経度", "館{i},35.1234{j},139.1234{j}")
HEADER_2 = ("地区,人口,", ",男,女")

PROOFS: dict[str, Proof] = {
    "F01": Proof(ADVISED, b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n", TOWNS, name="list.pdf"),
    "F02": Proof(REPAIRED, PLAIN, PLAIN, {"人口": ["10", "12", "9"]}, name="list.csv"),
    "F03": Proof(DETECTED, b"", TOWNS),
    "E01": Proof(REPAIRED, csv("町,人口", "北町,1", "南町,2", codec="cp932"), TOWNS, {"町": ["北町", "南町"]}),
    "E02": Proof(
        REPAIRED,
        csv("施設の名称,よみがな", "足利市役所,あしかが", codec="cp932").decode("latin-1").encode(),
        csv("name,comment", "NZ’s – best,“it’s fine”", "Käse,Größe – naïve"),
        {"施設の名称": ["足利市役所"]},
    ),
    "E03": Proof(
        PROPOSED, csv("会社,数", "㈱北,1", "南,2"), csv("会社,数", "髙田商店,1", "南,2"), {"会社": ["株式会社北", "南"]}, "E03"
    ),
    "E04": Proof(REPAIRED, csv("施設,数", "ｾﾝﾀｰ,1", "館,2"), TOWNS, {"施設": ["センター", "館"]}),
    "E05": Proof(REPAIRED, csv("町,数", "Ａ町,１２", "B町,3"), csv("町,数", "Ａ町,1", "B町,3"), {"町": ["Ａ町", "B町"], "数": ["12", "3"]}),
    "E06": Proof(REPAIRED, csv("名称,コ―ド", "北,a1", "南,b2"), csv("名称,A-コード", "北,a1", "南,b2"), {"コード": ["a1", "b2"]}),
    "E07": Proof(
        PROPOSED, csv("氏,数", "\ue000田,1", "山田,2"), csv("氏,数", "𠮷田,1", "山田,2"), {"氏": ["𠮷田", "山田"]}, "E07:氏=𠮷"
    ),
    "E08": Proof(REPAIRED, csv("町,人口\r", "北町,1\r", "南町,2", "東町,3\r"), TOWNS, {"町": ["北町", "南町", "東町"]}),
    "S01": Proof(
        REPAIRED,
        book("県|市|数", "大阪府|大阪市|1", "|堺市|2", "京都府|京都市|3", edit=lambda s: s.merge_cells("A2:A3")),
        PLAIN, {"県": ["大阪府", "大阪府", "京都府"]},
    ),
    "S02": Proof(
        PROPOSED,
        csv("分類,番号,名称", *(f"{'甲乙丙'[i // 3] + '類' if i % 3 == 0 else ''},{i + 1},品{i}" for i in range(9))),
        csv("分類,番号,名称", *(f"{'甲乙丙'[i // 3]}類,{i + 1},品{i}" for i in range(9))),
        {"分類": [f"{'甲乙丙'[i // 3]}類" for i in range(9)]}, "S02",
    ),
    "S03": Proof(REPAIRED, csv("表1 人口,", "町,人口", "北町,1", "南町,2", ",", "表2 世帯,", "区,世帯", "北区,3", "南区,4"), TOWNS),
    "S04": Proof(
        REPAIRED, csv("町,人口,町,人口", "北町,1,東町,3", "南町,2,西町,4", "上町,5,下町,6"), TOWNS,
        {"町": ["北町", "南町", "上町", "東町", "西町", "下町"]},
    ),
    "S05": Proof(
        REPAIRED, csv("町,人口", "北町,1", "南町,2", "町,人口", "東町,3", "西町,4"), TOWNS, {"町": ["北町", "南町", "東町", "西町"]}
    ),
    "S06": Proof(
        PROPOSED, books({f"{m}月": ROWS for m in (4, 5, 6)}), books({"北区": ROWS, "南区": ROWS, "目次": ("番号|内容", "1|人口")}),
        {"シート": ["4月", "4月", "4月"]}, "S06",
    ),
    "S07": Proof(REPAIRED, csv("人口一覧（令和2年4月1日現在）,", "町,人口", "北町,1", "南町,2"), TOWNS, {"町": ["北町", "南町"]}),
    "S08": Proof(REPAIRED, csv("町,人口", "北町,1", "南町,2", ",", "※速報値です。,"), TOWNS, {"町": ["北町", "南町"]}),
    "S09": Proof(REPAIRED, csv("町,人口", "北町,1", "南町,2", "東町,3", "合計,6"), TOWNS),
    "S11": Proof(DETECTED, book(*ROWS, edit=_chart), PLAIN),
    "S12": Proof(REPAIRED, book(*ROWS, edit=_comment), PLAIN, {"人口": ["10", "12", "9"]}),
    "S13": Proof(PROPOSED, book("町|内部|数", "北町|a|1", "南町|b|2", edit=_hide), PLAIN, {"町": ["北町", "南町"], "数": ["1", "2"]}, "S13"),
    "S17": Proof(
        REPAIRED, csv("#LINK", "#lang,ja", "#property,name,note", "#object_type,string,string", "1,公園,広い", "2,広場,狭い"),
        TOWNS, {"name": ["公園", "広場"]},
    ),
    "S18": Proof(PROPOSED, book(*ROWS, edit=_strike), PLAIN, {"書式_取消線": [None, "町", None]}, "S18"),
    "S19": Proof(REPAIRED, csv("市,施設", "松本市,甲館", "〃,乙館", "長野市,丙館"), TOWNS, {"市": ["松本市", "松本市", "長野市"]}),
    "S20": Proof(
        PROPOSED, csv("町,2017年,2018年,2019年,2020年", "北町,1,2,3,4", "南町,5,6,7,8"), TOWNS,
        {"年": ["2017年", "2017年", "2018年", "2018年", "2019年", "2019年", "2020年", "2020年"], "値": list("15263748")}, "S20",
    ),
    "S21": Proof(
        PROPOSED, csv("施設,部屋1,広さ1,部屋2,広さ2", "甲館,和室,8,洋室,9", "乙館,広間,20,,"), TOWNS,
        {"番号": ["1", "1", "2"], "部屋": ["和室", "広間", "洋室"]}, "S21",
    ),
    "S22": Proof(
        PROPOSED, book("施設名称|中央図書館", "所在地|本町2-1", "電話番号|054-628-2334", "開館年月日|昭和60年4月1日", "蔵書数|12345"),
        book("施設名称|所在地|蔵書数", "中央図書館|本町2-1|12345", "北図書館|北町1-1|2345", "南図書館|南町1-1|345"),
        {"施設名称": ["中央図書館"], "開館年月日": ["1985-04-01"], "蔵書数": ["12345"]}, "S22",
    ),
    "H01": Proof(PROPOSED, csv("町,人口,", "北町,1,甲", "南町,2,乙"), TOWNS, {"区分": ["甲", "乙"]}, "H01:列3=区分"),
    "H02": Proof(REPAIRED, csv(*HEADER_2, "北,1,2", "南,3,4", "東,5,6"), TOWNS, {"人口_男": ["1", "3", "5"]}),
    "H03": Proof(REPAIRED, csv("町,計,計", "北町,1,2", "南町,3,4"), TOWNS, {"計_2": ["2", "4"]}),
    "H04": Proof(REPAIRED, csv("町,人　　口", "北町,1", "南町,2"), TOWNS, {"人口": ["1", "2"]}),
    "H08": Proof(REPAIRED, csv("町,人口", ",（人）", "北町,1", "南町,2"), TOWNS, {"人口": ["1", "2"]}),
    "C01": Proof(
        PROPOSED, csv("館,電話", *(f"館{i},054-111-{i}000、054-222-{i}000" for i in range(1, 5))),
        csv("館,電話", *(f"館{i},054-111-{i}000" for i in range(1, 5))),
        {"電話_2": [f"054-222-{i}000" for i in range(1, 5)]}, "C01:電話",
    ),
    "C02": Proof(
        PROPOSED, csv("館,時間", "甲,8:30〜18:30（土曜は17:00）", "乙,9:00〜17:00", "丙,9:00〜18:00"),
        csv("館,日付", "甲,4月1日（水）", "乙,4月2日（木）", "丙,4月3日（金）"),
        {"時間": ["8:30〜18:30", "9:00〜17:00", "9:00〜18:00"], "時間_特記事項": ["土曜は17:00", None, None]}, "C02:時間",
    ),
    "C03": Proof(
        PROPOSED, csv("館,詳細", '甲,"{""階"": 2, ""窓"": ""南""}"', '乙,"{""階"": 3}"'), csv("館,詳細", "甲,2階 {南}", "乙,3階"),
        {"詳細_階": ["2", "3"], "詳細_窓": ["南", None]}, "C03:詳細",
    ),
    "C04": Proof(REPAIRED, csv("町,数", "　北町 ,1", "南町,2"), csv("町,数", "北　町,1", "南町,2"), {"町": ["北町", "南町"]}),
    "C05": Proof(REPAIRED, csv("町,備考", '北町,"駅前\n徒歩"', "南町,公園"), TOWNS, {"備考": ["駅前 徒歩", "公園"]}),
    "C06": Proof(REPAIRED, csv("町,数", "北町,-", "南町,2", "東町,…", "西町,0"), TOWNS, {"数": [None, "2", None, "0"]}),
    "C07": Proof(REPAIRED, csv("町,数", "北町,x", '南町,"1,234 p"', "東町,3"), TOWNS, {"数": [None, "1234", "3"]}),
    "C08": Proof(
        PROPOSED, many("市区町村コード,数", "132{j}0,{i}".replace("132{j}0", "132012"), "11002,3", "12025,4"),
        many("市区町村コード,数", "132012,{i}", "011002,3", "012025,4"),
        {"市区町村コード": ["132012"] * 12 + ["011002", "012025"]}, "C08:市区町村コード=6",
    ),
    "C09": Proof(DETECTED, csv("町,数", "北町,#REF!", "南町,2", "東町,3"), TOWNS),
    "V01": Proof(REPAIRED, csv("町,数", '北町,"2,456人"', "南町,▲3人", "東町,4人"), TOWNS, {"数": ["2456", "-3", "4"]}),
    "V02": Proof(PROPOSED, many("名,年齢", "人{i},{i}", "人x,未就学児"), TOWNS, {"年齢": [*map(str, range(1, 13)), None]}, "V02:年齢"),
    "V03": Proof(REPAIRED, csv("年,額", "2019年,1億2千万", "2020年,3億", "2021年,5億"), TOWNS, {"額": ["120000000", "300000000", "500000000"]}),
    "V05": Proof(DETECTED, many("地区,人数", "地区{i},{i}", "地区x,-5", count=29), many("地区,増減人数", "地区{i},{i}", "地区x,-5", count=29)),
    "V06": Proof(
        DETECTED, many("地区,男,女,合計", "地区{i},{i},{i}0,{i}{i}", "地区x,10,20,31", count=9),
        many("地区,男,女,合計", "地区{i},{i},{i}0,{i}{i}", "地区x,10,20,30", count=9),
    ),
    "D01": Proof(REPAIRED, csv("公表日,数", "令和2年4月1日,1", "R2.4.2,2"), many("公表日,数", "2020-04-{j},{i}"), {"公表日": ["2020-04-01", "2020-04-02"]}),
    "D02": Proof(
        PROPOSED, csv("日付,件数", "3月7日,1", "3月8日,2", "3月9日,3"), many("日付,件数", "2020-04-{j},{i}"),
        {"日付": ["2020-03-07", "2020-03-08", "2020-03-09"]}, "D02:日付=2020",
    ),
    "D03": Proof(
        REPAIRED, csv("年次,数", "平成29年,1", "30,2", "令和元,3", "2,4"), many("年次,数", "平成{j}年,{i}"),
        {"年次": ["平成29年", "平成30年", "令和元年", "令和2年"]},
    ),
    "D04": Proof(
        PROPOSED, csv("地区,収集日", "北,第2・4月曜日", "南,第1・3木曜日", "東,月〜金"), csv("日付,曜日", "2020-04-01,水", "2020-04-02,木", "2020-04-03,金"),
        {"収集日_規則": ["FREQ=MONTHLY;BYDAY=2MO,4MO", "FREQ=MONTHLY;BYDAY=1TH,3TH", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR"]}, "D04:収集日",
    ),
    "D05": Proof(REPAIRED, csv("公表日,数", "43939,1", "2020-04-19,2", "2020/4/20 0:00:00,3"), many("人口,数", "4393{i},{i}", count=9), {"公表日": ["2020-04-18", "2020-04-19", "2020-04-20"]}),
    "D06": Proof(REPAIRED, csv("館,開始", "甲,９：００", "乙,9時半", "丙,17:15"), many("館,開始", "館{i},09:{j}"), {"開始": ["09:00", "09:30", "17:15"]}),
    "D07": Proof(REPAIRED, csv("年,税収", "令和元年度,1", "令和2年度,2", "令和3年度,3"), csv("年,税収", "2019年,1", "2020年,2", "2021年,3"), {"年度": ["令和元年度", "令和2年度", "令和3年度"]}),
    "D08": Proof(
        DETECTED, csv("日付,曜日", *(f"2020-04-{d:02},{'月火水木金土日'[(d + 1) % 7]}" for d in range(1, 20)), "2020-04-20,日"),
        csv("日付,曜日", *(f"2020-04-{d:02},{'月火水木金土日'[(d + 1) % 7]}" for d in range(1, 21))),
    ),
    "G01": Proof(
        REPAIRED, csv("名称,緯度,経度", "甲,35.1,139.1", "乙,139.2,35.2", "丙,35.3,139.3"), PLACES,
        {"緯度": ["35.1", "35.2", "35.3"], "経度": ["139.1", "139.2", "139.3"]},
    ),
    "G02": Proof(DETECTED, many("名称,緯度,経度", "館{i},35.{i},139.{i}"), PLACES),
    "G03": Proof(
        PROPOSED, many("名称,住所", "館{i},焼津市本町{i}丁目"), many("名称,住所", "館{i},静岡県焼津市本町{i}丁目"),
        {"住所": [f"静岡県焼津市本町{i}丁目" for i in range(1, 13)]}, "G03:住所=静岡県",
    ),
    "G04": Proof(
        DETECTED, many("名称,市区町村名,緯度,経度", "館{i},焼津市,34.8{j}1,138.3{j}1", "遠い館,焼津市,36.5555,136.6666"),
        many("名称,市区町村名,緯度,経度", "館{i},焼津市,34.8{j}1,138.3{j}1"),
    ),
    "K01": Proof(
        PROPOSED, many("市区町村コード,名称", "22212,館{i}"), many("市区町村コード,名称", "222127,館{i}"),
        {"市区町村コード": ["222127"] * 12}, "K01:市区町村コード",
    ),
    "K02": Proof(
        PROPOSED, csv("市区町村名,数", *(f"{c},{i}" for i, c in enumerate(("焼津市", "静岡市", "浜松市", "府中市", "藤枝市", "島田市")))),
        csv("市区町村名,数", *(f"{c},{i}" for i, c in enumerate(("焼津市", "静岡市", "浜松市", "富士市", "藤枝市", "島田市")))),
        {"市区町村名": ["静岡県焼津市", "静岡県静岡市", "静岡県浜松市", "府中市", "静岡県藤枝市", "静岡県島田市"]}, "K02:市区町村名",
    ),
    "K03": Proof(
        PROPOSED, csv("館,電話番号", *(f"館{i},(054)624－366{i}" for i in range(1, 7))), csv("館,電話番号", *(f"館{i},054-624-366{i}" for i in range(1, 7))),
        {"電話番号": [f"054-624-366{i}" for i in range(1, 7)]}, "K03:電話番号",
    ),
    "K04": Proof(REPAIRED, csv("名称,名称_カナ", "北,きた", "南,ミナミ", "東,ヒガシ"), csv("名称,ふりがな", "北,きた", "南,みなみ"), {"名称_カナ": ["キタ", "ミナミ", "ヒガシ"]}),
    "K05": Proof(
        PROPOSED, many("NO,名称,件数", "{i},施設{i},{i}", "12,施設x,7", count=30), many("NO,名称,件数", "{i},施設{i},{i}", count=30),
        {"連番": [str(i) for i in range(1, 32)]}, "K05:NO",
    ),
    "K06": Proof(
        PROPOSED, many("名称,住所,件数", "施設{i},住所{i}番,{i}", "施設30,住所30番,30", count=30), many("名称,住所,件数", "施設{i},住所{i}番,{i}", count=30),
        {"件数": [str(i) for i in range(1, 31)]}, "K06",
    ),
    "P01": Proof(DETECTED, csv("館,代表者名", "甲館,山田太郎", "乙館,佐藤花子"), csv("館,団体名", "甲館,北会", "乙館,南会")),
    "P02": Proof(REPAIRED, csv("町,備考", '北町,"=HYPERLINK(""http://a"")"', "南町,-3 度"), csv("町,備考", "北町,- 項目", "南町,+81-3-1234-5678")),
}  # fmt: skip

_GOING_OUT = "tomoni/cli/tests/test_tables_goingout.py"
ELSEWHERE: dict[str, str] = {
    "F04": f"{_GOING_OUT}::test_copies_are_left_out",
    "M01": f"{_GOING_OUT}::test_a_licence_that_was_named_stands_in_the_package",
    "M02": f"{_GOING_OUT}::test_the_standard_name_is_taken",
    "M03": f"{_GOING_OUT}::test_a_schema_stands_beside_every_table",
    "F05": "test_read_hostile.py::TestNotATable::test_locked_workbooks_say_what_to_do",
    "F06": "test_read_hostile.py::TestTooMuch::test_zip_bomb",
    "S10": "test_layout_bodies.py::TestGroups::test_lines_in_brackets_between_the_rows",
    "S14": "test_read_workbook.py::TestMarks::test_formulas_comments_strike_drawings_and_filter",
    "S15": "test_rules_proofs.py::test_a_pasted_pivot_is_named",
    "S16": "test_read_workbook.py::TestPackage::test_ghost_ranges_are_trimmed_and_told",
    "H05": "test_schema_conform.py::test_renamed_columns_are_told_once",
    "H06": "test_schema_conform.py::test_a_required_column_that_is_not_there_is_empty_and_reported",
    "H07": "test_schema_drift.py::test_a_column_that_is_gone_is_a_warning",
    "V04": "test_editions.py::test_thousand_yen_for_yen",
    "K01": "test_schema_cast.py::test_cast",
    "V07": "test_schema_cast.py::test_cast",
}
"""Tests by file::name; the file lies beside this one, or is named from the root. K01 is a proposal without a schema, a repair with one."""
MENDED_ELSEWHERE = frozenset(("S10", "H05", "H06", "M03"))
"""Marked assist, and repaired all the same: by layout, and by conforming to a schema (a missing column becomes an empty one),
and M03 by writing the schema beside the table."""
ACCEPTED_ELSEWHERE = {"F04": "F04", "M01": "M01=CC-BY-4.0", "M02": "M02"}
"""Proposals about files: what their tests accept."""
EXPLAINED: dict[str, str] = {
    "M04": "予定と時刻が要ります。取り込みの予定が見ます。 / needs a schedule and a clock",
}
"""What one file alone cannot show, and who looks instead."""

"""Styles met at a third contact with tables from other offices: what each means, and what must not be read into it."""

from __future__ import annotations

import json

import pytest

from tomoni.tables import check, repair
from tomoni.tables.layout import regions
from tomoni.tables.tests.sheets import grid, one, seen


class TestHeaders:
    def test_a_name_that_comes_again_stands_under_each_group(self):
        region = one(
            "年|総数||一般||||準|\n|||二人以上||一人|||\n|戸数|割合|戸数|割合|戸数|割合|戸数|割合\n"
            "2000年|10|100|6|60|3|30|1|10\n2005年|20|100|12|60|6|30|2|10"
        )
        assert seen(region)[0][3:7] == ["一般_二人以上_戸数", "一般_二人以上_割合", "一般_一人_戸数", "一般_一人_割合"]

    def test_a_name_of_its_own_is_put_under_no_group(self):
        region = one("年|一般|||\n|二人以上||一人|\n|戸数|割合|戸数|備考\n2000年|6|60|3|1\n2005年|12|60|6|2")
        assert seen(region)[0][-1] == "備考"

    def test_names_told_apart_by_their_year(self):
        region = one(
            "区分|H25|H26|||H27||\n|決算額|決算額|前年度比||決算額|前年度比|\n|||増減額|増減率||増減額|増減率\n"
            "市税|1070|1065|-5|-0.5|1071|6|0.6\n交付金|276|264|-12|-4.5|284|20|7.7"
        )
        names = seen(region)[0]
        assert names[4].startswith("H26") and names[4].endswith("増減率") and "増減額" not in names[4]
        assert names[7].startswith("H27") and names[7].endswith("増減率") and "増減額" not in names[7]

    @pytest.mark.parametrize("value", ["2", "不検出"])
    def test_names_of_labels_stand_below_the_name_of_the_columns(self, value: str):
        region = one(
            f"採水地点||本町|西町|東町\n検査項目|基準値|||\n一般細菌|100個/mL以下|{value}|{value}|1\n"
            "大腸菌|検出されないこと|0|0|3\n鉛|0.01mg/L以下|1|1|2"
        )
        assert seen(region)[0] == ["検査項目", "基準値", "本町", "西町", "東町"]

    def test_a_first_row_that_lacks_its_figures_is_data(self):
        for header, first in (("地区||本町|西町", "北部|男||"), ("施設|種別|本町|西町", "病院|公立||")):
            region = one(f"{header}\n{first}\n北部|女|11|21\n南部|男|12|22\n南部|女|13|23")
            assert len(seen(region)) == 5, first

    def test_the_word_for_continued_begins_no_table(self):
        for word in ("（続き）|", "（つづき）|"):
            region = one(f"施設名|利用者数\nあ館|10\nい館|20\n{word}\n施設名|利用者数\nう館|30\nえ館|40")
            assert seen(region) == [
                ["施設名", "利用者数"],
                ["あ館", "10"],
                ["い館", "20"],
                ["う館", "30"],
                ["え館", "40"],
            ]

    def test_rows_of_sentences_are_data_though_they_lack_figures(self):
        region = one(
            "拡張項目|||\n番号|項目名|説明|記入例\n|組織種別|組織の種別が名の前か後かを記載する。|前株\n"
            "|関連組織|提携している組織の一覧を記載する。|共同体\n|従業員数|雇われている人の数を記載する。|1500\n"
            "|資本金|円を単位として資本金を記載する。|10000000"
        )
        table = seen(region)
        assert table[0] == ["番号", "項目名", "説明", "記入例"] and len(table) == 5


class TestBands:
    text = (
        "年次|園・学校数|児童数|\n||総数|男\n幼稚園|||\n平成26年|10|216|107\n平成27年|10|208|103\n"
        "小学校|||\n平成26年|16|794|408\n平成27年|16|787|403"
    )

    @pytest.mark.parametrize("merges", ["", "A1:A2 B1:B2 C1:D1 A3:D3 A6:D6"])
    def test_the_first_band_is_a_group_like_the_others(self, merges: str):
        table = seen(one(self.text, merges=merges))
        assert table[0][-3:] == ["園・学校数", "児童数_総数", "児童数_男"]
        assert [row[0] for row in table[1:]] == ["幼稚園", "幼稚園", "小学校", "小学校"]


class TestBlanks:
    def test_a_word_said_on_every_row_is_not_put_beside_rows_that_have_none(self):
        rows = [f"{131016 + i}|特別区|区{i}|{i + 5}" for i in range(12)]
        rows += [f"{132012 + i}|多摩|市{i}|{i + 3}" for i in range(9)]
        table = seen(one("\n".join(["番号|地域|名称|人数", *rows, "||都外|83", "||調査中|2"])))
        assert [row[:3] for row in table[-2:]] == [["", "", "都外"], ["", "", "調査中"]]

    def test_a_group_said_once_is_still_put_beside_its_rows(self):
        table = seen(one("地域|市|人数\n東部|ア市|3\n|イ市|4\n西部|ウ市|5\n|エ市|6"))
        assert [row[0] for row in table[1:]] == ["東部", "東部", "西部", "西部"]


class TestNotes:
    body = "\n".join(f"{i}|令和{i}年度|{i + 2}|{i * 100}" for i in range(1, 5))

    def test_notes_that_were_numbered_like_rows(self):
        region = one(f"番号|年度|施設数|児童数\n{self.body}\n5|||\n6|＊各年4月1日現在||\n7|資料：子ども課||")
        assert len(region.rows) == 4
        assert any("各年4月1日現在" in note for _, note in region.notes)

    def test_a_row_among_the_others_stays_a_row(self):
        region = one(f"番号|年度|施設数|児童数\n5|※未定||\n{self.body}")
        assert len(region.rows) == 5


class TestTotals:
    def test_a_setting_called_total_adds_nothing_up(self):
        assert not any(
            f.rule == "S09" for f in check(b"name,type\nid,text\nyear,text\ntotal,text\n").tables[0].findings
        )

    def test_a_row_that_adds_up_is_told(self):
        text = "区,人口\n東区,120\n西区,130\n合計,250\n"
        assert any(f.rule == "S09" for f in check(text.encode()).tables[0].findings)


class TestUnits:
    def test_a_column_of_units_is_words(self):
        text = "項目,単位,値\n人口,千人,17337\n世帯,千世帯,18963\n出荷額,百万円,20704\n歳出,千円,55\n"
        table = repair(text.encode()).tables[0]
        assert table.frame.get_column("単位").to_list() == ["千人", "千世帯", "百万円", "千円"]
        assert not any(f.rule == "V03" for f in table.findings)


FIELDS = [{"id": "_id", "type": "int"}, {"id": "年度", "type": "text"}, {"id": "件数", "type": "numeric"}]


class TestAnswersOfPortals:
    def test_records_that_are_lists_take_the_names_of_the_fields(self):
        answer = {"fields": FIELDS, "records": [[1, "令和2年度", 5], [2, "令和3年度", 8]]}
        tables = repair(json.dumps(answer).encode(), name="a.json").tables
        assert [t.frame.columns for t in tables] == [["_id", "年度", "件数"]]
        assert tables[0].frame.row(1) == ("2", "令和3年度", "8")

    def test_what_is_said_about_the_answer_is_no_table(self):
        records = [{"_id": i, "年度": f"令和{i}年度", "件数": i + 5} for i in (1, 2, 3)]
        result = {"limit": 100, "resource_id": "x", "records_format": "objects", "total": 3, "fields": FIELDS}
        answer = {"help": "https://example.jp", "success": True, "result": result | {"records": records}}
        tables = check(json.dumps(answer).encode(), name="a.json").tables
        assert [t.frame.columns for t in tables] == [["_id", "年度", "件数"]]
        assert tables[0].frame.height == 3

    def test_names_that_look_like_figures_are_names_all_the_same(self):
        fields = [{"id": name, "type": "text"} for name in ("_id", "平成2年", "1018.0", "13692.0")]
        records = [[1, "3", "1028.0", "13975.0"], [2, "4", "1043.0", "14741.0"], [3, "5", "1063.0", "15190.0"]]
        table = check(json.dumps({"fields": fields, "records": records}).encode(), name="a.json").tables[0]
        assert table.frame.columns == ["_id", "平成2年", "1018.0", "13692.0"]

    def test_a_grid_says_that_its_first_row_is_names(self):
        sheet = grid("1|2\n3|4\n5|6")
        assert regions(sheet)[0].header_rows != (1,)
        sheet.keyed = True
        assert tuple(regions(sheet)[0].header_rows) == (1,)


class TestPoints:
    def table(self, address: str) -> list[tuple[str, str]]:
        rows = [f"施設{i},{address.format(i)},35.681236,139.767125" for i in range(1, 9)]
        rows += [f"公園{i},千葉県夏見{i}丁目,35.{681300 + 97 * i},139.{767200 + 89 * i}" for i in range(1, 9)]
        text = "\n".join(["名称,住所,緯度,経度", *rows])
        return [(f.rule, f.severity.value) for f in check(text.encode()).tables[0].findings if f.rule == "G02"]

    def test_one_point_for_many_addresses_is_a_warning(self):
        assert self.table("千葉県本町{}丁目1-1") == [("G02", "warning")]

    def test_rooms_of_one_building_share_its_point(self):
        assert self.table("千葉県本町1丁目1-1") == [("G02", "info")]

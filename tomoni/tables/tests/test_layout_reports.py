"""More styles of reports and exports, made up: each was found by reading tables of a kind not seen before."""

from __future__ import annotations

from pathlib import Path

import pytest

from tomoni.tables import check, read_tables
from tomoni.tables.tests.sheets import one, rules, seen, tables

HOURS = "年月日|1時|2時|3時\n2024/07/01|1.20|1.21|1.25\n2024/07/02|1.30|-|1.27\n2024/07/03|1.31|1.30|1.29"


@pytest.mark.parametrize(
    "above",
    [
        "観測所名|港橋\n水系名|港川\n単位|m\n",
        "観測所名|港橋\n水系名|港川\n単位|m\n#\n",
        "観測所名|港橋\n標高|12.5\n観測開始|1998/4/1\n",
        "観測所名|港橋\n標高|12.5\n観測開始|1998/4/1\n#\n",
    ],
)
def test_names_and_values_above_a_wider_table_are_said_of_all_of_it(above: str) -> None:
    region = one(above + HOURS, raw=True)
    assert seen(region)[0] == ["年月日", "1時", "2時", "3時"]
    assert len(region.rows) == 3
    assert region.notes[0][1] == "観測所名：港橋"


def test_a_short_list_above_a_table_with_two_names_is_no_preamble() -> None:
    region = one("区分|人口\n町名|総数|男|女\n東町|5|2|3\n西町|7|3|4")
    assert [column.levels[-1] for column in region.columns] == ["町名", "総数", "男", "女"]


def test_a_group_without_figures_has_the_indented_rows_below_it() -> None:
    region = one("館名|4月|5月\n中央館|52310|50122\n分館\n  東分館|8012|7900\n  西分館|4501|4402\n合計|64823|62424")
    assert [row[:2] for row in seen(region)[1:]][2:4] == [["分館", "東分館"], ["分館", "西分館"]]


def test_a_number_merged_beside_its_name_holds_for_all_rows() -> None:
    region = one(
        "地点|路線|方向|台数\n1|国道2号|上り|820\n||下り|1003\n2|県道10号|上り|210\n||下り|305",
        merges="A2:A3 B2:B3 A4:A5 B4:B5",
    )
    assert [row[:2] for row in seen(region)[1:]] == [["1", "国道2号"]] * 2 + [["2", "県道10号"]] * 2


def test_a_figure_merged_alone_is_not_copied() -> None:
    region = one("地区|件数|備考\n東町|5|a\n西町||b\n南町|7|c", merges="B2:B3")
    assert [row[1] for row in seen(region)[1:]] == ["5", "", "7"]


@pytest.mark.parametrize(
    ("title", "name"), [("救急出動件数　（　）内は構成比", "構成比"), ("救急出動件数", "（　）内")]
)
def test_figures_in_brackets_under_a_row_are_of_the_same_thing(title: str, name: str) -> None:
    region = one(
        f"{title}\n種別|令和3年|令和4年\n合計|8012|9120\n|(100.0%)|(100.0%)\n急病|5210|6010\n|(65.0%)|(65.9%)\n"
        "火災|23|31\n|(0.3%)|(0.3%)"
    )
    assert [row[0] for row in seen(region)[3:5]] == ["急病", f"急病（{name}）"]
    assert min(fill.confidence for fill in region.fills) == 0.8


def test_blank_labels_over_plain_figures_stay_blank() -> None:
    region = one("種別|令和3年|令和4年\n急病|5210|6010\n|65|66\n火災|23|31\n|3|4")
    assert [row[0] for row in seen(region)[1:]] == ["急病", "", "火災", ""]


def test_the_base_of_an_index_stands_beside_the_title() -> None:
    region = one(
        "表１　中分類指数（港市）||||2020年＝100\n||総合|食料|住居\n2023年|10月|107.1|116.2|102.6\n|11月|106.9|115.4|102.7",
        merges="A1:D1",
    )
    assert [column.name for column in region.columns][2:] == ["総合", "食料", "住居"]


def test_months_in_english_beside_era_years_are_labels() -> None:
    region = one(
        "||人口|就業者\n令和４年|2022|11038|6723\n　５|2023|11017|6747\n令和６年１月|Jan.|11002|6714\n　２月|Feb.|10998|6728"
    )
    assert [column.is_label for column in region.columns] == [True, True, False, False]


def test_figures_with_units_in_every_cell_are_data() -> None:
    first, second = tables(
        "①一般行政職\n区分|平均年齢|平均給料月額\n本市|42.3歳|321,400円\n県|43.0歳|325,012円\n"
        "②技能労務職\n区分|平均年齢|平均給料月額\n本市|50.1歳|310,004円\n国|51.2歳|288,144円",
        raw=True,
    )
    assert [row[0] for row in seen(first)] == ["区分", "本市", "県"]
    assert [row[0] for row in seen(second)] == ["区分", "本市", "国"]


def test_persons_in_a_household_are_names_of_columns() -> None:
    region = one("地区|1人|2人|3人\n東町|10|20|30\n西町|11|21|31")
    assert [column.name for column in region.columns] == ["地区", "1人", "2人", "3人"]


@pytest.mark.parametrize(
    ("last", "rows"), [("南町", 3), ("以上", 2), ("※速報", 2), ("総務部総務課調べ", 2), ("（参考）", 2)]
)
def test_a_last_row_with_its_label_alone(last: str, rows: int) -> None:
    region = one(f"地区|人数|件数\n東町|3|1\n西町|5|2\n{last}")
    assert len(region.rows) == rows
    assert "S05" not in rules(region) or rows == 2


def test_a_path_may_be_text(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("地区,人数\n東町,3\n西町,5\n", encoding="utf-8")
    assert read_tables(str(path))[0].frame.equals(read_tables(path)[0].frame)
    assert check(str(path)).path == str(path)
    assert check(str(path), before=str(path)).sha256 == check(path).sha256

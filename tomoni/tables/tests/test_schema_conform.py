"""From a clean table to the typed rows of a schema, and what is said about it."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from tomoni.tables import read_tables
from tomoni.tables.grid import Ref
from tomoni.tables.schema import Conformed, Schema, conform, infer, load
from tomoni.tables.table import Table


def table(*lines: str) -> Table:
    return read_tables("\n".join(lines).encode())[0]


PLACE = {"code": "282103", "prefecture": "兵庫県", "city": "加古川市"}
CALLS = ["受付_年月日,相談件数", "2020-04-01,12", "2020-04-02,7", "2020-04-03,1234"]


def patients(*rows: str, header: str = "No,公表日,居住地,年代,性別") -> Conformed:
    filler = [f"{n},2020-05-{n:02d},神戸市,{n % 8 + 1}0代,男性" for n in range(10, 20)]
    return conform(table(header, *rows, *filler), load("covid19-patients"))


def rules(result: Conformed) -> list[str]:
    return [finding.rule for finding in result.findings]


class TestTypes:
    def test_days_and_counts_are_typed(self) -> None:
        frame = conform(table(*CALLS), load("covid19-call-center")).frame
        assert frame.schema == {"受付_年月日": pl.Date, "相談件数": pl.Int64}
        assert frame.row(2) == (date(2020, 4, 3), 1234)

    def test_codes_keep_their_zeros(self) -> None:
        lines = [
            "全国地方公共団体コード,都道府県名,受付_年月日,相談件数",
            "010006,北海道,2020-04-01,3",
            "010006,北海道,2020-04-02,4",
        ]
        frame = conform(table(*lines), load("covid19-call-center")).frame
        assert frame["全国地方公共団体コード"].to_list() == ["010006", "010006"]

    def test_flags_are_one_and_zero(self) -> None:
        lines = [f"{n},2020-05-{n:02d},神戸市,40代,男性,{'○' if n % 2 else ''}" for n in range(10, 16)]
        frame = conform(table("No,公表日,居住地,年代,性別,退院済フラグ", *lines), load("covid19-patients")).frame
        assert frame["患者_退院済フラグ"].to_list() == [None, 1] * 3

    def test_the_schema_s_order_comes_first_and_the_table_s_own_columns_follow(self) -> None:
        lines = ["メモ,相談件数,受付_年月日", "雨,12,2020-04-01", "晴,7,2020-04-02"]
        result = conform(table(*lines), load("covid19-call-center"))
        assert result.frame.columns == ["受付_年月日", "相談件数", "メモ"]
        assert [field.name for field in result.schema.fields] == result.frame.columns
        assert [f["name"] for f in result.schema.raw["fields"]] == result.frame.columns
        assert result.columns == {"受付_年月日": 2, "相談件数": 1, "メモ": 0}

    def test_a_column_of_its_own_never_takes_a_field_s_name(self) -> None:
        lines = ["受付日,相談件数,受付_年月日", "2020-04-01,12,x", "2020-04-02,7,y"]
        result = conform(table(*lines), load("covid19-call-center"), {"受付_年月日": "受付日"})
        assert result.frame["受付_年月日"].to_list() == [date(2020, 4, 1), date(2020, 4, 2)]
        assert result.frame["受付_年月日_元"].to_list() == ["x", "y"]


class TestCodeLists:
    @pytest.mark.parametrize(
        ("written", "value"),
        [
            ("４０歳代", "40代"),
            ("40才代", "40代"),
            ("43", "40代"),
            ("0", "10歳未満"),
            ("未就学児", "10歳未満"),
            ("90代以上", "90歳以上"),
            ("100", "90歳以上"),
        ],
    )
    def test_ages(self, written: str, value: str) -> None:
        assert patients(f"1,2020-04-01,神戸市,{written},男性").frame["患者_年代"][0] == value

    @pytest.mark.parametrize(
        ("written", "value"), [("男", "男性"), ("M", "男性"), ("女児", "女性"), ("非公開", "非公表")]
    )
    def test_sexes(self, written: str, value: str) -> None:
        assert patients(f"1,2020-04-01,神戸市,40代,{written}").frame["患者_性別"][0] == value

    def test_the_change_is_a_step_with_the_cell(self) -> None:
        result = patients("1,2020-04-01,神戸市,40才代,男性")
        col = result.frame.columns.index("患者_年代")
        assert result.provenance.cells(0, col) == [Ref(2, 4)]
        assert [(s.rule, s.before, s.after) for s in result.provenance.steps(0, col)][-1] == ("V07", "40才代", "40代")
        assert result.provenance.original(0, col) == "40才代"
        assert result.provenance.steps(1, col) == []

    def test_a_value_nobody_listed_is_kept_and_reported(self) -> None:
        result = patients("1,2020-04-01,神戸市,就学児,男性")
        assert result.frame["患者_年代"][0] == "就学児"
        (finding,) = [f for f in result.findings if f.rule == "V07"]
        assert finding.cells == ("D2",)
        assert "就学児" in finding.message.ja

    def test_a_dash_is_no_value(self) -> None:
        result = patients("1,2020-04-01,神戸市,―,男性")
        assert result.frame["患者_年代"][0] is None
        assert "V07" not in rules(result)


class TestWhatDoesNotFit:
    def test_an_impossible_day_is_empty_reported_and_still_traceable(self) -> None:
        result = patients("1,2020-04-31,神戸市,40代,男性")
        assert result.frame["公表_年月日"][0] is None
        (finding,) = [f for f in result.findings if f.rule == "D08"]
        assert finding.cells == ("B2",)
        col = result.frame.columns.index("公表_年月日")
        assert result.provenance.original(0, col, "2020-04-31") == "2020-04-31"

    def test_words_in_a_count_are_empty_and_reported(self) -> None:
        lines = [*CALLS, "2020-04-04,多数", "2020-04-05,3", "2020-04-06,5"]
        result = conform(table(*lines), load("covid19-call-center"))
        assert result.frame["相談件数"][3] is None
        assert "V02" in rules(result)

    def test_a_negative_count_is_kept_and_reported(self) -> None:
        result = conform(table(*CALLS, "2020-04-04,-5"), load("covid19-call-center"))
        assert result.frame["相談件数"][3] == -5
        (finding,) = [f for f in result.findings if f.rule == "V05"]
        assert finding.cells == ("B5",)

    def test_two_rows_of_one_day_are_reported(self) -> None:
        result = conform(table(*CALLS, "2020-04-03,8"), load("covid19-call-center"))
        assert "K05" in rules(result)


class TestRows:
    LINES = ("受付_年月日,相談件数", "2020-04-01,12", "2020-04-02,7", "合計,19")

    def test_totals_leave_and_rows_say_where_the_others_stood(self) -> None:
        result = conform(table(*self.LINES), load("covid19-call-center"))
        assert result.frame["相談件数"].to_list() == [12, 7]
        assert result.rows == [0, 1]
        assert "S09" in rules(result)
        assert result.provenance.cells(1, 1) == [Ref(3, 2)]

    def test_provenance_follows_reordered_columns(self) -> None:
        lines = ["相談件数,受付_年月日", "12,2020-04-01", "7,2020-04-02"]
        result = conform(table(*lines), load("covid19-call-center"))
        assert result.provenance.cells(1, 0) == [Ref(3, 2)]
        assert result.provenance.names == ["受付_年月日", "相談件数"]


class TestMissingColumns:
    def test_the_place_fills_what_every_row_would_repeat(self) -> None:
        result = conform(table(*CALLS), load("covid19-call-center"), context=PLACE)
        assert result.frame["全国地方公共団体コード"].to_list() == ["282103"] * 3
        assert result.frame["都道府県名"][0] == "兵庫県"
        assert result.columns["都道府県名"] is None
        assert result.provenance.cells(0, result.frame.columns.index("都道府県名")) == []
        assert rules(result).count("H06") == 2  # the city is not a required column

    def test_a_required_column_that_is_not_there_is_empty_and_reported(self) -> None:
        lines = ["相談件数,窓口", "12,本庁", "7,支所"]
        result = conform(table(*lines), load("covid19-call-center"))
        assert result.frame["受付_年月日"].to_list() == [None, None]
        (finding,) = [f for f in result.findings if f.rule == "H06"]
        assert "受付_年月日" in finding.message.ja

    def test_the_file_s_own_column_is_not_overwritten_by_the_place(self) -> None:
        lines = ["都道府県名,受付_年月日,相談件数", "大阪府,2020-04-01,3", "大阪府,2020-04-02,4"]
        result = conform(table(*lines), load("covid19-call-center"), context=PLACE)
        assert result.frame["都道府県名"].to_list() == ["大阪府", "大阪府"]


class TestMapping:
    LINES = ("日,件,受付_年月日,相談件数", "2020-04-01,1,2020-05-01,9", "2020-04-02,2,2020-05-02,8")

    def test_what_a_person_said_wins(self) -> None:
        given = {"受付_年月日": "日", "相談件数": "件"}
        result = conform(table(*self.LINES), load("covid19-call-center"), given)
        assert result.frame["相談件数"].to_list() == [1, 2]
        assert result.mapping == given

    def test_an_empty_name_leaves_the_field_empty(self) -> None:
        result = conform(table(*self.LINES), load("covid19-call-center"), {"相談件数": ""})
        assert result.frame["相談件数"].to_list() == [None, None]

    def test_only_ticked_columns_come_out(self) -> None:
        lines = ["受付_年月日,相談件数,担当者,電話", "2020-04-01,12,山田,1", "2020-04-02,7,鈴木,2"]
        result = conform(table(*lines), load("covid19-call-center"), columns=["受付_年月日", "相談件数"])
        assert result.frame.columns == ["受付_年月日", "相談件数"]
        assert result.provenance.names == result.frame.columns


class TestInfer:
    def test_a_table_that_follows_nothing_keeps_its_columns_with_their_types(self) -> None:
        lines = ["地区,人数,割合,開設日,番号", *(f"第{n}地区,{n}00,0.{n},2020-04-0{n},00{n}" for n in range(1, 8))]
        source = table(*lines)
        schema = infer(source)
        assert schema.id == "table"
        assert [f.type for f in schema.fields] == ["string", "integer", "number", "date", "string"]
        assert schema.date_field == "開設日"
        assert conform(source, schema).frame.shape == (7, 5)

    def test_text_is_kept_rather_than_one_value_lost(self) -> None:
        lines = ["地区,人数", *(f"第{n}地区,{n}00" for n in range(1, 8)), "第8地区,約30組"]
        source = table(*lines)
        result = conform(source, infer(source))
        assert result.frame["人数"].to_list()[-1] is not None

    def test_places_are_known_by_their_columns(self) -> None:
        lines = ["施設,緯度,経度", *(f"館{n},34.8{n},138.3{n}" for n in range(1, 8))]
        schema = infer(table(*lines))
        assert (schema.lat_field, schema.lon_field) == ("緯度", "経度")

    def test_the_same_table_gives_the_same_schema(self) -> None:
        assert infer(table(*CALLS)).raw == infer(table(*CALLS)).raw


def test_any_table_schema_will_do() -> None:
    raw = {"name": "x", "fields": [{"name": "開催日", "type": "date"}, {"name": "参加者", "type": "integer"}]}
    result = conform(table("参加者,開催日", "3,2020-04-01", "4,2020-04-02"), Schema.from_json(raw))
    assert result.frame.row(0) == (date(2020, 4, 1), 3)


def test_the_result_is_the_same_every_time() -> None:
    one, two = (patients("1,2020-04-01,神戸市,就学児,男", "2,2020-04-02,三田市,幼児,M") for _ in range(2))
    assert one.frame.equals(two.frame)
    assert one.provenance.to_json() == two.provenance.to_json()
    assert one.findings == two.findings


class TestPlaces:
    HEADER = (
        "全国地方公共団体コード,ID,地方公共団体名,名称,名称_カナ,所在地_連結表記,緯度,経度,設置位置,小児対応設備の有無"
    )

    def result(self, *pairs: str) -> Conformed:
        rows = [f"222127,{n:03d},焼津市,館{n},カン,焼津市{n},{pair},受付,有" for n, pair in enumerate(pairs, 1)]
        return conform(table(self.HEADER, *rows), load("aed@2023"))

    def test_swapped_pairs_are_put_right_and_still_point_to_their_cells(self) -> None:
        plain = ["34.81,138.31", "34.82,138.32", "34.83,138.33"]
        result = self.result(*plain, "138.34,34.84", *plain)
        assert result.frame["緯度"].to_list()[3] == 34.84
        assert result.frame["経度"].to_list()[3] == 138.34
        col = result.frame.columns.index("緯度")
        assert [ref.a1 for ref in result.provenance.cells(3, col)] == ["H5"]
        assert result.provenance.steps(3, col)[0].rule == "G01"
        assert [f.rule for f in result.findings if f.rule in {"G01", "V05"}] == []  # said of the table already

    def test_columns_of_each_other_are_put_right_as_a_whole(self) -> None:
        result = self.result("138.31,34.81", "138.32,34.82", "138.33,34.83")
        assert result.frame["緯度"].to_list() == [34.81, 34.82, 34.83]
        assert [f.rule for f in result.findings if f.rule in {"G01", "V05"}] == ["G01"]

    def test_a_point_abroad_is_kept_and_reported(self) -> None:
        result = self.result("34.81,138.31", "34.82,138.32", "51.5,-0.12")
        assert result.frame["緯度"][2] == 51.5
        assert rules(result).count("V05") == 2


def test_renamed_columns_are_told_once() -> None:
    (finding,) = [f for f in patients().findings if f.rule == "H05"]
    assert finding.count == 4
    assert "公表日→公表_年月日" in finding.message.ja
    assert finding.cells == ("B1", "C1", "D1", "E1")


def test_inferred_numbers_that_name_are_no_counts() -> None:
    lines = ["No,年度,地区コード,人数", *(f"{n},20{n + 10},10{n},{n * 7}" for n in range(1, 9))]
    roles = [field.role for field in infer(table(*lines)).fields]
    assert roles == ["id", "year", "code", "count"]


class TestKeys:
    HEADER = "都道府県名,市区町村名,受付_年月日,相談件数"

    def test_two_places_on_one_day_are_two_rows(self) -> None:
        lines = [self.HEADER, "兵庫県,神戸市,2020-04-01,3", "兵庫県,姫路市,2020-04-01,4", "兵庫県,神戸市,2020-04-02,5"]
        assert "K05" not in rules(conform(table(*lines), load("covid19-call-center")))

    def test_a_number_given_twice_is_reported(self) -> None:
        result = patients("10,2020-04-01,神戸市,40代,男性")
        (finding,) = [f for f in result.findings if f.rule == "K05"]
        assert "「No」" in finding.message.ja


def test_an_older_edition_of_a_definition_is_told() -> None:
    header = "NO,名称,住所,設置位置,小児対応設備の有無"
    source = table(header, *(f"{n},館{n},焼津市{n},受付,有" for n in range(1, 9)))
    assert any("2023年版" in f.message.ja for f in conform(source, load("aed@2017")).findings)
    assert not any("年版" in f.message.ja for f in conform(source, load("aed@2023")).findings)

"""Which definition a table follows — and, as often, that it follows none."""

from __future__ import annotations

import pytest

from tomoni.tables import read_tables
from tomoni.tables.schema import THRESHOLD, Match, load, match
from tomoni.tables.table import Table


def table(*lines: str) -> Table:
    return read_tables("\n".join(lines).encode())[0]


def days(*columns: str, count: int = 12) -> list[str]:
    """CSV lines of `count` days, each with these cells after the date; {n} is the number of the day."""
    return [",".join([f"2020-04-{n:02d}", *(c.format(n=n) for c in columns)]) for n in range(1, count + 1)]


def best(*lines: str) -> Match | None:
    return next(iter(match(table(*lines))), None)


PERSONS = [f"{n},2020-04-{n:02d},神戸市,{n % 9}0代,{'男性' if n % 2 else '女性'}" for n in range(1, 13)]


class TestNames:
    def test_the_official_names_are_certain(self) -> None:
        found = best("受付_年月日,相談件数", *days("{n}"))
        assert found is not None
        assert found.schema_id == "covid19-call-center"
        assert found.confidence >= 0.85

    @pytest.mark.parametrize("day", ["リリース日", "判明日", "公表_年月日", "報道提供日", "発表日", "公表年月日"])
    def test_the_day_of_a_patient_has_many_names(self, day: str) -> None:
        found = best(f"No,{day},居住地,年代,性別", *PERSONS)
        assert found is not None
        assert found.schema_id == "covid19-patients"
        assert found.mapping["公表_年月日"] == day
        assert found.mapping["患者_居住地"] == "居住地"

    def test_a_trailing_blank_and_a_look_alike_are_the_same_name(self) -> None:
        found = best("実施_年月日,検査実施_人数　", *days("{n}"))
        assert found is not None
        assert found.schema_id == "covid19-test-people"

    def test_the_order_of_columns_does_not_matter(self) -> None:
        one = best("No,公表日,居住地,年代,性別", *PERSONS)
        turned = best("性別,年代,居住地,公表日,No", *(",".join(reversed(line.split(","))) for line in PERSONS))
        assert one is not None
        assert turned is not None
        assert one.mapping == turned.mapping
        assert one.confidence == turned.confidence

    def test_a_slip_of_the_pen_is_seen_as_one(self) -> None:
        found = best("実施_年月日,検査実施入数", *days("{n}"))
        assert found is not None
        assert found.how["検査実施_人数"].how == "spelling"

    def test_daily_and_total_columns_are_told_apart(self) -> None:
        found = best("年月日,陽性者数（日別）,陽性者数（累計）,死亡（累計）,入院中", *days("1", "{n}", "0", "{n}"))
        assert found is not None
        assert found.schema_id == "covid19-daily-status"
        assert found.mapping["陽性者数"] == "陽性者数（日別）"
        assert found.mapping["陽性者数_累計"] == "陽性者数（累計）"
        assert found.mapping["死亡_累計"] == "死亡（累計）"
        assert "死亡" not in found.mapping


class TestValuesAreWitnesses:
    def test_a_count_is_not_a_day_whatever_it_is_called(self) -> None:
        tables = match(table("判明日,居住地,年代,性別", *(f"{n},神戸市,40代,男性" for n in range(1, 13))))
        assert all(m.mapping.get("公表_年月日") is None for m in tables)

    def test_negatives_never_become_deaths(self) -> None:
        found = match(table("完了_年月日,陰性確認_件数", *days("{n}")))
        assert found[0].schema_id == "covid19-confirm-negative"
        deaths = [m.mapping.get(name) for m in found for name in ("死亡", "死亡_累計", "退院", "退院_累計")]
        assert set(deaths) == {None}

    def test_symptoms_in_words_and_in_degrees_go_to_different_fields(self) -> None:
        degrees = best("公表日,年代,性別,症状", *days("40代", "男性", "軽症"))
        words = best("公表日,年代,性別,症状", *(f"2020-04-{n:02d},40代,男性,発熱・せき{n}" for n in range(1, 13)))
        assert degrees is not None
        assert degrees.mapping["患者_状態"] == "症状"
        assert words is not None
        assert words.mapping["患者_症状"] == "症状"

    def test_a_column_without_a_name_that_holds_days_is_the_day(self) -> None:
        found = best(",相談件数", *days("{n}"))
        assert found is not None
        assert found.schema_id == "covid19-call-center"
        assert found.mapping["受付_年月日"] == table(",相談件数", *days("{n}")).columns[0].name


class TestNoMatch:
    @pytest.mark.parametrize(
        "lines",
        [
            ["農園名,区画,備考", "やまと,3,", "中里,4,空きあり"],
            ["名称,住所,緯度,経度,備考", *(f"公園{n},焼津市{n},34.8,138.3," for n in range(9))],
            [
                "ID,公園名,住所,緯度,経度,面積（㎡）,トイレ詳細",
                *(f"{n},公園{n},焼津市{n},34.8,138.3,{n}00,あり" for n in range(1, 9)),
            ],
            ["全国地方公共団体コード,都道府県名,市区町村名,備考", "282103,兵庫県,加古川市,", "282014,兵庫県,姫路市,"],
            ["年度,予算額,決算額", "2019,100,90", "2020,110,95"],
            ["地域,総数,男,女", "北区,10,4,6", "南区,8,4,4"],
            ["商品名,件数", "マスク,10", "消毒液,8"],
        ],
    )
    def test_common_columns_alone_prove_nothing(self, lines: list[str]) -> None:
        assert [(m.schema_id, m.confidence) for m in match(table(*lines))] == []

    def test_a_table_without_names_matches_nothing(self) -> None:
        assert match(table(*days("{n}", "{n}"))) == []


HEADERS = [
    (
        "No,リリース日,曜日,居住地,年代,性別,属性,備考",
        "{n},2020-04-{n:02d},水,石狩管内,{d}0代,男性,会社員,",
        "covid19-patients",
    ),
    (
        "番号,発表日,年代,性別,国籍,住居地,接触状況,備考",
        "{n},2020-04-{n:02d},{d}0代,女性,日本,名古屋市,調査中,",
        "covid19-patients",
    ),
    (
        "例目,公表日,居住市町,年代,性別,職業,現在の状況",
        "{n},2020-04-{n:02d},福井市,{d}0代,女性,会社員,入院中",
        "covid19-patients",
    ),
    ("検査日,検査件数,陽性件数,陰性件数", "2020-04-{n:02d},{n},1,2", "covid19-test-count"),
    ("年月日,確保病床数,入院者数,重症者用病床数,重症者数", "2020-04-{n:02d},100,{n},20,2", "covid19-hospital-beds"),
    ("受付日,発熱相談件数", "2020-04-{n:02d},{n}", "covid19-fever-consultation"),
    ("施設名,所在地,電話番号,AED設置場所,小児用パッド", "館{n},焼津市{n},054-000-00{n:02d},受付,有", "aed@2023"),
    (
        "避難場所名,所在地,洪水,土砂災害,地震,津波,大規模火災,収容人数",
        "学校{n},市{n},○,○,○,×,○,{n}00",
        "evacuation-space@2023",
    ),
    (
        "名称,名称_カナ,住所,電話番号,診療科目,診療曜日,病床数",
        "病院{n},ビョウイン,市{n},079-000-0{n:03d},内科,月火,{n}",
        "hospital@2017",
    ),
    ("施設名,住所,SSID,設置者", "館{n},市{n},FREE,市", "public-wireless-lan@2017"),
    ("日付,死亡確認件数", "2020-04-{n:02d},{n}", None),
    ("氏名,年代,性別,所属,採用日", "山田{n},{d}0代,男性,課{n},2020-04-{n:02d}", None),
    ("発生日,場所,年代,性別,死亡,重傷", "2020-04-{n:02d},市道{n},{d}0代,男性,0,1", None),
    ("接種日,年代,性別,接種回数", "2020-04-{n:02d},{d}0代,男性,1", None),
    ("日付,貸出冊数,利用者数", "2020-04-{n:02d},{n}9,{n}", None),
    ("事業名,予算額,決算額,備考", "事業{n},{n}00,{n}0,", None),
    ("病院名,住所,病床数,入院患者数", "病院{n},市{n},{n}0,{n}", None),
]


@pytest.mark.parametrize(("header", "row", "schema"), HEADERS, ids=lambda value: str(value)[:40])
def test_headers_as_others_write_them(header: str, row: str, schema: str | None) -> None:
    found = best(header, *(row.format(n=n, d=n % 8 + 1) for n in range(1, 25)))
    assert (found.schema_id if found else None) == schema


def test_counts_by_day_and_kind_are_not_counts_by_day() -> None:
    lines = [f"2020-04-{n:02d},{kind},{n}" for n in range(1, 12) for kind in ("ごみ", "道路", "水道")]
    assert match(table("受付日,相談内容,件数", *lines)) == []


class TestVersions:
    OLD = "都道府県コード又は市区町村コード,NO,都道府県名,市区町村名,名称,名称_カナ,住所,方書,緯度,経度,設置者,SSID,提供エリア,URL,備考"
    NEW = "全国地方公共団体コード,ID,地方公共団体名,名称,名称_カナ,所在地_連結表記,建物名等(方書),緯度,経度,設置者,SSID,提供エリア,URL,備考"

    def test_old_and_new_edition_of_a_standard_are_told_apart(self) -> None:
        old = "222127,{n},静岡県,焼津市,館{n},カン,焼津市{n},,34.8,138.3,焼津市,FREE,全館,,"
        new = "222127,{n},焼津市,館{n},カン,焼津市{n},,34.8,138.3,焼津市,FREE,全館,,"
        first = best(self.OLD, *(old.format(n=n) for n in range(9)))
        second = best(self.NEW, *(new.format(n=n) for n in range(9)))
        assert first is not None
        assert second is not None
        assert (first.schema_id, second.schema_id) == ("public-wireless-lan@2017", "public-wireless-lan@2023")


class TestWhatIsSaid:
    def test_the_reason_names_columns_in_both_languages(self) -> None:
        found = best("受付_年月日,相談件数", *days("{n}"))
        assert found is not None
        assert "相談件数" in found.reason.ja
        assert "of 2 columns" in found.reason.en

    def test_missing_and_extra_columns_are_listed(self) -> None:
        found = match(table("相談件数,窓口メモ", *(f"{n},x{n}" for n in range(1, 13))), only=["covid19-call-center"])[0]
        assert found.missing == ["受付_年月日"]
        assert found.extra == ["窓口メモ"]
        assert "受付_年月日" in found.reason.ja

    def test_every_mapping_entry_says_how(self) -> None:
        found = best("No,判明日,居住地,年代,性別", *PERSONS)
        assert found is not None
        assert {name: m.how for name, m in found.how.items()} == {
            "No": "name", "公表_年月日": "alias", "患者_居住地": "alias", "患者_年代": "alias", "患者_性別": "alias",
        }  # fmt: skip

    def test_a_schema_that_was_asked_for_comes_back_whatever_its_confidence(self) -> None:
        found = match(table("名称,備考", *(f"公園{n},木陰{n}" for n in range(9))), only=["covid19-patients"])
        assert [m.schema_id for m in found] == ["covid19-patients"]
        assert found[0].confidence < THRESHOLD

    def test_nothing_below_the_threshold_is_proposed_among_several(self) -> None:
        assert (
            match(table("名称,備考", *(f"公園{n},木陰{n}" for n in range(9))), only=["covid19-patients", "aed@2023"])
            == []
        )

    def test_load_accepts_what_match_returns(self) -> None:
        found = best("受付_年月日,相談件数", *days("{n}"))
        assert found is not None
        assert load(found.schema_id).id == found.schema_id

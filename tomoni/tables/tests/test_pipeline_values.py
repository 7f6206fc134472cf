"""What a column holds and what becomes of its values: the cases that a careful clerk would decide the same way."""

from __future__ import annotations

import polars as pl
import pytest

from tomoni.tables import check
from tomoni.tables.clean import decide
from tomoni.tables.region import Override
from tomoni.tables.table import Table
from tomoni.tables.tests.variants import book


def table_of(*lines: str) -> Table:
    result = check("\n".join(lines).encode())
    assert len(result.tables) == 1, result.findings
    return result.tables[0]


def column(header: str, *values: str) -> list[str | None]:
    """The clean values of a column that stands beside a column of names."""
    rows = [f'地点{i},"{value}",{i + 1}' for i, value in enumerate(values)]
    return table_of(f"名称,{header},順位", *rows).frame[header].to_list()


FRACTIONS = {
    "階／建": ["3/5", "1/2", "5/5"],
    "公表日": ["3/5", "1/2", "5/5"],
    "列1": ["12/31", "1/1", "1/2", "1/3", "1/5"],
}


class TestNumbers:
    def test_separators_width_and_triangles_go(self) -> None:
        assert column("件数", "2,456", "▲3", "１２", "40") == ["2456", "-3", "12", "40"]

    def test_a_placeholder_becomes_empty(self) -> None:
        assert column("件数", "1", "―", "…", "***", "5", "6") == ["1", None, None, None, "5", "6"]

    def test_one_word_among_numbers_stays(self) -> None:
        ages = ["34", "20", "41", "未就学児", "56", "78", "12", "33", "65", "70", "18"]
        assert column("年代", *ages) == ages

    def test_one_unit_goes_to_the_column(self) -> None:
        table = table_of("名称,定員", "甲,40人", "乙,３８人", "丙,50人")
        assert table.frame["定員"].to_list() == ["40", "38", "50"]
        assert table.columns[1].unit == "人"

    def test_different_units_keep_the_text(self) -> None:
        assert column("広さ", "24畳", "39.6m2", "20畳") == ["24畳", "39.6m2", "20畳"]

    def test_labels_made_of_numbers_stay(self) -> None:
        assert column("学年", "1年", "2年", "3年") == ["1年", "2年", "3年"]

    def test_numbers_in_the_range_of_serials_stay_numbers(self) -> None:
        assert column("人口", "43939", "43940", "51200") == ["43939", "43940", "51200"]


class TestCodes:
    def test_leading_zeros_stay(self) -> None:
        assert column("市区町村コード", "011002", "132012", "012025") == ["011002", "132012", "012025"]

    def test_full_width_digits_become_plain(self) -> None:
        assert column("団体コード", "１３２０１２", "132012", "222127") == ["132012", "132012", "222127"]


class TestDates:
    def test_fractions_that_are_no_days(self) -> None:
        counted = {words: pl.DataFrame({"text": days, "count": [1] * len(days)}) for words, days in FRACTIONS.items()}
        assert {words: decide(counts, words) for words, counts in counted.items()} == {
            "階／建": "text",
            "公表日": "date",
            "列1": "date",
        }

    @pytest.mark.parametrize(
        ("text", "day"),
        [
            ("43939", "2020-04-18"),
            ("令和2年4月18日", "2020-04-18"),
            ("R2.4.18", "2020-04-18"),
            ("2020/4/18 0:00:00", "2020-04-18"),
        ],
    )
    def test_every_spelling_becomes_iso(self, text: str, day: str) -> None:
        assert column("公表日", text, "2020/04/19", "2020-04-20") == [day, "2020-04-19", "2020-04-20"]

    def test_periods_stay_text(self) -> None:
        assert column("時期", "平成29年平均", "平成29年1月", "令和元年度") == [
            "平成29年平均",
            "平成29年1月",
            "令和元年度",
        ]

    def test_a_year_from_the_as_of_line(self) -> None:
        table = table_of("令和2年4月10日現在,", "日付,件数", "12月31日,1", "3月7日,2", "4月9日,3")
        assert table.frame["日付"].to_list() == ["2019-12-31", "2020-03-07", "2020-04-09"]

    def test_a_year_confirmed_by_weekdays(self) -> None:
        table = table_of("2020年度,,", "日付,曜日,件数", "3月7日,土,1", "3月8日,日,2", "3月9日,月,3")
        assert table.frame["日付"].to_list() == ["2020-03-07", "2020-03-08", "2020-03-09"]

    def test_a_year_from_the_rows_above(self) -> None:
        table = table_of("日付,件数", "2020年12月30日,1", "12月31日,2", "1月1日,3", "1月2日,4")
        assert table.frame["日付"].to_list() == ["2020-12-30", "2020-12-31", "2021-01-01", "2021-01-02"]
        assert table.provenance.steps(2, 0)[-1].rule == "D02"

    def test_without_evidence_the_tool_asks(self) -> None:
        table = table_of("日付,件数", "3月7日,1", "3月8日,2", "3月9日,3")
        assert table.frame["日付"].to_list() == ["3月7日", "3月8日", "3月9日"]
        asked = [finding for finding in table.findings if finding.rule == "D02"]
        assert asked and asked[0].proposal is not None and not asked[0].repaired

    def test_times(self) -> None:
        assert column("開始時刻", "９：００", "9時半", "17:15") == ["09:00", "09:30", "17:15"]


class TestText:
    def test_display_form_stays_but_for_layout(self) -> None:
        values = ("　Ｂ棟（２階） ", "ｾﾝﾀｰ", "一行目\n二行目", "―")
        assert column("備考", *values) == ["Ｂ棟（２階）", "センター", "一行目 二行目", "―"]


class TestOneWordBesideFigures:
    def test_amounts_are_read_and_the_word_stays(self) -> None:
        assert column("令和5年", "98,000", "45,500", "205,000", "新設") == ["98000", "45500", "205000", "新設"]

    def test_a_rate_from_or_to_nothing_is_empty(self) -> None:
        assert column("増減率", "2.4", "△7.6", "4.6", "皆減", "皆増") == ["2.4", "-7.6", "4.6", None, None]

    def test_plain_numbers_beside_words_may_be_anything(self) -> None:
        assert column("室", "101", "102", "１０３", "和室") == ["101", "102", "１０３", "和室"]

    def test_codes_with_parts_keep_their_zeros(self) -> None:
        assert column("品目分類コード", "010", "010.1", "020", "990") == ["010", "010.1", "020", "990"]

    def test_hours_beside_a_word(self) -> None:
        assert column("開始時間", "10時00分", "13:30", "随時", "19：00") == ["10:00", "13:30", "随時", "19:00"]

    def test_a_mean_age_is_a_measure_and_an_age_a_name(self) -> None:
        assert column("平均年齢", "42.3歳", "43.0歳") == ["42.3", "43.0"]
        assert column("年齢", "42歳", "43歳") == ["42歳", "43歳"]


def test_a_sheet_that_is_not_there_is_named_with_those_that_are():
    (said,) = check(book([["町名", "人口"], ["北町", "12"]]), override=Override(sheet="無い")).findings
    assert said.rule == "F01"
    assert "「無い」" in said.message.ja and "Sheet" in said.message.ja

"""What a table contradicts by itself is said, where it stands, and nothing is said of its clean twin."""

from __future__ import annotations

import pytest

from tomoni.tables import check
from tomoni.tables.finding import Finding


def found(header: str, *rows: str) -> list[Finding]:
    """The findings above information."""
    data = "\n".join([header, *rows]).replace("|", ",").encode()
    return [item for item in check(data, name="a.csv").all_findings if item.severity != "info"]


def said(header: str, *rows: str) -> list[tuple[str, str]]:
    return [(item.rule, item.cells[0]) for item in found(header, *rows)]


DAYS = [f"2023-07-{day:02}|{day * 7 % 31 + 20}" for day in range(1, 21)]


class TestDays:
    @pytest.mark.parametrize("day", ["2023-02-30", "2023-04-31", "2023-13-01"])
    def test_no_calendar_has_it(self, day: str):
        rows = [f"{day}|3|4" if n == 4 else f"2023-{n + 1:02}-15|{n}|{n + 4}" for n in range(9)]
        assert said("採水日|pH|SS", *rows) == [("D08", "A6")]

    def test_written_with_its_era(self):
        rows = ["令和5年4月31日|9" if n == 3 else f"令和5年{n + 1}月5日|{n}" for n in range(9)]
        assert said("採水日|本数", *rows) == [("D08", "A5")]

    def test_a_year_of_another_century(self):
        rows = ["2203-05-01|9" if n == 3 else f"2023-{n + 1:02}-15|{n}" for n in range(9)]
        assert said("採水日|本数", *rows) == [("D08", "A5")]

    def test_one_day_out_of_step(self):
        rows = [*DAYS[:7], DAYS[7].replace("-07-", "-08-"), *DAYS[8:]]
        assert said("公表日|検査人員", *rows) == [("D08", "A9")]

    def test_days_that_go_on_or_leave_some_out(self):
        assert said("公表日|検査人員", *DAYS) == []
        assert said("公表日|検査人員", *DAYS[:9], *DAYS[11:]) == []
        assert said("公表日|検査人員", *DAYS[:5], "2023-08-01|3", "2023-08-02|9", *DAYS[5:]) == []


TOWNS = ["旭町|120|60|61", "緑町|80|44|37", "港町|60|31|30", "栄町|45|20|26", "浜町|33|17|15"]


class TestTotals:
    def test_one_column_of_the_last_row_is_wrong(self):
        assert said("町名|世帯|男|女", *TOWNS, "合計|339|172|169") == [("V06", "B7")]

    def test_all_add_up(self):
        assert said("町名|世帯|男|女", *TOWNS, "合計|338|172|169") == []

    def test_one_sum_proves_nothing(self):
        assert said("町名|世帯|男", *(row.rpartition("|")[0] for row in TOWNS), "合計|338|999") == []

    @pytest.mark.parametrize("name", ["1世帯当たり人員", "対前年増減", "平均年齢", "順位", "人口密度"])
    def test_figures_that_are_no_sums(self, name: str):
        rows = [f"{row}|{n + 3}" for n, row in enumerate(TOWNS)]
        assert said(f"町名|世帯|男|女|{name}", *rows, "合計|338|172|169|5") == []

    def test_a_hidden_figure_is_no_mistake(self):
        rows = [TOWNS[0], "緑町|x|44|37", *TOWNS[2:]]
        assert said("町名|世帯|男|女", *rows, "合計|338|172|169") == []

    def test_rounded_thousands(self):
        assert said("款|予算（千円）|補正（千円）|決算（千円）", *TOWNS, "合計|338|172|170") == []

    def test_the_file_says_that_it_rounds(self):
        rows = [*TOWNS, "合計|338|172|175", "※四捨五入のため合計は一致しない。"]
        assert said("町名|世帯|男|女", *rows) == []


MONTHS = [f"2023-{month:02}|{20000 + month * 731 % 9000}" for month in range(1, 13)]


class TestScale:
    def test_a_thousand_times_the_others(self):
        assert said("年月|冊数", *MONTHS[:5], "2023-06|24386000", *MONTHS[6:]) == [("V05", "B7")]

    def test_figures_of_many_sizes(self):
        assert said("年月|冊数", *[f"2023-{month:02}|{3**month}" for month in range(1, 13)]) == []

    def test_a_negative_number_of_school_classes(self):
        rows = [f"学校{chr(ord('あ') + n)}|{n + 6}" for n in range(12)]
        assert said("校名|学級数", *rows[:3], "学校や|-9", *rows[3:]) == [("V05", "B5")]


class TestOneOfAKind:
    def test_a_day_that_is_there_twice(self):
        assert said("公表日|検査人員|陽性者|入院", *[f"{row}|{n}|{n + 2}" for n, row in enumerate(DAYS)]) == []
        rows = [f"{row}|{n}|{n + 2}" for n, row in enumerate(DAYS)]
        assert ("K06", "A7") in said("公表日|検査人員|陽性者|入院", *rows[:6], rows[5], *rows[6:])

    def test_a_code_of_schools(self):
        rows = [f"B1{n:03}|{name}小学校|{n}" for n, name in enumerate("旭緑港栄浜桜寺泉東西南北")]
        assert said("学校コード|学校名|学級数", *rows) == []
        rows[4] = rows[4].replace("B1004", "B1003")
        assert said("学校コード|学校名|学級数", *rows) == [("K05", "A5")]

    def test_a_code_of_districts_comes_again(self):
        rows = [f"{n % 4 + 1:02}|{name}小学校|{n}" for n, name in enumerate("旭緑港栄浜桜寺泉東西南北")]
        assert said("地区コード|学校名|学級数", *rows) == []


READINGS = ["アサヒ", "ミドリ", "ミナト", "サカエ", "ハマ", "サクラ", "テラ", "イズミ"]


class TestForms:
    def test_kanji_among_readings(self):
        rows = [f"館{n}|{name}コウミンカン" for n, name in enumerate(READINGS)]
        assert said("名称|名称_カナ", *rows) == []
        rows[2] = "館2|港公民館"
        assert said("名称|名称_カナ", *rows) == [("K04", "B4")]

    def test_one_wrong_code_among_many_of_one_city(self):
        rows = [f"172014|館{n}" for n in range(9)]
        assert said("全国地方公共団体コード|名称", *rows, "172015|館9") == [("K01", "A11")]

    def test_a_scheme_with_a_letter_lost(self):
        rows = [f"館{n}|https://example.jp/{n}" for n in range(9)]
        assert said("名称|URL", *rows, "館9|htp://example.jp/9") == [("K03", "B11")]

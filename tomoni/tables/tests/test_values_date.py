"""Days, moments, months, years, ranges: every spelling of an office, and what is refused."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tomoni.tables.values.date import from_serial, parse_date, parse_datetime
from tomoni.tables.values.era import western_year
from tomoni.tables.values.period import Period, parse_period, parse_range


class TestDays:
    @pytest.mark.parametrize(
        ("text", "day"),
        [
            ("令和２年４月４日", date(2020, 4, 4)),
            ("令和元年5月1日", date(2019, 5, 1)),
            ("R2.4.4", date(2020, 4, 4)),
            ("Ｒ２．４．４", date(2020, 4, 4)),
            ("R02/04/04", date(2020, 4, 4)),
            ("S47.4.1", date(1972, 4, 1)),
            ("H19.4.1", date(2007, 4, 1)),
            ("平成31年4月30日", date(2019, 4, 30)),
            ("昭和 64 年 1 月 7 日", date(1989, 1, 7)),
            ("大正12年9月1日", date(1923, 9, 1)),
            ("㋿2年4月1日", date(2020, 4, 1)),
            ("令2.4.1", date(2020, 4, 1)),
            ("2020/4/1", date(2020, 4, 1)),
            ("２０２０／４／１", date(2020, 4, 1)),
            ("2020.4.1", date(2020, 4, 1)),
            ("2020年4月1日", date(2020, 4, 1)),
            ("2020年 4月 1日", date(2020, 4, 1)),
            ("2020年4月1日（水）", date(2020, 4, 1)),
            ("2020年4月1日 水曜日", date(2020, 4, 1)),
            ("令和２年４月４日現在", date(2020, 4, 4)),
            ("令和2年(2020年)4月1日", date(2020, 4, 1)),
            ("2020年（令和２年）4月1日", date(2020, 4, 1)),
            ("平成29（2017）年4月1日", date(2017, 4, 1)),
            ("令和二年四月十五日", date(2020, 4, 15)),
            ("二〇二〇年四月一日", date(2020, 4, 1)),
            ("20200401", date(2020, 4, 1)),
        ],
    )
    def test_spellings(self, text: str, day: date) -> None:
        parsed = parse_date(text)
        assert parsed is not None
        assert (parsed.value, parsed.raw, parsed.rule) == (day, text, "D01")

    def test_the_canonical_form_needs_no_rule(self) -> None:
        parsed = parse_date("2020-04-01")
        assert parsed and (parsed.value, parsed.rule, parsed.confidence) == (date(2020, 4, 1), "", 1.0)

    @pytest.mark.parametrize("dash", "‐‑–—―−－ー─ｰ")
    def test_any_dash_between_figures_is_a_hyphen(self, dash: str) -> None:
        for text in (f"2020{dash}03{dash}02", f"２０２０{dash}３{dash}２", f"R2{dash}3{dash}2"):
            parsed = parse_date(text)
            assert parsed and (parsed.value, parsed.rule) == (date(2020, 3, 2), "D01"), text
        moment = parse_datetime(f"2020{dash}3{dash}2 13:40")
        assert moment and moment.value == datetime(2020, 3, 2, 13, 40)
        month = parse_period(f"2020{dash}03")
        assert month and month.value == Period("month", 2020, 3)
        days = parse_range(f"2020/4/1{dash}4/5")
        assert days and days.value == (date(2020, 4, 1), date(2020, 4, 5))
        assert parse_date(f"データ{dash}03{dash}02") is None

    @pytest.mark.parametrize("text", ["2020/4/1 0:00", "2020-04-01 00:00:00", "2020-04-01T00:00:00", "2020年4月1日0時"])
    def test_midnight_is_cut(self, text: str) -> None:
        parsed = parse_date(text)
        assert parsed and (parsed.value, parsed.rule) == (date(2020, 4, 1), "D05")

    @pytest.mark.parametrize(
        ("text", "day"),
        [
            ("2020-03-01T08:00:00.000Z", date(2020, 3, 1)),
            ("2020-01-23T15:00:00.000Z", date(2020, 1, 24)),
            ("2020-01-24T00:00:00+09:00", date(2020, 1, 24)),
        ],
    )
    def test_moments_with_a_zone_are_days_in_japan(self, text: str, day: date) -> None:
        parsed = parse_date(text)
        assert parsed and parsed.value == day

    @pytest.mark.parametrize("text", ["3月7日", "３月７日", "3/7", "３／７", "3月7日（土）", "三月七日"])
    def test_a_day_without_a_year_waits_for_evidence(self, text: str) -> None:
        alone, hinted = parse_date(text), parse_date(text, year_hint=2020)
        assert alone and (alone.value, alone.rule, alone.note) == (None, "D02", "no_year")
        assert hinted and (hinted.value, hinted.rule) == (date(2020, 3, 7), "D02")
        assert hinted.confidence < 1

    @pytest.mark.parametrize(
        ("text", "note"),
        [
            ("2020年4月31日", "no_such_day"),
            ("2019/2/29", "no_such_day"),
            ("4/31", "no_such_day"),
            ("令和99年1月1日", "no_such_era_year"),
            ("昭和0年1月1日", "no_such_era_year"),
            ("S31/2/30", "no_such_day"),
            ("2020-13-01", "no_such_day"),
        ],
    )
    def test_impossible_days_are_not_days_and_say_why(self, text: str, note: str) -> None:
        parsed = parse_date(text, year_hint=2020)
        assert parsed and (parsed.value, parsed.note, parsed.confidence) == (None, note, 0.0)

    @pytest.mark.parametrize(
        ("text", "note"),
        [
            ("平成32年3月31日", "after_era_end"),
            ("令和元年4月1日", "before_era_start"),
            ("令和2年4月1日(木)", "weekday_differs"),
            ("令和2年(2019年)4月1日", "calendars_differ"),
            ("4月1日頃", "about"),
            ("20/4/1", "two_digit_year"),
        ],
    )
    def test_doubtful_days_are_noted(self, text: str, note: str) -> None:
        parsed = parse_date(text, year_hint=2020)
        assert parsed and parsed.value is not None
        assert note in parsed.note.split()

    @pytest.mark.parametrize(
        "text",
        [
            "",
            "1-2",
            "3",
            "2020",
            "2020年",
            "令和2年度",
            "平成29年1月",
            "1.2.3.4",
            "市民センター",
            "10:30",
            "1/2/3/4",
            "2020/4/1 18:00",
            "H",
            "令和",
            "18/10人",
            "3丁目4番5号",
            "昭和町1-2-3",
        ],
    )
    def test_other_things_are_no_days(self, text: str) -> None:
        assert parse_date(text) is None

    @pytest.mark.parametrize(
        ("serial", "day"), [(43922, date(2020, 4, 1)), (43922.75, date(2020, 4, 1)), (30000, date(1982, 2, 18))]
    )
    def test_serials(self, serial: float, day: date) -> None:
        parsed = from_serial(serial)
        assert parsed and (parsed.value, parsed.rule) == (day, "D05")

    def test_serials_of_1904_and_numbers_that_are_none(self) -> None:
        parsed = from_serial(42460, date1904=True)
        assert parsed and parsed.value == date(2020, 4, 1)
        assert from_serial(1163) is None
        assert from_serial(130001) is None

    @pytest.mark.parametrize("text", ["2020/4/1 2", "R5.4.1　2", "4/1 2", "２０２０．４．１ １"])
    def test_a_number_behind_a_blank_is_no_part_of_the_day(self, text: str) -> None:
        assert parse_date(text) is None


class TestMoments:
    @pytest.mark.parametrize(
        ("text", "moment"),
        [
            ("令和２年４月４日18時現在", datetime(2020, 4, 4, 18)),
            ("2020/06/29 20:30", datetime(2020, 6, 29, 20, 30)),
            ("令和2年4月4日 午後3時30分", datetime(2020, 4, 4, 15, 30)),
            ("令和2年4月4日（土） 18:00 現在", datetime(2020, 4, 4, 18)),
            ("2020年4月1日9時半", datetime(2020, 4, 1, 9, 30)),
            ("2020-04-04 24:00", datetime(2020, 4, 5)),
            ("2020-04-04T18:00:30", datetime(2020, 4, 4, 18, 0, 30)),
        ],
    )
    def test_spellings(self, text: str, moment: datetime) -> None:
        parsed = parse_datetime(text)
        assert parsed and parsed.value == moment

    def test_the_canonical_form_needs_no_rule(self) -> None:
        parsed = parse_datetime("2020-04-04 18:00")
        assert parsed and parsed.rule == ""

    @pytest.mark.parametrize("text", ["2020-04-31 10:00", "2020-04-30 31:00", "令和99年4月1日10時"])
    def test_impossible(self, text: str) -> None:
        parsed = parse_datetime(text)
        assert parsed and parsed.value is None


class TestPeriods:
    @pytest.mark.parametrize(
        ("text", "canonical", "rule"),
        [
            ("平成29年1月", "2017-01", "D01"),
            ("平成29年1月分", "2017-01", "D01"),
            ("H29.1", "2017-01", "D01"),
            ("2017/1", "2017-01", "D01"),
            ("2017-01", "2017-01", ""),
            ("令和2年度", "2020年度", "D07"),
            ("R2年度", "2020年度", "D07"),
            ("令和元年度", "2019年度", "D07"),
            ("2020年", "2020", "D01"),
            ("令和２年（2020年）", "2020", "D01"),
            ("平成29年平均", "2017", "D01"),
            ("2020年度第1四半期", "2020年度-Q1", "D07"),
            ("平成31年度上期", "2019年度-H1", "D07"),
        ],
    )
    def test_spellings(self, text: str, canonical: str, rule: str) -> None:
        parsed = parse_period(text)
        assert parsed and parsed.value
        assert (parsed.value.text, parsed.rule) == (canonical, rule)

    @pytest.mark.parametrize(
        ("period", "first", "last"),
        [
            (Period("fiscal_year", 2020), date(2020, 4, 1), date(2021, 3, 31)),
            (Period("month", 2020, 2), date(2020, 2, 1), date(2020, 2, 29)),
            (Period("fiscal_quarter", 2020, 4), date(2021, 1, 1), date(2021, 3, 31)),
            (Period("year", 2020), date(2020, 1, 1), date(2020, 12, 31)),
            (Period("half", 2020, 2), date(2020, 7, 1), date(2020, 12, 31)),
        ],
    )
    def test_first_and_last_day(self, period: Period, first: date, last: date) -> None:
        assert (period.first, period.last) == (first, last)

    @pytest.mark.parametrize("text", ["2020", "201701", "H29", "S30"])
    def test_bare_numbers_and_signs_are_doubtful(self, text: str) -> None:
        parsed = parse_period(text)
        assert parsed and parsed.confidence <= 0.5

    @pytest.mark.parametrize("text", ["令和99年", "2020年13月"])
    def test_impossible(self, text: str) -> None:
        parsed = parse_period(text)
        assert parsed and parsed.value is None

    @pytest.mark.parametrize("text", ["", "29年", "M", "2020年4月1日", "3", "2.4", "大阪", "123456"])
    def test_other_things(self, text: str) -> None:
        assert parse_period(text) is None


class TestRanges:
    @pytest.mark.parametrize(
        ("text", "first", "last"),
        [
            ("2020/4/1～4/5", date(2020, 4, 1), date(2020, 4, 5)),
            ("1月1日～1月31日", date(2020, 1, 1), date(2020, 1, 31)),
            ("令和2年4月1日から5日まで", date(2020, 4, 1), date(2020, 4, 5)),
            ("令和2年12月28日〜1月4日", date(2020, 12, 28), date(2021, 1, 4)),
        ],
    )
    def test_spellings(self, text: str, first: date, last: date) -> None:
        parsed = parse_range(text, year_hint=2020)
        assert parsed and parsed.value == (first, last)

    def test_an_end_before_the_start_is_said(self) -> None:
        parsed = parse_range("2020/4/5～2020/4/1")
        assert parsed and (parsed.value, parsed.note) == (None, "ends_before_start")


class TestAlways:
    @given(st.datetimes(datetime(2019, 5, 1), datetime(2030, 12, 31)), st.sampled_from("./-"), st.booleans())
    def test_the_blank_before_the_hour_is_no_blank_inside_the_day(
        self, moment: datetime, sign: str, wide: bool
    ) -> None:
        text = f"R{moment.year - 2018}{sign}{moment.month}{sign}{moment.day} {moment.hour}:{moment.minute:02}"
        text = text.translate(str.maketrans("0123456789. ", "０１２３４５６７８９．　")) if wide else text
        parsed = parse_datetime(text)
        assert parsed
        assert parsed.value == moment.replace(second=0, microsecond=0)

    @given(st.text(max_size=60))
    def test_no_text_raises(self, text: str) -> None:
        for parse in (parse_date, parse_datetime, parse_period, parse_range):
            parse(text)

    @given(st.text(alphabet="令和平成昭RHS元0123456789０１２年月日/.-:～ 一二十()（）時分現在T Z+", max_size=24))
    def test_no_text_that_looks_like_a_date_raises(self, text: str) -> None:
        for parse in (parse_date, parse_datetime, parse_period):
            parse(text)
        parse_range(text, year_hint=2020)

    @given(st.dates(min_value=date(1000, 1, 1), max_value=date(2999, 12, 31)))
    def test_canonical_text_is_its_own_reading(self, day: date) -> None:
        parsed = parse_date(day.isoformat())
        assert parsed and (parsed.value, parsed.rule) == (day, "")

    @given(st.dates(min_value=date(1873, 1, 1), max_value=date(2060, 1, 1)))
    def test_every_day_survives_its_era_spelling(self, day: date) -> None:
        era, start = next(
            (name, year)
            for name, since, year in (
                ("令和", date(2019, 5, 1), 2019),
                ("平成", date(1989, 1, 8), 1989),
                ("昭和", date(1926, 12, 25), 1926),
                ("大正", date(1912, 7, 30), 1912),
                ("明治", date(1868, 1, 25), 1868),
            )
            if day >= since
        )
        number = day.year - start + 1
        assert western_year(era, str(number)) == day.year
        parsed = parse_date(f"{era}{'元' if number == 1 else number}年{day.month}月{day.day}日")
        assert parsed and (parsed.value, parsed.note) == (day, "")

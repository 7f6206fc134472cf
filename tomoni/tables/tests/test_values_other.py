"""Times, ages, codes, coordinates, kana, weekdays, yes and no."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tomoni.tables.values.age import AgeBand, parse_age
from tomoni.tables.values.boolean import parse_boolean
from tomoni.tables.values.characters import fold, long_vowels, plain_dashes
from tomoni.tables.values.code import (
    is_mobile,
    local_government_digit,
    parse_corporate_number,
    parse_local_government_code,
    parse_phone,
    parse_postal_code,
)
from tomoni.tables.values.kana import full_width_kana, parse_kana
from tomoni.tables.values.place import parse_degrees, parse_pair, parse_point
from tomoni.tables.values.time import parse_hours, parse_time, time_text
from tomoni.tables.values.weekday import parse_recurrence


class TestTimes:
    @pytest.mark.parametrize(
        ("text", "canonical"),
        [
            ("９：００", "09:00"),
            ("9:00", "09:00"),
            ("9時半", "09:30"),
            ("17時15分", "17:15"),
            ("午後3時30分", "15:30"),
            ("24:00", "24:00"),
            ("25:30", "25:30"),
            ("翌1:00", "25:00"),
            ("正午", "12:00"),
            ("08:30:00", "08:30"),
            ("午前12時", "00:00"),
        ],
    )
    def test_spellings(self, text: str, canonical: str) -> None:
        parsed = parse_time(text)
        assert parsed and parsed.value is not None
        assert time_text(parsed.value) == canonical

    @pytest.mark.parametrize("text", ["30:00", "12:75", "99時"])
    def test_impossible(self, text: str) -> None:
        parsed = parse_time(text)
        assert parsed and (parsed.value, parsed.note) == (None, "no_such_time")

    @pytest.mark.parametrize("text", ["1 3:40", "２　１３時", "第2 9:00"])
    def test_a_number_before_a_blank_is_no_part_of_the_hour(self, text: str) -> None:
        assert parse_time(text) is None

    @pytest.mark.parametrize("text", ["", "9", "1234", "9-17", "時", "3:4", "市民時計"])
    def test_other_things(self, text: str) -> None:
        assert parse_time(text) is None

    @pytest.mark.parametrize(
        ("text", "hours"),
        [
            ("8:30～17:15", (510, 1035)),
            ("9時から17時まで", (540, 1020)),
            ("22:00-翌5:00", (1320, 1740)),
            ("22:00〜5:00", (1320, 1740)),
        ],
    )
    def test_opening_hours(self, text: str, hours: tuple[int, int]) -> None:
        parsed = parse_hours(text)
        assert parsed and parsed.value == hours


class TestAges:
    @pytest.mark.parametrize(
        ("text", "low", "high", "canonical"),
        [
            ("10歳未満", 0, 9, "10歳未満"),
            ("10代", 10, 19, "10代"),
            ("４０代", 40, 49, "40代"),
            ("90歳以上", 90, None, "90歳以上"),
            ("90代以上", 90, None, "90歳以上"),
            ("20～29歳", 20, 29, "20代"),
            ("15-64歳", 15, 64, "15～64歳"),
            ("０歳", 0, 0, "0歳"),
            ("45歳", 45, 45, "45歳"),
            ("10代以下", 0, 19, "0～19歳"),
            ("未就学児", 0, 6, "7歳未満"),
        ],
    )
    def test_bands(self, text: str, low: int, high: int | None, canonical: str) -> None:
        parsed = parse_age(text)
        assert parsed and parsed.value == AgeBand(low, high)
        assert parsed.value.text == canonical
        assert parse_age(canonical).value == parsed.value

    def test_nobody_is_200(self) -> None:
        parsed = parse_age("200歳")
        assert parsed and parsed.value is None

    @pytest.mark.parametrize("text", ["", "男性", "15代", "時代", "代", "10", "10-20"])
    def test_other_things(self, text: str) -> None:
        assert parse_age(text) is None


class TestCodes:
    @pytest.mark.parametrize(
        ("code5", "digit"),
        [("01100", "2"), ("13101", "6"), ("27100", "4"), ("28210", "3"), ("37201", "3"), ("47382", "1")],
    )
    def test_check_digits_of_local_governments(self, code5: str, digit: str) -> None:
        assert local_government_digit(code5) == digit

    @pytest.mark.parametrize(
        ("text", "code", "note"),
        [
            ("131016", "131016", ""),
            ("１３１０１６", "131016", ""),
            ("13101", "131016", "check_digit_added"),
            ("1100", "011002", "leading_zero_lost"),
            ("991234", "991234", "synthetic"),
        ],
    )
    def test_local_governments(self, text: str, code: str, note: str) -> None:
        parsed = parse_local_government_code(text)
        assert parsed and (parsed.value, parsed.note) == (code, note)

    def test_a_wrong_check_digit(self) -> None:
        parsed = parse_local_government_code("131017")
        assert parsed and (parsed.value, parsed.note) == (None, "check_digit")

    @pytest.mark.parametrize("text", ["", "480002", "123", "1234567", "13101a"])
    def test_no_local_government(self, text: str) -> None:
        assert parse_local_government_code(text) is None

    def test_corporate_numbers(self) -> None:
        good, bad = parse_corporate_number("T7000012050002"), parse_corporate_number("7000012050003")
        assert good and good.value == "7000012050002"
        assert bad and (bad.value, bad.note) == (None, "check_digit")
        assert parse_corporate_number("123") is None

    @pytest.mark.parametrize("text", ["〒１００－０００１", "1000001", "100-0001", "100ー0001", "〒100-0001"])
    def test_postal_codes(self, text: str) -> None:
        parsed = parse_postal_code(text)
        assert parsed and parsed.value == "100-0001"

    @pytest.mark.parametrize(
        ("text", "number"),
        [
            ("(054)624－3668", "054-624-3668"),
            ("03-1234-5678", "03-1234-5678"),
            ("0312345678", "03-1234-5678"),
            ("09012345678", "090-1234-5678"),
            ("03(1234)5678 内線 123", "03-1234-5678"),
            ("+81-3-1234-5678", "03-1234-5678"),
            ("ＴＥＬ：０３－１２３４－５６７８", "03-1234-5678"),
            ("0120-123-456", "0120-123-456"),
            ("0766223333", "0766223333"),
        ],
    )
    def test_phone_numbers(self, text: str, number: str) -> None:
        parsed = parse_phone(text)
        assert parsed and parsed.value == number

    def test_phone_numbers_of_a_wrong_length(self) -> None:
        parsed = parse_phone("099-01111")
        assert parsed and (parsed.value, parsed.note) == (None, "length")

    def test_private_phones_are_known(self) -> None:
        assert is_mobile("090-1234-5678")
        assert is_mobile("（０８０）1234-5678")
        assert not is_mobile("03-1234-5678")


class TestPlaces:
    @pytest.mark.parametrize(
        ("text", "degrees"),
        [
            ("35.6895", 35.6895),
            ("35度41分22秒", 35.689444),
            ("35°41'22.4\"", 35.689556),
            ("139.41.30", 139.691667),
            ("東経139度41分30秒", 139.691667),
            ("35°40′12.5″", 35.670139),
            ("N35.41.22", 35.689444),
            ("東経139.41.30", 139.691667),
            ("３５．６", 35.6),
        ],
    )
    def test_degrees(self, text: str, degrees: float) -> None:
        parsed = parse_degrees(text)
        assert parsed and parsed.value == pytest.approx(degrees, abs=1e-6)

    def test_swapped_pairs_are_turned_round(self) -> None:
        parsed = parse_point("139.7", "35.6")
        assert parsed and (parsed.value, parsed.note, parsed.rule) == ((35.6, 139.7), "swapped", "G01")

    @pytest.mark.parametrize(("lat", "lon"), [("0", "0"), ("200", "35"), ("95", "5")])
    def test_no_place(self, lat: str, lon: str) -> None:
        parsed = parse_point(lat, lon)
        assert parsed and parsed.value is None

    def test_outside_of_japan_is_doubtful(self) -> None:
        parsed = parse_point("51.5", "-0.1")
        assert parsed and parsed.confidence < 0.5

    def test_a_pair_in_one_cell(self) -> None:
        parsed = parse_pair("35.6895，139.6917")
        assert parsed and parsed.value == (35.6895, 139.6917)


class TestText:
    @pytest.mark.parametrize(
        ("text", "wide"),
        [
            ("ｶﾞｯｺｳ", "ガッコウ"),
            ("ﾊﾟｰｸ ABC", "パーク ABC"),
            ("漢字ｱ", "漢字ア"),
            ("カ゛ッコウ", "ガッコウ"),
            ("ＡＢＣ①", "ＡＢＣ①"),
        ],
    )
    def test_half_width_kana_and_nothing_else(self, text: str, wide: str) -> None:
        assert full_width_kana(text) == wide

    @pytest.mark.parametrize(
        ("text", "kana"), [("がっこう", "ガッコウ"), ("センタ－", "センター"), ("ﾐﾎﾝｼ", "ミホンシ")]
    )
    def test_readings(self, text: str, kana: str) -> None:
        parsed = parse_kana(text)
        assert parsed and parsed.value == kana

    def test_kanji_are_no_reading(self) -> None:
        assert parse_kana("市民") is None

    def test_look_alikes(self) -> None:
        assert long_vowels("都道府県コ―ド") == "都道府県コード"
        assert long_vowels("1-2") == "1-2"
        assert plain_dashes("03―1234−5678") == "03-1234-5678"
        assert fold("２ ０　年") == "20年"


class TestWeekdays:
    @pytest.mark.parametrize(
        ("text", "rule"),
        [
            ("月〜金", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR"),
            ("月曜日から金曜日", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR"),
            ("月・水・金", "FREQ=WEEKLY;BYDAY=MO,WE,FR"),
            ("毎週火・金曜日", "FREQ=WEEKLY;BYDAY=TU,FR"),
            ("平日", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR"),
            ("第2・4月曜日", "FREQ=MONTHLY;BYDAY=2MO,4MO"),
            ("毎月第3土曜", "FREQ=MONTHLY;BYDAY=3SA"),
        ],
    )
    def test_recurrences(self, text: str, rule: str) -> None:
        parsed = parse_recurrence(text)
        assert parsed and parsed.value and parsed.value.rrule == rule

    @pytest.mark.parametrize("text", ["", "休み", "月額", "水道", "年末年始"])
    def test_other_things(self, text: str) -> None:
        assert parse_recurrence(text) is None


class TestYesAndNo:
    @pytest.mark.parametrize("text", ["有", "あり", "○", "〇", "◯", "可", "はい", "TRUE", "✓", "（有）"])
    def test_yes(self, text: str) -> None:
        parsed = parse_boolean(text)
        assert parsed and parsed.value is True

    @pytest.mark.parametrize("text", ["無", "なし", "×", "不可", "いいえ", "false"])
    def test_no(self, text: str) -> None:
        parsed = parse_boolean(text)
        assert parsed and parsed.value is False

    def test_partly(self) -> None:
        parsed = parse_boolean("△")
        assert parsed and (parsed.value, parsed.note) == (None, "partly")

    @pytest.mark.parametrize("text", ["", "有料", "10", "大阪", "無料"])
    def test_other_things(self, text: str) -> None:
        assert parse_boolean(text) is None


PARSERS = [
    parse_age,
    parse_boolean,
    parse_corporate_number,
    parse_degrees,
    parse_hours,
    parse_kana,
    parse_local_government_code,
    parse_pair,
    parse_phone,
    parse_postal_code,
    parse_recurrence,
    parse_time,
]


class TestAlways:
    @pytest.mark.parametrize("parse", PARSERS, ids=lambda parse: parse.__name__)
    @given(
        text=st.one_of(
            st.text(max_size=50),
            st.text(alphabet="0123456789０１２-－()（）:：時分半翌午後歳代～月火水第度°'.,〒T+ァアｶﾞー", max_size=24),
        )
    )
    def test_no_text_raises(self, parse, text: str) -> None:
        parsed = parse(text)
        assert parsed is None or parsed.raw == text

    @given(st.text(max_size=30), st.text(max_size=30))
    def test_no_pair_of_texts_raises(self, one: str, other: str) -> None:
        parse_point(one, other)

    @given(st.integers(min_value=0, max_value=29 * 60 + 59))
    def test_canonical_times(self, minutes: int) -> None:
        parsed = parse_time(time_text(minutes))
        assert parsed and (parsed.value, parsed.rule) == (minutes, "")

    @given(st.integers(min_value=1000, max_value=47999))
    def test_every_local_government_code_survives_losing_its_check_digit(self, number: int) -> None:
        code5 = f"{number:05}"
        code = code5 + local_government_digit(code5)
        parsed = parse_local_government_code(code)
        assert parsed and (parsed.value, parsed.rule) == (code, "")

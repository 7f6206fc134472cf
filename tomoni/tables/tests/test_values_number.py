"""Numbers, units, markers and missing marks."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tomoni.tables.values.kanji_number import kanji_number
from tomoni.tables.values.missing import Missing, is_missing
from tomoni.tables.values.number import number_text, parse_number


class TestNumbers:
    @pytest.mark.parametrize(
        ("text", "value"),
        [
            ("1,234", 1234),
            ("１，２３４", 1234),
            ("12.5", Decimal("12.5")),
            ("９．５", Decimal("9.5")),
            ("−５", -5),
            ("－5", -5),
            ("▲5.2", Decimal("-5.2")),
            ("△1,200", -1200),
            ("+5", 5),
            ("1 234 567", 1234567),
            (" 42 ", 42),
            ("¥1,200", 1200),
            ("1.5E+3", 1500),
            ("007", 7),
            ("(1,234)", 1234),
            (".5", Decimal("0.5")),
        ],
    )
    def test_spellings(self, text: str, value: object) -> None:
        parsed = parse_number(text)
        assert parsed is not None
        assert (parsed.value, parsed.raw) == (value, text)
        assert type(parsed.value) is type(value)

    @pytest.mark.parametrize(
        ("text", "value", "unit"),
        [
            ("３８人", 38, "人"),
            ("3８人", 38, "人"),
            ("１２床", 12, "床"),
            ("12.5％", Decimal("12.5"), "%"),
            ("1,234千円", 1234, "千円"),
            ("5万3千人", 53000, "人"),
            ("約１億2千万円", 120_000_000, "円"),
            ("8億円", 800_000_000, "円"),
            ("5,600万円", 56_000_000, "円"),
            ("12.3㎡", Decimal("12.3"), "m2"),
            ("1,234 km2", 1234, "km2"),
            ("45.6℃", Decimal("45.6"), "°C"),
            ("￥500", 500, "円"),
        ],
    )
    def test_units_stand_apart(self, text: str, value: object, unit: str) -> None:
        parsed = parse_number(text)
        assert parsed and (parsed.value, parsed.unit) == (value, unit)

    @pytest.mark.parametrize(
        ("text", "value", "flag", "rule"),
        [
            ("約50名", 50, "approx", "V01"),
            ("10人以上", 10, "at_least", "V01"),
            ("10未満", 10, "less_than", "V01"),
            ("r123", 123, "revised", "C07"),
            ("123p", 123, "provisional", "C07"),
            ("123 *", 123, "*", "C07"),
            ("18.3 )", Decimal("18.3"), ")", "C07"),
            ("17.1 ]", Decimal("17.1"), "]", "C07"),
            ("※1 23", 23, "※1", "V01"),
            ("100(注1)", 100, "(注1)", "C07"),
            ("延べ300人", 300, "cumulative", "V01"),
            ("金三百三十万円也", 3_300_000, "", "V03"),
            ("金 3,300,000円也", 3_300_000, "", "V01"),
        ],
    )
    def test_markers_stand_apart(self, text: str, value: int, flag: str, rule: str) -> None:
        parsed = parse_number(text)
        assert parsed and (parsed.value, parsed.flag, parsed.rule) == (value, flag, rule)

    @pytest.mark.parametrize(
        ("text", "note"), [("007", "leading_zeros"), ("1E+12", "scientific"), ("（5）", "brackets")]
    )
    def test_notes(self, text: str, note: str) -> None:
        parsed = parse_number(text)
        assert parsed and note in parsed.note

    @pytest.mark.parametrize(
        "text",
        [
            "R2",
            "P100",
            "",
            "人",
            "1-2",
            "10～20",
            "3丁目",
            "①",
            "½",
            "1,23",
            "12,34",
            "1.2.3",
            "1 2",
            "千代田",
            "三条",
            "八丁目",
            "2020/4/1",
            "12:30",
            "－",
            "x",
            "第3回",
            "1人2件",
            "090-1234-5678",
            "A1",
            "1e999999999",
            "1" * 100,
            "--5",
        ],
    )
    def test_other_things_are_no_numbers(self, text: str) -> None:
        assert parse_number(text) is None

    @pytest.mark.parametrize("text", ["5弱", "５強", "6弱", "100人弱", "80余り", "30人以上"])
    def test_a_side_of_a_number_is_said(self, text: str) -> None:
        parsed = parse_number(text)
        assert parsed is not None
        assert parsed.flag in ("less_than", "more_than", "at_least")

    @pytest.mark.parametrize(
        ("value", "text"),
        [
            (5, "5"),
            (Decimal("1.50"), "1.50"),  # as exact as it was written
            (Decimal("1E+3"), "1000"),
            (Decimal("-0.0"), "0.0"),
            (0.1, "0.1"),
            (1e-7, "0.0000001"),
            (float("nan"), ""),
        ],
    )
    def test_canonical_text(self, value: int | Decimal | float, text: str) -> None:
        assert number_text(value) == text


class TestKanji:
    @pytest.mark.parametrize(
        ("text", "value"),
        [
            ("二十三", 23),
            ("一〇三", 103),
            ("百五", 105),
            ("千", 1000),
            ("二千二十", 2020),
            ("1億2千万", 120_000_000),
            ("3.5万", 35_000),
            ("一万二千三百四十五", 12_345),
            ("十", 10),
            ("壱拾", 10),
        ],
    )
    def test_values(self, text: str, value: int) -> None:
        assert kanji_number(text) == value

    @pytest.mark.parametrize("text", ["", "12", "十百", "万億", "二二百", "人", "千千", "1万2万"])
    def test_what_spells_no_number(self, text: str) -> None:
        assert kanji_number(text) is None

    def test_in_a_cell_kanji_alone_are_doubtful(self) -> None:
        parsed = parse_number("二十三")
        assert parsed and (parsed.value, parsed.rule) == (23, "V03")
        assert parsed.confidence < 0.8


class TestMissing:
    @pytest.mark.parametrize(
        ("text", "reason"),
        [
            ("", Missing.BLANK), ("　", Missing.BLANK), (" \n", Missing.BLANK),
            ("-", Missing.DASH), ("－", Missing.DASH), ("―", Missing.DASH), ("ー", Missing.DASH), ("- -", Missing.DASH), ("～", Missing.DASH),
            ("…", Missing.ELLIPSIS), ("・・・", Missing.ELLIPSIS), ("...", Missing.ELLIPSIS),
            ("x", Missing.SECRET), ("Ｘ", Missing.SECRET), ("χ", Missing.SECRET), ("***", Missing.SECRET), ("秘匿", Missing.SECRET),
            ("該当なし", Missing.NOT_APPLICABLE), ("#N/A", Missing.ERROR), ("#REF!", Missing.ERROR),
            ("不明", Missing.UNKNOWN), ("（不明）", Missing.UNKNOWN), ("非公表", Missing.UNDISCLOSED), ("調査中", Missing.PENDING), ("なし", Missing.NONE),
            ("特になし", Missing.NONE), ("検出せず", Missing.NOT_DETECTED), ("ＮＤ", Missing.NOT_DETECTED),
        ],
    )  # fmt: skip
    def test_reasons(self, text: str, reason: Missing) -> None:
        assert is_missing(text) is reason

    @pytest.mark.parametrize(
        "text", ["0", "０", "無料", "不明確", "なし狩り", "5", "-5", "△", "○", "西", "10代", "調査中の3件"]
    )
    def test_values_are_not_missing(self, text: str) -> None:
        assert is_missing(text) is None


class TestAlways:
    @given(st.text(max_size=80))
    def test_no_text_raises(self, text: str) -> None:
        parse_number(text)
        is_missing(text)
        kanji_number(text)

    @given(st.text(alphabet="0123456789０１２.,，-−▲△約千万億一二十百〇人円%％(注)※*rpeE+ ", max_size=30))
    def test_no_text_that_looks_like_a_number_raises(self, text: str) -> None:
        parse_number(text)

    @given(st.integers(min_value=-(10**17), max_value=10**17))
    def test_whole_numbers_are_their_own_reading_in_every_dress(self, number: int) -> None:
        parsed = parse_number(number_text(number))
        assert parsed and (parsed.value, parsed.rule) == (number, "")
        for dressed in (f"{number:,}", f"{number:,}人", f"{number}".replace("-", "▲")):
            parsed = parse_number(dressed)
            assert parsed and parsed.value == number

    @given(st.decimals(min_value=-(10**12), max_value=10**12, places=4))
    def test_decimals_are_exact(self, number: Decimal) -> None:
        parsed = parse_number(number_text(number))
        assert parsed and parsed.value == number

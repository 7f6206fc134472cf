"""One text, one value: what a field's type makes of it."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tomoni.tables.schema import Field, load
from tomoni.tables.schema.cast import Cast, cast

DAY = Field("日", "date")
COUNT = Field("件数", "integer", unit="件", minimum=0)
LAT = Field("緯度", "number", minimum=20, maximum=46, role="lat")
CODE = Field("コード", role="code", pattern=r"^\d{6}$")
TIME = Field("開始時間", "time")
FLAG = load("covid19-patients").by_name["患者_退院済フラグ"]
YES_NO = load("aed@2023").by_name["小児対応設備の有無"]


@pytest.mark.parametrize(
    ("text", "field", "value", "rule", "problem"),
    [
        ("2020-04-01", DAY, date(2020, 4, 1), "", ""),
        ("令和2年4月1日", DAY, date(2020, 4, 1), "D01", ""),
        ("43859", DAY, date(2020, 1, 29), "D05", ""),
        ("2020-04-31", DAY, None, "", "D08"),
        ("3月7日", DAY, None, "", "D02"),
        ("4月初旬", DAY, None, "", "V02"),
        ("12", DAY, None, "", "V02"),
        ("40", COUNT, 40, "", ""),
        ("40件", COUNT, 40, "V01", ""),
        ("2,456", COUNT, 2456, "V01", ""),
        ("40人", COUNT, None, "", "V02"),
        ("1.5", COUNT, None, "", "V02"),
        ("3.0", COUNT, 3, "", ""),
        ("-5", COUNT, -5, "", "V05"),
        ("9" * 19, COUNT, None, "", "V02"),
        ("多数", COUNT, None, "", "V02"),
        ("34.69", LAT, 34.69, "", ""),
        ("135.5", LAT, 135.5, "", "V05"),
        ("282103", CODE, "282103", "", ""),
        ("28210", CODE, "282103", "K01", ""),
        ("10006", CODE, "010006", "K01", ""),
        ("282104", CODE, "282104", "", "K01"),
        ("992011", CODE, "992011", "", ""),
        ("加古川", CODE, "加古川", "", "K03"),
        ("9:00", TIME, "09:00", "D06", ""),
        ("25:30", TIME, "25:30", "", ""),
        ("終日", TIME, "終日", "", "V02"),
        ("午後3時", TIME, "15:00", "D06", ""),
        ("34度41分37秒", LAT, pytest.approx(34.69361, abs=1e-4), "G01", ""),
        ("1", FLAG, 1, "", ""),
        ("○", FLAG, 1, "V07", ""),
        ("〇", FLAG, 1, "V07", ""),
        ("退院", FLAG, 1, "V07", ""),
        ("入院中", FLAG, 0, "V07", ""),
        ("不明", FLAG, None, "", "V07"),
        ("あり", YES_NO, "有", "V07", ""),
        ("0", YES_NO, "無", "V07", ""),
        ("要相談", YES_NO, "要相談", "", "V07"),
    ],
)
def test_cast(text: str, field: Field, value: object, rule: str, problem: str) -> None:
    assert cast(text, field) == Cast(value, rule, problem)  # type: ignore[arg-type]


@given(st.text(max_size=30), st.sampled_from([DAY, COUNT, LAT, CODE, TIME, FLAG, YES_NO]))
def test_no_text_is_lost_without_a_word(text: str, field: Field) -> None:
    """Whatever stands in a cell becomes a value or a problem; nothing raises."""
    result = cast(text, field)
    assert result.value is not None or result.problem

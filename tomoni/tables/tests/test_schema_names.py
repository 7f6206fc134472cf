"""Names brought to one form."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tomoni.tables.schema.names import bare, closeness, levels, normal, value_key


@pytest.mark.parametrize(
    ("written", "official"),
    [
        ("検査実施_人数　", "検査実施_人数"),
        ("検査実施人数", "検査実施_人数"),
        ("都道府県コ―ド又は市区町村コ―ド", "都道府県コード又は市区町村コード"),
        ("都道府県コ一ド", "都道府県コード"),
        ("ＵＲＬ", "URL"),
        ("0～4歳の男性", "0-4歳の男性"),
        ("０－４歳の男性", "0-4歳の男性"),
        ("濃厚接触者※", "濃厚接触者"),
        ("濃厚接触者※1", "濃厚接触者"),
        ("公表\n年月日", "公表_年月日"),
        ("災害種別_崖崩れ・土石流及び地滑り", "災害種別_崖崩れ、土石流及び地滑り"),
    ],
)
def test_spellings_meet(written: str, official: str) -> None:
    assert normal(written) == normal(official)


@pytest.mark.parametrize(
    ("one", "other"),
    [("男性", "女性"), ("一時預かり", "時預かり"), ("死亡（日別）", "死亡（累計）"), ("開始日", "終了日")],
)
def test_different_names_stay_apart(one: str, other: str) -> None:
    assert normal(one) != normal(other)


def test_what_stands_in_brackets_can_be_left_out() -> None:
    assert bare("患者発生総数【速報含む】") == normal("患者発生総数")
    assert bare("（計）") == ""


def test_circles_and_crosses_are_values_not_marks() -> None:
    assert value_key("〇") == value_key("○") == "○"
    assert value_key("✕") == value_key("×") != ""


@pytest.mark.parametrize(
    ("header", "parts"),
    [
        ("PCR検査_民間検査", ["民間検査"]),
        ("PCR検査_（計）", ["（計）", "PCR検査"]),
        ("陽性_男_件数", ["男_件数", "件数", "陽性_男"]),
        ("件数", []),
    ],
)
def test_which_levels_of_a_joined_header_may_name_it(header: str, parts: list[str]) -> None:
    assert levels(header) == parts


@pytest.mark.parametrize(
    ("one", "other", "near"),
    [
        ("検査実施人数", "検査実施入数", True),
        ("緯度", "経度", False),
        ("陰性確認件数", "死亡確認件数", False),
        ("公共施設名称", "公共設施名称", True),
    ],
)
def test_closeness_finds_slips_of_the_pen(one: str, other: str, near: bool) -> None:
    assert (closeness(one, other) >= 0.8) is near


@given(st.text(max_size=40))
def test_space_around_a_name_never_matters(text: str) -> None:
    assert normal(f"　{text} ") == normal(text)

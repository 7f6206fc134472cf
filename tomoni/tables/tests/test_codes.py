"""Local governments: codes, names, validity."""

from __future__ import annotations

from datetime import date

import pytest

from tomoni.tables import codes


def names(query: str, **options: object) -> list[str]:
    return [entry.full_name for entry in codes.find(query, **options)]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("大阪府", "270008"),
        ("兵庫県神戸市", "281000"),
        ("神戸市", "281000"),
        ("神戸市 中央区", "281107"),
        ("兵庫県神戸市中央区", "281107"),
        ("282103", "282103"),
        ("28210", "282103"),
        ("２８２１０３", "282103"),
        ("10006", "010006"),  # a leading zero lost in a spreadsheet
        ("1100", "011002"),
        ("七ケ宿町", "043028"),
        ("七ヶ宿町", "043028"),
        ("Kobe", "281000"),
        ("kobe city", "281000"),
        ("Osaka Prefecture", "270008"),
        ("神戸", "281000"),
    ],
)
def test_one_is_meant(query: str, code: str) -> None:
    assert [entry.code for entry in codes.find(query)] == [code]


def test_a_name_two_cities_share_gives_both() -> None:
    assert names("府中市") == ["東京都府中市", "広島県府中市"]
    assert names("府中市", prefecture="広島県") == ["広島県府中市"]


def test_a_ward_s_name_alone_gives_all_of_them_and_the_special_ward_first() -> None:
    found = names("中央区")
    assert found[0] == "東京都中央区"
    assert {"兵庫県神戸市中央区", "北海道札幌市中央区"} <= set(found)


@pytest.mark.parametrize("query", ["", "みほん市", "282104", "99999", "００", "東京都神戸市"])
def test_nobody_is_meant(query: str) -> None:
    assert codes.find(query) == []


class TestValidity:
    def test_the_wards_of_hamamatsu_changed_in_2024(self) -> None:
        day = date(2024, 1, 1)
        assert names("浜松市浜名区") == ["静岡県浜松市浜名区"]
        assert codes.find("浜松市浜名区", on=date(2023, 12, 31)) == []
        assert codes.find("浜松市北区", on=day) == []
        assert codes.find("浜松市北区", on=date(2023, 12, 31))[0].code == "221350"

    def test_a_name_that_was_given_up_is_still_found(self) -> None:
        assert codes.find("篠山市")[0].valid_to == date(2019, 5, 1)

    def test_the_code_of_a_renamed_city_gives_the_name_of_the_day(self) -> None:
        assert names("282219") == ["兵庫県丹波篠山市"]
        assert names("282219", on=date(2018, 1, 1)) == ["兵庫県篠山市"]

    def test_what_is_valid_now_comes_without_the_past(self) -> None:
        assert [entry.code for entry in codes.find("浜松市天竜区")] == ["221406"]


@pytest.mark.parametrize(
    ("code5", "digit"), [("28210", "3"), ("27000", "8"), ("01000", "6"), ("13101", "6"), ("22140", "6")]
)
def test_check_digit(code5: str, digit: str) -> None:
    assert codes.check_digit(code5) == digit


def test_check_digit_wants_five_digits() -> None:
    with pytest.raises(ValueError, match="five digits"):
        codes.check_digit("282103")


def test_every_code_of_the_table_has_its_check_digit() -> None:
    assert [entry.code for entry in codes.all_governments() if not codes.is_code(entry.code)] == []


def test_only_99_is_synthetic() -> None:
    assert codes.is_synthetic("992011")
    assert codes.is_synthetic("99201")
    assert not codes.is_synthetic("282103")
    assert not codes.is_synthetic("99")


def test_prefecture_of_a_code() -> None:
    entry = codes.prefecture_of("282103")
    assert entry is not None
    assert entry.name == "兵庫県"
    assert codes.prefecture_of("992011") is None


def test_neighbours_are_of_the_same_kind_and_near() -> None:
    near = codes.neighbours("282103", 4)
    assert "兵庫県高砂市" in [entry.full_name for entry in near]
    assert codes.neighbours("270008", 2)[0].kind == "prefecture"
    assert codes.neighbours("992011") == []


def test_the_frame_has_a_row_for_every_entry() -> None:
    frame = codes.local_governments()
    assert frame.height == len(codes.all_governments())
    assert frame.columns[:4] == ["code", "prefecture", "city", "kana"]
    assert frame.filter(frame["kind"] == "prefecture").height == 47
    assert frame["code"].str.len_chars().unique().to_list() == [6]

"""Checks cry when something cannot be right, and keep quiet when it can."""

from __future__ import annotations

import random

import pytest

from tomoni.tables import check
from tomoni.tables.finding import Finding, Severity
from tomoni.tables.region import Override
from tomoni.tables.score import score


def loud(text: str) -> dict[str, Finding]:
    """The findings above information, by rule."""
    tables = check(text.encode()).tables
    assert tables
    return {f.rule: f for table in tables for f in table.findings if f.severity != Severity.INFO}


def lines(header: str, *rows: str) -> str:
    return "\n".join([header, *rows]) + "\n"


def test_a_clean_table_scores_100_in_silence() -> None:
    rng = random.Random(1)
    rows = [
        f"{i},施設{i},{35 + i / 1000:.4f},{139 + i / 1000:.4f},2020-04-{i % 28 + 1:02},{rng.randrange(99)}"
        for i in range(40)
    ]
    table = check(lines("ID,名称,緯度,経度,登録日,件数", *rows).encode()).tables[0]
    assert table.score == 100
    assert [f for f in table.findings if f.severity != Severity.INFO] == []


class TestSums:
    ROWS = tuple(f"地区{i},{i + 9},{i * 2 + 5},{i * 3 + 14}" for i in range(12))

    def test_a_wrong_total_is_named_with_its_cell(self) -> None:
        found = loud(lines("地区,男,女,合計", *self.ROWS, "地区x,10,20,31"))
        assert found["V06"].cells == ("D14",)
        assert "30" in found["V06"].message.ja and "31" in found["V06"].message.ja

    def test_right_totals_are_silent(self) -> None:
        assert "V06" not in loud(lines("地区,男,女,合計", *self.ROWS))

    def test_columns_that_never_add_up_are_no_sum(self) -> None:
        rows = [f"地区{i},{i + 9},{i * 2 + 5},{i * 7 + 100}" for i in range(12)]
        assert "V06" not in loud(lines("地区,男,女,合計", *rows))


class TestIdentity:
    def test_a_number_used_twice(self) -> None:
        rows = [f"{i},施設{i},{i * 3}" for i in range(1, 31)] + ["30,施設X,7"]
        assert loud(lines("NO,名称,件数", *rows))["K05"].cells == ("A31", "A32")

    def test_a_row_given_twice(self) -> None:
        rows = [f"施設{i},住所{i}番,{i * 3}" for i in range(1, 31)] + ["施設30,住所30番,90"]
        assert loud(lines("名称,住所,件数", *rows))["K06"].count == 2

    def test_people_without_names_may_look_alike(self) -> None:
        rows = [f"{age}代,{sex}性,退院" for age in (20, 30, 40) for sex in "男女"] * 3
        assert "K06" not in loud(lines("年代,性別,状況", *rows))

    def test_mobile_numbers_are_a_matter_of_privacy(self) -> None:
        rows = [f"施設{i},0{i}-1234-5678,{i}" for i in range(3, 9)] + ["施設9,090-1234-5678,9"]
        assert loud(lines("名称,電話番号,定員", *rows))["P01"].cells == ("B8",)


class TestPlausibility:
    def test_swapped_coordinates(self) -> None:
        rows = [f"施設{i},35.{i}1,139.{i}2" for i in range(1, 9)] + ["施設9,139.1,35.1"]
        table = check(lines("名称,緯度,経度", *rows).encode()).tables[0]
        assert table.frame.row(8) == ("施設9", "35.1", "139.1")
        assert [ref.a1 for ref in table.provenance.cells(8, 1)] == ["C10"]
        assert [(f.rule, f.cells, f.repaired) for f in table.findings] == [("G01", ("B10",), True)]

    def test_swapped_everywhere_is_for_a_person(self) -> None:
        rows = [f"施設{i},139.{i}2,35.{i}1" for i in range(1, 9)]
        assert "G01" in loud(lines("名称,緯度,経度", *rows))

    def test_a_point_outside_names_the_wrong_cell(self) -> None:
        rows = [f"施設{i},35.{i}1,139.{i}2" for i in range(1, 9)] + ["施設9,36.4,13674703"]
        assert loud(lines("名称,緯度,経度", *rows))["G01"].cells == ("C10",)

    def test_places_abroad_are_no_slip(self) -> None:
        rows = [f"藥局{i},25.0{i},121.5{i}" for i in range(1, 9)]
        assert "G01" not in loud(lines("名称,緯度,経度", *rows))

    def test_a_negative_count(self) -> None:
        rows = [f"地区{i},{i}" for i in range(1, 30)] + ["地区30,-5"]
        assert loud(lines("地区,人数", *rows))["V05"].cells == ("B31",)

    def test_a_change_may_be_negative(self) -> None:
        rows = [f"地区{i},{i}" for i in range(1, 30)] + ["地区30,-5"]
        assert "V05" not in loud(lines("地区,増減人数", *rows))

    def test_a_wrong_weekday(self) -> None:
        days = [f"2020-04-{d:02},{'月火水木金土日'[(d + 1) % 7]},{d}" for d in range(1, 20)]
        assert "D08" not in loud(lines("日付,曜日,件数", *days))
        days[4] = days[4].replace(days[4].split(",")[1], "月")
        assert loud(lines("日付,曜日,件数", *days))["D08"].cells == ("A6",)


@pytest.mark.parametrize(
    ("findings", "cells", "points"),
    [
        ([], 100, 100),
        ([("info", 50)], 100, 100),
        ([("warning", 1)], 10_000, 96),
        ([("warning", 100)], 100, 80),
        ([("error", 100)], 100, 50),
        ([("error", 100)] * 3, 100, 0),
    ],
)
def test_the_score_follows_its_formula(findings: list[tuple[str, int]], cells: int, points: int) -> None:
    from tomoni.tables.finding import Message

    said = [Finding("V02", Severity(severity), Message("", ""), count=count) for severity, count in findings]
    assert score(said, cells) == points


def _repaired(*rules: str, count: int = 1) -> list[Finding]:
    from tomoni.tables.finding import Message

    return [
        Finding(rule, Severity.INFO, Message("", ""), count=count, repairable=True, repaired=True) for rule in rules
    ]


@pytest.mark.parametrize(
    ("rules", "count", "points"),
    [
        (("S01",), 1, 95),
        (("E01",), 1, 97),
        (("S07", "H02", "S09"), 3, 87),
        (("D01",), 100, 93),
        (("D01", "D01"), 50, 93),  # one rule counts once, with all its cells
        (("S01", "S02", "S04", "S05", "S09", "S19", "H01", "H02", "H03", "D03"), 5, 60),
    ],
)
def test_what_was_repaired_costs_by_class_and_share(rules: tuple[str, ...], count: int, points: int) -> None:
    assert score(_repaired(*rules, count=count), 100) == points


def test_an_old_encoding_costs_although_it_is_a_matter_of_the_file() -> None:
    text = lines("名称,件数", *(f"施設{i},{i}" for i in range(9)))
    assert check(text.encode()).tables[0].score == 100
    assert check(text.encode("cp932")).tables[0].score == 97


def test_a_sheet_for_the_eye_does_not_score_like_a_clean_one() -> None:
    sheet = lines("人口の推移,,", "地区,人口,", ",男,女", *(f"地区{i},{i + 3},{i + 4}" for i in range(9)), "合計,63,72")
    assert 60 <= check(sheet.encode()).tables[0].score <= 90


def test_words_for_about_and_at_least_are_not_lost_silently() -> None:
    file = "施設,期間,人数\n甲,約4か月,30人以上\n乙,3か月,25人\n丙,6か月,40人\n".encode()
    (table,) = check(file).tables
    assert table.frame["期間"].to_list() == ["4", "3", "6"]
    said = [item for item in table.findings if item.rule == "C02"]
    assert [item.cells for item in said] == [("B2",), ("C2",)]
    (kept,) = check(file, override=Override(accept=("C02",))).tables
    assert kept.frame["期間_特記事項"].to_list() == ["約", None, None]
    assert kept.frame["人数_特記事項"].to_list() == ["以上", None, None]
    assert not [item for item in kept.findings if item.rule == "C02" and item.proposal]


@pytest.mark.parametrize(
    "rows",
    [
        ["品名,数", "いす,3", "つくえ,4", "たな,5", "かご,2"],
        ["会場名,住所", "甲館,本町1", "乙館,北町2", "丙館,南町3", "丁館,東町4"],
        ["区分,人数", "男,3", "女,4", "不明,1"],
    ],
)
def test_a_plain_list_of_two_columns_is_no_record(rows: list[str]) -> None:
    (table,) = check(("\n".join(rows) + "\n").encode()).tables
    assert not [item for item in table.findings if item.rule == "S22"]


@pytest.mark.parametrize(
    ("file", "severity"),
    [
        (("議席番号,氏名,会派", "1,山田太郎,北の会", "2,佐藤花子,南の会"), "info"),
        (("環境審議会委員名簿,", "氏名,所属", "山田太郎,北大学", "佐藤花子,南会"), "info"),
        (("市議会議員一覧,", "氏名,生年月日", "山田太郎,1960-01-02", "佐藤花子,1970-03-04"), "warning"),
        (("民生委員名簿,", "氏名,地区", "山田太郎,北", "佐藤花子,南"), "warning"),
        (("役職,氏名,自治会", "会長,山田太郎,北", "会長,佐藤花子,南"), "warning"),
        (("館,代表者名", "甲館,山田太郎", "乙館,佐藤花子"), "warning"),
    ],
)
def test_names_of_those_in_public_office_are_no_warning(file: tuple[str, ...], severity: str) -> None:
    (table,) = check(("\n".join(file) + "\n").encode()).tables
    found = [item for item in table.findings if item.rule == "P01"]
    assert max(str(item.severity) for item in found) == severity


def test_area_codes_are_known_under_english_names_too() -> None:
    names = ("lgcode", "LG_CODE", "jis_code", "city_code", "localGovernmentCode")
    for name in names:
        assert "C08" in loud(lines(f"name,{name},n", "さっぽろ,11002,5", "はこだて,12025,7", "おたる,12033,2")), name
        assert "C08" not in loud(lines(f"name,{name},n", "とうきょう,131016,5", "おおさか,271004,7", "x,261009,2")), (
            name
        )
    assert "C08" not in loud(lines("name,postcode_no,n", "さっぽろ,11002,5", "はこだて,12025,7", "おたる,12033,2"))

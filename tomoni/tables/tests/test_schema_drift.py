"""A header that changes between editions of one file is mapped again and said."""

from __future__ import annotations

from tomoni.tables import read_tables
from tomoni.tables.finding import Severity
from tomoni.tables.schema import conform, drift, load
from tomoni.tables.table import Table

SCHEMA = load("covid19-patients")
SAVED = {"No": "No", "公表_年月日": "リリース日", "患者_居住地": "居住地", "患者_年代": "年代", "患者_性別": "性別"}


def edition(header: str, extra: str = "") -> Table:
    rows = [f"{n},2020-04-{n:02d},太田市,{n % 9}0代,女性{extra}" for n in range(10, 20)]
    return read_tables("\n".join([header, *rows]).encode())[0]


def test_the_same_header_is_no_drift() -> None:
    found = drift(edition("No,リリース日,居住地,年代,性別"), SCHEMA, SAVED, known={})
    assert not found
    assert found.mapping == SAVED
    assert found.findings == []


def test_a_renamed_column_is_found_again() -> None:
    found = drift(edition("No,判明日,居住地,年代,性別"), SCHEMA, SAVED)
    assert found.renamed == {"公表_年月日": ("リリース日", "判明日")}
    assert found.mapping["公表_年月日"] == "判明日"
    (finding,) = found.findings
    assert (finding.rule, finding.severity) == ("H07", Severity.INFO)
    assert "リリース日" in finding.message.ja
    assert "判明日" in finding.message.ja


def test_a_column_that_is_gone_is_a_warning() -> None:
    found = drift(edition("No,リリース日,居住地,階層,性別"), SCHEMA, {**SAVED, "患者_職業": "職業"})
    assert found.lost == ["患者_年代", "患者_職業"]
    assert {f.severity for f in found.findings} == {Severity.WARNING}


def test_a_new_column_is_told_once() -> None:
    table = edition("No,リリース日,居住地,年代,性別,掲載区分", ",A")
    assert drift(table, SCHEMA, SAVED, known={}).new == ["掲載区分"]
    assert drift(table, SCHEMA, SAVED, known={"掲載区分": 1}).new == []


def test_conform_with_the_old_mapping_still_finds_the_column() -> None:
    result = conform(edition("No,判明日,居住地,年代,性別"), SCHEMA, SAVED)
    assert result.frame["公表_年月日"].null_count() == 0
    assert result.mapping["公表_年月日"] == "判明日"

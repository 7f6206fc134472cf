"""A file beside its last edition: H07 for columns, V04 for magnitudes, and silence where nothing changed."""

from __future__ import annotations

import pytest

from tomoni.tables import check
from tomoni.tables.finding import Severity

_OLD = "年度,歳入,収納率\n2019,12345678,97.1\n2020,12400000,97.4\n2021,12500000,97.9\n".encode()


def _rules(new: str, before: bytes = _OLD) -> dict[str, Severity]:
    result = check(new.encode(), name="new.csv", before=before)
    return {f.rule: f.severity for f in result.findings if f.rule in ("H07", "V04")}


def test_the_next_year_is_no_news():
    assert _rules(_OLD.decode() + "2022,12600000,98.0\n") == {}


def test_thousand_yen_for_yen():
    new = "年度,歳入,収納率\n2019,12346,97.1\n2020,12400,97.4\n2021,12500,97.9\n"
    result = check(new.encode(), name="new.csv", before=_OLD)
    found = [f for f in result.findings if f.rule == "V04"]
    assert len(found) == 1
    assert "歳入" in found[0].message.ja
    assert "1.24e+07" in found[0].message.ja
    assert found[0].cells == ("B2",)


def test_percent_that_became_a_ratio():
    assert "V04" in _rules("年度,歳入,収納率\n2019,12345678,0.971\n2020,12400000,0.974\n2021,12500000,0.979\n")


def test_growth_is_not_another_unit():
    assert "V04" not in _rules("年度,歳入,収納率\n2019,112345678,97.1\n2020,212400000,97.4\n2021,312500000,97.9\n")


def test_two_figures_prove_nothing():
    assert "V04" not in _rules("年度,歳入,収納率\n2019,12346,97.1\n2020,12400,97.4\n", _OLD)


def test_a_column_that_is_gone_is_a_warning():
    assert _rules("年度,歳入\n2019,12345678\n2020,12400000\n2021,12500000\n") == {"H07": Severity.WARNING}


def test_a_new_column_is_a_note():
    new = "年度,歳入,収納率,備考\n2019,12345678,97.1,a\n2020,12400000,97.4,b\n2021,12500000,97.9,c\n"
    assert _rules(new) == {"H07": Severity.INFO}


def test_spaces_in_a_name_are_not_a_change():
    assert _rules(_OLD.decode().replace("歳入", "歳　入")) == {}


def test_another_table_is_not_an_edition():
    assert _rules("施設,住所,電話\n図書館,本町1,011-222-3333\n公民館,栄町2,011-222-4444\n") == {}


@pytest.mark.parametrize("before", [b"", b"PK\x03\x04broken"])
def test_an_unreadable_edition_before_is_as_none(before: bytes):
    assert _rules(_OLD.decode(), before) == {}


def test_hidden_sheets_are_named_once_a_file():
    from io import BytesIO

    from openpyxl import Workbook

    book = Workbook()
    for number, name in enumerate(("公表", "作業1", "作業2")):
        sheet = book.active if number == 0 else book.create_sheet()
        sheet.title = name
        for row in (("施設", "人数"), ("北館", 12), ("南館", 34)):
            sheet.append(row)
        sheet.sheet_state = "hidden" if number else "visible"
    out = BytesIO()
    book.save(out)
    result = check(out.getvalue(), name="a.xlsx")
    said = [f for f in [*result.findings, *(f for t in result.tables for f in t.findings)] if f.rule == "S13"]
    assert len(said) == 1
    assert "作業1" in said[0].message.ja
    assert "作業2" in said[0].message.ja
    assert "公表" not in said[0].message.ja.split("）")[0]

"""The files four prefectures and cities really published in 2020, put in by `add` alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from tomoni.registry import queries, services
from tomoni.registry.gates.base import Outcome
from tomoni.registry.scope import Scope

pytestmark = pytest.mark.shared


def add(scope: Scope, *paths: Path) -> dict[str, services.Added]:
    """The last word about each dataset."""
    return {one.dataset: one for path in paths for one in services.add_file(scope, path)}


def test_gunmas_two_editions_are_one_dataset_in_order(scope: Scope, real: Path) -> None:
    names = ("01kanja.csv", "01kanja_2020-06-29.csv")
    added = add(scope, *(real / "gunma" / name for name in names))
    assert {name: one.editions for name, one in added.items()} == {"covid19-patients": 2}
    entry = queries.source(scope, "covid19-patients")
    assert [file.as_of[:10] for file in queries.editions(scope, entry)] == ["2020-06-29", "2020-12-25"]
    said = " ".join(text.ja for text in added["covid19-patients"].reasons)
    assert "リリース日→判明日" in said
    prepared = services.intake(scope, "covid19-patients")
    assert prepared.frame.height == 2097
    assert str(prepared.frame["公表_年月日"][0]) == "2020-03-07"


def test_gunmas_stamp_beside_one_table_is_the_as_of_of_both(scope: Scope, real: Path) -> None:
    added = services.add_file(scope, real / "gunma" / "02kensa.csv")
    assert {one.as_of[:10] for one in added} == {"2020-12-25"}
    assert max(one.rows for one in added) == 286


def test_kobes_sheets_are_three_datasets_through_all_editions(scope: Scope, real: Path) -> None:
    names = ("020526-kansensya_pcr.xlsx", "kansensya_pcr.xlsx", "kansensya_pcr2_1.xlsx")
    added = add(scope, *(real / "kobe" / name for name in names))
    assert sorted(one.editions for one in added.values()) == [2, 3, 3]
    assert {one.sheet for one in added.values()} == {"all", "kobe", "other"}
    said = [text.ja for one in added.values() for text in one.reasons]
    assert any("入院中→入院中等" in text for text in said), "the header changed between editions"
    sheets = {one.sheet: services.intake(scope, name) for name, one in added.items()}
    assert {sheet: prepared.as_of for sheet, prepared in sheets.items()} == dict.fromkeys(sheets, "2020-05-29")


def test_osakas_workbook_contradicts_itself_and_says_so(scope: Scope, real: Path) -> None:
    added = add(scope, real / "osaka" / "patients_and_inspections.xlsx")
    people = next(name for name, one in added.items() if one.rows == 1163)
    verdicts = services.run_gates(scope, services.intake(scope, people))
    said = " ".join(verdict.reason.ja for verdict in verdicts if verdict.gate == "agreement")
    for figure in ("1,163", "1,075", "231", "227", "215", "213"):
        assert figure in said, figure
    assert all(verdict.outcome is Outcome.WARNED for verdict in verdicts)


def test_tokyos_two_call_centres_stay_apart_and_are_refused_elsewhere(scope: Scope, real: Path) -> None:
    added = add(scope, *sorted((real / "tokyo").glob("*.csv")))
    assert sorted(one.rows for one in added.values()) == [195, 204, 3999]
    for name in added:
        verdicts = services.run_gates(scope, services.intake(scope, name))
        assert Outcome.REFUSED in {verdict.outcome for verdict in verdicts}, "Tokyo's data in Kobe's folder"

"""Real files against the library: the right definition for each, and none for the others (files of ../shared)."""

from __future__ import annotations

import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

from tomoni.tables import codes, read_tables
from tomoni.tables.finding import Unreadable
from tomoni.tables.schema import match
from tomoni.tables.schema.model import LIBRARY
from tomoni.tables.table import Table

DATA = Path(__file__).parents[4] / "shared" / "data"
pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(not DATA.is_dir(), reason="the real files of ../shared are not here"),
]

# file, words in the sheet's name ("" for any), columns the table has → schema. None: no schema.
EXPECTED: list[tuple[str, str, str, str | None]] = [
    ("dashboard/tokyo/130001_tokyo_covid19_patients_first4000.csv", "", "患者_年代", "covid19-patients"),
    ("dashboard/tokyo/130001_tokyo_covid19_call_center.csv", "", "相談件数", "covid19-call-center"),
    (
        "dashboard/tokyo/130001_tokyo_covid19_combined_telephone_advice_center.csv",
        "",
        "相談件数",
        "covid19-call-center",
    ),
    ("dashboard/gunma/01kanja.csv", "", "判明日", "covid19-patients"),
    ("dashboard/gunma/01kanja_2020-06-29.csv", "", "リリース日", "covid19-patients"),
    ("dashboard/gunma/02kensa.csv", "", "判明日", "covid19-test-count"),
    ("dashboard/gunma/02kensa_2020-06-29.csv", "", "判明日", "covid19-test-count"),
    ("dashboard/oita/440001_oita_covid19_inspections.csv", "", "検査人数", "covid19-test-people"),
    ("dashboard/fukuoka-city/401307_city_fukuoka_covid19_hotline.csv", "", "件数", "daily-count"),
    ("dashboard/fukuoka-city/401307_city_fukuoka_covid19_visit.csv", "", "件数", "daily-count"),
    ("dashboard/osaka/patients_and_inspections.xlsx", "陽性者ベース", "報道提供日", "covid19-patients"),
    ("dashboard/osaka/patients_and_inspections.xlsx", "日付ベース", "陽性累計", "covid19-daily-status"),
    ("dashboard/osaka/patients_and_inspections.xlsx", "ピポット", "行ラベル", None),
    ("dashboard/osaka/contacts1.xlsx", "", "相談件数", "covid19-call-center"),
    ("dashboard/kobe/kansensya_pcr.xlsx", "kobe", "重症", "covid19-daily-status"),
    ("dashboard/kobe/kansensya_pcr.xlsx", "all", "重症", "covid19-daily-status"),
    ("dashboard/kobe/kansensya_pcr.xlsx", "other", "重症", "covid19-daily-status"),
    ("dashboard/kobe/020526-kansensya_pcr.xlsx", "kobe", "重症", "covid19-daily-status"),
    ("dashboard/kobe/kansensya_pcr2_1.xlsx", "kobe", "入院中", "covid19-daily-status"),
    ("baddata/n_nagano_test_count_title_row.csv", "", "検査実施_人数", "covid19-test-people"),
    ("baddata/n_nagano_hasseijoukyou0415.csv", "", "確定日", "covid19-patients"),
    ("baddata/n_nagano_hasseijoukyou0425.csv", "", "確定日", "covid19-patients"),
    ("baddata/n_nagano_hasseizyokyo0421.csv", "", "確定日", "covid19-patients"),
    ("baddata/y02_yaizu_preschool_header_typo_dash.csv", "", "受入年齢", "preschool@2017"),
    ("baddata/x19_hachioji_nursery_original.xlsx", "", "受入年齢", "preschool@2017"),
    ("baddata/y03_yaizu_public_toilet_new_schema.csv", "", "男性トイレ総数", "public-toilet@2023"),
    ("baddata/i01_ishikawa_public_toilet_trailing_cols.csv", "", "男性トイレ総数", "public-toilet@2023"),
    ("baddata/y04_yaizu_evacuation_space_old_schema.csv", "", "災害種別_洪水", "evacuation-space@2017"),
    ("baddata/y08_yaizu_wifi_old_schema.csv", "", "SSID", "public-wireless-lan@2017"),
    ("baddata/i02_ishikawa_wifi.csv", "", "SSID", "public-wireless-lan@2023"),
    ("baddata/t17_takamatsu_aed.xlsx", "", "equipmentForChildren", "aed@2017"),
    ("baddata/t18_takamatsu_evacuation.xlsx", "", "earthquake", "evacuation-space@2017"),
    ("baddata/t19_takamatsu_open_data_list.xlsx", "", "dataName", "open-data-list@2017"),
    ("baddata/t14_takamatsu_population_202507.xlsx", "", "totalPopulation", "population@2017"),
    ("baddata/t06_takamatsu_events_fullwidth_time.xlsx", "", "行事名", "event@2017"),
    ("papermap/170003_aed.csv", "", "設置位置", "aed@2023"),
    ("papermap/170003_evacuation_space.csv", "", "災害種別_洪水", "evacuation-space@2023"),
]

UNRELATED = [
    "baddata/c01_census_1920_2015_wareki_notes_utf8.csv",
    "baddata/c02_estat_FEH_cp932_head400.csv",
    "baddata/c03_estat_FEI_CITY_header_units.csv",
    "baddata/h01_hachioji_nursery_hand_formatted.csv",
    "baddata/i03_suzu_tsunami_shelter_kishu_chars.csv",
    "baddata/t01_takamatsu_afterschool_linkdata_header.csv",
    "baddata/t02_takamatsu_garbage_linkdata_blankrows.csv",
    "baddata/t05_takamatsu_children_club_multivalue_cells.xlsx",
    "baddata/t07_takamatsu_school_lunch_menu_md_dates.xlsx",
    "baddata/t08_takamatsu_garbage_days_ordinal_weekday.xlsx",
    "baddata/t09_takamatsu_city_tax_wareki.xlsx",
    "baddata/t11_takamatsu_repeated_column_groups.xlsx",
    "baddata/t12_takamatsu_rural_park_ghost_rows.xlsx",
    "baddata/t13_takamatsu_tsunami_building.csv",
    "baddata/temple_hitokoto_20_rules.csv",
    "baddata/x01_osaka_population_side_by_side_12sheets.xlsx",
    "baddata/x02_osaka_population_multiheader_notes.xlsx",
    "baddata/x06_maff_crop_onion_by_municipality.xlsx",
    "baddata/x10_npa_prefecture_population_2020.xlsx",
    "baddata/y01_yaizu_nouen_cp932.csv",
    "baddata/y05_yaizu_dayservices.csv",
    "baddata/y06_yaizu_park.csv",
    "baddata/y07_yaizu_dono.csv",
    "papermap/saigai_hospital.csv",
    "papermap/suzusiteishelter.csv",
    "procedures/procedures_requiring_seal_2025.csv",
    "stock/taiwan/maskdata_2020-03-22T0538.csv",
]


@cache
def tables(file: str) -> list[Table]:
    try:
        return read_tables(DATA / file)
    except Unreadable:
        return []


@pytest.mark.parametrize(("file", "sheet", "column", "schema"), EXPECTED, ids=lambda value: str(value)[-40:])
def test_the_right_definition(file: str, sheet: str, column: str, schema: str | None) -> None:
    found = [t for t in tables(file) if sheet in t.sheet and any(column in c.name for c in t.columns)]
    assert found, f"no table with {column}: {[[c.name for c in t.columns][:6] for t in tables(file)]}"
    matches = match(found[0])
    assert (matches[0].schema_id if matches else None) == schema


@pytest.mark.parametrize("file", UNRELATED)
def test_no_definition_for_other_tables(file: str) -> None:
    assert {t.sheet: m.schema_id for t in tables(file) for m in match(t)} == {}


def made(script: str, *arguments: Path) -> None:
    tool = Path(__file__).parents[3] / "tools" / script
    subprocess.run([sys.executable, str(tool), *map(str, arguments)], check=True, capture_output=True)


def test_the_library_is_what_its_script_makes_of_the_sources(tmp_path: Path) -> None:
    made("make_schemas.py", DATA / "schemas", tmp_path)
    fresh = {path.name: path.read_bytes() for path in tmp_path.glob("*.json")}
    assert fresh == {path.name: path.read_bytes() for path in LIBRARY.glob("*.json")}


def test_the_codes_are_what_their_script_makes_of_the_sources(tmp_path: Path) -> None:
    made("make_codes.py", DATA / "codes", tmp_path / "codes.csv")
    assert (tmp_path / "codes.csv").read_bytes() == codes.DATA.read_bytes()

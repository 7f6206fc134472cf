"""The second generation of the original's files: its own data come back as they were; ours take its shape."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path

import polars as pl
import pytest

from tomoni.dashboard.compute import generation2
from tomoni.dashboard.tests.test_compat import PATIENTS, SHARED, Given
from tomoni.registry.founding import found
from tomoni.registry.scope import Scope
from tomoni.registry.services import add_file, intake

START = date(2020, 4, 1)


def test_patients_are_counted_by_day_with_a_trailing_mean():
    days = [START + timedelta(n) for n in range(8) for _ in range(n)]
    made = generation2.documents([Given("covid19-patients", pl.DataFrame({"公表_年月日": days}))], "281000")
    rows = made["daily_positive_detail"]["data"]
    assert made["daily_positive_detail"]["date"] == "2020/04/18 00:00"
    assert rows[0] == {"diagnosed_date": "2020-04-02", "count": 1, "weekly_average_count": None}
    assert rows[6] == {"diagnosed_date": "2020-04-08", "count": 7, "weekly_average_count": 4.0}


def test_onset_says_how_many_are_unknown_and_places_have_codes():
    frame = pl.DataFrame({"発症_年月日": [START, None], "患者_居住地": ["神戸市", "県外"]})
    made = generation2.documents([Given("covid19-patients", frame)], "281000")
    assert made["positive_by_developed"]["unknown_count"] == 1
    assert made["patient"]["datasets"]["data"] == [
        {"code": 281000, "area": "", "label": "神戸市", "ruby": "こうべし", "count": 1}
    ]


def test_states_keep_their_gaps():
    frame = pl.DataFrame({"年月日": [START], "入院中": [5], "重症": pl.Series([None], dtype=pl.Int64)})
    more = pl.DataFrame({"年月日": [START + timedelta(1)], "入院中": [6], "重症": [1]})
    made = generation2.documents([Given("covid19-daily-status", pl.concat([frame, more]))], "281000")
    assert made["positive_status"]["data"] == [
        {"date": "2020-04-01", "hospitalized": 5, "severe_case": None},
        {"date": "2020-04-02", "hospitalized": 6, "severe_case": 1},
    ]


def test_what_no_dataset_fills_is_left_out():
    assert "positive_rate" not in generation2.documents([PATIENTS], "281000")


@pytest.mark.shared
@pytest.mark.django_db
@pytest.mark.parametrize(
    "name", ["daily_positive_detail", "positive_status", "positive_rate", "tokyo_rule", "positive_by_diagnosed"]
)
def test_imported_and_exported_again_the_rows_are_the_same(name: str, tmp_path: Path, settings) -> None:
    source = SHARED / "tokyo" / f"{name}.json"
    if not source.is_file():
        pytest.skip("../shared is not here: no real files to test with")
    community = found(tmp_path / "site", "130001")
    settings.HOME = community.home
    scope = Scope(None, community)
    added = add_file(scope, source)
    frame = intake(scope, added[0].dataset).frame
    data = Given("table", frame)
    data.latest["dataset"] = added[0].dataset
    assert generation2.documents([data], "130001")[name]["data"] == json.loads(source.read_text("utf-8"))["data"]

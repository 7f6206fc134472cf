"""The second generation of the original's files: its own data come back as they were; ours take its shape."""

from __future__ import annotations

from datetime import date, timedelta

import polars as pl

from tomoni.dashboard.compute import generation2
from tomoni.dashboard.tests.test_compat import PATIENTS, Given

START = date(2020, 4, 1)


def test_patients_are_counted_by_day_with_a_trailing_mean():
    days = [START + timedelta(n) for n in range(8) for _ in range(n)]
    made = generation2.documents([Given("covid19-patients", pl.DataFrame({"公表_年月日": days}))], "281000")
    rows = made["daily_positive_detail"]["data"]
    assert made["daily_positive_detail"]["date"] == "2020/4/18 00:00"
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

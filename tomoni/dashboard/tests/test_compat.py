"""The original site's data.json, written from the same files as the originals were."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from tomoni.dashboard.compute import generation1
from tomoni.dashboard.dataset import UNITS_EN
from tomoni.registry.founding import found
from tomoni.registry.scope import Scope

SHARED = Path(__file__).resolve().parents[3].parent / "shared" / "data" / "dashboard"


class Given:
    """A dataset of a schema, without a site around it."""

    def __init__(self, schema: str, frame: pl.DataFrame, as_of: str = "2020-04-18") -> None:
        self.latest = {"schema": schema, "as_of": as_of}
        self.frame = frame
        self.schema: dict[str, Any] = {}


PATIENTS = Given(
    "covid19-patients",
    pl.DataFrame(
        {
            "公表_年月日": [date(2020, 4, 1), date(2020, 4, 3)],
            "患者_居住地": ["甲市", None],
            "患者_年代": ["40代", "10代"],
            "患者_性別": ["男性", "女性"],
            "患者_入退院状況": ["退院", "入院中"],
        }
    ),
    "2020-04-18 20:00",
)


def test_patients_and_their_days():
    made = generation1.document([PATIENTS])
    assert made["lastUpdate"] == "2020/04/18 20:00"
    first = made["patients"]["data"][0]
    assert first == {
        "リリース日": "2020-04-01T08:00:00.000Z",
        "曜日": "水",
        "居住地": "甲市",
        "年代": "40代",
        "性別": "男性",
        "退院": "○",
        "date": "2020-04-01",
    }
    assert [row["小計"] for row in made["patients_summary"]["data"]] == [1, 0, 1]


def test_the_tree_leaves_out_what_is_not_known_and_adds_up_what_is_only_daily():
    frame = pl.DataFrame(
        {
            "年月日": [date(2020, 4, 1), date(2020, 4, 2)],
            "検査実施数": [5, 7],
            "陽性者数_累計": [1, 3],
            "入院中": [1, None],
        }
    )
    tree = generation1.document([Given("covid19-daily-status@1", frame)])["main_summary"]
    assert (tree["attr"], tree["value"]) == ("検査実施人数", 12)
    assert tree["children"][0] == {"attr": "陽性患者数", "value": 3, "children": [{"attr": "入院中", "value": 1}]}


def test_the_top_of_the_tree_comes_from_the_sheet_of_the_tests_where_its_own_has_none():
    """As in 神戸市's workbook: one sheet of how many are in which state, one of tests; another kind of figure is not taken."""
    days = [date(2020, 4, 1), date(2020, 4, 2)]
    states = Given("covid19-daily-status@1", pl.DataFrame({"年月日": days, "陽性者数_累計": [1, 3]}))
    tests = Given(
        "covid19-daily-status@1", pl.DataFrame({"年月日": days, "検査実施数": [5, None], "検査実施数_累計": [9, 9]})
    )
    counts = Given("covid19-test-count", pl.DataFrame({"実施_年月日": days, "検査実施_件数": [5, 6]}))
    assert generation1.document([states, tests])["main_summary"]["value"] == 9
    assert generation1.document([states, counts])["main_summary"]["value"] is None
    assert generation1.document([states])["main_summary"]["value"] is None


def test_nothing_is_made_up():
    assert generation1.document([]) == {"lastUpdate": ""}
    assert generation1.parts([Given("aed", PATIENTS.frame)]) == []


def test_units_of_the_library_have_english_words():
    from tomoni.tables import schema as schemas

    units = {f.unit for s in schemas.library().values() if s.base.startswith("covid19") for f in s.fields if f.unit}
    assert units - {"%"} <= set(UNITS_EN)


@pytest.mark.shared
@pytest.mark.django_db
@pytest.mark.parametrize(
    ("place", "code", "files", "parts"),
    [
        (
            "osaka",
            "270008",
            ["contacts1.xlsx", "patients_and_inspections.xlsx"],
            ["patients_summary", "inspections_summary"],
        ),
        ("kobe", "281000", ["kansensya_pcr.xlsx"], ["patients_summary", "inspections_summary"]),
    ],
)
def test_daily_series_equal_those_the_original_published(
    place: str, code: str, files: list[str], parts: list[str], tmp_path: Path, settings: Any
) -> None:
    if not SHARED.is_dir():
        pytest.skip("../shared is not here: no real files to test with")
    from tomoni.dashboard.queries import board
    from tomoni.publish.services import publish
    from tomoni.registry.services import add_file

    community = found(tmp_path / place, code)
    settings.HOME = community.home
    scope = Scope(None, community)
    for name in files:
        add_file(scope, SHARED / place / name)
    publish(scope)
    ours = generation1.document(board(scope).sets.values())
    theirs = json.loads((SHARED / place / "data.json").read_text(encoding="utf-8"))
    for part in parts:
        # Where the file has an empty cell the original wrote 0; ours says null.
        mine = {row["日付"][:10]: row["小計"] or 0 for row in ours[part]["data"]}
        assert mine == {row["日付"][:10]: row["小計"] for row in theirs[part]["data"]}, part
    if place == "osaka":
        assert len(ours["patients"]["data"]) == len(theirs["patients"]["data"]) == 1163
        days = [row["date"] for row in theirs["patients"]["data"]]
        assert [row["date"] for row in ours["patients"]["data"]] == days
        assert ours["main_summary"]["value"] == theirs["main_summary"]["value"] == 10121

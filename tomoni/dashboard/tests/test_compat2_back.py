"""Files of the original's second generation, taken in and written back: the original's front end reads them as before.

The made ones have what the real ones are awkward in; the real ones are compared whole, and what differs is listed here.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tomoni.dashboard.compute import generation2
from tomoni.dashboard.tests.test_compat import SHARED, Given
from tomoni.publish import queries
from tomoni.registry.founding import found
from tomoni.registry.scope import Scope
from tomoni.registry.services import add_file, intake

Back = Callable[[Path], dict[str, Any]]
WHEN = "2020/8/7 20:15"
MADE: dict[str, dict[str, Any]] = {
    "agency": {
        "date": WHEN,
        "labels": ["7/20~7/26", "7/27~8/2"],
        "datasets": [{"label": "本庁計", "data": [6067, 6489]}, {"label": "別館計", "data": [302, None]}],
    },
    "metro": {
        "date": WHEN,
        "datasets": [{"label": "2/10~14", "data": [-0.96, -68]}, {"label": "2/17~21", "data": [3.06, -65.5]}],
        "labels": ["6:30~7:30", "7:30~9:30"],
        "base_period": "1/20~1/24",
    },
    "monitoring_items": {
        "date": WHEN,
        "data": {
            "(1)新規陽性者数": 275.3,
            "(2)#7119（東京消防庁救急相談センター）における発熱等相談件数 ": 80,
            "(6)入院患者数": 1571,
            "(6)入院患者確保病床数": "2500床",
            "総括コメント-感染状況": {"level": 4, "label": "感染が拡大していると思われる"},
            "総括コメント-更新日": "2020-08-06",
        },
    },
    "monitoring_status": {
        "date": WHEN,
        "data": {
            "（１）新規陽性者数": {"value": 108, "go_threshold": "―", "stop_threshold": "―"},
            "（４）重症患者数": {"value": 6.5, "go_threshold": "【参考】100床(レベル1)", "stop_threshold": None},
        },
    },
    "positive_by_developed": {
        "date": WHEN,
        "unknown_count": 6261,
        "data": [{"developed_date": "2020-08-05", "count": 1}, {"developed_date": "2020-08-06", "count": 0}],
    },
    "news": {
        "newsItems": [
            {"date": "2020/08/06", "url": "https://example.jp/1", "text": "入院患者数1,571人"},
            {"date": "2020/08/07", "url": "https://example.jp/2", "text": "申請の受付を始めます"},
        ]
    },
}


@pytest.fixture
def back(tmp_path: Path, settings: Any) -> Back:
    """back(file): the document written back after the file was taken in."""

    def make(source: Path) -> dict[str, Any]:
        community = found(tmp_path / "site", "130001")
        settings.HOME = community.home
        scope = Scope(None, community)
        add_file(scope, source)
        sets = []
        for entry in queries.sources(scope):
            prepared = intake(scope, entry.dataset)
            data = Given("table", prepared.frame, prepared.as_of)
            data.latest["dataset"], data.schema = entry.dataset, prepared.schema
            sets.append(data)
        sheets = {entry.dataset: entry.files[-1].sheet for entry in queries.sources(scope)}
        made = generation2.documents(sets, "130001", sheets)
        assert list(made) == [source.stem]
        return made[source.stem]

    return make


@pytest.mark.django_db
@pytest.mark.parametrize("name", MADE)
def test_a_made_file_comes_back_as_it_was(name: str, back: Back, tmp_path: Path) -> None:
    source = tmp_path / f"{name}.json"
    source.write_text(json.dumps(MADE[name], ensure_ascii=False), encoding="utf-8")
    assert back(source) == MADE[name]


def test_a_table_of_the_same_name_but_another_shape_is_no_such_file() -> None:
    import polars as pl

    for name in ("agency", "monitoring-items-1", "news"):
        data = Given("table", pl.DataFrame({"庁舎": ["本庁"], "人数": [3]}))
        data.latest["dataset"] = name
        assert generation2.documents([data], "130001") == {}


REAL = (
    "agency",
    "metro",
    "monitoring_items",
    "monitoring_status",
    "news",
    "patient",
    "consultation_about_fever",
    "daily_positive_detail",
    "positive_by_developed",
    "positive_by_diagnosed",
    "positive_rate",
    "positive_status",
    "tokyo_rule",
)
DIFFERS: dict[str, Callable[[dict[str, Any]], Any]] = {
    # a count written with a comma, as text: ours is the number
    "monitoring_status": lambda told: told["data"]["（７）受診相談窓口における相談件数"].update(value=1503),
    # two days in one file: the one beside the counts is their as-of, and the other is not kept; the row 小計 is no place
    "patient": lambda told: (told.update(date="2020/8/19 00:00"), told["datasets"]["data"].pop()),
}


@pytest.mark.shared
@pytest.mark.django_db
@pytest.mark.parametrize("name", REAL)
def test_a_real_file_comes_back_as_it_was(name: str, back: Back) -> None:
    source = SHARED / "tokyo" / f"{name}.json"
    if not source.is_file():
        pytest.skip("../shared is not here: no real files to test with")
    told = json.loads(source.read_text("utf-8"))
    DIFFERS.get(name, lambda told: None)(told)
    assert back(source) == told

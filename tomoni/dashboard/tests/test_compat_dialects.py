"""data.json as ten sites wrote it, each in its own way: taken in, and written back with the same figures on the same days.

The dialects are those found in the wild: three names of a patient's day, days as moments of three kinds, with the year last,
without a year; counts as texts; weekdays as words, nothing, 0 or a serial number; series as rows or as lists with labels.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from tomoni.dashboard.compute import generation1
from tomoni.dashboard.pages import compat
from tomoni.dashboard.tests.test_compat import Given
from tomoni.publish import queries
from tomoni.registry.founding import found
from tomoni.registry.scope import Scope
from tomoni.registry.services import add_file, intake
from tomoni.registry.sources import SourceEntry

DAYS = [date(2020, 10, 1) + timedelta(n) for n in range(30)]
CASES = [1, *((n * 7) % 5 for n in range(1, 30))]
LEFT = [(n * 3) % 4 for n in range(30)]
TESTS = [20 + (n * 13) % 70 for n in range(30)]
CALLS = [30 + (n * 17) % 150 for n in range(30)]
FEVER = [3 + (n * 11) % 50 for n in range(30)]
AGES = ("10代", "20代", "30代", "10歳未満", "90歳以上")
Write = Callable[[Any], Any]
STAMPS: dict[str, Write] = {
    "08Z": lambda day: f"{day}T08:00:00.000Z",
    "00Z": lambda day: f"{day}T00:00:00Z",
    "000Z": lambda day: f"{day}T00:00:00.000Z",
    "us": lambda day: day.strftime("%m/%d/%Y"),
    "iso": str,
}
SHORT: dict[str, Write] = {
    "04/09": lambda day: day.strftime("%m/%d"),
    "04-26": lambda day: day.strftime("%m-%d"),
    "iso": str,
}
WEEKDAYS: dict[str, Write] = {
    "word": lambda day: "月火水木金土日"[day.weekday()],
    "none": lambda day: "",
    "zero": lambda day: 0,
    "serial": lambda day: (day - date(1899, 12, 30)).days,
}
NUMBERS: dict[str, Write] = {"number": int, "text": str, "blank": lambda count: f" {count}"}
DIALECTS: dict[str, dict[str, str]] = {
    "as the original": {},
    "day of finding": {"key": "判明日", "stamp": "00Z"},
    "the standard's name": {"key": "公表_年月日", "stamp": "000Z", "short": "iso"},
    "year last": {"stamp": "us", "short": "04-26"},
    "labels": {"shape": "labels"},
    "texts": {"number": "text"},
    "blanks": {"number": "blank", "weekday": "none"},
    "serial weekdays": {"weekday": "serial"},
    "weekdays are 0": {"weekday": "zero", "short": "04-26", "key": "判明日"},
    "days alone": {"stamp": "iso", "short": "iso", "shape": "labels", "number": "text"},
}


def written(key: str = "リリース日", stamp: str = "08Z", short: str = "04/09", weekday: str = "word", number: str = "number", shape: str = "rows") -> dict[str, Any]:  # fmt: skip
    day, brief, of_week, count = STAMPS[stamp], SHORT[short], WEEKDAYS[weekday], NUMBERS[number]
    now = "2020/10/30 21:00"

    def daily(values: list[int]) -> dict[str, Any]:
        rows = [{"日付": day(at), "小計": count(value)} for at, value in zip(DAYS, values, strict=True)]
        return {"date": now, "data": rows}

    def listed(name: str, values: list[int]) -> dict[str, Any]:
        labels = [f"{at.month}/{at.day}" for at in DAYS]
        return {"date": now, "data": {name: [count(value) for value in values]}, "labels": labels}

    def hourly(parts: tuple[str, ...], values: list[int]) -> dict[str, Any]:
        rows = []
        for at, value in zip(DAYS, values, strict=True):
            share = value // len(parts)
            split = [share] * (len(parts) - 1) + [value - share * (len(parts) - 1)]
            hours = {name: count(some) for name, some in zip(parts, split, strict=True)}
            rows.append({"日付": day(at), "曜日": of_week(at), **hours, "小計": count(value), "short_date": brief(at)})
        return {"date": now, "data": rows}

    patients = [
        {
            key: day(at),
            "曜日": of_week(at),
            "居住地": ("中央区", "東区", "市外")[nth % 3],
            "年代": AGES[(nth + at.day) % 5],
            "性別": ("男性", "女性")[nth % 2],
            "退院": "〇" if (nth + at.day) % 3 == 0 else None,
            "date": brief(at),
        }
        for at, cases in zip(DAYS, CASES, strict=True)
        for nth in range(cases)
    ]
    return {
        "lastUpdate": now,
        "patients": {"date": now, "data": patients},
        "patients_summary": daily(CASES),
        "discharges_summary": daily(LEFT),
        "inspections_summary": daily(TESTS) if shape == "rows" else listed("検査実施件数", TESTS),
        "contacts": hourly(("9-13時", "13-17時", "17-21時"), CALLS),
        "querents": hourly(("9-17時", "17-翌9時"), FEVER),
        "inspection_persons": {
            "date": now,
            "labels": [f"{at.month}/{at.day}" for at in DAYS],
            "datasets": [{"label": "検査人数", "data": [count(value) for value in TESTS]}],
        },
        "main_summary": {
            "attr": "検査実施人数",
            "value": sum(TESTS),
            "children": [
                {
                    "attr": "陽性患者数",
                    "value": sum(CASES),
                    "children": [
                        {"attr": "入院中", "value": sum(CASES) - sum(LEFT)},
                        {"attr": "退院", "value": sum(LEFT)},
                    ],
                }
            ],
        },
    }


def taken_in(scope: Scope, entry: SourceEntry) -> Given:
    """A dataset as it would be published."""
    prepared = intake(scope, entry.dataset)
    data = Given(prepared.schema_id, prepared.frame, prepared.as_of)
    data.latest["dataset"] = entry.dataset
    return data


@pytest.mark.django_db
@pytest.mark.parametrize("dialect", DIALECTS)
def test_it_comes_back_with_the_same_figures_on_the_same_days(dialect: str, tmp_path: Path, settings: Any) -> None:
    told = written(**DIALECTS[dialect])
    source = tmp_path / "data.json"
    source.write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")
    community = found(tmp_path / "site", "990019")
    settings.HOME = community.home
    scope = Scope(None, community)
    add_file(scope, source)
    sources = queries.sources(scope)
    ours = generation1.document([taken_in(scope, entry) for entry in sources], compat.origins(sources))
    series = {"patients_summary": CASES, "discharges_summary": LEFT, "inspections_summary": TESTS, "contacts": CALLS, "querents": FEVER}  # fmt: skip
    if DIALECTS[dialect].get("shape") == "labels":
        assert ours["inspections_summary"] == told["inspections_summary"] | {"data": {"検査実施件数": TESTS}}
        del series["inspections_summary"]
    for part, values in series.items():
        mine = {row["日付"][:10]: row["小計"] for row in ours[part]["data"]}
        assert mine == {str(day): value for day, value in zip(DAYS, values, strict=True)}, part
    mine = [(row["リリース日"][:10], row["居住地"], row["年代"], row["性別"], bool(row["退院"])) for row in ours["patients"]["data"]]  # fmt: skip
    days = [str(at) for at, cases in zip(DAYS, CASES, strict=True) for _ in range(cases)]
    theirs = [(day, row["居住地"], row["年代"], row["性別"], bool(row["退院"])) for day, row in zip(days, told["patients"]["data"], strict=True)]  # fmt: skip
    assert sorted(mine) == sorted(theirs)
    key = DIALECTS[dialect].get("key", "リリース日")
    assert [row[key] for row in ours["patients"]["data"]] == [row["リリース日"] for row in ours["patients"]["data"]]
    assert [row["9-13時"] for row in ours["contacts"]["data"]] == [calls // 3 for calls in CALLS]
    assert ours["main_summary"] == told["main_summary"]
    assert ours["inspection_persons"]["labels"] == told["inspection_persons"]["labels"]
    assert ours["inspection_persons"]["datasets"] == [{"label": "検査人数", "data": TESTS}]

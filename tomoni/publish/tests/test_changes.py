"""What changed is said wherever a publication is told of: reasons, feed, publications.json — and taken over with it."""

from __future__ import annotations

import json

import polars as pl
import pytest

from tomoni.publish import changes, services
from tomoni.publish.tests.conftest import ROWS, Put
from tomoni.registry.scope import Scope

OLD = pl.DataFrame({"日": ["a", "b", "c", "d"], "数": [1, 2, 3, 4]})


def test_another_order_of_the_columns_is_said() -> None:
    found = changes.summary(OLD, OLD.select("数", "日"))
    assert (found["columns_moved"], found["changed"]) == (["数", "日"], 0)
    assert changes.words(found).ja == "前回との違い: 並びが変わった列: 数・日"


def test_a_first_publication_changes_nothing() -> None:
    assert changes.summary(None, OLD) == {}
    assert changes.words({}) is None
    assert changes.reason({}) == ()


def test_rows_and_values_are_counted_and_said() -> None:
    new = pl.DataFrame({"日": ["a", "b", "c", "e"], "数": [1, 2, 9, 5]})
    found = changes.summary(OLD, new)
    assert (found["before"], found["added"], found["changed"], found["removed"]) == (4, 1, 1, 1)
    assert found["cells"] == {"数": 1}
    said = changes.words(found)
    assert said.ja == "前回との違い: 追加1行、変更1行（数 1か所）、削除1行"
    assert said.en == "Since the last publication: 1 row added; 1 row changed (数: 1); 1 row removed"


def test_columns_that_came_went_or_became_another_type_are_named() -> None:
    found = changes.summary(
        OLD, pl.DataFrame({"日": ["a", "b", "c", "d"], "数": ["1", "2", "3", "4"], "区": ["x"] * 4})
    )
    assert (found["columns_added"], found["columns_removed"], found["columns_retyped"]) == (["区"], [], ["数"])
    assert found["changed"] == 0
    assert "型が変わった列: 数" in changes.words(found).ja
    assert changes.summary(OLD, OLD.with_columns(pl.col("数").cast(pl.Float64)))["columns_retyped"] == []


@pytest.mark.parametrize("broken", [None, [], {}, {"cells": {}}, {"cells": {"a": "<b>"}, "before": 1}])
def test_what_is_no_summary_is_not_taken_over(broken: object) -> None:
    assert changes.checked(broken) == {}


def test_a_summary_survives_the_way_through_a_file() -> None:
    found = changes.summary(OLD, OLD.head(2))
    assert changes.checked(json.loads(json.dumps(found, ensure_ascii=False))) == found


def test_a_publication_tells_what_it_changed(scope: Scope, put: Put) -> None:
    put(ROWS)
    (first,) = services.publish(scope)
    assert changes.GATE not in [reason["gate"] for reason in first.reasons]
    put(ROWS | {"2020-04-07": 22, "2020-04-21": 63}, "2020-04-21")
    (second,) = services.publish(scope)
    said = second.reasons[-1]
    assert (said["gate"], said["ja"]) == (changes.GATE, "前回との違い: 追加1行、変更1行（件数 1か所）")
    public = scope.community.dir / ".tomoni" / "public"
    assert said["ja"] in (public / "feed.atom").read_text(encoding="utf-8")
    newest = json.loads((public / "data/counts/publications.json").read_text(encoding="utf-8"))[0]
    assert (newest["changes"]["added"], newest["changes"]["changed"]) == (1, 1)

"""Two editions of a table, and what changed between them."""

from __future__ import annotations

import polars as pl
import pytest

from tomoni.tables.diff import diff, find_key


def frame(*rows: tuple[str, str, str]) -> pl.DataFrame:
    return pl.DataFrame(list(rows), schema=["NO", "市", "件数"], orient="row")


OLD = frame(("1", "甲市", "5"), ("2", "乙市", "5"), ("3", "丙市", "7"))


def test_no_difference() -> None:
    assert diff(OLD, OLD).same


def test_one_cell_is_one_row() -> None:
    found = diff(OLD, frame(("1", "甲市", "5"), ("2", "乙市", "6"), ("3", "丙市", "7")))
    assert [(item.new_row, item.cells) for item in found.changed] == [(2, (("件数", "5", "6"),))]
    assert not found.added and not found.removed


def test_rows_that_came_and_went_though_the_order_changed() -> None:
    found = diff(OLD, frame(("3", "丙市", "7"), ("4", "丁市", "1"), ("1", "甲市", "5")))
    assert [row for row, _ in found.added] == [2]
    assert [values["市"] for _, values in found.removed] == ["乙市"]
    assert not found.changed


def test_columns_that_came_and_went() -> None:
    found = diff(OLD, OLD.rename({"件数": "人数"}))
    assert (found.added_columns, found.removed_columns) == (["人数"], ["件数"])


def test_rows_without_a_key_are_compared_by_content() -> None:
    old = frame(("", "20代", "退院"), ("", "20代", "退院"), ("", "30代", "入院"))
    new = frame(("", "20代", "退院"), ("", "20代", "退院"), ("", "30代", "退院"), ("", "40代", "入院"))
    assert find_key(old, new) == []
    found = diff(old, new)
    assert [item.cells for item in found.changed] == [(("件数", "入院", "退院"),)]
    assert [row for row, _ in found.added] == [4]


def test_a_key_must_be_unique() -> None:
    with pytest.raises(ValueError, match="not unique"):
        diff(OLD, OLD, key=["件数"])

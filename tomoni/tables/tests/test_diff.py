"""Two states of a table compared: one changed cell is one changed row, with a key and without, wherever it stands."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tomoni.tables.diff import Change, diff

DAYS = pl.DataFrame({"日付": [f"2020-04-{n:02}" for n in range(1, 11)], "件数": list(range(10)), "備考": [None] * 10})
PEOPLE = pl.DataFrame(
    {
        "年代": ["30代", "30代", "40代", "20代", "30代"],
        "性別": ["男", "男", "女", "女", "男"],
        "退院": [None, "済", None, None, None],
    }
)


def put(frame: pl.DataFrame, row: int, column: str, value: object) -> pl.DataFrame:
    values = frame[column].to_list()
    values[row] = value
    return frame.with_columns(pl.Series(column, values))


def test_equal_states_differ_in_nothing_whatever_their_order() -> None:
    assert diff(DAYS, DAYS).empty
    assert diff(DAYS, DAYS.reverse()).empty
    assert diff(PEOPLE, PEOPLE.reverse()).empty


def test_rows_are_matched_by_a_key_where_there_is_one() -> None:
    newer = pl.concat([put(DAYS, 3, "件数", 99).slice(1), DAYS.head(1).with_columns(日付=pl.lit("2020-04-11"))])
    found = diff(DAYS, newer)
    assert found.key == "日付"
    assert (found.added, found.removed) == ((9,), (0,))
    assert found.changed == (Change(3, 2, ("件数",)),)


def test_rows_that_repeat_are_matched_by_content_and_place() -> None:
    found = diff(PEOPLE, put(PEOPLE, 2, "退院", "済"))
    assert found.key == ""
    assert (found.added, found.removed, found.changed) == ((), (), (Change(2, 2, ("退院",)),))
    assert diff(PEOPLE, PEOPLE[[0, 2, 3, 4, 1]]).empty


def test_a_row_more_is_a_row_added_and_no_other_changes() -> None:
    newer = pl.concat([PEOPLE.head(1), PEOPLE])
    found = diff(PEOPLE, newer)
    assert (len(found.added), found.removed, found.changed) == (1, (), ())


def test_a_corrected_key_is_one_changed_row() -> None:
    found = diff(DAYS, put(DAYS, 4, "日付", "2020-05-05"))
    assert (found.added, found.removed, found.changed) == ((), (), (Change(4, 4, ("日付",)),))


def test_columns_gained_lost_and_retyped_are_named() -> None:
    newer = DAYS.drop("備考").with_columns(件数=pl.col("件数").cast(pl.String), 累計=pl.lit(1))
    found = diff(DAYS, newer)
    assert (found.columns_added, found.columns_removed, found.columns_retyped) == (("累計",), ("備考",), ("件数",))
    assert found.changed == (), "the values are the same"
    assert diff(DAYS, DAYS.with_columns(件数=pl.col("件数").cast(pl.Float64))).empty


def test_a_key_that_does_not_name_the_rows_is_refused() -> None:
    with pytest.raises(ValueError, match="年代"):
        diff(PEOPLE, PEOPLE, key="年代")


def test_states_without_rows_or_columns_in_common() -> None:
    assert diff(DAYS, DAYS.clear()).removed == tuple(range(10))
    assert diff(DAYS.clear(), DAYS).added == tuple(range(10))
    other = diff(DAYS, DAYS.rename({"日付": "a", "件数": "b", "備考": "c"}))
    assert (len(other.removed), len(other.added), other.changed) == (10, 10, ())


CELLS = st.sampled_from(["a", "b", "c", None])


@settings(deadline=None, max_examples=60)
@given(st.lists(st.tuples(CELLS, CELLS, CELLS), min_size=1, max_size=12), st.data())
def test_one_changed_cell_is_at_most_one_row_on_each_side(
    rows: list[tuple[str | None, ...]], data: st.DataObject
) -> None:
    old = pl.DataFrame(rows, schema=dict.fromkeys("xyz", pl.String), orient="row")
    at = data.draw(st.integers(0, old.height - 1))
    found = diff(old, put(old, at, data.draw(st.sampled_from("xyz")), "new"))
    assert len(found.changed) + max(len(found.added), len(found.removed)) == 1


@settings(deadline=None, max_examples=60)
@given(
    st.lists(st.tuples(CELLS, CELLS, CELLS), max_size=12),
    st.lists(st.tuples(CELLS, CELLS, CELLS), max_size=12),
)
def test_every_row_is_accounted_for_once(one: list[tuple[str | None, ...]], two: list[tuple[str | None, ...]]) -> None:
    old, new = (pl.DataFrame(rows, schema=dict.fromkeys("xyz", pl.String), orient="row") for rows in (one, two))
    found = diff(old, new)
    assert old.height - len(found.removed) == new.height - len(found.added)
    assert len({c.old for c in found.changed}) == len({c.new for c in found.changed}) == len(found.changed)
    assert not {c.old for c in found.changed} & set(found.removed)
    for change in found.changed:
        assert all(old[name][change.old] != new[name][change.new] for name in change.columns)

"""Which row is which: one changed cell is one changed row, with a key and without, wherever it stands."""

from __future__ import annotations

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from tomoni.tables.diff import Diff, diff

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


def counts(found: Diff) -> tuple[int, int, int]:
    return len(found.added), len(found.removed), len(found.changed)


def test_order_alone_is_no_difference() -> None:
    assert diff(DAYS, DAYS.reverse()).same
    assert diff(PEOPLE, PEOPLE.reverse()).same


def test_a_correction_in_a_list_without_a_key_is_one_changed_row() -> None:
    found = diff(PEOPLE, put(PEOPLE, 2, "退院", "済"))
    assert [(item.old_row, item.new_row, item.cells) for item in found.changed] == [(3, 3, (("退院", None, "済"),))]
    assert counts(found) == (0, 0, 1)


def test_a_row_more_is_a_row_added_though_it_equals_another() -> None:
    assert counts(diff(PEOPLE, pl.concat([PEOPLE.head(1), PEOPLE]))) == (1, 0, 0)


def test_a_corrected_key_is_one_changed_row() -> None:
    found = diff(DAYS, put(DAYS, 4, "日付", "2020-05-05"))
    assert counts(found) == (0, 0, 1)
    assert found.changed[0].cells == (("日付", "2020-04-05", "2020-05-05"),)


def test_a_type_alone_is_no_other_value() -> None:
    assert diff(DAYS, DAYS.with_columns(件数=pl.col("件数").cast(pl.Float64))).same
    assert diff(DAYS, DAYS.with_columns(件数=pl.col("件数").cast(pl.String))).same


def test_two_columns_swapped_are_changed_rows_not_lost_ones() -> None:
    swapped = PEOPLE.rename({"年代": "性別", "性別": "年代"}).select(PEOPLE.columns)
    assert (
        diff(
            PEOPLE.with_columns(市=pl.lit("甲"), 区=pl.lit("乙")),
            swapped.with_columns(市=pl.lit("甲"), 区=pl.lit("乙")),
        ).removed
        == []
    )


def test_states_without_rows_or_columns_in_common() -> None:
    assert counts(diff(DAYS, DAYS.clear())) == (0, 10, 0)
    assert counts(diff(DAYS.clear(), DAYS)) == (10, 0, 0)
    other = diff(DAYS, DAYS.rename({"日付": "a", "件数": "b", "備考": "c"}))
    assert (other.added_columns, other.removed_columns) == (["a", "b", "c"], ["日付", "件数", "備考"])


CELLS = st.sampled_from(["a", "b", "c", None])
ROWS = st.lists(st.tuples(CELLS, CELLS, CELLS), max_size=12)


def frame(rows: list[tuple[str | None, ...]]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=dict.fromkeys("xyz", pl.String), orient="row")


@settings(deadline=None, max_examples=60)
@given(ROWS.filter(bool), st.data())
def test_one_changed_cell_is_one_row(rows: list[tuple[str | None, ...]], data: st.DataObject) -> None:
    old = frame(rows)
    at = data.draw(st.integers(0, old.height - 1))
    added, removed, changed = counts(diff(old, put(old, at, data.draw(st.sampled_from("xyz")), "new")))
    assert changed + max(added, removed) == 1


@settings(deadline=None, max_examples=60)
@given(ROWS, ROWS)
def test_every_row_is_accounted_for_once(one: list[tuple[str | None, ...]], two: list[tuple[str | None, ...]]) -> None:
    old, new = frame(one), frame(two)
    found = diff(old, new)
    assert old.height - len(found.removed) == new.height - len(found.added)
    assert len({c.old_row for c in found.changed}) == len({c.new_row for c in found.changed}) == len(found.changed)
    for change in found.changed:
        for name, before, after in change.cells:
            assert (old[name][change.old_row - 1], new[name][change.new_row - 1]) == (before, after)

"""A sum does not count a row that adds up others; a word alone makes no row such a one."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from tomoni.dashboard.compute.select import ROW, indexed
from tomoni.dashboard.compute.series import series
from tomoni.dashboard.compute.single import single
from tomoni.dashboard.compute.wholes import parts
from tomoni.dashboard.config.model import Card, Value

SUM = Value("sum", "人数")
WARDS = pl.DataFrame(
    {
        "区": ["東区", "東区", "西区", "西区", "計"],
        "年代": ["若い人", "年上の人", "若い人", "年上の人", None],
        "人数": [1, 2, 3, 4, 10],
    }
)


def left(frame: pl.DataFrame) -> tuple[list[int], tuple[str, ...]]:
    rows, words = parts(indexed(frame), "人数")
    return rows[ROW].to_list(), words


def test_the_sum_of_all_is_left_out_and_said() -> None:
    assert left(WARDS) == ([0, 1, 2, 3], ("計",))
    made = series(WARDS, Card("a", "bar", x="区", value=SUM), {})
    assert dict(zip(made.x, made.lines[0].values, strict=True)) == {"東区": 3, "西区": 7}
    assert made.wholes == ("計",)
    assert single(WARDS, SUM, {}).value == 10


def test_sums_of_every_level_and_day_are_left_out() -> None:
    rows = [
        (date(2020, 4, day), ward, age, n)
        for day in (1, 2)
        for ward, age, n in [
            ("総数", "計", 10 * day),
            ("総数", "若い人", 4 * day),
            ("総数", "年上の人", 6 * day),
            ("東区", "計", 3 * day),
            ("東区", "若い人", 1 * day),
            ("東区", "年上の人", 2 * day),
            ("西区", "計", 7 * day),
            ("西区", "若い人", 3 * day),
            ("西区", "年上の人", 4 * day),
        ]
    ]
    frame = pl.DataFrame(rows, schema=["公表日", "区", "年代", "人数"], orient="row")
    kept, words = left(frame)
    assert [frame.row(n)[1:3] for n in kept[:4]] == [
        ("東区", "若い人"),
        ("東区", "年上の人"),
        ("西区", "若い人"),
        ("西区", "年上の人"),
    ]
    assert (len(kept), set(words)) == (8, {"総数", "計"})
    assert single(frame, SUM, {}).value == 30
    assert single(frame, SUM, {"区": ("総数",), "年代": ("計",)}).value == 30, "who asks for the whole gets it"


@pytest.mark.parametrize(
    ("wards", "numbers"),
    [
        (["東区", "西区", "計"], [1, 2, 4]),  # it does not add up: nobody knows what it is
        (["東区", "計"], [3, 3]),  # one row is no sum
        (["東区", "西区", "北区"], [1, 2, 3]),  # a sum by chance
        (["計", "計"], [1, 1]),
        (["東区", "西区", "計"], [None, None, None]),
    ],
)
def test_other_rows_stay(wards: list[str], numbers: list[int | None]) -> None:
    frame = pl.DataFrame({"区": wards, "人数": numbers}, schema={"区": pl.Utf8, "人数": pl.Int64})
    assert left(frame) == (list(range(len(wards))), ())

"""Figures from frames: what is counted, what is missing, and the rows each figure rests on."""

from datetime import date

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tomoni.dashboard.compute.order import ordered
from tomoni.dashboard.compute.origin import condensed, origin
from tomoni.dashboard.compute.select import CardError
from tomoni.dashboard.compute.series import mean, series
from tomoni.dashboard.compute.single import card_single, single, tree
from tomoni.dashboard.config.model import Card, Node, Value
from tomoni.i18n import Text
from tomoni.tables.grid import Rect, Ref

PATIENTS = pl.DataFrame(
    {
        "公表_年月日": [date(2020, 4, 1), date(2020, 4, 1), date(2020, 4, 3), None],
        "患者_年代": ["10代", "10歳未満", "90歳以上", "10代"],
        "患者_性別": ["男性", "女性", None, "女性"],
        "患者_居住地": ["甲市", "乙町", "甲市", "甲市"],
    }
)
DAILY = pl.DataFrame(
    {
        "日付": [date(2020, 4, 1), date(2020, 4, 2), date(2020, 4, 4)],
        "検査件数": [10, None, 30],
        "陽性累計": [5, 7, 9],
        "入院中": [4, 5, 6],
        "退院": [1, 2, 2],
        "備考": ["a", "b", "c"],
    },
)


class TestAlongDays:
    def test_days_without_cases_are_zero_and_each_figure_keeps_its_rows(self):
        made = series(PATIENTS, Card("a", x="公表_年月日"), {})
        assert made.x == (date(2020, 4, 1), date(2020, 4, 2), date(2020, 4, 3))
        assert made.lines[0].values == (2, 0, 1)
        assert made.lines[0].rows == ((0, 1), (), (2,))
        assert made.unplaced == (3,)

    def test_days_without_a_report_are_missing_not_zero(self):
        made = series(DAILY, Card("a", x="日付", value=Value("sum", "検査件数")), {})
        assert made.lines[0].values == (10, None, None, 30)
        assert made.running().lines[0].values == (10, None, None, 40)

    def test_fields_side_by_side(self):
        made = series(DAILY, Card("a", x="日付", series=("入院中", "退院")), {})
        assert [(line.name, line.values) for line in made.lines] == [
            ("入院中", (4, 5, None, 6)),
            ("退院", (1, 2, None, 2)),
        ]
        assert made.last(2).x == (date(2020, 4, 3), date(2020, 4, 4))

    def test_one_impossible_year_does_not_make_an_axis_of_centuries(self):
        wild = pl.DataFrame({"日": [date(20, 4, 1), date(2020, 4, 1)]})
        assert len(series(wild, Card("a", x="日"), {}).x) == 2

    def test_split_by_a_field_keeps_the_unknown_apart_and_last(self):
        made = series(PATIENTS, Card("a", x="公表_年月日", split="患者_性別"), {})
        assert [line.name for line in made.lines][-1] == ""
        assert sum(line.total() for line in made.lines) == 3


class TestCategories:
    def test_ages_stand_in_their_natural_order(self):
        assert series(PATIENTS, Card("a", x="患者_年代"), {}).x == ("10歳未満", "10代", "90歳以上")

    def test_the_schemas_order_wins(self):
        schema = {"fields": [{"name": "患者_年代", "constraints": {"enum": ["90歳以上", "10代", "10歳未満"]}}]}
        assert series(PATIENTS, Card("a", x="患者_年代"), schema).x == ("90歳以上", "10代", "10歳未満")

    def test_what_is_not_said_stands_last_and_still_counts(self):
        frame = pl.DataFrame({"居住地": ["調査中", "―", None, "甲市", "調査中"]})
        made = series(frame, Card("a", x="居住地"), {})
        assert (made.x, made.lines[0].values) == (("甲市", "調査中", ""), (1, 2, 2))

    def test_places_stand_by_size(self):
        made = series(PATIENTS, Card("a", x="患者_居住地"), {})
        assert (made.x, made.lines[0].values) == (("甲市", "乙町"), (3, 1))

    @given(st.lists(st.text(max_size=4), unique=True))
    def test_ordering_loses_nothing(self, values):
        for order in ("", "x", "value", "source"):
            assert sorted(ordered(values, {}, [], order)) == sorted(values)


class TestOneFigure:
    def test_a_count_says_what_the_newest_day_added(self):
        made = card_single(PATIENTS, Card("a", x="公表_年月日"))
        assert (made.value, made.day, made.step, made.rows) == (4, date(2020, 4, 3), 1, (0, 1, 2, 3))

    def test_the_last_value_and_its_difference(self):
        made = single(DAILY, Value("last", "入院中"), {}, "日付")
        assert (made.value, made.step, made.before, made.rows) == (6, 1, date(2020, 4, 2), (2,))

    def test_a_sum_rests_on_the_rows_that_have_a_value(self):
        made = single(DAILY, Value("sum", "検査件数"), {}, "日付")
        assert (made.value, made.rows) == (40, (0, 2))

    def test_nothing_is_not_zero(self):
        assert single(DAILY.clear(), Value("sum", "検査件数"), {}).value is None
        assert single(DAILY.clear(), Value(), {}).value == 0

    def test_parts_that_do_not_add_up_are_seen(self):
        parts = (Node(Text("入院中", ""), Value("last", "入院中")), Node(Text("退院", ""), Value("last", "退院")))
        nodes = (Node(Text("陽性", ""), Value("last", "陽性累計"), children=parts),)
        (box,) = tree(DAILY, Card("t", x="日付", nodes=nodes))
        assert (box.figure.value, box.gap) == (9, 1)


class TestFaults:
    def test_a_field_that_is_not_there_names_the_likely_one(self):
        with pytest.raises(CardError) as caught:
            series(PATIENTS, Card("a", x="公表年月日"), {})
        assert "公表_年月日" in caught.value.message.ja

    def test_words_have_no_sum(self):
        with pytest.raises(CardError):
            single(DAILY, Value("sum", "備考"), {})


def test_the_mean_needs_seven_days():
    assert mean((7,) * 6) == [None] * 6
    assert mean((1, 2, 3, 4, 5, 6, 7, None)) == [None] * 6 + [4.0, None]


class TestOrigin:
    def test_a_column_of_cells_is_one_range(self):
        assert condensed(Ref(row, 2) for row in range(3, 1166)) == ["B3:B1165"]

    def test_neighbouring_columns_join(self):
        assert condensed([Ref(3, 1), Ref(3, 2), Ref(4, 1), Ref(4, 2), Ref(9, 4)]) == ["A3:B4", "D9"]

    @given(st.sets(st.tuples(st.integers(1, 12), st.integers(1, 5)), max_size=30))
    def test_the_ranges_cover_exactly_the_cells(self, cells):
        covered: list[tuple[int, int]] = []
        for text in condensed(Ref(*cell) for cell in cells):
            rect = Rect.parse(text)
            covered += [(r, c) for r in range(rect.top, rect.bottom + 1) for c in range(rect.left, rect.right + 1)]
        assert sorted(covered) == sorted(cells)

    def test_a_count_rests_on_the_first_column_that_has_cells(self):
        class Fake:
            def cells(self, row: int, col: int) -> list[Ref]:
                return [Ref(row + 3, 2)] if col == 1 else []

        made = origin(Fake(), ["曜日", "公表日"], [0, 1, 2], [])
        assert (made.said(), made.rows) == ("B3:B5", 3)

"""What was published should still be there: rows, days, kinds of value — and what may go without being stopped."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import polars as pl
import pytest

from tomoni.registry.gates import past
from tomoni.registry.gates.base import Outcome, Verdict
from tomoni.registry.tests.conftest import AtTheGate

DAYS = [date(2020, 4, 1) + timedelta(n) for n in range(20)]
COUNTS: dict[str, list[Any]] = {"日付": DAYS, "件数": list(range(20))}
PEOPLE: dict[str, list[Any]] = {
    "居住地": ["甲市", "乙市", "甲市", "丙町"] * 5,
    "年代": ["30代", "40代", "30代", "20代"] * 5,
    "状態": ["入院中"] * 10 + ["退院"] * 10,
    "職業": ["会社員"] * 20,
}


def said(
    at_the_gate: AtTheGate, before: dict[str, list[Any]], now: dict[str, list[Any]], **known: Any
) -> list[Verdict]:
    candidate = at_the_gate(now, previous=pl.DataFrame(before, strict=False), **known)
    return [verdict for gate in past.GATES for verdict in gate.check(candidate)]


def some(columns: dict[str, list[Any]], rows: range | list[int]) -> dict[str, list[Any]]:
    return {name: [values[row] for row in rows] for name, values in columns.items()}


class TestLostRows:
    def test_a_row_or_two_are_said(self, at_the_gate: AtTheGate) -> None:
        (verdict,) = said(at_the_gate, COUNTS, some(COUNTS, [n for n in range(20) if n not in (3, 8)]))
        assert verdict.outcome is Outcome.WARNED
        assert "20行のうち2行がなくなっています（2020-04-04、2020-04-09 など）" in verdict.reason.ja

    def test_many_are_held_though_as_many_came(self, at_the_gate: AtTheGate) -> None:
        now = {"名前": [f"新{n}" for n in range(8)] + [f"施設{n}" for n in range(8, 20)]}
        (verdict,) = said(at_the_gate, {"名前": [f"施設{n}" for n in range(20)]}, now, as_of="2020-05-01")
        assert verdict.outcome is Outcome.HELD
        assert "8 of 20" in verdict.reason.en

    @pytest.mark.parametrize(("as_of", "outcome"), [("2020-04-20", Outcome.HELD), ("2020-04-21", Outcome.WARNED)])
    def test_a_file_for_the_same_day_may_lose_fewer(self, at_the_gate: AtTheGate, as_of: str, outcome: Outcome) -> None:
        now = some(COUNTS, [n for n in range(20) if n not in (3, 8, 9)])
        (verdict,) = said(at_the_gate, COUNTS, now, as_of=as_of, previous_as_of="2020-04-20")
        assert verdict.outcome is outcome

    def test_a_share_that_the_source_states_holds_though_it_is_the_usual_one(self, at_the_gate: AtTheGate) -> None:
        now = some(COUNTS, [n for n in range(20) if n not in (3, 8, 9)])
        days = {"as_of": "2020-04-20", "previous_as_of": "2020-04-20"}
        (verdict,) = said(at_the_gate, COUNTS, now, max_row_drop=20, **days)
        assert verdict.outcome is Outcome.WARNED

    def test_a_window_of_days_may_move_on(self, at_the_gate: AtTheGate) -> None:
        later = {"日付": [day + timedelta(15) for day in DAYS], "件数": [*range(15, 20), *range(15)]}
        assert not said(at_the_gate, COUNTS, later, as_of="2020-05-05", previous_as_of="2020-04-20")

    def test_a_new_state_of_a_person_is_no_row_lost(self, at_the_gate: AtTheGate) -> None:
        assert not said(at_the_gate, PEOPLE, PEOPLE | {"状態": ["退院"] * 20})


class TestMixedUp:
    def test_text_columns_that_were_swapped_are_held(self, at_the_gate: AtTheGate) -> None:
        (verdict,) = said(at_the_gate, PEOPLE, PEOPLE | {"居住地": PEOPLE["年代"], "年代": PEOPLE["居住地"]})
        assert verdict.outcome is Outcome.HELD
        assert "「居住地」20行のうち20行" in verdict.reason.ja

    def test_a_column_that_lost_half_of_its_values_is_held(self, at_the_gate: AtTheGate) -> None:
        (verdict,) = said(at_the_gate, PEOPLE, PEOPLE | {"年代": [*PEOPLE["年代"][:10], *[None] * 10]})
        assert verdict.outcome is Outcome.HELD

    def test_words_where_numbers_were_are_held(self, at_the_gate: AtTheGate) -> None:
        now = COUNTS | {"件数": [*(str(n) for n in range(19)), "調整中"]}
        verdicts = said(at_the_gate, COUNTS, now)
        assert [v.outcome for v in verdicts if "数や日付だった列" in v.reason.ja] == [Outcome.HELD]

    def test_a_first_decimal_is_no_other_kind(self, at_the_gate: AtTheGate) -> None:
        assert not said(at_the_gate, COUNTS, COUNTS | {"件数": [float(n) for n in range(20)]})


class TestRowsWithoutTheirName:
    def test_a_row_without_its_day_is_held(self, at_the_gate: AtTheGate) -> None:
        now = {"日付": [*DAYS, None], "件数": [*range(20), 190]}
        (verdict,) = said(at_the_gate, COUNTS, now)
        assert verdict.outcome is Outcome.HELD
        assert "「日付」が空の行が1行" in verdict.reason.ja

    def test_a_total_among_the_data_is_held(self, at_the_gate: AtTheGate) -> None:
        before = {"区": ["東区", "西区", "南区"], "人口": [1, 2, 3]}
        (verdict,) = said(at_the_gate, before, {"区": ["東区", "西区", "南区", "合計"], "人口": [1, 2, 3, 6]})
        assert verdict.outcome is Outcome.HELD
        assert "合計の行（合計）" in verdict.reason.ja

    def test_a_place_called_総数_from_the_first_is_a_category(self, at_the_gate: AtTheGate) -> None:
        before = {"区分": ["総数", "男", "女"], "人口": [5, 2, 3]}
        assert not said(at_the_gate, before, {"区分": ["総数", "男", "女", "合計"], "人口": [5, 2, 3, 5]})


def test_latest_days_that_are_provisional_may_change(at_the_gate: AtTheGate) -> None:
    now = COUNTS | {"件数": [*range(18), 50, 60]}
    (verdict,) = said(at_the_gate, COUNTS, now)
    assert verdict.outcome is Outcome.WARNED
    candidate = at_the_gate(now, previous=pl.DataFrame(COUNTS))
    object.__setattr__(candidate.source, "provisional_days", 2)
    assert not past.check(candidate)


TAKINGS: dict[str, list[Any]] = {"年度": [2019, 2020, 2021], "歳入": [12_345_678, 12_400_000, 12_500_000]}


class TestMagnitudes:
    def test_thousand_yen_for_yen_is_held(self, at_the_gate: AtTheGate) -> None:
        now = {"年度": [2020, 2021, 2022], "歳入": [12_400, 12_500, 12_600]}
        reasons = [v for v in said(at_the_gate, TAKINGS, now) if "単位" in v.reason.ja]
        assert [verdict.outcome for verdict in reasons] == [Outcome.HELD]
        assert "「歳入」1.24e+07→12500" in reasons[0].reason.ja

    def test_growth_is_not(self, at_the_gate: AtTheGate) -> None:
        now = {"年度": [2020, 2021, 2022], "歳入": [112_400_000, 212_500_000, 312_600_000]}
        assert not [v for v in said(at_the_gate, TAKINGS, now) if "単位" in v.reason.ja]

"""Each gate, as an officer would meet it: what passes, what is stopped, and what it says with which figures."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tomoni.registry.founding import found
from tomoni.registry.gates import areas, cumulative, empty, past, personal, ranges, sums, time, tree
from tomoni.registry.gates.base import Candidate, Outcome, Verdict
from tomoni.registry.tests.conftest import AtTheGate

DAYS = [date(2020, 4, 1) + timedelta(n) for n in range(10)]


def only(verdicts: list[Verdict]) -> Verdict:
    assert len(verdicts) == 1, verdicts
    return verdicts[0]


class TestRows:
    def test_an_empty_table_is_refused(self, at_the_gate: AtTheGate) -> None:
        assert only(empty.no_rows(at_the_gate({"人数": []}))).outcome is Outcome.REFUSED

    @pytest.mark.parametrize(("rows", "stopped"), [(100, False), (80, False), (79, True), (50, True), (120, False)])
    def test_a_feed_that_lost_rows_is_held(self, at_the_gate: AtTheGate, rows: int, stopped: bool) -> None:
        before = pl.DataFrame({"人数": range(100)})
        verdicts = empty.row_drop(at_the_gate({"人数": list(range(rows))}, previous=before))
        assert bool(verdicts) == stopped

    def test_it_says_the_figures_and_the_limit_can_be_set(self, at_the_gate: AtTheGate) -> None:
        before = pl.DataFrame({"人数": range(2000)})
        verdict = only(empty.row_drop(at_the_gate({"人数": [1] * 1000}, previous=before)))
        assert "2,000行から1,000行" in verdict.reason.ja
        assert "from 2,000 to 1,000" in verdict.reason.en
        assert not empty.row_drop(at_the_gate({"人数": [1] * 1000}, previous=before, max_row_drop=60))


class TestAsOf:
    def check(self, at_the_gate: AtTheGate, before: str, now: str, *, changed: bool = True) -> list[Verdict]:
        old = pl.DataFrame({"人数": [1, 2]})
        frame = {"人数": [1, 3 if changed else 2]}
        return time.as_of_advances(at_the_gate(frame, previous=old, previous_as_of=before, as_of=now))

    @pytest.mark.parametrize("now", ["2020-04-19", "2020-04-18 20:00", "2020-04-18T21:00"])
    def test_a_later_one_passes(self, at_the_gate: AtTheGate, now: str) -> None:
        assert not self.check(at_the_gate, "2020-04-18 19:00", now)

    @pytest.mark.parametrize("now", ["2020-04-17", "2020-04-18 18:00", "2019-12-31"])
    def test_one_that_goes_back_is_held(self, at_the_gate: AtTheGate, now: str) -> None:
        verdict = only(self.check(at_the_gate, "2020-04-18 19:00", now))
        assert verdict.outcome is Outcome.HELD
        assert now in verdict.reason.ja

    def test_one_that_is_not_known_any_more_is_held(self, at_the_gate: AtTheGate) -> None:
        assert only(self.check(at_the_gate, "2020-04-18", "")).outcome is Outcome.HELD

    def test_other_figures_for_the_same_day_are_said(self, at_the_gate: AtTheGate) -> None:
        assert only(self.check(at_the_gate, "2020-04-18", "2020-04-18")).outcome is Outcome.WARNED
        assert not self.check(at_the_gate, "2020-04-18", "2020-04-18", changed=False)


class TestDates:
    @pytest.mark.parametrize("text", ["2020/4/31", "2021-02-29", "4月31日", "２０２０年１３月１日", "6/31"])
    def test_a_day_no_calendar_has(self, text: str) -> None:
        assert time.impossible(text)

    @pytest.mark.parametrize(
        "text", ["2020/4/30", "2020-02-29", "2/29", "4月", "43939", "調査中", "1/2の割合", "12:30"]
    )
    def test_what_may_be_a_day_or_is_none(self, text: str) -> None:
        assert not time.impossible(text)

    def test_days_after_the_as_of_are_held(self, at_the_gate: AtTheGate) -> None:
        candidate = at_the_gate({"日付": DAYS, "人数": range(10)}, as_of="2020-04-05", as_of_from="sheet")
        verdict = only(time.future_days(candidate))
        assert "4行" in verdict.reason.ja
        assert "2020-04-07" in verdict.reason.ja

    def test_opening_days_of_places_may_lie_ahead(self, at_the_gate: AtTheGate) -> None:
        columns = {"施設": list("abcdef"), "開設日": [DAYS[9]] * 6}
        assert not time.future_days(at_the_gate(columns, as_of="2020-04-05", as_of_from="sheet"))

    def test_a_day_before_1900_is_held(self, at_the_gate: AtTheGate) -> None:
        verdict = only(time.long_ago(at_the_gate({"日付": [date(1899, 12, 30), *DAYS]})))
        assert verdict.outcome is Outcome.HELD
        assert "1899-12-30" in verdict.reason.en


class TestCumulative:
    @given(st.lists(st.integers(0, 50), min_size=2, max_size=20))
    @settings(max_examples=50, deadline=None)
    def test_running_totals_of_counts_always_pass(self, daily: list[int]) -> None:
        total = [sum(daily[: i + 1]) for i in range(len(daily))]
        days = [date(2020, 4, 1) + timedelta(n) for n in range(len(daily))]
        assert not cumulative.never_falls(candidate_of({"日付": days, "累計": total}))

    @given(st.integers(1, 9), st.integers(1, 40))
    @settings(max_examples=30, deadline=None)
    def test_a_fall_anywhere_is_found(self, where: int, fall: int) -> None:
        total = [100 + 3 * n for n in range(10)]
        total[where] = total[where - 1] - fall
        verdict = cumulative.never_falls(candidate_of({"日付": DAYS, "陽性者数（累計）": total}))[0]
        assert verdict.outcome is Outcome.HELD
        assert f"{total[where - 1]} → {total[where]}" in verdict.reason.ja
        assert str(DAYS[where]) in verdict.reason.en

    def test_it_must_not_be_below_what_is_public(self, at_the_gate: AtTheGate) -> None:
        before = pl.DataFrame({"日付": DAYS, "累計": range(100, 110)})
        verdict = only(
            cumulative.not_below_last_time(at_the_gate({"日付": DAYS, "累計": range(95, 105)}, previous=before))
        )
        assert "公開中の109から104" in verdict.reason.ja

    def test_current_figures_may_fall(self, at_the_gate: AtTheGate) -> None:
        assert not cumulative.never_falls(at_the_gate({"日付": DAYS, "入院中": list(range(10, 0, -1))}))


class TestPast:
    def edition(self, counts: list[int | None], **more: list[object]) -> dict[str, list[object]]:
        return {"日付": DAYS, "件数": counts, **more}

    def check(
        self, at_the_gate: AtTheGate, before: dict[str, list[object]], now: dict[str, list[object]]
    ) -> list[Verdict]:
        return [
            verdict
            for gate in past.GATES
            for verdict in gate.check(at_the_gate(now, previous=pl.DataFrame(before, strict=False)))
        ]

    def test_what_stays_the_same_or_is_filled_in_passes(self, at_the_gate: AtTheGate) -> None:
        before = self.edition([1, 2, 3, None, None, 6, 7, 8, 9, None])
        assert not self.check(at_the_gate, before, self.edition(list(range(1, 11))))

    def test_a_correction_is_published_and_said(self, at_the_gate: AtTheGate) -> None:
        now = self.edition([1, 2, 3, 44, *range(5, 11)])
        verdict = only(self.check(at_the_gate, self.edition(list(range(1, 11))), now))
        assert verdict.outcome is Outcome.WARNED
        assert "10行のうち1行（2020-04-04: 4→44" in verdict.reason.ja

    def test_swapped_columns_are_held(self, at_the_gate: AtTheGate) -> None:
        a, b = list(range(10)), list(range(50, 60))
        verdicts = self.check(at_the_gate, self.edition(a, 人数=b), self.edition(b, 人数=a))
        assert only(verdicts).outcome is Outcome.HELD

    def test_a_column_that_vanished_is_held(self, at_the_gate: AtTheGate) -> None:
        before = self.edition(list(range(10)), 人数=list(range(10)))
        assert "「人数」" in only(self.check(at_the_gate, before, self.edition(list(range(10))))).reason.ja
        empty_now = self.edition(list(range(10)), 人数=[None] * 10)
        assert Outcome.HELD in {v.outcome for v in self.check(at_the_gate, before, empty_now)}


class TestSums:
    @given(st.lists(st.tuples(*[st.integers(0, 500)] * 3), min_size=6, max_size=30))
    @settings(max_examples=50, deadline=None)
    def test_parts_that_add_up_always_pass(self, parts: list[tuple[int, int, int]]) -> None:
        assert not sums.check(candidate_of(with_total(parts)))

    @given(st.lists(st.tuples(*[st.integers(1, 500)] * 3), min_size=12, max_size=30), st.data())
    @settings(max_examples=50, deadline=None)
    def test_one_wrong_cell_is_found(self, parts: list[tuple[int, int, int]], data: st.DataObject) -> None:
        columns = with_total(parts)
        row = data.draw(st.integers(0, len(parts) - 1))
        right = columns["計"][row]
        columns["計"][row] += data.draw(st.integers(1, 90))
        verdict = sums.check(candidate_of(columns))[0]
        assert verdict.outcome is Outcome.HELD
        assert f"は{columns['計'][row]:,}、内訳の合計は{right:,}" in verdict.reason.ja

    def test_a_column_that_means_something_else_is_left_alone(self, at_the_gate: AtTheGate) -> None:
        columns = {"市": range(10), "県": range(10), "合計": [7] * 10}
        assert not sums.check(at_the_gate(columns))


def with_total(parts: list[tuple[int, int, int]]) -> dict[str, list[int]]:
    columns = {name: [row[i] for row in parts] for i, name in enumerate(("市外", "市内", "不明"))}
    return {**columns, "計": [sum(row) for row in parts]}


class TestTree:
    def rows(self, positive: int, *below: int) -> dict[str, list[object]]:
        return {
            "項目1": ["検査"] * (2 + len(below)),
            "項目2": [None, *["陽性"] * (1 + len(below))],
            "項目3": [None, None, *[f"状態{n}" for n in range(len(below))]],
            "値": [10121, positive, *below],
        }

    def test_parts_that_add_up_pass(self, at_the_gate: AtTheGate) -> None:
        assert not tree.adds_up(at_the_gate(self.rows(1089, 853, 227, 9)))

    def test_parts_that_do_not_are_held_with_the_sum(self, at_the_gate: AtTheGate) -> None:
        verdict = only(tree.adds_up(at_the_gate(self.rows(1163, 853, 227, 9))))
        assert verdict.outcome is Outcome.HELD
        assert "「陽性」は1,163、その内訳は853＋227＋9＝1,089" in verdict.reason.ja

    def test_what_is_not_its_parts_is_left_alone(self, at_the_gate: AtTheGate) -> None:
        assert not tree.adds_up(at_the_gate(self.rows(1163, 30, 20)))

    def test_an_ordinary_table_is_no_tree(self, at_the_gate: AtTheGate) -> None:
        assert not tree.adds_up(at_the_gate({"区": ["東", "西", "北"], "町": ["a", "b", "c"], "値": [1, 2, 3]}))


class TestRanges:
    def test_a_negative_count_is_held(self, at_the_gate: AtTheGate) -> None:
        verdict = only(ranges.negative_counts(at_the_gate({"日付": DAYS, "検査人数": [5] * 9 + [-5]})))
        assert verdict.outcome is Outcome.HELD
        assert "2020-04-10 は -5" in verdict.reason.ja

    @pytest.mark.parametrize("name", ["増減数", "前年比", "収支", "気温"])
    def test_changes_may_be_negative(self, at_the_gate: AtTheGate, name: str) -> None:
        assert not ranges.negative_counts(at_the_gate({name: [5, -5, 3]}))

    def test_the_limits_of_a_schema_hold(self, at_the_gate: AtTheGate) -> None:
        candidate = at_the_gate({"緯度": [35.1, 135.2]})
        fields = {"fields": [{"name": "緯度", "type": "number", "constraints": {"minimum": 20, "maximum": 46}}]}
        verdict = only(ranges.beyond_limits(with_schema(candidate, fields)))
        assert "135.2" in verdict.reason.ja
        assert "20–46" in verdict.reason.en


def with_schema(candidate: Candidate, schema: dict[str, object]) -> Candidate:
    return candidate_of(candidate.frame, schema=schema, community=candidate.community)


class TestAreas:
    def rows(self, code: str, prefecture: str, count: int = 10) -> dict[str, list[str]]:
        return {"全国地方公共団体コード": [code] * count, "都道府県名": [prefecture] * count}

    @pytest.mark.parametrize("code", ["281000", "281018", "280003", "28100"])
    def test_the_city_its_wards_and_its_prefecture_pass(self, at_the_gate: AtTheGate, code: str) -> None:
        assert not areas.check(at_the_gate(self.rows(code, "兵庫県")))

    def test_made_up_codes_are_refused_in_a_real_place(self, at_the_gate: AtTheGate) -> None:
        verdicts = areas.check(at_the_gate({"全国地方公共団体コード": ["992011"] * 3}))
        assert only(verdicts).outcome is Outcome.REFUSED
        assert "架空" in verdicts[0].reason.ja

    def test_real_codes_are_refused_in_a_made_up_place(self, at_the_gate: AtTheGate, tmp_path: Path) -> None:
        mihon = found(tmp_path / "mihon", "992011")
        outcomes = {v.outcome for v in areas.check(at_the_gate(self.rows("281000", "兵庫県"), community=mihon))}
        assert outcomes == {Outcome.REFUSED}
        assert not areas.check(at_the_gate({"全国地方公共団体コード": ["992011"]}, community=mihon))

    def test_another_places_data_are_refused(self, at_the_gate: AtTheGate) -> None:
        verdicts = areas.check(at_the_gate(self.rows("130001", "東京都")))
        assert {v.outcome for v in verdicts} == {Outcome.REFUSED}
        assert "130001 東京都" in verdicts[0].reason.ja

    def test_a_name_replaced_in_another_places_data_is_found(self, at_the_gate: AtTheGate) -> None:
        reasons = " ".join(v.reason.ja for v in areas.check(at_the_gate(self.rows("130001", "兵庫県"))))
        assert "130001は東京都なのに兵庫県" in reasons

    def test_a_nation_wide_table_asks_a_person(self, at_the_gate: AtTheGate) -> None:
        codes = ["280003", "130001", "270008", "100005", "200000", "400009", "010006"]
        assert only(areas.check(at_the_gate({"都道府県コード": codes}))).outcome is Outcome.HELD

    def test_rows_of_another_community_here_are_refused_whatever_they_say(self, at_the_gate: AtTheGate) -> None:
        from tomoni.registry.facts import Facts, sketch

        lists = pl.DataFrame({"年代": [f"{n % 9}0代" for n in range(200)], "日": [str(n // 3) for n in range(200)]})
        mine = Facts("numbers", sketch=sketch(lists))
        theirs = Facts("patients", "tokyo", sketch=sketch(lists[:180]))
        verdict = only(areas.check(at_the_gate({"人数": [1]}, facts=mine, elsewhere=(theirs,))))
        assert verdict.outcome is Outcome.REFUSED
        assert "tokyo" in verdict.reason.en


class TestPersonal:
    @pytest.mark.parametrize(
        ("name", "value"),
        [
            ("氏名", "山田 太郎"),
            ("生年月日", "1980-04-01"),
            ("備考", "連絡は 090-1234-5678 まで"),
            ("備考", "０８０−１２３４−５６７８"),
            ("連絡先", "taro@example.jp"),
            ("マイナンバー", "123456789012"),
        ],
    )
    def test_it_is_held_and_the_reason_does_not_repeat_it(self, at_the_gate: AtTheGate, name: str, value: str) -> None:
        verdict = only(personal.check(at_the_gate({"番号": ["1", "2"], name: [value, None]})))
        assert verdict.outcome is Outcome.HELD
        assert name in verdict.reason.ja
        assert value not in verdict.reason.ja + verdict.reason.en + str(verdict.details)

    @pytest.mark.parametrize(
        ("name", "value"), [("電話番号", "078-331-8181"), ("患者_年代", "40代"), ("名称", "中央公園"), ("No", "09012")]
    )
    def test_what_is_meant_to_be_public_passes(self, at_the_gate: AtTheGate, name: str, value: str) -> None:
        assert not personal.check(at_the_gate({name: [value, value]}))


def candidate_of(columns: dict[str, list[object]] | pl.DataFrame, **known: object) -> Candidate:
    """A Candidate for property tests, which can't use fixtures: a real place, no file behind it."""
    from tomoni.i18n import Text
    from tomoni.registry.community import CommunityConfig
    from tomoni.registry.sources import SourceEntry

    frame = columns if isinstance(columns, pl.DataFrame) else pl.DataFrame(columns)
    community = known.pop("community", None) or CommunityConfig(Path(), "kobe", "281000", Text("神戸市", "Kobe City"))
    schema = known.pop("schema", None) or {"fields": [{"name": name} for name in frame.columns]}
    source = SourceEntry("numbers", Text("数", "Numbers"))
    return Candidate(community=community, source=source, dataset="numbers", frame=frame, schema=schema, **known)

"""Scales: round ticks, regular days, means that missing days break, labels that never run into each other."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tomoni.charts.scale import axis, breadth, labels, place, spaced, spread, ticks, trailing_mean

DAY = date(2020, 4, 1)


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [
        (0, 0, [0, 0.5, 1]),
        (0, 7, [0, 2, 4, 6, 8]),
        (0, 97, [0, 50, 100]),
        (-11, 12, [-20, -10, 0, 10, 20]),
        (3, 4.6, [0, 2, 4, 6]),
        (0, 1163, [0, 500, 1000, 1500]),
    ],
)
def test_ticks_are_round_and_hold_zero(low: float, high: float, expected: list[float]) -> None:
    assert ticks(low, high) == expected


@given(st.floats(-1e7, 1e7), st.floats(-1e7, 1e7))
def test_ticks_always_enclose(a: float, b: float) -> None:
    low, high = min(a, b), max(a, b)
    if max(abs(low), abs(high)) < 1e-6:
        return
    found = ticks(low, high)
    near = 1e-6 * max(abs(low), abs(high))
    assert found[0] <= low + near and found[-1] >= high - near
    assert 0 in found and len(found) <= 8


def test_the_mean_looks_back_seven_days() -> None:
    assert trailing_mean([7.0] * 6 + [14.0, 0.0]) == [None] * 6 + [8.0, 7.0]


def test_a_missing_day_breaks_the_mean_for_seven_days() -> None:
    values: list[float | None] = [1.0] * 20
    values[7] = None
    found = trailing_mean(values)
    assert found[6] == 1.0 and found[7:14] == [None] * 7 and found[14] == 1.0


def test_days_left_out_become_bands_of_their_own() -> None:
    found, bands = axis([DAY, DAY + timedelta(3), DAY + timedelta(4)])
    assert len(found.keys) == 5 and bands == [0, 3, 4]
    assert spread([5, None, 7], bands, 5) == [5.0, None, None, None, 7.0]


def test_days_may_come_in_any_order() -> None:
    found, bands = axis([DAY + timedelta(2), DAY])
    assert found.days[0] == DAY and bands == [1, 0]


def test_weeks_months_and_years_are_seen() -> None:
    assert axis([DAY, DAY + timedelta(7), DAY + timedelta(21)])[0].step == "week"
    found, bands = axis([date(2020, 1, 1), date(2020, 2, 1), date(2020, 4, 1)])
    assert found.step == "month" and len(found.keys) == 4 and bands == [0, 1, 3]
    assert axis([date(2018, 4, 1), date(2019, 4, 1), date(2021, 4, 1)])[0].step == "year"


def test_a_stray_year_does_not_make_a_million_bands() -> None:
    assert len(axis([date(1899, 12, 31), DAY, DAY + timedelta(1)])[0].keys) == 3


def test_short_spans_show_days_long_ones_months() -> None:
    month = axis([DAY + timedelta(i) for i in range(30)])[0]
    assert [text for _, text, _ in labels(month, "ja")][:2] == ["4/1", "4/4"]
    assert labels(month, "en")[0][1] == "1 Apr"
    half = axis([date(2020, 1, 31) + timedelta(i) for i in range(164)])[0]
    assert [text for _, text, _ in labels(half, "ja")] == ["2月", "3月", "4月", "5月", "6月", "7月"]


def test_a_new_year_is_named() -> None:
    found = axis([date(2020, 11, 1) + timedelta(i) for i in range(120)])[0]
    assert [text for _, text, _ in labels(found, "ja")] == ["2020年11月", "12月", "2021年", "2月"]


@given(st.integers(1, 2500), st.sampled_from(["ja", "en"]), st.integers(0, 4000))
def test_labels_never_collide_at_360_px(count: int, lang: str, offset: int) -> None:
    start = date(2010, 1, 1) + timedelta(offset)
    found = axis([start + timedelta(i) for i in range(count)])[0]
    marks = [m for m in spaced(labels(found, lang), len(found.keys), middle=False) if m[2]]
    ends = -1.0
    for band, text, _ in marks:
        assert band / count * 270 >= ends
        ends = band / count * 270 + breadth(text) * 12


def test_centuries_of_months_still_have_labels() -> None:
    found = axis([date(100, 1, 1), date(100, 2, 1), date(9000, 1, 1)])[0]
    assert 1 <= len(labels(found, "ja")) <= 12


def test_an_event_stands_in_the_band_that_holds_its_day() -> None:
    months = axis([date(2020, 1, 1), date(2020, 2, 1), date(2020, 3, 1)])[0]
    assert [place(months, date(2020, *day)) for day in ((2, 29), (3, 31), (4, 1))] == [1, 2, None]
    days = axis([DAY, DAY + timedelta(1)])[0]
    assert [place(days, DAY + timedelta(i)) for i in (-1, 0, 1, 2)] == [None, 0, 1, None]
    assert place(axis(["あ", "い"])[0], "い") == 1

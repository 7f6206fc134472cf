"""The axis of time and what of many figures is drawn: months and years in words, rhythms, and charts that stay legible."""

from datetime import date, timedelta

import polars as pl
import pytest

from tomoni.charts.scale import axis, labels, spaced, tick_names
from tomoni.dashboard.cards.fewer import BARS, REST, SERIES, fewer
from tomoni.dashboard.compute.calendar import dated, places
from tomoni.dashboard.compute.series import Line, Series
from tomoni.i18n import Text, format


@pytest.mark.parametrize(
    ("words", "name", "step", "first"),
    [
        (["2018-03", "2018/4"], "年月", "month", date(2018, 3, 1)),
        (["平成30年3月", "令和元年5月"], "月", "month", date(2018, 3, 1)),
        (["平成30年", "2019年"], "時期", "year", date(2018, 1, 1)),
        (["1980", "1981"], "年", "year", date(1980, 1, 1)),
    ],
)
def test_months_and_years_in_words_are_an_axis_of_time(words, name, step, first):
    found = dated(pl.Series(words), name)
    assert found and found[1] == step and found[0][0] == first


@pytest.mark.parametrize(("words", "name"), [(["1980", "1981"], "番号"), (["2018-13"], "月"), (["10代", "20代"], "年")])
def test_other_words_stay_categories(words, name):
    assert dated(pl.Series(words), name) is None


def test_a_weekly_report_has_no_missing_days_and_a_missing_week_is_a_place():
    days = [date(2020, 3, 2) + timedelta(days=7 * n) for n in (0, 1, 2, 4)]
    found, step = places(pl.Series(days), "day", counted=False)
    assert step == "week" and len(found) == 5
    assert len(places(pl.Series(days), "day", counted=True)[0]) == 29


def _series(x, lines):
    return Series(tuple(x), tuple(lines), "sum", "")


def test_a_chart_of_500_places_shows_the_first_and_says_so():
    made = _series(map(str, range(500)), [Line("", "n", tuple(range(500)), ((),) * 500)])
    shown = fewer(made, [Text("数", "n")], "hbar")
    assert len(shown.made.x) == BARS and "460" in shown.notes[0].ja


def test_the_smallest_parts_of_a_stack_are_drawn_as_one_and_the_sum_stays():
    lines = [Line(str(n), f"f{n}", (n, 2 * n), ((), ())) for n in range(1, 13)]
    shown = fewer(_series("ab", lines), [Text.of(line.name) for line in lines], "stacked")
    assert len(shown.made.lines) == SERIES and shown.names[-1] == REST
    assert sum(line.total() for line in shown.made.lines) == sum(line.total() for line in lines)


def test_a_joined_part_tells_no_sum_over_a_hidden_number():
    lines = [Line(str(n), f"f{n}", (9,), ((),)) for n in range(10)]
    lines += [Line("x", "fx", (None,), ((),), (True,))]
    shown = fewer(_series("a", lines), [Text.of(line.name) for line in lines], "stacked")
    assert shown.made.lines[-1].values == (None,) and shown.made.lines[-1].hidden == (True,)


def test_large_scales_are_counted_as_people_count():
    assert tick_names([0, 50000, 100000], "ja") == ["0", "5万", "10万"]
    assert tick_names([0, 5000, 10000, 15000], "ja") == ["0", "5,000", "10,000", "15,000"]
    assert tick_names([0, 2e10, 4e10], "en") == ["0", "20B", "40B"]
    assert format.number(0.00083) == "0.00083" and format.number(3.25) == "3.25"


def test_forty_years_keep_labels_on_a_small_screen():
    found, _ = axis([date(year, 1, 1) for year in range(1980, 2021)])
    kept = spaced(labels(found, "ja"), 41, middle=True)
    assert sum(main for _, _, main in kept) >= 4

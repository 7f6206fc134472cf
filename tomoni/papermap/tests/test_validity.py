"""Until when a sheet holds, read from an operator's words; what is over says so."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from tomoni.papermap import validity

JAPAN = ZoneInfo("Asia/Tokyo")
MADE = datetime(2026, 9, 3, 8, 0, tzinfo=JAPAN)


@pytest.mark.parametrize(
    ("words", "moment"),
    [
        ("9月4日 18時", "2026-09-04T18:00+09:00"),
        ("9月4日18時まで", "2026-09-04T18:00+09:00"),
        ("９月４日（金）１８時３０分", "2026-09-04T18:30+09:00"),
        ("9/4 18:00", "2026-09-04T18:00+09:00"),
        ("9月4日 午後6時", "2026-09-04T18:00+09:00"),
        ("令和8年9月4日18時", "2026-09-04T18:00+09:00"),
        ("2026-09-04 18:00", "2026-09-04T18:00+09:00"),
        ("9月4日", "2026-09-05T00:00+09:00"),
        ("4日 18時", "2026-09-04T18:00+09:00"),
        ("30日 18時", "2026-08-30T18:00+09:00"),
        ("1月5日", "2027-01-06T00:00+09:00"),
    ],
)
def test_words_that_name_a_moment(words: str, moment: str) -> None:
    assert validity.ends(words, MADE) == datetime.fromisoformat(moment)


@pytest.mark.parametrize(
    "words", ["", "復旧まで", "明日の朝", "2月30日", "99月99日", "9月4日ごろ給水車が来る", "<script>"]
)
def test_words_that_name_none(words: str) -> None:
    assert validity.ends(words, MADE) is None and not validity.over(words, MADE)


def test_at_the_turn_of_the_year_the_nearest_is_meant() -> None:
    made = datetime(2026, 12, 31, 20, 0, tzinfo=JAPAN)
    assert validity.ends("1月1日 18時", made) == datetime(2027, 1, 1, 18, 0, tzinfo=JAPAN)
    assert validity.ends("1日 18時", made) == datetime(2027, 1, 1, 18, 0, tzinfo=JAPAN)


def test_what_is_over_is_over_at_that_moment() -> None:
    end = datetime(2026, 9, 4, 18, 0, tzinfo=JAPAN)
    assert validity.over("9月4日 18時", MADE, end) and not validity.over("9月4日 18時", MADE, end.replace(hour=17))

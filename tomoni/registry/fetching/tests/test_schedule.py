"""When a schedule's newest moment was."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from tomoni.registry.fetching.schedule import parse

TOKYO = ZoneInfo("Asia/Tokyo")
FRIDAY = datetime(2026, 11, 20, 17, 44, 30, tzinfo=TOKYO)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("every 30 min", "2026-11-20 17:30"),
        ("every 5 minutes", "2026-11-20 17:40"),
        ("every 2 hours", "2026-11-20 16:00"),
        ("hourly", "2026-11-20 17:00"),
        ("daily 18:00", "2026-11-19 18:00"),
        ("Daily  09:05", "2026-11-20 09:05"),
        ("weekdays 9:00", "2026-11-20 09:00"),
        ("weekly mon 9:00", "2026-11-16 09:00"),
        ("weekly fri 17:44", "2026-11-20 17:44"),
        ("weekly fri 17:45", "2026-11-13 17:45"),
    ],
)
def test_the_newest_moment_that_is_not_in_the_future(text: str, moment: str) -> None:
    assert f"{parse(text).latest(FRIDAY):%Y-%m-%d %H:%M}" == moment


def test_on_a_sunday_weekdays_look_back_to_friday() -> None:
    sunday = datetime(2026, 11, 22, 10, 0, tzinfo=TOKYO)
    assert f"{parse('weekdays 9:00').latest(sunday):%a %H}" == "Fri 09"


@pytest.mark.parametrize(
    "text", ["", "often", "every 4 min", "every 0 hours", "every 25 hours", "daily 24:00", "daily 18", "weekly 9:00"]
)
def test_anything_else_is_no_schedule(text: str) -> None:
    with pytest.raises(ValueError, match="not a schedule"):
        parse(text)

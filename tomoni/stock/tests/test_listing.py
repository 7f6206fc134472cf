"""What a list says of time: a file says the moment, which stays true; the front and the script of the page say the age."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.chromium import started
from tomoni.stock.feed import listing
from tomoni.stock.feed.listing import View

THEN = "2020-03-22T13:05:00+09:00"
NOW = datetime.fromisoformat("2020-03-22T13:20:00+09:00")
HEAD: dict[str, Any] = {"dataset": "masks", "last_updated": THEN, "as_of": THEN, "ttl": 60, "items": [{"id": "adult", "title": "大人用", "bands": []}]}  # fmt: skip
SITE: dict[str, Any] = {
    "id": "a",
    "name": "みほん薬局",
    "stock": {"adult": {"sale_state": "on_sale", "observed_at": THEN}},
}
SCRIPT = Path(listing.__file__).parents[1] / "static" / "stock" / "stock.js"


def made(live: bool, lang: str = "ja", now: datetime = NOW) -> str:
    return listing.region(HEAD, View([(None, SITE)], 1, [], live=live), lang, now).decode()


def test_a_file_says_the_moment_and_never_how_long_ago_it_was() -> None:
    said = made(live=False)
    assert "2020年3月22日 13:05現在" in said and "2020年3月22日 13:05の情報" in said
    assert "前の情報" not in said and "たった今" not in said
    english = made(live=False, lang="en")
    assert "as of 22 March 2020, 13:05" in english and "ago" not in english and "just now" not in english


def test_a_file_is_the_same_whenever_it_is_made_within_the_hour() -> None:
    assert made(live=False) == made(live=False, now=NOW + timedelta(minutes=4))
    assert made(live=True) != made(live=True, now=NOW + timedelta(minutes=4))


def test_a_file_that_was_late_when_it_was_made_says_since_when() -> None:
    assert "更新が止まっています（<time" in made(live=False, now=NOW + timedelta(hours=3))
    assert "3時間前" not in made(live=False, now=NOW + timedelta(hours=3))


def test_the_front_says_how_long_ago_it_was() -> None:
    assert ">15分前の情報</time>" in made(live=True) and ">15分前</time>" in made(live=True)


@pytest.mark.browser
def test_the_script_says_the_age_and_that_a_list_is_late() -> None:
    """A copy that is read seven hours later."""
    words = '{"late": {"ja": "更新が止まっています（{since}）。", "en": "Late ({since})."}}'
    page_of = f"<!doctype html><html lang=ja><main><div data-words='{words}'></div>{made(live=False)}</main></html>"
    with started() as browser:
        page = browser.new_page()
        page.clock.set_fixed_time(NOW + timedelta(hours=7))
        page.set_content(page_of)
        page.add_script_tag(path=SCRIPT)
        assert page.inner_text(".fresh") == "7時間前の情報（古い情報）"
        assert page.inner_text("[role=alert]") == "▲ 注意 更新が止まっています（7時間前の情報）。"
        assert page.inner_text(".as-of").startswith("更新: 7時間前 ")
        assert page.get_attribute(".fresh time", "title") == "2020年3月22日 13:05の情報"

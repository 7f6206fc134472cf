"""Search without a server: the page is the list, the script beside it finds in it, also from a folder on a disk."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tomoni.dashboard.pages.finding import SCRIPT_PATH
from tomoni.dashboard.tests.conftest import Pages

CARDS = """
[[card]]
id = "by-day"
type = "bar"
title = { ja = "感染者の推移", en = "Cases by day" }
definition = { ja = "保健所に報告された</script>数です。", en = "As reported." }
dataset = "covid19-patients"
x = "公表_年月日"

[[card]]
id = "ages"
type = "bar"
title = { ja = "年代", en = "Ages" }
dataset = "covid19-patients"
x = "患者_年代"
"""
NEWS = "---\ndate: 2020-04-18\n---\n# マスクの配布\nきのう配りました。\n"


@pytest.fixture
def pages(site: Callable[..., Pages]) -> Pages:
    return site(40, {"dashboard.toml": CARDS, "news/2020-04-18-mask.md": NEWS})


def test_without_a_script_it_is_the_list_and_says_so(pages: Pages) -> None:
    page = pages.text("search/index.html")
    assert 'href="../cards/by-day/"' in page and "マスクの配布" in page and "<noscript>" in page
    assert 'href="../assets/' in page and "covid19-patients" in page
    assert "style=" not in page and "onclick" not in page
    assert 'href="search/"' in pages.text("index.html")


def test_the_index_is_small_and_ends_no_script(pages: Pages) -> None:
    text = pages.text("search/index.js")
    assert "</script>" not in text and len(text.encode()) < 20_000
    said = json.loads(text.partition("=")[2].rstrip(";\n"))
    assert "保健所に報告された" in said["cards/by-day/"] and "きのう配りました" in next(
        v for k, v in said.items() if "mask" in k
    )
    assert "As reported." in pages.text("en/search/index.js")


@pytest.mark.browser
def test_it_finds_from_a_folder_without_any_server(pages: Pages, tmp_path: Path) -> None:
    from playwright.sync_api import sync_playwright

    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if not chromium:
        pytest.skip("there is no Chromium here")
    out = tmp_path / "out"
    for path in ("search/index.html", "search/index.js", SCRIPT_PATH):
        (out / path).parent.mkdir(parents=True, exist_ok=True)
        (out / path).write_bytes(pages[path])
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page = browser.new_page()
        page.goto(f"file://{out}/search/index.html")
        for asked, found in (
            ("ますく", ["マスクの配布"]),  # kana of either kind
            ("感染の推移", ["感染者の推移"]),  # most of its pairs
            ("保健所", ["感染者の推移"]),  # in the definition
            ("ｷﾞｶﾞ", []),
        ):
            page.fill("#q", asked)
            shown = page.locator("li[data-p]:visible").all_inner_texts()
            assert shown == found, asked
        assert "見つかりませんでした" in page.inner_text("[role=status]")
        browser.close()

"""Search without a server: the page is the list, the script beside it finds in it, also from a folder on a disk."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tomoni.dashboard.pages.elsewhere import MOST
from tomoni.dashboard.pages.finding import SCRIPT_PATH
from tomoni.dashboard.tests.conftest import Pages
from tomoni.i18n import Text
from tomoni.registry.findable import SEAM, Findable, Searchable
from tomoni.registry.rooms import rooms
from tomoni.registry.scope import Scope

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


def test_pages_of_one_title_say_what_tells_them_apart(site: Callable[..., Pages]) -> None:
    cards = CARDS.replace("年代", "感染者の推移", 1).replace(
        'ja = "感染者の推移", en = "Ages"', 'ja = "感染者の推移", en = "Cases"'
    )
    news = {f"news/2020-04-{day}-mask.md": NEWS.replace("18", str(day)) for day in (18, 19)}
    page = site(40, {"dashboard.toml": cards, **news}).text("search/index.html")
    assert "感染者の推移 <small>公表 年月日</small>" in page and "感染者の推移 <small>感染者の推移" not in page
    assert "マスクの配布 <small>2020年4月18日</small>" in page and "<small>2020年4月19日</small>" in page


def test_titles_that_are_equal_in_english_only_or_in_two_kinds_are_told_apart(site: Callable[..., Pages]) -> None:
    cards = CARDS.replace('en = "Ages"', 'en = "Cases by day"')
    pages = site(40, {"dashboard.toml": cards, "news/2020-04-18-ages.md": NEWS.replace("マスクの配布", "年代")})
    english = re.findall(r'data-p="cards/[^"]+"><a[^>]*>(.*?)</a>', pages.text("en/search/index.html"))
    assert len(english) == len(set(english)) == 2 and all("<small>" in one for one in english)
    japanese = pages.text("search/index.html")
    assert "年代 <small>お知らせ</small>" in japanese and "年代 <small>" in japanese.split("お知らせ</h2>")[0]


class TestOtherRooms:
    """What the rooms offer is in a file of its own, and found once somebody types."""

    @pytest.fixture(autouse=True)
    def rooms_here(self, monkeypatch: pytest.MonkeyPatch) -> None:
        def entries(scope: Scope) -> Iterator[Findable]:
            words = Text("家賃を3か月分払います。</script>", "Rent for three months.")
            yield Findable("support", "support/m/a/", Text("住居確保給付金", "Housing benefit"), words, Text.of("社協"))
            yield Findable("support", "support/m/b/", Text.of("終わった支援"), until=date(2020, 1, 1))
            yield from (Findable("place", f"stock/water/#s-{n}", Text.of(f"給水所{n}")) for n in range(MOST + 5))

        def broken(scope: Scope) -> Iterator[Findable]:
            yield Findable("report", "inbox/#m1", Text.of("知らせ"), spoken=False)
            raise OSError

        kinds = {"support": Text("支援制度", "Help"), "place": Text("在庫のある場所", "Places")}
        found = {
            "inbox": Searchable({"report": Text("届いた知らせ", "Messages")}, broken, last=True),
            "dashboard": rooms.extras_of(SEAM)["dashboard"],
            "test": Searchable(kinds, entries),
        }
        monkeypatch.setitem(rooms.extras, SEAM, found)

    def test_the_first_of_each_kind_is_there_without_what_has_ended(self, pages: Pages) -> None:
        text = pages.text("search/more.js")
        assert "</script>" not in text
        said = json.loads(text.partition("=")[2].rstrip(";\n"))
        assert len(said) == MOST + 2 and len({tuple(one) for one in said}) == len(said)
        assert said[0] == [
            "支援制度",
            "support/m/a/",
            "住居確保給付金",
            "社協",
            "家賃を3か月分払います。</script>",
            "",
            0,
        ]
        assert said[-1][0] == "届いた知らせ" and said[-1][-1] == 1, "a room that fails half-way loses only its rest"
        assert "Housing benefit" in pages.text("en/search/more.js")
        assert 'data-more="more.js"' in pages.text("search/index.html")

    @pytest.mark.browser
    def test_it_is_found_from_a_folder(self, pages: Pages, tmp_path: Path, chromium: Browser) -> None:
        page = chromium.new_page()
        for folder, asked, title, target in (
            ("", "家賃", "住居確保給付金 社協", "support/m/a/"),
            ("en/", "rent", "Housing benefit 社協", "en/support/m/a/"),
            ("en/", "知らせ", "知らせ", "inbox/#m1"),
        ):
            written(pages, tmp_path, folder)
            page.goto(f"file://{tmp_path}/{folder}search/index.html?q={asked}")
            found = page.locator("li[data-p]:visible a")
            found.first.wait_for()
            assert found.all_inner_texts() == [title]
            assert found.first.get_attribute("href") == f"file://{tmp_path}/{target}"
        page.fill("#q", "")
        assert page.locator("li[data-p]:visible").count() == page.locator("li[data-p]:not([hidden])").count() < 20
        page.close()


def written(pages: Pages, out: Path, folder: str = "") -> None:
    for path in (*(f"{folder}search/{name}" for name in ("index.html", "index.js", "more.js")), SCRIPT_PATH):
        (out / path).parent.mkdir(parents=True, exist_ok=True)
        (out / path).write_bytes(pages[path])


@pytest.mark.browser
def test_it_finds_from_a_folder_without_any_server(pages: Pages, tmp_path: Path, chromium: Browser) -> None:
    written(pages, tmp_path)
    page = chromium.new_page()
    page.goto(f"file://{tmp_path}/search/index.html")
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
    page.close()

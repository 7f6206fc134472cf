"""A stock feed in a real Chromium: sorted by distance on a copy without a server, and on the map, with a tile source of
the community's own. The place a reader gives does not leave the machine."""

from __future__ import annotations

import functools
import http.server
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Route

from tests.test_browser import QuietHandler

pytestmark = pytest.mark.browser
TILES = "https://tiles.example/{z}/{x}/{y}.png"
TABLE = """番号,名称,住所,地区,緯度,経度,開設時間,電話番号,水,備考
a1,あおば小学校,東区1-1,東区,30.50,136.50,8時〜20時,000-0000-0001,120,容器を持ってきてください
a2,みなと公民館,西区2-2,西区,30.51,136.50,,,残りわずか,
a3,やま公園,西区3-1,西区,,,,,0,
a4,<b>きた</b>会館,北区1-1,北区,30.60,136.50,,,休止,
"""
PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000 1f15c4890000000d49444154789c6360606060000000050001"
    "a5f645400000000049454e44ae426082".replace(" ", "")
)


@pytest.fixture(scope="module")
def address(tomoni: list[str], environment: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("stock")
    city, out = folder / "city", folder / "www"

    def run(*words: str) -> None:
        done = subprocess.run([*tomoni, *words], env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout[-1000:] + done.stderr[-1000:]

    run("new", str(city), "--code", "990019")
    run("stock", "open", str(city), "water", "--title", "水", "--item", "water=水", "--kind", "table")
    toml = city / "stock" / "water.toml"
    text = toml.read_text(encoding="utf-8").replace("# [map] ", "[map] ").replace('# tiles = "https://…', 'tiles = "https://tiles.example')  # fmt: skip
    toml.write_text(text.replace('# credit = "…"', 'credit = "架空のタイル"'), encoding="utf-8")
    (folder / "water.csv").write_text(TABLE, encoding="utf-8")
    run("stock", "pull", str(city), "water", str(folder / "water.csv"))
    run("build", str(city), "-o", str(out))
    handler = functools.partial(QuietHandler, directory=str(out))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()


def test_a_copy_without_a_server_is_sorted_here_and_the_place_stays_here(address: str, chromium: Browser) -> None:
    reader = chromium.new_context(
        viewport={"width": 360, "height": 740},
        geolocation={"latitude": 30.6004, "longitude": 136.5},
        permissions=["geolocation"],
    )
    page = reader.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{address}stock/water/")
    names = page.locator(".stock-list h3")
    assert names.all_inner_texts() == ["あおば小学校", "みなと公民館", "やま公園", "<b>きた</b>会館"]
    page.locator(".near button").press("Enter")
    page.locator(".stock-list .away").first.wait_for()
    assert names.all_inner_texts() == ["<b>きた</b>会館", "みなと公民館", "あおば小学校"]
    assert page.locator(".stock-list .away").all_inner_texts()[0] == "約0m"
    last = page.locator(".stock-list li:has(h3)").last.inner_text()
    assert all(words in last for words in ("● あり", "120個", "8時〜20時", "容器を持ってきてください", "000-0000-0001"))
    assert "30.6" not in "".join(asked)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert not Axe().run(page).response["violations"]
    refused = chromium.new_context()
    other = refused.new_page()
    other.goto(f"{address}stock/water/")
    other.locator(".near button").click()
    other.get_by_text("位置が分かりませんでした").wait_for()
    assert other.locator(".stock-list h3").count() == 4
    reader.close()
    refused.close()


def test_the_map_draws_shapes_and_says_what_is_there(address: str, chromium: Browser, tmp_path: Path) -> None:
    def tile(route: Route) -> None:
        route.fulfill(status=200, content_type="image/png", body=PIXEL, headers={"Access-Control-Allow-Origin": "*"})

    reader = chromium.new_context(viewport={"width": 800, "height": 700})
    page = reader.new_page()
    page.route("https://tiles.example/**", tile)
    page.goto(f"{address}stock/water/map/")
    page.locator("#map[data-ready]").wait_for(timeout=60_000)
    page.locator("#map canvas").scroll_into_view_if_needed()
    box = page.locator("#map").bounding_box()
    assert box
    assert "架空のタイル" in page.locator("#map").inner_text()
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + 40)  # the northernmost site, at the edge of the fitted map
    page.locator(".maplibregl-popup-content").wait_for(timeout=60_000)
    said = page.locator(".maplibregl-popup-content").inner_text()
    assert "<b>きた</b>会館" in said and "■ 休止中" in said
    page.screenshot(path=str(tmp_path / "map.png"))
    reader.close()
    plain = chromium.new_context(java_script_enabled=False)
    page = plain.new_page()
    page.goto(f"{address}stock/water/map/")
    assert "一覧で見る" in page.locator("main").inner_text()
    plain.close()

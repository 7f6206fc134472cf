"""The gallery in a real browser: axe finds nothing, nothing is wider than the screen, scripts only add."""

import functools
import http.server
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from tomoni.look import gallery

pytestmark = pytest.mark.browser
WIDTHS = (1280, 360)


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        """Nothing: the test speaks."""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The gallery under a sub-path, as any static host would serve it."""
    root = tmp_path_factory.mktemp("site")
    gallery.write(root / "town")
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=str(root)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/town/"
    server.shutdown()


@pytest.mark.parametrize("path", ["", "en/"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(chromium: Browser, site: str, scheme: str, path: str) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    page = chromium.new_page(color_scheme=scheme)
    page.goto(site + path)
    found = axe.Axe().run(page)
    page.close()
    told = [(v["id"], [n["html"][:160] for n in v["nodes"]][:3]) for v in found.response["violations"]]
    assert not told


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("size", ["100%", "200%"])
def test_nothing_is_wider_than_the_screen(chromium: Browser, site: str, width: int, size: str) -> None:
    page = chromium.new_page(viewport={"width": width, "height": 800})
    page.goto(site)
    page.evaluate(f"document.documentElement.style.fontSize = '{size}'")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.close()


def test_labels_of_a_chart_do_not_overlap_at_360_px(chromium: Browser, site: str) -> None:
    page = chromium.new_page(viewport={"width": 360, "height": 800})
    page.goto(site)
    overlaps = page.evaluate(
        """() => [...document.querySelectorAll('svg.chart')].flatMap(svg => {
          const boxes = [...svg.querySelectorAll('.c-x, .c-y, .c-n1, .c-n2')]
            .map(t => [t.textContent, t.getBoundingClientRect()]).filter(([, b]) => b.width);
          const hit = (a, b) => a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 5 && b.top < a.bottom - 5;
          return boxes.flatMap(([s, a], i) => boxes.slice(i + 1).filter(([, b]) => hit(a, b)).map(([t]) => s + '/' + t));
        })"""
    )
    page.close()
    assert overlaps == []


def test_the_page_is_whole_without_scripts(chromium: Browser, site: str) -> None:
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(site)
    assert page.locator("svg.chart").count() >= 15
    assert page.get_by_text("1,163").first.is_visible()
    context.close()


def test_tables_sort_and_the_strict_policy_holds(chromium: Browser, site: str) -> None:
    page = chromium.new_page()
    errors: list[str] = []
    page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    page.route(
        site,
        lambda route: route.fulfill(
            response=(got := route.fetch()),
            headers={
                **got.headers,
                "content-security-policy": "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'",
            },
        ),
    )
    page.goto(site)
    column = page.locator("table[data-sort] thead button").nth(1)
    column.click()
    cells = page.locator("table[data-sort] tbody td.n")
    assert cells.all_inner_texts()[:2] == ["92", "1,088"]
    column.click()
    assert cells.all_inner_texts()[-1] == "92" or cells.all_inner_texts()[0] == "データなし"
    assert errors == []
    page.close()


def test_a_pointer_shows_the_day_and_its_number(chromium: Browser, site: str) -> None:
    page = chromium.new_page(viewport={"width": 1280, "height": 900})
    page.goto(site)
    chart = page.locator("#card-one svg.chart")
    chart.scroll_into_view_if_needed()
    chart.hover()
    assert page.locator(".c-tip").inner_text().replace("\n", " ").split() == ["1月31日", "12人"]
    page.close()


def test_the_keyboard_reaches_the_content_first(chromium: Browser, site: str) -> None:
    page = chromium.new_page()
    page.goto(site)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    assert page.locator(".skip").bounding_box()["x"] >= 0
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    page.close()


def test_it_prints_with_its_marks(chromium: Browser, site: str, tmp_path: Path) -> None:
    page = chromium.new_page()
    page.goto(site)
    page.emulate_media(media="print")
    assert page.get_by_text("有志による非公式サイト").first.is_visible()
    assert not page.locator("header.site nav").is_visible()
    page.close()

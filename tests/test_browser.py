"""What a person does, in a real Chromium: the sample site on a phone, without JavaScript, in the dark, with a keyboard, in print."""

from __future__ import annotations

import functools
import http.server
import shutil
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright

from tests.conftest import ROOT
from tests.test_quality import RECORD

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
PREFIX = "some/where"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking", "--disable-sync"]


@pytest.fixture(scope="module")
def tree(tomoni: list[str], environment: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample site, built as static files below a sub-path."""
    folder = tmp_path_factory.mktemp("site")
    community = folder / "mihon"
    shutil.copytree(ROOT / "communities" / "mihon", community, ignore=shutil.ignore_patterns(".tomoni"))
    out = folder / "www" / PREFIX
    run = subprocess.run(
        [*tomoni, "build", str(community), "-o", str(out)], env=environment, capture_output=True, text=True, check=False
    )
    assert run.returncode in (0, 1), run.stdout[-2000:] + run.stderr[-2000:]
    assert (out / "index.html").is_file()
    return out


@pytest.fixture(scope="module")
def address(tree: Path) -> Iterator[str]:
    """The tree behind the plainest static server there is."""
    handler = functools.partial(QuietHandler, directory=str(tree.parents[1]))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/{PREFIX}/"
    server.shutdown()


class QuietHandler(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    found = next(
        (path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name))), None
    )
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=FLAGS)
        yield browser
        browser.close()


def page_types(tree: Path) -> dict[str, str]:
    """One path for each type of page, by the first folder of its path, in both languages."""
    types: dict[str, str] = {}
    for path in sorted(tree.rglob("index.html")):
        parts = path.relative_to(tree).parts[:-1]
        depth = parts[1:] if parts[:1] == ("en",) else parts
        kind = "/".join([*parts[:1], str(len(depth)), depth[-1] if depth and depth[-1] in ("embed", "trace") else ""])
        types.setdefault(kind, "/".join(parts) + ("/" if parts else ""))
    return types


def violations(page: Page) -> list[str]:
    found = Axe().run(page).response["violations"]
    return [f"{v['id']}: {v['nodes'][0]['html'][:160]}" for v in found]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_reports_no_violation_on_any_type_of_page(chromium: Browser, address: str, tree: Path, scheme: str) -> None:
    types = page_types(tree)
    assert len(types) >= 8, types
    bad = {}
    for path in types.values():
        context = chromium.new_context(color_scheme=scheme)
        page = context.new_page()
        page.goto(address + path)
        if found := violations(page):
            bad[path] = found
        context.close()
    assert len(bad) <= RECORD["pages"]["axe_violations"], bad


def test_nothing_is_wider_than_a_small_phone(chromium: Browser, address: str, tree: Path) -> None:
    context = chromium.new_context(viewport={"width": 360, "height": 720})
    page = context.new_page()
    wide = {}
    for path in page_types(tree).values():
        page.goto(address + path)
        width = page.evaluate("document.documentElement.scrollWidth")
        if width > 360:
            wide[path] = width
    context.close()
    assert not wide


def test_first_view_of_home_is_light(chromium: Browser, address: str) -> None:
    context = chromium.new_context()
    page = context.new_page()
    sizes: list[int] = []
    page.on("response", lambda response: sizes.append(len(response.body())))
    page.goto(address, wait_until="networkidle")
    context.close()
    assert sum(sizes) <= RECORD["pages"]["home_first_view_bytes"], (
        f"{sum(sizes)} bytes uncompressed in {len(sizes)} requests"
    )


def test_everything_comes_from_the_site_itself(chromium: Browser, address: str, tree: Path) -> None:
    context = chromium.new_context()
    page = context.new_page()
    asked: list[str] = []
    errors: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("pageerror", lambda error: errors.append(str(error)))
    for path in page_types(tree).values():
        page.goto(address + path)
    context.close()
    assert not [
        url for url in asked if not url.startswith(address) and not url.startswith("data:") and "favicon.ico" not in url
    ]
    assert not errors


def test_figures_and_charts_are_there_without_javascript(chromium: Browser, address: str) -> None:
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(address)
    text = page.inner_text("main")
    assert "419" in text, "the number of cases in the sample"
    assert "架空" in page.inner_text("body")
    assert page.locator("main svg").count() >= 2
    context.close()


def test_a_keyboard_reaches_the_main_part_first(chromium: Browser, address: str) -> None:
    context = chromium.new_context()
    page = context.new_page()
    page.goto(address)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('href')").endswith("#main")
    page.keyboard.press("Enter")
    assert page.evaluate("location.hash") == "#main"
    context.close()


def test_a_row_leads_to_its_trace_and_the_cell_is_marked(chromium: Browser, address: str) -> None:
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(address)
    trace = page.locator("a[href*='trace/']").first
    trace.click()
    text = page.inner_text("main")
    assert "この数字" in text
    assert page.locator("main mark, main .is-source, main td[class*=mark]").count() >= 1
    context.close()


def test_the_english_side_speaks_english(chromium: Browser, address: str) -> None:
    page = chromium.new_page()
    page.goto(address + "en/")
    assert page.evaluate("document.documentElement.lang") == "en"
    assert "Mihon City" in page.inner_text("body")
    page.close()

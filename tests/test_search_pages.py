"""The pages of search as a running house answers them: axe, a small phone, the keyboard, no JavaScript, their weight."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.conftest import ROOT
from tests.office import faults
from tests.ports import free_port

pytestmark = pytest.mark.browser
PAGES = [
    "search/",
    "search/?q=検査",
    "search/?q=住居費",
    "search/?q=テレワクー",
    "search/?q=検査&kind=card&ended=1&syn=0",
    "en/search/?q=support",
    "support/find/?q=家賃",
    "support/find/?need=家賃&in=en",
]


@pytest.fixture(scope="module")
def house(tomoni: list[str], environment: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The sample site, published, behind the front and Django."""
    folder = tmp_path_factory.mktemp("search") / "mihon"
    shutil.copytree(ROOT / "communities" / "mihon", folder, ignore=shutil.ignore_patterns(".tomoni"))
    done = subprocess.run(
        [*tomoni, "publish", str(folder)], env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode in (0, 1), done.stdout + done.stderr
    port = free_port()
    environment = {**environment, "TOMONI_HOME": str(folder / ".tomoni"), "PYTHONPATH": str(ROOT)}
    process = subprocess.Popen(
        [sys.executable, "-m", "tomoni.web.front_process", "127.0.0.1", str(port)], env={**os.environ, **environment}
    )
    address = f"http://127.0.0.1:{port}/"
    while process.poll() is None:
        try:
            urllib.request.urlopen(address, timeout=60).close()
            break
        except urllib.error.URLError:
            continue
    yield address
    process.terminate()
    process.wait()


@pytest.mark.parametrize("path", PAGES)
def test_axe_a_small_phone_and_the_weight(chromium: Browser, house: str, path: str) -> None:
    context = chromium.new_context()
    page = context.new_page()
    sizes: list[int] = []
    page.on("requestfinished", lambda request: sizes.append(request.sizes()["responseBodySize"]))
    answer = page.goto(house + path, wait_until="networkidle")
    assert answer and answer.status == 200 and answer.headers["x-robots-tag"] == "noindex"
    assert 5_000 < sum(sizes) <= 100_000, sizes
    assert faults(page) == []
    context.close()


def test_from_the_box_of_a_page_by_keyboard_without_javascript(chromium: Browser, house: str) -> None:
    context = chromium.new_context(java_script_enabled=False, viewport={"width": 360, "height": 720})
    page = context.new_page()
    page.goto(house + "about/")
    page.locator(".seek input").focus()
    page.keyboard.type("見舞金")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search/?q=*")
    assert page.locator("ol.hits mark").first.inner_text() == "見舞金"
    page.locator("ol.hits a").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/support/m/*/")
    assert "見舞金" in page.inner_text("h1")
    context.close()

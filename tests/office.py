"""What tests of the desk's pages share: a running server with the link it printed, pictures of each step, and what axe,
a small phone and the Tab key say about a page."""

from __future__ import annotations

import re
import subprocess
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, ViewportSize

from tests.conftest import ROOT
from tests.ports import free_port

SHOTS = ROOT / "shots"
WINDOW: ViewportSize = {"width": 1280, "height": 900}
PHONE: ViewportSize = {"width": 360, "height": 720}
MEGABYTES = 6
"""What one upload may bring here, so that a file that is too large is small."""


class House:
    """A running `tomoni up` over a new community; `link` is what it printed for the first owner."""

    def __init__(self, folder: Path, tomoni: list[str], environment: dict[str, str]) -> None:
        port = free_port()
        self.folder, self.tomoni = folder, tomoni
        self.environment = {**environment, "TOMONI_UPLOAD_LIMIT": str(MEGABYTES)}
        self.run("new", str(folder), "--code", "270008")
        self.process = subprocess.Popen(
            [*tomoni, "up", str(folder), "--port", str(port)],
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        assert self.process.stdout and self.process.stderr
        self.url = self.process.stdout.readline().strip().rstrip("/")
        said = ""
        while not (found := re.search(r"https?://\S+/accounts/enter/\S+", said)):
            line = self.process.stderr.readline()
            assert line, said
            said += line
        self.link = found[0]
        threading.Thread(target=self.process.stderr.read, daemon=True).start()

    def run(self, *words: str) -> str:
        done = subprocess.run(
            [*self.tomoni, *words], env=self.environment, capture_output=True, text=True, check=False, timeout=120
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout + done.stderr

    def end(self) -> None:
        self.process.terminate()
        try:
            self.process.wait(timeout=60)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


@dataclass
class Film:
    """Pictures of each step, numbered in the order they were taken."""

    name: str
    numbers: Iterator[int] = field(default_factory=lambda: count(1))
    found: list[str] = field(default_factory=list)

    def __call__(self, page: Page, what: str, *, checked: bool = True) -> None:
        """One picture, and the `faults` of the page; not of one that changes by itself, or has no parts of its own."""
        SHOTS.mkdir(exist_ok=True)
        page.screenshot(path=SHOTS / f"{self.name}-{next(self.numbers):02}-{what}.png", full_page=True)
        if checked:
            self.found += faults(page)


def faults(page: Page) -> list[str]:
    """What axe finds in light and in dark, and what is wider than a small phone."""
    found = axe(page)
    page.emulate_media(color_scheme="dark")
    found += axe(page, "color-contrast", "link-in-text-block")
    page.emulate_media(color_scheme="light")
    page.set_viewport_size(PHONE)
    width = page.evaluate("document.documentElement.scrollWidth")
    page.set_viewport_size(WINDOW)
    return [f"{page.url}: {fault}" for fault in (*found, *([f"{width} px wide"] if width > 360 else []))]


def axe(page: Page, *rules: str) -> list[str]:
    options = {"runOnly": {"type": "rule", "values": list(rules)}} if rules else None
    found = Axe().run(page, options=options).response["violations"]
    return [f"{v['id']}: {v['nodes'][0]['html'][:160]}" for v in found]


def tab_to(page: Page, target: str) -> None:
    """Presses Tab until `target` has the focus; every stop on the way is visible, marked and further down or right."""
    last = None
    for _ in range(80):
        page.keyboard.press("Tab")
        stop = page.evaluate(FOCUS, target)
        assert stop["marked"], f"the focus is not to be seen: {stop['html']}"
        assert last is None or stop["follows"], f"back up the page: {stop['html']}"
        last = stop
        if stop["there"]:
            return
    pytest.fail(f"Tab does not come to {target}")


FOCUS = """target => {
  const at = document.activeElement, style = getComputedStyle(at), box = at.getBoundingClientRect();
  const before = window.lastStop; window.lastStop = at;
  return {
    html: at.outerHTML.slice(0, 120), there: at.matches(target),
    marked: box.width > 0 && style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2,
    follows: !before || before === at || !!(before.compareDocumentPosition(at) & Node.DOCUMENT_POSITION_FOLLOWING),
  };
}"""

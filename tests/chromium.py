"""The browser of the tests, started in one place."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Browser

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking", "--disable-sync"]
NAMES = ("chromium", "chromium-browser", "google-chrome")
ALLOW = "DJANGO_ALLOW_ASYNC_UNSAFE"
"""Playwright keeps a loop in this thread, in which Django would refuse its database."""


@contextmanager
def started(*flags: str) -> Iterator[Browser]:
    """The machine's Chromium, else Playwright's own; `flags` besides the usual ones."""
    from playwright.sync_api import sync_playwright

    found = next((path for name in NAMES if (path := shutil.which(name))), None)
    before = os.environ.get(ALLOW)
    with sync_playwright() as playwright:
        os.environ[ALLOW] = "1"
        browser = playwright.chromium.launch(executable_path=found, args=[*FLAGS, *flags])
        try:
            yield browser
        finally:
            browser.close()
            os.environ.pop(ALLOW) if before is None else os.environ.update({ALLOW: before})

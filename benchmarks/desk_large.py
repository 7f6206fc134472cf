"""A large file through the desk, as an officer does it: `python benchmarks/desk_large.py [--megabytes 200] [--into DIR]`.

Starts `tomoni up` over a new community, gives the file in a real Chromium, closes the browser while it is read, comes
back, and goes on to the publication. Prints the seconds of each step and the largest memory of each process, and leaves
a picture of each step in DIR. Linux only (it reads /proc).
"""

from __future__ import annotations

import argparse
import os
import random
import re
import shutil
import sys
import tempfile
import threading
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from playwright.sync_api import Browser, BrowserContext, Page, StorageState, sync_playwright

from tests import office

END = ".state.published, .state.stopped"
NEXT = "main .button.first"
PATIENCE = 3_000_000  # milliseconds


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--megabytes", type=int, default=200)
    asked.add_argument("--into", type=Path, default=None, help="a folder for pictures and the community")
    said = asked.parse_args()
    folder = said.into or Path(tempfile.mkdtemp(prefix="tomoni-large-"))
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / "large.csv"
    print(f"{write(file, said.megabytes):,} rows, {file.stat().st_size:,} bytes", flush=True)

    office.MEGABYTES = said.megabytes + 10
    tomoni = [str(Path(sys.executable).with_name("tomoni"))]
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("TOMONI", "DJANGO", "DATABASE"))}
    house = office.House(folder / "city", tomoni, kept)
    memory = Memory(str(folder / "city"))
    try:
        publish(house, file, folder)
    finally:
        memory.stop()
        house.end()
    for command, megabytes in sorted(memory.largest.items(), key=lambda pair: pair[1]):
        print(f"{megabytes:>6} MB  {command}")


def write(file: Path, megabytes: int) -> int:
    """A made-up list in Shift_JIS with era dates and notes; gives its rows."""
    drawn, rows = random.Random(7), 0
    with file.open("w", encoding="cp932", newline="") as out:
        out.write("年月日,施設名,住所,区分,件数,備考\r\n")
        while out.tell() < megabytes * 1_000_000:
            rows += 1
            day = f"令和{drawn.randint(2, 6)}年{drawn.randint(1, 12)}月{drawn.randint(1, 28)}日"
            place = f"大阪市北区中之島{drawn.randint(1, 9)}丁目{drawn.randint(1, 30)}番"
            kind, note = drawn.choice("一二三"), "要確認" if drawn.random() < 0.3 else ""
            out.write(f"{day},第{rows}集会所,{place},{kind}種,{drawn.randint(0, 5000)},{note}\r\n")
    return rows


def publish(house: office.House, file: Path, folder: Path) -> None:
    """From the sign-in link to the publication."""
    with sync_playwright() as playwright:
        found = shutil.which("chromium") or shutil.which("chromium-browser")
        browser = playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])
        context, page = opened(browser)
        page.goto(house.link)
        page.fill("#id_name", "山田 花子")
        page.fill("#id_username", "yamada")
        page.click("main .people-main")
        page.wait_for_url("**/accounts/welcome/")
        page.goto(f"{house.url}/desk/")
        began = time.monotonic()

        def step(words: str) -> None:
            print(f"{time.monotonic() - began:8.1f} s  {words}", flush=True)
            page.screenshot(path=folder / f"{words}.png", full_page=True)

        page.set_input_files("#files", str(file))
        page.locator("form:has(#files) button").click()
        page.wait_for_url(re.compile(r"/desk/(work|look)/.+"))
        step("received")
        state = context.storage_state()
        context.close()  # the officer closes the browser
        _, page = opened(browser, state)
        page.goto(f"{house.url}/desk/")
        page.click(f"#work a:has-text('{file.name}')")
        page.wait_for_url("**/choose/")
        step("tables")
        for number in range(1, 7):
            page.locator(NEXT).click()
            page.wait_for_selector(f"{NEXT}, {END}")
            step(f"pressed-{number}")
            if page.locator(END).count():
                break
        page.wait_for_selector(END)
        step(page.locator(".state").first.inner_text())
        browser.close()


def opened(browser: Browser, state: StorageState | None = None) -> tuple[BrowserContext, Page]:
    context = browser.new_context(locale="ja-JP", storage_state=state)
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    return context, page


class Memory:
    """The largest resident size of each process that serves the folder, in megabytes."""

    def __init__(self, folder: str) -> None:
        self.folder, self.largest = folder, dict[str, int]()
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        self._over.set()
        self._thread.join()

    def _look(self) -> None:
        while not self._over.wait(1):
            for process in Path("/proc").glob("[0-9]*"):
                try:
                    command = (process / "cmdline").read_bytes().decode(errors="replace").replace("\0", " ")
                    around = (process / "environ").read_bytes().decode(errors="replace")
                    size = re.search(r"VmHWM:\s+(\d+)", (process / "status").read_text())
                except OSError:
                    continue
                if "tomoni" in command and self.folder in command + around and size:
                    name = command.split(" -m ")[-1].split()[0]
                    self.largest[name] = max(self.largest.get(name, 0), int(size[1]) // 1024)


if __name__ == "__main__":
    main()

"""Paper map: CPU seconds and peak memory of one A4 sheet, beside headless Chromium printing the same list as HTML.

usage: python benchmarks/papermap.py [--quick] [--json]

Cold: nothing drawn yet in the process (fonts read, base map drawn); warm: the base map is drawn already, one item moved since. CPU time
(user + system) of the process and its children, so that a busy machine does not count. The limit of a warm A4 with 10,000 base lines is 0.25 s, of one
whose base is not drawn yet 0.6 s; of an atlas of 100 pages 10 s; of memory 400 MB; of the PDF 1.5 MB.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import random
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
POINTS, LINES = (60, 600, 6_000), (0, 10_000, 40_000)
MIDDLE = (133.2, 34.41)


def items(count: int, spread: float = 0.03) -> list:
    from tomoni.papermap.model import Item, Status

    rng = random.Random(count)
    made = []
    for nth in range(count):
        spot = MIDDLE[0] + rng.uniform(-spread, spread), MIDDLE[1] + rng.uniform(-spread, spread)
        category = ("bath", "water", "toilet", "shelter")[nth % 4]
        one = Item("s", "層", nth + 1, f"第{nth + 1}公民館", paths=[[spot]], category=category, status=Status.OPEN)
        one.hours = "9:00–17:00"
        made.append(one)
    return made


def base(count: int):
    from tomoni.papermap.base.model import Base

    rng = random.Random(7)
    made = Base(f"made-{count}", "made up", synthetic=True)
    for _ in range(count):
        x, y, turn = MIDDLE[0] + rng.uniform(-0.035, 0.035), MIDDLE[1] + rng.uniform(-0.03, 0.03), rng.uniform(0, 6.3)
        path = []
        for _ in range(9):
            path.append((x, y))
            turn += rng.uniform(-0.4, 0.4)
            x, y = x + 0.0003 * math.cos(turn), y + 0.0003 * math.sin(turn)
        made.lines.setdefault(rng.choice(("road", "road", "major", "rail")), []).append(path)
    return made


def cpu() -> float:
    own, children = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    return own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime


def highest() -> int:
    """Peak memory (kB) of this process or of one it started, whichever was larger: they do not share the same moment."""
    return max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))


def one(points: int, lines: int, pages: int) -> dict:
    """One case, alone in its process: cold, with the base undrawn, warm."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    from tomoni.papermap import making
    from tomoni.papermap.base import drawing
    from tomoni.papermap.model import Reading, Source
    from tomoni.papermap.order import Order

    under = base(lines)

    def run() -> tuple[float, bytes, int]:
        reading = Reading([Source("s", "S", reuse="open")], items(points, 0.3 if pages else 0.03))
        reading.items[0].paths = [[(MIDDLE[0] + random.random() / 100, MIDDLE[1])]]
        order = Order({"ja": "題", "en": "Title"}, base=under, printed="2026-01-01", pages=pages)
        before = cpu()
        made = making.make(reading, order, outlines=False)
        return cpu() - before, made.pages[0], made.page_count

    cold, _, _ = run()
    once = highest() / 1024
    drawing.forget()
    undrawn, _, _ = run()
    warm, pdf, count = min((run() for _ in range(3)), key=lambda one: one[0])
    peak = highest() / 1024
    return {
        "cold": cold,
        "undrawn": undrawn,
        "warm": warm,
        "pdf_mb": len(pdf) / 1e6,
        "pages": count,
        "peak_mb": peak,
        "once_mb": once,
    }


def chromium(points: int) -> float | None:
    """CPU seconds of headless Chromium printing the list (without any map) to PDF; None when it is not there."""
    program = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if not program:
        return None
    rows = "".join(
        f"<li><b>{one.number or nth}</b> {one.name} <small>{one.hours}</small></li>"
        for nth, one in enumerate(items(points), 1)
    )
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder) / "list.html"
        page.write_text(
            f'<!doctype html><meta charset="utf-8"><h1>題</h1><ol style="columns:2">{rows}</ol>', encoding="utf-8"
        )
        before = cpu()
        command = [program, "--headless", "--no-sandbox", "--disable-gpu", f"--print-to-pdf={folder}/a.pdf", str(page)]
        done = subprocess.run(command, capture_output=True, timeout=120, check=False)
        return cpu() - before if done.returncode == 0 and (Path(folder) / "a.pdf").is_file() else None


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--one", nargs=3, type=int)
    asked = parser.parse_args()
    if asked.one:
        print(json.dumps(one(*asked.one)))
        return
    cases = [(points, lines, 0) for points in POINTS for lines in LINES]
    cases = [(60, 0, 0), (60, 10_000, 0)] if asked.quick else [*cases, (1_500, 10_000, 100)]
    peers = {points: chromium(points) for points in sorted({points for points, _, _ in cases})}
    rows = []
    for points, lines, pages in cases:
        said = subprocess.run(
            [sys.executable, __file__, "--one", str(points), str(lines), str(pages)],
            capture_output=True,
            text=True,
            check=True,
        )
        found = json.loads(said.stdout.strip().splitlines()[-1])
        peer = None if pages else peers[points]
        ratio = round(found["warm"] / peer, 3) if peer else None
        name = f"{points:,} points, {lines:,} base lines, {found['pages']} pages"
        rows.append(
            {
                "case": name,
                "unit": "CPU s",
                "ours": round(found["warm"], 3),
                "peer": peer and round(peer, 3),
                "ratio": ratio,
                "cold": round(found["cold"], 3),
                "undrawn": round(found["undrawn"], 3),
                "peak_mb": round(found["peak_mb"]),
                "once_mb": round(found["once_mb"]),
                "pdf_mb": round(found["pdf_mb"], 2),
            }
        )
        if not asked.json:
            print(rows[-1], flush=True)
    if asked.json:
        print(json.dumps({"cases": rows}))


if __name__ == "__main__":
    start = time.time()
    main()

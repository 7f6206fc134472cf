"""make lighthouse: the first page, a card, a table and a map of a site, on Lighthouse's mobile profile; 1 below 98.

A site of a real city with made-up figures is built in a temporary folder and served on 127.0.0.1 (the sample city itself asks
search engines to stay away, which Lighthouse counts against it). Needs Node (npm ci in this folder) and a Chromium.
"""

from __future__ import annotations

import contextlib
import json
import os
import random
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

HERE = Path(__file__).resolve().parent
TOMONI = str(HERE.parents[1] / ".venv" / "bin" / "tomoni")
LEAST = 98
WARDS = ["東灘区", "灘区", "中央区", "兵庫区", "北区", "長田区", "須磨区", "垂水区", "西区"]
AGES = ["10歳未満", "10代", "20代", "30代", "40代", "50代", "60代", "70代", "80代", "90歳以上"]
TABLE = '\n[[card]]\nid = "every-row"\ntype = "table"\ndataset = "{dataset}"\n'


def patients() -> str:
    """A list in the form of the national definition: 600 rows over 60 days."""
    chance = random.Random(1)
    lines = ["No,公表_年月日,患者_居住地,患者_年代,患者_性別"]
    for number in range(600):
        day = f"2020/{4 + number // 300}/{number % 300 // 10 + 1}"
        lines.append(
            f"{number + 1},{day},{chance.choice(WARDS)},{chance.choice(AGES)},{chance.choice(['男性', '女性'])}"
        )
    return "\n".join(lines) + "\n"


def made(folder: Path) -> Path:
    """The folder of the site, its data added."""
    site, file = folder / "site", folder / "patients.csv"
    file.write_text(patients(), encoding="utf-8")
    subprocess.run([TOMONI, "new", str(site), "--code", "281000"], check=True, capture_output=True)
    added = subprocess.run([TOMONI, "add", str(site), str(file), "--json"], check=True, capture_output=True, text=True)
    dataset = json.loads(added.stdout)["datasets"][0]["id"]
    with (site / "dashboard.toml").open("a", encoding="utf-8") as out:
        out.write(TABLE.format(dataset=dataset))
    subprocess.run([TOMONI, "publish", str(site)], check=True, capture_output=True)
    return site


@contextlib.contextmanager
def served(site: Path) -> Iterator[str]:
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        port = trial.getsockname()[1]
    command = [TOMONI, "up", str(site), "--port", str(port)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as running:
        try:
            assert running.stdout
            yield running.stdout.readline().strip()
        finally:
            running.terminate()


def pages_of(site: Path) -> list[str]:
    """The first page, a bar card, the table and the map."""
    import tomllib

    cards = tomllib.loads((site / "dashboard.toml").read_text(encoding="utf-8"))["card"]
    first = {kind: next(card["id"] for card in cards if card["type"] == kind) for kind in ("bar", "table", "map")}
    return ["./", *(f"cards/{name}/" for name in first.values())]


def main() -> int:
    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    node = shutil.which("node")
    if not chromium or not node:
        print("Node と Chromium が要ります。 / This needs Node and a Chromium.")
        return 2
    with tempfile.TemporaryDirectory() as folder:
        site = made(Path(folder))
        with served(site) as address:
            command = [node, str(HERE / "run.mjs"), address, chromium, *pages_of(site)]
            run = subprocess.run(command, capture_output=True, text=True, check=False)
    if run.returncode:
        print(run.stderr[-2000:])
        return 3
    worst = 100
    for one in json.loads(run.stdout):
        print(
            f"{one['page']:32} "
            + "  ".join(f"{name} {score}" for name, score in one["scores"].items())
            + f"  (three runs: {one['all']}, Lighthouse {one['lighthouse']})"
        )
        worst = min(worst, *one["scores"].values())
        for missed in one["missed"]:
            print(f"    {missed}")
    print(f"worst {worst}, bound {LEAST}")
    return 0 if worst >= LEAST else 1


if __name__ == "__main__":
    sys.exit(main())

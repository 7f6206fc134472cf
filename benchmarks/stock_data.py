"""A made-up feed of any size for the benchmark and the drill: a community in a folder, sites around Japan, a publication."""

from __future__ import annotations

import csv
import io
import os
import random
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
COMMUNITY = '[community]\nid = "stock-bench"\ncode = "990019"\nname = { ja = "みほん市", en = "Mihon City" }\n'
FEED = """[feed]
title = "マスクの在庫"
ttl = %d
[source]
kind = "table"
[[item]]
id = "adult"
title = "大人用"
[[item]]
id = "child"
title = "子ども用"
"""
TOMONI = [sys.executable, "-c", "from tomoni.cli.main import main; main()"]
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(ROOT), "TOMONI_LANG": "en"}


def position(dice: random.Random) -> tuple[float, float]:
    """Crowded around four towns, as shops are."""
    lat, lon = dice.choice([(35.68, 139.76), (34.69, 135.5), (43.06, 141.35), (33.59, 130.4)])
    return lat + dice.gauss(0, 0.4), lon + dice.gauss(0, 0.4)


def table(sites: int, seed: int = 1) -> bytes:
    """A CSV of that many sites with counts."""
    dice = random.Random(seed)
    out = io.StringIO()
    write = csv.writer(out, lineterminator="\n").writerow
    write(["id", "name", "address", "area", "phone", "lat", "lon", "adult", "child"])
    for number in range(sites):
        lat, lon = position(dice)
        area = f"{dice.choice('東西南北中')}{dice.randrange(40)}区"
        write([
            f"{5900000000 + number}", f"みほん{dice.randrange(10**6):06}薬局", f"みほん市{area}{dice.randrange(900)}番地",
            area, f"099-{dice.randrange(10**4):04}", f"{lat:.6f}", f"{lon:.6f}", dice.randrange(400), dice.randrange(200),
        ])  # fmt: skip
    return out.getvalue().encode()


def community(folder: Path, sites: int, ttl: int = 60) -> None:
    """The folder with its feed "masks", published once."""
    (folder / "stock").mkdir(parents=True)
    (folder / "community.toml").write_text(COMMUNITY, encoding="utf-8")
    (folder / "stock" / "masks.toml").write_text(FEED % ttl, encoding="utf-8")
    source = folder / "sites.csv"
    source.write_bytes(table(sites))
    subprocess.run(
        [*TOMONI, "stock", "pull", str(folder), "masks", str(source)], env=ENVIRONMENT, check=True, capture_output=True
    )

"""47 made-up prefecture sites from generated data, each a folder of its own, and the seconds and bytes they take.

usage: .venv/bin/python docs/examples/forty_seven.py OUT [--count 47] [--cards 10]
then:  .venv/bin/tomoni up --sites OUT      (all of them from one process, each below its name)

Codes are 99xxxx, so every page says that the data are made up. The folders start as the sample city; figures differ from
site to site by a seed that is the site's number. Nothing is downloaded.
"""

from __future__ import annotations

import argparse
import csv
import io
import random
import resource
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SAMPLE = ROOT / "communities" / "mihon"
COUNTS = "mihon_status.csv"


def site(out: Path, number: int, cards: int) -> Path:
    """The folder of one made-up prefecture, with the first cards of the sample."""
    folder = out / f"pref{number:02}"
    shutil.copytree(SAMPLE, folder, ignore=shutil.ignore_patterns(".tomoni"))
    path = folder / "community.toml"
    text = path.read_text(encoding="utf-8")
    for before, after in (
        ('id = "mihon"', f'id = "pref{number:02}"'),
        ("みほん市", f"みほん第{number}県"),
        ("Mihon City", f"Mihon Prefecture {number}"),
    ):
        text = text.replace(before, after)
    path.write_text(text, encoding="utf-8")
    deck = folder / "dashboard.toml"
    head, *declared = deck.read_text(encoding="utf-8").split("[[card]]")
    deck.write_text("[[card]]".join([head, *declared[:cards]]), encoding="utf-8")
    file = folder / "files" / COUNTS
    file.write_text(varied(file.read_text(encoding="utf-8-sig"), random.Random(number)), encoding="utf-8-sig")
    return folder


def varied(text: str, chance: random.Random) -> str:
    """The table with its last days left out, one to ten of them: another as-of and other figures for each site."""
    rows = list(csv.reader(io.StringIO(text)))
    made = io.StringIO()
    csv.writer(made, lineterminator="\n").writerows(rows[: len(rows) - chance.randint(1, 10)])
    return made.getvalue()


def size(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file() and not path.is_symlink())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", type=Path)
    parser.add_argument("--count", type=int, default=47)
    parser.add_argument("--cards", type=int, default=10, help="of each site")
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    begun = time.perf_counter()
    for number in range(1, options.count + 1):
        site(options.out, number, options.cards)
    command = [sys.executable, "-c", "from tomoni.cli.main import main; main()", "publish", "--sites", str(options.out)]
    started = time.perf_counter()
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as run:
        for line in run.stdout or ():
            if not line.startswith(" "):
                print(f"{line.partition(':')[0]}: {time.perf_counter() - started:.1f} s", flush=True)
                started = time.perf_counter()
    if run.returncode > 1:
        raise SystemExit(run.returncode)
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    print(
        f"{options.count} sites: {time.perf_counter() - begun:.0f} s, processor {used.ru_utime + used.ru_stime:.0f} s, "
        f"most memory {used.ru_maxrss / 1024:.0f} MB, {size(options.out) / 1e6 / options.count:.1f} MB a site"
    )


if __name__ == "__main__":
    main()

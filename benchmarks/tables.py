"""How fast the table engine is: check + repair + conform + recipe + provenance against peers and the limit.

    python benchmarks/tables.py [--quick] [--json] [--rounds N] [--only WORDS] [--peer-python PATH] [--large MB]
    python benchmarks/tables.py --real FOLDER     every file below a folder: tracebacks, slowest, largest memory

The limit is what no tool of this kind can be faster than: decoding, Polars' parse and a Parquet write of the same data
already clean. In every round ours, the limit and the peers run one after the other, each in a process of its own; the
figures are medians of the rounds, the memory is the highest of the process. Peers that are not installed for this
interpreter (requirements/bench.txt) run under --peer-python, or are printed as absent.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import tables_data

HERE = Path(__file__).resolve().parent
LIMIT, RAW = "decode + Polars parse + Parquet", "Polars' raw parse"
PANDAS, FRICTIONLESS, DETECTIVE = "pandas+pandera", "frictionless validate", "csv-detective"
CALAMINE, OPENPYXL = "calamine reads the cells", "openpyxl reads the cells"
PEERS = (PANDAS, FRICTIONLESS, DETECTIVE)
SLOW = frozenset((FRICTIONLESS, DETECTIVE))


@dataclass
class Case:
    """One file: what is done with it by us, and by whom beside us (each with the file it gets)."""

    name: str
    rows: int
    ours: str
    path: Path
    against: dict[str, Path] = field(default_factory=dict)
    warm: Path | None = None
    once: frozenset[str] = frozenset()
    """Those that take so long that they run in the first round only."""


def run(job: str, path: Path, out: Path, warm: Path | None, python: str) -> dict[str, Any]:
    command = [python, str(HERE / "tables_jobs.py"), job, str(path), str(out), *([str(warm)] if warm else [])]
    where = {**os.environ, "PYTHONPATH": str(HERE.parent)}
    done = subprocess.run(command, capture_output=True, text=True, env=where, check=False)
    if done.returncode:
        return {"missing": f"failed: {done.stderr.strip().splitlines()[-1][:120]}"}
    return {**json.loads(done.stdout.splitlines()[-1]), "said": done.stderr.strip()}


def measure(case: Case, rounds: int, out: Path, peer_python: str) -> list[dict[str, Any]]:
    """The rows of the report for one case."""
    runs: dict[str, list[dict[str, Any]]] = {}
    for number in range(rounds):
        for job, path in {case.ours: case.path, **case.against}.items():
            if number and (job in case.once or "missing" in runs[job][0]):
                continue
            python = peer_python if job in PEERS else sys.executable
            runs.setdefault(job, []).append(run(job, path, out, None if job == RAW else case.warm, python))
    mine = runs.pop(case.ours)
    if "missing" in mine[0]:
        raise SystemExit(f"{case.name}: {mine[0]['missing']}")
    ours, memory = _middle(mine, "seconds"), max(one["mb"] for one in mine)
    shown: dict[str, Any] = {"case": case.name, "unit": "s", "ours": round(ours, 3), "ours_mb": round(memory)}
    work = _middle(mine, "cpu")
    shown["ours_cpu"] = round(work, 3)
    shown["rows_per_second"] = round(case.rows / ours)
    shown["said"] = mine[-1].get("said", "")
    found = []
    for job, theirs in runs.items():
        if "missing" in theirs[0]:
            absent = {"peer": None, "ratio": None, "against": f"{job}: not installed ({theirs[0]['missing']})"}
            found.append({**shown, **absent})
            continue
        peer = _middle(theirs, "seconds")
        cpu = _middle(theirs, "cpu")
        spent = {"peer_cpu": round(cpu, 3), "ratio_cpu": round(cpu / work, 2)}
        about = spent | {
            "against": f"{job} ({theirs[0]['versions']})",
            "peer_mb": round(max(one["mb"] for one in theirs)),
        }
        found.append({**shown, "peer": round(peer, 3), "ratio": round(peer / ours, 2), **about, "rounds": len(theirs)})
    return found or [{**shown, "peer": None, "ratio": None, "against": "alone"}]


def _middle(runs: list[dict[str, Any]], key: str) -> float:
    return float(statistics.median(one[key] for one in runs))


def cases(folder: Path, count: int, quick: bool) -> list[Case]:
    made = tables_data.rows(count)
    files = {"messy": [messy for messy, _ in made], "clean": [clean for _, clean in made]}
    for name, table in files.items():
        (folder / f"{name}.csv").write_bytes(tables_data.csv_bytes(table, "cp932"))
        (folder / f"{name}-small.csv").write_bytes(tables_data.csv_bytes(table[:7000], "cp932"))
    messy, clean, utf8 = folder / "messy.csv", folder / "clean.csv", folder / "clean-utf8.csv"
    utf8.write_text(clean.read_text(encoding="cp932"), encoding="utf-8")
    del made, files
    slow = frozenset() if quick else SLOW
    peers = {PANDAS: messy} if quick else {PANDAS: messy, FRICTIONLESS: messy, DETECTIVE: messy}
    size = f"{count:,}×{len(tables_data.HEADER)} cp932, {messy.stat().st_size / 1e6:.0f} MB"
    small = {"warm": folder / "messy-small.csv", "once": slow}
    found = [
        Case(f"csv messy {size}", count, "ours", messy, {LIMIT: clean, RAW: utf8, **peers}, **small),  # type: ignore[arg-type]
        Case(
            f"csv clean {size}",
            count,
            "ours",
            clean,
            {LIMIT: clean, **({} if quick else {FRICTIONLESS: clean})},
            **small,
        ),  # type: ignore[arg-type]
    ]
    for number in (2_000,) if quick else (2_000, 100_000):
        book = folder / f"book{number}.xlsx"
        tables_data.workbook(book, number)
        beside = {CALAMINE: book, OPENPYXL: book}
        warm = folder / "book2000.xlsx"
        found.append(Case(f"xlsx {number:,} rows, merged headers", number, "ours", book, beside, warm))
    ghost = folder / "ghost.xlsx"
    tables_data.ghost(ghost)
    found.append(Case("xlsx with a ghost cell at XFD1048576", 10, "ours", ghost, {}, folder / "book2000.xlsx"))
    real = HERE.parent.parent / "shared" / "data"
    if real.is_dir() and not quick:
        number = sum(1 for file in real.rglob("*") if file.is_file())
        found.append(Case(f"{number} real files", number, "ours folder", real))
    return found


def real(folder: Path) -> int:
    """Check every file below a folder, print what was seen; 1 when a file made the program fail."""
    done = run("ours folder", folder, folder, None, sys.executable)
    if "missing" in done:
        print(done["missing"])
        return 1
    print(f"{done['seconds']:.1f} s\n" + done["said"].replace(" · ", "\n"))
    return 0 if " 0 tracebacks" in done["said"] else 1


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--rounds", type=int)
    parser.add_argument("--only", default="", help="cases whose name holds this")
    parser.add_argument("--peer-python", default=sys.executable)
    parser.add_argument("--large", type=int, default=0, metavar="MB", help="check a CSV of this size, too")
    parser.add_argument("--real", type=Path, metavar="FOLDER", help="only check every file below this folder")
    options = parser.parse_args()
    if options.real:
        return real(options.real)
    rounds = options.rounds or (3 if options.quick else 5)
    found = []
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        todo = cases(folder, 200_000, options.quick)
        if options.large:
            path = folder / "large.csv"
            tables_data.large(path, options.large)
            todo.append(
                Case(f"csv messy, {options.large:,} MB, check", 1, "ours check", path, once=frozenset({"ours check"}))
            )
        for case in todo:
            if options.only in case.name:
                few = 1 if case.ours != "ours" else rounds
                found += measure(case, few, folder, options.peer_python)
                if not options.json:
                    _print(found[-1]["case"], [item for item in found if item["case"] == case.name])
    if options.json:
        json.dump({"cases": found, "load": os.getloadavg()}, sys.stdout, ensure_ascii=False, indent=1)
        print()
        return 0
    load = " ".join(f"{value:.1f}" for value in os.getloadavg())
    print(
        f"medians of {rounds} interleaved rounds · Python {platform.python_version()} · load {load} on {os.cpu_count()} cores"
    )
    return 0


def _print(name: str, items: list[dict[str, Any]]) -> None:
    first = items[0]
    print(
        f"{name}: ours {first['ours']:.3f} s (processor {first['ours_cpu']:.3f} s), "
        f"{first['rows_per_second']:,} rows/s, {first['ours_mb']} MB {first['said']}"
    )
    for item in items:
        if item["peer"] is not None:
            print(
                f"    {item['peer']:8.3f} s  = {item['ratio']:6.2f} × ours, processor {item['ratio_cpu']:6.2f} ×, "
                f"{item['peer_mb']} MB  {item['against']}"
            )
        elif item["against"] != "alone":
            print(f"    {item['against']}")


if __name__ == "__main__":
    sys.exit(main())

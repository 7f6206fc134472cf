"""Draw findings above information at random from real files, to be judged by eye.

    python tools/sample_findings.py FOLDER [--count 200] [--seed 20201218] [--rule C08] [--csv]

Prints for each: file, sheet, rule, severity, cells with what stands in them, and the message. `--csv` prints lines for
docs/findings-review.md (file, table, rule, cells). Folders named codes or boundaries hold reference data and are left out.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

SUFFIXES = frozenset((".csv", ".xlsx", ".xls", ".json"))
REFERENCE = frozenset(("codes", "boundaries"))
SEED = 20201218
"""The day of the ministry's rules."""
Seen = dict[str, Any]


def files(folder: Path) -> list[Path]:
    """The tables of a folder, sorted, reference data left out."""
    found = (path for path in folder.rglob("*") if path.suffix.lower() in SUFFIXES and path.is_file())
    return sorted(path for path in found if not REFERENCE & set(path.relative_to(folder).parts[:-1]))


def loud(path: Path, folder: Path) -> list[Seen]:
    """The findings above information of one file, with the text of the cells they name."""
    from tomoni.tables import check
    from tomoni.tables.finding import Severity

    result = check(path)
    name = str(path.relative_to(folder))
    scopes = [("", "", result.findings)] + [(t.sheet, t.range, t.findings) for t in result.tables]
    return [
        {
            "file": name,
            "sheet": sheet,
            "range": place,
            "rule": item.rule,
            "severity": str(item.severity),
            "count": item.count,
            "cells": [(cell, _text(result, sheet, cell)) for cell in item.cells[:5]],
            "message": item.message.ja,
        }
        for sheet, place, findings in scopes
        for item in findings
        if item.severity != Severity.INFO
    ]


def _text(result: Any, sheet: str, cell: str) -> str:
    from tomoni.tables.grid import Rect, text_of

    grid = next((grid for grid in result.book.grids if grid.sheet == sheet), None) if result.book else None
    if grid is None:
        return ""
    try:
        rect = Rect.parse(cell)
    except ValueError:
        return ""
    columns = range(rect.left, min(rect.right, rect.left + 7) + 1)
    return " | ".join(text_of(grid.value(rect.top, column)) for column in columns)


def sample(folder: Path, count: int, seed: int, rule: str = "") -> tuple[list[Seen], list[Seen]]:
    """(all findings above information, the drawn ones in the order of files)."""
    with ProcessPoolExecutor(2) as pool:
        found = [item for part in pool.map(_loud, [(path, folder) for path in files(folder)]) for item in part]
    chosen = [item for item in found if not rule or item["rule"] == rule]
    if len(chosen) > count:
        picks = sorted(random.Random(seed).sample(range(len(chosen)), count))
        chosen = [chosen[index] for index in picks]
    return found, chosen


def _loud(arguments: tuple[Path, Path]) -> list[Seen]:
    return loud(*arguments)


def _lines(items: list[Seen]) -> Iterator[str]:
    for number, item in enumerate(items, 1):
        yield f"{number}. {item['file']} [{item['sheet']}!{item['range']}] {item['rule']} {item['severity']} ×{item['count']}"
        for cell, text in item["cells"]:
            yield f"      {cell}: {text[:110]!r}"
        yield f"      {item['message'][:200]}"


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--count", type=int, default=200)
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--rule", default="")
    parser.add_argument("--csv", action="store_true")
    chosen = parser.parse_args(arguments)
    found, drawn = sample(chosen.folder, chosen.count, chosen.seed, chosen.rule)
    if chosen.csv:
        for item in drawn:
            cells = " ".join(cell for cell, _ in item["cells"][:2])
            sys.stdout.write(f"{item['file']}\t{item['sheet']}!{item['range']}\t{item['rule']}\t{cells}\n")
        return 0
    sys.stdout.write("\n".join(_lines(drawn)) + "\n")
    totals = Counter(item["rule"] for item in found)
    sys.stdout.write(f"{len(found)} findings above information: {dict(totals.most_common())}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

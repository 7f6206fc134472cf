"""Our daily series beside those of an original site's own data.json, day by day.

usage: python docs/examples/against_the_originals.py SITE DATA.JSON

SITE is a community made of the workbooks (docs/examples/four_communities.sh), DATA.JSON what the original published from
them. Each series of the original is put beside the one column of ours that agrees with it on most days. Every day that
differs is printed with the cell that ours comes from and what stands in it, so that anyone can look who is right.
A list of patients is put beside the one in the site's own compat/data.json, row by row, field by field.
Exit code 1 when a day differs.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tomoni.tables.trace import trace

ROWS = "(rows a day)"
SHOWN = 20
"""Days printed one by one; of more the first of them, and how many there are."""
MOST = 3
"""Pairs of unlike values printed of a field."""


@dataclass(frozen=True)
class Ours:
    """A column of a published dataset: day → (value, row number from 1)."""

    dataset: str
    column: str
    folder: Path
    days: dict[str, tuple[Any, int]]


def theirs(told: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """(name, day → value) of each daily series of a data.json. Labels without a year take that of the file."""
    year = str(told.get("lastUpdate", ""))[:4]
    for part, said in told.items():
        data = said.get("data") if isinstance(said, dict) else None
        if isinstance(data, dict):
            days = [f"{year}-{int(m):02}-{int(d):02}" for m, d in (label.split("/") for label in said["labels"])]
            for name, values in data.items():
                yield f"{part} {name}", dict(zip(days, values, strict=True))
        elif data and "小計" in data[0]:
            yield part, {row["日付"][:10]: row["小計"] for row in data}
        elif data:
            counted = Counter(row["date"] for row in data)
            yield f"{part} {ROWS}", dict(sorted(counted.items()))


def ours(site: Path) -> Iterator[Ours]:
    """Each column of numbers beside a day, and the rows of each day where a row is a person."""
    for latest in sorted((site / ".tomoni" / "public" / "data").glob("*/latest.json")):
        folder = latest.parent / json.loads(latest.read_text(encoding="utf-8"))["version"]
        rows = json.loads((folder / "data.json").read_text(encoding="utf-8"))
        day = next((name for name, value in rows[0].items() if re.fullmatch(r"\d{4}-\d\d-\d\d", str(value))), None)
        if day is None:
            continue
        counted: dict[str, tuple[Any, int]] = {}
        for row in rows:
            counted[row[day]] = (counted.get(row[day], (0, 0))[0] + 1, 0)
        if len(counted) < len(rows):
            yield Ours(latest.parent.name, ROWS, folder, dict(sorted(counted.items())))
            continue
        for name in rows[0]:
            if any(isinstance(row[name], int | float) for row in rows):
                found = {row[day]: (row[name], number) for number, row in enumerate(rows, 1) if row[day]}
                yield Ours(latest.parent.name, name, folder, found)


def agreeing(series: dict[str, Any], one: Ours) -> tuple[int, int]:
    """Equal days without and with those of zero: columns full of zeros agree with each other."""
    equal = [value for day, value in series.items() if one.days.get(day, (None,))[0] == value]
    return sum(map(bool, equal)), len(equal)


def cell(one: Ours, row: int) -> str:
    if not row:
        return ""
    said = trace(one.folder / "data.csv", row, one.column)
    return f"{said.sheet}!{','.join(said.cells)} {said.original!r}"


def compare(name: str, series: dict[str, Any], columns: list[Ours]) -> int:
    """Prints one series; how many days differ."""
    alike = [one for one in columns if (one.column == ROWS) == name.endswith(ROWS)]
    best = max(alike, key=lambda one: agreeing(series, one), default=None)
    if best is None or not agreeing(series, best)[0]:
        print(f"{name}: {len(series)} days, nothing of ours is like it")
        return len(series)
    differ = [day for day in sorted({*series, *best.days}) if series.get(day, "—") != best.days.get(day, ("—",))[0]]
    print(f"{name} = {best.dataset} {best.column}: {len(series)} days, {len(differ)} differ")
    for day in differ[:SHOWN]:
        value, row = best.days.get(day, ("—", 0))
        print(f"    {day}: theirs {series.get(day, '—')}, ours {'null' if value is None else value}  {cell(best, row)}")
    if len(differ) > SHOWN:
        print(f"    … and {len(differ) - SHOWN} more, the last on {differ[-1]}")
    return len(differ)


def lists(told: dict[str, Any], site: Path) -> None:
    """Prints for each list of rows in how many a field that both have is not the same, and what it mostly is."""
    written = site / ".tomoni" / "public" / "compat" / "data.json"
    back = json.loads(written.read_text(encoding="utf-8")) if written.is_file() else {}
    for part, said in told.items():
        rows = said.get("data") if isinstance(said, dict) else None
        if not isinstance(rows, list) or not rows or "date" not in rows[0] or not back.get(part, {}).get("data"):
            continue
        mine = back[part]["data"]
        left = [name for name in rows[0] if name not in mine[0]]
        print(f"{part}, row by row: {len(rows)} rows, ours {len(mine)}; fields ours has not: {', '.join(left) or '-'}")
        for name in (name for name in rows[0] if name not in left):
            pairs = ((_plain(row[name]), _plain(own[name])) for row, own in zip(rows, mine, strict=False))
            unlike = Counter(pair for pair in pairs if pair[0] != pair[1])
            if unlike:
                most = "; ".join(f"theirs {was}, ours {now} ({n})" for (was, now), n in unlike.most_common(MOST))
                print(f"    {name}: {unlike.total()} rows differ, {most}{' …' if len(unlike) > MOST else ''}")


def _plain(value: Any) -> str:
    """A moment of a day is that day, however its milliseconds are written."""
    said = json.dumps(value, ensure_ascii=False)
    return said[1:11] if re.fullmatch(r'"\d{4}-\d\d-\d\dT08:00:00(\.000)?Z"', said) else said


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("site", type=Path)
    parser.add_argument("data", type=Path)
    options = parser.parse_args()
    told = json.loads(options.data.read_text(encoding="utf-8"))
    columns = list(ours(options.site))
    differ = sum([compare(name, series, columns) for name, series in theirs(told)])
    lists(told, options.site)
    return int(differ > 0)


if __name__ == "__main__":
    sys.exit(main())

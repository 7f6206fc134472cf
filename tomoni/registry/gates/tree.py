"""A tree of counts (tested → positive → in hospital …): what is below a figure must not contradict it.

A tree comes as columns that spell the path to each figure, the deeper ones empty further up. A figure with several
figures below it is compared with their sum; when that is not even half of it, they are not its parts.
"""

from __future__ import annotations

import polars as pl

from tomoni.i18n import Text
from tomoni.registry.gates.base import Candidate, Gate, Verdict
from tomoni.registry.gates.words import Seen, held, listed, number

TOLERANCE = 0.5
PARTS_FROM = 0.5

Path = tuple[str, ...]


def paths(frame: pl.DataFrame) -> tuple[list[Path], str] | None:
    """The path of each row and the column of its figure; None when the table is not a tree."""
    numbers = [name for name, kind in frame.schema.items() if kind.is_numeric()]
    words = [name for name, kind in frame.schema.items() if kind == pl.String]
    if len(numbers) != 1 or len(words) < 2 or not 3 <= frame.height <= 500:
        return None
    out: list[Path] = []
    for row in frame.select(words).iter_rows():
        depth = next((i for i, part in enumerate(row) if part is None), len(row))
        if not depth or any(part is not None for part in row[depth:]):
            return None
        out.append(tuple(row[:depth]))
    known = set(out)
    whole = len(known) == len(out) and all(len(path) == 1 or path[:-1] in known for path in out)
    return (out, numbers[0]) if whole and len({len(path) for path in out}) > 1 else None


def adds_up(candidate: Candidate) -> list[Verdict]:
    seen = Seen(candidate)
    found = paths(seen.frame)
    if found is None:
        return []
    rows, name = found
    values = dict(zip(rows, seen.frame[name].to_list(), strict=True))
    wrong = []
    for row, path in enumerate(rows):
        below = [values[other] for other in rows if len(other) == len(path) + 1 and other[:-1] == path]
        if len(below) < 2 or values[path] is None or any(value is None for value in below):
            continue
        added = sum(below)
        if abs(added - values[path]) > TOLERANCE and added >= values[path] * PARTS_FROM:
            cell = seen.cell(row, name)
            place_ja, place_en = (f"（{cell}）", f" ({cell})") if cell else ("", "")
            parts = "＋".join(number(value) for value in below)
            wrong.append(
                Text(
                    f"「{path[-1]}」{place_ja}は{number(values[path])}、その内訳は{parts}＝{number(added)}",
                    f'"{path[-1]}"{place_en} is {number(values[path])}, what is below it {parts} = {number(added)}',
                )
            )
    if not wrong:
        return []
    said = listed(wrong)
    return [
        held(
            "tree",
            f"数の内訳が上の数と合いません: {said.ja}。",
            f"The parts of a figure do not add up to it: {said.en}.",
        )
    ]


GATES = [Gate("tree", Text("内訳の木が合うか", "The tree of counts adds up"), adds_up)]

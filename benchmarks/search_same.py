"""Search on real texts: every random piece of a text must find its document, and both databases must give one ordered list.

usage: python benchmarks/search_same.py FILE.csv … [--queries 2000] [--postgres URL] [--json]

FILE: lists of support measures; the column whose name begins with サービス名称, サービスの名称 or 名称 is the title, all others
are the body. Pieces (seed 7) begin and end anywhere inside text that is written without spaces and may reach over marks
and whole Latin words. Exit code 1 when a piece misses its document or the lists differ.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import json
import os
import random
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
TITLES = ("サービス名称", "サービスの名称", "名称")
REACH = 40
"""Characters that a piece may be long."""
COLLECTION = "same"


def documents(files: Sequence[Path]) -> list[tuple[str, str, str]]:
    """(key, title, body) of every row."""
    out = []
    for path in files:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            rows = list(csv.reader(stream))
        title = next(at for at, head in enumerate(rows[0]) if head.startswith(TITLES))
        for number, row in enumerate(rows[1:]):
            body = "\n".join(cell for at, cell in enumerate(row) if at != title)
            out.append((f"{path.name}:{number}", row[title] if title < len(row) else "", body))
    return out


def pieces(texts: Sequence[tuple[str, str, str]], number: int, seed: int = 7) -> list[tuple[str, str]]:
    """(key, piece of its title or of its body). Half of them inside one run of characters, half wherever they end."""
    from tomoni.search.normalise import normalise
    from tomoni.search.tokens import runs

    rng = random.Random(seed)
    found: list[tuple[str, str]] = []
    while len(found) < number:
        key, title, body = rng.choice(texts)
        plain = normalise(title if rng.random() < 0.3 else body)
        cjk = [(start, end) for kind, start, end in runs(plain) if kind == "c" and end - start > 1]
        if not cjk:
            continue
        start, end = rng.choice(cjk)
        begin = rng.randrange(start, end - 1)
        if rng.random() < 0.5:
            last = rng.choice([pair for pair in cjk if pair[0] >= start and pair[0] < begin + REACH])
            end = min(rng.randrange(last[0] + 1, last[1] + 1), begin + REACH) if last[0] > start else end
            if not any(a < end <= b for a, b in cjk):  # cut inside a Latin word, which is found as a whole only
                continue
        else:
            end = rng.randrange(begin + 2, end + 1)
        if end - begin > 1:
            found.append((key, plain[begin:end]))
    return found


def lists(files: Sequence[Path], number: int) -> dict[str, list[list[str]]]:
    """What is missing, and (piece, digest of its whole ordered list with scores) for every query."""
    from tomoni.search import queries, services
    from tomoni.search.services import Entry

    texts = documents(files)
    rng = random.Random(1)
    services.index(COLLECTION, (Entry(key, t, b, order=(0, rng.randrange(9), 0)) for key, t, b in texts), whole=True)
    missing, made = [], []
    for key, piece in pieces(texts, number):
        hits = [(hit.key, hit.score) for hit in queries.search(COLLECTION, piece, limit=len(texts)).hits]
        if key not in {found for found, _ in hits}:
            missing.append([key, piece])
        made.append([piece, hashlib.sha256(json.dumps(hits).encode()).hexdigest()[:16], str(len(hits))])
    services.remove(COLLECTION)
    return {"missing": missing, "lists": made}


def on(url: str, files: Sequence[Path], number: int, folder: Path) -> dict[str, list[list[str]]]:
    """In a process of its own, because a process has one database."""
    environment = {**os.environ, "TOMONI_HOME": str(folder), "DJANGO_SETTINGS_MODULE": "tomoni.web.settings"}
    environment.pop("DATABASE_URL", None)
    if url:
        environment["DATABASE_URL"] = url
    command = [sys.executable, __file__, "--here", "--queries", str(number), *map(str, files)]
    run = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if run.returncode:
        raise SystemExit(run.stderr[-2000:])
    found: dict[str, list[list[str]]] = json.loads(run.stdout)
    return found


def here(files: Sequence[Path], number: int) -> None:
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", "search", verbosity=0)
    print(json.dumps(lists(files, number), ensure_ascii=False))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", type=Path, nargs="+")
    parser.add_argument("--queries", type=int, default=2_000)
    parser.add_argument("--postgres", default=os.environ.get("DATABASE_URL", ""))
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--here", action="store_true", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.here:
        here(asked.files, asked.queries)
        return 0
    with tempfile.TemporaryDirectory() as name:
        found = {"SQLite": on("", asked.files, asked.queries, Path(name))}
        if asked.postgres:
            found["PostgreSQL"] = on(asked.postgres, asked.files, asked.queries, Path(name))
    pairs = zip(*(one["lists"] for one in found.values()), strict=True)
    differ = [pair[0][0] for pair in pairs if len({tuple(one) for one in pair}) > 1]
    missing = {engine: one["missing"] for engine, one in found.items()}
    said = {"queries": asked.queries, "engines": list(found), "missing": missing, "different": differ}
    print(json.dumps(said, ensure_ascii=False) if asked.json else _told(said))
    return 1 if differ or any(missing.values()) else 0


def _told(said: dict[str, object]) -> str:
    return "\n".join(f"{name:10} {value}" for name, value in said.items())


if __name__ == "__main__":
    sys.exit(main())

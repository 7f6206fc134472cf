"""The API in figures: how many requests a second, how long one takes, and how long the first.

usage: python benchmarks/api.py [--quick] [--json]

The sample city is published in a temporary folder and served by the real front, with no rate limit. Requests go one after the other
over one connection each (p50, p95) and from four connections at once (requests/s). The peer is the same rows as a whole published
file (data.json) from the same front: the limit of what this server can send without asking anything. All traffic stays on 127.0.0.1.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

ROOT = Path(__file__).resolve().parent.parent
COMMAND = [sys.executable, "-c", "from tomoni.cli.main import main; main()"]
DATASET = "covid19-patients"
ASKED = {
    "rows, 100 of 419": f"/api/v1/datasets/{DATASET}/rows",
    "rows, filtered and sorted": f"/api/v1/datasets/{DATASET}/rows?where={quote('患者_性別:女性')}&sort=-{quote('公表_年月日')}",
    "rows, 100 as CSV": f"/api/v1/datasets/{DATASET}/rows?format=csv",
    "datasets": "/api/v1/datasets",
    "trace": f"/api/v1/datasets/{DATASET}/trace?row=1&column={quote('患者_年代')}",
    "near": "/api/v1/near?lat=30.5&lon=136.5&limit=10",
    "search": f"/api/v1/search?q={quote('東区')}&limit=10",
}


def free_port() -> int:
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return int(trial.getsockname()[1])


@contextmanager
def served(folder: Path) -> Iterator[int]:
    port = free_port()
    environment = {**os.environ, "TOMONI_API_LIMIT": "0", "PYTHONPATH": str(ROOT)}
    run = subprocess.Popen(
        [*COMMAND, "up", str(folder), "--port", str(port)],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    try:
        assert run.stdout
        run.stdout.readline()
        yield port
    finally:
        run.terminate()
        run.wait(30)


def times(port: int, path: str, count: int) -> list[float]:
    """Milliseconds of `count` requests over one connection."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    found = []
    for _ in range(count):
        start = time.perf_counter()
        connection.request("GET", path)
        answer = connection.getresponse()
        answer.read()
        if answer.status != 200:
            raise SystemExit(f"{path}: {answer.status}")
        found.append((time.perf_counter() - start) * 1000)
    connection.close()
    return found


def a_second(port: int, path: str, count: int, at_once: int = 4) -> float:
    start = time.perf_counter()
    with ThreadPoolExecutor(at_once) as pool:
        list(pool.map(lambda _: times(port, path, count // at_once), range(at_once)))
    return (count // at_once) * at_once / (time.perf_counter() - start)


def measure(folder: Path, count: int) -> list[dict[str, object]]:
    cases: list[dict[str, object]] = []

    def add(case: str, unit: str, ours: float, peer: float | None = None) -> None:
        ratio = round(ours / peer, 3) if peer else None
        cases.append(
            {"case": case, "unit": unit, "ours": round(ours, 2), "peer": peer and round(peer, 2), "ratio": ratio}
        )

    with served(folder) as port:
        add("first request (loads Django)", "ms", times(port, "/api/v1/datasets", 1)[0])
        latest = json.loads((folder / ".tomoni" / "public" / "data" / DATASET / "latest.json").read_bytes())
        file = f"/data/{DATASET}/{latest['files']['data.json']['url']}"
        times(port, file, 20)
        peer = statistics.quantiles(times(port, file, count), n=20)
        peer_rate = a_second(port, file, count)
        for name, path in ASKED.items():
            times(port, path, 10)
            found = statistics.quantiles(times(port, path, count), n=20)
            add(f"{name}: p50", "ms", found[9], peer[9])
            add(f"{name}: p95", "ms", found[18], peer[18])
            add(f"{name}: requests/s", "1/s", a_second(port, path, count), peer_rate)
    return cases


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "mihon"
        shutil.copytree(ROOT / "communities" / "mihon", folder, ignore=shutil.ignore_patterns(".tomoni"))
        cases = measure(folder, 100 if options.quick else 1000)
    if options.json:
        print(json.dumps({"cases": cases}, ensure_ascii=False))
        return
    print(f"{'case':<42}{'ours':>10}  {'peer: a file':>12}  {'ratio':>8}")
    for one in cases:
        peer = "" if one["peer"] is None else one["peer"]
        print(f"{one['case']:<42}{one['ours']:>10} {one['unit']:<4}{peer!s:>9}  {one['ratio'] or ''!s:>8}")


if __name__ == "__main__":
    main()

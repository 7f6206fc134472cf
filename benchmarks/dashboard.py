"""The situation site in figures: how long from files to a site, how heavy its first view is, how fast it is served.

usage: python benchmarks/dashboard.py [--quick] [--json] [--peer DIR]

Builds the sample city in a temporary folder with the command line, as a user would. Peers in the same run: Python's own static server
for serving, and with --peer a folder with another site's built pages (index.html and what it loads) for weight. Medians; ratio = ours ÷ peer.
Bytes are the HTML and all that it loads on the first view: raw, and brotli where the server has it. All traffic stays on 127.0.0.1.
"""

from __future__ import annotations

import argparse
import contextlib
import http.client
import json
import platform
import re
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import brotli

ROOT = Path(__file__).resolve().parent.parent
TOMONI = str(ROOT / ".venv" / "bin" / "tomoni")
LOADED = re.compile(
    r"""<(?:link[^>]+rel="?(?:stylesheet|icon|modulepreload)"?[^>]*href|script[^>]+src|img[^>]+src)="([^"]+)"""
)


@dataclass
class Case:
    """One measured thing. `peer` and `limit` are None where there is nothing fair to put beside it."""

    case: str
    unit: str
    ours: float
    peer: float | None = None
    peer_name: str = ""

    @property
    def ratio(self) -> float | None:
        return round(self.ours / self.peer, 3) if self.peer else None


def seconds(command: list[str]) -> float:
    start = time.perf_counter()
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    if run.returncode not in (0, 1):
        raise SystemExit(f"{' '.join(command)}: exit {run.returncode}\n{run.stderr[-1000:]}")
    return time.perf_counter() - start


def median(measure: Callable[[], float], rounds: int) -> float:
    return round(statistics.median(measure() for _ in range(rounds)), 3)


def sample(folder: Path) -> Path:
    community = folder / "mihon"
    shutil.rmtree(community, ignore_errors=True)
    shutil.copytree(ROOT / "communities" / "mihon", community, ignore=shutil.ignore_patterns(".tomoni"))
    return community


def building(folder: Path, rounds: int) -> list[Case]:
    def first() -> float:
        return seconds([TOMONI, "publish", str(sample(folder))])

    def again() -> float:
        return seconds([TOMONI, "publish", str(folder / "mihon")])

    def one_changed() -> float:
        path = folder / "mihon" / "files" / "mihon_status.csv"
        lines = path.read_text(encoding="utf-8-sig").splitlines()
        last = lines[-1].split(",")
        moved = [last[0][:-2] + f"{int(last[0][-2:]) % 28 + 1:02d}".replace("/", ""), *last[1:]]
        path.write_text("\n".join([*lines, ",".join(moved)]), encoding="utf-8-sig")
        return seconds([TOMONI, "publish", str(folder / "mihon")])

    return [
        Case("files to published site, first time", "s", median(first, rounds)),
        Case("publish when nothing changed", "s", median(again, rounds)),
        Case("publish after one dataset changed", "s", median(one_changed, rounds)),
        Case("static export of the whole site", "s", median(lambda: seconds(build_command(folder)), rounds)),
    ]


def build_command(folder: Path) -> list[str]:
    shutil.rmtree(folder / "out", ignore_errors=True)
    return [TOMONI, "build", str(folder / "mihon"), "-o", str(folder / "out")]


def first_view(tree: Path) -> tuple[int, int, int]:
    """(raw bytes, brotli bytes, requests) of index.html and what it loads."""
    page = (tree / "index.html").read_bytes()
    names = {
        name
        for name in LOADED.findall(page.decode("utf-8", "replace"))
        if "//" not in name and not name.startswith("data:")
    }
    bodies = [
        page,
        *(
            (tree / name.split("?")[0].lstrip("/")).read_bytes()
            for name in sorted(names)
            if (tree / name.lstrip("/")).is_file()
        ),
    ]
    return sum(map(len, bodies)), sum(len(brotli.compress(body, quality=9)) for body in bodies), len(bodies)


def weight(folder: Path, peer: Path | None) -> list[Case]:
    raw, packed, requests = first_view(folder / "out")
    other = first_view(peer) if peer else (None, None, None)
    name = peer.name if peer else ""
    return [
        Case("home, first view, raw", "bytes", raw, other[0], name),
        Case("home, first view, brotli", "bytes", packed, other[1], name),
        Case("home, first view, requests", "requests", requests, other[2], name),
    ]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextlib.contextmanager
def served(command: list[str], port: int) -> Iterator[None]:
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        for _ in range(600):
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 0.2):
                break
            time.sleep(0.05)
        yield
    finally:
        process.terminate()
        process.wait(20)


def milliseconds(port: int, headers: dict[str, str], count: int) -> float:
    """Median of `count` requests for the home page on one connection after another."""
    taken = []
    for _ in range(count):
        start = time.perf_counter()
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        connection.request("GET", "/", headers=headers)
        connection.getresponse().read()
        connection.close()
        taken.append((time.perf_counter() - start) * 1000)
    return round(statistics.median(taken), 2)


def serving(folder: Path, count: int) -> list[Case]:
    port, plain = free_port(), free_port()
    ours = [TOMONI, "up", str(folder / "mihon"), "--port", str(port)]
    theirs = [sys.executable, "-m", "http.server", str(plain), "--bind", "127.0.0.1", "-d", str(folder / "out")]
    with served(ours, port), served(theirs, plain):
        milliseconds(port, {}, 20)
        identity = milliseconds(port, {}, count)
        packed = milliseconds(port, {"Accept-Encoding": "br"}, count)
        peer = milliseconds(plain, {}, count)
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        connection.request("GET", "/")
        response = connection.getresponse()
        response.read()
        same = milliseconds(port, {"If-None-Match": response.headers["ETag"]}, count)
    return [
        Case("home, identity", "ms", identity, peer, "http.server"),
        Case("home, brotli", "ms", packed, peer, "http.server"),
        Case("home, 304", "ms", same, peer, "http.server"),
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="one round, few requests")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--peer", type=Path, help="folder of another site's built pages")
    options = parser.parse_args()
    rounds, count = (1, 100) if options.quick else (5, 1000)
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        cases = building(folder, rounds) + weight(folder, options.peer) + serving(folder, count)
    if options.json:
        rows = [{"case": c.case, "unit": c.unit, "ours": c.ours, "peer": c.peer, "ratio": c.ratio} for c in cases]
        print(json.dumps({"cases": rows}, ensure_ascii=False))
        return
    print(f"Python {platform.python_version()} · {rounds} round(s), medians")
    for c in cases:
        beside = f"   {c.peer_name} {c.peer}   ratio {c.ratio}" if c.peer is not None else ""
        print(f"{c.case:42} {c.ours:>12} {c.unit:9}{beside}")


if __name__ == "__main__":
    main()

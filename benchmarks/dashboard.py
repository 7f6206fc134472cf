"""The situation site in figures: how long from files to a site, how heavy its first view is, how fast it is served.

usage: python benchmarks/dashboard.py [--quick] [--json] [--peer DIR] [--sites 47] [--only-sites]

Builds the sample city in a temporary folder with the command line, as a user would. Peers in the same run: Python's own static server
for serving, and with --peer a folder with another site's built pages (index.html and what it loads) for weight. Medians; ratio = ours ÷ peer.
Bytes are the HTML and all that it loads on the first view: raw, and brotli where the server has it. All traffic stays on 127.0.0.1.
Cold is a new process with its byte code compiled, as after an installation; warm is one that runs already, as `tomoni up --watch`.
`cpu` is the processor time of the same step: on a machine that others use it says more than the clock.
With --sites so many sites of ten cards each are made by one process (docs/examples/forty_seven.py, `tomoni publish --sites`),
with --only-sites nothing else. Whether a site takes longer the more there were before it is said by the median of the last
third over that of the first, the very first site apart: it pays for the start.
"""

from __future__ import annotations

import argparse
import contextlib
import http.client
import json
import os
import platform
import re
import resource
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import brotli

ROOT = Path(__file__).resolve().parent.parent
TOMONI = str(ROOT / ".venv" / "bin" / "tomoni")
WARM = """
import subprocess, sys, time
from pathlib import Path
from tomoni.cli.home import open_community
folder = Path(sys.argv[1])
open_community(folder)
from tomoni.cli import watching
watching._published(folder)
for _ in range(int(sys.argv[2])):
    exec(sys.argv[3])
    clock, used = time.perf_counter(), time.process_time()
    watching._published(folder)
    print(time.perf_counter() - clock, time.process_time() - used)
"""
CHANGE = """
from datetime import date, timedelta
path = folder / "files" / "mihon_status.csv"
lines = path.read_text(encoding="utf-8-sig").splitlines()
day, *rest = lines[-1].split(",")
following = date.fromisoformat(day.replace("/", "-")) + timedelta(1)
lines.append(",".join([f"{following:%Y/%m/%d}", *rest]))
path.write_text("\\n".join(lines), encoding="utf-8-sig")
"""
"""One more day in one of the six files, as a city adds one."""
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


def environment(folder: Path) -> dict[str, str]:
    """Byte code is kept, in the benchmark's own folder."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return kept | {"PYTHONPYCACHEPREFIX": str(folder / "bytecode")}


def run(command: list[str], folder: Path) -> tuple[str, float, float]:
    """(what it printed, seconds, seconds of the processor)."""
    start, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment(folder))
    if done.returncode not in (0, 1):
        raise SystemExit(f"{' '.join(command)}: exit {done.returncode}\n{done.stderr[-1000:]}")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return (
        done.stdout,
        time.perf_counter() - start,
        after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime,
    )


def both(name: str, taken: list[tuple[float, float]]) -> list[Case]:
    """The medians of (seconds, processor seconds) as two cases."""
    clock, used = (round(statistics.median(column), 3) for column in zip(*taken, strict=True))
    return [Case(name, "s", clock), Case(f"{name}, cpu", "s", used)]


def sample(folder: Path) -> Path:
    community = folder / "mihon"
    shutil.rmtree(community, ignore_errors=True)
    shutil.copytree(ROOT / "communities" / "mihon", community, ignore=shutil.ignore_patterns(".tomoni"))
    return community


def building(folder: Path, rounds: int) -> list[Case]:
    community = folder / "mihon"
    publish = [TOMONI, "publish", str(community)]

    def first() -> tuple[float, float]:
        sample(folder)
        return run(publish, folder)[1:]

    def one_changed() -> tuple[float, float]:
        exec(CHANGE, {"folder": community})
        return run(publish, folder)[1:]

    def export() -> tuple[float, float]:
        return run(build_command(folder), folder)[1:]

    sample(folder)
    run(publish, folder)  # compiles the byte code
    cases = both("files to published site, first time", [first() for _ in range(rounds)])
    cases += both("publish when nothing changed, cold", [run(publish, folder)[1:] for _ in range(rounds)])
    cases += both("publish after one dataset changed, cold", [one_changed() for _ in range(rounds)])
    first()
    said = run([sys.executable, "-c", WARM, str(community), str(max(2, rounds)), CHANGE], folder)[0]
    lines = [line.split() for line in said.splitlines()[-max(2, rounds) :]]
    cases += both("publish after one dataset changed, warm", [(float(clock), float(used)) for clock, used in lines])
    return cases + both("static export of the whole site", [export() for _ in range(rounds)])


def growing(folder: Path, sites: int) -> list[Case]:
    """Many sites of ten cards, one after the other by one process; each site's time and all of them."""
    script = ROOT / "docs" / "examples" / "forty_seven.py"
    said, clock, used = run([sys.executable, str(script), str(folder / "many"), "--count", str(sites)], folder)
    each = [float(seconds) for seconds in re.findall(r"(?m)^pref\d+: ([\d.]+) s$", said)]
    if len(each) != sites:
        raise SystemExit(f"{len(each)} of {sites} sites were made:\n{said[-1000:]}")
    memory = re.search(r"most memory (\d+) MB", said)
    third = max(1, (sites - 1) // 3)
    rest = each[1:] or each
    return [
        Case("one site of ten cards from files, the first", "s", each[0]),
        Case(f"the same, the median of {sites}", "s", round(statistics.median(each), 2)),
        Case("the same, the last", "s", each[-1]),
        Case("growth, the last third", "s", statistics.median(rest[-third:]), statistics.median(rest[:third]), "first"),
        Case(f"{sites} sites", "s", round(clock, 1)),
        Case(f"{sites} sites, cpu", "s", round(used, 1)),
        Case("one site, cpu", "s", round(used / sites, 2)),
        Case(f"{sites} sites, most memory", "MB", float(memory[1]) if memory else 0.0),
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
    parser.add_argument("--sites", type=int, default=0, help="also make so many sites of ten cards")
    parser.add_argument("--only-sites", action="store_true", help="with --sites: nothing else")
    parser.add_argument("--peer", type=Path, help="folder of another site's built pages")
    options = parser.parse_args()
    rounds, count = (1, 100) if options.quick else (5, 1000)
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        cases = []
        if not (options.only_sites and options.sites):
            cases += building(folder, rounds) + weight(folder, options.peer) + serving(folder, count)
        if options.sites:
            cases += growing(folder, options.sites)
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

"""A feed of stock under many readers: our front beside nginx, uvicorn, Django and Datasette, in one run on the same bodies.

usage: python benchmarks/stock.py [--quick] [--json] [--sites 6000]

Needs wrk and nginx (Debian: apt-get install wrk nginx-light); what is not there is left out and said. One worker each, all on
127.0.0.1. Servers take turns within every round, so that the load of other programs meets all of them; rounds' medians are given.
Beside requests/s stand the CPU microseconds of the server for one request, which other programs disturb less.

    full      data.json as gzip, 16 connections          304      the same with If-None-Match
    delta     the newest delta                            nearest  100 nearest of a random point (ours: exact, checked)
    p99       milliseconds with 16 and 256 connections    memory   resident MB of our front with 30,000 sites
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import random
import re
import shutil
import signal
import socket
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from stock_data import ENVIRONMENT, ROOT, community, position

TICK = os.sysconf("SC_CLK_TCK")
GZIP = ["Accept-Encoding: gzip"]
NGINX = """user root; worker_processes 1; pid {place}/pid; error_log {place}/error.log;
events {{ worker_connections 1024; }}
http {{ access_log off; sendfile on; tcp_nopush on; keepalive_requests 1000000; types {{ application/json json; }} {cache}
server {{ listen 127.0.0.1:{port}; root {root}; gzip_static on; location /data/ {{
add_header Access-Control-Allow-Origin "*" always; add_header X-Content-Type-Options nosniff always;
add_header Cache-Control "public, max-age=60, stale-if-error=86400" always; }} }} }}
"""
FILES = """
import hashlib, os
def form(name):
    path = os.environ["PEER_FOLDER"] + "/" + name
    body = open(path + ".gz" if os.path.exists(path + ".gz") else path, "rb").read()
    return body, '"' + hashlib.sha256(body).hexdigest()[:40] + '"', os.path.exists(path + ".gz")
files = {name: form(name) for name in os.environ["PEER_NAMES"].split()}
def head(etag, packed):
    found = {"ETag": etag, "Cache-Control": "public, max-age=60", "Access-Control-Allow-Origin": "*"}
    return found | ({"Content-Encoding": "gzip"} if packed else {})
"""
STARLETTE = (
    FILES
    + """
from starlette.applications import Starlette
from starlette.responses import Response
from starlette.routing import Route
def serve(name):
    body, etag, packed = files[name]
    async def answer(request):
        if request.headers.get("if-none-match") == etag:
            return Response(status_code=304, headers=head(etag, False))
        return Response(body, media_type="application/json", headers=head(etag, packed))
    return answer
application = Starlette(routes=[Route("/data/masks/" + name, serve(name)) for name in files])
"""
)
DJANGO = (
    FILES
    + """
from django.conf import settings
settings.configure(SECRET_KEY="x", ROOT_URLCONF=__name__, ALLOWED_HOSTS=["*"], MIDDLEWARE=[])
import django
django.setup()
from django.core.wsgi import get_wsgi_application
from django.http import HttpResponse
from django.urls import path
def serve(name):
    body, etag, packed = files[name]
    def answer(request):
        if request.headers.get("If-None-Match") == etag:
            return HttpResponse(status=304, headers=head(etag, False))
        return HttpResponse(body, content_type="application/json", headers=head(etag, packed))
    return answer
urlpatterns = [path("data/masks/" + name, serve(name)) for name in files]
application = get_wsgi_application()
"""
)


def free_port() -> int:
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return int(trial.getsockname()[1])


class Server:
    """One process (or nginx's worker) that answers on a port."""

    def __init__(self, name: str, port: int, process: subprocess.Popen[bytes], pid: int, paths: dict[str, str]) -> None:
        self.name, self.port, self.process, self.pid, self.paths = name, port, process, pid, paths

    def cpu(self) -> float:
        fields = Path(f"/proc/{self.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / TICK

    def memory(self) -> float:
        said = Path(f"/proc/{self.pid}/status").read_text()
        return int(re.search(r"VmRSS:\s+(\d+)", said)[1]) / 1024

    def get(self, path: str, **headers: str) -> tuple[int, http.client.HTTPMessage, bytes]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        connection.request("GET", path, headers=headers)
        answer = connection.getresponse()
        found = answer.status, answer.headers, answer.read()
        connection.close()
        return found

    def wrk(
        self, path: str, headers: list[str], seconds: float, connections: int = 16, script: str = ""
    ) -> dict[str, float]:
        before, asked = self.cpu(), [part for one in headers for part in ("-H", one)]
        more = ["-s", script] if script else []
        url = f"http://127.0.0.1:{self.port}{path}"
        run = subprocess.run(
            ["wrk", "-t1", f"-c{connections}", f"-d{seconds:.0f}s", "--latency", "--timeout", "10s", *asked, *more, url],
            capture_output=True, text=True, check=True,
        ).stdout  # fmt: skip
        if bad := re.search(r"Non-2xx or 3xx responses: (\d+)", run):
            raise SystemExit(f"{self.name} {path}: {bad[0]}")
        count = int(re.search(r"(\d+) requests in", run)[1])
        number, unit = re.search(r"99%\s+([\d.]+)(us|ms|s)", run).groups()
        return {
            "rate": float(re.search(r"Requests/sec:\s+([\d.]+)", run)[1]),
            "cpu": (self.cpu() - before) / max(1, count) * 1e6,
            "p99": float(number) * {"us": 0.001, "ms": 1.0, "s": 1000.0}[unit],
        }


def wait(port: int) -> None:
    for _ in range(400):
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        except OSError:
            time.sleep(0.05)
    raise SystemExit(f"nothing listens on {port}")


@contextmanager
def started(name: str, command: list[str], port: int, paths: dict[str, str], **environment: str) -> Iterator[Server]:
    process = subprocess.Popen(
        command, env={**ENVIRONMENT, **environment}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        wait(port)
        yield Server(name, port, process, process.pid, paths)
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()


@contextmanager
def nginx(name: str, folder: Path, place: Path, paths: dict[str, str], cache: str = "") -> Iterator[Server]:
    port = free_port()
    place.mkdir()
    config = place / "nginx.conf"
    config.write_text(NGINX.format(place=place, port=port, root=folder / ".tomoni" / "public", cache=cache))
    run = [shutil.which("nginx") or "/usr/sbin/nginx", "-c", str(config), "-p", str(place), "-g", "daemon off;"]
    with started(name, run, port, paths) as server:
        server.pid = child(server.pid) or server.pid
        yield server


def child(pid: int) -> int:
    """The worker of a server that has one; 0 when it works itself."""
    found = subprocess.run(["pgrep", "-P", str(pid)], capture_output=True, text=True, check=False).stdout.split()
    return int(found[-1]) if found else 0


def front(folder: Path, paths: dict[str, str]) -> object:
    port = free_port()
    run = [sys.executable, "-m", "tomoni.web.front_process", "127.0.0.1", str(port)]
    return started("ours", run, port, paths, TOMONI_HOME=str(folder / ".tomoni"))


def lua(place: Path) -> str:
    """A wrk script that asks for another point each time."""
    dice = random.Random(3)
    spots = ",".join(f'"lat={lat:.4f}&lon={lon:.4f}"' for lat, lon in (position(dice) for _ in range(500)))
    script = place / "near.lua"
    script.write_text(
        f"local spots={{{spots}}}\nlocal i=0\n"
        'request=function() i=i%#spots+1; return wrk.format("GET","/data/masks/find.json?limit=100&"..spots[i]) end\n'
    )
    return str(script)


def exact(server: Server, folder: Path, questions: int = 40) -> int:
    """How many of the answers differ from a look at every site."""
    sys.path.insert(0, str(ROOT))
    from tomoni.geo.sphere import distance

    sites = json.loads((folder / ".tomoni/public/data/masks/sites.json").read_bytes())["sites"]
    dice, wrong = random.Random(9), 0
    for number in range(questions):
        lat, lon = position(dice) if number % 4 else (dice.uniform(-90, 90), dice.uniform(-180, 180))
        wanted = sorted((round(distance(lat, lon, s["lat"], s["lon"]), 1), s["id"]) for s in sites)[:100]
        found = json.loads(server.get(f"/data/masks/find.json?lat={lat!r}&lon={lon!r}&limit=100")[2])["sites"]
        got = [(s["distance"], s["id"]) for s in found]
        same = all(abs(a[0] - b[0]) <= 0.11 for a, b in zip(got, wanted, strict=True))
        wrong += not (same and len({one for _, one in got}) == len(wanted))
    return wrong


def datasette(folder: Path, place: Path) -> list[str]:
    sites = json.loads((folder / ".tomoni/public/data/masks/sites.json").read_bytes())["sites"]
    with sqlite3.connect(place / "stock.db") as base:
        base.execute("create table sites (id text primary key, name text, address text, lat real, lon real)")
        base.executemany(
            "insert into sites values (?,?,?,?,?)",
            [(s["id"], s["name"], s.get("address"), s.get("lat"), s.get("lon")) for s in sites],
        )
    return [
        sys.executable,
        "-m",
        "datasette",
        "serve",
        str(place / "stock.db"),
        "--cors",
        "--setting",
        "max_returned_rows",
        "100000",
    ]


def servers(stack: ExitStack, folder: Path, place: Path, deltas: str) -> list[Server]:
    names = {"full": "data.json", "304": "data.json", "delta": deltas}
    paths = {case: f"/data/masks/{name}" for case, name in names.items()}
    found = []
    if shutil.which("nginx") or Path("/usr/sbin/nginx").exists():
        found.append(stack.enter_context(nginx("nginx", folder, place / "nginx", paths)))
        cache = "open_file_cache max=1000 inactive=60s;"
        found.append(stack.enter_context(nginx("nginx+open_file_cache", folder, place / "nginx2", paths, cache)))
    found.append(stack.enter_context(front(folder, paths | {"nearest": ""})))
    (place / "peer_starlette.py").write_text(STARLETTE)
    (place / "peer_django.py").write_text(DJANGO)
    peers = {
        "uvicorn+Starlette": ["uvicorn", "--log-level", "error", "--no-access-log", "peer_starlette:application"],
        "Django alone": ["granian", "--interface", "wsgi", "--no-ws", "--no-log", "peer_django:application"],
    }
    now = str((folder / ".tomoni/public/data/masks/now").resolve())
    for name, command in peers.items():
        port = free_port()
        run = [sys.executable, "-m", *command, "--host", "127.0.0.1", "--port", str(port)]
        said = {"PEER_FOLDER": now, "PEER_NAMES": f"data.json {deltas}", "PYTHONPATH": str(place)}
        server = stack.enter_context(started(name, run, port, paths, **said))
        server.pid = child(server.pid) or server.pid
        found.append(server)
    port = free_port()
    box = "_where=lat+between+35.5+and+35.9&_where=lon+between+139.5+and+140&_size=100&_shape=array&_nosuggest=1&_nofacet=1"
    asked = {
        "full": "/stock/sites.json?_size=max&_shape=array&_nofacet=1&_nosuggest=1",
        "nearest": f"/stock/sites.json?{box}",
    }
    try:
        run = [*datasette(folder, place), "--port", str(port)]
        found.append(stack.enter_context(started("Datasette", run, port, asked)))
    except SystemExit:
        print("Datasette is not installed: left out", file=sys.stderr)
    return found


def measure(
    folder: Path, place: Path, seconds: float, rounds: int
) -> tuple[dict[str, dict[str, dict[str, list[float]]]], int]:
    newest = max((folder / ".tomoni/public/data/masks/deltas").glob("*.json"), key=lambda p: int(p.stem))
    script = lua(place)
    results: dict[str, dict[str, dict[str, list[float]]]] = defaultdict(lambda: defaultdict(lambda: defaultdict(list)))
    with ExitStack() as stack:
        every = servers(stack, folder, place, f"deltas/{newest.name}")
        ours = next(one for one in every if one.name == "ours")
        wrong = exact(ours, folder)
        etags = {
            one.name: one.get(one.paths["304"], **{"Accept-Encoding": "gzip"})[1]["ETag"]
            for one in every
            if "304" in one.paths
        }
        for _ in range(rounds):
            for case in ("full", "304", "delta", "nearest", "full-256"):
                for one in every:
                    path = one.paths.get(case.removesuffix("-256"))
                    if path is None or (case == "full-256" and one.name == "Datasette"):
                        continue
                    headers = GZIP if case != "nearest" else []
                    if case == "304":
                        headers = [*GZIP, f"If-None-Match: {etags[one.name]}"]
                    own = script if case == "nearest" and one is ours else ""
                    found = one.wrk(path, headers, seconds, 256 if case.endswith("256") else 16, own)
                    for key, value in found.items():
                        results[case][one.name][key].append(value)
    return results, wrong


def memory(place: Path, sites: int) -> float:
    """MB of our front that serves that many sites and has answered a few questions."""
    folder = place / "large"
    community(folder, sites)
    with front(folder, {}) as server:
        for path in (
            "data.json",
            "status.json",
            "find.json?lat=35&lon=139",
            "find.json?bbox=139,35,140,36&item=adult&state=on_sale",
        ):
            assert server.get(f"/data/masks/{path}", **{"Accept-Encoding": "gzip"})[0] == 200
        return server.memory()


def cases_of(
    results: dict[str, dict[str, dict[str, list[float]]]], wrong: int, megabytes: float
) -> list[dict[str, object]]:
    middle, cases = statistics.median, []
    for case, by_server in results.items():
        ours = by_server["ours"]
        for name, peer in by_server.items():
            if name == "ours":
                continue
            pairs = list(zip(ours["rate"], peer["rate"], strict=True))
            cases.append({
                "case": f"{case}: peer {name}", "unit": "1/s", "ours": round(middle(ours["rate"])), "peer": round(middle(peer["rate"])),
                "ratio": round(middle([a / b for a, b in pairs]), 2), "cpu_us": [round(middle(ours["cpu"]), 1), round(middle(peer["cpu"]), 1)],
                "cpu_ratio": round(middle(peer["cpu"]) / middle(ours["cpu"]), 2) if middle(ours["cpu"]) else None,
                "p99_ms": [round(middle(ours["p99"]), 1), round(middle(peer["p99"]), 1)],
            })  # fmt: skip
    near = results["nearest"]["ours"]
    cases.append({"case": "nearest-100 of our front on one core (from CPU time)", "unit": "1/s", "ours": round(1e6 / middle(near["cpu"])), "peer": 2500, "ratio": round(1e6 / middle(near["cpu"]) / 2500, 2)})  # fmt: skip
    cases.append({"case": "nearest-100: answers that differ from a look at every site", "unit": "of 40", "ours": wrong, "peer": 0, "ratio": None})  # fmt: skip
    cases.append({"case": "memory with 30,000 sites (limit 150)", "unit": "MB", "ours": round(megabytes), "peer": 150, "ratio": round(megabytes / 150, 2)})  # fmt: skip
    return cases


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--sites", type=int, default=6000)
    options = parser.parse_args()
    if not shutil.which("wrk"):
        raise SystemExit("wrk is not there: apt-get install wrk")
    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        place.chmod(0o755)
        folder = place / "city"
        community(folder, options.sites)
        second = folder / "again.csv"
        rows = (folder / "sites.csv").read_text().splitlines()
        second.write_text("\n".join(rows[:1] + [row if n % 7 else row + "1" for n, row in enumerate(rows[1:])]) + "\n")
        subprocess.run([sys.executable, "-c", "from tomoni.cli.main import main; main()", "stock", "pull", str(folder), "masks", str(second)], env=ENVIRONMENT, check=True, capture_output=True)  # fmt: skip
        results, wrong = measure(folder, place, 1 if options.quick else 2, 1 if options.quick else 5)
        cases = cases_of(results, wrong, memory(place, 30_000))
    if options.json:
        print(json.dumps({"cases": cases}, ensure_ascii=False))
        return
    print(
        f"{'case':<62}{'ours':>9}{'peer':>9}  {'ratio':>6}  {'cpu µs ours/peer':>18} {'cpu ratio':>9}  p99 ms ours/peer"
    )
    for one in cases:
        cpu = "{}/{}".format(*one["cpu_us"]) if "cpu_us" in one else ""
        late = "{}/{}".format(*one["p99_ms"]) if "p99_ms" in one else ""
        print(
            f"{one['case']:<62}{one['ours']!s:>9}{one['peer']!s:>9}  {one['ratio'] or ''!s:>6}  {cpu:>18} {one.get('cpu_ratio') or ''!s:>9}  {late}"
        )


if __name__ == "__main__":
    main()

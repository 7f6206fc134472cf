"""Readers at full speed while a feed is published every second and its publisher is killed at random.

    python benchmarks/stock_drill.py [--seconds 60] [--sites 5600] [--changes 800] [--readers 4] [--json]

One process serves (the real front), one publishes (a batch of updates, then a tick, again and again) and is killed with SIGKILL at
random moments and started again; readers fetch latest.json, the documents it names, deltas and questions, over kept connections.
Every document is checked: JSON, the hash that latest.json gives, the schema (a sample), one publication in one document.
It must show: no answer 5xx, no torn document, `seq` never smaller than before, no delta that does not follow. All on 127.0.0.1.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import http.client
import json
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from itertools import pairwise
from pathlib import Path

from stock_data import ENVIRONMENT, ROOT, community

PUBLISHER = """
import random, sys, time
from pathlib import Path
from tomoni.cli.home import open_community
scope = open_community(Path(sys.argv[1]))
from tomoni.stock import config, publishing, services
from tomoni.stock.intake.base import Said
from tomoni.stock.models import Site
feed = config.feed(scope, "masks")
codes = list(Site.objects.filter(feed__slug="masks").values_list("code", flat=True))
dice = random.Random()
while True:
    start = time.monotonic()
    said = [Said(code, dice.choice(("adult", "child")), dice.randrange(500)) for code in dice.sample(codes, int(sys.argv[2]))]
    services.say(scope, feed, said, "key:drill", str(time.time_ns()))
    shown = publishing.publish(scope, feed)
    print(shown.seq if shown else 0, round(time.monotonic() - start, 3), flush=True)
    time.sleep(max(0.0, 1.0 - (time.monotonic() - start)))
"""


class Reader(threading.Thread):
    """Reads what an app reads, and looks at all of it."""

    def __init__(self, port: int, stop: threading.Event, seed: int, schema: object) -> None:
        super().__init__(daemon=True)
        self.port, self.stop_at, self.dice, self.schema = port, stop, random.Random(seed), schema
        self.faults: Counter[str] = Counter()
        self.answers: Counter[int] = Counter()
        self.times: list[float] = []
        self.seq, self.delta_seq, self.checked = 0, 0, 0

    def run(self) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        while not self.stop_at.is_set():
            try:
                self.one()
            except (OSError, http.client.HTTPException) as error:
                self.faults[f"connection: {type(error).__name__}"] += 1
                self.connection.close()
            except (ValueError, KeyError) as error:
                self.faults[f"torn: {error!r}"[:100]] += 1

    def get(self, path: str) -> tuple[int, bytes]:
        start = time.perf_counter()
        self.connection.request("GET", path, headers={"Accept-Encoding": "gzip"})
        answer = self.connection.getresponse()
        body = answer.read()
        self.times.append((time.perf_counter() - start) * 1000)
        self.answers[answer.status] += 1
        if answer.status >= 500:
            self.faults[f"{answer.status} {path.partition('?')[0]}"] += 1
        return answer.status, gzip.decompress(body) if answer.headers.get("Content-Encoding") == "gzip" else body

    def one(self) -> None:
        head = json.loads(self.get("/data/masks/latest.json")[1])
        if head["seq"] < self.seq:
            self.faults["seq went back"] += 1
        self.seq = head["seq"]
        name = self.dice.choice(["status.json", "data.json", "sites.json", "data.csv"])
        facts = head["files"][name]
        status, body = self.get(f"/data/masks/{facts['url']}")
        if status == 200 and hashlib.sha256(body).hexdigest() != facts["sha256"]:
            self.faults[f"{name}: not the bytes that latest.json promised"] += 1
        if status == 404:
            self.answers[-404] += 1  # its version was taken away: allowed after two ttl, counted
        if status == 200 and name != "data.csv":
            said = json.loads(body)
            self.checked += 1
            if name != "sites.json" and said["version"] != head["version"]:
                self.faults[f"{name}: of another publication"] += 1
            if self.checked % 40 == 1:
                self.validate(name, said)
        current = json.loads(self.get("/data/masks/status.json")[1])
        if current["seq"] < self.seq:
            self.faults["status.json older than latest.json"] += 1
        self.seq = max(self.seq, current["seq"])
        self.deltas()
        lat, lon = self.dice.uniform(33, 43), self.dice.uniform(130, 141)
        near = json.loads(self.get(f"/data/masks/find.json?lat={lat:.3f}&lon={lon:.3f}&limit=20")[1])
        far = [site["distance"] for site in near["sites"]]
        if far != sorted(far) or len(far) != 20 or near["seq"] < self.seq:
            self.faults["nearest out of order, or older"] += 1

    def deltas(self) -> None:
        status, body = self.get(f"/data/masks/deltas.json?since={max(1, self.seq - self.dice.randrange(4))}")
        if status not in (200, 410):
            self.faults[f"deltas {status}"] += 1
            return
        before = None
        for delta in json.loads(body).get("deltas", []):
            if before and (delta["from_seq"], delta["from_version"]) != (before["seq"], before["version"]):
                self.faults["a delta does not follow"] += 1
            before = delta

    def validate(self, name: str, said: object) -> None:
        import jsonschema

        shape = self.schema.of(name.partition(".")[0])
        for error in jsonschema.Draft202012Validator(shape).iter_errors(said):
            self.faults[f"{name}: {error.message[:60]}"] += 1


def crowd_of(port: int, seconds: float) -> subprocess.Popen[str] | None:
    """Sixteen more who read as fast as they can and look at nothing but the status (wrk, when it is there)."""
    if not shutil.which("wrk"):
        return None
    url = f"http://127.0.0.1:{port}/data/masks/status.json"
    run = ["wrk", "-t1", "-c16", f"-d{seconds:.0f}s", "--latency", "-H", "Accept-Encoding: gzip", url]
    return subprocess.Popen(run, stdout=subprocess.PIPE, text=True)


def publish_and_kill(folder: Path, changes: int, stop: threading.Event, told: dict[str, object]) -> None:
    dice = random.Random(5)
    kills, seqs, ticks = 0, [], []
    run = [sys.executable, "-c", PUBLISHER, str(folder), str(changes)]
    while not stop.is_set():
        process = subprocess.Popen(run, env=ENVIRONMENT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        killer = threading.Timer(dice.uniform(3.0, 9.0), lambda process=process: os.kill(process.pid, signal.SIGKILL))
        killer.start()
        for line in process.stdout:
            seq, seconds = line.split()
            seqs.append(int(seq))
            ticks.append(float(seconds))
            if stop.is_set():
                process.kill()
        killer.cancel()
        code, words = process.wait(), process.stderr.read()
        if code not in (-signal.SIGKILL, 0):
            told.setdefault("publisher faults", []).append(words[-400:])
            time.sleep(0.5)
        kills += code == -signal.SIGKILL
    told |= {"kills": kills, "ticks": len(ticks), "seqs": seqs, "tick_seconds": sorted(ticks)}


def drill(seconds: float, sites: int, changes: int, readers: int) -> dict[str, object]:
    sys.path.insert(0, str(ROOT))
    from tomoni.stock.feed import schema

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "city"
        community(folder, sites, ttl=5)
        from stock import free_port, wait

        port, stop, told = free_port(), threading.Event(), {}
        run = [sys.executable, "-m", "tomoni.web.front_process", "127.0.0.1", str(port)]
        server = subprocess.Popen(run, env={**ENVIRONMENT, "TOMONI_HOME": str(folder / ".tomoni")})
        try:
            wait(port)
            everyone = [Reader(port, stop, seed, schema) for seed in range(readers)]
            publisher = threading.Thread(target=publish_and_kill, args=(folder, changes, stop, told))
            for one in [*everyone, publisher]:
                one.start()
            crowd = crowd_of(port, seconds)
            time.sleep(seconds)
            stop.set()
            crowd_said = crowd.communicate(timeout=30)[0] if crowd else ""
            for one in everyone:
                one.join(60)
            publisher.join(60)
            died = server.poll()
        finally:
            server.terminate()
            server.wait(10)
        leftovers = len(list((folder / ".tomoni/live/masks").glob(".new-*")))
        checked = subprocess.run(
            [sys.executable, "-c", "from tomoni.cli.main import main; main()", "stock", "validate", "--json", str(folder / ".tomoni/live/masks")],
            env=ENVIRONMENT, capture_output=True, text=True, check=False,
        )  # fmt: skip
    crowd_rate = re.search(r"Requests/sec:\s+([\d.]+)", crowd_said)
    crowd_p99 = re.search(r"99%\s+(\S+)", crowd_said)
    times = sorted(value for one in everyone for value in one.times)
    if bad := re.search(r"Non-2xx or 3xx responses: (\d+)|Socket errors: .*", crowd_said):
        everyone[0].faults[f"crowd: {bad[0]}"] += 1
    faults: Counter[str] = sum((one.faults for one in everyone), Counter())
    seqs = told["seqs"]
    if any(b and a and b <= a for a, b in pairwise(seqs)):
        faults["the publisher's seq went back"] += 1
    for words in told.get("publisher faults", []):
        faults[f"publisher: {words.strip().splitlines()[-1] if words.strip() else '?'}"] += 1
    if died is not None:
        faults[f"the front ended with {died}"] += 1
    errors = [one for one in json.loads(checked.stdout)["findings"] if one["severity"] == "error"]
    for one in errors:
        faults[f"validate: {one['en']}"] += 1
    return {
        "requests": len(times),
        "crowd_requests_per_s": float(crowd_rate[1]) if crowd_rate else None,
        "crowd_p99": crowd_p99[1] if crowd_p99 else None,
        "documents_checked": sum(one.checked for one in everyone),
        "answers": dict(sum((one.answers for one in everyone), Counter())),
        "publications": len(seqs),
        "kills": told["kills"],
        "last_seq": max(seqs, default=0),
        "tick_median_s": told["tick_seconds"][len(told["tick_seconds"]) // 2] if told["tick_seconds"] else None,
        "p50_ms": round(times[len(times) // 2], 1),
        "p99_ms": round(times[int(len(times) * 0.99)], 1),
        "leftovers_now": leftovers,
        "faults": dict(faults),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--sites", type=int, default=5600)
    parser.add_argument("--changes", type=int, default=800)
    parser.add_argument("--readers", type=int, default=4)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    found = drill(options.seconds, options.sites, options.changes, options.readers)
    if options.json:
        print(json.dumps(found, ensure_ascii=False))
    else:
        for key, value in found.items():
            print(f"{key:>18}: {value}")
    sys.exit(1 if found["faults"] else 0)


if __name__ == "__main__":
    main()

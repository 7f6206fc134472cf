"""Workers are killed in the middle, at random: nothing may be lost, nothing may happen twice.

    python benchmarks/kill_drill.py [--intakes 200] [--kills 30] [--workers 3] [--only NAME] [--json]

For each way to run the workers — the queue in SQLite, in PostgreSQL, Celery on RabbitMQ, Celery on Redis — a community
with as many small files is made, one job asked for each (half of them short, in one transaction; half long, with their
end in the transaction of the done mark; one file is broken), and the workers are killed with SIGKILL and started again
until all is over. Each job takes its file in and adds one line to the log, which is append-only and would show a second
time. Servers: see tests/services.py. This file is also the room ("kill_drill.Drill") that gives the workers the work.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from django.apps import AppConfig

ROOT = Path(__file__).resolve().parent.parent
CASES = {
    "database on SQLite": "",
    "database on PostgreSQL": "",
    "Celery on RabbitMQ": "TEST_AMQP",
    "Celery on Redis": "TEST_REDIS",
}
SLOWEST = 0.15  # seconds a job may dawdle in its middle, so that kills find it there
GIVE_UP = 1800.0


class Drill(AppConfig):
    """The room of the drill: two kinds of job."""

    name = "kill_drill"
    label = "kill_drill"

    def ready(self) -> None:
        from tomoni.registry import jobs

        jobs.kind("drill.short")(lambda number: take_in(number)())
        jobs.kind("drill.long", long=True)(take_in)


def take_in(number: int) -> Callable[[], None]:
    """Takes in the file of one dataset, and gives what adds the line to the log."""
    from tomoni.registry import events, here, jobs, records, services
    from tomoni.registry.errors import Problem
    from tomoni.registry.scope import Scope

    scope = Scope(None, here.community())
    dataset = f"d{number:04}"
    try:
        services.intake(scope, dataset)
    except Problem as problem:
        raise jobs.Hopeless(problem.text.ja) from None
    time.sleep(random.random() * SLOWEST)

    def finish() -> None:
        events.append(scope, "drill.taken-in", records.dataset(scope, dataset).id, number=number)
        time.sleep(random.random() * SLOWEST / 3)

    return finish


def community(folder: Path, intakes: int) -> None:
    """A made-up community with that many datasets; the file of the last one is broken."""
    for part in ("sources", "files"):
        (folder / part).mkdir(parents=True)
    text = '[community]\nid = "drill"\ncode = "990019"\nname = { ja = "てすと市", en = "Test City" }\n'
    (folder / "community.toml").write_text(text, encoding="utf-8")
    for number in range(intakes):
        source = f'dataset = "d{number:04}"\ntitle = "{number}"\n[[file]]\npath = "files/{number:04}.csv"\n'
        (folder / "sources" / f"d{number:04}.toml").write_text(source, encoding="utf-8")
        rows = f"日付,件数\n2020-04-01,{number}\n2020-04-02,2\n2020-04-03,3\n"
        data = b"PK\x03\x04 broken" if number == intakes - 1 else rows.encode()
        (folder / "files" / f"{number:04}.csv").write_bytes(data)


def one(folder: Path, intakes: int, kills: int, workers: int, seed: int) -> dict[str, Any]:
    """The drill in this process's environment. What is counted at the end is read from the database."""
    dice = random.Random(seed)
    community(folder, intakes)
    from tomoni.cli.home import open_community

    open_community(folder)
    from tomoni.registry import jobs
    from tomoni.registry.models import Edition, EventText, Job, RawFile

    command = [sys.executable, "-m", "tomoni.cli.working", str(folder)]
    said = None if os.environ.get("DRILL_VERBOSE") else subprocess.DEVNULL

    def start() -> subprocess.Popen[bytes]:
        return subprocess.Popen(command, stdout=sys.stderr if said is None else said, stderr=said)

    running = [start() for _ in range(workers)]
    for number in dice.sample(range(intakes), intakes):
        jobs.ask("drill.long" if number % 2 else "drill.short", f"drill:{number}", number=number)
    began, killed = time.monotonic(), 0
    next_kill, until = began, began + GIVE_UP
    pace = intakes * 0.9 / max(1, kills)  # jobs between two kills: by progress, since a slow machine starts slowly
    while (open_jobs := jobs.waiting(intakes + 1)) and time.monotonic() < until:
        working = {int(job.claim.partition("-")[0]) for job in open_jobs if job.claim}
        victims = [process for process in running if process.pid in working]
        due = killed < kills and intakes - len(open_jobs) >= killed * pace and time.monotonic() > next_kill
        if due and victims:
            victim = dice.choice(victims if dice.random() < 0.9 else running)
            victim.send_signal(signal.SIGKILL)
            victim.wait()
            killed += 1
            running[running.index(victim)] = start()
            next_kill = time.monotonic() + dice.random()
        time.sleep(0.02)
    seconds = time.monotonic() - began
    for process in running:
        process.terminate()
    for process in running:
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
    lines = Counter(text.body["number"] for text in EventText.objects.filter(event__kind="drill.taken-in"))
    dead = jobs.dead(intakes)
    done = Job.objects.filter(key__startswith="drill:").exclude(done_at=None)
    return {
        "intakes": intakes,
        "workers": workers,
        "kills": killed,
        "again": sum(done.values_list("attempts", flat=True)) - done.count(),
        "seconds": round(seconds, 1),
        "done": done.count(),
        "raw files": RawFile.objects.count(),
        "editions": Edition.objects.count(),
        "lost": intakes - 1 - len(lines),
        "twice": sum(count - 1 for count in lines.values()),
        "dead": [job.args["number"] for job in dead],
        "ok": not open_jobs
        and len(lines) == intakes - 1
        and set(lines.values()) == {1}
        and [job.args["number"] for job in dead] == [intakes - 1],
    }


def run(case: str, options: argparse.Namespace) -> dict[str, Any]:
    """One case in a process of its own, with a database and a queue of its own."""
    sys.path.insert(0, str(ROOT))
    from tests import services

    with ExitStack() as stack:
        home = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        clean = {
            k: v for k, v in os.environ.items() if not k.startswith(("TOMONI_", "DJANGO_", "DATABASE_", "TEST_ON"))
        }
        environment = clean | {
            "PYTHONPATH": f"{Path(__file__).parent}{os.pathsep}{ROOT}",
            "TOMONI_ROOMS": "tomoni.dashboard,kill_drill.Drill",
            "TOMONI_JOB_LEASE": "4",
            "TOMONI_JOB_RESEND": "4",
            "TOMONI_QUEUE": f"drill-{os.getpid()}-{random.getrandbits(32):08x}",
        }
        if case != "database on SQLite":
            environment["DATABASE_URL"] = stack.enter_context(services.new_database())
        if case.startswith("Celery"):
            url = services.AMQP_URL if "RabbitMQ" in case else services.REDIS_URL
            environment["TOMONI_TASKS"] = url
            stack.callback(services.forget_queue, url, environment["TOMONI_QUEUE"])
        sizes = [str(options.intakes), str(options.kills), str(options.workers), str(options.seed)]
        command = [sys.executable, str(Path(__file__)), "--one", str(home / "city"), *sizes]
        answer = subprocess.run(command, env=environment, stdout=subprocess.PIPE, text=True, check=True)
        return {"case": case, **json.loads(answer.stdout)}


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--intakes", type=int, default=200)
    parser.add_argument("--kills", type=int, default=30)
    parser.add_argument("--workers", type=int, default=3)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", choices=CASES)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(arguments)
    results = []
    for case in [options.only] if options.only else CASES:
        result = run(case, options)
        results.append(result)
        if not options.json:
            print(
                f"{case:24} {result['intakes']} intakes, {result['workers']} workers, {result['kills']} kills, "
                f"{result['again']} begun again, {result['seconds']} s · lost {result['lost']} · "
                f"twice {result['twice']} · dead {result['dead']} · {'ok' if result['ok'] else 'NOT OK'}",
                flush=True,
            )
    if options.json:
        print(json.dumps({"cases": results}, ensure_ascii=False))
    return 0 if all(result["ok"] for result in results) else 1


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        numbers = [int(text) for text in sys.argv[3:7]]
        print(json.dumps(one(Path(sys.argv[2]), *numbers), ensure_ascii=False))
    else:
        sys.exit(main())

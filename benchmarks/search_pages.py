"""The pages of search in figures: the first byte of a page of hits, by clock and by processor time, warm.

usage: python benchmarks/search_pages.py [--documents N] [--rounds N] [--postgres URL] [--json] [--profile]

A community of generated measures (seed 1, synthetic) in both collections: the support navigator's own and the site's. Each
question goes through the front and Django as in `tomoni up`, in one process; the first byte is the first part of the body.
Processor time is that of all threads of the process. Queries: those of benchmarks/search.py, without a filter and with.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from benchmarks.search import HELP, QUERIES, WHAT, WHO, documents

COMMUNITY = (
    '[community]\nid = "bench"\ncode = "990001"\nname = { ja = "みほん市", en = "Mihon" }\n'
    'operator = { ja = "みほん", en = "Mihon" }\ncontact = "data@example.jp"\n'
)
PAGES = {
    "support/find/": ("", "&who={who}", "&need={what}&fee=free"),
    "search/": ("", "&kind=support"),
}
"""Page → what follows its words: nothing, filters."""


def measures(number: int) -> Iterator[Any]:
    """Generated measures, each with a provider, an area, facets and a text of about 400 characters."""
    from tomoni.support.measure import Measure

    rng = random.Random(2)
    for n, (key, title, body) in enumerate(documents(number)):
        yield Measure(
            key=key,
            dataset="bench",
            row=n + 1,
            title=title,
            summary=body,
            body=body * 2,
            provider=f"みほん提供者{rng.randrange(400)}",
            provider_kind=rng.choice(("public", "company", "npo")),
            audience=tuple(rng.sample(WHO, 2)),
            need=(rng.choice(WHAT),),
            kind=(rng.choice(HELP),),
            fee=rng.choice(("free", "paid", "")),
            area=(rng.choice(("990001", "000000", "28", "26")),),
            phone=("078-000-0000",),
        )


def fill(scope: Any, number: int) -> None:
    from django.utils import timezone

    from tomoni.dashboard.site_search import services as site
    from tomoni.search import services as search
    from tomoni.support import documents as of_support
    from tomoni.support import offers, services
    from tomoni.support.models import Indexed

    every = list(measures(number))
    places = services.places(every)
    entries = (of_support.entry(one, "", places[one.key]) for one in every)
    search.index(services.collection_name(scope), entries, whole=True)
    Indexed.objects.update_or_create(
        collection=services.collection_name(scope), defaults={"stamp": "bench", "at": timezone.now()}
    )
    search.follow(site.collection_name(scope), (site.entry(offers.findable(one, places[one.key]), 5) for one in every))


async def first_byte(app: Any, path: str, query: str) -> tuple[float, float, int]:
    """(milliseconds by clock, by processor, bytes of the whole body) of one question."""
    told: dict[str, Any] = {"bytes": 0, "status": 0}
    clock, processor = time.perf_counter(), time.process_time()

    asked = False

    async def receive() -> dict[str, Any]:
        nonlocal asked
        if asked:
            await asyncio.Event().wait()  # the reader stays
        asked = True
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: dict[str, Any]) -> None:
        if message["type"] == "http.response.start":
            told["status"] = message["status"]
        elif message["type"] == "http.response.body":
            told.setdefault("clock", time.perf_counter() - clock)
            told.setdefault("processor", time.process_time() - processor)
            told["bytes"] += len(message.get("body", b""))

    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "GET",
        "scheme": "http",
        "path": f"/{path}",
        "raw_path": f"/{path}".encode(),
        "root_path": "",
        "query_string": query.encode(),
        "headers": [(b"host", b"localhost")],
        "client": ("127.0.0.1", 0),
        "server": ("127.0.0.1", 0),
        "state": {},
    }
    await app(scope, receive, send)
    if told["status"] != 200:
        raise SystemExit(f"{path}?{query}: {told['status']}")
    return told["clock"] * 1000, told["processor"] * 1000, told["bytes"]


async def measured(app: Any, rounds: int) -> list[dict[str, Any]]:
    cases = []
    for path, filters in PAGES.items():
        for more in filters:
            asked = [
                f"q={quote(query)}{quote(more.format(who=WHO[n % len(WHO)], what=WHAT[n % len(WHAT)]), safe='&=')}"
                for n, query in enumerate(QUERIES)
            ]
            start = time.perf_counter()
            await first_byte(app, path, asked[0])
            first = (time.perf_counter() - start) * 1000
            taken = [await first_byte(app, path, query) for _ in range(rounds) for query in asked]
            new, again = taken[: len(asked)], taken[len(asked) :]
            cases += [
                _case(f"{path} {more or '(no filter)'}: first time", new),
                _case(f"{path} {more or '(no filter)'}: again", again),
            ]
            cases[-2]["very_first_ms"] = round(first, 1)
    return cases


def _case(name: str, taken: list[tuple[float, float, int]]) -> dict[str, Any]:
    clock, processor = sorted(one[0] for one in taken), sorted(one[1] for one in taken)
    at = int(len(taken) * 0.95)
    return {
        "case": name,
        "unit": "ms",
        "requests": len(taken),
        "clock_p50": round(statistics.median(clock), 1),
        "clock_p95": round(clock[at], 1),
        "processor_p50": round(statistics.median(processor), 1),
        "processor_p95": round(processor[at], 1),
        "most_kB": round(max(one[2] for one in taken) / 1000),
    }


def here(number: int, rounds: int, profile: bool) -> None:
    import django

    django.setup()
    from django.core.management import call_command

    from tomoni.registry import here as house
    from tomoni.registry.people.roles import PUBLIC
    from tomoni.registry.scope import Scope
    from tomoni.search import services
    from tomoni.web import front
    from tomoni.web.asgi import HOME, load_django

    call_command("migrate", verbosity=0)
    scope = Scope(None, house.community(), PUBLIC)
    try:
        fill(scope, number)
        app = front.Front(HOME, load_django)
        app.shelf.manifest.about.update(dynamic=["support/find", "search"])
        if profile:
            _profile(app)
        print(json.dumps(asyncio.run(measured(app, rounds))))
    finally:
        for name in ("support", "site"):
            services.remove(f"{name}:bench")


def _profile(app: Any) -> None:
    """Where the time of a page goes, by function, on standard error."""
    import cProfile
    import pstats

    from django.test import Client

    client = Client(SERVER_NAME="localhost")
    for path in PAGES:
        client.get(f"/{path}?q=x")
        profiler = cProfile.Profile()
        profiler.enable()
        for query in QUERIES:
            client.get(f"/{path}?q={quote(query)}")
        profiler.disable()
        pstats.Stats(profiler, stream=sys.stderr).sort_stats("cumulative").print_stats(60)


def on(url: str, number: int, rounds: int, profile: bool) -> list[dict[str, Any]]:
    """In a process of its own, because a process has one database."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "community.toml").write_text(COMMUNITY, encoding="utf-8")
        environment = {
            **os.environ,
            "TOMONI_HOME": str(folder / ".tomoni"),
            "DATABASE_URL": url,
            "DJANGO_SETTINGS_MODULE": "tomoni.web.settings",
        }
        if not url:
            del environment["DATABASE_URL"]
        command = [sys.executable, __file__, "--here", "--documents", str(number), "--rounds", str(rounds)]
        command += ["--profile"] if profile else []
        run = subprocess.run(command, env=environment, stdout=subprocess.PIPE, text=True, check=False)
    if run.returncode:
        raise SystemExit(run.returncode)
    found: list[dict[str, Any]] = json.loads(run.stdout.splitlines()[-1])
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--documents", type=int, default=20_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--postgres", default=os.environ.get("DATABASE_URL", ""))
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--profile", action="store_true")
    parser.add_argument("--here", action="store_true", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.here:
        here(asked.documents, asked.rounds, asked.profile)
        return
    cases = [
        {**case, "case": f"SQLite {case['case']}"} for case in on("", asked.documents, asked.rounds, asked.profile)
    ]
    if asked.postgres:
        found = on(asked.postgres, asked.documents, asked.rounds, asked.profile)
        cases += [{**case, "case": f"PostgreSQL {case['case']}"} for case in found]
    if asked.json:
        print(json.dumps({"cases": cases}, ensure_ascii=False))
        return
    print(f"{'case':62} {'clock p50':>9} {'p95':>7} {'CPU p50':>8} {'p95':>7} {'kB':>4}")
    for one in cases:
        print(
            f"{one['case']:62} {one['clock_p50']:9.1f} {one['clock_p95']:7.1f} {one['processor_p50']:8.1f} "
            f"{one['processor_p95']:7.1f} {one['most_kB']:4}"
        )


if __name__ == "__main__":
    main()
